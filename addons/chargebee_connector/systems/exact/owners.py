"""Who books in a journal: a clearing ledger can be proved only when nothing else books on it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from . import bank, formats
from .bank_look import LINES_PATH
from .client import Exact

FIELDS = "EntryID,EntryNumber,JournalCode"

#: So many alternatives fit one address.
_MOST_TERMS = 40


def entries_of_others(
    client: Exact,
    journals: Collection[str],
    begin: date | None,
    since: date | None,
    ours: Collection[str],
) -> dict[str, dict[str, str]]:
    """Return {journal: {entry id: number}} of bank entries that bear none of these ids.

    `begin` is the first day that counts: entries of earlier book years are left out. `since` is
    the day since when entries were made that nobody looked at yet.
    """
    where = [f"({formats.any_of('JournalCode', sorted(journals))})"]
    if begin:
        where.append(f"FinancialYear ge {begin.year}")
    if since:
        where.append(f"Created ge datetime'{formats.stamp(since)}'")
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for page in client.rows(bank.PATH, select=FIELDS, where=" and ".join(where)):
        for row in page:
            entry = formats.guid(row["EntryID"])
            if entry not in ours:
                journal = formats.text(row["JournalCode"])
                found[journal][entry] = formats.text(row["EntryNumber"])
    return found


def first_words(client: Exact, entry_ids: list[str]) -> dict[str, set[str]]:
    """Return {entry id: what the texts of its lines begin with}: our own keys, if it is ours."""
    found: dict[str, set[str]] = {}
    for start in range(0, len(entry_ids), _MOST_TERMS):
        some = entry_ids[start : start + _MOST_TERMS]
        where = " or ".join(f"EntryID eq guid'{one}'" for one in some)
        for page in client.rows(LINES_PATH, select="ID,EntryID,Description", where=where):
            for row in page:
                word = formats.text(row.get("Description")).partition(" ")[0]
                found.setdefault(formats.guid(row["EntryID"]), set()).add(word)
    return found
