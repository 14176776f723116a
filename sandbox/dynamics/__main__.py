"""`python -m sandbox.dynamics`: run the server until it is told to stop."""

from __future__ import annotations

import argparse
from dataclasses import fields

from ..wire import serve, serve_each
from .app import Dynamics
from .options import ORGANISATIONS, Options


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.dynamics", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--state", help="a file that keeps rows, metadata and tokens")
    parser.add_argument("--nursery", action="store_true", help="see sandbox/wire/nursery.py")
    for option in fields(Options):
        name = f"--{option.name.replace('_', '-')}"
        if option.name == "organisation":
            parser.add_argument(name, choices=ORGANISATIONS, default=option.default)
        else:
            parser.add_argument(name, type=type(option.default), default=option.default)
    return parser.parse_args()


def main() -> None:
    given = vars(_arguments())
    port, state, nursery = given.pop("port"), given.pop("state"), given.pop("nursery")
    if nursery:
        serve_each(Dynamics(Options(**given)))
    else:
        serve(Dynamics(Options(**given), state), port=port)


if __name__ == "__main__":
    main()
