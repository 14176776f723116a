"""Currency, exchange rate and the `_base` columns of a row with amounts."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from ..metadata.model import Table
from ..organisation import Organisation
from ..store import Row

_FOUR = Decimal("0.0001")


def settle_money(org: Organisation, table: Table, row: Row) -> None:
    """Fill in what follows from the amounts; without a currency the base currency is taken.

    An amount is rounded to the precision that its column asks for (`PrecisionSource`: 0 its own,
    1 the organisation's, 2 the currency's) and kept with four decimals.
    """
    if "transactioncurrencyid" not in table.columns or "exchangerate" not in table.columns:
        return
    amounts = [
        column
        for column in table.columns.values()
        if column.type == "Money" and not column.base_of and column.logical in row
    ]
    if "transactioncurrencyid" not in row:
        if not amounts and table.custom:
            return
        row["transactioncurrencyid"] = org.base_currency
        if amounts:
            row["_assumed_currency"] = True
    currency = org.store.get("transactioncurrency", row["transactioncurrencyid"])
    if currency is None:
        return
    rate = Decimal(currency["exchangerate"])
    row["exchangerate"] = rate
    for column in amounts:
        places = currency["currencyprecision"]
        if column.precision_source != 2:
            places = 2 if column.precision_source == 1 else column.precision or 0
        amount = row[column.logical].quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
        row[column.logical] = amount.quantize(_FOUR)
        base = f"{column.logical}_base"
        if base in table.columns:
            row[base] = (amount / rate).quantize(_FOUR, ROUND_HALF_EVEN)
    for column in table.columns.values():
        if column.base_of and column.base_of not in row:
            row.pop(column.logical, None)
