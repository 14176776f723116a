"""GET of what hangs under a record, and of lists that are no ordinary ones."""

from __future__ import annotations

from ..dataset.books import Record
from ..wire import Reply, Request, json_reply
from .errors import ApiError, not_found, unknown_param, wrong_value
from .filters import page_size, repeated, several
from .listing import JSON, page_json
from .site import Site
from .store import Entry

_HIERARCHIES = (
    "complete_hierarchy",
    "subordinates",
    "path_to_root",
    "subordinates_with_unbilled_charges_payable_by_parent",
    "immediate_children",
)
_OWNED = {"invoices": "invoice", "credit_notes": "credit_note", "transactions": "transaction"}


def sub_read(site: Site, request: Request, parts: list[str]) -> Reply | None:
    """Answer a GET; None where there is no such address."""
    match parts:
        case ["currencies", "list"]:
            return sub_list(request, "currency", list(site.tables["currency"].current.values()))
        case ["invoices", "payment_reference_numbers"]:
            return _reference_numbers(site, request)
        case ["business_entities", "transfers"]:
            kind = "business_entity_transfer"
            return sub_list(request, kind, list(site.tables[kind].current.values()))
        case ["invoices", record_id, "payments"]:
            return _payments(site, request, record_id)
        case ["customers", record_id, "contacts"]:
            return _contacts(site, request, record_id)
        case ["customers", record_id, "hierarchy"]:
            return _hierarchy(site, request, record_id)
        case ["customers", record_id, path] if path in _OWNED:
            return _of_customer(site, request, record_id, _OWNED[path])
    return None


def existing(site: Site, kind: str, record_id: str) -> Entry:
    entry = site.tables[kind].current.get(record_id)
    if entry is None:
        raise not_found(record_id)
    return entry


def sub_list(request: Request, kind: str, entries: list[Entry], *also: str) -> Reply:
    """A short list with `limit`, `offset` and nothing but what `also` names."""
    repeated(request.query)
    for name, _ in request.query:
        if name not in ("limit", "offset", *also):
            raise unknown_param(name)
    limit = page_size(request.param("limit"))
    start = request.param("offset") or "0"
    if not start.isdigit():
        raise unknown_param("offset")
    end = int(start) + limit
    following = str(end) if end < len(entries) else None
    return Reply(200, page_json(kind, entries[int(start) : end], following), JSON)


def _payments(site: Site, request: Request, invoice_id: str) -> Reply:
    """All attempts on an invoice, newest first."""
    invoice = existing(site, "invoice", invoice_id).record
    transactions = site.tables["transaction"].current
    entries = [transactions[link["txn_id"]] for link in invoice["linked_payments"]]
    entries.sort(key=lambda entry: entry.record["date"], reverse=True)
    return sub_list(request, "transaction", entries)


def living(site: Site, customer_id: str) -> Record:
    customer = existing(site, "customer", customer_id).record
    if customer["deleted"]:
        raise not_found(customer_id)
    return customer


def _contacts(site: Site, request: Request, customer_id: str) -> Reply:
    contacts = living(site, customer_id).get("contacts", ())
    return sub_list(request, "contact", [Entry(contact, 0) for contact in contacts])


def _of_customer(site: Site, request: Request, customer_id: str, kind: str) -> Reply:
    """A customer's documents, newest first."""
    living(site, customer_id)
    entries = [
        entry
        for entry in site.tables[kind].current.values()
        if entry.record.get("customer_id") == customer_id and not entry.record["deleted"]
    ]
    entries.sort(key=lambda entry: (entry.record["date"], entry.number), reverse=True)
    return sub_list(request, kind, entries)


def _reference_numbers(site: Site, request: Request) -> Reply:
    """Payment references printed on invoices, by the invoices' ids or by their numbers."""
    values = dict(request.query)
    by_invoice, by_number = "id", "payment_reference_number[number]"
    known = [f"{name}[{how}]" for name in (by_invoice, by_number) for how in ("is", "in")]
    asked = [name for name in known if name in values]
    if len(asked) != 1:
        message = "is needed, or the number of the reference"
        raise ApiError(400, "invalid_request", message, param="id[in]")
    text = values[asked[0]]
    wanted = set(several(asked[0], text) if asked[0].endswith("[in]") else [text])
    field = "number" if asked[0].startswith(by_number) else "invoice_id"
    found = [
        entry
        for entry in site.tables["payment_reference_number"].current.values()
        if entry.record[field] in wanted
    ]
    return sub_list(request, "payment_reference_number", found, *known)


def _hierarchy(site: Site, request: Request, customer_id: str) -> Reply:
    """Who stands above and below a customer: parents, and who gets and pays the invoices."""
    living(site, customer_id)
    values = dict(request.query)
    kind = values.pop("hierarchy_operation_type", None)
    for name in values:
        raise unknown_param(name)
    if kind not in _HIERARCHIES:
        raise wrong_value("hierarchy_operation_type", f"is one of {', '.join(_HIERARCHIES)}")
    parents = {
        entry.record["id"]: (entry.record.get("relationship") or {}).get("parent_id")
        for entry in site.tables["customer"].current.values()
        if not entry.record["deleted"]
    }
    above = _path(parents, customer_id)
    if kind == "path_to_root":
        chosen = above
    elif kind == "complete_hierarchy":
        chosen = _below(parents, above[-1])
    elif kind == "immediate_children":
        chosen = [child for child, parent in parents.items() if parent == customer_id]
    else:
        chosen = _below(parents, customer_id)[1:]
    return json_reply(200, {"hierarchies": [_place(site, parents, one) for one in chosen]})


def _path(parents: dict[str, str | None], customer_id: str) -> list[str]:
    found = [customer_id]
    while parents.get(found[-1]):
        found.append(parents[found[-1]] or "")
    return found


def _below(parents: dict[str, str | None], customer_id: str) -> list[str]:
    found = [customer_id]
    for child, parent in parents.items():
        if parent == customer_id:
            found += _below(parents, child)
    return found


def _place(site: Site, parents: dict[str, str | None], customer_id: str) -> Record:
    relationship = site.tables["customer"].current[customer_id].record.get("relationship", {})
    children = [child for child, parent in parents.items() if parent == customer_id]
    place: Record = {
        "customer_id": customer_id,
        "payment_owner_id": relationship.get("payment_owner_id", customer_id),
        "invoice_owner_id": relationship.get("invoice_owner_id", customer_id),
        "has_children": bool(children),
        "children_ids": children,
        "object": "hierarchy",
    }
    if parents.get(customer_id):
        place["parent_id"] = parents[customer_id]
    return place
