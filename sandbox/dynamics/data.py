"""The data API: rows of entity sets, read and written."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from ..wire import Reply, dumps
from .call import Call, answered
from .duplicates import check_duplicates
from .errors import (
    already_there,
    bad_request,
    no_such_resource,
    not_allowed,
    version_mismatch,
)
from .metadata.model import Table
from .mishaps import race
from .odata.output import Writer, etag
from .odata.paging import counted, listed
from .odata.query import Query
from .odata.segments import Keyed, parse_segment
from .properties import of_row
from .rows import engine
from .rows.find import Place, place
from .rows.payload import Accepted, accept
from .store import Row
from .tracking import count_of_changes, tracked

# Messages bound to an entity set: name -> what answers a call to it.
Work = Callable[[Call, Table], Reply]
BOUND: dict[str, Work] = {}


def bound(name: str) -> Callable[[Work], Work]:
    """Register a message bound to an entity set, such as CreateMultiple: `work(call, table)`."""

    def register(work: Work) -> Work:
        BOUND[f"Microsoft.Dynamics.CRM.{name}"] = work
        return work

    return register


def answer(call: Call) -> Reply:
    """Answer a call to an entity set. Raises Refused."""
    segment = parse_segment(call.parts[0])
    table = call.org.registry.by_set(segment.name)
    if table is None or not call.org.visible(table.visible_at):
        raise no_such_resource(segment.name)
    rest = call.parts[1:]
    if segment.key is None and segment.parameters is None:
        return _of_set(call, table, rest)
    where = place(call.org, table, segment)
    if rest:
        return of_row(call, where, rest)
    return _of_one(call, where, segment)


def _of_set(call: Call, table: Table, rest: list[str]) -> Reply:
    if not rest:
        if call.method == "GET":
            return _list(call, table)
        if call.method == "POST":
            return _create(call, table)
        raise not_allowed(f"The requested resource does not support http method '{call.method}'.")
    if rest == ["$count"] and call.method == "GET":
        call.check("Read", table)
        changes = call.options.deltatoken is not None
        return Reply(
            200,
            count_of_changes(call, table) if changes else counted(call.org, table, call.options),
            {"Content-Type": "text/plain", "OData-Version": "4.0"},
        )
    if len(rest) == 1 and rest[0] in BOUND and call.method == "POST":
        return BOUND[rest[0]](call, table)
    raise no_such_resource(rest[0])


def _list(call: Call, table: Table) -> Reply:
    call.check("Read", table)
    changes = tracked(call, table)
    if changes is not None:
        return changes
    writer = Writer(call.org, table, call.options, call.prefer, call.root)
    body = listed(call.org, writer, call.prefer, call.address(), call.query)
    return answered(call, 200, body)


def _of_one(call: Call, where: Place, segment: Keyed) -> Reply:
    if call.method == "GET":
        return _read(call, where)
    if call.method == "PATCH":
        return _patch(call, where, segment)
    if call.method == "DELETE":
        return _delete(call, where)
    raise not_allowed(f"The requested resource does not support http method '{call.method}'.")


def _read(call: Call, where: Place) -> Reply:
    call.check("Read", where.table)
    row = where.needed()
    tag = call.header("If-None-Match")
    if tag == etag(row) and not call.options.expand and not call.prefer.annotations:
        return answered(call, 304)
    return answered(call, 200, one_row(call, where.table, row))


def one_row(call: Call, table: Table, row: Row, query: Query | None = None) -> dict[str, Any]:
    """A single row as the body of an answer."""
    writer = Writer(call.org, table, query or call.options, call.prefer, call.root)
    return {"@odata.context": f"{writer.context()}/$entity", **writer.row(row)}


def check_write(call: Call, table: Table, verb: str, accepted: Accepted) -> None:
    """The privileges that a write needs, those of its lookups included. Raises Refused."""
    call.check(verb, table)
    bound_tables = accepted.bound - {"systemuser", "team", "businessunit", "transactioncurrency"}
    if bound_tables:
        call.check("Append", table)
    for name in bound_tables:
        call.check("AppendTo", call.org.table(name))
    if "ownerid" in accepted.values and accepted.values["ownerid"] != call.actor.user:
        call.check("Assign", table)


def mark_posted(table: Table, accepted: Accepted) -> None:
    """Note on a row made by POST what it was made of: the audit looks for equal ones."""
    content = {name: accepted.values[name] for name in sorted(accepted.values)}
    content.pop(table.primary_id, None)
    accepted.marks["_posted"] = sha256(dumps(content)).hexdigest()[:20]


def _create(call: Call, table: Table) -> Reply:
    with call.org.store.transaction():
        accepted = accept(call.org, table, call.json, creating=True)
        check_write(call, table, "Create", accepted)
        mark_posted(table, accepted)
        row = engine.create(call.org, call.actor, table, accepted)
        return _written(call, table, row, created=True, address=None)


def _patch(call: Call, where: Place, segment: Keyed) -> Reply:
    """PATCH is an upsert unless `If-Match` or `If-None-Match` says otherwise."""
    wanted, unwanted = call.header("If-Match"), call.header("If-None-Match")
    if unwanted not in (None, "*", "null"):
        raise bad_request("If-None-Match takes * only in an update.")
    if where.row is None:
        if wanted:
            where.needed()
        return _upsert_new(call, where, segment)
    if unwanted == "*":
        raise already_there()
    if wanted not in (None, "*", etag(where.row)):
        raise version_mismatch()
    key_columns = where.key.columns if where.key else ()
    with call.org.store.transaction():
        accepted = accept(call.org, where.table, call.json, creating=False, skip=key_columns)
        check_write(call, where.table, "Write", accepted)
        row = engine.update(call.org, call.actor, where.table, where.row["_id"], accepted)
        return _written(call, where.table, row, created=False, address=_address(call, segment))


def _upsert_new(call: Call, where: Place, segment: Keyed) -> Reply:
    """Key values come from the address; where the body has its own, the body wins."""
    with call.org.store.transaction():
        accepted = accept(call.org, where.table, call.json, creating=True)
        accepted.values = {**where.values, **accepted.values}
        check_write(call, where.table, "Create", accepted)
        row_id = where.row_id if where.key is None else None
        race(call.org, where.table, accepted, row_id)
        row = engine.create(call.org, call.actor, where.table, accepted, row_id)
        return _written(call, where.table, row, created=True, address=_address(call, segment))


def _address(call: Call, segment: Keyed) -> str:
    """The row as it was addressed: an upsert by key answers with the key, not with the id."""
    return f"{call.root}/{segment.name}({segment.parameters})"


def _written(call: Call, table: Table, row: Row, *, created: bool, address: str | None) -> Reply:
    """Within the transaction of the write: a duplicate that is found undoes it."""
    check_duplicates(call, table, row)
    if call.prefer.representation:
        return answered(call, 201 if created else 200, one_row(call, table, row))
    where = address or f"{call.root}/{table.set_name}({row['_id']})"
    return answered(call, 204, None, {"OData-EntityId": where, "Location": where})


def _delete(call: Call, where: Place) -> Reply:
    wanted = call.header("If-Match")
    call.check("Delete", where.table)
    row = where.needed()
    if wanted not in (None, "*", etag(row)):
        raise version_mismatch()
    with call.org.store.transaction():
        engine.delete(call.org, call.actor, where.table, row["_id"])
    return answered(call, 204)
