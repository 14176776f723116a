"""The standard tables of an organisation, read from compact texts.

One token per column: `name:Type` with, in this order, a length, `>target|target`, `[least..most]`
and flags after `!` (s system required, r business required, o read-only). Options are lines
`=column value label; value label`, a status reason's value followed by `@state`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from ..metadata.columns import common_columns, fresh_column
from ..metadata.model import LOOKUPS, Column, Labels, Option, Relationship, Table
from . import catalog, customers, people, sales, system
from .names import (
    BULK,
    CASCADES,
    NAVIGATIONS,
    REFERENTIAL,
    RELATIONSHIPS,
    SERVER_MADE,
    SERVER_MADE_SUFFIXES,
    TABLES,
    TRACKED,
    TYPES,
)

SOURCES = (customers, sales, catalog, people, system)
BULK_MESSAGES = ("CreateMultiple", "UpdateMultiple", "UpsertMultiple")
REQUIRED = {"s": "SystemRequired", "r": "ApplicationRequired"}
_TOKEN = re.compile(
    r"(?P<name>\w+):(?P<type>[A-Za-z]+)(?P<length>\d+)?(?:>(?P<targets>[\w|]+))?"
    r"(?:\[(?P<least>[^.\]]+)\.\.(?P<most>[^\]]+)\])?(?:!(?P<flags>\w+))?$"
)


def stable_id(*names: str) -> str:
    """The same id in every organisation and every run."""
    return str(uuid5(NAMESPACE_URL, "sandbox/dynamics/" + "/".join(names)))


def standard_tables(language: int) -> tuple[dict[str, Table], dict[str, Relationship]]:
    """All standard tables by logical name, and the relationships between them by schema name."""
    tables = {}
    for source in SOURCES:
        for logical, text in source.COLUMNS.items():
            options = _options(source.OPTIONS.get(logical, ""), language)
            tables[logical] = _table(logical, text, options, language)
    return tables, _relationships(tables)


def _table(logical: str, text: str, options: dict[str, list[Option]], language: int) -> Table:
    set_name, schema, primary_name, ownership, number, label = TABLES[logical]
    columns = {}
    for token in text.split():
        column = _column(logical, token, options, language)
        columns[column.logical] = column
    for column in common_columns(logical, language):
        columns.setdefault(column.logical, column)
    _link_bases(columns)
    primary_id = "activityid" if logical == "quoteclose" else f"{logical}id"
    columns[primary_id].updated = False
    return Table(
        logical=logical,
        schema=schema,
        set_name=set_name,
        primary_id=primary_id,
        primary_name=primary_name,
        ownership=ownership,
        id=stable_id("table", logical),
        number=number,
        label={language: label},
        plural={language: f"{label}s"},
        columns=columns,
        change_tracking=logical in TRACKED,
        messages=BULK_MESSAGES if logical in BULK else (),
    )


def _column(table: str, token: str, options: dict[str, list[Option]], language: int) -> Column:
    match = _TOKEN.match(token)
    assert match, token
    name, flags = match["name"], match["flags"] or ""
    type_ = "Money" if match["type"] == "Base" else match["type"]
    type_ = TYPES.get((table, name), type_)
    column = fresh_column(name, type_, stable_id("column", table, name), {language: _words(name)})
    column.max_length = int(match["length"]) if match["length"] else column.max_length
    column.targets = tuple((match["targets"] or "").split("|")) if match["targets"] else ()
    if type_ == "Owner":
        column.targets = ("systemuser", "team")
    if match["least"]:
        column.minimum, column.maximum = Decimal(match["least"]), Decimal(match["most"])
    column.options = [] if type_ == "String" else options.get(name, [])
    column.required = next((REQUIRED[flag] for flag in flags if flag in REQUIRED), "None")
    if "o" in flags or name in SERVER_MADE or name.endswith(SERVER_MADE_SUFFIXES):
        column.created = column.updated = False
    if type_ == "Boolean":
        column.default = False
    if match["type"] == "Base":
        column.base_of = name.removesuffix("_base")
    return column


def _link_bases(columns: dict[str, Column]) -> None:
    for column in columns.values():
        if column.base_of and column.base_of in columns:
            money = columns[column.base_of]
            column.minimum, column.maximum = money.minimum, money.maximum


def _words(name: str) -> str:
    return name.replace("_", " ").title()


def _options(text: str, language: int) -> dict[str, list[Option]]:
    found: dict[str, list[Option]] = {}
    for block in text.split("\n="):
        name, _, values = " ".join(block.lstrip("=\n").split()).partition(" ")
        for part in values.split("; ") if values else ():
            number, _, label = part.partition(" ")
            value, _, state = number.partition("@")
            labels: Labels = {language: label}
            option = Option(int(value), labels, int(state) if state else None)
            found.setdefault(name, []).append(option)
    return found


def _relationships(tables: dict[str, Table]) -> dict[str, Relationship]:
    found = {}
    for table in tables.values():
        for column in table.columns.values():
            if column.type not in LOOKUPS:
                continue
            targets = ("owner",) if column.type == "Owner" else column.targets
            for target in targets:
                one = _relationship(table, column, target, many=len(targets) > 1)
                found[one.schema] = one
    return found


def _relationship(table: Table, column: Column, target: str, *, many: bool) -> Relationship:
    given = (table.logical, column.logical, target)
    schema = RELATIONSHIPS.get(given, f"{target}_{table.logical}_{column.logical}")
    cascade = CASCADES.get(schema, REFERENTIAL)
    if target == "transactioncurrency":
        cascade = {**REFERENTIAL, "Delete": "Restrict"}
    if target in ("systemuser", "team", "businessunit", "owner"):
        cascade = {**REFERENTIAL, "Delete": "NoCascade"}
    return Relationship(
        id=stable_id("relationship", schema),
        schema=schema,
        referenced=target,
        referencing=table.logical,
        column=column.logical,
        navigation=NAVIGATIONS.get(given)
        or (f"{column.logical}_{target}" if many else column.logical),
        collection=schema,
        cascade=dict(cascade),
    )
