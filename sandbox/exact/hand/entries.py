"""Entries that a bookkeeper changes or takes out, and accounts that are merged or deleted."""

from __future__ import annotations

from typing import Any

from .. import accounts, bank, booking, matching, memo, postings, sales
from ..entities import (
    ACCOUNTS,
    BANK,
    BANK_LINES,
    CASH,
    CASH_LINES,
    ENTITIES,
    MEMO,
    MEMO_LINES,
    OPEN_ITEMS,
    PAYABLES,
    RECEIVABLES,
    SALES,
    SALES_LINES,
    TRANSACTIONS,
)
from ..formats import read_value
from ..store import Division, Row
from .arguments import Arguments

# Where an account is named, and by which field.
_NAMED = (
    (SALES, "Customer"),
    (BANK_LINES.path, "Account"),
    (CASH_LINES.path, "Account"),
    (MEMO_LINES.path, "Account"),
    (TRANSACTIONS, "Account"),
    (RECEIVABLES, "Account"),
    (PAYABLES, "Account"),
    (OPEN_ITEMS, "AccountId"),
    ("crm/Addresses", "Account"),
    ("crm/Contacts", "Account"),
    ("documents/Documents", "Account"),
    ("salesinvoice/SalesInvoices", "OrderedBy"),
    ("salesinvoice/SalesInvoices", "InvoiceTo"),
)


def edit_entry(division: Division, args: Arguments) -> Any:
    """Change a sales entry: `set` on its header, `lines` each `line` (its number) and `set`.

    Its matches are undone first, as they are on the screen.
    """
    table, entry = args.entry()
    if table != SALES:
        raise ValueError("only sales entries can be changed; delete the others")
    header = _typed(SALES, args.take("set", {}))
    changes = [(int(one.take("line")), one) for one in args.below("lines")]
    args.done()
    _unmatch(division, entry)
    if header:
        entry = sales.update(division, entry, header)
    for number, one in changes:
        line = _line(division, entry, number)
        sales.update_line(division, line, _typed(SALES_LINES.path, one.take("set")))
        one.done()
    return {"entry_id": entry["EntryID"]}


def delete_entry(division: Division, args: Arguments) -> Any:
    """Delete an entry of any kind; its matches are undone first.

    A bank or cash entry in the middle goes too: the balances behind it are shifted.
    """
    table, entry = args.entry()
    args.done()
    _unmatch(division, entry)
    if table == SALES:
        sales.delete(division, entry)
    elif table == MEMO:
        memo.delete(division, entry)
    else:
        kind = booking.BANK_KIND if table == BANK else booking.CASH_KIND
        booking.check_removable(division, entry)
        bank.shift_later(division, kind, entry)
        booking.remove(division, kind, entry)
    return {"deleted": entry["EntryID"], "table": {CASH: "cash"}.get(table, table)}


def merge_accounts(division: Division, args: Arguments) -> Any:
    """Merge the account `from` into `into`: all that names it moves, then it vanishes."""
    gone, stays = args.coded("from", ACCOUNTS), args.coded("into", ACCOUNTS)
    args.done()
    if gone is stays:
        raise ValueError("an account is not merged with itself")
    moved = 0
    for table, field in _NAMED:
        for row in division.table(table).by(field, gone["ID"]):
            values: Row = {field: stays["ID"]}
            if "_given" in row and field in row["_given"]:
                values["_given"] = {**row["_given"], field: stays["ID"]}
            division.change(table, row, values)
            moved += 1
    division.table(ACCOUNTS).drop(gone["_id"])
    postings.register_deletion(division, postings.DELETED_ACCOUNT, gone["_id"])
    return {"gone": gone["ID"], "stays": stays["ID"], "moved": moved}


def delete_account(division: Division, args: Arguments) -> Any:
    """Delete an account that nothing names."""
    account = args.coded("account", ACCOUNTS)
    args.done()
    accounts.delete(division, account)
    return {"deleted": account["ID"]}


def _unmatch(division: Division, entry: Row) -> None:
    for one in matching.of_entry(division, entry["EntryID"]):
        matching.undo(division, one)


def _line(division: Division, entry: Row, number: int) -> Row:
    for row in division.table(SALES_LINES.path).by("EntryID", entry["EntryID"]):
        if row["LineNumber"] == number:
            return row
    raise ValueError(f"no line {number}")


def _typed(path: str, values: dict[str, Any]) -> dict[str, Any]:
    fields = ENTITIES[path].fields
    return {name: read_value(fields[name], value) for name, value in values.items()}
