"""Control totals: what a controller compares the target's books with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .books import Record
from .credits import document_tax
from .money import digits, major

DOCUMENTS = ("invoice", "credit_note", "transaction")


def totals(records: dict[str, Iterable[Record]]) -> dict[str, dict[str, dict[str, Any]]]:
    """kind → currency → status → count, and sums in major units as decimal text.

    Deleted documents stand under the status `deleted`.
    """
    return {kind: _of_kind(kind, records[kind]) for kind in DOCUMENTS}


def _of_kind(kind: str, records: Iterable[Record]) -> dict[str, dict[str, Any]]:
    sums: dict[tuple[str, str], list[int]] = {}
    for record in records:
        status = "deleted" if record["deleted"] else record["status"]
        entry = sums.setdefault((record["currency_code"], status), [0, 0, 0])
        entry[0] += 1
        entry[1] += record["amount"] if kind == "transaction" else record["total"]
        entry[2] += 0 if kind == "transaction" else document_tax(record)
    found: dict[str, dict[str, Any]] = {}
    for (currency, status), (count, total, tax) in sorted(sums.items()):
        found.setdefault(currency, {})[status] = {
            "count": count,
            "total": _text(total, currency),
            "tax": _text(tax, currency),
        }
    return found


def _text(amount: int, currency: str) -> str:
    return f"{major(amount, currency):.{digits(currency)}f}"
