"""The commands behind the scripts in `setup/`."""

import signal
import sys
from collections.abc import Callable, Sequence

from . import bench, demo, testing
from .console import SetupError, complain
from .prepare import prepare


def _env(arguments: Sequence[str]) -> int:
    if arguments:
        raise SetupError("setup/env takes no arguments.")
    prepare(for_tests=True)
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "bench": bench.main,
    "demo": demo.main,
    "env": _env,
    "test": testing.main,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. A problem a person can fix is shown without traceback."""
    # A killed run stops its children like one that is interrupted by hand.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except SetupError as error:
        complain(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        complain("\ninterrupted")
        return 130
