"""POST that records money paid back outside of Chargebee."""

from __future__ import annotations

from ..dataset.books import Record
from ..dataset.payments import credited, repayment, transaction
from ..dataset.settle import settle_credit_note
from ..wire import Reply, json_reply
from .balances import add_to_customer
from .call import Call
from .credit_making import creditable, refundable_note
from .credit_writes import save_note
from .errors import ApiError, wrong_state, wrong_value
from .forms import Form, Parameters

METHODS = (
    "cash|check|chargeback|bank_transfer|other|app_store|play_store|custom|dana|touch_n_go|"
    "tamara|qpay"
)
_TRANSACTION = (
    f"transaction[amount]:int transaction[payment_method]:{METHODS} "
    "transaction[reference_number]:str<=100 transaction[custom_payment_method_id]:str<=50 "
    "transaction[date]:time"
)
_REQUIRED = "transaction[payment_method] transaction[date]"
OF_CREDIT_NOTE = Parameters(
    f"refund_reason_code:str<=100 comment:str<=300 transaction[id]:str<=40 {_TRANSACTION}",
    required=_REQUIRED,
)
OF_INVOICE = Parameters(
    f"comment:str<=65000 customer_notes:str<=2000 {_TRANSACTION} "
    "credit_note[reason_code]:chargeback|product_unsatisfactory|service_unsatisfactory|"
    "order_change|order_cancellation|waiver|other credit_note[create_reason_code]:str<=100",
    required=_REQUIRED,
)
OF_TRANSACTION = Parameters(
    f"amount:count payment_method:{METHODS} date:time reference_number:str<=100 "
    "custom_payment_method_id:str<=50 comment:str<=300",
    required="payment_method date",
)


def of_credit_note(call: Call, note_id: str) -> Reply:
    """Money paid back for a refundable credit note, all that is available unless said."""
    note = call.copy("credit_note", note_id)
    form = OF_CREDIT_NOTE.read(call.request)
    given = form["transaction"]
    if note["type"] != "refundable" or note["status"] != "refund_due":
        raise wrong_state(f"The credit note is {note['status']}: nothing can be refunded")
    if given.get("id") and call.site.tables["transaction"].get(given["id"]):
        message = f"The value {given['id']} is already present."
        raise ApiError(400, "duplicate_entry", message, param="transaction[id]")
    refund = _refunded(call, note, given, form.get("refund_reason_code"))
    return json_reply(200, {"credit_note": note, "transaction": refund})


def of_invoice(call: Call, invoice_id: str) -> Reply:
    """A refundable credit note on an invoice and the money that was paid back for it.

    The real API pays back through the gateway what offline payments don't cover. Here no money
    moves: more than the offline payments is refused.
    """
    invoice = call.copy("invoice", invoice_id)
    form = OF_INVOICE.read(call.request)
    given = form["transaction"]
    at = call.past("transaction[date]", given["date"])
    offline = _offline(call, invoice)
    most = min(creditable(invoice, "refundable"), offline)
    amount = most if given.get("amount") is None else given["amount"]
    if not most:
        raise wrong_state("No offline payment of the invoice can be refunded")
    if not 0 < amount <= most:
        raise wrong_value("transaction[amount]", f"should be 1 to {most}")
    reason = form.get("credit_note", {}).get("reason_code") or "other"
    note = refundable_note(call, invoice, amount, reason, at)
    refund = _refunded(call, note, given, None)
    invoice["issued_credit_notes"][-1]["cn_status"] = note["status"]
    call.site.save("invoice", invoice)
    call.emit("invoice_updated", invoice=invoice)
    return json_reply(200, {"invoice": invoice, "transaction": refund, "credit_note": note})


def _offline(call: Call, invoice: Record) -> int:
    """What was paid on the invoice without a gateway."""
    payments = call.site.tables["transaction"].current
    return sum(
        link["applied_amount"]
        for link in invoice["linked_payments"]
        if link["txn_status"] == "success"
        and payments[link["txn_id"]].record["gateway"] == "not_applicable"
    )


def _refunded(call: Call, note: Record, given: Form, reason: str | None) -> Record:
    """Store the refund of a credit note with all that it changes."""
    at = call.past("transaction[date]", given["date"])
    amount = note["amount_available"] if given.get("amount") is None else given["amount"]
    if not 0 < amount <= note["amount_available"]:
        most = note["amount_available"]
        raise wrong_value("transaction[amount]", f"should be 1 to {most}")
    refund = repayment(
        note, amount, at, call.rng(), _paid_by(call, note), method=given["payment_method"]
    )
    _own_words(refund, given)
    note["linked_refunds"][-1]["txn_id"] = refund["id"]
    if reason:
        note["linked_refunds"][-1]["refund_reason_code"] = reason
    settle_credit_note(note, call.now)
    refund["linked_credit_notes"] = [credited(note, amount, at)]
    call.site.save("transaction", refund)
    add_to_customer(call, note, "refundable_credits", -amount)
    call.emit("payment_refunded", transaction=refund, credit_note=note)
    save_note(call, note)
    return refund


def _own_words(refund: Record, given: Form) -> None:
    refund.pop("reference_number", None)
    for name in ("id", "reference_number", "custom_payment_method_id"):
        if given.get(name):
            refund[name] = given[name]


def _paid_by(call: Call, note: Record) -> Record | None:
    """The payment of the credited invoice."""
    invoice = call.site.tables["invoice"].get(note.get("reference_invoice_id", ""))
    for link in (invoice or {}).get("linked_payments", ()):
        if link["txn_status"] == "success":
            return call.site.tables["transaction"].get(link["txn_id"])
    return None


def of_transaction(call: Call, transaction_id: str) -> Reply:
    """Money paid back of an excess payment, all that is left unless said."""
    paid = call.copy("transaction", transaction_id)
    form = OF_TRANSACTION.read(call.request)
    left = paid.get("amount_unused", 0)
    if (paid["type"], paid["status"]) != ("payment", "success") or not left:
        raise wrong_state("Nothing is left of the transaction")
    amount = form.get("amount") or left
    if amount > left:
        raise wrong_value("amount", f"should be 1 to {left}")
    at, method = call.past("date", form["date"]), form["payment_method"]
    refund = transaction(paid, "refund", amount, at, call.rng(), method=method, status="success")
    refund["reference_transaction_id"] = transaction_id
    _own_words(refund, form)
    paid["amount_unused"] = left - amount
    if not paid["linked_invoices"]:
        link = {"txn_id": refund["id"], "txn_status": "success"}
        paid["linked_refunds"].append({**link, "txn_date": at, "txn_amount": amount})
    call.site.save("transaction", paid)
    call.site.save("transaction", refund)
    customer = add_to_customer(call, paid, "excess_payments", -amount)
    call.emit("payment_refunded", transaction=refund, customer=customer)
    return json_reply(200, {"transaction": refund})
