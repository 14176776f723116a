"""`python -m sandbox.vies`: run the service until it is told to end."""

from __future__ import annotations

import argparse

from ..wire import serve
from . import ViesApp


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.vies",
        description="The European VAT number service on loopback.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    serve(ViesApp(), port=parser.parse_args().port)


if __name__ == "__main__":
    main()
