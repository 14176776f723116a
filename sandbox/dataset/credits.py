"""Credit notes: adjustments on open invoices, refundable ones on paid invoices, write-offs."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from .books import Books, Record
from .calendar import local_date, zone_name
from .customers import token
from .document import Line, compose
from .invoices import currency_parts
from .money import share
from .settle import settle_credit_note, settle_invoice, touch
from .tax import Treatment

REASONS = {
    "write_off": "Write Off",
    "waiver": "Waiver",
    "subscription_change": "Subscription Change",
    "subscription_cancellation": "Subscription Cancellation",
    "product_unsatisfactory": "Product Unsatisfactory",
    "service_unsatisfactory": "Service Unsatisfactory",
    "order_change": "Order Change",
    "order_cancellation": "Order Cancellation",
    "chargeback": "Chargeback",
    "fraudulent": "Fraudulent",
    "other": "Other",
}


def credited_lines(invoice: Record, part: Decimal, rng: Random, *, whole: bool) -> list[Line]:
    """Lines that take back a part of the invoice's largest line, or of all its lines."""
    taxes = {tax["line_item_id"]: tax for tax in invoice["line_item_taxes"]}
    lines = [line for line in invoice["line_items"] if _net(line) > 0]
    if not whole:
        lines = [max(lines, key=_net)]
    return [
        credited_line(line, taxes.get(line["id"]), share(_net(line), part, 1), rng)
        for line in lines
    ]


def _net(line: Record) -> int:
    return line["amount"] - line["discount_amount"]


def credited_line(line: Record, tax: Record | None, amount: int, rng: Random) -> Line:
    """A line that takes back `amount` of an invoice's line, taxed as that was."""
    return Line(
        id=f"li_{token(rng, 14)}",
        description=f"{line['description']} - Credit",
        unit_amount=amount,
        quantity=1,
        amount=amount,
        date_from=line["date_from"],
        date_to=line["date_to"],
        treatment=_treatment(line, tax),
        entity_type=line["entity_type"],
        entity_id=line.get("entity_id"),
        pricing_model="flat_fee",
        extra={"reference_line_item_id": line["id"]},
    )


def _treatment(line: Record, tax: Record | None) -> Treatment:
    reason = line.get("tax_exempt_reason")
    if tax is None:
        return Treatment(reason=reason, shown=False)
    return Treatment(reason, tax["tax_name"], tax["tax_rate"], tax["tax_juris_code"])


def credit_note(
    invoice: Record,
    number: str,
    kind: str,
    reason: str,
    when: int,
    lines: list[Line],
    *,
    round_off: int = 0,
) -> Record:
    """A credit note of any type, not yet linked to its invoice."""
    currency = invoice["currency_code"]
    fields, local_rate = currency_parts(currency, local_date(when))
    amounts = compose(
        lines,
        invoice["price_type"],
        customer_id=invoice["customer_id"],
        subscription_id=invoice.get("subscription_id"),
        currency=currency,
        local_rate=local_rate,
        round_off=round_off,
    )
    del amounts["tax"]
    copied = ("subscription_id", "vat_number", "business_entity_id", "tax_origin")
    return {
        "id": number,
        "customer_id": invoice["customer_id"],
        "reference_invoice_id": invoice["id"],
        "type": kind,
        "reason_code": reason,
        "create_reason_code": REASONS[reason],
        "status": "adjusted" if kind == "adjustment" else "refund_due",
        "date": when,
        "generated_at": when,
        **fields,
        **amounts,
        "fractional_correction": 0,
        "amount_allocated": 0,
        "amount_refunded": 0,
        "amount_available": 0 if kind == "adjustment" else amounts["total"],
        "channel": "web",
        "allocations": [],
        "linked_refunds": [],
        **{key: invoice[key] for key in copied if key in invoice},
        "billing_address": dict(invoice["billing_address"]),
        "site_details_at_creation": {"timezone": zone_name()},
        "deleted": False,
        "object": "credit_note",
    }


def document_tax(record: Record) -> int:
    """Tax of a document from its lines; a credit note has no `tax` of its own."""
    return sum(tax["tax_amount"] for tax in record["line_item_taxes"])


def link(books: Books, invoice: Record, note: Record, rng: Random) -> None:
    """Add a new credit note to the books and to its invoice."""
    books.add("credit_note", note)
    attach(invoice, note)
    touch(note, note["date"], rng.randrange(1000))
    touch(invoice, note["date"], rng.randrange(1000))


def attach(invoice: Record, note: Record, at: int | None = None) -> None:
    """Name a new credit note in its invoice, and the other way round."""
    at = note["date"] if at is None else at
    entry = {
        "cn_id": note["id"],
        "cn_reason_code": note["reason_code"],
        "cn_create_reason_code": note["create_reason_code"],
        "cn_date": note["date"],
        "cn_total": note["total"],
        "cn_status": note["status"],
    }
    if note["type"] == "adjustment":
        note["amount_allocated"] = note["total"]
        note["allocations"].append(_allocation(invoice, note["total"], at))
        invoice["adjustment_credit_notes"].append(entry)
        settle_invoice(invoice, at)
    else:
        invoice["issued_credit_notes"].append(entry)


def allocate(
    note: Record,
    invoice: Record,
    at: int,
    rng: Random,
    *,
    amount: int | None = None,
    tax_application: str = "post_tax",
) -> None:
    """Use a refundable credit note, in full unless said, on another invoice of the customer."""
    amount = note["amount_available"] if amount is None else amount
    note["allocations"].append(
        {**_allocation(invoice, amount, at), "tax_application": tax_application}
    )
    settle_credit_note(note, at)
    invoice["applied_credits"].append(
        {
            "cn_id": note["id"],
            "applied_amount": amount,
            "applied_at": at,
            "cn_reason_code": note["reason_code"],
            "cn_create_reason_code": note["create_reason_code"],
            "cn_date": note["date"],
            "cn_status": note["status"],
            "tax_application": tax_application,
        }
    )
    settle_invoice(invoice, at)
    touch(note, at, rng.randrange(1000))
    touch(invoice, at, rng.randrange(1000))


def void_credit_note(note: Record, invoice: Record, at: int, rng: Random) -> None:
    """Cancel a credit note; its amounts stay, what it settled is open again."""
    note |= {"status": "voided", "voided_at": at}
    note["allocations"] = []
    note["amount_allocated"] = note["amount_available"] = 0
    for entry in (*invoice["adjustment_credit_notes"], *invoice["issued_credit_notes"]):
        if entry["cn_id"] == note["id"]:
            entry["cn_status"] = "voided"
    settle_invoice(invoice, at)
    touch(note, at, rng.randrange(1000))
    touch(invoice, at, rng.randrange(1000))


def _allocation(invoice: Record, amount: int, at: int) -> Record:
    return {
        "invoice_id": invoice["id"],
        "allocated_amount": amount,
        "allocated_at": at,
        "invoice_date": invoice["date"],
        "invoice_status": invoice["status"],
        "tax_application": "post_tax",
    }
