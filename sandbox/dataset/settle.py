"""What is open on a document, worked out from what is linked to it.

amount_due = total − successful payments − applied credits − adjustment credit notes − taxes that
the customer withheld.
"""

from __future__ import annotations

from .books import Record

OPEN = ("posted", "payment_due", "not_paid")


def settle_invoice(invoice: Record, at: int, *, unpaid: str | None = None) -> None:
    """Recompute amounts and status; `unpaid` is the new status where something is open."""
    payments = invoice["linked_payments"]
    adjusting = [
        note for note in invoice["adjustment_credit_notes"] if note["cn_status"] != "voided"
    ]
    written_off = _sum(adjusting, "cn_total", cn_reason_code="write_off")
    adjusted = _sum(adjusting, "cn_total") - written_off
    invoice["amount_paid"] = _sum(payments, "applied_amount", txn_status="success")
    invoice["credits_applied"] = _sum(invoice["applied_credits"], "applied_amount")
    invoice["amount_adjusted"] = adjusted
    invoice["write_off_amount"] = written_off
    due = invoice["total"] - invoice["amount_paid"] - invoice["credits_applied"]
    due -= adjusted + written_off + _sum(invoice.get("linked_taxes_withheld", []), "amount")
    invoice["amount_due"] = due
    invoice["amount_to_collect"] = due - _sum(payments, "applied_amount", txn_status="in_progress")
    if invoice["status"] in ("voided", "pending"):
        return
    if due == 0:
        invoice["status"] = "paid"
        invoice.setdefault("paid_at", at)
        return
    if unpaid or invoice["status"] not in OPEN:
        invoice["status"] = unpaid or "payment_due"
    invoice.pop("paid_at", None)


def settle_credit_note(note: Record, at: int) -> None:
    """Recompute what was used of a refundable credit note or a store credit."""
    note["amount_allocated"] = _sum(note["allocations"], "allocated_amount")
    note["amount_refunded"] = _sum(note["linked_refunds"], "applied_amount", txn_status="success")
    available = note["total"] - note["amount_allocated"] - note["amount_refunded"]
    note["amount_available"] = available
    if note["type"] in ("refundable", "store") and note["status"] != "voided":
        note["status"] = "refund_due" if available else "refunded"
        if not available:
            note.setdefault("refunded_at", at)
        else:
            note.pop("refunded_at", None)


def touch(record: Record, at: int, milliseconds: int = 0) -> None:
    """Note a change: `resource_version` in ms always grows, `updated_at` is its floor in s."""
    version = max(at * 1000 + milliseconds, record.get("resource_version", 0) + 1)
    record["resource_version"] = version
    record["updated_at"] = version // 1000


def _sum(entries: list[Record], amount: str, **condition: str) -> int:
    return sum(
        entry[amount]
        for entry in entries
        if all(entry.get(key) == value for key, value in condition.items())
    )
