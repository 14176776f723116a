"""The site's time zone, Europe/Amsterdam unless said, without a time zone database on the machine.

A document shows the date of its moment in this zone. `in_zone` chooses it for what runs inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

DAY = 86_400
HOUR = 3600


@dataclass(frozen=True)
class Zone:
    """A zone by its standard time in hours from UTC, and whose rule of summer time it keeps."""

    name: str
    standard: int
    summer: str = ""


ZONES = {
    zone.name: zone
    for zone in (
        Zone("Europe/Amsterdam", 1, "EU"),
        Zone("Europe/Brussels", 1, "EU"),
        Zone("Europe/London", 0, "EU"),
        Zone("UTC", 0),
        Zone("Africa/Lagos", 1),
        Zone("America/Bogota", -5),
        Zone("America/New_York", -5, "US"),
    )
}
_zone: ContextVar[Zone] = ContextVar("zone", default=ZONES["Europe/Amsterdam"])


@contextmanager
def in_zone(name: str) -> Iterator[None]:
    """Reckon in this zone. Raises KeyError for one that isn't known."""
    before = _zone.set(ZONES[name])
    try:
        yield
    finally:
        _zone.reset(before)


def zone_name() -> str:
    return _zone.get().name


@lru_cache
def _summer(zone: Zone, year: int) -> tuple[int, int]:
    """Start and end of summer time.

    In the Union the last Sundays of March and October, 01:00 UTC; in the United States the second
    Sunday of March and the first of November, 02:00 by the clock.
    """
    if zone.summer == "EU":
        return _sunday(year, 3, 31, 1), _sunday(year, 10, 31, 1)
    hour = 2 - zone.standard
    return _sunday(year, 3, 14, hour), _sunday(year, 11, 7, hour - 1)


def _sunday(year: int, month: int, latest: int, hour: int) -> int:
    """The last Sunday up to a day of the month, at an hour UTC."""
    last = date(year, month, latest)
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    return int(datetime(year, month, sunday.day, hour, tzinfo=timezone.utc).timestamp())


def _offset(timestamp: int) -> int:
    zone = _zone.get()
    standard = zone.standard * HOUR
    if not zone.summer:
        return standard
    start, end = _summer(zone, datetime.fromtimestamp(timestamp, timezone.utc).year)
    return standard + (HOUR if start <= timestamp < end else 0)


def local(day: date, seconds: int = 0) -> int:
    """The unix time of a local day, `seconds` after its midnight."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
    wall = int(midnight.timestamp()) + seconds
    return wall - _offset(wall - _zone.get().standard * HOUR)


def local_date(timestamp: int) -> date:
    """The date that a document of this moment shows."""
    return datetime.fromtimestamp(timestamp + _offset(timestamp), timezone.utc).date()


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def later(timestamp: int, months: int) -> int:
    """The same local time of day, so many months later."""
    day = local_date(timestamp)
    seconds = timestamp - local(day)
    return local(add_months(day, months)) + seconds
