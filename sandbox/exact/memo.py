"""General journal entries: debit positive, credit negative, and they must balance."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from . import booking, postings
from .booking import MEMO_KIND
from .errors import Refusal
from .store import Division, Row

Values = dict[str, Any]


def create(division: Division, values: Values) -> Row:
    """Book a general journal entry (type 90) and match what its lines name."""
    draft = booking.opened(division, MEMO_KIND, values)
    rate = booking.rate(division, draft, values.get("ExchangeRate"), draft.date)
    draft.header |= {
        "ExchangeRate": rate,
        "Reversal": values.get("Reversal"),
        "Type": postings.MEMO,
    }
    built = [
        booking.line(division, MEMO_KIND, draft, line, number, rate)
        for number, line in enumerate(draft.lines, start=1)
    ]
    _check_balance(draft.header, built)
    entry = booking.store(division, MEMO_KIND, draft, built, values.get("EntryNumber"))
    booking.post(division, MEMO_KIND, entry, built, None)
    return entry


def delete(division: Division, entry: Row) -> None:
    """Take an open entry out of the books."""
    booking.remove(division, MEMO_KIND, entry)


def _check_balance(header: Values, lines: list[Values]) -> None:
    """Debit equals credit; a rounding of the conversion goes to the largest line."""
    difference = sum((line["AmountFC"] for line in lines), Decimal(0))
    if difference:
        raise Refusal(
            "out_of_balance",
            year=str(header["FinancialYear"]),
            period=str(header["FinancialPeriod"]),
            type=str(header["Type"]),
            currency=header["Currency"],
            difference=f"{difference:f}".replace(".", ","),
        )
    converted = sum((line["AmountDC"] for line in lines), Decimal(0))
    if converted:
        largest = max(lines, key=lambda line: abs(line["AmountDC"]))
        largest["AmountDC"] -= converted
