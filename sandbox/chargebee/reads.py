"""GET: the lists and single records of every kind."""

from __future__ import annotations

from ..wire import Reply, Request, json_reply
from .beside import beside
from .errors import incompatible, unknown_param
from .listing import JSON, list_page, read_query
from .schema import BY_PATH, LISTED_ONLY, Listing
from .site import Site
from .sold_reads import sold_read
from .sub_reads import existing, sub_read

_RETRIEVE_EXTRAS = {"invoices", "credit_notes"}
# Second parts of an address that are no id.
LIST_WORDS = ("payment_reference_numbers",)
_LINE_PAGING = {"line_items_limit", "line_items_offset"}


def read(site: Site, request: Request, parts: list[str]) -> Reply | None:
    """Answer a GET; None where there is no such address."""
    match parts:
        case ["configurations"]:
            return _configurations(site, request)
        case [path] if path in BY_PATH:
            listing = _enabled(site, path)
            query = read_query(listing, request.query, site.tables)
            table, companions = site.tables[listing.kind], beside(site, listing.kind)
            return list_page(listing, table, query, site.now(), companions)
        case [path, record_id] if path in BY_PATH and record_id not in LIST_WORDS:
            if path in LISTED_ONLY:
                return None
            return _retrieve(site, request, path, record_id)
    return sub_read(site, request, parts) or sold_read(site, request, parts)


def _enabled(site: Site, path: str) -> Listing:
    """The endpoint. Raises ApiError where it belongs to the other product catalogue."""
    listing = BY_PATH[path]
    if listing.catalog not in (None, site.options.catalog):
        raise incompatible()
    return listing


def _retrieve(site: Site, request: Request, path: str, record_id: str) -> Reply:
    """One record as it is now, however much later lists will see it."""
    allowed = _LINE_PAGING if path in _RETRIEVE_EXTRAS else set()
    for name, _ in request.query:
        if name not in allowed:
            raise unknown_param(name)
    entry = existing(site, _enabled(site, path).kind, record_id)
    kind = BY_PATH[path].kind
    companions = beside(site, kind)
    more = companions(entry.record) if companions else b""
    return Reply(200, b'{"' + kind.encode() + b'":' + entry.json() + more + b"}", JSON)


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


def _no_parameters(request: Request) -> None:
    for name, _ in request.query:
        raise unknown_param(name)
