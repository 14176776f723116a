"""What tests of entries read from the books."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sandbox.tests.exact_caller import Exact

TRANSACTIONS = "financialtransaction/TransactionLines"
YEAR = {"From": "2026-10-01T00:00:00", "To": "2027-09-30T00:00:00"}


def transactions(exact: Exact) -> list[dict[str, Any]]:
    """Every transaction line, through all pages."""
    select = "EntryNumber,LineNumber,Type,FinancialYear,FinancialPeriod,GLAccountCode,AmountDC"
    answer = exact.get(TRANSACTIONS, select=f"{select},AmountFC,VATCode,Account,JournalCode")
    rows = list(answer.d["results"])
    while "__next" in answer.d:
        answer = exact.get(answer.d["__next"])
        rows += answer.d["results"]
    return rows


def assert_balanced(exact: Exact) -> None:
    """Debit equals credit per entry, per period and in all."""
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    for row in transactions(exact):
        sums["entry", row["JournalCode"], row["EntryNumber"]] += row["AmountDC"]
        sums["fc", row["JournalCode"], row["EntryNumber"]] += row["AmountFC"]
        sums["period", row["FinancialYear"], row["FinancialPeriod"]] += row["AmountDC"]
    assert sums and not any(sums.values())
    assert exact.balance()["total_dc"] == "0.00"


def by_period(exact: Exact, ledger: str) -> dict[str, str]:
    return {
        f"{row['year']}-{row['period']:02d}": row["dc"]
        for row in exact.balance()["periods"]
        if row["ledger"] == ledger and row["dc"] != "0.00"
    }
