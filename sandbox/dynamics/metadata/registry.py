"""All tables, relationships and global choices of an organisation, found by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .model import (
    LOOKUPS,
    Column,
    OptionSet,
    Relationship,
    Table,
    option_set_from,
    relationship_from,
    table_from,
    to_plain,
)

FIRST_CUSTOM_NUMBER = 10_000


class Registry:
    """The metadata. Whoever changes something in it calls `touch` afterwards."""

    def __init__(self, tables: dict[str, Table], relationships: dict[str, Relationship]) -> None:
        self.tables = tables
        self.relationships = relationships
        self.option_sets: dict[str, OptionSet] = {}
        self._standard = frozenset(relationships)
        self.version = 1_000
        self._next_number = FIRST_CUSTOM_NUMBER
        self._forget()

    def touch(self) -> None:
        """A new metadata version; what was derived from the old one is forgotten."""
        self.version += 1
        self._forget()

    def next_number(self) -> int:
        """An object type code for a new table."""
        self._next_number += 1
        return self._next_number

    # Looking up

    def by_set(self, name: str) -> Table | None:
        """The table of an entity set; its name is case-sensitive."""
        if not self._sets:
            self._sets = {table.set_name: table for table in self.tables.values()}
        return self._sets.get(name)

    def navigations(self, table: str) -> dict[str, Relationship]:
        """The lookups of a table by navigation property, which is case-sensitive."""
        found = self._navigations.get(table)
        if found is None:
            found = {one.navigation: one for one in self.many_to_one(table)}
            self._navigations[table] = found
        return found

    def collections(self, table: str) -> dict[str, Relationship]:
        """The 1:N collections of a table by navigation property."""
        found = self._collections.get(table)
        if found is None:
            found = {one.collection: one for one in self.one_to_many(table)}
            self._collections[table] = found
        return found

    def properties(self, table: str) -> dict[str, Column]:
        """The columns of a table by the name under which a query reads them."""
        found = self._properties.get(table)
        if found is None:
            columns = self.tables[table].columns.values()
            found = {column.property_name: column for column in columns}
            self._properties[table] = found
        return found

    def many_to_one(self, table: str) -> list[Relationship]:
        return [one for one in self.relationships.values() if one.referencing == table]

    def one_to_many(self, table: str) -> list[Relationship]:
        return [one for one in self.relationships.values() if one.referenced == table]

    def navigation_of(self, table: str, column: str, target: str) -> str:
        """The navigation property under which a lookup is written for this target."""
        for name, one in self.navigations(table).items():
            if one.column == column and one.referenced in (target, "owner"):
                return name
        return column

    def targets(self, one: Relationship) -> tuple[str, ...]:
        """The tables that a navigation property takes; an owner is a user or a team."""
        return ("systemuser", "team") if one.referenced == "owner" else (one.referenced,)

    # Removing

    def remove_column(self, table: Table, logical: str) -> None:
        """Take a column out, with its relationships and what the server made for it."""
        column = table.columns.pop(logical)
        for name in [c.logical for c in table.columns.values() if c.base_of == logical]:
            table.columns.pop(name)
        if column.type in LOOKUPS:
            self._drop(
                one
                for one in list(self.relationships.values())
                if one.referencing == table.logical and one.column == logical
            )
        self.touch()

    def remove_table(self, table: Table) -> None:
        """Take a table out, with its relationships and the lookups that point at it."""
        del self.tables[table.logical]
        for one in list(self.relationships.values()):
            if one.referencing == table.logical:
                self._drop([one])
            elif one.referenced == table.logical:
                self._drop([one])
                self.tables[one.referencing].columns.pop(one.column, None)
        self.touch()

    def _drop(self, gone: Iterable[Relationship]) -> None:
        for one in gone:
            self.relationships.pop(one.schema, None)

    def _forget(self) -> None:
        self._sets: dict[str, Table] = {}
        self._navigations: dict[str, dict[str, Relationship]] = {}
        self._collections: dict[str, dict[str, Relationship]] = {}
        self._properties: dict[str, dict[str, Column]] = {}

    # State

    def dump(self) -> dict[str, Any]:
        """All but the tables themselves, which are kept one by one, and what every registry has."""
        own = [one for name, one in self.relationships.items() if name not in self._standard]
        return {
            "tables": list(self.tables),
            "relationships": [{**to_plain(one), "visible_at": str(one.visible_at)} for one in own],
            "option_sets": [to_plain(one) for one in self.option_sets.values()],
            "version": self.version,
            "number": self._next_number,
        }

    def load(self, saved: dict[str, Any], table: Callable[[str], dict[str, Any]]) -> None:
        """Take over what `dump` gave; `table` reads what `table_plain` gave of a table."""
        tables = [table_from(table(name)) for name in saved["tables"]]
        relationships = [relationship_from(one) for one in saved["relationships"]]
        option_sets = [option_set_from(one) for one in saved["option_sets"]]
        self.tables = {table.logical: table for table in tables}
        self.relationships |= {one.schema: one for one in relationships}
        self.option_sets = {one.name: one for one in option_sets}
        for one in tables:
            for column in one.columns.values():
                if column.option_set in self.option_sets:
                    column.options = self.option_sets[column.option_set].options
        self.version, self._next_number = saved["version"], saved["number"]
        self._forget()


def table_plain(table: Table) -> dict[str, Any]:
    """A table as JSON values; a moment as text, since JSON here knows no float."""
    values = to_plain(table)
    for one in (values, *values["columns"].values()):
        one["visible_at"] = str(one["visible_at"])
    for key in values["keys"].values():
        key["active_at"] = str(key["active_at"])
    return values
