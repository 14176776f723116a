"""POST on invoices: a one-off invoice for charge items and free charges."""

from __future__ import annotations

from random import Random

from ..dataset.books import Record
from ..dataset.calendar import local_date
from ..dataset.customers import Customer, buyer, token
from ..dataset.document import EXCLUSIVE, Line
from ..dataset.invoices import NUMBERS
from ..dataset.invoices import invoice as compose_invoice
from ..dataset.tax import treatment
from ..wire import Reply, json_reply
from . import credit_writes, payment_writes
from .call import Call
from .errors import ApiError, not_found, wrong_value
from .forms import Form, Parameters, rows
from .site import Site

CREATE = Parameters(
    "customer_id:str<=50 currency_code:str<=3 po_number:str<=100 invoice_date:time "
    "net_term_days:int auto_collection:on|off create_pending_invoice:bool invoice_note:str<=2000 "
    "item_prices[item_price_id][]:str<=100 item_prices[quantity][]:count "
    "item_prices[unit_price][]:int item_prices[date_from][]:time item_prices[date_to][]:time "
    "charges[amount][]:count charges[description][]:str<=250 charges[date_from][]:time "
    "charges[date_to][]:time charges[taxable][]:bool",
    required="customer_id currency_code",
)


def create(call: Call) -> Reply:
    """A one-off invoice for charge items and free charges, taxed by the seller's rules.

    It goes to the customer's invoice owner. What that one has left of credit notes and payments
    pays it at once.
    """
    site, form = call.site, CREATE.read(call.request)
    buyer = call.copy("customer", form["customer_id"])
    family = buyer.get("relationship", {})
    record = call.copy("customer", family.get("invoice_owner_id", buyer["id"]))
    rng, now = call.rng(), call.now
    when = form.get("invoice_date") or now
    if form["currency_code"] not in currencies(site):
        raise wrong_value("currency_code", "is not enabled for this site")
    customer = known_customer(site, record, form)
    lines = _lines(site, customer, form, when, rng)
    number = next_number(site, customer, when)
    invoice = compose_invoice(customer, number, when, lines, EXCLUSIVE, subscription_id=None)
    invoice["generated_at"] = now
    if family:
        invoice["payment_owner"] = family["payment_owner_id"]
        for line in invoice["line_items"]:
            line["customer_id"] = buyer["id"]
    if form.get("po_number"):
        invoice["po_number"] = form["po_number"]
    if form.get("invoice_note"):
        invoice["notes"] = [{"note": form["invoice_note"]}]
    event = "invoice_generated_with_backdating" if when < now - 86_400 else "invoice_generated"
    if form.get("create_pending_invoice"):
        invoice |= {"status": "pending", "term_finalized": False}
        del invoice["generated_at"]
        event = "pending_invoice_created"
    else:
        credit_writes.spend(call, invoice, credit_writes.available(call, invoice))
        payment_writes.spend(call, invoice, payment_writes.unused(call, invoice))
        if invoice["amount_due"] and invoice["due_date"] > now:
            invoice["status"] = "posted"
    site.save("invoice", invoice)
    call.emit(event, invoice=invoice, customer=site.tables["customer"].get(record["id"]))
    return json_reply(200, {"invoice": invoice})


def currencies(site: Site) -> set[str]:
    return {entry.record["currency_code"] for entry in site.tables["currency"].current.values()}


def known_customer(site: Site, record: Record, form: Form) -> Customer:
    """The customer as the dataset's tax rules see it, on the terms of this document."""
    if form.get("net_term_days") is not None:
        record = {**record, "net_term_days": form["net_term_days"]}
    return buyer(record, form["currency_code"], site.books.sellers)


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


def next_number(site: Site, customer: Customer, when: int) -> str:
    """The next free number of the customer's business entity."""
    invoices = site.tables["invoice"].current
    pattern = NUMBERS.get(customer.entity, NUMBERS["be-cloud"])
    year, number = local_date(when).year, len(invoices) + 1
    while pattern.format(year, number) in invoices:
        number += 1
    return pattern.format(year, number)
