"""Product Catalog 1.0: plans and add-ons are read as prices, and lines find them."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import chargebee_payloads as payloads
import pytest

from odoo.addons.chargebee_connector.ledger.mapping import Row, Table
from odoo.addons.chargebee_connector.ledger.pull import Referenced
from odoo.addons.chargebee_connector.ledger.words import Line, Price
from odoo.addons.chargebee_connector.systems.chargebee.read import read
from odoo.addons.chargebee_connector.systems.exact import catalogue, rules, suggest_revenue
from odoo.addons.chargebee_connector.systems.exact.uses import Uses

PLAN = {"id": "pro", "name": "Pro EUR", "invoice_name": "Pro", "accounting_code": "8000"}
PRICES = {
    ("plan", "pro"): Price("pro", "Pro", "pro", "plan", "8000"),
    ("addon", "pro"): Price("pro", "Pro pack", "pro", "addon", "8010"),
    ("item_price", "moved"): Price("moved", "Moved", "item", "family"),
}


@pytest.mark.parametrize("kind", ["plan", "addon"])
def test_a_plan_is_price_and_item_in_one(kind):
    assert read(kind, json.dumps(PLAN), "UTC") == Price("pro", "Pro", "pro", kind, "8000")


def test_a_plan_without_a_name_for_invoices_goes_by_its_own():
    assert read("plan", {"id": "pro", "name": "Pro EUR"}, "UTC").name == "Pro EUR"


@pytest.mark.parametrize(
    ("sort", "kind", "family"),
    [
        ("plan", "plan", "plan"),
        ("plan_setup", "plan", "plan_setup"),
        ("addon", "addon", "addon"),
        ("adhoc", "item_price", ""),
        ("plan_item_price", "item_price", ""),
        ("addon_item_price", "item_price", ""),
        ("charge_item_price", "item_price", ""),
    ],
)
def test_a_line_says_what_it_sells(sort, kind, family):
    payload = payloads.invoice(line_items=[payloads.line(entity_type=sort)])
    (line,) = read("invoice", payload, "UTC").lines
    assert (line.price_kind, line.family) == (kind, family)


def line(price, kind="item_price", family="", net="10"):
    return Line("li", "Something", Decimal(net), price=price, price_kind=kind, family=family)


@pytest.mark.parametrize(
    ("sold", "expected"),
    [
        (line("pro", "plan", "plan"), ("pro", "plan", "8000")),
        (line("pro", "plan", "plan_setup"), ("pro", "plan_setup", "8000")),
        (line("pro", "addon", "addon"), ("pro", "addon", "8010")),
        (line("moved", "plan", "plan"), ("item", "family", "")),
        (line("gone", "plan", "plan"), ("gone", "plan", "")),
        (line("gone"), ("", "", "")),
        (line(""), ("", "", "")),
    ],
)
def test_what_a_line_finds(sold, expected):
    price = catalogue.price_of(sold, PRICES)
    assert (price.item, price.item_family, price.accounting_code) == expected


def test_a_line_asks_for_both_catalogues():
    assert catalogue.asked(line("pro", "plan", "plan")) == {("plan", "pro"), ("item_price", "pro")}
    assert catalogue.asked(line("")) == set()


def test_an_id_of_two_things_makes_two_rows():
    """A plan and its setup fee go by one id, yet seldom to one ledger."""
    document = replace(
        read("invoice", payloads.invoice(), "UTC"),
        date=date(2026, 3, 1),
        lines=(
            line("pro", "plan", "plan"),
            line("pro", "plan", "plan_setup"),
            line("other", "plan", "plan"),
        ),
    )
    uses = Uses()
    uses.add([document], PRICES, None, "")
    matches = [suggest_revenue.match(dict(pairs), uses.shared()) for pairs in uses.revenue]
    assert matches == [
        {"item_price": "pro", "item_family": "plan"},
        {"item_price": "pro", "item_family": "plan_setup"},
        {"item_price": "other"},
    ]
    table = Table(rules.REVENUE, [Row(at, match, at) for at, match in enumerate(matches)])
    assert [table.choose(dict(pairs)).target for pairs in uses.revenue] == [0, 1, 2]


def test_what_a_plan_says_of_itself_is_a_guess_for_its_setup_fee():
    fees = Referenced("id-8040", "8040", "Omzet opstartkosten", True, {"type": 110})
    books = suggest_revenue.Books(
        [Referenced("id-8000", "8000", "Omzet", True, {"type": 110}), fees],
        [Referenced("setup fee", "", "Setup fee", True, {"gl_account": "id-8040", "count": 9})],
    )
    plan = catalogue.price_of(line("pro", "plan", "plan"), PRICES)
    setup = catalogue.price_of(line("pro", "plan", "plan_setup"), PRICES)
    assert suggest_revenue.ledger(plan, books)[::2] == ("id-8000", True)
    assert suggest_revenue.ledger(setup, books)[::2] == ("id-8000", False)
    assert suggest_revenue.ledger(setup, books, "Setup fee")[::2] == ("id-8040", True)
    named = Referenced("pro", "", "Pro", True, {"gl_account": "id-8040", "count": 9})
    assert suggest_revenue.ledger(setup, suggest_revenue.Books(books.ledgers, [named])).why == (
        "accounting_code"
    )
