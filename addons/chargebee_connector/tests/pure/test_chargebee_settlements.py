"""How documents were settled: used, paid, withheld, written off."""

from datetime import date
from decimal import Decimal

import pytest
from chargebee_payloads import AMSTERDAM, OCTOBER, THE_8TH, credit_note, invalid, invoice

from odoo.addons.chargebee_connector.ledger.words import Allocation, Withheld, WriteOff
from odoo.addons.chargebee_connector.systems.chargebee.read import document

EIGHTH = date(2026, 10, 8)


def read(kind, **changes):
    payload = invoice(**changes) if kind == "invoice" else credit_note(**changes)
    return document(kind, payload, AMSTERDAM)


def note(**changes):
    return {
        "cn_id": "CN-1",
        "cn_reason_code": "write_off",
        "cn_total": 12100,
        "cn_date": THE_8TH,
        "cn_status": "adjusted",
        **changes,
    }


def test_an_invoice_without_any_of_it():
    found = read("invoice")
    assert (found.withheld, found.write_offs, found.paid, found.owed) == ((), (), 0, 0)
    assert found.inclusive is False


def test_taxes_withheld():
    entries = [{"id": "tax_wh_1", "amount": 1210, "date": THE_8TH}, {"id": "b", "amount": 1}]
    assert read("invoice", linked_taxes_withheld=entries).withheld == (
        Withheld("tax_wh_1", Decimal("12.10"), EIGHTH),
        Withheld("b", Decimal("0.01"), None),
    )


def test_paid_is_what_came_about_and_owed_is_what_is_due():
    payments = [
        {"txn_id": "a", "applied_amount": 5000, "txn_status": "success"},
        {"txn_id": "b", "applied_amount": 5000, "txn_status": "failure"},
        {"txn_id": "c", "applied_amount": 1, "txn_status": "success"},
    ]
    found = read("invoice", linked_payments=payments, amount_due=7099)
    assert (found.paid, found.owed) == (Decimal("50.01"), Decimal("70.99"))


@pytest.mark.parametrize(
    ("notes", "amount", "expected"),
    [
        ([note()], 12100, (WriteOff("CN-1", Decimal("121.00"), EIGHTH),)),
        ([note()], None, (WriteOff("CN-1", Decimal("121.00"), EIGHTH),)),
        ([note(cn_status="voided")], 0, ()),
        ([note(cn_reason_code="waiver")], 0, ()),
        ([note(cn_reason_code=None, cn_create_reason_code="Write Off")], 12100,
         (WriteOff("CN-1", Decimal("121.00"), EIGHTH),)),
        ([], 12100, (WriteOff("", Decimal("121.00"), EIGHTH),)),
        ([note(cn_total=100)], 12100,
         (WriteOff("CN-1", Decimal("1.00"), EIGHTH), WriteOff("", Decimal("120.00"), EIGHTH))),
    ],
)  # fmt: skip
def test_write_offs(notes, amount, expected):
    changes = {"adjustment_credit_notes": notes, "write_off_amount": amount, "paid_at": THE_8TH}
    assert read("invoice", **changes).write_offs == expected


def test_uses_of_a_credit_note():
    uses = [{"invoice_id": "INV-2", "allocated_amount": 5000, "allocated_at": THE_8TH}]
    refunds = [
        {"txn_id": "r", "applied_amount": 3000, "txn_status": "success"},
        {"txn_id": "s", "applied_amount": 100, "txn_status": "in_progress"},
    ]
    found = read("credit_note", allocations=uses, linked_refunds=refunds)
    assert found.allocations == (Allocation("INV-2", Decimal("50.00"), EIGHTH),)
    assert found.refunded == Decimal("30.00")


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("invoice", {"linked_taxes_withheld": [{"id": "a"}]}, "linked_taxes_withheld.amount"),
        ("invoice", {"linked_taxes_withheld": [{"amount": 1}]}, "linked_taxes_withheld.id"),
        ("invoice", {"adjustment_credit_notes": [note(cn_id=None)]},
         "adjustment_credit_notes.cn_id"),
        ("invoice", {"linked_payments": [{"txn_status": "success"}]},
         "linked_payments.applied_amount"),
        ("credit_note", {"allocations": [{"allocated_amount": 1}]}, "allocations.invoice_id"),
        ("credit_note", {"allocations": [{"invoice_id": "a"}]}, "allocations.allocated_amount"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(kind, changes, field):
    payload = invoice(**changes) if kind == "invoice" else credit_note(**changes)
    assert invalid(document, kind, payload, AMSTERDAM) == ("field_missing", {"field": field})


def test_a_use_of_a_date_that_is_none():
    uses = [{"invoice_id": "a", "allocated_amount": 1, "allocated_at": "soon"}]
    payload = credit_note(allocations=uses, date=OCTOBER)
    assert invalid(document, "credit_note", payload, AMSTERDAM)[0] == "field_wrong"
