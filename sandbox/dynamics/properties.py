"""What is addressed below a row: one column, a looked-up row, a collection, `$ref`."""

from __future__ import annotations

from collections.abc import Callable

from ..wire import Reply
from .call import Call, answered
from .errors import bad_payload, no_such_resource, not_allowed
from .metadata.model import Relationship, Table
from .odata.fields import looked_up
from .odata.output import Writer
from .odata.paging import counted, listed
from .odata.segments import parse_segment
from .rows import engine
from .rows.find import Place, place_of_reference
from .rows.payload import Accepted, accept
from .store import Row

# Messages bound to one row: name -> work(call, table, row).
Work = Callable[[Call, Table, Row], Reply]
BOUND_TO_ROW: dict[str, Work] = {}


def bound_to_row(name: str) -> Callable[[Work], Work]:
    """Register a message bound to a row: `work(call, table, row)`."""

    def register(work: Work) -> Work:
        BOUND_TO_ROW[f"Microsoft.Dynamics.CRM.{name}"] = work
        return work

    return register


def of_row(call: Call, where: Place, rest: list[str]) -> Reply:
    """Answer a call below a row. Raises Refused."""
    table, row = where.table, where.needed()
    head = parse_segment(rest[0])
    if head.name in BOUND_TO_ROW:
        return BOUND_TO_ROW[head.name](call, table, row)
    column = call.org.registry.properties(table.logical).get(rest[0])
    if column is not None and call.org.visible(column.visible_at):
        return _column(call, table, row, rest)
    single = call.org.registry.navigations(table.logical).get(head.name)
    many = call.org.registry.collections(table.logical).get(head.name)
    if single is not None and call.org.visible(single.visible_at):
        return _single(call, table, row, single, rest[1:])
    if many is not None and call.org.visible(many.visible_at):
        return _many(call, row, many, rest[1:])
    raise no_such_resource(rest[0])


def _column(call: Call, table: Table, row: Row, rest: list[str]) -> Reply:
    name = rest[0]
    column = call.org.registry.properties(table.logical)[name]
    if call.method == "GET":
        call.check("Read", table)
        value = row.get(column.logical)
        if rest[1:] == ["$value"]:
            return Reply(200, str(value or "").encode(), {"Content-Type": "text/plain"})
        if value is None:
            return answered(call, 204)
        context = f"{call.root}/$metadata#{table.set_name}({row['_id']})/{name}"
        return answered(call, 200, {"@odata.context": context, "value": value})
    if call.method == "PUT":
        if not isinstance(call.json, dict) or set(call.json) != {"value"}:
            raise bad_payload("A body of the form {'value': ...} is expected.")
        body = {name: call.json["value"]}
    elif call.method == "DELETE":
        body = {name: None}
    else:
        raise not_allowed("PATCH of a single property is not supported.")
    return _change(call, table, row, accept(call.org, table, body, creating=False))


def _change(call: Call, table: Table, row: Row, accepted: Accepted) -> Reply:
    call.check("Write", table)
    with call.org.store.transaction():
        engine.update(call.org, call.actor, table, row["_id"], accepted)
    return answered(call, 204)


def _single(call: Call, table: Table, row: Row, one: Relationship, rest: list[str]) -> Reply:
    if call.method == "GET":
        call.check("Read", table)
        found = looked_up(call.org, one, row)
        if found is None:
            return answered(call, 204)
        target, other = found
        if rest == ["$ref"]:
            where = f"{call.root}/{target.set_name}({other['_id']})"
            context = f"{call.root}/$metadata#$ref"
            return answered(call, 200, {"@odata.context": context, "@odata.id": where})
        call.check("Read", target)
        writer = Writer(call.org, target, call.options, call.prefer, call.root)
        body = {"@odata.context": f"{writer.context()}/$entity", **writer.row(other)}
        return answered(call, 200, body)
    if rest != ["$ref"]:
        raise not_allowed("A lookup is written through /$ref.")
    name = f"{one.navigation}@odata.bind"
    if call.method == "DELETE":
        return _change(call, table, row, accept(call.org, table, {name: None}, creating=False))
    if call.method == "PUT":
        body = {name: _absolute(call)}
        return _change(call, table, row, accept(call.org, table, body, creating=False))
    raise not_allowed(f"{call.method} is not supported for a single-valued navigation property.")


def _many(call: Call, row: Row, one: Relationship, rest: list[str]) -> Reply:
    table = call.org.table(one.referencing)
    rows = engine.children(call.org, one, row["_id"])
    if call.method == "GET":
        call.check("Read", table)
        if rest == ["$count"]:
            text = counted(call.org, table, call.options, rows)
            return Reply(200, text, {"Content-Type": "text/plain"})
        writer = Writer(call.org, table, call.options, call.prefer, call.root)
        body = listed(call.org, writer, call.prefer, call.address(), call.query, rows)
        return answered(call, 200, body)
    if rest != ["$ref"]:
        raise not_allowed("A collection is written through /$ref.")
    if call.method == "POST":
        other = place_of_reference(call.org, _absolute(call), (table.logical,), one.collection)
        value: str | None = f"{call.org.table(one.referenced).set_name}({row['_id']})"
    elif call.method == "DELETE":
        given = dict(call.query).get("$id", "")
        other = place_of_reference(call.org, given, (table.logical,), one.collection)
        value = None
    else:
        raise not_allowed(f"{call.method} is not supported for a collection.")
    body = {f"{one.navigation}@odata.bind": value}
    return _change(call, table, other.needed(), accept(call.org, table, body, creating=False))


def _absolute(call: Call) -> str:
    """The `@odata.id` of a body, which must be an absolute address."""
    given = call.json.get("@odata.id") if isinstance(call.json, dict) else None
    if not isinstance(given, str) or not given.startswith(("http://", "https://")):
        raise bad_payload("Invalid @odata.id: an absolute address is expected.")
    return given
