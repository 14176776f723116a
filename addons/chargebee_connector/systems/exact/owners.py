"""Who books in a journal: a clearing ledger can be proved only when nothing else books on it."""

from collections.abc import Collection
from datetime import date

from . import bank, formats
from .bank_look import LINES_PATH
from .client import Exact

FIELDS = "EntryID,EntryNumber"

#: So many alternatives fit one address.
_MOST_TERMS = 40


def entries_of_others(
    client: Exact, journal: str, begin: date | None, since: date | None, ours: Collection[str]
) -> dict[str, str]:
    """Return {entry id: number} of bank entries in a journal that bear none of these ids.

    `begin` is the first day that counts: entries of earlier book years are left out. `since` is
    the day since when entries were made that nobody looked at yet.
    """
    where = [f"JournalCode eq {formats.quote(journal)}"]
    if begin:
        where.append(f"FinancialYear ge {begin.year}")
    if since:
        where.append(f"Created ge datetime'{formats.stamp(since)}'")
    found = {}
    for page in client.rows(bank.PATH, select=FIELDS, where=" and ".join(where)):
        for row in page:
            if formats.guid(row["EntryID"]) not in ours:
                found[formats.guid(row["EntryID"])] = formats.text(row["EntryNumber"])
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
