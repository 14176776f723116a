"""What a route to a CRM has decided: a frozen snapshot, read once per job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ...ledger.mirror import Table
from .tables import OPTION_PREFIX, PREFIX, Names, names_of

#: What becomes of a row whose object is gone in the source.
MARK, DELETE = "mark", "delete"


@dataclass(frozen=True, slots=True)
class AccountRules:
    """How a customer's account is found.

    `id_field` is the source's field that holds the account's id or number there, "" for none.
    `likeness` says that accounts of a like name or domain are proposed.
    """

    id_field: str = ""
    likeness: bool = True


@dataclass(frozen=True)
class Rules:
    """Every decision that a plan needs.

    `site` is what the source is called in ids, it never changes. `tables` are those that are
    written, in the order of writing, and `kinds` the source's records that are. `entity_sets` are
    those that were read when the tables were made, by logical name. `currencies` {ISO code: id}
    and `places` {ISO code: decimals} are the organisation's. `owners` {business entity: (table,
    id)} own its rows, `fallback` those of none, or of one that isn't named; without any, whoever
    writes does. `business_entity` is the route's own, "" for all. `accounts` is None for a route
    that links no accounts.
    """

    site: str
    tables: tuple[Table, ...]
    kinds: tuple[str, ...]
    entity_sets: Mapping
    prefix: str = PREFIX
    option_prefix: int = OPTION_PREFIX
    currencies: Mapping = field(default_factory=dict)
    places: Mapping = field(default_factory=dict)
    owners: Mapping = field(default_factory=dict)
    fallback: tuple | None = None
    deleted: str = MARK
    business_entity: str = ""
    accounts: AccountRules | None = None

    @cached_property
    def names(self) -> dict[str, Names]:
        """The names of each declared table by the table's own."""
        return {table.name: names_of(table, self.prefix) for table in self.tables}

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each declared table in the order of writing."""
        return {table.name: number for number, table in enumerate(self.tables)}

    def owner(self, entity: str) -> tuple | None:
        """Return (table, id) of who owns the rows of a business entity."""
        return self.owners.get(entity) or self.fallback
