"""Pages of a list: filters, order and an opaque keyset offset bound to both."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from zlib import crc32

from ..dataset.books import Record
from ..wire import Reply
from .errors import unknown_param, wrong_value
from .filters import Test, page_size, predicate, repeated
from .many import Tables
from .schema import Listing
from .store import Entry, Table

JSON = {"Content-Type": "application/json;charset=utf-8"}
_BIND = 1_000_000
Beside = Callable[[Record], bytes]


@dataclass(frozen=True)
class Query:
    """A list request, understood and allowed."""

    tests: list[Test]
    order: str
    descending: bool
    limit: int
    offset: str | None
    fingerprint: int


def read_query(listing: Listing, query: list[tuple[str, str]], tables: Tables) -> Query:
    """Understand the parameters of a list. Raises ApiError for what the endpoint lacks."""
    repeated(query)
    values = dict(query)
    limit, offset = page_size(values.pop("limit", None)), values.pop("offset", None)
    bound = [listing.path, *(f"{name}={value}" for name, value in sorted(values.items()))]
    order, descending = _order(listing, values)
    tests = _deleted_test(listing, values)
    tests += drafts_test(listing, values, tables)
    tests += [predicate(listing, name, value, tables) for name, value in values.items()]
    return Query(tests, order, descending, limit, offset, crc32("&".join(bound).encode()) % _BIND)


def _order(listing: Listing, values: dict[str, str]) -> tuple[str, bool]:
    for name, descending in (("sort_by[asc]", False), ("sort_by[desc]", True)):
        if name in values:
            if not listing.sort:
                raise unknown_param(name)
            if values[name] not in listing.sort:
                raise wrong_value(name, f"is one of {', '.join(listing.sort)}")
            return values.pop(name), descending
    return listing.by.lstrip("-"), listing.by.startswith("-")


def _deleted_test(listing: Listing, values: dict[str, str]) -> list[Test]:
    """Hide deleted records unless asked for, by parameter or by a filter on status."""
    if listing.deleted and "include_deleted" in values:
        if flag("include_deleted", values.pop("include_deleted")):
            return []
    elif not listing.deleted and any(name.startswith("status[") for name in values):
        return []
    return [lambda record: not (record.get("deleted") or record.get("status") == "deleted")]


def drafts_test(listing: Listing, values: dict[str, str], tables: Tables) -> list[Test]:
    """Hide what a feature gives that is a draft still, unless asked for."""
    if not listing.kind.endswith("entitlement"):
        return []
    if flag("include_drafts", values.pop("include_drafts", "false")):
        return []
    features = tables["feature"]
    return [lambda record: (features.get(record["feature_id"]) or {}).get("status") != "draft"]


def flag(name: str, value: str) -> bool:
    if value not in ("true", "false"):
        raise wrong_value(name, "is true or false")
    return value == "true"


def list_page(
    listing: Listing, table: Table, query: Query, now: float, beside: Beside | None = None
) -> Reply:
    """One page, joined from the records' own kept JSON and what stands `beside` each."""
    rows = table.listed(query.order, now)
    found = _rows(rows, query)
    if query.tests:
        tests = query.tests
        found = (row for row in found if all(test(row[2].record) for test in tests))
    page = list(islice(found, query.limit + 1))
    following = _offset(page[query.limit - 1], query) if len(page) > query.limit else None
    entries = [row[2] for row in page[: query.limit]]
    return Reply(200, page_json(listing.kind, entries, following, beside), JSON)


def page_json(
    kind: str, entries: Iterable[Entry], following: str | None, beside: Beside | None = None
) -> bytes:
    head = b'{"' + kind.encode() + b'":'
    tail = beside or (lambda record: b"")
    body = b",".join([head + entry.json() + tail(entry.record) + b"}" for entry in entries])
    offset = b',"next_offset":' + json.dumps(following).encode() if following else b""
    return b'{"list":[' + body + b"]" + offset + b"}"


def _rows(rows: list[tuple[Any, int, Entry]], query: Query) -> Iterable[tuple[Any, int, Entry]]:
    """The rows after the offset, in the order asked for, without copying the list."""
    if query.offset is None:
        return reversed(rows) if query.descending else rows
    position = _position(query)
    key = lambda row: row[:2]  # noqa: E731
    if query.descending:
        return islice(reversed(rows), len(rows) - bisect_left(rows, position, key=key), None)
    return islice(rows, bisect_right(rows, position, key=key), None)


def _offset(row: tuple[Any, int, Entry], query: Query) -> str:
    value, number, _ = row
    return json.dumps([str(value), str(number * _BIND + query.fingerprint)], separators=(",", ":"))


def _position(query: Query) -> tuple[Any, int]:
    """The row after which an offset goes on. Raises ApiError for one of another list."""
    try:
        value, number = json.loads(query.offset or "")
        position, fingerprint = divmod(int(number), _BIND)
        value = value if query.order in ("id", "name") else int(value)
    except (TypeError, ValueError):
        raise wrong_value("offset", "is not an offset that was given out") from None
    if fingerprint != query.fingerprint:
        raise wrong_value("offset", "belongs to other filters or another order")
    return value, position
