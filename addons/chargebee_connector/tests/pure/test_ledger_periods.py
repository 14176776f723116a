"""Accounting periods: the one of a day, and whether it is closed."""

from datetime import date, timedelta

import pytest

from odoo.addons.chargebee_connector.ledger.periods import Calendar, Period

JANUARY = Period(2026, 1, date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = Period(2026, 2, date(2026, 2, 1), date(2026, 2, 28))
#: The book year changes in April, and March was never made.
APRIL = Period(2027, 1, date(2026, 4, 1), date(2026, 4, 30))
CALENDAR = Calendar([APRIL, JANUARY, FEBRUARY], closed=[("70", 2026, 1)])


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), JANUARY),
        (date(2026, 1, 31), JANUARY),
        (date(2026, 2, 1), FEBRUARY),
        (date(2026, 2, 28), FEBRUARY),
        (date(2026, 3, 1), None),
        (date(2026, 3, 31), None),
        (date(2026, 4, 1), APRIL),
        (date(2026, 4, 30), APRIL),
        (date(2026, 5, 1), None),
    ],
)
def test_period_of_a_day(day, period):
    assert CALENDAR.find(day) == period


def test_calendar_without_periods():
    assert Calendar([]).find(date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("journal", "period", "closed"),
    [("70", JANUARY, True), ("71", JANUARY, False), ("70", FEBRUARY, False), ("70", APRIL, False)],
)
def test_closed(journal, period, closed):
    assert CALENDAR.is_closed(journal, period) == closed


def test_label_sorts_as_text():
    assert [JANUARY.label, APRIL.label] == ["2026/01", "2027/01"]
    assert Period(2026, 12, date(2026, 12, 1), date(2026, 12, 31)).label == "2026/12"


def test_every_day_of_a_broken_year_of_four_weeks():
    start = date(2025, 9, 29)
    periods = [
        Period(
            2026, number + 1, start + timedelta(28 * number), start + timedelta(28 * number + 27)
        )
        for number in range(13)
    ]
    calendar = Calendar(reversed(periods))
    for day in range(13 * 28):
        assert calendar.find(start + timedelta(day)) is periods[day // 28]
