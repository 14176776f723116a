"""The gates that a document meets before any other question is asked."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.chargebee_connector.ledger.gates import check_sums, is_zero, skip_rule
from odoo.addons.chargebee_connector.ledger.problems import Invalid
from odoo.addons.chargebee_connector.ledger.words import ZERO, Document, Line, Tax

START = date(2026, 1, 1)


def line(net, *taxes):
    found = tuple(Tax("BTW", Decimal(21), Decimal(net), Decimal(amount)) for amount in taxes)
    return Line("li", "Seat", Decimal(net), found)


def document(**changes):
    usual = Document(
        kind="invoice",
        external_id="INV-1",
        customer="c",
        status="final",
        currency="EUR",
        total=Decimal("121.00"),
        tax=Decimal("21.00"),
        date=START,
        lines=(line("100.00", "21.00"),),
        business_entity="be-nl",
    )
    return replace(usual, **changes)


#: In the order in which they fire; each change alone gives its rule.
RULES = [
    ({"deleted": True}, "deleted"),
    ({"status": "pending"}, "pending"),
    ({"status": "voided"}, "void_before_posting"),
    ({"business_entity": "be-be"}, "other_entity"),
    ({"date": date(2025, 12, 31)}, "before_start"),
]


def rule_of(**changes):
    return skip_rule(document(**changes), START, "be-nl")


def test_nothing_is_skipped_without_a_rule():
    assert rule_of() == ""


@pytest.mark.parametrize(("changes", "rule"), RULES)
def test_rule(changes, rule):
    assert rule_of(**changes) == rule


@pytest.mark.parametrize("number", range(len(RULES)))
def test_first_rule_wins(number):
    """A voided one and a pending one can't be the same, so each is paired with the others."""
    together = {}
    for changes, _rule in reversed(RULES[number:]):
        together.update(changes)
    assert rule_of(**together) == RULES[number][1]


def test_route_without_limits():
    old = document(date=date(1999, 1, 1), business_entity="be-be")
    assert skip_rule(old, None, "") == ""
    assert skip_rule(replace(old, business_entity=""), None, "be-nl") == "other_entity"
    assert skip_rule(document(date=None), START, "") == ""


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"round_off": Decimal("0.03"), "total": Decimal("121.03")},
        {"round_off": Decimal("-0.02"), "total": Decimal("120.98")},
        {"lines": (line("150.00", "31.50"), line("-50.00", "-4.50", "-6.00"))},
        {"lines": (), "total": ZERO, "tax": ZERO},
    ],
)
def test_sums_that_add_up(changes):
    check_sums(document(**changes))


@pytest.mark.parametrize(
    ("changes", "code", "printed", "computed"),
    [
        ({"total": Decimal("121.01")}, "total_differs", "121.01", "121.00"),
        ({"round_off": Decimal("0.01")}, "total_differs", "121.00", "121.01"),
        ({"lines": (line("99.99", "21.00"),)}, "total_differs", "121.00", "120.99"),
        ({"lines": (line("100.00", "20.99"),)}, "tax_differs", "21.00", "20.99"),
        ({"tax": Decimal("21.01")}, "tax_differs", "21.01", "21.00"),
        ({"lines": ()}, "tax_differs", "21.00", "0"),
    ],
)
def test_sums_that_do_not(changes, code, printed, computed):
    with pytest.raises(Invalid) as caught:
        check_sums(document(**changes))
    assert caught.value.code == code
    params = {"printed": printed, "computed": computed, "currency": "EUR"}
    assert caught.value.params == params


@pytest.mark.parametrize(
    ("changes", "zero"),
    [
        ({}, False),
        ({"total": ZERO, "tax": ZERO, "lines": ()}, True),
        ({"total": Decimal("0.00"), "lines": (line("0.00"), line("0.00", "0.00"))}, True),
        # Lines that cancel out are entries of their own.
        ({"total": ZERO, "lines": (line("5.00"), line("-5.00"))}, False),
        ({"total": ZERO, "lines": (line("0.00", "1.00", "-1.00"),)}, True),
        ({"total": Decimal("0.01"), "lines": (line("0.00"),)}, False),
    ],
)
def test_zero(changes, zero):
    assert is_zero(document(**changes)) is zero
