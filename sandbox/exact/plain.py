"""Rules of reference data: which values a row may have beside the fields that it must have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import checks
from .entities import ITEMS, LEDGERS
from .errors import Refusal
from .receivables import METHODS
from .store import Division, Row

Values = dict[str, Any]
BANK_TYPE = 12


def check(division: Division, path: str, values: Values, old: Row | None) -> None:
    """Refuse values that this kind of row can't have. `old` is the row that is changed."""
    rule = _RULES.get(path)
    if rule is not None:
        rule(division, values, old)


def _item(division: Division, values: Values, old: Row | None) -> None:
    """An item's group, ledgers and VAT code exist; without a group it takes the default one."""
    if values.get("ItemGroup"):
        checks.reference(division, "logistics/ItemGroups", values["ItemGroup"], "ItemGroup")
    elif old is None:
        default = division.table("logistics/ItemGroups").one("IsDefault", 1)
        values["ItemGroup"] = default["ID"] if default else None
    if values.get("GLRevenue"):
        row = checks.ledger(division, values["GLRevenue"])
        if row["Type"] != checks.REVENUE:
            raise Refusal("invalid", caption="GLAccountType")
    if values.get("SalesVatCode"):
        code = checks.code_reference(division, "vat/VATCodes", values["SalesVatCode"], "VATCode")
        values["SalesVatCode"] = code["Code"]
    for name in ("GLCosts", "GLStock"):
        if values.get(name):
            checks.reference(division, LEDGERS, values[name], "GLAccount")


def _rate(division: Division, values: Values, old: Row | None) -> None:
    for name in ("SourceCurrency", "TargetCurrency"):
        if values.get(name):
            checks.code_reference(division, "general/Currencies", values[name], "Currency")
    if old is None:
        values.setdefault("TargetCurrency", division.currency)
        if values.get("Rate") is None:
            raise Refusal("mandatory", caption="Rate")
    if values.get("Rate") is not None and values["Rate"] <= 0:
        raise Refusal("invalid", caption="Rate")


def _journal(division: Division, values: Values, old: Row | None) -> None:
    kind = values.get("Type", old["Type"] if old else None)
    mask = values.get("BankAccountIncludingMask", (old or {}).get("BankAccountIncludingMask"))
    if kind == BANK_TYPE and not mask:
        raise Refusal("mandatory", caption="BankAccount")
    if values.get("GLAccount"):
        checks.reference(division, LEDGERS, values["GLAccount"], "GLAccount")


def _condition(division: Division, values: Values, old: Row | None) -> None:
    if values.get("PaymentMethod") not in (None, *METHODS):
        raise Refusal("invalid", caption="PaymentMethod")


_RULES: dict[str, Callable[[Division, Values, Row | None], None]] = {
    ITEMS: _item,
    "financial/ExchangeRates": _rate,
    "financial/Journals": _journal,
    "cashflow/PaymentConditions": _condition,
}
