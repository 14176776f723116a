"""Looks for a memo entry that may stand in Exact already: by our key in its lines' descriptions.

Every line of an entry of ours bears the key, so what is found must have all of our lines and no
other: each with its ledger, account, amount and day. The currency stands on the entry's header.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from ...ledger.problems import Conflict, Problem
from ...ledger.pull import Ask, Posted
from ...ledger.text import dump
from ...ledger.words import ZERO
from . import formats, memo
from .client import Exact

LINES_PATH = "generaljournalentry/GeneralJournalEntryLines"
LINE_FIELDS = "EntryID,EntryNumber,Description,GLAccount,Account,AmountFC,AmountVATFC,Date"
HEADER_FIELDS = "EntryID,Currency"

#: Amounts come back as doubles: less than a tenth of the smallest unit is the same amount.
_PLACES = Decimal("0.001")

Found = Iterable[tuple[str, list[dict]]]


def key_of(ask: Ask) -> str:
    """Return the description that the lines of a request bear."""
    return ask.body[memo.LINES][0]["Description"]


def judge(client: Exact, wanted: dict[str, list[Ask]], found: Found) -> dict:
    """Return for each ask (by its id) Posted, a Conflict, or None, from the lines by key."""
    lines = {key: rows for key, rows in found if rows}
    entries = {formats.guid(row["EntryID"]) for rows in lines.values() for row in rows}
    currencies = _currencies(client, sorted(entries))
    return {
        ask.id: _judged(ask, key, lines.get(key, []), currencies)
        for key, asks in wanted.items()
        for ask in asks
    }


def _currencies(client: Exact, entries: list[str]) -> dict[str, str]:
    if not entries:
        return {}
    where = " or ".join(f"EntryID eq guid'{entry}'" for entry in entries)
    pages = client.rows(memo.PATH, select=HEADER_FIELDS, where=where)
    return {
        formats.guid(row["EntryID"]): formats.text(row["Currency"])
        for page in pages
        for row in page
    }


def _judged(ask: Ask, key: str, rows: list[dict], currencies: dict) -> Posted | Problem | None:
    by_entry = defaultdict(list)
    for row in rows:
        by_entry[formats.guid(row["EntryID"])].append(row)
    if not by_entry:
        return None
    if len(by_entry) > 1:
        numbers = sorted({formats.text(row["EntryNumber"]) for row in rows})
        return Conflict("memo_twice", description=key, entries=", ".join(numbers))
    ((entry, lines),) = by_entry.items()
    ours = sorted(_as_sent(line) for line in ask.body[memo.LINES])
    theirs = sorted(_as_told(line, ZERO) for line in lines)
    # Whether an amount that is told has its VAT in it depends on the code: both are the same.
    on_top = sorted(_as_told(line, _vat_of(line)) for line in lines)
    number = formats.text(lines[0]["EntryNumber"])
    if ours not in (theirs, on_top) or currencies.get(entry) != ask.body["Currency"]:
        return Conflict(
            "memo_differs",
            description=key,
            entry=number,
            ours=_shown(ours, ask.body["Currency"]),
            theirs=_shown(theirs, currencies.get(entry, "")),
        )
    return Posted(entry, number, dump({"EntryID": entry, "EntryNumber": number}))


def _as_sent(line: dict) -> tuple:
    return (
        formats.guid(line["GLAccount"]),
        formats.guid(line.get("Account")),
        (Decimal(line["AmountFC"]) + Decimal(line.get("AmountVATFC", 0))).quantize(_PLACES),
        line["Date"].partition("T")[0],
    )


def _as_told(line: dict, vat: Decimal) -> tuple:
    return (
        formats.guid(line["GLAccount"]),
        formats.guid(line.get("Account")),
        (formats.number(line["AmountFC"]) + vat).quantize(_PLACES),
        formats.day(line["Date"]).isoformat(),
    )


def _vat_of(line: dict) -> Decimal:
    return formats.number(line.get("AmountVATFC")) or ZERO


def _shown(lines: list[tuple], currency: str) -> str:
    return "; ".join(f"{line[3]} {currency} {line[2].normalize():f}" for line in lines)
