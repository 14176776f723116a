"""POST on invoices: record a payment, void, make a new one."""

from __future__ import annotations

from random import Random

from ..dataset.books import Record
from ..dataset.build import NUMBERS
from ..dataset.calendar import local_date
from ..dataset.customers import Customer, token
from ..dataset.document import EXCLUSIVE, Line
from ..dataset.invoices import invoice as compose_invoice
from ..dataset.payments import link_payment, transaction
from ..dataset.settle import OPEN, settle_credit_note, settle_invoice
from ..dataset.tax import treatment
from ..wire import Reply, Request, json_reply
from .errors import ApiError, not_found, wrong_state, wrong_value
from .forms import Form, Parameters, rows
from .site import Site

RECORD_PAYMENT = Parameters(
    "comment:str<=300 transaction[amount]:int transaction[reference_number]:str<=100 "
    "transaction[payment_method]:cash|check|bank_transfer|other|app_store|play_store|custom|dana|"
    "touch_n_go|tamara|qpay transaction[id_at_gateway]:str<=100 "
    "transaction[custom_payment_method_id]:str<=50 transaction[date]:time "
    "transaction[status]:success|failure|late_failure transaction[error_code]:str<=100 "
    "transaction[error_text]:str<=65000",
    required="transaction[payment_method]",
)
VOID = Parameters("comment:str<=300 void_reason_code:str<=100")
CREATE = Parameters(
    "customer_id:str<=50 currency_code:str<=3 po_number:str<=100 invoice_date:time "
    "net_term_days:int auto_collection:on|off create_pending_invoice:bool invoice_note:str<=2000 "
    "item_prices[item_price_id][]:str<=100 item_prices[quantity][]:count "
    "item_prices[unit_price][]:int item_prices[date_from][]:time item_prices[date_to][]:time "
    "charges[amount][]:count charges[description][]:str<=250 charges[date_from][]:time "
    "charges[date_to][]:time charges[taxable][]:bool",
    required="customer_id currency_code",
)


def record_payment(
    site: Site, request: Request, invoice_id: str, user: str, webhook: bool
) -> Reply:
    """Note money that came in outside of Chargebee; more than is due becomes an excess payment."""
    invoice = _copy(site, invoice_id)
    form = RECORD_PAYMENT.read(request)["transaction"]
    if invoice["status"] not in OPEN:
        raise wrong_state(f"The invoice is {invoice['status']}: no payment can be recorded")
    status = form.get("status") or "success"
    amount = invoice["amount_due"] if form.get("amount") is None else form["amount"]
    at = form.get("date") or int(site.now())
    applied = min(amount, invoice["amount_due"])
    site.made += 1
    rng = Random(f"{site.options.dataset.seed}/made/{site.made}")
    paid = transaction(
        invoice, "payment", amount, at, rng, method=form["payment_method"], status=status
    )
    paid.pop("reference_number", None)
    for name in ("reference_number", "id_at_gateway", "error_code", "error_text"):
        if form.get(name):
            paid[name] = form[name]
    link_payment(invoice, paid, applied, amount - applied, at)
    settle_invoice(invoice, int(site.now()))
    paid["linked_invoices"][0]["invoice_status"] = invoice["status"]
    site.save("transaction", paid)
    site.save("invoice", invoice)
    customer = _add_excess(site, invoice, amount - applied if status == "success" else 0)
    content = {"transaction": paid, "invoice": invoice, "customer": customer}
    happened = "payment_succeeded" if status == "success" else "payment_failed"
    site.emit(happened, content, user=user, webhook=webhook)
    site.emit("invoice_updated", {"invoice": invoice}, user=user, webhook=webhook)
    return json_reply(200, {"invoice": invoice, "transaction": paid})


def _add_excess(site: Site, invoice: Record, amount: int) -> Record:
    """The invoice's customer, with the excess added to its balance."""
    customer = site.tables["customer"].copy(invoice["customer_id"])
    if amount:
        customer["excess_payments"] += amount
        site.save("customer", customer)
    return customer


def void(site: Site, request: Request, invoice_id: str, user: str, webhook: bool) -> Reply:
    """Cancel an invoice. Its payments must be removed first; its credits are released."""
    invoice = _copy(site, invoice_id)
    form = VOID.read(request)
    if invoice["status"] in ("voided", "pending"):
        raise wrong_state(f"The invoice is {invoice['status']}: it cannot be voided")
    if any(entry["txn_status"] == "success" for entry in invoice["linked_payments"]):
        raise wrong_state("The invoice has payments: remove them first")
    now = int(site.now())
    _release_credits(site, invoice, now)
    invoice |= {"status": "voided", "voided_at": now}
    if form.get("void_reason_code"):
        invoice["void_reason_code"] = form["void_reason_code"]
    settle_invoice(invoice, now)
    invoice |= {"amount_due": 0, "amount_to_collect": 0}
    invoice.pop("paid_at", None)
    site.save("invoice", invoice)
    site.emit("invoice_updated", {"invoice": invoice}, user=user, webhook=webhook)
    return json_reply(200, {"invoice": invoice})


