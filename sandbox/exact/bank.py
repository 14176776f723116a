"""Bank and cash entries: lines from the bank's point of view, and the balance rule.

The opening balance must be the closing balance of the journal's last entry, and opening plus all
lines must be closing; a balance that isn't sent is computed. Entries can't be changed, only
deleted while they are open, the last one first.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from . import booking
from .booking import BANK_KIND, CASH_KIND, Kind
from .errors import Refusal
from .store import Division, Row

Values = dict[str, Any]


def create(division: Division, values: Values) -> Row:
    """Book a bank entry and match what its lines name."""
    return _book(division, BANK_KIND, values)


def delete(division: Division, entry: Row) -> None:
    """Take an open bank entry out again."""
    _take_out(division, BANK_KIND, entry)


def create_cash(division: Division, values: Values) -> Row:
    """Book a cash entry and match what its lines name."""
    return _book(division, CASH_KIND, values)


def delete_cash(division: Division, entry: Row) -> None:
    """Take an open cash entry out again."""
    _take_out(division, CASH_KIND, entry)


def shift_later(division: Division, kind: Kind, entry: Row) -> None:
    """Move the balances behind an entry that is about to go."""
    amount = entry["ClosingBalanceFC"] - entry["OpeningBalanceFC"]
    for row in division.table(kind.entries).by("JournalCode", entry["JournalCode"]):
        if row["_seq"] > entry["_seq"] and row["Currency"] == entry["Currency"]:
            values = {name: row[name] - amount for name in ("OpeningBalanceFC", "ClosingBalanceFC")}
            division.change(kind.entries, row, values)


def _book(division: Division, kind: Kind, values: Values) -> Row:
    draft = booking.opened(division, kind, values)
    document = values.get("BankStatementDocument")
    built = [
        _line(division, kind, draft, line, number)
        for number, line in enumerate(draft.lines, start=1)
    ]
    draft.header |= {"BankStatementDocument": document}
    draft.header |= _balances(division, kind, values, draft.header, built)
    entry = booking.store(division, kind, draft, built, values.get("EntryNumber"))
    first = {
        "GLAccount": draft.journal["GLAccount"],
        "AmountFC": sum((line["AmountFC"] for line in built), Decimal(0)),
        "AmountDC": sum((line["AmountDC"] for line in built), Decimal(0)),
        "ExchangeRate": built[0]["ExchangeRate"],
        "Date": draft.date,
        "LineNumber": 0,
    }
    booking.post(division, kind, entry, built, first)
    return entry


def _take_out(division: Division, kind: Kind, entry: Row) -> None:
    """Only the journal's last entry can go, or the balances would break."""
    booking.check_removable(division, entry)
    if _last(division, kind, entry["JournalCode"], entry["Currency"]) is not entry:
        raise Refusal("invalid", caption="ClosingBalanceFC")
    booking.remove(division, kind, entry)


def _line(
    division: Division, kind: Kind, draft: booking.Draft, line: Values, number: int
) -> Values:
    if line.get("AmountFC") is None and line.get("GLAccount") is not None:
        raise Refusal("mandatory", caption="AmountFC")
    date = booking.line_date(division, line)
    rate = booking.rate(division, draft, line.get("ExchangeRate"), date)
    return booking.line(division, kind, draft, line, number, rate)


def _last(division: Division, kind: Kind, journal: str, currency: str) -> Row | None:
    """The entry whose closing balance the next one opens with."""
    rows = [
        row
        for row in division.table(kind.entries).by("JournalCode", journal)
        if row["Currency"] == currency
    ]
    return max(rows, key=lambda row: row["_seq"], default=None)


def _balances(
    division: Division, kind: Kind, values: Values, header: Values, lines: list[Values]
) -> Values:
    last = _last(division, kind, header["JournalCode"], header["Currency"])
    opening = Decimal(last["ClosingBalanceFC"]) if last else Decimal(0)
    closing = opening + sum((line["AmountFC"] for line in lines), Decimal(0))
    computed = {"OpeningBalanceFC": opening, "ClosingBalanceFC": closing}
    for name, amount in computed.items():
        if values.get(name) is not None and values[name] != amount:
            raise Refusal("invalid", caption=name)
    return computed
