"""Closed periods: what moves by itself, what only with leave, and what a person must decide."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from exact_world import invoice, known, line, planned, route, vat

from odoo.addons.chargebee_connector.ledger.periods import Calendar, Period

#: August is closed; September belongs to the same quarter, not to the same month.
AUGUST, DAY = [(2026, 8)], date(2026, 8, 20)


def closed(periods=AUGUST, filed=(), **changes):
    calendar = Calendar(world.months(), {("70", *period) for period in periods}, filed)
    return route(calendar=calendar, **{"vat_return": "quarter", **changes})


def test_it_moves_within_its_vat_return_and_keeps_its_date():
    outcome = planned(invoice(date=DAY), closed())
    body = outcome.request.body
    assert (body["ReportingYear"], body["ReportingPeriod"]) == (2026, 9)
    assert body["EntryDate"] == "2026-08-20T00:00:00"
    facts = outcome.facts
    assert (facts.period, facts.left, facts.left_return) == ("2026/09", "2026/08", "")


def test_a_document_of_an_open_period_leaves_nothing():
    facts = planned(invoice(date=date(2026, 9, 1)), closed()).facts
    assert (facts.period, facts.left, facts.left_return, facts.left_vat) == (
        "2026/09",
        "",
        "",
        None,
    )


@pytest.mark.parametrize("frequency", ["month", "quarter"])
def test_it_does_not_leave_its_return_without_leave(frequency):
    periods = [(2026, 8), (2026, 9)]
    outcome = planned(invoice(date=DAY), closed(periods, vat_return=frequency))
    assert outcome.problem.code == "vat_return_differs"
    assert outcome.problem.params["next"] == "2026/10"


@pytest.mark.parametrize(
    ("net", "code"), [("4761.90", ""), ("4761.95", "moved_vat_too_much"), ("0.00", "")]
)
def test_with_leave_it_moves_up_to_the_limit(net, code):
    """21 % of 4,761.90 is 1,000.00; without VAT there is no limit."""
    sold = line("9999.00", None) if net == "0.00" else line(net)
    rules = closed(vat_return="month", move_across_returns=True)
    outcome = planned(invoice(sold, date=DAY), rules)
    assert (outcome.problem.code if outcome.problem else "") == code
    if not code:
        assert outcome.facts.left_return == "2026-08"
        assert outcome.facts.left_vat == (Decimal("0") if net == "0.00" else Decimal("1000.00"))


def test_the_limit_counts_what_left_the_return_before():
    rules = closed(vat_return="month", move_across_returns=True)
    facts = known()
    facts.moved["2026-08"] = {"INV-0": Decimal("990.00")}
    outcome = planned(invoice(date=DAY), rules, facts)
    assert outcome.problem.code == "moved_vat_too_much"
    assert outcome.problem.params["moved"] == "990.00"
    facts.moved["2026-08"] = {"INV-0": Decimal("979.00")}
    assert planned(invoice(date=DAY), rules, facts).facts.left_vat == Decimal("21.00")
    assert sum(facts.moved["2026-08"].values()) == Decimal("1000.00")


def test_planning_it_again_counts_it_once():
    rules = closed(vat_return="month", move_across_returns=True)
    facts = known()
    for _time in range(3):
        assert planned(invoice(line("4000.00"), date=DAY), rules, facts).request
    assert facts.moved == {"2026-08": {"INV-1": Decimal("840.00")}}


def test_the_limit_is_in_the_books_own_currency():
    rules = closed(vat_return="month", move_across_returns=True)
    sold = invoice(line("4000.00"), date=DAY, currency="USD", vat_rate=("EUR", Decimal("1.25")))
    outcome = planned(sold, rules)
    assert outcome.problem.params["vat"] == "1050.0000"
    unknown = replace(sold, vat_rate=None, base_rate=None)
    assert (
        planned(unknown, replace(rules, rate_source="exact")).problem.code == "vat_return_differs"
    )


def test_a_closed_book_year_is_left_by_nothing():
    december = closed([(2025, 12)], vat_return="year", move_across_returns=True)
    outcome = planned(invoice(date=date(2025, 12, 31)), december)
    assert outcome.problem.code == "book_year_closed"


def test_in_a_broken_year_the_book_year_counts_not_the_calendars():
    periods = [
        Period(2025, 2, date(2026, 1, 1), date(2026, 6, 30)),
        Period(2026, 1, date(2026, 7, 1), date(2026, 12, 31)),
    ]
    rules = route(calendar=Calendar(periods, {("70", 2025, 2)}), vat_return="year")
    assert planned(invoice(date=date(2026, 6, 30)), rules).problem.code == "book_year_closed"


def test_nothing_moves_out_of_a_period_whose_return_was_made():
    outcome = planned(invoice(date=DAY), closed(filed={(2026, 8)}))
    assert outcome.problem.code == "vat_return_filed"
    assert outcome.problem.params["vat_return"] == "2026-Q3"


def test_without_an_open_period_it_stays():
    everything = [(year, month) for year in (2026, 2027) for month in range(1, 13)]
    assert planned(invoice(date=DAY), closed(everything)).problem.code == "period_closed"


def test_taxes_of_several_lines_are_counted_together():
    rules = closed(vat_return="month", move_across_returns=True)
    document = invoice(line("4000.00"), line("1000.00", vat("1000.00", "9")), date=DAY)
    assert planned(document, rules).facts.left_vat == Decimal("930.00")
