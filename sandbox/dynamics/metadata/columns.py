"""Columns with what Dataverse gives each type, and those that the server makes itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid4, uuid5

from .model import Column, Labels, Option

MONEY_LIMIT = Decimal(922337203685477)
DECIMAL_LIMIT = Decimal(100000000000)
INT_MAX = 2**31 - 1


def fresh_column(schema: str, type_: str, id_: str, label: Labels) -> Column:
    """A column with the limits of its type."""
    column = Column(logical=schema.lower(), schema=schema, type=type_, id=id_, label=label)
    if type_ == "String":
        column.max_length, column.format = 100, "Text"
    elif type_ == "Memo":
        column.max_length, column.format = 2000, "TextArea"
    elif type_ == "Integer":
        column.minimum, column.maximum = Decimal(-INT_MAX - 1), Decimal(INT_MAX)
        column.format = "None"
    elif type_ == "Decimal":
        column.minimum, column.maximum, column.precision = -DECIMAL_LIMIT, DECIMAL_LIMIT, 10
    elif type_ == "Double":
        column.minimum, column.maximum, column.precision = -DECIMAL_LIMIT, DECIMAL_LIMIT, 5
    elif type_ == "Money":
        column.minimum, column.maximum = -MONEY_LIMIT, MONEY_LIMIT
        column.precision, column.precision_source = 2, 2
    elif type_ == "DateTime":
        column.format, column.behavior = "DateAndTime", "UserLocal"
        if column.logical in DATES:
            column.format, column.behavior = "DateOnly", DATES[column.logical]
    return column


# Standard columns that show a day; with behaviour UserLocal the value is still a moment.
DATES = {
    "effectivefrom": "UserLocal",
    "effectiveto": "UserLocal",
    "closedon": "DateOnly",
    "expireson": "DateOnly",
    "lastusedincampaign": "DateOnly",
    "requestdeliveryby": "UserLocal",
    "begindate": "UserLocal",
    "enddate": "UserLocal",
}

_COMMON = (
    ("createdon", "DateTime", ()),
    ("createdby", "Lookup", ("systemuser",)),
    ("createdonbehalfby", "Lookup", ("systemuser",)),
    ("modifiedon", "DateTime", ()),
    ("modifiedby", "Lookup", ("systemuser",)),
    ("modifiedonbehalfby", "Lookup", ("systemuser",)),
    ("versionnumber", "BigInt", ()),
)
_CUSTOM = (
    ("overriddencreatedon", "DateTime", ()),
    ("importsequencenumber", "Integer", ()),
    ("timezoneruleversionnumber", "Integer", ()),
    ("utcconversiontimezonecode", "Integer", ()),
)
_OWNED = (
    ("ownerid", "Owner", ("systemuser", "team")),
    ("owningbusinessunit", "Lookup", ("businessunit",)),
    ("owninguser", "Lookup", ("systemuser",)),
    ("owningteam", "Lookup", ("team",)),
)


def common_columns(table: str, language: int) -> Iterator[Column]:
    """What every table has: who wrote a row when, and its version."""
    for name, type_, targets in _COMMON:
        id_ = str(uuid5(NAMESPACE_URL, f"sandbox/dynamics/column/{table}/{name}"))
        column = fresh_column(name, type_, id_, {language: name})
        column.targets = targets
        column.created = column.updated = False
        yield column


def server_made(table: str, owned: bool, language: int) -> list[Column]:
    """The columns that a new custom table gets beside those asked for."""
    made = [fresh_column(f"{table}id", "Uniqueidentifier", str(uuid4()), {language: "Id"})]
    made[0].required = "SystemRequired"
    made[0].updated = False
    for name, type_, targets in _COMMON + _CUSTOM + (_OWNED if owned else ()):
        column = fresh_column(name, type_, str(uuid4()), {language: name})
        column.targets = targets
        settable = name in ("ownerid", "overriddencreatedon", "importsequencenumber")
        column.created, column.updated = settable, name == "ownerid"
        made.append(column)
    state = fresh_column("statecode", "State", str(uuid4()), {language: "Status"})
    state.options = [Option(0, {language: "Active"}), Option(1, {language: "Inactive"})]
    state.required = "SystemRequired"
    status = fresh_column("statuscode", "Status", str(uuid4()), {language: "Status Reason"})
    status.options = [Option(1, {language: "Active"}, 0), Option(2, {language: "Inactive"}, 1)]
    return [*made, state, status]


def money_companions(column: Column, table_has: set[str], language: int) -> list[Column]:
    """What the server adds with a money column: its base amount, currency and rate."""
    base = fresh_column(f"{column.schema}_Base", "Money", str(uuid4()), dict(column.label))
    base.base_of, base.created, base.updated = column.logical, False, False
    base.custom, base.precision_source = column.custom, 2
    base.minimum, base.maximum = -MONEY_LIMIT, MONEY_LIMIT
    made = [base]
    if "transactioncurrencyid" not in table_has:
        currency = fresh_column(
            "TransactionCurrencyId", "Lookup", str(uuid4()), {language: "Currency"}
        )
        currency.targets = ("transactioncurrency",)
        rate = fresh_column("ExchangeRate", "Decimal", str(uuid4()), {language: "Exchange Rate"})
        rate.created = rate.updated = False
        rate.minimum = Decimal("0.000000000001")
        rate.precision = 12
        made += [currency, rate]
    return made
