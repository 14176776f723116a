"""Transaction lines: what an entry does to the ledgers. Debit is positive, credit negative."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from . import numbers
from .entities import TRANSACTIONS
from .formats import new_guid
from .store import Division, Row

SALES_ENTRY, CREDIT_NOTE, PURCHASE, CASH_FLOW, MEMO = 20, 21, 30, 40, 90
VAT_RETURN, REVALUATION, RATE_DIFFERENCE, PAYMENT_DIFFERENCE = 50, 80, 82, 83
DEFERRED, ACCRUED, CLOSING = 84, 95, 320
# What Exact makes itself: nobody posts these through the API.
BY_EXACT = (
    VAT_RETURN,
    REVALUATION,
    RATE_DIFFERENCE,
    PAYMENT_DIFFERENCE,
    DEFERRED,
    ACCRUED,
    CLOSING,
)
OPEN, PROCESSED = 20, 50
# EntityType in sync/Deleted.
DELETED_TRANSACTION_LINE, DELETED_ACCOUNT, DELETED_ADDRESS, DELETED_ATTACHMENT = 1, 2, 3, 4
DELETED_CONTACT, DELETED_DOCUMENT, DELETED_LEDGER, DELETED_ITEM = 5, 6, 7, 9
DELETED_PAYMENT_TERM, DELETED_SALES_INVOICE = 10, 13


class Unbalanced(Exception):
    """An entry's debit differs from its credit: a defect of the sandbox."""


# Which line of an entry a row is, and the id that it has.
Kept = dict[tuple[int, str], str]


def head_of_own(division: Division, kind: int, year: int, period: int) -> dict[str, Any]:
    """What the lines of an entry share that Exact makes itself, in the memorial journal.

    Exact books them in closed periods too.
    """
    journal, id_ = division.info["_memo_journal"], new_guid()
    number = numbers.entry_number(division, journal, year, None)
    numbers.take_number(division, journal, year, number, id_)
    return {
        "EntryID": id_,
        "EntryNumber": number,
        "JournalCode": journal,
        "FinancialYear": year,
        "FinancialPeriod": period,
        "Type": kind,
    }


def post(
    division: Division,
    header: dict[str, Any],
    lines: Iterable[dict[str, Any]],
    kept: Kept | None = None,
) -> list[Row]:
    """Write an entry's lines; numbered from 0 unless they carry a number. They must balance.

    `kept` are the ids of the lines that the entry had before it was booked anew; those that are
    used leave it.
    """
    rows = []
    for number, line in enumerate(lines):
        row = {"Status": OPEN, **header, "LineNumber": number, **line}
        row["ID"] = (kept or {}).pop(_place(row), None) or new_guid()
        rows.append(row)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums["DC"] += row["AmountDC"]
        sums["FC"] += row["AmountFC"]
    if sums["DC"] or sums["FC"]:
        raise Unbalanced(f"entry {header['EntryNumber']}: {dict(sums)}")
    return [division.put(TRANSACTIONS, row["ID"], row) for row in rows]


def remove(division: Division, entry: str) -> None:
    """Take an entry and what Exact derived from it out of the ledgers."""
    remove_derived(division, entry)
    for row in division.table(TRANSACTIONS).by("EntryID", entry):
        _drop(division, row["_id"])


def remove_derived(division: Division, entry: str) -> None:
    """Take out what Exact derived from an entry; the numbers are free again."""
    for row in division.table(TRANSACTIONS).by("_source", entry):
        numbers.free_number(division, row["JournalCode"], row["FinancialYear"], row["EntryNumber"])
        _drop(division, row["_id"])


def kept_lines(division: Division, entry: str) -> Kept:
    """The lines of an entry that is about to be booked anew."""
    return {_place(row): row["_id"] for row in division.table(TRANSACTIONS).by("EntryID", entry)}


def drop_rest(division: Division, kept: Kept) -> None:
    """Remove the lines that an entry no longer has after it was booked anew."""
    for id_ in kept.values():
        _drop(division, id_)


def _place(row: Row) -> tuple[int, str]:
    return row["LineNumber"], row.get("VATType") or ""


def _drop(division: Division, id_: str) -> None:
    division.table(TRANSACTIONS).drop(id_)
    register_deletion(division, DELETED_TRANSACTION_LINE, id_)


def register_deletion(division: Division, kind: int, key: str) -> None:
    """Add a row to what sync/Deleted reports."""
    id_ = new_guid()
    division.put(
        "sync/Deleted",
        id_,
        {"ID": id_, "EntityKey": key, "EntityType": kind, "DeletedDate": division.clock()},
    )
