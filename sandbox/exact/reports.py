"""What a proof reads from the books: trial balance, open items, counts. Amounts are text."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from . import postings
from .entities import ACCOUNTS, LEDGERS, OPEN_ITEMS, RECEIVABLES, TRANSACTIONS
from .formats import moment
from .store import Division, Row

Sums = dict[str, Decimal]
# year, period, ledger, VAT code, whether it is VAT itself, currency, type of transaction
_Cell = tuple[int, int, str, str, bool, str, int]


def as_text(amount: Decimal) -> str:
    """An amount with two decimals, or as many as it has."""
    return f"{amount:.2f}" if amount.as_tuple().exponent >= -2 else f"{amount:f}"  # type: ignore[operator]


def trial_balance(division: Division) -> dict[str, Any]:
    """Per ledger, per period and per VAT code: debit positive, credit negative.

    `dc` is in the division's currency, `fc` per document currency. `posted` is what people and
    programs booked, `by_exact` what Exact made of it (VAT return, revaluation, exchange and payment
    differences, deferrals, closing); both together are `dc`. `cells` has all of it apart: one row
    per year, period, ledger, VAT code (`tax` tells VAT from base), currency and type.
    """
    ledgers: dict[str, _Ledger] = {}
    periods: dict[tuple[int, int, str], Decimal] = defaultdict(Decimal)
    vat: dict[str, _Vat] = {}
    cells: dict[_Cell, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0)])
    codes = {row["_id"]: row for row in division.table(LEDGERS)}
    for line in division.table(TRANSACTIONS):
        ledger = codes[line["GLAccount"]]
        ledgers.setdefault(ledger["Code"], _Ledger(ledger)).add(line)
        key = (line["FinancialYear"], line["FinancialPeriod"], ledger["Code"])
        periods[key] += line["AmountDC"]
        tax = line.get("VATType") == "V"
        cell = cells[(*key, line.get("VATCode") or "", tax, line["Currency"], line["Type"])]
        cell[0] += line["AmountFC"]
        cell[1] += line["AmountDC"]
        cell[2] += 1
        if line.get("VATCode"):
            vat.setdefault(line["VATCode"], _Vat()).add(line)
    names = {row["Code"]: row["Description"] for row in division.table("vat/VATCodes")}
    total = sum((one.dc for one in ledgers.values()), Decimal(0))
    return {
        "division": division.code,
        "currency": division.currency,
        "total_dc": as_text(total),
        "ledgers": [ledgers[code].shown() for code in sorted(ledgers)],
        "periods": [
            {"year": year, "period": period, "ledger": code, "dc": as_text(periods[key])}
            for key in sorted(periods)
            for year, period, code in [key]
        ],
        "vat": [
            {"code": code, "description": names.get(code, ""), **vat[code].shown()}
            for code in sorted(vat)
        ],
        "cells": [_cell(key, *cells[key]) for key in sorted(cells)],
    }


def _cell(key: _Cell, fc: Decimal, dc: Decimal, lines: Decimal) -> dict[str, Any]:
    year, period, ledger, code, tax, currency, kind = key
    return {
        "year": year,
        "period": period,
        "ledger": ledger,
        "vat_code": code,
        "tax": tax,
        "currency": currency,
        "type": kind,
        "by_exact": kind in postings.BY_EXACT,
        "fc": as_text(fc),
        "dc": as_text(dc),
        "lines": int(lines),
    }


def open_items(division: Division) -> dict[str, Any]:
    """What is open on the debtors' ledgers, per account and document; receipts are negative."""
    codes = {row["_id"]: row["Code"] for row in division.table(LEDGERS)}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in division.table(RECEIVABLES):
        if row["Status"] == 20:
            found[row["Account"]].append(row)
    accounts = []
    for id_, rows in found.items():
        account = division.table(ACCOUNTS).rows[id_]
        sums: Sums = defaultdict(Decimal)
        for row in rows:
            sums[row["Currency"]] += row["AmountFC"]
        accounts.append(
            {
                "id": id_,
                "code": account["Code"].strip(),
                "name": account["Name"],
                "search_code": account.get("SearchCode"),
                "fc": texts(sums),
                "dc": as_text(sum((row["AmountDC"] for row in rows), Decimal(0))),
                "documents": [_document(row, codes) for row in rows],
            }
        )
    return {
        "division": division.code,
        "currency": division.currency,
        "accounts": sorted(accounts, key=lambda one: int(one["code"])),
    }


def _document(row: Row, codes: dict[str, str]) -> dict[str, Any]:
    return {
        "entry_number": row["EntryNumber"],
        "your_ref": row.get("YourRef"),
        "our_ref": row.get("InvoiceNumber"),
        "journal": row["Journal"],
        "ledger": codes[row["GLAccount"]],
        "type": row["TransactionType"],
        "date": moment(row["InvoiceDate"]).date().isoformat(),
        "due_date": moment(row["DueDate"]).date().isoformat(),
        "currency": row["Currency"],
        "fc": as_text(row["AmountFC"]),
        "dc": as_text(row["AmountDC"]),
        "of_fc": as_text(row["TransactionAmountFC"]),
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
        if line["Type"] in postings.BY_EXACT:
            self.by_exact += line["AmountDC"]
        else:
            self.posted += line["AmountDC"]
            self.posted_fc[line["Currency"]] += line["AmountFC"]

    def shown(self) -> dict[str, Any]:
        return {
            "code": self.row["Code"],
            "description": self.row["Description"],
            "type": self.row["Type"],
            "dc": as_text(self.dc),
            "posted_dc": as_text(self.posted),
            "by_exact_dc": as_text(self.by_exact),
            "fc": texts(self.fc),
            "posted_fc": texts(self.posted_fc),
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
            "base_dc": as_text(self.base_dc),
            "vat_dc": as_text(self.vat_dc),
            "base_fc": texts(self.base_fc),
            "vat_fc": texts(self.vat_fc),
        }


def texts(sums: Sums) -> dict[str, str]:
    """Amounts per currency as text."""
    return {currency: as_text(amount) for currency, amount in sorted(sums.items())}


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
    return {"rows": shown, "open": texts(open_amounts)}
