"""Which VAT return a day belongs to, and how a calendar goes on behind a closed period."""

from datetime import date

import exact_world as world
import pytest

from odoo.addons.chargebee_connector.ledger.returns import vat_return


@pytest.mark.parametrize(
    ("day", "frequency", "expected"),
    [
        (date(2026, 1, 31), "month", "2026-01"),
        (date(2026, 3, 31), "quarter", "2026-Q1"),
        (date(2026, 4, 1), "quarter", "2026-Q2"),
        (date(2026, 12, 31), "quarter", "2026-Q4"),
        (date(2026, 12, 31), "year", "2026"),
    ],
)
def test_returns_follow_the_calendar(day, frequency, expected):
    assert vat_return(day, frequency) == expected


def test_the_next_open_period_jumps_over_closed_ones():
    calendar = world.calendar([(2026, 1), (2026, 2)])
    january = calendar.find(date(2026, 1, 15))
    assert calendar.next_open("70", january).label == "2026/03"
    assert calendar.next_open("71", january).label == "2026/02"
    assert calendar.next_open("70", calendar.find(date(2027, 12, 1))) is None
    assert calendar.last_day == date(2027, 12, 31)
