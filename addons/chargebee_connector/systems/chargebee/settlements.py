"""How invoices and credit notes were settled: used, paid, withheld, written off.

Source: apidocs.chargebee.com, "Invoices" (linked_payments, linked_taxes_withheld,
adjustment_credit_notes, write_off_amount) and "Credit notes" (allocations, linked_refunds).
"""

from decimal import Decimal

from ...ledger.words import ZERO, Allocation, Applied, Withheld, WriteOff
from .fields import entries, local_date, minor, text, wrong
from .stored import is_before_tax

WRITE_OFF = "write_off"


def of(kind: str, source: dict, zone, exponent: int) -> dict:
    """Return the fields of a Document that tell how it was settled."""
    if kind == "credit_note":
        return {
            "allocations": tuple(_allocations(source, zone, exponent)),
            "refunded": _successful(source, "linked_refunds", exponent),
        }
    return {
        "withheld": tuple(_withheld(source, zone, exponent)),
        "write_offs": tuple(_write_offs(source, zone, exponent)),
        "paid": _successful(source, "linked_payments", exponent),
        "payments": tuple(_payments(source, exponent)),
        "owed": _amount(source, "amount_due", "", exponent) if source.get("amount_due") else ZERO,
    }


def reason(source: dict, prefix: str = "", group: str = "") -> str:
    """Return why a credit note was made; sites that name their own reasons may tell those alone."""
    own = text(source, f"{prefix}create_reason_code", group).lower().replace("-", " ")
    return text(source, f"{prefix}reason_code", group) or "_".join(own.split())


def _allocations(source, zone, exponent):
    for entry in entries(source, "allocations"):
        yield Allocation(
            _named(entry, "invoice_id", "allocations"),
            _amount(entry, "allocated_amount", "allocations", exponent),
            local_date(entry, "allocated_at", zone, "allocations"),
            is_before_tax(entry, "allocations", text(source, "type")),
        )


def _withheld(source, zone, exponent):
    for entry in entries(source, "linked_taxes_withheld"):
        yield Withheld(
            _named(entry, "id", "linked_taxes_withheld"),
            _amount(entry, "amount", "linked_taxes_withheld", exponent),
            local_date(entry, "date", zone, "linked_taxes_withheld"),
        )


def _write_offs(source, zone, exponent):
    """Yield what was written off, by credit note; what no note tells of comes last.

    The day of that one is the one on which the invoice was closed (`paid_at`).
    """
    told = 0
    for entry in entries(source, "adjustment_credit_notes"):
        voided = text(entry, "cn_status", "adjustment_credit_notes") == "voided"
        if voided or reason(entry, "cn_", "adjustment_credit_notes") != WRITE_OFF:
            continue
        told += minor(entry, "cn_total", "adjustment_credit_notes")
        yield WriteOff(
            _named(entry, "cn_id", "adjustment_credit_notes"),
            _amount(entry, "cn_total", "adjustment_credit_notes", exponent),
            local_date(entry, "cn_date", zone, "adjustment_credit_notes"),
        )
    if source.get("write_off_amount") is None:
        return
    rest = minor(source, "write_off_amount") - told
    if rest > 0:
        yield WriteOff("", Decimal(rest).scaleb(exponent), local_date(source, "paid_at", zone))


def _successful(source, name, exponent):
    """Return the sum of the movements in a list that came about."""
    return Decimal(
        sum(
            minor(entry, "applied_amount", name)
            for entry in entries(source, name)
            if text(entry, "txn_status", name) == "success"
        )
    ).scaleb(exponent)


def _payments(source, exponent):
    """Yield the payments of an invoice that came about."""
    for entry in entries(source, "linked_payments"):
        if text(entry, "txn_status", "linked_payments") == "success":
            amount = _amount(entry, "applied_amount", "linked_payments", exponent)
            yield Applied("transaction", text(entry, "txn_id", "linked_payments"), amount)


def _amount(entry, name, group, exponent):
    return Decimal(minor(entry, name, group)).scaleb(exponent)


def _named(entry, name, group):
    value = text(entry, name, group)
    if not value:
        raise wrong(name, None, group)
    return value
