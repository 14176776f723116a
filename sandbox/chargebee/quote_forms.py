"""The parameters with which a quote is asked for, and the lines that they mean."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from ..dataset.books import Record
from ..dataset.crm.subscription import Item
from ..dataset.customers import Customer
from ..dataset.document import Discount, Line
from ..dataset.money import share, spread
from ..dataset.pricing import priced_line
from .call import Call
from .customer_writes import ADDRESS
from .errors import ApiError, not_found, wrong_value
from .forms import Form, Parameters, rows

_SHIPPING = ADDRESS.replace("billing_address", "shipping_address")
_TIERS = (
    "item_tiers[item_price_id][]:str<=100 item_tiers[starting_unit][]:count "
    "item_tiers[ending_unit][]:whole item_tiers[price][]:int "
    "item_tiers[pricing_type][]:per_unit|flat_fee|package item_tiers[package_size][]:count"
)
_DISCOUNTS = (
    "discounts[apply_on][]:invoice_amount|specific_item_price discounts[percentage][]:percent "
    "discounts[amount][]:int discounts[item_price_id][]:str<=100"
)
_COMMON = (
    "notes:str<=10000 expires_at:time net_term_days:int coupon_ids[]:str<=100 "
    f"{ADDRESS} {_SHIPPING} {_TIERS} {_DISCOUNTS}"
)
_SUBSCRIPTION = (
    f"{_COMMON} billing_cycles:int terms_to_charge:count "
    "billing_start_option:immediately|on_specific_date subscription[id]:str<=50 "
    "subscription[po_number]:str<=100 subscription[trial_end]:time subscription[start_date]:time "
    "contract_term[action_at_term_end]:renew|evergreen|cancel "
    "contract_term[cancellation_cutoff_period]:whole "
    "subscription_items[item_price_id][]:str<=100 subscription_items[quantity][]:count "
    "subscription_items[unit_price][]:int subscription_items[billing_cycles][]:int "
    "subscription_items[trial_end][]:time subscription_items[service_period_days][]:count "
    "subscription_items[item_type][]:plan|addon|charge "
    "subscription_items[description][]:str<=2000 "
    "discounts[duration_type][]:one_time|forever|limited_period discounts[period][]:count "
    "discounts[period_unit][]:day|week|month|year discounts[included_in_mrr][]:bool"
)
_CHARGES = (
    f"{_COMMON} po_number:str<=100 currency_code:str<=3 "
    "item_prices[item_price_id][]:str<=100 item_prices[quantity][]:count "
    "item_prices[unit_price][]:int item_prices[service_period_days][]:count "
    "charges[amount][]:count charges[description][]:str<=250 charges[service_period][]:whole"
)
NEW_SUBSCRIPTION = Parameters(f"name:str<=100 {_SUBSCRIPTION}")
EDIT_SUBSCRIPTION = Parameters(_SUBSCRIPTION)
NEW_CHARGES = Parameters(f"name:str<=100 customer_id:str<=50 {_CHARGES}", required="customer_id")
EDIT_CHARGES = Parameters(_CHARGES)


def sold_items(call: Call, form: Form, name: str, types: Sequence[str]) -> list[Item]:
    """The item prices that were sent, known, active and of the types that belong here.

    A quantity needs a price for each; a price of one's own needs a price without tiers.
    """
    own_tiers = _own_tiers(form)
    found: list[Item] = []
    for place, row in enumerate(rows(form, name)):
        param = f"{name}[item_price_id][{place}]"
        key = row.get("item_price_id")
        if not key:
            raise ApiError(400, "invalid_request", "cannot be blank", param=param)
        price = call.site.tables["item_price"].get(key)
        if price is None or price["status"] != "active":
            raise not_found(key)
        if price["item_type"] not in types:
            raise wrong_value(param, f"{key} is a {price['item_type']}, not a {' or '.join(types)}")
        if key in {item.price["id"] for item in found}:
            raise ApiError(400, "duplicate_entry", f"{key} is given twice", param=param)
        if row.get("item_type") not in (None, price["item_type"]):
            raise wrong_value(f"{name}[item_type][{place}]", f"{key} is a {price['item_type']}")
        if price["pricing_model"] == "flat_fee" and (row.get("quantity") or 1) > 1:
            raise wrong_value(f"{name}[quantity][{place}]", f"{key} has one price for any quantity")
        if row.get("unit_price") is not None and "tiers" in price:
            raise wrong_value(f"{name}[unit_price][{place}]", f"{key} is priced in tiers")
        if key in own_tiers:
            price = {**price, "tiers": own_tiers.pop(key)}
        item = call.site.tables["item"].get(price["item_id"]) or {}
        found.append(
            Item(price, row.get("quantity") or 1, row.get("unit_price"), bool(item.get("metered")))
        )
    if own_tiers:
        raise wrong_value("item_tiers[item_price_id][0]", "is no tiered price of this quote")
    return found


def _own_tiers(form: Form) -> dict[str, list[Record]]:
    """Tiers that go before the price list's, in their order."""
    found: dict[str, list[Record]] = {}
    for row in rows(form, "item_tiers"):
        tier = {name: value for name, value in row.items() if value is not None}
        if "starting_unit" not in tier or "price" not in tier:
            raise ApiError(
                400, "invalid_request", "cannot be blank", param="item_tiers[starting_unit][0]"
            )
        found.setdefault(tier.pop("item_price_id", ""), []).append(tier)
    for tiers in found.values():
        tiers.sort(key=lambda tier: tier["starting_unit"])
    return found


