"""POST that makes or edits a quote: for a new subscription, or for single charges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..dataset.books import Record
from ..dataset.crm.subscription import Item, item_tiers, subscription_item
from ..dataset.customers import Customer, buyer, token
from ..dataset.document import Line
from ..dataset.quoting import ONE_OFF, SUBSCRIBE, line_groups, quote, renewed
from ..dataset.tax import treatment
from ..wire import Reply, json_reply
from .beside import quoted
from .call import Call
from .customer_writes import check_country
from .errors import ApiError, wrong_state, wrong_value
from .forms import Form, rows
from .invoice_making import currencies
from .quote_forms import (
    EDIT_CHARGES,
    EDIT_SUBSCRIPTION,
    NEW_CHARGES,
    NEW_SUBSCRIPTION,
    discounted,
    item_lines,
    one_currency,
    sold_items,
)

_LONGEST = 12


@dataclass(frozen=True)
class _Draft:
    """A quote before it has a number: who is to buy what, bill by bill."""

    customer: Customer
    groups: list[list[Line]]
    quoted: Record
    operation: str


def create_for_subscription(call: Call, customer_id: str) -> Reply:
    """A quote for a subscription that doesn't exist yet."""
    record = call.copy("customer", customer_id)
    form = NEW_SUBSCRIPTION.read(call.request)
    return _made(call, form, _subscription(call, record, form))


def edit_for_subscription(call: Call, quote_id: str) -> Reply:
    return _edited(call, quote_id, SUBSCRIBE, EDIT_SUBSCRIPTION.read, _subscription)


def create_for_charges(call: Call) -> Reply:
    """A quote for single charges: items sold once, and amounts with a text."""
    form = NEW_CHARGES.read(call.request)
    record = call.copy("customer", form["customer_id"])
    return _made(call, form, _charges(call, record, form))


def edit_for_charges(call: Call, quote_id: str) -> Reply:
    return _edited(call, quote_id, ONE_OFF, EDIT_CHARGES.read, _charges)


def _subscription(call: Call, record: Record, form: Form) -> _Draft:
    name = "subscription_items"
    items = sold_items(call, form, name, ("plan", "addon", "charge"))
    plans = [item for item in items if item.price["item_type"] == "plan"]
    if len(plans) != 1:
        raise wrong_value(f"{name}[item_price_id][0]", "needs exactly one price of a plan")
    items.sort(key=lambda item: item.price["item_type"] != "plan")
    currency = one_currency(items, name) or ""
    wanted = form.get("subscription", {})
    key = wanted.get("id") or token(call.rng(), 16)
    if call.site.tables["subscription"].get(key):
        message = f"The value {key} is already present."
        raise ApiError(400, "duplicate_entry", message, param="subscription[id]")
    customer = _buyer(call, record, form, currency)
    start, rng = wanted.get("start_date") or call.now, call.rng()
    groups = [discounted(call, form, item_lines(customer, items, rng, start))]
    cycles = min(form.get("billing_cycles") or 1, _LONGEST)
    while len(groups) < cycles:
        groups.append(renewed(groups[-1], rng))
    return _Draft(customer, groups, _quoted_subscription(key, items, form, start), SUBSCRIBE)


def _quoted_subscription(key: str, items: list[Item], form: Form, start: int) -> Record:
    wanted, plan = form.get("subscription", {}), items[0].price
    record: Record = {
        "id": key,
        "start_date": start,
        "billing_period": plan["period"],
        "billing_period_unit": plan["period_unit"],
        "subscription_items": [subscription_item(item) for item in items],
        "object": "quoted_subscription",
    }
    for name in ("po_number", "trial_end"):
        if wanted.get(name):
            record[name] = wanted[name]
    if form.get("billing_cycles"):
        record["remaining_billing_cycles"] = form["billing_cycles"]
    if item_tiers(items):
        record["item_tiers"] = item_tiers(items)
    coupons = rows(form, "coupon_ids")
    if coupons:
        record["coupons"] = [{"coupon_id": key, "object": "coupon"} for key in coupons]
    return record


def _charges(call: Call, record: Record, form: Form) -> _Draft:
    items = sold_items(call, form, "item_prices", ("charge",))
    currency = form.get("currency_code") or one_currency(items, "item_prices")
    currency = currency or record.get("preferred_currency_code", "EUR")
    if one_currency(items, "item_prices") not in (None, currency):
        raise wrong_value("currency_code", "is not the currency of the item prices")
    if currency not in currencies(call.site):
        raise wrong_value("currency_code", "is not enabled for this site")
    customer, rng = _buyer(call, record, form, currency), call.rng()
    lines = item_lines(customer, items, rng, call.now)
    charges = []
    for place, row in enumerate(rows(form, "charges")):
        if row.get("amount") is None or not row.get("description"):
            param = f"charges[{'description' if row.get('amount') else 'amount'}][{place}]"
            raise ApiError(400, "invalid_request", "cannot be blank", param=param)
        lines.append(_free_line(call, customer, row))
        charges.append(
            {"amount": row["amount"], "description": row["description"], "object": "charge"}
        )
    if not lines:
        raise ApiError(400, "invalid_request", "cannot be blank", param="item_prices")
    return _Draft(
        customer, [discounted(call, form, lines)], _quoted_charge(items, charges), ONE_OFF
    )


