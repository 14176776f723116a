"""Lists: filter, order, pages with a cookie that belongs to its query, and counts."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from urllib.parse import quote, urlencode

from ..errors import bad_request
from ..metadata.model import Table
from ..organisation import Organisation
from ..preferences import Preferences
from ..store import Row, folded
from .fields import resolver
from .filters import compile_filter
from .output import Writer
from .query import Query

LARGEST_PAGE = 5000
MOST_COUNTED = 5000


def chosen_rows(org: Organisation, table: Table, query: Query, rows: list[Row] | None) -> list[Row]:
    """The rows that pass the filter, in order; `rows` limits where to look."""
    resolve = resolver(org, table)
    found = list(org.store.rows(table.logical).by_id.values()) if rows is None else rows
    if query.filter:
        compiled = compile_filter(query.filter, resolve)
        if rows is None and compiled.keys:
            column, values = compiled.keys
            found = _by_keys(org, table, column, values)
        found = [row for row in found if compiled.matches(row)]
    for path, descending in reversed(query.orderby):
        get = resolve(path).get
        found.sort(key=lambda row: _sortable(get(row)), reverse=descending)
    return found


def _by_keys(org: Organisation, table: Table, column: str, values: tuple[Any, ...]) -> list[Row]:
    rows = org.store.rows(table.logical)
    if column == table.primary_id:
        return [rows.by_id[value] for value in dict.fromkeys(values) if value in rows.by_id]
    found = {}
    for value in values:
        for row in rows.find((column,), (value,)):
            found[row["_id"]] = row
    return list(found.values())


def _sortable(value: Any) -> tuple[int, Any]:
    """Empty values come first."""
    return (0, 0) if value is None else (1, folded(value))


def listed(
    org: Organisation,
    writer: Writer,
    prefer: Preferences,
    address: str,
    options: list[tuple[str, str]],
    rows: list[Row] | None = None,
) -> dict[str, Any]:
    """A page of a list as the body of an answer. `address` is the list's own, without query."""
    query = writer.query
    found = chosen_rows(org, writer.table, query, rows)
    body: dict[str, Any] = {"@odata.context": writer.context()}
    if query.count:
        body["@odata.count"] = min(len(found), MOST_COUNTED)
        if prefer.wants("Microsoft.Dynamics.CRM.totalrecordcount"):
            limit = len(found) > MOST_COUNTED
            body["@Microsoft.Dynamics.CRM.totalrecordcount"] = -1 if limit else len(found)
            body["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"] = limit
    if prefer.wants("Microsoft.Dynamics.CRM.globalmetadataversion"):
        body["@Microsoft.Dynamics.CRM.globalmetadataversion"] = str(org.registry.version)
    size = min(prefer.page or org.options.page, LARGEST_PAGE)
    if query.top is not None and prefer.page is None:
        found = found[: query.top]
    mark = _mark(writer.table.set_name, options)
    number, start = 1, 0
    if query.skiptoken is not None:
        number, start = _continued(query.skiptoken, mark, found)
    page = found[start : start + size]
    body["value"] = [writer.row(row) for row in page]
    if start + size < len(found):
        if org.settings.get("paging_stuck") and start:
            number, start, page = number - 1, start - size, found[start - size : start]
        body["@odata.nextLink"] = _next(address, options, mark, number + 1, start + size, page[-1])
    return body


def counted(org: Organisation, table: Table, query: Query, rows: list[Row] | None = None) -> bytes:
    """What `/$count` answers: a byte order mark and the number, which ends at 5000."""
    number = min(len(chosen_rows(org, table, query, rows)), MOST_COUNTED)
    return b"\xef\xbb\xbf" + str(number).encode()


def _mark(set_name: str, options: list[tuple[str, str]]) -> str:
    own = sorted((name, value) for name, value in options if name != "$skiptoken")
    return hashlib.sha256(json.dumps([set_name, own]).encode()).hexdigest()[:16]


def _next(
    address: str, options: list[tuple[str, str]], mark: str, number: int, start: int, last: Row
) -> str:
    cookie = base64.urlsafe_b64encode(json.dumps([mark, start, last["_id"]]).encode()).decode()
    token = f'<cookie pagenumber="{number}" pagingcookie="{cookie}" istracking="False" />'
    kept = [(name, value) for name, value in options if name != "$skiptoken"]
    text = urlencode([*kept, ("$skiptoken", token)], quote_via=quote, safe="$,()'")
    return f"{address}?{text}"


def _continued(token: str, mark: str, found: list[Row]) -> tuple[int, int]:
    """Page number and place to go on from: after the row that came last, where it still is."""
    try:
        number = int(token.split('pagenumber="')[1].split('"')[0])
        cookie = token.split('pagingcookie="')[1].split('"')[0]
        theirs, start, last = json.loads(base64.urlsafe_b64decode(cookie))
    except (IndexError, ValueError) as error:
        raise bad_request("Malformed XML in the Paging Cookie") from error
    if theirs != mark:
        raise bad_request("The paging cookie does not belong to this query.")
    if not (start and start <= len(found) and found[start - 1]["_id"] == last):
        position = next((n for n, row in enumerate(found) if row["_id"] == last), None)
        start = start if position is None else position + 1
    return number, start
