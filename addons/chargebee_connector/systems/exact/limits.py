"""Exact's call limits as its answers tell them: per minute and per day, of app and division.

Resets are milliseconds since 1970 UTC. A 429 carries only the headers of the limit that was
reached, so a header that is missing means "unknown", never 0.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
#: What a 429 can speak of: see `exhausted`.
WINDOWS = ("minute", "day", "errors")

#: A minute begins anew within so many seconds. A reset that lies behind that is the end of a block:
#: ten failed calls to one endpoint within an hour close it for an hour (Exact's page on limits).
_LONGEST_MINUTE = 62
_PREFIXES = (("minute", "X-RateLimit-Minutely-"), ("day", "X-RateLimit-"))


class Limit(NamedTuple):
    """One window: what Exact allows in it, what is left and when it starts anew (aware UTC)."""

    window: str
    limit: int | None
    remaining: int | None
    resets_at: datetime | None


def limits(headers: Mapping[str, str]) -> list[Limit]:
    """Return the windows an answer speaks of, with None for what it does not say of them."""
    found = []
    for window, prefix in _PREFIXES:
        limit, remaining, reset = (
            _digits(headers.get(prefix + name)) for name in ("Limit", "Remaining", "Reset")
        )
        if (limit, remaining, reset) == (None, None, None):
            continue
        resets_at = None if reset is None else _EPOCH + timedelta(milliseconds=reset)
        found.append(Limit(window, limit, remaining, resets_at))
    return found


def exhausted(headers: Mapping[str, str], now: datetime) -> tuple[str, float]:
    """Return which window a 429 speaks of and the seconds until it opens again.

    The window is one of WINDOWS. One second is added because the reset is the first instant
    of the next window. An answer without headers is taken for the minute's, the shorter wait: it
    costs one more 429 at most.
    """
    told = limits(headers)
    # The day stands behind the minute: with both used up it is the one to wait for.
    used_up = [each for each in told if each.remaining == 0] or told[:1]
    if not used_up:
        return "minute", 60.0
    chosen = used_up[-1]
    if chosen.resets_at is None:
        return chosen.window, 60.0 if chosen.window == "minute" else 3600.0
    seconds = max(1.0, (chosen.resets_at - now).total_seconds() + 1)
    if chosen.window == "minute" and seconds > _LONGEST_MINUTE:
        return "errors", seconds
    return chosen.window, seconds


def _digits(value: str | None) -> int | None:
    try:
        return int(value) if value is not None else None
    except ValueError:
        return None
