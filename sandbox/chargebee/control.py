"""Control calls of this server: planted cases, totals, changes by a test, webhooks."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from ..dataset.books import Record
from ..dataset.ledger import ledger
from ..dataset.planted import CASES, FEATURES
from ..wire import Reply, Request, json_reply
from .events import Hook
from .site import Site

# Kinds whose deletion shows in their status too.
_WITH_STATUS = {"item", "item_price", "item_family", "coupon"}
# Kinds that simply go, without saying that they are deleted.
_WITHOUT_DELETED = {"feature", "item_entitlement", "entitlement", "promotional_credit"}
_ENTITLED = {"item_entitlement": "item_entitlements", "entitlement": "item_entitlements"}
_CREATED = {
    "invoice": "invoice_generated",
    "payment_source": "payment_source_added",
    "unbilled_charge": "unbilled_charges_created",
    "promotional_credit": "promotional_credits_added",
    **{kind: f"{name}_updated" for kind, name in _ENTITLED.items()},
}
_CHANGED = {
    "customer": "customer_changed",
    "subscription": "subscription_changed",
    "unbilled_charge": "unbilled_charges_voided",
    **{kind: f"{name}_updated" for kind, name in _ENTITLED.items()},
}
_DELETED = {
    "unbilled_charge": "unbilled_charges_deleted",
    **{kind: f"{name}_removed" for kind, name in _ENTITLED.items()},
}


def answer(site: Site, request: Request, action: str) -> Reply | None:
    """Answer one control call; None where `action` is unknown."""
    call = _CALLS.get((request.method, action))
    return json_reply(200, call(site, request)) if call else None


def state(site: Site) -> dict[str, Any]:
    """How many records of each kind there are, and what is waiting or was sent."""
    return {
        "records": {kind: len(table.current) for kind, table in site.tables.items()},
        "changed": {
            kind: sorted(table.changed) for kind, table in site.tables.items() if table.changed
        },
        "list_lag": site.list_lag,
        "webhook_attempts": site.sender.attempts,
    }


def _planted(site: Site, request: Request) -> Any:
    return site.books.planted


def _cases(site: Site, request: Request) -> Any:
    reasons = {} if site.options.dataset.story else {case.name: case.why for case in FEATURES}
    return {
        "cases": {case.name: {"expected": case.expected, "why": case.why} for case in CASES},
        "features": {
            name: {"why": reasons.get(name, ""), "ids": site.books.features.get(name, [])}
            for name in (*reasons, *(n for n in site.books.features if n not in reasons))
        },
    }


def _totals(site: Site, request: Request) -> Any:
    return site.totals()


def _books(site: Site, request: Request) -> Any:
    return {
        "sellers": site.books.sellers,
        "entities": ledger(
            {
                kind: [entry.record for entry in table.current.values()]
                for kind, table in site.tables.items()
            }
        ),
    }


def _webhook(site: Site, request: Request) -> Any:
    """Where events go from now on; no or an empty `url` switches them off."""
    values = request.json()
    if "compression" in values:
        values["compression"] = float(values["compression"])
    site.sender.hook = Hook(**values) if values.get("url") else None
    return {"url": values.get("url") or None}


def _redeliver(site: Site, request: Request) -> Any:
    """Send a stored event (again): duplicates and disorder happen."""
    values = request.json()
    event = site.tables["event"].get(values["event_id"])
    if event is None:
        raise KeyError(values["event_id"])
    for _ in range(int(values.get("times", 1))):
        site.sender.add(event)
    return {"event_id": event["id"]}


def _list_lag(site: Site, request: Request) -> Any:
    site.list_lag = float(request.json()["seconds"])
    return {"list_lag": site.list_lag}


def _mutate(site: Site, request: Request) -> Any:
    """Add, change or delete any record.

    `{"kind", "record"}` adds (under a deleted record's id too: numbers are given again),
    `{"kind", "id", "set": {field: value or null}}` changes, `{"kind", "id", "delete": true}`
    deletes. `"quiet": true` emits no event; `"version": false` leaves `resource_version` and
    `updated_at` alone, as changes of dunning fields do.
    """
    values = request.json()
    kind = values["kind"]
    table = site.tables[kind]
    if "record" in values:
        record, event = _added(kind, values["record"]), _CREATED.get(kind, f"{kind}_created")
        known = table.get(record["id"])
        if known and not known.get("deleted"):
            raise ValueError(f"{kind} {record['id']} exists")
    else:
        record = table.copy(values["id"])
        event = _CHANGED.get(kind, f"{kind}_updated")
        _change(record, values.get("set", {}))
        if values.get("delete"):
            _delete(kind, record)
            event = _DELETED.get(kind, f"{kind}_deleted")
    if values.get("version", True):
        site.save(kind, record)
    else:
        site.put(kind, record)
    if not values.get("quiet"):
        site.emit(event, {kind: record}, source="admin_console", user="test@sandbox.example")
    return {kind: record}


def _added(kind: str, record: Record) -> Record:
    known = {} if kind in _WITHOUT_DELETED else {"deleted": False}
    return {**known, "object": kind, **deepcopy(record)}


def _change(record: Record, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if value is None:
            record.pop(name, None)
        else:
            record[name] = value


def _delete(kind: str, record: Record) -> None:
    record["deleted"] = True
    if kind in _WITH_STATUS:
        record["status"] = "deleted"


_CALLS: dict[tuple[str, str], Callable[[Site, Request], Any]] = {
    ("GET", "planted"): _planted,
    ("GET", "cases"): _cases,
    ("GET", "totals"): _totals,
    ("GET", "books"): _books,
    ("POST", "webhook"): _webhook,
    ("POST", "redeliver"): _redeliver,
    ("POST", "list_lag"): _list_lag,
    ("POST", "mutate"): _mutate,
}
