"""Spreading an amount over periods: to the cent, and over no period too many."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import chargebee_payloads as payloads
import exact_world as world
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.chargebee_connector.ledger.periods import Calendar, Period
from odoo.addons.chargebee_connector.ledger.problems import Invalid
from odoo.addons.chargebee_connector.ledger.spreading import BY_DAY, BY_PERIOD, schedule, spread
from odoo.addons.chargebee_connector.systems.chargebee.read import read

CALENDAR = world.calendar()
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def by_label(parts):
    return {period.label: amount for period, amount in parts.items()}


@given(
    cents=st.integers(-10_000_000, 10_000_000),
    places=st.sampled_from((0, 2, 3)),
    days=st.tuples(DAYS, DAYS).map(sorted),
    split=st.sampled_from((BY_PERIOD, BY_DAY)),
)
def test_parts_make_up_the_amount_in_its_own_decimals(cents, places, days, split):
    amount = Decimal(cents).scaleb(-places)
    parts = spread(amount, *days, split, CALENDAR)
    assert sum(parts.values()) == amount
    assert all(part.as_tuple().exponent == amount.as_tuple().exponent for part in parts.values())
    first, last = days
    assert len(parts) == (last.year - first.year) * 12 + last.month - first.month + 1


@given(cents=st.integers(1, 10_000_000), days=st.tuples(DAYS, DAYS).map(sorted))
def test_no_part_is_further_from_its_share_than_a_cent(cents, days):
    amount = Decimal(cents).scaleb(-2)
    first, last = days
    whole = (last - first).days + 1
    for period, part in spread(amount, first, last, BY_DAY, CALENDAR).items():
        share = (min(period.end, last) - max(period.start, first)).days + 1
        assert abs(part - amount * share / whole) < Decimal("0.01")


@pytest.mark.parametrize("zone", ("Etc/GMT+5", "UTC", "Etc/GMT-1", "Europe/Amsterdam"))
@pytest.mark.parametrize("clock", ((0, 0), (0, 30), (23, 30)))
def test_twelve_monthly_terms_from_new_year_are_in_twelve_periods(zone, clock):
    """In UTC some of these begin on 31 December, 23:30; the site's own days count."""
    moments = [
        int(
            datetime(
                2026 + month // 12, month % 12 + 1, 1, *clock, tzinfo=ZoneInfo(zone)
            ).timestamp()
        )
        for month in range(13)
    ]
    periods = []
    for begin, end in zip(moments, moments[1:], strict=False):
        line = term(begin, end, zone)
        (period,) = schedule(line, BY_PERIOD, CALENDAR)
        periods.append(period.label)
    assert periods == [f"2026/{month:02d}" for month in range(1, 13)]
    year = schedule(term(moments[0], moments[12], zone), BY_PERIOD, CALENDAR)
    assert by_label(year) == dict.fromkeys(periods, Decimal("100.00"))


def term(begin, end, zone):
    """The line of an invoice of 1,200.00 whose service lies between two moments."""
    payload = payloads.invoice(
        site_details_at_creation={"timezone": zone},
        line_items=[payloads.line(date_from=begin, date_to=end, amount=120000)],
    )
    return read("invoice", payload, "").lines[0]


def test_a_year_from_october_is_100_a_month():
    parts = spread(Decimal("1200.00"), date(2026, 10, 1), date(2027, 9, 30), BY_PERIOD, CALENDAR)
    assert list(by_label(parts))[0] == "2026/10"
    assert list(parts.values()) == [Decimal("100.00")] * 12


def test_cents_that_are_left_go_to_the_periods_that_lost_most():
    parts = spread(Decimal("100.00"), date(2026, 1, 1), date(2026, 3, 31), BY_PERIOD, CALENDAR)
    assert [str(part) for part in parts.values()] == ["33.34", "33.33", "33.33"]
    parts = spread(Decimal("-100.00"), date(2026, 1, 1), date(2026, 3, 31), BY_PERIOD, CALENDAR)
    assert [str(part) for part in parts.values()] == ["-33.34", "-33.33", "-33.33"]


def test_by_days_a_broken_month_gets_its_days():
    parts = spread(Decimal("31.00"), date(2026, 1, 15), date(2026, 2, 14), BY_DAY, CALENDAR)
    assert [str(part) for part in parts.values()] == ["17.00", "14.00"]


def test_quarters_and_broken_years_are_periods_too():
    quarters = [
        Period(2026, 1, date(2026, 4, 1), date(2026, 6, 30)),
        Period(2026, 2, date(2026, 7, 1), date(2026, 9, 30)),
    ]
    parts = spread(
        Decimal("100.00"), date(2026, 5, 1), date(2026, 8, 31), BY_PERIOD, Calendar(quarters)
    )
    assert by_label(parts) == {"2026/01": Decimal("50.00"), "2026/02": Decimal("50.00")}


def test_without_a_service_period_nothing_is_spread():
    assert schedule(world.line("100.00"), BY_PERIOD, CALENDAR) == {}


def test_a_year_that_is_not_there_is_named():
    with pytest.raises(Invalid) as caught:
        spread(Decimal(1), date(2027, 12, 1), date(2028, 1, 1), BY_PERIOD, CALENDAR)
    assert (caught.value.code, caught.value.params["year"]) == ("year_missing", "2028")


def test_a_calendar_finds_periods_by_name_and_by_range():
    calendar = Calendar(world.months(2026, 2026))
    assert calendar.named(2026, 3).start == date(2026, 3, 1)
    assert calendar.named(2026, 13) is None
    outside = calendar.between(date(2020, 1, 1), date(2026, 1, 1) + timedelta(40))
    assert [period.label for period in outside] == ["2026/01", "2026/02"]
    assert calendar.between(date(2027, 1, 1), date(2027, 2, 1)) == []
