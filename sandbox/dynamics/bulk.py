"""CreateMultiple, UpdateMultiple and UpsertMultiple: many rows of one table, all or nothing."""

from __future__ import annotations

from typing import Any

from ..wire import Reply
from .call import Call, answered
from .data import bound, check_write, mark_posted
from .errors import Refused, bad_payload, no_such_row
from .metadata.model import Table
from .mishaps import race
from .rows import engine
from .rows.find import Place, parse_reference
from .rows.payload import accept, check_type
from .rows.types import GUID
from .store import folded


def _targets(call: Call, table: Table, message: str) -> list[dict[str, Any]]:
    """The rows of the body; each must say its type. Raises Refused."""
    if message not in table.messages:
        raise Refused(
            400,
            "0x80040800",
            f"The '{message}' method does not support entities of type '{table.logical}'.",
        )
    body = call.json
    if not isinstance(body, dict) or set(body) != {"Targets"}:
        raise bad_payload("The body must be an object with the property 'Targets'.")
    targets = body["Targets"]
    if not isinstance(targets, list) or not targets:
        raise Refused(400, "0x80040203", "The Targets collection must not be empty.")
    for target in targets:
        if not isinstance(target, dict) or "@odata.type" not in target:
            raise bad_payload(
                "A type name was not found for a target: '@odata.type' must be specified for "
                "every row of 'Targets'."
            )
        check_type(table, target["@odata.type"])
    return targets


@bound("CreateMultiple")
def _create_multiple(call: Call, table: Table) -> Reply:
    targets = _targets(call, table, "CreateMultiple")
    with call.org.store.transaction():
        made = []
        for target in targets:
            accepted = accept(call.org, table, target, creating=True)
            check_write(call, table, "Create", accepted)
            mark_posted(table, accepted)
            made.append(engine.create(call.org, call.actor, table, accepted)["_id"])
    context = f"{call.root}/$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse"
    return answered(call, 200, {"@odata.context": context, "Ids": made})


@bound("UpdateMultiple")
def _update_multiple(call: Call, table: Table) -> Reply:
    """Of rows named twice the first one counts."""
    targets = _targets(call, table, "UpdateMultiple")
    with call.org.store.transaction():
        seen: set[str] = set()
        for target in targets:
            where = _place(call, table, target)
            if where.row_id is None and where.key is None:
                raise no_such_row(table.logical, "00000000-0000-0000-0000-000000000000")
            row = where.needed()
            if row["_id"] in seen:
                continue
            seen.add(row["_id"])
            key_columns = where.key.columns if where.key else ()
            accepted = accept(call.org, table, target, creating=False, skip=key_columns)
            check_write(call, table, "Write", accepted)
            engine.update(call.org, call.actor, table, row["_id"], accepted)
    return answered(call, 204)


@bound("UpsertMultiple")
def _upsert_multiple(call: Call, table: Table) -> Reply:
    targets = _targets(call, table, "UpsertMultiple")
    with call.org.store.transaction():
        places = [_place(call, table, target) for target in targets]
        _refuse_twice(places)
        for where, target in zip(places, targets, strict=True):
            _upsert(call, table, where, target)
    return answered(call, 204)


def _upsert(call: Call, table: Table, where: Place, target: dict[str, Any]) -> None:
    if where.row is not None:
        key_columns = where.key.columns if where.key else ()
        accepted = accept(call.org, table, target, creating=False, skip=key_columns)
        check_write(call, table, "Write", accepted)
        engine.update(call.org, call.actor, table, where.row["_id"], accepted)
        return
    accepted = accept(call.org, table, target, creating=True)
    if where.key is not None and accepted.named.intersection(where.key.columns):
        raise Refused(400, "0x80040216", "An unexpected error occurred.")
    accepted.values |= where.values
    check_write(call, table, "Create", accepted)
    if where.row_id is None and where.key is None:
        mark_posted(table, accepted)
    row_id = where.row_id if where.key is None else None
    race(call.org, table, accepted, row_id)
    engine.create(call.org, call.actor, table, accepted, row_id)


def _refuse_twice(places: list[Place]) -> None:
    """An upsert refuses rows that are named twice."""
    seen: set[Any] = set()
    for where in places:
        mark = where.row_id or tuple(folded(value) for value in where.values.values())
        if mark and mark in seen:
            raise Refused(412, "0x80040237", "Cannot insert duplicate key.")
        seen.add(mark)


def _place(call: Call, table: Table, target: dict[str, Any]) -> Place:
    """The row that a target means: by `@odata.id`, or by the primary key in the body.

    A target with neither means a new row of its own.
    """
    address = target.get("@odata.id")
    if isinstance(address, str):
        found = parse_reference(call.org, address)
        if found.table is not table:
            raise bad_payload(f"'{address}' is no row of '{table.set_name}'.")
        return found
    row_id = target.get(table.primary_id)
    if row_id is None:
        return Place(table, None, None, {}, None)
    if not isinstance(row_id, str) or not GUID.fullmatch(row_id):
        raise bad_payload(f"'{row_id}' is no guid.")
    row_id = row_id.lower()
    return Place(table, row_id, None, {}, call.org.store.get(table.logical, row_id))
