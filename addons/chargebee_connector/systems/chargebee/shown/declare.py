"""How a table is declared: each column with where it stands in an object and how it is read there.

A builder's `at` is the field's place, "billing_address.city" for one inside; without it the field
is named like the column. Amounts are read in the object's own currency, days in its own time zone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ....ledger.mirror import (
    ACCOUNT,
    CHOICE,
    DAY,
    DECIMAL,
    FLAG,
    INTEGER,
    MOMENT,
    MONEY,
    NOTE,
    TEXT,
    Column,
    Lookup,
    Row,
    Table,
)
from .. import fields
from .reading import Reading

#: Characters of Chargebee's own limits: ids and codes, names of people, of companies, of things.
ID, PERSON, COMPANY, THING = 100, 150, 250, 500

#: Characters that a note holds; longer ones are cut where they are shown.
LONG = 4000

#: The lookups of what hangs on a customer: so that it is listed on the account itself, too.
OF_CUSTOMER = {"customer": ("Customer", "customer"), "account": ("Account", ACCOUNT)}

#: Decimals of prices that are told in more than a currency has.
EXACT_PLACES = 10


@dataclass(frozen=True, slots=True)
class Told:
    """A column and how its value is read of an object."""

    column: Column
    read: Callable[[Reading], object]


def computed(column: Column, read: Callable) -> Told:
    """Declare a column whose value is more than one field."""
    return Told(column, read)


def given(column: Column) -> Told:
    """Declare a column whose value is worked out together with others before the row is made."""
    return Told(column, lambda one: one.given.get(column.name))


def of(kinds: dict) -> Told:
    """Declare a column that each kind of record tells in a field of its own: {kind: column}.

    For a kind that is not named it is empty.
    """
    column = next(iter(kinds.values())).column
    return Told(column, lambda one: kinds[one.kind].read(one) if one.kind in kinds else None)


def words(name: str, label: str, length: int = ID, at: str = "") -> Told:
    return Told(Column(name, label, TEXT, length=length), lambda one: one.text(at or name) or None)


def note(name: str, label: str, at: str = "") -> Told:
    return Told(Column(name, label, NOTE, length=LONG), lambda one: one.text(at or name) or None)


def money(name: str, label: str, at: str = "") -> Told:
    return Told(Column(name, label, MONEY), lambda one: one.money(at or name))


def exact(name: str, label: str, at: str) -> Told:
    """Declare a price in major units that is told as text, where a site has such."""
    column = Column(name, label, DECIMAL, places=EXACT_PLACES)
    return Told(column, lambda one: fields.in_decimal(*one.at(at)))


def quantity(name: str, label: str, at: str = "") -> Told:
    return Told(Column(name, label, DECIMAL), lambda one: one.quantity(at or name))


def number(name: str, label: str, at: str = "") -> Told:
    """Declare a number that may have a fraction, as a percentage has."""
    return Told(Column(name, label, DECIMAL), lambda one: fields.rate(*one.at(at or name)))


def whole(name: str, label: str, at: str = "") -> Told:
    return Told(Column(name, label, INTEGER), lambda one: fields.whole(*one.at(at or name)))


def yes_no(name: str, label: str, at: str = "") -> Told:
    return Told(Column(name, label, FLAG), lambda one: fields.flag(*one.at(at or name)))


def on_off(name: str, label: str, at: str = "") -> Told:
    """Declare a yes or no that is told as "on" or "off"; empty when it is not told."""

    def read(one):
        told = one.text(at or name)
        return told == "on" if told else None

    return Told(Column(name, label, FLAG), read)


def moment(name: str, label: str, at: str = "") -> Told:
    return Told(Column(name, label, MOMENT), lambda one: fields.moment(*one.at(at or name)))


def day(name: str, label: str, at: str = "") -> Told:
    return Told(Column(name, label, DAY), lambda one: one.day(at or name))


def position() -> Told:
    """Declare in which order the parts of a thing stand."""
    return given(Column("position", "Position", INTEGER))


def period(label: str = "Period") -> tuple[Told, Told]:
    """Declare the first and the last day of a line's period of service."""
    return (
        Told(Column("period_from", f"{label} From", DAY), lambda one: one.period()[0]),
        Told(Column("period_until", f"{label} Until", DAY), lambda one: one.period()[1]),
    )


