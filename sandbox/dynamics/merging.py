"""Merge: two accounts or contacts become one; the other stays, inactive, and names the survivor."""

from __future__ import annotations

from typing import Any

from ..wire import Reply
from .call import Call, answered
from .data import check_write
from .errors import bad_payload, invalid_value, no_such_row
from .functions import unbound
from .hand import chosen, deed
from .metadata.model import Table
from .organisation import Actor, Organisation
from .rows import engine
from .rows.customers import EMBEDDED
from .rows.engine import children, quietly
from .rows.payload import accept
from .rows.types import GUID
from .store import Row

_PARAMETERS = {"Target", "Subordinate", "UpdateContent", "PerformParentingChecks"}


@unbound("POST", "Merge")
def _merge(call: Call) -> Reply:
    """Related rows follow where their relationship cascades a merge. Raises Refused."""
    body = call.json
    if not isinstance(body, dict) or set(body) - _PARAMETERS or "Target" not in body:
        raise bad_payload(f"The parameters are {', '.join(sorted(_PARAMETERS))}.")
    table, target = _row(call, body["Target"], "Target")
    other, loser = _row(call, body.get("Subordinate"), "Subordinate")
    if other is not table or target["_id"] == loser["_id"]:
        raise invalid_value("Two different rows of one table can be merged.")
    if target["statecode"] or loser["statecode"]:
        raise invalid_value("Only active rows can be merged.")
    call.check("Write", table)
    call.check("Append", table)
    with call.org.store.transaction():
        content = body.get("UpdateContent")
        if content:
            accepted = accept(call.org, table, content, creating=False)
            check_write(call, table, "Write", accepted)
            target = engine.update(call.org, call.actor, table, target["_id"], accepted)
        merged(call.org, call.actor, table, target["_id"], loser["_id"])
    return answered(call, 204)


def merged(org: Organisation, actor: Actor, table: Table, target: str, loser: str) -> None:
    """Move what belongs to the loser, and let it name the survivor."""
    _move(org, table, loser, target)
    row = org.store.get(table.logical, loser)
    assert row is not None
    quietly(
        org,
        table,
        row,
        masterid=target,
        merged=True,
        statecode=1,
        statuscode=2,
        modifiedon=org.moment(),
        modifiedby=actor.user,
    )


@deed("merge")
def _by_hand(org: Organisation, actor: Actor, table: Table, body: dict[str, Any]) -> Any:
    """`into` is the id of the survivor."""
    into = str(body["into"]).lower()
    if table.logical not in EMBEDDED or org.store.get(table.logical, into) is None:
        raise ValueError(f"no {table.logical} {into}")
    rows = [row for row in chosen(org, table, body) if row["_id"] != into]
    for row in rows:
        merged(org, actor, table, into, row["_id"])
    return {"merged": [row["_id"] for row in rows]}


def _row(call: Call, value: Any, name: str) -> tuple[Table, Row]:
    """The row that a parameter names by its type and id."""
    kind = str(value.get("@odata.type", "")) if isinstance(value, dict) else ""
    logical = kind.removeprefix("#").removeprefix("Microsoft.Dynamics.CRM.")
    if logical not in EMBEDDED:
        raise bad_payload(f"The parameter {name} must be an account or a contact with its type.")
    table = call.org.table(logical)
    row_id = value.get(table.primary_id)
    if not isinstance(row_id, str) or not GUID.fullmatch(row_id):
        raise bad_payload(f"The parameter {name} needs its {table.primary_id}.")
    row = call.org.store.get(logical, row_id.lower())
    if row is None:
        raise no_such_row(logical, row_id)
    return table, row


def _move(org: Organisation, table: Table, loser: str, target: str) -> None:
    """Point the loser's children at the survivor; embedded addresses stay where they are."""
    for one in org.registry.one_to_many(table.logical):
        if one.cascade.get("Merge") != "Cascade":
            continue
        referencing = org.table(one.referencing)
        for child in children(org, one, loser):
            own = child.get("addressnumber", 0)
            if one.referencing == "customeraddress" and own <= EMBEDDED[table.logical]:
                continue
            if child["_id"] == target:
                changes: dict[str, Any] = {one.column: None, f"{one.column}@type": None}
            else:
                changes = {one.column: target}
            quietly(org, referencing, child, modifiedon=org.moment(), **changes)
