"""financial/ReportingBalance: amounts per ledger, period, cost object, type and status."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from .entities import TRANSACTIONS
from .store import Division, Row

_GROUP = ("GLAccount", "FinancialYear", "FinancialPeriod", "CostCenter", "CostUnit", "Type")


def reporting_balance(division: Division) -> list[Row]:
    """One row for every combination in the books. Debit is positive."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for line in division.table(TRANSACTIONS):
        groups[tuple(line.get(name) for name in (*_GROUP, "Status"))].append(line)
    return [_row(division, number, lines) for number, lines in enumerate(groups.values(), start=1)]


def _row(division: Division, number: int, lines: list[Row]) -> Row:
    first = lines[0]
    ledger = division.table("financial/GLAccounts").rows[first["GLAccount"]]
    amounts = [line["AmountDC"] for line in lines]
    return {
        "_id": str(number),
        "_seq": number,
        "ID": number,
        "Division": division.code,
        "GLAccount": first["GLAccount"],
        "GLAccountCode": ledger["Code"],
        "GLAccountDescription": ledger["Description"],
        "BalanceType": ledger["BalanceType"],
        "ReportingYear": first["FinancialYear"],
        "ReportingPeriod": first["FinancialPeriod"],
        "CostCenterCode": first.get("CostCenter"),
        "CostUnitCode": first.get("CostUnit"),
        "Type": first["Type"],
        "Status": first["Status"],
        "Count": len(lines),
        "Amount": sum(amounts, Decimal(0)),
        "AmountDebit": sum((amount for amount in amounts if amount > 0), Decimal(0)),
        "AmountCredit": sum((-amount for amount in amounts if amount < 0), Decimal(0)),
    }
