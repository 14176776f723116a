"""What the person at the terminal sees: steps with their time, notes and plain failures."""

import sys
import time
from collections.abc import Callable


class SetupError(Exception):
    """Something a person must fix first. The text says what to do; no traceback is shown."""


def say(text: str) -> None:
    """Print a line at once, also when the output goes to a file or a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print a line to standard error."""
    print(text, file=sys.stderr, flush=True)


def step(title: str, action: Callable[[], str]) -> None:
    """Do one step and print its name, what came of it and how many seconds it took.

    `action` returns a few words for the person, such as "already there".
    """
    say(f"- {title}")
    started = time.monotonic()
    outcome = action()
    say(f"    {outcome} ({time.monotonic() - started:.1f} s)")
