"""Store credit on Chargebee's invoices: used before tax, it lowers the lines and what is owed."""

from decimal import Decimal

import pytest
from chargebee_payloads import (
    AMSTERDAM,
    OCTOBER,
    credit_note,
    invalid,
    invoice,
    line,
    read_invoice,
    tax,
)

from odoo.addons.chargebee_connector.systems.chargebee.read import document

APPLIED = "line_item_credits.applied_amount"

#: 120.00, of which 40.00 is paid with store credit before its tax of 21 %.
USED = {
    "line_items": [line(amount=12000)],
    "line_item_taxes": [tax(taxable_amount=8000, tax_amount=1680)],
    "line_item_credits": [
        {"cn_id": "CN-1", "line_item_id": "li_1", "applied_amount": Decimal("2500.0")},
        {"cn_id": "CN-2", "line_item_id": "li_1", "applied_amount": 1500},
    ],
    "sub_total": 12000,
    "tax": 1680,
    "total": 13680,
}


def applied(amount, application="pre_tax"):
    return {
        "cn_id": "CN-1",
        "applied_amount": amount,
        "cn_status": "refunded",
        "tax_application": application,
    }


def test_it_comes_off_the_line_and_off_what_is_owed():
    found = read_invoice(**USED, applied_credits=[applied(4000), applied(500, "post_tax")])
    (one,) = found.lines
    assert (one.net, one.stored, one.tax) == (Decimal("80.00"), Decimal("40.00"), Decimal("16.80"))
    assert (found.total, found.tax, found.stored) == (
        Decimal("96.80"),
        Decimal("16.80"),
        Decimal("40.00"),
    )
    assert [used.amount for used in found.credited] == [Decimal("5.00")]


def test_off_a_price_with_tax_the_line_loses_the_tax_in_it():
    """100.00 + 21.00, less 40.00: 66.94 and 14.06 are left, of the 40.00 tax is 6.94."""
    found = read_invoice(
        price_type="tax_inclusive",
        line_items=[line(amount=12100)],
        line_item_taxes=[tax(taxable_amount=6694, tax_amount=1406)],
        line_item_credits=USED["line_item_credits"],
        sub_total=12100,
        tax=1406,
        total=12100,
    )
    (one,) = found.lines
    assert (one.net, one.stored, found.stored) == (
        Decimal("66.94"),
        Decimal("33.06"),
        Decimal("40.00"),
    )
    assert found.total == Decimal("81.00")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"applied_credits": [applied(3999)]},
            ("store_credit_differs", {"lines": "4000", "notes": "3999"}),
        ),
        (
            {"line_item_credits": [{"line_item_id": "li_1", "applied_amount": Decimal("0.5")}]},
            (
                "field_wrong",
                {"field": "line_item_credits.applied_amount", "value": "Decimal('0.5')"},
            ),
        ),
        (
            {"line_item_credits": [{"line_item_id": "li_1"}]},
            ("field_missing", {"field": APPLIED}),
        ),
        (
            {"line_item_credits": [{"line_item_id": "li_9", "applied_amount": 1}]},
            ("unknown_line", {"field": "line_item_credits", "value": "li_9"}),
        ),
    ],
)
def test_what_can_not_be_understood(changes, problem):
    assert invalid(document, "invoice", invoice(**{**USED, **changes}), AMSTERDAM) == problem


@pytest.mark.parametrize(
    ("type_", "told", "before"),
    [
        ("store", None, True),
        ("store", "post_tax", False),
        ("refundable", None, False),
        ("refundable", "pre_tax", True),
    ],
)
def test_a_use_tells_whether_it_was_before_tax(type_, told, before):
    use = {"invoice_id": "INV-2", "allocated_amount": 12100, "allocated_at": OCTOBER}
    use |= {"tax_application": told} if told else {}
    found = document("credit_note", credit_note(type=type_, allocations=[use]), AMSTERDAM)
    assert [one.before_tax for one in found.allocations] == [before]
