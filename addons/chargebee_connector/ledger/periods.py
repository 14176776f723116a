"""Accounting periods: which one a date falls in, and whether it still takes entries."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """One period of the target's calendar; `end` is its last day. Book years may be broken."""

    year: int
    number: int
    start: date
    end: date

    @property
    def label(self):
        return f"{self.year}/{self.number:02d}"


class Calendar:
    """The periods of one administration and which journals are closed in them.

    `closed` holds (journal code, year, number), `filed` (year, number) of periods whose VAT
    return was made.
    """

    def __init__(self, periods, closed=(), filed=()):
        self._periods = sorted(periods, key=lambda period: (period.start, period.end))
        self._starts = [period.start for period in self._periods]
        self._by_name = {(period.year, period.number): period for period in self._periods}
        self._closed = frozenset(closed)
        self._filed = frozenset(filed)

    def find(self, day):
        """Return the Period that holds a day, or None when the calendar lacks it."""
        index = bisect_right(self._starts, day) - 1
        if index < 0:
            return None
        period = self._periods[index]
        return period if day <= period.end else None

    def between(self, first, last):
        """Return the Periods from that of one day to that of another, as far as there are any."""
        begin = max(bisect_right(self._starts, first) - 1, 0)
        found = self._periods[begin : bisect_right(self._starts, last)]
        return [period for period in found if period.end >= first]

    def named(self, year, number):
        """Return the Period of a book year with a number, None when the calendar lacks it."""
        return self._by_name.get((year, number))

    def following(self, period):
        """Return the Period behind one, None when it is the last."""
        index = bisect_right(self._starts, period.start)
        return self._periods[index] if index < len(self._periods) else None

    def opened(self):
        """Return the same calendar with nothing closed."""
        return Calendar(self._periods)

    def is_closed(self, journal, period):
        return (journal, period.year, period.number) in self._closed

    def is_filed(self, period):
        return (period.year, period.number) in self._filed

    def next_open(self, journal, period):
        """Return the first Period behind one that takes entries of a journal, or None."""
        for later in self._periods[bisect_right(self._starts, period.start) :]:
            if not self.is_closed(journal, later):
                return later
        return None

    @property
    def last_day(self):
        """The last day that the calendar knows, None when it is empty."""
        return self._periods[-1].end if self._periods else None