def choice(name: str, label: str, choices: dict, at: str = "") -> tuple[Told, Told]:
    """Declare a choice, and beside it what Chargebee said: a value that is new there is no error.

    `choices` are {value: label}; later versions only append to them.
    """

    def read(one):
        told = one.text(at or name)
        return told if told in choices else None

    column = Column(name, label, CHOICE, choices=tuple(choices.items()))
    return Told(column, read), words(f"{name}_text", f"{label} in Chargebee", ID, at or name)


def address(place: str, label: str) -> tuple[Told, ...]:
    """Declare the columns of an address that stands inside an object."""
    return (
        words("address_company", f"{label} Company", COMPANY, f"{place}.company"),
        words("address_first_name", f"{label} First Name", PERSON, f"{place}.first_name"),
        words("address_last_name", f"{label} Last Name", PERSON, f"{place}.last_name"),
        words("address_email", f"{label} E-mail", ID, f"{place}.email"),
        words("address_phone", f"{label} Phone", ID, f"{place}.phone"),
        words("address_line1", f"{label} Line 1", COMPANY, f"{place}.line1"),
        words("address_line2", f"{label} Line 2", COMPANY, f"{place}.line2"),
        words("address_line3", f"{label} Line 3", COMPANY, f"{place}.line3"),
        words("address_postcode", f"{label} Postcode", ID, f"{place}.zip"),
        words("address_city", f"{label} City", ID, f"{place}.city"),
        computed(
            Column("address_state", f"{label} State", length=ID),
            lambda one: one.text(f"{place}.state") or one.text(f"{place}.state_code") or None,
        ),
        words("address_country", f"{label} Country", ID, f"{place}.country"),
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """A table together with how its rows are read."""

    table: Table
    told: tuple[Told, ...]

    def row(self, one: Reading, external_id: str, title: str, lookups: dict, parts=()) -> Row:
        """Return the row of an object; a lookup that leads nowhere may be left out."""
        return Row(
            table=self.table.name,
            kind=one.kind,
            external_id=external_id,
            title=title or external_id,
            values={each.column.name: each.read(one) for each in self.told},
            lookups={each.name: lookups.get(each.name) for each in self.table.lookups},
            currency=one.currency,
            entity=one.entity if self.table.owned else "",
            version=one.version,
            updated_at=one.updated_at,
            deleted=one.deleted,
            parts=tuple(parts),
        )


def shape(names: tuple[str, str, str], *told, lookups: dict, owned=True, part_of="") -> Shape:
    """Declare a table. `names` are its own, its label and its plural.

    `lookups` are {name: (label, table)}.
    """
    flat = [one for each in told for one in (each if isinstance(each, tuple) else (each,))]
    columns = tuple(each.column for each in flat)
    leads = tuple(Lookup(name, label, table) for name, (label, table) in lookups.items())
    return Shape(Table(*names, columns, leads, owned, part_of), tuple(flat))


def ref(kind: str, external_id: str) -> tuple[str, str] | None:
    """Return a lookup's value, None without an id."""
    return (kind, external_id) if external_id else None


def of_customer(external_id: str) -> dict:
    """Return the values of the lookups `OF_CUSTOMER`."""
    return dict.fromkeys(OF_CUSTOMER, ref("customer", external_id))


def numbered(names) -> list[str]:
    """Return ids for the parts of one thing: their names, what comes again with a number."""
    found: dict[str, None] = {}
    for name in names:
        own, count = name, 1
        while own in found:
            count += 1
            own = f"{name}/{count}"
        found[own] = None
    return list(found)