def one_currency(items: Sequence[Item], name: str) -> str | None:
    found = {item.price["currency_code"] for item in items}
    if len(found) > 1:
        raise wrong_value(
            f"{name}[item_price_id][0]", f"prices in {', '.join(sorted(found))} do not go together"
        )
    return found.pop() if found else None


def item_lines(customer: Customer, items: Sequence[Item], rng: Random, start: int) -> list[Line]:
    """What is billed at once: everything but usage."""
    return [
        priced_line(
            customer, item.price, rng, start, quantity=item.quantity, unit_price=item.unit_price
        )
        for item in items
        if not item.metered
    ]


def discounted(call: Call, form: Form, lines: list[Line]) -> list[Line]:
    """The lines less their discounts, then less coupons, by line first and by document after.

    Raises ApiError for a coupon that is unknown or no longer to be used.
    """
    entries = [_discount(place, row) for place, row in enumerate(rows(form, "discounts"))]
    entries += [_coupon(call, place, key) for place, key in enumerate(rows(form, "coupon_ids"))]
    entries.sort(key=lambda entry: entry["document"])
    for entry in entries:
        chosen = [
            line
            for line in lines
            if line.net > 0 and (not entry["prices"] or line.entity_id in entry["prices"])
        ]
        if entry["prices"] and not chosen and not entry["lenient"]:
            raise wrong_value(entry["param"], "is no price of this quote")
        lines = _less(lines, chosen, entry)
    return lines


def _less(lines: list[Line], chosen: list[Line], entry: dict[str, Any]) -> list[Line]:
    whole = sum(line.net for line in chosen)
    if not whole:
        return lines
    percentage = entry["percentage"]
    amount = share(whole, percentage, 100) if percentage else min(entry["amount"], whole)
    parts = spread(amount, [line.net for line in chosen])
    by_line = dict(zip((line.id for line in chosen), parts, strict=True))
    return [
        line.with_discount(
            Discount(entry["type"], by_line[line.id], entry["id"], entry["text"], bool(percentage))
        )
        if by_line.get(line.id)
        else line
        for line in lines
    ]


def _discount(place: int, row: Form) -> dict[str, Any]:
    on = row.get("apply_on")
    if on is None:
        message = "cannot be blank"
        raise ApiError(400, "invalid_request", message, param=f"discounts[apply_on][{place}]")
    if (row.get("percentage") is None) == (row.get("amount") is None):
        raise wrong_value(f"discounts[amount][{place}]", "either it or a percentage is needed")
    key = row.get("item_price_id")
    if (on == "specific_item_price") != bool(key):
        message = "goes with apply_on=specific_item_price"
        raise wrong_value(f"discounts[item_price_id][{place}]", message)
    return {
        "type": "item_level_discount" if key else "document_level_discount",
        "document": not key,
        "prices": {key} if key else None,
        "percentage": row.get("percentage"),
        "amount": row.get("amount"),
        "id": None,
        "text": "Discount",
        "param": f"discounts[item_price_id][{place}]",
        "lenient": False,
    }


def _coupon(call: Call, place: int, key: str) -> dict[str, Any]:
    coupon = call.site.tables["coupon"].get(key)
    param = f"coupon_ids[{place}]"
    if coupon is None:
        raise not_found(key)
    if coupon["status"] != "active":
        raise wrong_value(param, f"the coupon is {coupon['status']}")
    whole = coupon["apply_on"] == "invoice_amount"
    prices = None
    if not whole:
        kinds = {c["item_type"] for c in coupon.get("item_constraints", ())}
        prices = {
            entry.record["id"]
            for entry in call.site.tables["item_price"].current.values()
            if entry.record["item_type"] in kinds
        }
    return {
        "type": "document_level_coupon" if whole else "item_level_coupon",
        "document": whole,
        "prices": prices,
        "percentage": coupon.get("discount_percentage"),
        "amount": coupon.get("discount_amount"),
        "id": key,
        "text": coupon.get("invoice_name") or coupon["name"],
        "param": param,
        "lenient": True,
    }
