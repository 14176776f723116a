"""Creates, changes and deletes one row by all rules. Callers open the store's transaction."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from ..errors import duplicate_primary_key, invalid_value, no_such_row, not_allowed
from ..metadata.model import Relationship, Table
from ..organisation import Actor, Organisation
from ..store import Row
from . import hooks
from .keys import check_keys
from .money import settle_money
from .owners import owned, settle_owner
from .payload import Accepted
from .states import settle_state


def create(
    org: Organisation, actor: Actor, table: Table, accepted: Accepted, row_id: str | None = None
) -> Row:
    """A new row; its id is the one given, that of the body or a new one. Raises Refused."""
    values = {name: value for name, value in accepted.values.items() if value is not None}
    row_id = row_id or values.get(table.primary_id) or str(uuid4())
    if org.store.get(table.logical, row_id) is not None:
        raise duplicate_primary_key()
    row: Row = {"_id": row_id, table.primary_id: row_id}
    for column in table.columns.values():
        if column.default is not None:
            row[column.logical] = column.default
    row |= values | accepted.marks
    row[table.primary_id] = row_id
    now = org.moment()
    row["createdon"] = values.get("overriddencreatedon", now)
    row["modifiedon"] = now
    row["createdby"] = row["modifiedby"] = actor.user
    if actor.behalf:
        row["createdonbehalfby"] = row["modifiedonbehalfby"] = actor.behalf
    settle_state(table, row, values, None)
    if owned(table):
        settle_owner(org, actor, table, row)
    hooks.run("before_create", org, actor, table, row)
    settle_money(org, table, row)
    _check_required(table, row)
    check_keys(org, table, row)
    org.store.put(table.logical, row_id, row)
    hooks.run("after_create", org, actor, table, row)
    return row


def _check_required(table: Table, row: Row) -> None:
    """Only what the system needs is demanded of the API, not what the business does."""
    if table.custom:
        return
    for column in table.columns.values():
        if column.required == "SystemRequired" and column.created and column.logical not in row:
            raise invalid_value(
                f"Required member '{column.logical}' missing for field '{table.logical}'"
            )


def update(org: Organisation, actor: Actor, table: Table, row_id: str, accepted: Accepted) -> Row:
    """The row with what the body asks for. Raises Refused."""
    old = org.store.get(table.logical, row_id)
    if old is None:
        raise no_such_row(table.logical, row_id)
    row = dict(old)
    for name, value in accepted.values.items():
        if name == table.primary_id:
            continue
        if value is None:
            row.pop(name, None)
        else:
            row[name] = value
    row["modifiedon"], row["modifiedby"] = org.moment(), actor.user
    row.pop("modifiedonbehalfby", None)
    if actor.behalf:
        row["modifiedonbehalfby"] = actor.behalf
    settle_state(table, row, accepted.values, old)
    if owned(table):
        settle_owner(org, actor, table, row, checked=row.get("ownerid") != old.get("ownerid"))
    hooks.run("before_update", org, actor, table, row, old)
    settle_money(org, table, row)
    check_keys(org, table, row)
    org.store.put(table.logical, row_id, row)
    if owned(table) and row["ownerid"] != old["ownerid"]:
        _cascade_assign(org, actor, table, row)
    hooks.run("after_update", org, actor, table, row, old)
    return row


def quietly(org: Organisation, table: Table, row: Row, **changes: Any) -> Row:
    """Change columns of a row past all rules (None empties); it gets a new version."""
    new = dict(row)
    for name, value in changes.items():
        if value is None:
            new.pop(name, None)
        else:
            new[name] = value
    return org.store.put(table.logical, row["_id"], new)


def delete(org: Organisation, actor: Actor, table: Table, row_id: str) -> None:
    """Delete a row and what its relationships say. Raises Refused (404, 405)."""
    row = org.store.get(table.logical, row_id)
    if row is None:
        raise no_such_row(table.logical, row_id)
    hooks.run("before_delete", org, actor, table, row)
    relations = org.registry.one_to_many(table.logical)
    for one in relations:
        if one.cascade.get("Delete") == "Restrict" and children(org, one, row_id):
            raise not_allowed(
                f"The object cannot be deleted because it is associated with another object "
                f"({one.schema}).",
                "0x80040227",
            )
    org.store.drop(table.logical, row_id)
    for one in relations:
        kind = one.cascade.get("Delete")
        for child in children(org, one, row_id) if kind in ("Cascade", "RemoveLink") else ():
            referencing = org.table(one.referencing)
            if kind == "Cascade":
                if org.store.get(one.referencing, child["_id"]) is not None:
                    delete(org, actor, referencing, child["_id"])
            else:
                empty = {one.column: None, f"{one.column}@type": None}
                quietly(org, referencing, child, modifiedon=org.moment(), **empty)
    hooks.run("after_delete", org, actor, table, row)


def children(org: Organisation, one: Relationship, row_id: str) -> list[Row]:
    """The rows that point at this one by a relationship."""
    rows = org.store.rows(one.referencing).find((one.column,), (row_id,))
    type_of = f"{one.column}@type"
    return [row for row in rows if row.get(type_of, one.referenced) == one.referenced]


def _cascade_assign(org: Organisation, actor: Actor, table: Table, row: Row) -> None:
    """The children of parental relationships follow their parent's owner."""
    for one in org.registry.one_to_many(table.logical):
        referencing = org.table(one.referencing)
        if one.cascade.get("Assign") != "Cascade" or not owned(referencing):
            continue
        for child in children(org, one, row["_id"]):
            if child["ownerid"] == row["ownerid"]:
                continue
            accepted = Accepted({name: row[name] for name in ("ownerid", "ownerid@type")})
            update(org, actor, referencing, child["_id"], accepted)
