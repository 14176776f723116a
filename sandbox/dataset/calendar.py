"""The site's time zone, Europe/Amsterdam, without a time zone database on the machine."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

TIMEZONE = "Europe/Amsterdam"
DAY = 86_400


@lru_cache
def _summer(year: int) -> tuple[int, int]:
    """Start and end of summer time: the last Sundays of March and October, 01:00 UTC."""
    ends = []
    for month in (3, 10):
        last = date(year, month, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        moment = datetime(year, month, sunday.day, 1, tzinfo=timezone.utc)
        ends.append(int(moment.timestamp()))
    return ends[0], ends[1]


def _offset(timestamp: int) -> int:
    start, end = _summer(datetime.fromtimestamp(timestamp, timezone.utc).year)
    return 7200 if start <= timestamp < end else 3600


def local(day: date, seconds: int = 0) -> int:
    """The unix time of a local day, `seconds` after its midnight."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
    wall = int(midnight.timestamp()) + seconds
    return wall - _offset(wall - 3600)


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
