"""GET of what hangs under items, features, subscriptions and quotes."""

from __future__ import annotations

from ..dataset.books import Record
from ..wire import Reply, Request
from .errors import incompatible
from .filters import predicate
from .listing import drafts_test
from .schema import ATTACHED, Listing
from .site import Site
from .store import Entry
from .sub_reads import existing, living, sub_list

_ITEM_ENTITLEMENTS = Listing("items/{id}/item_entitlements", "item_entitlement")
_SUBSCRIPTION_ENTITLEMENTS = Listing("", "subscription_entitlement")
_DRAFTS, _EMBED = "include_drafts", "embed"
_V2_ONLY = ("attached_items", "item_entitlements", "subscription_entitlements")


def sold_read(site: Site, request: Request, parts: list[str]) -> Reply | None:
    """Answer a GET; None where there is no such address."""
    if len(parts) != 3:
        return None
    path, record_id, below = parts
    if below in _V2_ONLY and site.options.catalog != "v2":
        raise incompatible()
    match path, below:
        case "items", "attached_items":
            return _attached(site, request, record_id)
        case (("items" | "features"), "item_entitlements"):
            return _item_entitlements(site, request, path, record_id)
        case "customers", "subscriptions":
            living(site, record_id)
            return sub_list(request, "subscription", _of(site, "subscription", record_id))
        case "subscriptions", "subscription_entitlements":
            return _subscription_entitlements(site, request, record_id)
        case "subscriptions", ("invoices" | "transactions"):
            return _documents(site, request, record_id, below[:-1])
        case "subscriptions", ("discounts" | "contract_terms"):
            return _inside(site, request, record_id, below)
        case "quotes", "quote_line_groups":
            existing(site, "quote", record_id)
            kept = site.tables["quote_parts"].get(record_id) or {"groups": ()}
            return sub_list(request, "quote_line_group", [Entry(g, 0) for g in kept["groups"]])
    return None


def _of(site: Site, kind: str, customer_id: str) -> list[Entry]:
    return [
        entry
        for entry in site.tables[kind].current.values()
        if entry.record["customer_id"] == customer_id and not entry.record["deleted"]
    ]


def _attached(site: Site, request: Request, item_id: str) -> Reply:
    existing(site, "item", item_id)
    tests = [
        predicate(ATTACHED, name, value, site.tables)
        for name, value in request.query
        if name not in ("limit", "offset")
    ]
    entries = [
        entry
        for entry in site.tables["attached_item"].current.values()
        if entry.record["parent_item_id"] == item_id
        and not entry.record.get("deleted")
        and all(test(entry.record) for test in tests)
    ]
    return sub_list(request, "attached_item", entries, *(name for name, _ in request.query))


def _item_entitlements(site: Site, request: Request, path: str, record_id: str) -> Reply:
    """By the item, or by the feature that is given."""
    existing(site, path[:-1], record_id)
    field = "item_id" if path == "items" else "feature_id"
    also = (_DRAFTS, _EMBED) if path == "items" else (_DRAFTS,)
    tests = drafts_test(_ITEM_ENTITLEMENTS, dict(request.query), site.tables)
    entries = [
        entry
        for entry in site.tables["item_entitlement"].current.values()
        if entry.record[field] == record_id
        and not entry.record.get("deleted")
        and all(test(entry.record) for test in tests)
    ]
    return sub_list(request, "item_entitlement", entries, *also)


def _subscription_entitlements(site: Site, request: Request, subscription_id: str) -> Reply:
    """What the items of a subscription give; what its price gives goes before its plan's own."""
    record = existing(site, "subscription", subscription_id).record
    tests = drafts_test(_SUBSCRIPTION_ENTITLEMENTS, dict(request.query), site.tables)
    given: dict[str, Record] = {}
    prices = [item["item_price_id"] for item in record["subscription_items"]]
    items = [price["item_id"] for price in map(site.tables["item_price"].get, prices) if price]
    for owners in (items, prices):
        for entry in site.tables["entitlement"].current.values():
            if entry.record["entity_id"] in owners and all(t(entry.record) for t in tests):
                given[entry.record["feature_id"]] = entry.record
    entries = [Entry(_given(site, subscription_id, one), 0) for one in given.values()]
    also = (_DRAFTS, _EMBED, "include_scheduled_overrides")
    return sub_list(request, "subscription_entitlement", entries, *also)


def _given(site: Site, subscription_id: str, entitlement: Record) -> Record:
    feature = site.tables["feature"].get(entitlement["feature_id"]) or {}
    record: Record = {
        "subscription_id": subscription_id,
        "feature_id": entitlement["feature_id"],
        "feature_name": entitlement["feature_name"],
        "feature_type": feature.get("type", "custom"),
        "value": entitlement["value"],
        "name": entitlement["name"],
        "is_overridden": False,
        "is_enabled": True,
        "object": "subscription_entitlement",
    }
    return record | ({"feature_unit": feature["unit"]} if "unit" in feature else {})


def _documents(site: Site, request: Request, subscription_id: str, kind: str) -> Reply:
    """A subscription's invoices or transactions, newest first."""
    existing(site, "subscription", subscription_id)
    entries = [
        entry
        for entry in site.tables[kind].current.values()
        if entry.record.get("subscription_id") == subscription_id and not entry.record["deleted"]
    ]
    entries.sort(key=lambda entry: (entry.record["date"], entry.number), reverse=True)
    return sub_list(request, kind, entries)


def _inside(site: Site, request: Request, subscription_id: str, below: str) -> Reply:
    """What a subscription holds itself: its discounts, its contract."""
    record = existing(site, "subscription", subscription_id).record
    if below == "discounts":
        found = record.get("discounts", [])
        return sub_list(request, "discount", [Entry(one, 0) for one in found])
    found = [record["contract_term"]] if "contract_term" in record else []
    also = ("sort_by[asc]", "sort_by[desc]")
    return sub_list(request, "contract_term", [Entry(one, 0) for one in found], *also)
