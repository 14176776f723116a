"""Change tracking: a delta link after a list, and what changed since it was given.

Rules (Microsoft, "Use change tracking to synchronize data with external systems"): only `$select`
goes with it; the table must have it enabled and the caller must be allowed to read all of it; the
last page carries the link; an answer to it holds new and changed rows by version, then what was
deleted, and the next link. A link is good for so many days, then all must be read again.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote, unquote, urlencode

from ..wire import Reply
from .call import Call, answered
from .errors import Refused, bad_request, missing_privilege
from .metadata.model import Table
from .odata.output import Writer
from .odata.paging import LARGEST_PAGE, listed

_FORBIDDEN = ("$filter", "$orderby", "$expand", "$top")
_PLAIN, _MARKED = 'istracking="False"', 'istracking="True" since="{}"'
_FORMAT = "%m/%d/%Y %H:%M:%S"
DAY = 86_400
_CHANGED, _DELETED = 0, 1
# Kind and version: changes come before deletions.
Order = tuple[int, int]
Entry = tuple[Order, Any]


def tracked(call: Call, table: Table) -> Reply | None:
    """The answer to a list that is tracked, or to a delta link; None where it is neither."""
    if call.options.deltatoken is not None:
        return _changes(call, table)
    if not call.prefer.track_changes:
        return None
    _check(call, table)
    since = _since(call)
    writer = Writer(call.org, table, call.options, call.prefer, call.root)
    body = listed(call.org, writer, call.prefer, call.address(), call.query)
    if "@odata.nextLink" in body:
        plain, marked = quote(_PLAIN, safe="$,()'"), quote(_MARKED.format(since), safe="$,()'")
        body["@odata.nextLink"] = body["@odata.nextLink"].replace(plain, marked)
    else:
        body["@odata.deltaLink"] = _link(call, since)
    return answered(call, 200, body)


def count_of_changes(call: Call, table: Table) -> bytes:
    """What `/$count?$deltatoken=` answers."""
    _check(call, table)
    version = _token(call)
    return b"\xef\xbb\xbf" + str(len(_entries(call, table, version))).encode()


def _check(call: Call, table: Table) -> None:
    """Raises Refused where the table, the caller or the query doesn't go with tracking."""
    for name, _ in call.query:
        if name in _FORBIDDEN:
            raise bad_request(
                f'The "{name}" query parameter isn\'t supported when Change Tracking is enabled.'
            )
    if not table.change_tracking:
        raise Refused(
            400, "0x80044350", f"Entity: {table.logical} isn't enabled for change tracking."
        )
    if not call.org.rights.organisation_wide(call.actor.user, table):
        raise missing_privilege(call.actor.user, f"prvRead{table.schema}", table.logical)


def _since(call: Call) -> int:
    """The version that the first page was read at; later pages carry it."""
    token = call.options.skiptoken or ""
    mark = _MARKED.partition("{}")[0]
    if mark not in token:
        return call.org.store.version
    number = token.partition(mark)[2].partition('"')[0]
    if not number.isdigit():
        raise bad_request("Malformed XML in the Paging Cookie")
    return int(number)


def _link(call: Call, version: int) -> str:
    kept = [(name, value) for name, value in call.query if name in ("$select",)]
    at = datetime.fromtimestamp(call.org.clock(), timezone.utc).strftime(_FORMAT)
    text = urlencode([*kept, ("$deltatoken", f"{version}!{at}")], quote_via=quote, safe="$,()'")
    return f"{call.address()}?{text}"


def _token(call: Call) -> int:
    """The version in a delta link. Raises Refused where it is malformed or too old."""
    text = unquote(call.options.deltatoken or "")
    number, _, at = text.partition("!")
    try:
        given = datetime.strptime(at, _FORMAT).replace(tzinfo=timezone.utc).timestamp()
        version = int(number)
    except ValueError as error:
        raise bad_request(f"The delta token '{text}' is not valid.") from error
    if call.org.clock() - given > call.org.options.delta_days * DAY:
        raise Refused(
            400,
            "0x80044352",
            "Version stamp associated with the client has expired. Please perform a full sync.",
        )
    return version


def _entries(call: Call, table: Table, version: int) -> list[Entry]:
    """What changed after a version, in the order in which it is told."""
    store = call.org.store
    rows = store.rows(table.logical).by_id
    found: list[Entry] = [
        ((_CHANGED, row["versionnumber"]), row)
        for row in rows.values()
        if row["versionnumber"] > version
    ]
    gone = {}
    for number, name, row_id in store.deleted:
        if number > version and name == table.logical and row_id not in rows:
            gone[row_id] = number
    found += [((_DELETED, number), row_id) for row_id, number in gone.items()]
    return sorted(found, key=lambda entry: entry[0])


def _changes(call: Call, table: Table) -> Reply:
    _check(call, table)
    version = _token(call)
    after, reached = _place(call)
    entries = [
        entry
        for entry in _entries(call, table, version)
        if entry[0] > after and entry[0][1] <= reached
    ]
    size = min(call.prefer.page or call.org.options.page, LARGEST_PAGE)
    writer = Writer(call.org, table, call.options, call.prefer, call.root)
    context = f"{call.root}/$metadata#{table.set_name}/$deletedEntity"
    value = [
        writer.row(entry)
        if isinstance(entry, dict)
        else {"@odata.context": context, "id": entry, "reason": "deleted"}
        for _, entry in entries[:size]
    ]
    body: dict[str, Any] = {"@odata.context": f"{writer.context()}/$delta"}
    if size < len(entries):
        kind, number = entries[size - 1][0]
        kept = [(name, text) for name, text in call.query if name != "$skiptoken"]
        kept.append(("$skiptoken", f"{kind}!{number}!{reached}"))
        text = urlencode(kept, quote_via=quote, safe="$,()'")
        body["@odata.nextLink"] = f"{call.address()}?{text}"
    else:
        body["@odata.deltaLink"] = _link(call, reached)
    return answered(call, 200, {**body, "value": value})


def _place(call: Call) -> tuple[Order, int]:
    """After what a page of changes begins, and the version up to which changes are told.

    What changes between two pages is left for the next link.
    """
    if call.options.skiptoken is None:
        return (_CHANGED, 0), call.org.store.version
    numbers = call.options.skiptoken.split("!")
    if len(numbers) != 3 or not all(number.isdigit() for number in numbers):
        raise bad_request("Malformed XML in the Paging Cookie")
    return (int(numbers[0]), int(numbers[1])), int(numbers[2])
