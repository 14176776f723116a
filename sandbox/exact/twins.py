"""What stands twice in the books, whatever the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from .entities import ACCOUNTS, BANK_LINES, CASH_LINES, MEMO_LINES, SALES
from .reports import as_text
from .store import Division, Row

_LINE_KEY = ("Description", "GLAccount", "Account", "AmountFC", "OurRef")


def duplicates(division: Division) -> dict[str, Any]:
    """Entries and accounts that stand twice.

    Sales entries: same YourRef, same sign, same total and currency. Accounts: same SearchCode.
    Bank, cash and general journal entries: a line with the same description, ledger, account,
    amount and OurRef in more than one of them; lines without a description don't count. Their
    keys are there only where something stands twice.
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
    lines = {
        "bank_entries": _twice(division.table(BANK_LINES.path)),
        "cash_entries": _twice(division.table(CASH_LINES.path)),
        "memo_entries": _twice(division.table(MEMO_LINES.path)),
    }
    return {
        "sales_entries": [
            {
                "your_ref": key[0],
                "amount_fc": as_text(key[2]),
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
        **{name: found for name, found in lines.items() if found},
    }


def _twice(lines: Iterable[Row]) -> list[dict[str, Any]]:
    """The lines that stand in more than one entry."""
    found: dict[tuple[Any, ...], dict[str, int]] = defaultdict(dict)
    for line in lines:
        if line.get("Description"):
            key = tuple(line.get(name) for name in _LINE_KEY)
            found[key][line["EntryID"]] = line["EntryNumber"]
    return [
        {
            "description": key[0],
            "amount_fc": as_text(key[3]),
            "our_ref": key[4],
            "entry_numbers": list(entries.values()),
        }
        for key, entries in found.items()
        if len(entries) > 1
    ]
