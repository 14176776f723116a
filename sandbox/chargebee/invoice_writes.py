"""POST on invoices: void, delete, close, change what is printed on one."""

from __future__ import annotations

from ..dataset.books import Record
from ..dataset.settle import settle_credit_note, settle_invoice
from ..wire import Reply, json_reply
from .balances import add_to_customer
from .call import Call
from .customer_writes import ADDRESS
from .errors import ApiError, wrong_state, wrong_value
from .forms import Parameters

VOID = Parameters("comment:str<=300 void_reason_code:str<=100")
DELETE = Parameters("comment:str<=300")
CLOSE = Parameters("comment:str<=300 invoice_note:str<=2000")
UPDATE_DETAILS = Parameters(f"vat_number:str<=20 po_number:str<=100 comment:str<=300 {ADDRESS}")


def void(call: Call, invoice_id: str) -> Reply:
    """Cancel an invoice. Its payments must be removed first; its credits are released."""
    invoice = call.copy("invoice", invoice_id)
    form = VOID.read(call.request)
    if invoice["status"] in ("voided", "pending"):
        raise wrong_state(f"The invoice is {invoice['status']}: it cannot be voided")
    _without_money(invoice)
    now = call.now
    release_credits(call, invoice, now)
    invoice |= {"status": "voided", "voided_at": now}
    if form.get("void_reason_code"):
        invoice["void_reason_code"] = form["void_reason_code"]
    settle_invoice(invoice, now)
    invoice |= {"amount_due": 0, "amount_to_collect": 0}
    invoice.pop("paid_at", None)
    return saved(call, invoice)


def delete(call: Call, invoice_id: str) -> Reply:
    """Remove an invoice for good. Payments must be removed first; credits are released."""
    invoice = call.copy("invoice", invoice_id)
    DELETE.read(call.request)
    _without_money(invoice)
    release_credits(call, invoice, call.now)
    settle_invoice(invoice, call.now)
    invoice["deleted"] = True
    return saved(call, invoice, "invoice_deleted")


def close(call: Call, invoice_id: str) -> Reply:
    """Finalise a pending invoice: from now on it is owed."""
    invoice = call.copy("invoice", invoice_id)
    form = CLOSE.read(call.request)
    if invoice["status"] != "pending":
        raise wrong_state(f"The invoice is {invoice['status']}: only a pending one is closed")
    if form.get("invoice_note"):
        invoice["notes"].append({"note": form["invoice_note"]})
    invoice |= {"status": "payment_due", "term_finalized": True, "generated_at": call.now}
    settle_invoice(invoice, call.now)
    if invoice["amount_due"] and invoice["due_date"] > call.now:
        invoice["status"] = "posted"
    return saved(call, invoice, "invoice_generated")


def update_details(call: Call, invoice_id: str) -> Reply:
    """Change what the document says of the customer, never what it says of tax."""
    invoice = call.copy("invoice", invoice_id)
    form = UPDATE_DETAILS.read(call.request)
    if invoice["status"] == "voided":
        raise wrong_state("The invoice is voided: its details cannot be changed")
    address = form.get("billing_address")
    if "vat_number" in form and address is None:
        raise ApiError(400, "invalid_request", "needs the billing address", param="vat_number")
    if address is not None:
        address = {name: value for name, value in address.items() if value is not None}
        _same_tax(invoice, address, form.get("vat_number"))
        invoice["billing_address"] = {
            **address,
            "validation_status": "not_validated",
            "object": "billing_address",
        }
        invoice.pop("vat_number", None)
    for name in ("vat_number", "po_number"):
        if form.get(name):
            invoice[name] = form[name]
        elif name in form:
            invoice.pop(name, None)
    return saved(call, invoice)


def _same_tax(invoice: Record, address: Record, vat_number: str | None) -> None:
    """Refuse another country, and to take the number from a sale that was reverse-charged."""
    if address.get("country") != invoice["billing_address"].get("country"):
        raise wrong_value("billing_address[country]", "would change the tax of the invoice")
    reasons = {line.get("tax_exempt_reason") for line in invoice["line_items"]}
    if "reverse_charge" in reasons and not vat_number:
        raise wrong_value("vat_number", "is what the invoice was reverse-charged for")


def saved(call: Call, invoice: Record, event_type: str = "invoice_updated") -> Reply:
    """Store an invoice, tell of it and answer with it."""
    call.site.save("invoice", invoice)
    call.emit(event_type, invoice=invoice)
    return json_reply(200, {"invoice": invoice})


def _without_money(invoice: Record) -> None:
    if any(entry["txn_status"] == "success" for entry in invoice["linked_payments"]):
        raise wrong_state("The invoice has payments: remove them first")


def release_credits(call: Call, invoice: Record, now: int) -> None:
    """Give the credit notes back what they paid of this invoice."""
    notes = call.site.tables["credit_note"]
    for entry in invoice["applied_credits"]:
        note = notes.copy(entry["cn_id"])
        before = note["amount_available"]
        note["allocations"] = [
            found for found in note["allocations"] if found["invoice_id"] != invoice["id"]
        ]
        settle_credit_note(note, now)
        call.site.save("credit_note", note)
        add_to_customer(call, note, "refundable_credits", note["amount_available"] - before)
    invoice["applied_credits"] = []
