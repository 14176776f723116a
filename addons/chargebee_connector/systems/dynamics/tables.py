"""A declared table as Dataverse calls it: names of tables, columns and lookups for a prefix.

Each column has a schema name (`cb_DueDate`) and a logical name, the same in lower case, that stands
in rows and queries. A lookup is written under its schema name. The name of a table's entity set is
made by the server and read from there.

The server makes columns of its own: `<table>id`, and `<column>name` beside choices, flags and
lookups. A declared column of such a name, or of one that every table has, gets another one.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ...ledger.mirror import (
    ACCOUNT,
    CHOICE,
    FLAG,
    MOMENT,
    NOTE,
    TEXT,
    Column,
    Lookup,
    Table,
)
from ...ledger.problems import Invalid

PREFIX = "cb"

#: Values of choices begin at this number times 10,000.
OPTION_PREFIX = 72700

#: The most that a column of text holds; a longer one is a note.
MOST_TEXT = 4000
MOST_NOTE = 1_048_576

#: Columns of every table, by what they hold. Site and id together are short enough for a key.
TITLE = Column("Name", "Name", length=200)
ID = Column("ChargebeeId", "Chargebee ID", length=100)
SITE = Column("Site", "Site", length=50)
ENTITY = Column("BusinessEntity", "Business Entity", length=100)
VERSION = Column("ResourceVersion", "Version", length=20)
UPDATED = Column("UpdatedAt", "Updated at", MOMENT)
DELETED = Column("Deleted", "Deleted", FLAG)
COMMON = (TITLE, ID, SITE, ENTITY, VERSION, UPDATED, DELETED)

#: Rules for "customization prefix" of a publisher; ours is written in lower case.
_PREFIX = re.compile(r"[a-z][a-z0-9]{1,7}")


@dataclass(frozen=True)
class Field:
    """A column there."""

    column: Column
    schema: str

    @cached_property
    def logical(self) -> str:
        return self.schema.lower()

    @cached_property
    def type(self) -> str:
        is_long = self.column.type == TEXT and self.column.length > MOST_TEXT
        return NOTE if is_long else self.column.type

    @cached_property
    def length(self) -> int:
        return min(self.column.length, MOST_NOTE if self.type == NOTE else MOST_TEXT)


@dataclass(frozen=True, slots=True)
class Link:
    """A lookup there: it is written under its schema name, and leads to the table `target`."""

    lookup: Lookup
    schema: str
    target: str
    relationship: str

    @property
    def logical(self) -> str:
        return self.schema.lower()


@dataclass(frozen=True, slots=True)
class Names:
    """All names of one table. `common` and `fields` are by the names of the columns declared."""

    table: Table
    schema: str
    common: dict
    fields: dict
    links: dict

    @property
    def logical(self) -> str:
        return self.schema.lower()

    @property
    def primary_id(self) -> str:
        return f"{self.logical}id"

    @property
    def columns(self) -> list[Field]:
        """Every column but the lookups, the title first."""
        return [*self.common.values(), *self.fields.values()]


def check_prefix(prefix: str) -> None:
    """Raise Invalid for what Dataverse doesn't take as a publisher's prefix."""
    if not _PREFIX.fullmatch(prefix) or prefix.startswith("mscrm"):
        raise Invalid("dynamics_prefix_malformed", prefix=prefix)


def schema(prefix: str, name: str) -> str:
    """Return the schema name for one of our names: `cb`, `payment_source` → `cb_PaymentSource`."""
    return f"{prefix}_" + "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def logical(prefix: str, table: str) -> str:
    """Return the logical name of a declared table, or of the target's own account."""
    return ACCOUNT if table == ACCOUNT else schema(prefix, table).lower()


def shown(prefix: str, label: str) -> str:
    """Return how people tell our table from the CRM's own of the same name."""
    mark = prefix.upper() + " "
    return label if label.startswith(mark) else mark + label


@lru_cache(maxsize=256)
def names_of(table: Table, prefix: str = PREFIX) -> Names:
    """Return the names of a table's parts; the same for the same declaration."""
    own = schema(prefix, table.name)
    taken = {f"{own.lower()}id"}

    def take(name: str, column: Column | None = None) -> str:
        found = schema(prefix, name)
        with_name = column is None or column.type in (CHOICE, FLAG)
        while taken & _made(found, with_name):
            found += "Value"
        taken.update(_made(found, with_name))
        return found

    common = {column.name: Field(column, take(column.name, column)) for column in COMMON}
    links = {
        lookup.name: Link(
            lookup,
            take(f"{lookup.name}_lookup_id"),
            logical(prefix, lookup.table),
            f"{prefix}_{lookup.table}_{table.name}_{lookup.name}".lower(),
        )
        for lookup in table.lookups
    }
    fields = {column.name: Field(column, take(column.name, column)) for column in table.columns}
    return Names(table, own, common, fields, links)


def _made(schema_name: str, with_name: bool) -> set:
    """Return the logical names that a column takes: its own, and one that shows it as text."""
    own = schema_name.lower()
    return {own, own + "name"} if with_name else {own}


def option_value(column: Column, value: str, option_prefix: int = OPTION_PREFIX) -> int | None:
    """Return the number of a choice there, None for a value that isn't declared."""
    for number, (known, _label) in enumerate(column.choices):
        if known == value:
            return option_prefix * 10_000 + number
    return None
