"""The hand of a CRM user or an administrator: what happens while a connector looks on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..wire import Request
from .control import call
from .metadata.dropping import drop_column, drop_table
from .metadata.model import Option, Table
from .organisation import Actor, Organisation
from .rows import engine
from .rows.payload import accept
from .seed.principals import user_id
from .store import Row

if TYPE_CHECKING:
    from .app import Dynamics

Work = Callable[[Organisation, Actor, Table, dict[str, Any]], Any]
DEEDS: dict[str, Work] = {}
_ARGUMENTS = {"user", "do", "table", "id", "where", "values", "into"}


def deed(name: str) -> Callable[[Work], Work]:
    """Register what a user can do with a row: `work(org, actor, table, body)`."""

    def register(work: Work) -> Work:
        DEEDS[name] = work
        return work

    return register


@call("POST", "hand")
def _hand(app: Dynamics, request: Request) -> Any:
    body = request.json()
    unknown = set(body) - _ARGUMENTS
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    if body["do"] not in DEEDS:
        raise ValueError(f"do is one of {', '.join(sorted(DEEDS))}")
    actor = Actor(principal(app.org, body.get("user", "anna")))
    return DEEDS[body["do"]](app.org, actor, _table(app.org, body["table"]), body)


def principal(org: Organisation, name: str) -> str:
    """The id of a user by seeded name or by id. Raises ValueError."""
    for row_id in (user_id(name), name):
        if org.store.get("systemuser", row_id):
            return row_id
    raise ValueError(f"no user {name}")


def _table(org: Organisation, logical: str) -> Table:
    table = org.registry.tables.get(logical)
    if table is None:
        raise ValueError(f"no table {logical}")
    return table


def chosen(org: Organisation, table: Table, body: dict[str, Any]) -> list[Row]:
    """The rows by `id`, or all whose columns are as in `where`. Raises ValueError."""
    if "id" in body:
        rows = [org.store.get(table.logical, str(body["id"]).lower())]
    else:
        rows = list(org.store.find(table.logical, **body["where"]))
    found = [row for row in rows if row is not None]
    if not found:
        raise ValueError("no such row")
    return found


@deed("create")
def _create(org: Organisation, actor: Actor, table: Table, body: dict[str, Any]) -> Any:
    accepted = accept(org, table, body["values"], creating=True)
    row = engine.create(org, actor, table, accepted, body.get("id"))
    return {"id": row["_id"], "version": row["versionnumber"]}


@deed("patch")
def _patch(org: Organisation, actor: Actor, table: Table, body: dict[str, Any]) -> Any:
    rows = chosen(org, table, body)
    for row in rows:
        accepted = accept(org, table, body["values"], creating=False)
        engine.update(org, actor, table, row["_id"], accepted)
    return {"changed": len(rows), "ids": [row["_id"] for row in rows]}


@deed("delete")
def _delete(org: Organisation, actor: Actor, table: Table, body: dict[str, Any]) -> Any:
    rows = chosen(org, table, body)
    for row in rows:
        engine.delete(org, actor, table, row["_id"])
    return {"deleted": len(rows), "ids": [row["_id"] for row in rows]}


# An administrator in the table designer


@call("POST", "administrator")
def _administrator(app: Dynamics, request: Request) -> Any:
    """`do`: delete_table, delete_column, rename (table, or column of it), max_length, option."""
    org, body = app.org, request.json()
    table = _table(org, body["table"])
    column = table.columns[body["column"]] if "column" in body else None
    match body["do"]:
        case "delete_table":
            drop_table(org, table)
        case "delete_column" if column:
            drop_column(org, table, column)
        case "rename":
            (column or table).label[org.language] = str(body["label"])
        case "max_length" if column:
            column.max_length = int(body["length"])
        case "option" if column:
            label = {org.language: str(body["label"])}
            column.options.append(Option(int(body["value"]), label))
        case "delete_option" if column:
            column.options = [one for one in column.options if one.value != body["value"]]
        case "delete_key":
            del table.keys[body["key"]]
        case "change_tracking":
            table.change_tracking = bool(body["enabled"])
        case other:
            raise ValueError(f"an administrator does not {other} like this")
    org.registry.touch()
    org.save_metadata()
    return {"metadata_version": org.registry.version}
