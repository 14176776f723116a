"""GET: lists, single records, and the lists that hang under a record."""

from __future__ import annotations

from ..wire import Reply, Request, json_reply
from .errors import incompatible, not_found, unknown_param
from .filters import page_size, repeated
from .listing import JSON, list_page, page_json, read_query
from .schema import BY_PATH, Listing
from .site import Site
from .store import Entry

_RETRIEVE_EXTRAS = {"invoices", "credit_notes"}
_LINE_PAGING = {"line_items_limit", "line_items_offset"}


def read(site: Site, request: Request, parts: list[str]) -> Reply | None:
    """Answer a GET; None where there is no such address."""
    match parts:
        case ["configurations"]:
            return _configurations(site, request)
        case ["currencies", "list"]:
            return _currencies(site, request)
        case [path] if path in BY_PATH:
            listing = _enabled(site, path)
            query = read_query(listing, request.query)
            return list_page(listing, site.tables[listing.kind], query, site.now())
        case [path, record_id] if path in BY_PATH:
            return _retrieve(site, request, path, record_id)
        case ["invoices", record_id, "payments"]:
            return _payments(site, request, record_id)
        case ["customers", record_id, "contacts"]:
            return _contacts(site, request, record_id)
        case ["items", record_id, "attached_items"]:
            _existing(site, "items", record_id)
            return _sub_list(request, "attached_item", [])
    return None


def _enabled(site: Site, path: str) -> Listing:
    """The endpoint. Raises ApiError where it belongs to the other product catalogue."""
    listing = BY_PATH[path]
    if listing.catalog not in (None, site.options.catalog):
        raise incompatible()
    return listing


def _existing(site: Site, path: str, record_id: str) -> Entry:
    listing = _enabled(site, path)
    entry = site.tables[listing.kind].current.get(record_id)
    if entry is None:
        raise not_found(record_id)
    return entry


def _retrieve(site: Site, request: Request, path: str, record_id: str) -> Reply:
    """One record as it is now, however much later lists will see it."""
    allowed = _LINE_PAGING if path in _RETRIEVE_EXTRAS else set()
    for name, _ in request.query:
        if name not in allowed:
            raise unknown_param(name)
    entry = _existing(site, path, record_id)
    kind = BY_PATH[path].kind.encode()
    return Reply(200, b'{"' + kind + b'":' + entry.json() + b"}", JSON)


def _configurations(site: Site, request: Request) -> Reply:
    _no_parameters(request)
    v2 = site.options.catalog == "v2"
    configuration = {
        "domain": "sandbox-test",
        "product_catalog_version": site.options.catalog,
        "chargebee_response_schema_type": "items" if v2 else "plans_addons",
        "object": "configuration",
    }
    return json_reply(200, {"configurations": [configuration]})


def _currencies(site: Site, request: Request) -> Reply:
    return _sub_list(request, "currency", list(site.tables["currency"].current.values()))


def _payments(site: Site, request: Request, invoice_id: str) -> Reply:
    """All attempts on an invoice, newest first."""
    invoice = _existing(site, "invoices", invoice_id).record
    transactions = site.tables["transaction"].current
    entries = [transactions[link["txn_id"]] for link in invoice["linked_payments"]]
    entries.sort(key=lambda entry: entry.record["date"], reverse=True)
    return _sub_list(request, "transaction", entries)


def _contacts(site: Site, request: Request, customer_id: str) -> Reply:
    customer = _existing(site, "customers", customer_id).record
    if customer["deleted"]:
        raise not_found(customer_id)
    contacts = customer.get("contacts", ())
    return _sub_list(request, "contact", [Entry(contact, 0) for contact in contacts])


def _sub_list(request: Request, kind: str, entries: list[Entry]) -> Reply:
    """A short list with nothing but `limit` and `offset`."""
    repeated(request.query)
    for name, _ in request.query:
        if name not in ("limit", "offset"):
            raise unknown_param(name)
    limit = page_size(request.param("limit"))
    start = request.param("offset") or "0"
    if not start.isdigit():
        raise unknown_param("offset")
    end = int(start) + limit
    following = str(end) if end < len(entries) else None
    return Reply(200, page_json(kind, entries[int(start) : end], following), JSON)


def _no_parameters(request: Request) -> None:
    for name, _ in request.query:
        raise unknown_param(name)
