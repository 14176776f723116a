"""Periods and years: closing and opening them, and what Exact books at their end."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from .. import checks, postings
from ..entities import (
    BANK,
    CASH,
    JOURNAL_STATUS,
    LEDGERS,
    MEMO,
    RECEIVABLES,
    SALES,
    TRANSACTIONS,
)
from ..formats import date_ms
from ..seed.years import add_year, months, stretches
from ..store import Division, Row
from .arguments import Arguments

PERIODS = "financial/FinancialPeriods"


def close_period(division: Division, args: Arguments) -> Any:
    """Close a `period` of a `year` (all of it where left out) for a `journal`, or for all."""
    return _set_status(division, args, 1)


def open_period(division: Division, args: Arguments) -> Any:
    """Open again what `close_period` takes."""
    return _set_status(division, args, 0)


def year(division: Division, args: Arguments) -> Any:
    """Add a financial year: twelve months, or from `start` to `end`, in months or in stretches of
    `period_days`. With `replace` the periods that lie in it before go."""
    number = int(args.take("year"))
    start = args.take("start", f"{number}-01-01")
    end = args.take("end", f"{number}-12-31")
    days, replace = args.take("period_days", None), bool(args.take("replace", False))
    args.done()
    first, last = date_ms(start), date_ms(end)
    if replace:
        _remove_periods(division, number, first, last)
    periods = stretches(first, last, int(days)) if days else months(first, last)
    add_year(division, number, periods)
    return {"year": number, "periods": len(periods)}


def vat_return(division: Division, args: Arguments) -> Any:
    """File the VAT return of one or several `periods` of a `year`.

    Exact moves the VAT of the periods to the ledger of what is due, in one entry of type 50 in the
    last of them, and marks every entry with VAT in them as processed.
    """
    number = int(args.take("year"))
    periods = sorted(int(one) for one in args.take("periods"))
    args.done()
    rows = [
        row
        for row in division.table(TRANSACTIONS)
        if row["FinancialYear"] == number and row["FinancialPeriod"] in periods
    ]
    due: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.get("VATType") == "V" and row["Status"] == postings.OPEN:
            due[row["GLAccount"]] += row["AmountDC"]
    touched = {row["EntryID"] for row in rows if row.get("VATCode")}
    lines = [_line(ledger, -amount) for ledger, amount in sorted(due.items())]
    lines.append(_line(division.info["_vat_due_ledger"], sum(due.values(), Decimal(0))))
    entry = _own_entry(division, postings.VAT_RETURN, (number, periods[-1]), lines)
    for id_ in touched:
        _process(division, id_)
    for row in division.table(TRANSACTIONS).by("EntryID", entry):
        division.change(TRANSACTIONS, row, {"Status": postings.PROCESSED})
    return {"entry_id": entry, "processed": len(touched)}


def revalue(division: Division, args: Arguments) -> Any:
    """Revalue what customers owe in a `currency` at a `rate`, in a `period` of a `year`."""
    number, period = int(args.take("year")), int(args.take("period"))
    currency, rate = args.take("currency"), args.amount("rate")
    args.done()
    changes: dict[str, Decimal] = defaultdict(Decimal)
    for row in division.table(RECEIVABLES).by("Currency", currency):
        if row["Status"] == 20:
            worth = checks.rounded(row["AmountFC"] * rate)
            changes[row["GLAccount"]] += worth - row["AmountDC"]
    lines = [_line(ledger, amount) for ledger, amount in sorted(changes.items())]
    counter = division.info["_rate_ledger"]
    lines.append(_line(counter, -sum(changes.values(), Decimal(0))))
    entry = _own_entry(division, postings.REVALUATION, (number, period), lines, currency, rate)
    return {"entry_id": entry}


def close_year(division: Division, args: Arguments) -> Any:
    """Move the result of a `year` to its ledger in the last period, and close all its periods."""
    number = int(args.take("year"))
    args.done()
    sums: dict[str, Decimal] = defaultdict(Decimal)
    ledgers = {row["_id"]: row for row in division.table(LEDGERS)}
    for row in division.table(TRANSACTIONS).by("FinancialYear", number):
        if ledgers[row["GLAccount"]]["BalanceType"] == "W":
            sums[row["GLAccount"]] += row["AmountDC"]
    lines = [_line(ledger, -amount) for ledger, amount in sorted(sums.items())]
    lines.append(_line(division.info["_result_ledger"], sum(sums.values(), Decimal(0))))
    last = max(row["FinPeriod"] for row in division.table(PERIODS).by("FinYear", number))
    entry = _own_entry(division, postings.CLOSING, (number, last), lines)
    for row in division.table(JOURNAL_STATUS).by("Year", number):
        division.change(JOURNAL_STATUS, row, {"Status": 1})
    return {"entry_id": entry}


def _set_status(division: Division, args: Arguments, status: int) -> Any:
    number, period = int(args.take("year")), args.take("period", None)
    journal = args.take("journal", None)
    args.done()
    rows = [
        row
        for row in division.table(JOURNAL_STATUS).by("Year", number)
        if period in (None, row["Period"]) and journal in (None, row["Journal"])
    ]
    if not rows:
        raise ValueError("no such period")
    for row in rows:
        division.change(JOURNAL_STATUS, row, {"Status": status})
    return {"changed": len(rows)}


def _remove_periods(division: Division, number: int, first: int, last: int) -> None:
    for row in list(division.table(PERIODS)):
        inside = row["StartDate"] <= last and first <= row["EndDate"]
        if inside or row["FinYear"] == number:
            division.table(PERIODS).drop(row["_id"])
            for status in list(division.table(JOURNAL_STATUS).by("Year", row["FinYear"])):
                if status["Period"] == row["FinPeriod"]:
                    division.table(JOURNAL_STATUS).drop(status["_id"])


def _line(ledger: str, amount: Decimal) -> dict[str, Any]:
    return {"GLAccount": ledger, "AmountFC": amount, "AmountDC": amount}


def _own_entry(
    division: Division,
    kind: int,
    period: tuple[int, int],
    lines: list[dict[str, Any]],
    currency: str | None = None,
    rate: Decimal | None = None,
) -> str:
    """An entry that Exact makes; one of a foreign currency moves the division's amounts only."""
    rows = division.table(PERIODS).by("FinYear", period[0])
    own = next((row for row in rows if row["FinPeriod"] == period[1]), None)
    if own is None:
        raise ValueError("no such period")
    head = {
        **postings.head_of_own(division, kind, *period),
        "Date": own["EndDate"],
        "Currency": currency or division.currency,
        "ExchangeRate": rate or Decimal(1),
    }
    if currency:
        lines = [{**line, "AmountFC": Decimal(0)} for line in lines]
    postings.post(division, head, lines)
    return str(head["EntryID"])


def _process(division: Division, entry: str) -> None:
    """Mark an entry and its transaction lines as processed."""
    for table in (SALES, BANK, CASH, MEMO):
        row = division.table(table).get(entry)
        if row is not None:
            division.change(table, row, {"Status": postings.PROCESSED})
    rows: list[Row] = division.table(TRANSACTIONS).by("EntryID", entry)
    for row in rows:
        division.change(TRANSACTIONS, row, {"Status": postings.PROCESSED})
