"""Spreading an amount over the periods in which its service is delivered, to the cent."""

from datetime import date
from decimal import Decimal

from .periods import Calendar, Period
from .problems import Invalid
from .shares import apportion
from .words import Line

#: Every period that is touched takes the same part, or as much as days of it are touched.
BY_PERIOD, BY_DAY = "period", "day"


def schedule(line: Line, split: str, calendar: Calendar) -> dict[Period, Decimal]:
    """Return what of a line's net amount belongs into which period; {} without a service period.

    The parts make up the amount. Raises Invalid for a day that the calendar lacks.
    """
    if line.date_from is None or line.date_to is None:
        return {}
    return spread(line.net, line.date_from, line.date_to, split, calendar)


def spread(
    amount: Decimal, first: date, last: date, split: str, calendar: Calendar
) -> dict[Period, Decimal]:
    """Return what of an amount belongs into which period; both days are within the service.

    What is credited is spread like what was sold, so that both cancel each other out everywhere.
    """
    periods = touched(first, last, calendar)
    weights = [Decimal(_days(period, first, last) if split == BY_DAY else 1) for period in periods]
    parts = apportion(abs(amount), weights)
    return dict(zip(periods, (part.copy_sign(amount) for part in parts), strict=True))


def touched(first: date, last: date, calendar: Calendar) -> list[Period]:
    """Return the periods from that of one day to that of another."""
    for day in (first, last):
        if calendar.find(day) is None:
            raise Invalid("year_missing", year=day.year, date=day)
    return calendar.between(first, last)


def _days(period: Period, first: date, last: date) -> int:
    return (min(period.end, last) - max(period.start, first)).days + 1