def _release_credits(site: Site, invoice: Record, now: int) -> None:
    notes = site.tables["credit_note"]
    for entry in invoice["applied_credits"]:
        note = notes.copy(entry["cn_id"])
        note["allocations"] = [
            found for found in note["allocations"] if found["invoice_id"] != invoice["id"]
        ]
        note.pop("refunded_at", None)
        settle_credit_note(note, now)
        site.save("credit_note", note)
    invoice["applied_credits"] = []


def create(site: Site, request: Request, user: str, webhook: bool) -> Reply:
    """A one-off invoice for charge items and free charges, taxed by the seller's rules."""
    form = CREATE.read(request)
    record = site.tables["customer"].get(form["customer_id"])
    if record is None or record["deleted"]:
        raise not_found(form["customer_id"])
    site.made += 1
    rng = Random(f"{site.options.dataset.seed}/made/{site.made}")
    now = int(site.now())
    when = form.get("invoice_date") or now
    if form["currency_code"] not in _currencies(site):
        raise wrong_value("currency_code", "is not enabled for this site")
    customer = _customer(record, form)
    lines = _lines(site, customer, form, when, rng)
    number = _number(site, customer, when)
    invoice = compose_invoice(customer, number, when, lines, EXCLUSIVE, subscription_id=None)
    invoice["generated_at"] = now
    if form.get("po_number"):
        invoice["po_number"] = form["po_number"]
    if form.get("invoice_note"):
        invoice["notes"] = [{"note": form["invoice_note"]}]
    event = "invoice_generated_with_backdating" if when < now - 86_400 else "invoice_generated"
    if form.get("create_pending_invoice"):
        invoice |= {"status": "pending", "term_finalized": False}
        del invoice["generated_at"]
        event = "pending_invoice_created"
    elif invoice["amount_due"] and invoice["due_date"] > now:
        invoice["status"] = "posted"
    site.save("invoice", invoice)
    site.emit(event, {"invoice": invoice, "customer": record}, user=user, webhook=webhook)
    return json_reply(200, {"invoice": invoice})


def _currencies(site: Site) -> set[str]:
    return {entry.record["currency_code"] for entry in site.tables["currency"].current.values()}


def _customer(record: Record, form: Form) -> Customer:
    """The customer as the dataset's tax rules see it."""
    record = {"billing_address": {}, **record}
    if form.get("net_term_days") is not None:
        record["net_term_days"] = form["net_term_days"]
    return Customer(
        record=record,
        country=record["billing_address"].get("country", "NL"),
        business="company" in record,
        vat_valid=record.get("vat_number_status") in ("valid", "not_validated"),
        currency=form["currency_code"],
        entity=record.get("business_entity_id", "be-cloud"),
        index=0,
    )


def _lines(site: Site, customer: Customer, form: Form, when: int, rng: Random) -> list[Line]:
    lines = [_item_line(site, customer, row, when, rng) for row in rows(form, "item_prices")]
    for row in rows(form, "charges"):
        amount = row.get("amount")
        if amount is None or not row.get("description"):
            raise ApiError(400, "invalid_request", "cannot be blank", param="charges[amount][0]")
        lines.append(_line(customer, row, when, rng, row["description"], amount, 1))
    if not lines:
        raise ApiError(400, "invalid_request", "cannot be blank", param="item_prices")
    return lines


def _item_line(site: Site, customer: Customer, row: Form, when: int, rng: Random) -> Line:
    price = site.tables["item_price"].get(row.get("item_price_id") or "")
    if price is None or price["status"] != "active":
        raise not_found(str(row.get("item_price_id")))
    if price["currency_code"] != customer.currency:
        raise wrong_value("currency_code", f"{price['id']} is priced in {price['currency_code']}")
    quantity = row.get("quantity") or 1
    unit = row["unit_price"] if row.get("unit_price") is not None else price.get("price", 0)
    entity = (f"{price['item_type']}_item_price", price["id"], price["pricing_model"])
    return _line(customer, row, when, rng, price["external_name"], unit, quantity, entity)


def _line(
    customer: Customer,
    row: Form,
    when: int,
    rng: Random,
    description: str,
    unit: int,
    quantity: int,
    entity: tuple[str, str | None, str] = ("adhoc", None, "flat_fee"),
) -> Line:
    kind, entity_id, model = entity
    return Line(
        id=f"li_{token(rng, 14)}",
        description=description,
        unit_amount=unit,
        quantity=quantity,
        amount=unit * quantity,
        date_from=row.get("date_from") or when,
        date_to=row.get("date_to") or when,
        treatment=treatment(customer),
        entity_type=kind,
        entity_id=entity_id,
        pricing_model=model,
    )


def _number(site: Site, customer: Customer, when: int) -> str:
    """The next free number of the customer's business entity."""
    invoices = site.tables["invoice"].current
    pattern = NUMBERS.get(customer.entity, NUMBERS["be-cloud"])
    year, number = local_date(when).year, len(invoices) + 1
    while pattern.format(year, number) in invoices:
        number += 1
    return pattern.format(year, number)


def _copy(site: Site, invoice_id: str) -> Record:
    found = site.tables["invoice"].get(invoice_id)
    if found is None or found["deleted"]:
        raise not_found(invoice_id)
    return site.tables["invoice"].copy(invoice_id)
