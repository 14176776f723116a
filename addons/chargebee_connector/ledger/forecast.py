"""How many calls a plan will take, and when they will be done within the limits on calls.

Before anything is sent it is looked up, so many keys in one call; then each thing is one call of
its own. What changes something that stands there needs no look.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
#: Looking up and sending things one after the other, as measured against a remote service.
SECONDS_PER_CALL = 0.3


@dataclass(frozen=True, slots=True)
class Window:
    """What one limit leaves: calls until `resets`, and `limit` in each window after it.

    A `limit` of None or 0 limits nothing.
    """

    limit: int | None
    left: int | None
    resets: datetime | None
    length: timedelta

    def begun(self, now: datetime) -> "Window":
        """Return the window in which `now` lies."""
        if self.resets is None or self.resets <= now:
            return Window(self.limit, self.limit, now + self.length, self.length)
        return self


def calls(creates: Iterable[int], updates: int, batch: int, minute: int | None = None) -> int:
    """Return the calls for numbers of things to be made, by kind, and of updates.

    `batch` is how many keys one look takes, `minute` how many calls a minute allows: whoever waits
    for the next one looks anew before they go on.
    """
    made = list(creates)
    count = sum(made) + updates + sum(ceil(number / batch) for number in made)
    return count + count // minute if minute else count


def bulk_calls(numbers: Iterable[int], together: int) -> int:
    """Return the calls for numbers of things, by kind, of which one call takes so many."""
    return sum(ceil(number / together) for number in numbers)


def done_at(
    count: int, now: datetime, minute: Window, day: Window, pace: float = SECONDS_PER_CALL
) -> datetime:
    """Return when so many calls are through, if they begin now; `pace` is seconds for each call."""
    minute, day = minute.begun(now), day.begun(now)
    while day.limit and count > max(day.left or 0, 0):
        count -= max(day.left or 0, 0)
        now = max(day.resets, _within_minutes(max(day.left or 0, 0), now, minute, pace))
        day = Window(day.limit, day.limit, now + day.length, day.length)
        minute = Window(minute.limit, minute.limit, now + minute.length, minute.length)
    return _within_minutes(count, now, minute, pace)


def _within_minutes(count: int, now: datetime, minute: Window, pace: float) -> datetime:
    """Return when so many calls are through that no day's limit stops."""
    left = max(minute.left or 0, 0)
    if not minute.limit or count <= left:
        return now + timedelta(seconds=count * pace)
    count -= left
    start = max(minute.resets, now + timedelta(seconds=left * pace))
    # As many as a minute takes; a slow line takes longer than that for them.
    length = max(minute.length, timedelta(seconds=minute.limit * pace))
    whole, rest = divmod(count, minute.limit)
    if not rest:
        whole, rest = whole - 1, minute.limit
    return start + whole * length + timedelta(seconds=rest * pace)
