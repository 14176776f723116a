"""POST about money that came in outside of Chargebee: record, apply, take off, delete."""

from __future__ import annotations

from ..dataset.books import Record
from ..dataset.customers import token
from ..dataset.payments import apply, link_payment, transaction
from ..dataset.settle import OPEN, settle_credit_note, settle_invoice
from ..wire import Reply, json_reply
from .balances import add_to_customer
from .call import Call
from .errors import ApiError, not_found, wrong_state, wrong_value
from .forms import Form, Parameters, rows
from .invoice_writes import saved

METHODS = "cash|check|bank_transfer|other|app_store|play_store|custom|dana|touch_n_go|tamara|qpay"
RECORD_PAYMENT = Parameters(
    "comment:str<=300 transaction[amount]:int transaction[reference_number]:str<=100 "
    f"transaction[payment_method]:{METHODS} transaction[id_at_gateway]:str<=100 "
    "transaction[custom_payment_method_id]:str<=50 transaction[date]:time "
    "transaction[status]:success|failure|late_failure transaction[error_code]:str<=100 "
    "transaction[error_text]:str<=65000",
    required="transaction[payment_method]",
)
RECORD_EXCESS = Parameters(
    "comment:str<=300 transaction[id]:str<=40 transaction[amount]:int "
    "transaction[currency_code]:str<=3 transaction[date]:time "
    f"transaction[payment_method]:{METHODS} transaction[reference_number]:str<=100 "
    "transaction[custom_payment_method_id]:str<=50",
    required="transaction[amount] transaction[date] transaction[payment_method]",
)
APPLY = Parameters("comment:str<=300 transactions[id][]:str<=40 transactions[amount][]:int")
REMOVE = Parameters("transaction[id]:str<=40", required="transaction[id]")
DELETE_OFFLINE = Parameters("comment:str<=300")
WITHHOLD = Parameters(
    "tax_withheld[amount]:count tax_withheld[reference_number]:str<=100 tax_withheld[date]:time "
    "tax_withheld[description]:str<=65000",
    required="tax_withheld[amount]",
)
REMOVE_WITHHELD = Parameters("tax_withheld[id]:str<=40", required="tax_withheld[id]")


def record_payment(call: Call, invoice_id: str) -> Reply:
    """Note money that came in outside of Chargebee; more than is due becomes an excess payment."""
    invoice = call.copy("invoice", invoice_id)
    form = RECORD_PAYMENT.read(call.request)["transaction"]
    if invoice["status"] not in OPEN:
        raise wrong_state(f"The invoice is {invoice['status']}: no payment can be recorded")
    status = form.get("status") or "success"
    amount = invoice["amount_due"] if form.get("amount") is None else form["amount"]
    payer = {**invoice, "customer_id": payer_of(invoice)}
    paid = _offline(call, payer, form, amount, status)
    applied = min(amount, invoice["amount_due"])
    link_payment(invoice, paid, applied, amount - applied, paid["date"])
    settle_invoice(invoice, call.now)
    paid["linked_invoices"][0]["invoice_status"] = invoice["status"]
    call.site.save("transaction", paid)
    call.site.save("invoice", invoice)
    unused = amount - applied if status == "success" else 0
    customer = add_to_customer(call, payer, "excess_payments", unused)
    happened = "payment_succeeded" if status == "success" else "payment_failed"
    call.emit(happened, transaction=paid, invoice=invoice, customer=customer)
    call.emit("invoice_updated", invoice=invoice)
    return json_reply(200, {"invoice": invoice, "transaction": paid})


def payer_of(invoice: Record) -> str:
    """Who pays: the invoice's own customer, or the one that pays for it."""
    return invoice.get("payment_owner", invoice["customer_id"])


def _offline(call: Call, owner: Record, form: Form, amount: int, status: str) -> Record:
    """A payment as typed in. Raises ApiError for what makes none."""
    if amount == 0:
        raise wrong_value("transaction[amount]", "should be 1 or more")
    if form["payment_method"] == "custom" and not form.get("custom_payment_method_id"):
        name = "transaction[custom_payment_method_id]"
        raise ApiError(400, "invalid_request", "cannot be blank", param=name)
    at = call.past("transaction[date]", form.get("date"))
    method = form["payment_method"]
    paid = transaction(owner, "payment", amount, at, call.rng(), method=method, status=status)
    for name in ("reference_number", "error_code", "error_text"):
        paid.pop(name, None)
    for name in (
        "reference_number", "id_at_gateway", "error_code", "error_text", "custom_payment_method_id"
    ):  # fmt: skip
        if form.get(name):
            paid[name] = form[name]
    return paid


