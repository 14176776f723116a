"""`python -m sandbox.exact`: run the server until it is told to stop."""

from __future__ import annotations

import argparse

from ..wire import serve, serve_each
from .app import ExactOnline
from .messages import LANGUAGES
from .options import Options


def _arguments() -> argparse.Namespace:
    defaults = Options()
    parser = argparse.ArgumentParser(prog="python -m sandbox.exact", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--state", help="a file that keeps books and tokens")
    parser.add_argument("--nursery", action="store_true", help="see sandbox/wire/nursery.py")
    parser.add_argument("--language", choices=sorted(LANGUAGES), default=defaults.language)
    parser.add_argument("--minutely", type=int, default=defaults.minutely)
    parser.add_argument("--daily", type=int, default=defaults.daily)
    parser.add_argument("--token-life", type=int, default=defaults.token_life)
    parser.add_argument("--token-calls", type=int, default=defaults.token_calls)
    parser.add_argument("--error-limit", type=int, default=defaults.error_limit)
    parser.add_argument("--client-id", default=defaults.client_id)
    parser.add_argument("--client-secret", default=defaults.client_secret)
    parser.add_argument(
        "--redirect", action="append", default=[], help="a registered redirect URI; repeatable"
    )
    parser.add_argument("--attachment-mb", type=int, default=defaults.attachment_mb)
    parser.add_argument("--no-deferral", action="store_true", help="refuse From and To")
    return parser.parse_args()


def main() -> None:
    given = vars(_arguments())
    port, state = given.pop("port"), given.pop("state")
    given["deferral"] = not given.pop("no_deferral")
    given["redirect"] = tuple(given["redirect"])
    if given.pop("nursery"):
        serve_each(ExactOnline(Options(**given)))
    else:
        serve(ExactOnline(Options(**given), state), port=port)


if __name__ == "__main__":
    main()
