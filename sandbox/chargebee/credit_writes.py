"""POST about credit notes: make one, write off, allocate, take off, void, delete."""

from __future__ import annotations

from ..dataset.books import Record
from ..dataset.calendar import local_date
from ..dataset.credits import allocate, attach, void_credit_note
from ..dataset.settle import OPEN, settle_credit_note, settle_invoice
from ..wire import Reply, json_reply
from .balances import add_to_customer
from .call import Call
from .errors import not_found, wrong_state, wrong_value
from .forms import Parameters, rows
from .invoice_writes import saved

WRITE_OFF = VOID = DELETE = Parameters("comment:str<=300")
APPLY = Parameters("comment:str<=300 credit_notes[id][]:str<=50")
REMOVE = Parameters("credit_note[id]:str<=50", required="credit_note[id]")


def next_number(call: Call, when: int) -> str:
    """The next free credit note number."""
    notes = call.site.tables["credit_note"].current
    year, number = local_date(when).year, len(notes) + 1
    while f"CN-{year}-{number:05d}" in notes:
        number += 1
    return f"CN-{year}-{number:05d}"


def store(call: Call, note: Record, invoice: Record | None) -> None:
    """Keep a new credit note: named in its invoice, counted for its customer, told to the hook."""
    if invoice:
        attach(invoice, note, call.now)
        for entry in note["allocations"]:
            entry["invoice_status"] = invoice["status"]
        call.site.save("invoice", invoice)
    call.site.save("credit_note", note)
    add_to_customer(call, note, "refundable_credits", note["amount_available"])
    backdated = note["date"] < call.now - 86_400
    event = "credit_note_created_with_backdating" if backdated else "credit_note_created"
    call.emit(event, credit_note=note)
    if invoice:
        call.emit("invoice_updated", invoice=invoice)


def save_note(call: Call, note: Record, event_type: str = "credit_note_updated") -> None:
    call.site.save("credit_note", note)
    call.emit(event_type, credit_note=note)


def apply_credits(call: Call, invoice_id: str) -> Reply:
    """Pay an invoice with credit notes; without ids with all of the customer's, oldest first."""
    invoice = call.copy("invoice", invoice_id)
    form = APPLY.read(call.request)
    if invoice["status"] not in OPEN:
        raise wrong_state(f"The invoice is {invoice['status']}: no credits can be applied")
    wanted = [row.get("id") or "" for row in rows(form, "credit_notes")]
    spend(call, invoice, wanted or available(call, invoice))
    return saved(call, invoice)


def spend(call: Call, invoice: Record, wanted: list[str]) -> None:
    """Use these credit notes on an invoice that the caller stores, until nothing is due."""
    for note_id in wanted:
        note = call.copy("credit_note", note_id)
        same = all(note[key] == invoice[key] for key in ("customer_id", "currency_code"))
        if not same or note["type"] != "refundable":
            raise wrong_value("credit_notes[id][0]", "is no credit of this customer and currency")
        if note["status"] != "refund_due":
            raise wrong_state(f"Nothing is left of credit note {note_id}")
        amount = min(note["amount_available"], invoice["amount_due"])
        if not amount:
            break
        allocate(note, invoice, call.now, call.rng(), amount=amount)
        note["allocations"][-1]["invoice_status"] = invoice["status"]
        save_note(call, note)
        add_to_customer(call, note, "refundable_credits", -amount)


def available(call: Call, invoice: Record) -> list[str]:
    """The customer's credit notes with something left, oldest first."""
    found = [entry.record for entry in call.site.tables["credit_note"].current.values()]
    usable = [
        note
        for note in found
        if note["customer_id"] == invoice["customer_id"]
        and note["currency_code"] == invoice["currency_code"]
        and (note["type"], note["status"]) == ("refundable", "refund_due")
        and not note["deleted"]
    ]
    return [note["id"] for note in sorted(usable, key=lambda note: note["date"])]


def remove_credit_note(call: Call, invoice_id: str) -> Reply:
    """Take a credit note off an invoice that it paid: it can be used again."""
    invoice = call.copy("invoice", invoice_id)
    note_id = REMOVE.read(call.request)["credit_note"]["id"]
    used = [entry for entry in invoice["applied_credits"] if entry["cn_id"] == note_id]
    if not used:
        raise not_found(f"Credit note {note_id} on invoice {invoice_id}")
    note = call.copy("credit_note", note_id)
    invoice["applied_credits"] = [e for e in invoice["applied_credits"] if e["cn_id"] != note_id]
    note["allocations"] = [e for e in note["allocations"] if e["invoice_id"] != invoice_id]
    settle_credit_note(note, call.now)
    settle_invoice(invoice, call.now)
    call.site.save("invoice", invoice)
    save_note(call, note)
    amount = sum(entry["applied_amount"] for entry in used)
    add_to_customer(call, note, "refundable_credits", amount)
    call.emit("invoice_updated", invoice=invoice)
    return json_reply(200, {"invoice": invoice, "credit_note": note})


def void(call: Call, note_id: str) -> Reply:
    """Cancel a credit note; an invoice that it adjusted is open again."""
    note = call.copy("credit_note", note_id)
    VOID.read(call.request)
    _free(note)
    _take_back(call, note)
    save_note(call, note)
    return json_reply(200, {"credit_note": note})


def delete(call: Call, note_id: str) -> Reply:
    """Remove a credit note for good; an invoice that it adjusted is open again."""
    note = call.copy("credit_note", note_id)
    DELETE.read(call.request)
    if note["status"] != "voided":
        _free(note)
        status = note["status"]
        _take_back(call, note)
        del note["voided_at"]
        note["status"] = status
    note["deleted"] = True
    save_note(call, note, "credit_note_deleted")
    return json_reply(200, {"credit_note": note})


def _free(note: Record) -> None:
    """Refuse to cancel what was paid out or used elsewhere."""
    if note["status"] == "voided":
        raise wrong_state("The credit note is voided")
    if note["linked_refunds"]:
        raise wrong_state("The credit note was refunded")
    if note["type"] != "adjustment" and note["allocations"]:
        raise wrong_state("The credit note is used on an invoice: remove it there first")


def _take_back(call: Call, note: Record) -> None:
    add_to_customer(call, note, "refundable_credits", -note["amount_available"])
    invoice_id = note.get("reference_invoice_id")
    known = invoice_id and call.site.tables["invoice"].get(invoice_id)
    if not known:
        note |= {"status": "voided", "voided_at": call.now}
        note["amount_available"] = 0
        return
    invoice = call.site.tables["invoice"].copy(invoice_id)
    void_credit_note(note, invoice, call.now, call.rng())
    call.site.save("invoice", invoice)
    call.emit("invoice_updated", invoice=invoice)