def record_excess_payment(call: Call, customer_id: str) -> Reply:
    """Note money for no invoice: it is there to be applied."""
    customer = call.copy("customer", customer_id)
    form = RECORD_EXCESS.read(call.request)["transaction"]
    currency = form.get("currency_code") or customer.get("preferred_currency_code", "EUR")
    owner = {
        "customer_id": customer_id,
        "currency_code": currency,
        "base_currency_code": "EUR",
        "business_entity_id": customer.get("business_entity_id", "be-cloud"),
    }
    paid = _offline(call, owner, form, form["amount"], "success")
    if form.get("id"):
        if call.site.tables["transaction"].get(form["id"]):
            message = f"The value {form['id']} is already present."
            raise ApiError(400, "duplicate_entry", message, param="transaction[id]")
        paid["id"] = form["id"]
    paid |= {"amount_unused": paid["amount"], "linked_refunds": [], "linked_invoices": []}
    call.site.save("transaction", paid)
    customer = add_to_customer(call, paid, "excess_payments", paid["amount"]) or customer
    call.emit("payment_succeeded", transaction=paid, customer=customer)
    return json_reply(200, {"customer": customer, "transaction": paid})


def apply_payments(call: Call, invoice_id: str) -> Reply:
    """Use what the customer paid too much; without ids all of it, oldest first."""
    invoice = call.copy("invoice", invoice_id)
    form = APPLY.read(call.request)
    if invoice["status"] not in OPEN:
        raise wrong_state(f"The invoice is {invoice['status']}: nothing can be applied")
    wanted = [(row.get("id") or "", row.get("amount")) for row in rows(form, "transactions")]
    spend(call, invoice, wanted or unused(call, invoice))
    return saved(call, invoice)


def spend(call: Call, invoice: Record, wanted: list[tuple[str, int | None]]) -> None:
    """Use payments on an invoice that the caller stores; without an amount all that fits."""
    for transaction_id, amount in wanted:
        paid = call.copy("transaction", transaction_id)
        _fits(paid, invoice)
        amount = min(paid["amount_unused"], invoice["amount_due"]) if amount is None else amount
        if not amount:
            continue
        if amount > min(paid["amount_unused"], invoice["amount_due"]):
            raise wrong_value("transactions[amount][0]", "is more than is left or due")
        apply(paid, invoice, amount, call.now)
        settle_invoice(invoice, call.now)
        paid["linked_invoices"][-1]["invoice_status"] = invoice["status"]
        call.site.save("transaction", paid)
        call.emit("transaction_updated", transaction=paid)
        add_to_customer(call, paid, "excess_payments", -amount)


def unused(call: Call, invoice: Record) -> list[tuple[str, int | None]]:
    """The customer's payments with something left, oldest first."""
    found = [entry.record for entry in call.site.tables["transaction"].current.values()]
    usable = [
        paid
        for paid in found
        if paid["customer_id"] == payer_of(invoice)
        and paid["currency_code"] == invoice["currency_code"]
        and paid["type"] == "payment"
        and paid["status"] == "success"
        and paid.get("amount_unused")
        and not paid["deleted"]
    ]
    return [(paid["id"], None) for paid in sorted(usable, key=lambda paid: paid["date"])]


def _fits(paid: Record, invoice: Record) -> None:
    """Refuse a payment of somebody else, in other money, or with nothing left."""
    same = paid["customer_id"] == payer_of(invoice)
    if not same or paid["currency_code"] != invoice["currency_code"] or paid["type"] != "payment":
        raise wrong_value("transactions[id][0]", "is no payment of this customer and currency")
    if paid["status"] != "success" or not paid.get("amount_unused"):
        raise wrong_state(f"Nothing is left of transaction {paid['id']}")


