"""Filters on what a record has several of, or what another record says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..dataset.books import Record
from .store import Table

Tables = Mapping[str, Table]


def _price_ids(subscription: Record, tables: Tables) -> list[str]:
    return [item["item_price_id"] for item in subscription.get("subscription_items", ())]


def _item_ids(subscription: Record, tables: Tables) -> list[str]:
    prices = tables["item_price"]
    found = (prices.get(key) for key in _price_ids(subscription, tables))
    return [price["item_id"] for price in found if price]


def _subscriptions_paid(source: Record, tables: Tables) -> Iterable[str]:
    """Those that name the source, and those of its customer that name none, if it is the first."""
    customer = tables["customer"].get(source["customer_id"]) or {}
    first = customer.get("primary_payment_source_id") == source["id"]
    for entry in tables["subscription"].current.values():
        record = entry.record
        if record["customer_id"] == source["customer_id"]:
            if record.get("payment_source_id", first and source["id"]) == source["id"]:
                yield record["id"]


def _prices_discounted(coupon: Record, tables: Tables) -> Iterable[str]:
    for constraint in coupon.get("item_constraints", ()):
        if constraint["constraint"] == "specific":
            yield from constraint.get("item_price_ids", ())
        elif constraint["constraint"] == "all":
            for entry in tables["item_price"].current.values():
                if entry.record["item_type"] == constraint["item_type"]:
                    yield entry.record["id"]


def _item_type(attached: Record, tables: Tables) -> list[str]:
    item = tables["item"].get(attached["item_id"])
    return [item["type"]] if item else []


# Kind and filter → the values that it looks at.
MANY: dict[tuple[str, str], Callable[[Record, Tables], Iterable[str]]] = {
    ("subscription", "item_price_id"): _price_ids,
    ("subscription", "item_id"): _item_ids,
    ("payment_source", "subscription_id"): _subscriptions_paid,
    ("coupon", "applicable_item_price_ids"): _prices_discounted,
    ("attached_item", "item_type"): _item_type,
}
