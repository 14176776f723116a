"""Names in a query: columns, lookups, and columns of looked-up rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import bad_request
from ..metadata.model import LOOKUPS, Column, Relationship, Table
from ..organisation import Organisation
from ..store import Row
from .filters import Term

_KINDS = {
    "String": "string",
    "Memo": "string",
    "MultiSelect": "string",
    "Boolean": "flag",
    "DateTime": "moment",
    "Uniqueidentifier": "guid",
    "Lookup": "guid",
    "Customer": "guid",
    "Owner": "guid",
}


def unknown_property(table: Table, name: str) -> Exception:
    """The refusal (400) of a name that the table does not have."""
    return bad_request(f"Could not find a property named '{name}' on type '{table.type_name}'.")


def column_of(org: Organisation, table: Table, name: str) -> Column:
    """The column that a query means by this name. Raises Refused (400)."""
    column = org.registry.properties(table.logical).get(name)
    if column is None or not org.visible(column.visible_at):
        raise unknown_property(table, name)
    return column


def relation_of(org: Organisation, table: Table, name: str) -> tuple[Relationship, bool]:
    """The relationship of a navigation property, and whether it is a collection.

    Raises Refused (400) where there is none: the names are case-sensitive.
    """
    single = org.registry.navigations(table.logical).get(name)
    if single is not None and org.visible(single.visible_at):
        return single, False
    many = org.registry.collections(table.logical).get(name)
    if many is not None and org.visible(many.visible_at):
        return many, True
    raise unknown_property(table, name)


def looked_up(org: Organisation, one: Relationship, row: Row) -> tuple[Table, Row] | None:
    """The row that a lookup points at, where it is one of this relationship's table."""
    row_id = row.get(one.column)
    if row_id is None:
        return None
    target = row.get(f"{one.column}@type", one.referenced)
    if one.referenced not in (target, "owner"):
        return None
    found = org.store.get(target, row_id)
    return (org.table(target), found) if found else None


def kind_of(column: Column) -> str:
    """The kind of a column's values in a comparison."""
    if column.type == "DateTime" and column.behavior == "DateOnly":
        return "day"
    return _KINDS.get(column.type, "number")


def resolver(org: Organisation, table: Table) -> Callable[[str], Term]:
    """Resolves the paths of a filter or an order over this table's rows."""

    def resolve(path: str) -> Term:
        head, slash, rest = path.partition("/")
        if not slash:
            column = column_of(org, table, head)
            name = column.logical
            return Term(kind_of(column), lambda row: row.get(name), column=name)
        one, many = relation_of(org, table, head)
        if many or one.referenced == "owner":
            raise bad_request(f"The path '{path}' cannot be used in $filter or $orderby.")
        inner = resolver(org, org.table(one.referenced))(rest)

        def get(row: Any) -> Any:
            found = looked_up(org, one, row)
            return inner.get(found[1]) if found else None

        return Term(inner.kind, get)

    return resolve


def is_lookup(column: Column) -> bool:
    """Whether the value is the id of another row."""
    return column.type in LOOKUPS
