"""POST on a quote that stands: accept or decline it, let it live longer, turn it into a sale."""

from __future__ import annotations

from copy import deepcopy

from ..dataset.books import Record
from ..dataset.calendar import local_date
from ..dataset.crm.subscription import Item, subscription
from ..dataset.customers import Customer, buyer, token
from ..dataset.document import EXCLUSIVE
from ..dataset.invoices import invoice as compose_invoice
from ..dataset.money import in_local, vat_rate
from ..dataset.quoting import SUBSCRIBE
from ..dataset.settle import settle_invoice
from ..wire import Reply
from .beside import quoted
from .call import Call
from .errors import ApiError, wrong_state, wrong_value
from .forms import Parameters
from .invoice_making import next_number
from .quote_writes import saved

STATUS = Parameters(
    "status:open|accepted|declined|proposed|voided|closed comment:str<=300", required="status"
)
EXTEND = Parameters("valid_till:time", required="valid_till")
DELETE = Parameters("comment:str<=300")
CONVERT = Parameters(
    "invoice_date:time invoice_immediately:bool create_pending_invoices:bool "
    "subscription[id]:str<=50 subscription[auto_collection]:on|off "
    "subscription[po_number]:str<=100"
)
# Status → what it can become by hand.
_MOVES = {
    "open": ("accepted", "declined", "proposed", "voided", "closed"),
    "proposed": ("open", "accepted", "declined", "voided", "closed"),
    "accepted": ("voided", "closed"),
    "declined": ("voided", "closed"),
}
_COPIED = ("sub_total", "total", "line_items", "line_item_discounts", "line_item_taxes",
           "discounts", "taxes", "line_item_tiers", "po_number")  # fmt: skip


def update_status(call: Call, quote_id: str) -> Reply:
    """Raises ApiError 409 for a way that doesn't lead there; a quote gone by is not accepted."""
    record = call.copy("quote", quote_id)
    status = STATUS.read(call.request)["status"]
    if status not in _MOVES.get(record["status"], ()):
        raise wrong_state(f"The quote is {record['status']}: it cannot become {status}")
    if status == "accepted" and record["valid_till"] < call.now:
        raise wrong_state("The quote has expired")
    record["status"] = status
    return saved(call, record)


def extend(call: Call, quote_id: str) -> Reply:
    record = call.copy("quote", quote_id)
    until = EXTEND.read(call.request)["valid_till"]
    if record["status"] not in ("open", "proposed", "expired"):
        raise wrong_state(f"The quote is {record['status']}: it no longer expires")
    if until <= call.now:
        raise wrong_value("valid_till", "has passed")
    record["valid_till"] = until
    if record["status"] == "expired":
        record["status"] = "open"
    return saved(call, record)


def delete(call: Call, quote_id: str) -> Reply:
    record = call.copy("quote", quote_id)
    DELETE.read(call.request)
    if record["status"] in ("accepted", "invoiced"):
        raise wrong_state(f"The quote is {record['status']}: it cannot be deleted")
    record["deleted"] = True
    return saved(call, record, "quote_deleted")


def convert(call: Call, quote_id: str) -> Reply:
    """Make what an accepted quote offers: the subscription, and the invoice of its first bill."""
    record = call.copy("quote", quote_id)
    form = CONVERT.read(call.request)
    if record["status"] != "accepted":
        raise wrong_state(f"The quote is {record['status']}: only an accepted one is converted")
    customer = call.copy("customer", record["customer_id"])
    more: dict[str, Record] = {}
    if record["operation_type"] == SUBSCRIBE:
        wanted = form.get("subscription", {})
        more["subscription"] = _subscription(call, record, customer, wanted)
        record["subscription_id"] = more["subscription"]["id"]
    if record["line_items"]:
        more["invoice"] = _invoice(call, record, customer, form)
        record["invoice_id"] = more["invoice"]["id"]
    record["status"] = "invoiced"
    for kind, event in (("subscription", "subscription_created"), ("invoice", "invoice_generated")):
        if kind in more:
            call.site.save(kind, more[kind])
            call.emit(event, **{kind: more[kind]}, customer=customer)
    return saved(call, record, customer=customer, **more)


def _subscription(call: Call, record: Record, customer: Record, wanted: Record) -> Record:
    offer = quoted(call.site, record["id"])["quoted_subscription"]
    key = wanted.get("id") or offer["id"]
    if call.site.tables["subscription"].get(key):
        message = f"The value {key} is already present."
        raise ApiError(400, "duplicate_entry", message, param="subscription[id]")
    items = [_item(call, one) for one in offer["subscription_items"]]
    made = subscription(key, customer, items, offer["start_date"], call.now)
    made["subscription_items"] = deepcopy(offer["subscription_items"])
    for name in ("po_number", "coupons", "remaining_billing_cycles", "item_tiers"):
        if name in offer:
            made[name] = deepcopy(offer[name])
    for coupon in made.get("coupons", ()):
        coupon["applied_count"] = 1
    made |= {name: value for name, value in wanted.items() if value is not None and name != "id"}
    return made


def _item(call: Call, sold: Record) -> Item:
    price = call.site.tables["item_price"].get(sold["item_price_id"]) or {}
    metered = "metered_quantity" in sold
    return Item(price, sold.get("quantity", 1), sold.get("unit_price"), metered)


def _invoice(call: Call, record: Record, customer: Record, form: Record) -> Record:
    """The quote's own amounts as an invoice; its lines get ids of their own."""
    who: Customer = buyer(customer, record["currency_code"], call.site.books.sellers)
    when = form.get("invoice_date") or call.now
    key = record.get("subscription_id")
    number = next_number(call.site, who, when)
    made = compose_invoice(who, number, when, [], EXCLUSIVE, subscription_id=key)
    made |= {name: deepcopy(record[name]) for name in _COPIED if name in record}
    made["tax"] = sum(tax["amount"] for tax in made["taxes"])
    rng = call.rng()
    ids = {line["id"]: f"li_{token(rng, 14)}" for line in made["line_items"]}
    for line in made["line_items"]:
        line["id"] = ids[line["id"]]
        if key:
            line["subscription_id"] = key
    for name in ("line_item_discounts", "line_item_taxes", "line_item_tiers", "discounts"):
        for entry in made.get(name, ()):
            if "line_item_id" in entry:
                entry["line_item_id"] = ids[entry["line_item_id"]]
    _in_local(made, when)
    settle_invoice(made, call.now)
    if made["amount_due"] and made["due_date"] > call.now:
        made["status"] = "posted"
    return made


def _in_local(made: Record, when: int) -> None:
    """Amounts in the seller's currency, where the invoice is in another."""
    currency = made["currency_code"]
    if "local_currency_code" not in made:
        return
    rate = vat_rate(currency, local_date(when))
    for name in ("sub_total", "total"):
        made[f"{name}_in_local_currency"] = in_local(made[name], currency, rate)
    for tax in made["line_item_taxes"]:
        tax["tax_amount_in_local_currency"] = in_local(tax["tax_amount"], currency, rate)
        tax["local_currency_code"] = made["local_currency_code"]
