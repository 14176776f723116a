"""One subscription: its items, its term, what it is worth in a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..books import Record
from ..calendar import local_date
from ..money import BASE, base_rate
from ..pricing import cost, monthly, term_end


@dataclass(frozen=True)
class Item:
    """So many of an item price, at another price than the list's where `unit_price` says so."""

    price: Record
    quantity: int = 1
    unit_price: int | None = None
    metered: bool = False


def subscription(
    key: str, customer: Record, items: Sequence[Item], start: int, now: int, status: str = "active"
) -> Record:
    """A subscription in its term at `now`; the first item is its plan.

    MRR counts plans and add-ons at their price for a month, without tax, usage and single charges.
    """
    plan = items[0].price
    currency = plan["currency_code"]
    record: Record = {
        "id": key,
        "customer_id": customer["id"],
        "currency_code": currency,
        "base_currency_code": BASE,
        "exchange_rate": base_rate(currency, local_date(now)),
        "status": status,
        "billing_period": plan.get("period", 1),
        "billing_period_unit": plan.get("period_unit", "month"),
        "created_at": min(start, now),
        "start_date": start,
        "auto_collection": customer.get("auto_collection", "on"),
        "subscription_items": [subscription_item(item) for item in items],
        "mrr": mrr(items),
        "has_scheduled_changes": False,
        "has_scheduled_advance_invoices": False,
        "channel": "web",
        "decommissioned": False,
        "deleted": False,
        "object": "subscription",
    }
    record["arr"] = record["mrr"] * 12
    if "business_entity_id" in customer:
        record["business_entity_id"] = customer["business_entity_id"]
    tiers = item_tiers(items)
    if tiers:
        record["item_tiers"] = tiers
    _set_term(record, plan, start, now)
    return record


def _set_term(record: Record, plan: Record, start: int, now: int) -> None:
    if start > now:
        record |= {"status": "future", "next_billing_at": start, "mrr": 0, "arr": 0}
        return
    begin, end = start, term_end(plan, start)
    while end <= now:
        begin, end = end, term_end(plan, end)
    record |= {
        "started_at": start,
        "activated_at": start,
        "current_term_start": begin,
        "current_term_end": end,
        "next_billing_at": end,
    }


def subscription_item(item: Item) -> Record:
    price = item.price
    record: Record = {
        "item_price_id": price["id"],
        "item_type": price["item_type"],
        "free_quantity": price.get("free_quantity", 0),
        "object": "subscription_item",
    }
    if "period" in price:
        record |= {"billing_period": price["period"], "billing_period_unit": price["period_unit"]}
    if item.metered:
        return record | {"metered_quantity": str(item.quantity)}
    unit, amount, _ = cost(price, item.quantity, item.unit_price)
    record["amount"] = amount
    if price["pricing_model"] in ("flat_fee", "per_unit"):
        record["unit_price"] = unit
    if price["pricing_model"] != "flat_fee":
        record["quantity"] = item.quantity
    return record


def item_tiers(items: Sequence[Item]) -> list[Record]:
    return [
        {**tier, "item_price_id": item.price["id"], "index": place, "object": "item_tier"}
        for item in items
        if item.unit_price is None
        for place, tier in enumerate(item.price.get("tiers", ()))
    ]


def mrr(items: Sequence[Item]) -> int:
    """What recurs, for a month, in minor units of the subscription's currency."""
    return sum(
        monthly(
            cost(item.price, item.quantity, item.unit_price)[1],
            item.price["period_unit"],
            item.price["period"],
        )
        for item in items
        if item.price["item_type"] != "charge" and not item.metered
    )
