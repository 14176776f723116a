"""Transaction lines: what an entry does to the ledgers. Debit is positive, credit negative."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from .entities import TRANSACTIONS
from .formats import new_guid
from .store import Division, Row

SALES_ENTRY, CREDIT_NOTE, CASH_FLOW, DEFERRED, MEMO, ACCRUED = 20, 21, 40, 84, 90, 95
OPEN, PROCESSED = 20, 50
DELETED_TRANSACTION_LINE, DELETED_ACCOUNT = 1, 2


class Unbalanced(Exception):
    """An entry's debit differs from its credit: a defect of the sandbox."""


def post(division: Division, header: dict[str, Any], lines: Iterable[dict[str, Any]]) -> list[Row]:
    """Write an entry's lines; numbered from 0 unless they carry a number. They must balance."""
    rows = []
    for number, line in enumerate(lines):
        id_ = new_guid()
        rows.append({"Status": OPEN, **header, "LineNumber": number, **line, "ID": id_})
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums["DC"] += row["AmountDC"]
        sums["FC"] += row["AmountFC"]
    if sums["DC"] or sums["FC"]:
        raise Unbalanced(f"entry {header['EntryNumber']}: {dict(sums)}")
    return [division.put(TRANSACTIONS, row["ID"], row) for row in rows]


def remove(division: Division, entry: str) -> None:
    """Take an entry and what Exact derived from it out of the ledgers."""
    table = division.table(TRANSACTIONS)
    for row in [*table.by("EntryID", entry), *table.by("_source", entry)]:
        table.drop(row["_id"])
        register_deletion(division, DELETED_TRANSACTION_LINE, row["_id"])


def register_deletion(division: Division, kind: int, key: str) -> None:
    """Add a row to what sync/Deleted reports."""
    id_ = new_guid()
    division.put(
        "sync/Deleted",
        id_,
        {"ID": id_, "EntityKey": key, "EntityType": kind, "DeletedDate": division.clock()},
    )
