"""Entry of the scripts in this folder: `python3 setup/main.py <command> [arguments]`."""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 - said plainly instead of by a syntax error
    sys.exit(f"Python 3.10 or newer is needed, this is {sys.version.split()[0]}.")

from environment.cli import main

sys.exit(main(sys.argv[1:]))
