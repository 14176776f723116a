"""What people pick from in a CRM: teams and users who can own rows, currencies, and our tables."""

from collections.abc import Iterable, Iterator

from ...ledger.mirror import Table
from ...ledger.pull import Referenced
from .client import Dynamics
from .formats import guid, text
from .tables import names_of, shown
from .there import option_prefix, read_tables

TEAM, USER, BUSINESS_UNIT = "team", "user", "business_unit"
CURRENCY, ORGANISATION, TABLE = "crm_currency", "organisation", "crm_table"
KINDS = (TEAM, USER, BUSINESS_UNIT, CURRENCY, ORGANISATION)

#: Tables of the owners that a person can pick.
OWNER_TABLES = {TEAM: "team", USER: "systemuser"}


def read(client: Dynamics, kind: str) -> Iterator[Referenced]:
    """Yield everything of one of KINDS."""
    yield from _READERS[kind](client)


def currencies(client: Dynamics) -> Iterator[Referenced]:
    """Yield the organisation's currencies; `places` are the decimals that it keeps of amounts."""
    select = "transactioncurrencyid,isocurrencycode,currencyname,currencyprecision,statecode"
    for row in _rows(client, "transactioncurrencies", select):
        yield Referenced(
            guid(row["transactioncurrencyid"]),
            text(row.get("isocurrencycode")).upper(),
            text(row.get("currencyname")),
            active=not row.get("statecode"),
            data={"places": text(row.get("currencyprecision"))},
        )


def tables(client: Dynamics, declared: Iterable[Table], prefix: str) -> Iterator[Referenced]:
    """Yield the declared tables that stand there, with what rows are written to.

    `external_id` is the logical name, `code` the entity set; `option_prefix` is that of choices.
    Whoever only fills the tables needn't be allowed to read their publisher.
    """
    declared = tuple(declared)
    found = read_tables(client, declared, prefix)
    options = str(option_prefix(found, declared, prefix))
    for table in declared:
        logical = names_of(table, prefix).logical
        if logical in found:
            yield Referenced(
                logical,
                found[logical].entity_set,
                shown(prefix, table.label),
                data={"option_prefix": options},
            )


def _teams(client: Dynamics) -> Iterator[Referenced]:
    """Yield the teams that can own rows: access teams can't."""
    select = "teamid,name,isdefault,_businessunitid_value"
    for row in _rows(client, "teams", select, "teamtype eq 0"):
        yield Referenced(
            guid(row["teamid"]),
            "",
            text(row.get("name")),
            data={
                "default": bool(row.get("isdefault")),
                "business_unit": guid(row.get("_businessunitid_value")),
            },
        )


def _users(client: Dynamics) -> Iterator[Referenced]:
    """Yield the users; those that are disabled are told as not active."""
    select = "systemuserid,fullname,domainname,isdisabled,applicationid,_businessunitid_value"
    for row in _rows(client, "systemusers", select):
        yield Referenced(
            guid(row["systemuserid"]),
            text(row.get("domainname")),
            text(row.get("fullname")),
            active=not row.get("isdisabled"),
            data={
                "application": bool(row.get("applicationid")),
                "business_unit": guid(row.get("_businessunitid_value")),
            },
        )


def _business_units(client: Dynamics) -> Iterator[Referenced]:
    for row in _rows(client, "businessunits", "businessunitid,name,isdisabled"):
        yield Referenced(
            guid(row["businessunitid"]),
            "",
            text(row.get("name")),
            active=not row.get("isdisabled"),
        )


def _organisation(client: Dynamics) -> Iterator[Referenced]:
    select = "organizationid,name,languagecode,_basecurrencyid_value"
    for row in _rows(client, "organizations", select):
        yield Referenced(
            guid(row["organizationid"]),
            "",
            text(row.get("name")),
            data={
                "language": text(row.get("languagecode")),
                "base_currency": guid(row.get("_basecurrencyid_value")),
            },
        )


def _rows(client: Dynamics, entity_set: str, select: str, where: str = "") -> Iterator[dict]:
    for page in client.rows(entity_set, select=select, filter=where):
        yield from page


_READERS = {
    TEAM: _teams,
    USER: _users,
    BUSINESS_UNIT: _business_units,
    CURRENCY: currencies,
    ORGANISATION: _organisation,
}
