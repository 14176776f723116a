"""Rows as the API writes them: columns, annotations, expanded rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..metadata.model import Column, Relationship, Table, text_of
from ..organisation import Organisation
from ..preferences import Preferences
from ..rows.engine import children
from ..store import Row
from .fields import column_of, is_lookup, looked_up, relation_of, resolver
from .filters import compile_filter
from .query import Query

FORMATTED = "OData.Community.Display.V1.FormattedValue"
LOOKUP_TABLE = "Microsoft.Dynamics.CRM.lookuplogicalname"
LOOKUP_NAVIGATION = "Microsoft.Dynamics.CRM.associatednavigationproperty"
_ADDRESS_PARTS = ("line1", "line2", "line3", "city", "stateorprovince", "postalcode", "country")


def etag(row: Row) -> str:
    """The row version as a tag."""
    return f'W/"{row["versionnumber"]}"'


class Writer:
    """Writes rows of one table as one query asks for them."""

    def __init__(
        self, org: Organisation, table: Table, query: Query, prefer: Preferences, root: str
    ) -> None:
        self.org, self.table, self.query, self.prefer, self.root = org, table, query, prefer, root
        self.columns = self._columns()
        self.lookups = prefer.wants(LOOKUP_TABLE), prefer.wants(LOOKUP_NAVIGATION)
        self.formatted = prefer.wants(FORMATTED)
        self.inner = [self._inner(name, inner) for name, inner in query.expand.items()]

    def _columns(self) -> list[Column]:
        org, table = self.org, self.table
        if not self.query.select:
            known = org.registry.properties(table.logical).values()
            return [column for column in known if org.visible(column.visible_at)]
        chosen = {name: column_of(org, table, name) for name in self.query.select}
        found = {column.logical: column for column in chosen.values()}
        if any(column.type == "Money" for column in found.values()):
            found |= _named(table, "transactioncurrencyid")
        for name in list(found):
            prefix, _, part = name.rpartition("_")
            if part in _ADDRESS_PARTS and prefix:
                found |= _named(table, f"{prefix}_composite")
        return list((found | _named(table, table.primary_id)).values())

    def _inner(self, name: str, query: Query) -> tuple[str, Relationship, bool, Writer | None]:
        one, many = relation_of(self.org, self.table, name)
        target = one.referencing if many else one.referenced
        if target not in self.org.registry.tables:
            return name, one, many, None
        table = self.org.table(target)
        return name, one, many, Writer(self.org, table, query, self.prefer, self.root)

    def row(self, row: Row) -> dict[str, Any]:
        """One row with its etag, columns and expanded rows."""
        written: dict[str, Any] = {"@odata.etag": etag(row)}
        for column in self.columns:
            self._column(column, row, written)
        for name, one, many, writer in self.inner:
            if many:
                written[name] = self._children(one, row, writer)
                continue
            found = looked_up(self.org, one, row)
            written[name] = writer.row(found[1]) if found and writer else None
        return written

    def _column(self, column: Column, row: Row, written: dict[str, Any]) -> None:
        name, value = column.property_name, row.get(column.logical)
        written[name] = value
        if value is None or not (self.formatted or any(self.lookups)):
            return
        if is_lookup(column):
            self._lookup_annotations(column, row, written)
        if self.formatted:
            text = formatted(self.org, column, row)
            if text is not None:
                written[f"{name}@{FORMATTED}"] = text

    def _lookup_annotations(self, column: Column, row: Row, written: dict[str, Any]) -> None:
        name = column.property_name
        target = row.get(f"{column.logical}@type", (column.targets or ("",))[0])
        if self.lookups[0]:
            written[f"{name}@{LOOKUP_TABLE}"] = target
        if self.lookups[1] and column.created:
            written[f"{name}@{LOOKUP_NAVIGATION}"] = self.org.registry.navigation_of(
                self.table.logical, column.logical, target
            )

    def _children(self, one: Relationship, row: Row, writer: Writer | None) -> list[Any]:
        if writer is None:
            return []
        rows = children(self.org, one, row["_id"])
        if writer.query.filter:
            matches = compile_filter(writer.query.filter, resolver(self.org, writer.table)).matches
            rows = [child for child in rows if matches(child)]
        top = writer.query.top
        return [writer.row(child) for child in (rows if top is None else rows[:top])]

    def context(self) -> str:
        """The part of `@odata.context` after `$metadata#`, without `/$entity`."""
        names = list(self.query.select)
        for name, inner in self.query.expand.items():
            names.append(f"{name}({','.join(inner.select)})")
        chosen = f"({','.join(names)})" if names else ""
        return f"{self.root}/$metadata#{self.table.set_name}{chosen}"


def _named(table: Table, name: str) -> dict[str, Column]:
    column = table.columns.get(name)
    return {name: column} if column else {}


def formatted(org: Organisation, column: Column, row: Row) -> str | None:
    """A value as a user reads it; None where it has no other form."""
    value = row[column.logical]
    if is_lookup(column):
        target = row.get(f"{column.logical}@type", (column.targets or ("",))[0])
        found = org.store.get(target, value)
        return found.get(org.table(target).primary_name) if found else None
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if column.options:
        named = [option for option in column.options if option.value == value]
        return text_of(named[0].label, org.language) if named else None
    if column.type == "Money":
        currency = org.store.get("transactioncurrency", row.get("transactioncurrencyid"))
        symbol = currency.get("currencysymbol", "") if currency else ""
        return f"{symbol}{Decimal(value):,.2f}"
    if column.type == "DateTime":
        return str(value)
    if column.type in ("Integer", "Decimal", "Double"):
        return f"{value:,}"
    return None
