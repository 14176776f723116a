"""What a CRM shows of a source: tables declared as data, and rows that fill them.

The ledger's other words are about what is booked; these are about what is only shown. A source
declares its tables and says for each of its objects which row it is; a target makes any declared
table and holds any row. Neither knows the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

#: Types of columns. A value is text, Decimal (MONEY in the row's currency, major units; DECIMAL),
#: int, bool, aware datetime (MOMENT), date (DAY), one of the declared choices' values (CHOICE), or
#: None for an empty one.
TEXT = "text"
NOTE = "note"
MONEY = "money"
DECIMAL = "decimal"
INTEGER = "integer"
FLAG = "flag"
MOMENT = "moment"
DAY = "day"
CHOICE = "choice"

#: Tables of the target's own that a lookup can lead to.
ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` in our words (`due_date`), `label` as people read it.

    `length` is the most characters of TEXT and NOTE, `places` the decimals of DECIMAL, `choices`
    the (value, label) of CHOICE in an order that later versions only append to.
    """

    name: str
    label: str
    type: str = TEXT
    length: int = 100
    places: int = 6
    choices: tuple = ()


@dataclass(frozen=True, slots=True)
class Lookup:
    """A column that leads to a row of another table: `table` is that one's name, or ACCOUNT.

    A part has one to its whole, named like the whole's table.
    """

    name: str
    label: str
    table: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Its rows have a title, the source's id and the marks that every row has.

    `owned` rows belong to a business entity, the others to all. `part_of` names the table whose
    rows carry rows of this one as their parts: they are only ever written together.
    """

    name: str
    label: str
    plural: str
    columns: tuple[Column, ...]
    lookups: tuple[Lookup, ...] = ()
    owned: bool = True
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What one object of the source is in its table.

    `kind` and `external_id` are the record's (a part has an id that is unique in its own table);
    `values` hold columns, `lookups` {lookup: (kind, external id) of the source's record, or None};
    one to ACCOUNT names the customer whose account it is.
    `currency` is that of its MONEY columns, `entity` the business entity ("" for none), `version`
    the source's own digits, `deleted` says that it is gone there. `parts` are written with it or
    not at all. `word` is the ledger's word for the same object, where a target needs to compare.
    """

    table: str
    kind: str
    external_id: str
    title: str
    values: dict
    lookups: dict = field(default_factory=dict)
    currency: str = ""
    entity: str = ""
    version: str = ""
    updated_at: datetime | None = None
    deleted: bool = False
    parts: tuple[Row, ...] = ()
    word: object = None
