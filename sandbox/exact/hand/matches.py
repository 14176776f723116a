"""Matching, undoing matches, writing off and crediting, as a bookkeeper does it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .. import matching, memo, sales
from ..entities import LEDGERS, RECEIVABLES, SALES, SALES_LINES
from ..store import Division, Row
from .arguments import Arguments


def match(division: Division, args: Arguments) -> Any:
    """Match open items: `entries`, each `entry_number` and `amount` (all of it where left out)."""
    items = []
    for one in args.below("entries"):
        item = one.open_item()
        amount = one.amount("amount", item["AmountFC"])
        one.done()
        items.append(matching.part_of(division, item, amount))
    ledger = division.info["_difference_ledger"] if args.take("difference", False) else None
    args.done()
    return {"match": matching.settle(division, items, difference=ledger)}


def unmatch(division: Division, args: Arguments) -> Any:
    """Undo every match of an entry; a match that Exact made itself as well."""
    _, entry = args.entry()
    args.done()
    found = matching.of_entry(division, entry["EntryID"])
    if not found:
        raise ValueError("nothing of this entry is matched")
    for one in found:
        matching.undo(division, one)
    return {"unmatched": len(found)}


def write_off(division: Division, args: Arguments) -> Any:
    """Write an open item off by a general journal entry, wholly or in part, and match it."""
    item = args.open_item()
    amount = args.amount("amount", item["AmountFC"])
    ledger = args.coded("ledger", LEDGERS, "4510")
    date, text = args.date(), args.take("description", "Afgeboekt")
    args.done()
    shared = {"Date": date, "Description": text}
    values = {
        "JournalCode": division.info["_memo_journal"],
        "Currency": item["Currency"],
        "ExchangeRate": item["RateFC"] if item["Currency"] != division.currency else None,
        "GeneralJournalEntryLines": [
            {"GLAccount": ledger["ID"], "AmountFC": amount, **shared},
            {
                "GLAccount": item["GLAccount"],
                "Account": item["Account"],
                "AmountFC": -amount,
                **shared,
            },
        ],
    }
    part = matching.part_of(division, item, amount)
    entry = memo.create(division, values)
    (line,) = division.table(RECEIVABLES).by("EntryID", entry["EntryID"])
    matching.settle(division, [part, line])
    return {"entry_id": entry["EntryID"], "entry_number": entry["EntryNumber"]}


def credit(division: Division, args: Arguments) -> Any:
    """Credit a sales entry by a new one with the ledgers and VAT codes of the old.

    `amount` is the part of the total that is credited (all where left out), VAT included. With
    `match` (true unless said otherwise) both are matched as far as that goes.
    """
    table, entry = args.entry()
    if table != SALES:
        raise ValueError("this is no sales entry")
    date, your_ref = args.date(), args.take("your_ref", f"{entry.get('YourRef', '')}-CR")
    amount = args.amount("amount", entry["AmountFC"])
    wanted = bool(args.take("match", True))
    args.done()
    share = Decimal(amount) / entry["AmountFC"]
    lines = sorted(
        division.table(SALES_LINES.path).by("EntryID", entry["_id"]),
        key=lambda row: row["LineNumber"],
    )
    values = {
        "Customer": entry["Customer"],
        "Journal": entry["Journal"],
        "EntryDate": date,
        "Currency": entry["Currency"],
        "Rate": entry["Rate"] if entry["Currency"] != division.currency else None,
        "PaymentCondition": entry["PaymentCondition"],
        "YourRef": your_ref[:40],
        "SalesEntryLines": [_credited(line, share) for line in lines],
    }
    made = sales.create(division, values)
    if wanted:
        _settle_as_far_as_it_goes(division, entry, made)
    return {"entry_id": made["EntryID"], "entry_number": made["EntryNumber"]}


def _credited(line: Row, share: Decimal) -> dict[str, Any]:
    same = ("GLAccount", "VATCode", "CostCenter", "CostUnit", "Description", "VATPercentage")
    values = {name: line["_given"].get(name) for name in same}
    values["AmountFC"] = -line["_given"]["AmountFC"] * share
    if line["VATAmountFC"]:
        values["VATAmountFC"] = -line["VATAmountFC"] * share
    return values


def _settle_as_far_as_it_goes(division: Division, old: Row, new: Row) -> None:
    table = division.table(RECEIVABLES)
    first = next((row for row in table.by("EntryID", old["_id"]) if row["Status"] == 20), None)
    (second,) = table.by("EntryID", new["_id"])
    if first is None:
        return
    most = min(abs(first["AmountFC"]), abs(second["AmountFC"]))
    parts = [
        matching.part_of(division, row, most if row["AmountFC"] > 0 else -most)
        for row in (first, second)
    ]
    matching.settle(division, parts)
