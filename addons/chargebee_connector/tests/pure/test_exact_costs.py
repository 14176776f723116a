"""Cost centre and cost unit of a line, and what its ledger demands or forbids."""

from dataclasses import replace
from datetime import date, timedelta

import exact_world as world
import pytest
from booking_world import booking, costs
from credit_world import UNMAPPED, after, credit_note, sent
from exact_world import body, invoice, line, planned, problem

from odoo.addons.chargebee_connector.ledger.periods import Calendar, Period

ROWS = costs(
    ({}, ("ALL", "")),
    ({"country": "BE"}, ("BE", "U1")),
    ({"item_family": "plans"}, ("PLANS", "")),
    ({"item_family": "plans", "year": "2026"}, ("P26", "")),
    ({"business_entity": "north"}, ("", "NORTH")),
    ({"item": "-"}, ("FREE", "")),
)
FREE = {"price": "unknown"}


def costs_of(document, rules=None):
    return [
        (each.get("CostCenter"), each.get("CostUnit"))
        for each in body(document, rules or booking(cost=ROWS))["SalesEntryLines"]
    ]


@pytest.mark.parametrize(
    ("rows", "line_fields", "fields", "expected"),
    [
        (ROWS, {}, {}, ("P26", None)),
        (ROWS, {}, {"date": date(2025, 12, 31)}, ("PLANS", None)),
        (ROWS, FREE, {"country": "BE"}, ("FREE", None)),
        (costs(({}, ("ALL", "")), ({"country": "BE"}, ("BE", "U1"))), {"country": "BE"}, {},
         ("BE", "U1")),
        (costs(({"business_entity": "north"}, ("", "N"))), {}, {"business_entity": "north"},
         (None, "N")),
        (costs(({"business_entity": "north"}, ("", "N"))), {}, {}, (None, None)),
    ],
)  # fmt: skip
def test_the_most_specific_row_gives_both(rows, line_fields, fields, expected):
    assert costs_of(invoice(line(**line_fields), **fields), booking(cost=rows)) == [expected]


def test_the_year_is_the_book_year_of_the_date():
    broken = Calendar([Period(2027, 1, date(2026, 10, 1), date(2026, 10, 1) + timedelta(days=364))])
    rules = booking(cost=costs(({"year": "2027"}, ("Y27", ""))))
    assert costs_of(invoice(), replace(rules, calendar=broken)) == [("Y27", None)]


def test_round_off_has_costs_too():
    rules = booking(cost=costs(({}, ("ALL", "U"))))
    assert costs_of(invoice(round_off="0.01"), rules) == [("ALL", "U"), ("ALL", "U")]


def with_use(center=0, unit=0, **options):
    ledger = replace(world.REVENUE, use_center=center, use_unit=unit)
    return replace(booking(**options), revenue=world.revenue(({}, ledger)))


def test_what_the_ledger_forbids_is_left_out():
    rows = costs(({}, ("C", "U")))
    assert costs_of(invoice(), with_use(center=2, cost=rows)) == [(None, "U")]
    assert costs_of(invoice(), with_use(unit=2, cost=rows)) == [("C", None)]


def test_what_was_left_out_is_noted_once_for_a_ledger():
    rules = with_use(center=2, unit=2, cost=costs(({}, ("C", "U"))))
    outcome = planned(invoice(line(), line("50.00", external_id="li_2")), rules)
    assert outcome.facts.left_out == "8000: C; 8000: U"
    assert all("left out" not in one for one in outcome.request.body["SalesEntryLines"])
    assert planned(invoice(), with_use(cost=costs(({}, ("C", "U"))))).facts.left_out == ""


@pytest.mark.parametrize(
    ("use", "rows", "code"),
    [
        ({"center": 1}, (), "cost_center_missing"),
        ({"center": 1}, (({}, ("", "U")),), "cost_center_missing"),
        ({"unit": 1}, (({}, ("C", "")),), "cost_unit_missing"),
    ],
)
def test_what_the_ledger_demands_must_be_mapped(use, rows, code):
    kind, found, params = problem(invoice(), with_use(**use, cost=costs(*rows)))
    assert (kind, found) == ("Unmapped", code)
    assert (params["ledger"], params["item_family"], params["country"]) == ("8000", "plans", "NL")


def test_what_the_ledger_demands_is_sent():
    assert costs_of(invoice(), with_use(1, 1, cost=costs(({}, ("C", "U"))))) == [("C", "U")]


def test_a_credit_note_takes_the_costs_of_what_was_posted():
    facts = after(invoice(), rules=booking(cost=ROWS))
    (taken,) = sent(credit_note(), facts, UNMAPPED)["SalesEntryLines"]
    assert taken["CostCenter"] == "P26"
