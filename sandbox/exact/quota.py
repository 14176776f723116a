"""Exact's limits: calls per minute and day, and errors per endpoint and hour.

Calls are counted per app and division in clock minutes and UTC days. A refused call is not
counted. Which status a key gets that made too many errors isn't documented; here it is 429 with an
empty body and the minutely headers, whose reset is the end of the block. The first block lasts an
hour, each further one twice as long as the one before.
"""

from __future__ import annotations

from typing import Any

from .options import Options

COUNTED_ERRORS = (400, 401, 403, 404)
MINUTE, HOUR, DAY = 60, 3600, 86_400
Headers = dict[str, str]


class Quota:
    """The counters of one server."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._calls: dict[str, list[int]] = {}
        self._errors: dict[str, list[int]] = {}
        self._blocks: dict[str, list[int]] = {}

    def take(self, app: str, division: int, now: float) -> Headers | None:
        """Count a call. The headers of a 429 where a window is used up, else None."""
        minute, day = self._counts(app, division, now)
        if day >= self._options.daily:
            return self._daily(0, now)
        if minute >= self._options.minutely:
            return self.minutely(0, now)
        self._calls[f"{app}/{division}"] = [
            int(now // MINUTE),
            minute + 1,
            int(now // DAY),
            day + 1,
        ]
        return None

    def headers(self, app: str, division: int, now: float) -> Headers:
        """The six headers that stand on every answer."""
        minute, day = self._counts(app, division, now)
        return {
            **self._daily(max(self._options.daily - day, 0), now),
            **self.minutely(max(self._options.minutely - minute, 0), now),
        }

    def minutely(self, remaining: int, now: float) -> Headers:
        reset = (int(now // MINUTE) + 1) * MINUTE
        return _trio("X-RateLimit-Minutely-", self._options.minutely, remaining, reset)

    def blocked(self, who: str, now: float) -> Headers | None:
        """The headers of a 429 while a key is blocked at an endpoint for its errors."""
        block = self._blocks.get(who)
        if block is None or now >= block[0]:
            return None
        return _trio("X-RateLimit-Minutely-", self._options.minutely, 0, block[0])

    def error(self, who: str, status: int, now: float) -> None:
        """Count an error; the one that reaches the limit blocks the key at this endpoint."""
        if status not in COUNTED_ERRORS:
            return
        hour = int(now // HOUR)
        count = self._errors.get(who, [hour, 0])
        count = [hour, count[1] + 1 if count[0] == hour else 1]
        if count[1] >= self._options.error_limit:
            length = self._blocks.get(who, [0, HOUR // 2])[1] * 2
            self._blocks[who] = [int(now) + length, length]
            count = [hour, 0]
        self._errors[who] = count

    def _counts(self, app: str, division: int, now: float) -> tuple[int, int]:
        minute, minute_count, day, day_count = self._calls.get(f"{app}/{division}", [0, 0, 0, 0])
        return (
            minute_count if minute == int(now // MINUTE) else 0,
            day_count if day == int(now // DAY) else 0,
        )

    def _daily(self, remaining: int, now: float) -> Headers:
        reset = (int(now // DAY) + 1) * DAY
        return _trio("X-RateLimit-", self._options.daily, remaining, reset)

    def dump(self) -> dict[str, Any]:
        return {"calls": self._calls, "errors": self._errors, "blocks": self._blocks}

    def load(self, saved: dict[str, Any]) -> None:
        self._calls, self._errors = saved["calls"], saved["errors"]
        self._blocks = saved["blocks"]


def _trio(prefix: str, limit: int, remaining: int, reset: int) -> Headers:
    return {
        f"{prefix}Limit": str(limit),
        f"{prefix}Remaining": str(remaining),
        f"{prefix}Reset": str(reset * 1000),
    }
