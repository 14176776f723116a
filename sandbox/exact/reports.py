"""What a test reads from the books: trial balance, duplicates, counts. Amounts are text."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from . import postings
from .entities import ACCOUNTS, OPEN_ITEMS, SALES, TRANSACTIONS
from .store import Division, Row

BY_EXACT = (postings.DEFERRED, postings.ACCRUED)
Sums = dict[str, Decimal]


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}" if amount.as_tuple().exponent >= -2 else f"{amount:f}"  # type: ignore[operator]


def trial_balance(division: Division) -> dict[str, Any]:
    """Per ledger, per period and per VAT code: debit positive, credit negative.

    `dc` is in the division's currency, `fc` per document currency. `posted` is what came through
    the API, `by_exact` what Exact made of it (deferrals); both together are `dc`.
    """
    ledgers: dict[str, _Ledger] = {}
    periods: dict[tuple[int, int, str], Decimal] = defaultdict(Decimal)
    vat: dict[str, _Vat] = {}
    codes = {row["_id"]: row for row in division.table("financial/GLAccounts")}
    for line in division.table(TRANSACTIONS):
        ledger = codes[line["GLAccount"]]
        ledgers.setdefault(ledger["Code"], _Ledger(ledger)).add(line)
        key = (line["FinancialYear"], line["FinancialPeriod"], ledger["Code"])
        periods[key] += line["AmountDC"]
        if line.get("VATCode"):
            vat.setdefault(line["VATCode"], _Vat()).add(line)
    names = {row["Code"]: row["Description"] for row in division.table("vat/VATCodes")}
    total = sum((one.dc for one in ledgers.values()), Decimal(0))
    return {
        "division": division.code,
        "currency": division.currency,
        "total_dc": _text(total),
        "ledgers": [ledgers[code].shown() for code in sorted(ledgers)],
        "periods": [
            {"year": year, "period": period, "ledger": code, "dc": _text(periods[key])}
            for key in sorted(periods)
            for year, period, code in [key]
        ],
        "vat": [
            {"code": code, "description": names.get(code, ""), **vat[code].shown()}
            for code in sorted(vat)
        ],
    }


class _Ledger:
    """The sums of one ledger."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.dc = self.posted = self.by_exact = Decimal(0)
        self.fc: Sums = defaultdict(Decimal)
        self.posted_fc: Sums = defaultdict(Decimal)

    def add(self, line: Row) -> None:
        self.dc += line["AmountDC"]
        self.fc[line["Currency"]] += line["AmountFC"]
        if line["Type"] in BY_EXACT:
            self.by_exact += line["AmountDC"]
        else:
            self.posted += line["AmountDC"]
            self.posted_fc[line["Currency"]] += line["AmountFC"]

    def shown(self) -> dict[str, Any]:
        return {
            "code": self.row["Code"],
            "description": self.row["Description"],
            "type": self.row["Type"],
            "dc": _text(self.dc),
            "posted_dc": _text(self.posted),
            "by_exact_dc": _text(self.by_exact),
            "fc": _texts(self.fc),
            "posted_fc": _texts(self.posted_fc),
        }


class _Vat:
    """Base and VAT of one code; turnover is negative like in the ledgers."""

    def __init__(self) -> None:
        self.base_dc = self.vat_dc = Decimal(0)
        self.base_fc: Sums = defaultdict(Decimal)
        self.vat_fc: Sums = defaultdict(Decimal)

    def add(self, line: Row) -> None:
        tax = line.get("VATType") == "V"
        if tax:
            self.vat_dc += line["AmountDC"]
        else:
            self.base_dc += line["AmountDC"]
        (self.vat_fc if tax else self.base_fc)[line["Currency"]] += line["AmountFC"]

    def shown(self) -> dict[str, Any]:
        return {
            "base_dc": _text(self.base_dc),
            "vat_dc": _text(self.vat_dc),
            "base_fc": _texts(self.base_fc),
            "vat_fc": _texts(self.vat_fc),
        }


def _texts(sums: Sums) -> dict[str, str]:
    return {currency: _text(amount) for currency, amount in sorted(sums.items())}


def duplicates(division: Division) -> dict[str, Any]:
    """Sales entries and accounts that stand twice.

    Entries: same YourRef, same sign, same total and currency. Accounts: same SearchCode.
    """
    entries: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in division.table(SALES):
        if row.get("YourRef"):
            key = (row["YourRef"], row["AmountFC"] < 0, row["AmountFC"], row["Currency"])
            entries[key].append(row)
    accounts: dict[str, list[Row]] = defaultdict(list)
    for row in division.table(ACCOUNTS):
        if row.get("SearchCode"):
            accounts[row["SearchCode"]].append(row)
    return {
        "sales_entries": [
            {
                "your_ref": key[0],
                "amount_fc": _text(key[2]),
                "currency": key[3],
                "entry_numbers": [row["EntryNumber"] for row in rows],
            }
            for key, rows in entries.items()
            if len(rows) > 1
        ],
        "accounts": [
            {"search_code": code, "codes": [row["Code"].strip() for row in rows]}
            for code, rows in accounts.items()
            if len(rows) > 1
        ],
    }


def counts(division: Division) -> dict[str, Any]:
    """How many rows each table has, and what is still open."""
    shown = {
        name: len(table)
        for name, table in sorted(division.tables.items())
        if len(table) and not name.startswith("_")
    }
    open_amounts: Sums = defaultdict(Decimal)
    for row in division.table(OPEN_ITEMS):
        open_amounts[row["CurrencyCode"]] += row["Amount"]
    return {"rows": shown, "open": _texts(open_amounts)}
