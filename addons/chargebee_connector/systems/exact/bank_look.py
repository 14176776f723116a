"""Looks into Exact for bank entries of ours: by what their first line is called, and whether all
of the lines are the same ones.

An entry has no `YourRef`, so our key stands in each line's `Description`. Bookkeepers may write
the same there, hence a find counts only when journal, currency and every line agree.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from ...ledger.problems import Conflict, Problem
from ...ledger.pull import Ask, Posted
from ...ledger.text import dump
from . import bank, formats
from .client import Exact

LINES_PATH = "financialtransaction/BankEntryLines"
_FIRST_FIELDS = "ID,EntryID,EntryNumber,Description"
_LINE_FIELDS = "ID,EntryID,Description,AmountFC,Date,GLAccount,Account"
_ENTRY_FIELDS = "EntryID,EntryNumber,JournalCode,Currency"

#: So many alternatives fit one address.
_MOST_TERMS = 40

#: Amounts come back as doubles.
_PLACES = Decimal("0.001")

#: Finds rows whose field is one of some values: (client, path, field, fields, values).
Find = Callable[[Exact, str, str, str, list[str]], Iterable[tuple[str, list[dict]]]]


def look(client: Exact, asks: list[Ask], find: Find) -> dict[int, Posted | Problem | None]:
    """Return for each ask (by its id) the entry that stands there, a Conflict, or None."""
    by_first: dict[str, list[Ask]] = {}
    for ask in asks:
        by_first.setdefault(ask.body[bank.LINES][0]["Description"], []).append(ask)
    found: dict[str, set[str]] = {}
    for text, rows in find(client, LINES_PATH, "Description", _FIRST_FIELDS, list(by_first)):
        found[text] = {formats.guid(row["EntryID"]) for row in rows}
    entries, lines = _entries(client, sorted(set().union(*found.values())))
    answers: dict[int, Posted | Problem | None] = {}
    for text, some in by_first.items():
        for ask in some:
            answers[ask.id] = _judge(ask, sorted(found.get(text, ())), entries, lines)
    return answers


def seats(client: Exact, bodies: dict[int, dict], find: Find) -> dict[int, str]:
    """Return {id: entry number} of the parts of entries whose first line stands in one entry."""
    ids: dict[str, list[int]] = {}
    for one, body in bodies.items():
        if body.get(bank.LINES):
            ids.setdefault(body[bank.LINES][0]["Description"], []).append(one)
    found = {}
    for text, rows in find(client, LINES_PATH, "Description", _FIRST_FIELDS, list(ids)):
        numbers = {formats.text(row["EntryNumber"]) for row in rows}
        if len(numbers) == 1:
            found.update(dict.fromkeys(ids[text], numbers.pop()))
    return found


def _entries(client: Exact, ids: list[str]) -> tuple[dict[str, dict], dict[str, list[dict]]]:
    """Return headers and lines of entries, by their ids."""
    headers: dict[str, dict] = {}
    lines: dict[str, list[dict]] = {}
    for start in range(0, len(ids), _MOST_TERMS):
        where = " or ".join(f"EntryID eq guid'{one}'" for one in ids[start : start + _MOST_TERMS])
        for page in client.rows(bank.PATH, select=_ENTRY_FIELDS, where=where):
            headers.update({formats.guid(row["EntryID"]): row for row in page})
        for page in client.rows(LINES_PATH, select=_LINE_FIELDS, where=where):
            for row in page:
                lines.setdefault(formats.guid(row["EntryID"]), []).append(row)
    return headers, lines


def _judge(
    ask: Ask, ids: list[str], headers: dict[str, dict], lines: dict[str, list[dict]]
) -> Posted | Problem | None:
    ids = [one for one in ids if one in headers]
    if not ids:
        return None
    text = ask.body[bank.LINES][0]["Description"]
    if len(ids) > 1:
        numbers = sorted(formats.text(headers[one]["EntryNumber"]) for one in ids)
        return Conflict("bank_entry_twice", line=text, entries=", ".join(numbers))
    header = headers[ids[0]]
    theirs = {
        "journal": formats.text(header["JournalCode"]),
        "currency": formats.text(header["Currency"]),
        "lines": sorted(map(_there, lines.get(ids[0], ()))),
    }
    ours = {
        "journal": ask.body["JournalCode"],
        "currency": ask.body["Currency"],
        "lines": sorted(map(_here, ask.body[bank.LINES])),
    }
    differs = [name for name in ours if ours[name] != theirs[name]]
    if differs:
        return Conflict(
            "bank_entry_differs",
            line=text,
            entry=header["EntryNumber"],
            journal=theirs["journal"],
            differs=", ".join(differs),
        )
    number = formats.text(header["EntryNumber"])
    return Posted(formats.guid(header["EntryID"]), number, dump(header))


def _here(line: dict) -> tuple:
    return (
        line["Description"],
        line["Date"].partition("T")[0],
        Decimal(line["AmountFC"]).quantize(_PLACES),
        formats.guid(line["GLAccount"]),
        formats.guid(line.get("Account")),
    )


def _there(row: dict) -> tuple:
    day = formats.day(row.get("Date"))
    return (
        formats.text(row.get("Description")),
        day.isoformat() if day else "",
        (formats.number(row.get("AmountFC")) or Decimal(0)).quantize(_PLACES),
        formats.guid(row.get("GLAccount")),
        formats.guid(row.get("Account")),
    )
