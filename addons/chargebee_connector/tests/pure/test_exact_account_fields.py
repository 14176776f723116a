"""Mapped fields of an account: which text goes where, when, and what Exact would refuse."""

from dataclasses import replace

import pytest
from exact_world import GUID, customer, planned, route

from odoo.addons.chargebee_connector.ledger.plan import Known, LinkNow
from odoo.addons.chargebee_connector.systems.exact import account_fields
from odoo.addons.chargebee_connector.systems.exact.customer_rules import CustomerRules, FieldRow
from odoo.addons.chargebee_connector.systems.exact.plan import plan

ACCOUNT = ("account", "customer/acme")


def mapped(*rows, **more):
    """Return rules with these (source, target[, always]) rows."""
    rules = CustomerRules(fields=tuple(FieldRow(*row) for row in rows), **more)
    return route(customers=rules)


def made(rules, **fields):
    """Return the body of a new account."""
    outcome = planned(customer(**fields), rules, Known(links={ACCOUNT: LinkNow("new")}))
    assert outcome.request, outcome.problem
    return outcome.request.body


def refused(rules, **fields):
    return planned(customer(**fields), rules, Known(links={ACCOUNT: LinkNow("new")})).problem


def test_chamber_and_language_go_without_a_row():
    body = made(route(), chamber="01234567", language="nl-BE")
    assert (body["ChamberOfCommerce"], body["Language"]) == ("01234567", "NL")
    assert not {"ChamberOfCommerce", "Language"} & set(made(route()))


@pytest.mark.parametrize(("chamber", "language"), [("1" * 21, "x"), ("", "4-1")])
def test_what_nobody_mapped_stops_nothing(chamber, language):
    body = made(route(), chamber=chamber, language=language)
    assert not {"ChamberOfCommerce", "Language"} & set(body)


def test_a_row_takes_the_place_of_what_goes_by_itself():
    rules = mapped(("cf_coc", "ChamberOfCommerce"))
    body = made(rules, chamber="1", extra={"cf_coc": "87654321"})
    assert body["ChamberOfCommerce"] == "87654321"
    assert "ChamberOfCommerce" not in made(rules, chamber="1")


@pytest.mark.parametrize(
    ("target", "text", "sent"),
    [
        ("Website", "https://acme.example", "https://acme.example"),
        ("Website", "w" * 120, "w" * 100),
        ("TradeName", "Acme", "Acme"),
        ("Language", "de-AT", "DE"),
        ("Code", "20042", "             20042"),
        ("Code", "9" * 18, "9" * 18),
        ("PaymentConditionSales", "30", "30"),
        ("CreditLineSales", "2500.00", "2500.00"),
        ("GLAR", "1310", "guid-1310"),
        ("AccountManager", f"{{{GUID.upper()}}}", GUID),
    ],
)
def test_what_a_field_becomes(target, text, sent):
    rules = mapped(("cf_x", target), conditions=frozenset({"30"}), ledgers={"1310": "guid-1310"})
    assert made(rules, extra={"cf_x": text})[target] == sent


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("Code", "D20042"),
        ("Code", "9" * 19),
        ("Code", "٣"),
        ("PaymentConditionSales", "31"),
        ("CreditLineSales", "much"),
        ("CreditLineSales", "-1"),
        ("CreditLineSales", "NaN"),
        ("GLAR", "8000"),
        ("AccountManager", "Jan"),
        ("ChamberOfCommerce", "1" * 21),
        ("Language", "4"),
    ],
)
def test_what_exact_would_refuse_is_said(target, text):
    found = refused(mapped(("cf_x", target)), extra={"cf_x": text})
    assert (type(found).__name__, found.code) == ("Invalid", "mapped_field_wrong")
    assert (found.params["source"], found.params["value"]) == ("cf_x", text)


def test_a_mapped_condition_wins_over_the_table_of_terms():
    rules = mapped(("cf_x", "PaymentConditionSales"), conditions=frozenset({"30"}))
    assert made(rules, extra={"cf_x": "30"})["PaymentConditionSales"] == "30"
    assert made(rules)["PaymentConditionSales"] == "14"


def changed(rules, before, after):
    """Return the outcomes for a customer whose account was made from `before`."""
    content = planned(before, rules, Known(links={ACCOUNT: LinkNow("new")})).content
    return plan([after], rules, Known(links={ACCOUNT: LinkNow("posted", GUID, content)}))


def test_only_rows_that_say_so_follow_a_change():
    before, after = (customer(extra={"cf_x": text}) for text in ("old", "new"))
    (update,) = changed(mapped(("cf_x", "TradeName", True)), before, after)
    assert update.request.body["TradeName"] == "new"
    assert changed(mapped(("cf_x", "TradeName")), before, after) == []


@pytest.mark.parametrize("target", sorted(account_fields.BOOKKEEPERS))
def test_what_a_bookkeeper_owns_is_never_updated(target):
    """Even where a row, against what the screen allows, says otherwise."""
    rules = mapped(
        ("cf_x", target, True),
        conditions=frozenset("12"),
        ledgers={"1": "guid-1", "2": "guid-2"},
    )
    texts = (GUID, GUID.replace("1", "2")) if target == "AccountManager" else ("1", "2")
    before, after = (customer(extra={"cf_x": text}) for text in texts)
    assert changed(rules, before, after) == []
    (update,) = changed(rules, before, replace(after, phone="030"))
    assert target not in update.request.body


def test_what_bookkeepers_own():
    assert account_fields.BOOKKEEPERS == {
        "Code",
        "PaymentConditionSales",
        "CreditLineSales",
        "AccountManager",
        "GLAR",
    }


def test_a_field_that_is_wrong_blocks_the_update_alone():
    rules = mapped(("cf_x", "Language", True))
    before, after = customer(extra={"cf_x": "nl"}), customer(extra={"cf_x": "9"})
    (update,) = changed(rules, before, after)
    assert (update.kind, update.problem.code) == ("account_update", "mapped_field_wrong")


@pytest.mark.parametrize("source", ["cf_none", "meta_data.none", "first_name"])
def test_what_the_source_says_nothing_of_is_left_out(source):
    assert "TradeName" not in made(mapped((source, "TradeName")))