def remove_payment(call: Call, invoice_id: str) -> Reply:
    """Take a payment off an invoice: it becomes an excess payment."""
    invoice = call.copy("invoice", invoice_id)
    transaction_id = REMOVE.read(call.request)["transaction"]["id"]
    link = next((e for e in invoice["linked_payments"] if e["txn_id"] == transaction_id), None)
    if link is None:
        raise not_found(f"Transaction {transaction_id} on invoice {invoice_id}")
    if link["txn_status"] != "success":
        raise wrong_state("The transaction paid nothing")
    paid = call.copy("transaction", transaction_id)
    invoice["linked_payments"] = [e for e in invoice["linked_payments"] if e is not link]
    paid["linked_invoices"] = [e for e in paid["linked_invoices"] if e["invoice_id"] != invoice_id]
    paid["amount_unused"] += link["applied_amount"]
    settle_invoice(invoice, call.now)
    call.site.save("transaction", paid)
    call.site.save("invoice", invoice)
    add_to_customer(call, paid, "excess_payments", link["applied_amount"])
    call.emit("invoice_updated", invoice=invoice)
    call.emit("transaction_updated", transaction=paid)
    return json_reply(200, {"invoice": invoice, "transaction": paid})


def delete_offline(call: Call, transaction_id: str) -> Reply:
    """Remove a payment or refund that was typed in; a payment must be on no invoice any more."""
    record = call.copy("transaction", transaction_id)
    DELETE_OFFLINE.read(call.request)
    if record["gateway"] != "not_applicable":
        raise wrong_state("Only offline transactions can be deleted")
    if record.get("linked_invoices"):
        raise wrong_state("The payment is on an invoice: remove it there first")
    if record["type"] == "payment":
        if record.get("amount_unused") != record["amount"] and record["status"] == "success":
            raise wrong_state("The payment was refunded in part: delete the refund first")
        unused = record["amount"] if record["status"] == "success" else 0
        add_to_customer(call, record, "excess_payments", -unused)
    for link in record.get("linked_credit_notes", ()):
        _undo_refund(call, link["cn_id"], transaction_id)
    if record["type"] == "refund" and not record.get("linked_credit_notes"):
        _give_back(call, record)
    record["deleted"] = True
    call.site.save("transaction", record)
    call.emit("transaction_deleted", transaction=record)
    return json_reply(200, {"transaction": record})


def _undo_refund(call: Call, note_id: str, transaction_id: str) -> None:
    note = call.copy("credit_note", note_id)
    before = note["amount_available"]
    note["linked_refunds"] = [e for e in note["linked_refunds"] if e["txn_id"] != transaction_id]
    settle_credit_note(note, call.now)
    call.site.save("credit_note", note)
    add_to_customer(call, note, "refundable_credits", note["amount_available"] - before)
    call.emit("credit_note_updated", credit_note=note)


def _give_back(call: Call, refund: Record) -> None:
    """An excess payment that was refunded is an excess payment again."""
    paid = call.copy("transaction", refund["reference_transaction_id"])
    paid["amount_unused"] += refund["amount"]
    paid["linked_refunds"] = [e for e in paid["linked_refunds"] if e["txn_id"] != refund["id"]]
    call.site.save("transaction", paid)
    add_to_customer(call, paid, "excess_payments", refund["amount"])


def record_tax_withheld(call: Call, invoice_id: str) -> Reply:
    """Note tax that the customer kept back and pays to the tax office; once per invoice."""
    invoice = call.copy("invoice", invoice_id)
    form = WITHHOLD.read(call.request)["tax_withheld"]
    if invoice["status"] not in OPEN:
        raise wrong_state(f"The invoice is {invoice['status']}: no tax can be withheld")
    if invoice.get("linked_taxes_withheld"):
        raise wrong_state("Tax was withheld on this invoice already")
    if form["amount"] > invoice["amount_due"]:
        raise wrong_value("tax_withheld[amount]", "is more than is due")
    at = call.past("tax_withheld[date]", form.get("date"))
    entry = {"id": f"tax_wh_{token(call.rng(), 14)}", "amount": form["amount"], "date": at}
    for name in ("reference_number", "description"):
        if form.get(name):
            entry[name] = form[name]
    invoice["linked_taxes_withheld"] = [entry]
    settle_invoice(invoice, call.now)
    return saved(call, invoice, "tax_withheld_recorded")


def remove_tax_withheld(call: Call, invoice_id: str) -> Reply:
    """Take withheld tax off an invoice: it is owed again."""
    invoice = call.copy("invoice", invoice_id)
    entry_id = REMOVE_WITHHELD.read(call.request)["tax_withheld"]["id"]
    entries = invoice.get("linked_taxes_withheld", [])
    if entry_id not in {entry["id"] for entry in entries}:
        raise not_found(entry_id)
    del invoice["linked_taxes_withheld"]
    settle_invoice(invoice, call.now)
    return saved(call, invoice, "tax_withheld_deleted")