def _quoted_charge(items: list[Item], charges: list[Record]) -> Record:
    record: Record = {"object": "quoted_charge"}
    if items:
        record["invoice_items"] = [_invoice_item(item) for item in items]
    if charges:
        record["charges"] = charges
    if item_tiers(items):
        record["item_tiers"] = item_tiers(items)
    return record


def _invoice_item(item: Item) -> Record:
    record = {"item_price_id": item.price["id"], "quantity": item.quantity}
    if "tiers" not in item.price:
        own = item.unit_price
        record["unit_price"] = item.price.get("price", 0) if own is None else own
    return {**record, "object": "invoice_item"}


def _free_line(call: Call, customer: Customer, row: Form) -> Line:
    return Line(
        id=f"li_{token(call.rng(), 14)}",
        description=row["description"],
        unit_amount=row["amount"],
        quantity=1,
        amount=row["amount"],
        date_from=call.now,
        date_to=call.now,
        treatment=treatment(customer),
    )


def _buyer(call: Call, record: Record, form: Form, currency: str) -> Customer:
    """The customer at the address that was sent, or at its own."""
    for name in ("billing_address", "shipping_address"):
        check_country(name, form.get(name, {}))
    address = form.get("billing_address")
    if address:
        record = {**record, "billing_address": {**address, "object": "billing_address"}}
    if form.get("expires_at") is not None and form["expires_at"] <= call.now:
        raise wrong_value("expires_at", "has passed")
    return buyer(record, currency, call.site.books.sellers)


def _fields(form: Form) -> dict[str, Any]:
    """What a quote takes over from a form as it is."""
    fields = {name: form.get(name) for name in ("name", "po_number", "notes")}
    wanted = form.get("subscription", {})
    if wanted.get("po_number"):
        fields["po_number"] = wanted["po_number"]
    if form.get("shipping_address"):
        parts = form["shipping_address"]
        fields["shipping_address"] = {**parts, "object": "shipping_address"}
    fields |= {name: value for name, value in form.items() if name.startswith("cf_")}
    return {name: value for name, value in fields.items() if value is not None}


def _made(call: Call, form: Form, draft: _Draft) -> Reply:
    quotes = call.site.tables["quote"].current
    number = 2000 + len(quotes)
    while f"Q-{number}" in quotes:
        number += 1
    record = quote(
        draft.customer,
        f"Q-{number}",
        call.now,
        draft.operation,
        draft.groups,
        valid_till=form.get("expires_at"),
        **_fields(form),
    )
    return _kept(call, record, draft, "quote_created")


def _edited(
    call: Call,
    quote_id: str,
    operation: str,
    reads: Callable[[Any], Form],
    drafts: Callable[[Call, Record, Form], _Draft],
) -> Reply:
    """Another version of an open quote: all that it sells is sent again."""
    before = call.copy("quote", quote_id)
    form = reads(call.request)
    if before["operation_type"] != operation:
        raise wrong_state(f"The quote is of another kind: {before['operation_type']}")
    if before["status"] != "open":
        raise wrong_state(f"The quote is {before['status']}: only an open one is edited")
    if "billing_address" in before:
        form.setdefault("billing_address", before["billing_address"])
    draft = drafts(call, call.copy("customer", before["customer_id"]), form)
    kept = {
        name: value
        for name, value in before.items()
        if name in ("name", "po_number", "notes") or name.startswith("cf_")
    }
    record = quote(
        draft.customer,
        quote_id,
        before["date"],
        operation,
        draft.groups,
        valid_till=form.get("expires_at") or before["valid_till"],
        **{**kept, **_fields(form)},
    )
    record |= {"version": before["version"] + 1, "resource_version": before["resource_version"]}
    return _kept(call, record, draft, "quote_updated")


def _kept(call: Call, record: Record, draft: _Draft, event: str) -> Reply:
    parts = {
        "id": record["id"],
        "groups": line_groups(draft.customer, record, draft.groups),
        draft.quoted["object"]: draft.quoted,
    }
    call.site.put("quote_parts", parts)
    return saved(call, record, event)


def saved(call: Call, record: Record, event: str = "quote_updated", **more: Record) -> Reply:
    """Store a quote, tell of it and answer with it and what it quotes."""
    call.site.save("quote", record)
    beside = quoted(call.site, record["id"])
    call.emit(event, quote=record, **beside)
    return json_reply(200, {"quote": record, **beside, **more})
