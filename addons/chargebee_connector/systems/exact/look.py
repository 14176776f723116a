"""Looks into Exact for what may stand there already: our key, and whether it means the same thing.

Each kind is found by a field that bears our key, and judged by a module of its own: what stands
there is ours only when all that counts agrees.
"""

from collections.abc import Iterable

from ...ledger.problems import Conflict, Problem
from ...ledger.pull import Ask, Posted
from ...ledger.text import dump
from . import (
    accounts,
    bank,
    bank_look,
    cover,
    entries,
    entry_look,
    formats,
    items,
    look_people,
    memo,
    memo_look,
    papers,
    sales_invoices_look,
)
from .client import Exact

_ACCOUNT_FIELDS = "ID,Code,Name,SearchCode"


def look(client: Exact, asks: list[Ask]) -> dict[int, Posted | Problem | None]:
    """Return for each ask (by its id) what stands in Exact: Posted, a Conflict, or None.

    Updates have no key of their own there and may be sent again at any time: None.
    """
    answers: dict[int, Posted | Problem | None] = {ask.id: None for ask in asks}
    for kind, path, field, fields, judge in _KINDS:
        wanted = {}
        for ask in asks:
            if ask.kind == kind:
                wanted.setdefault(ask.body[field], []).append(ask)
        for key, rows in _find(client, path, field, fields, list(wanted)):
            for ask in wanted[key]:
                answers[ask.id] = judge(ask, rows)
    answers.update(look_people.look(client, asks))
    memos: dict[str, list[Ask]] = {}
    for ask in asks:
        if ask.kind == memo.KIND:
            memos.setdefault(memo_look.key_of(ask), []).append(ask)
    lines = _find(client, memo_look.LINES_PATH, "Description", memo_look.LINE_FIELDS, list(memos))
    answers.update(memo_look.judge(client, memos, lines))
    answers.update(sales_invoices_look.look(client, asks, _find))
    money = [ask for ask in asks if ask.kind == bank.KIND]
    answers.update(bank_look.look(client, money, _find))
    return answers


def fitting(asks: list[Ask]) -> int:
    """Return how many of the first of these asks, all of one kind, one call answers."""
    if asks and asks[0].kind == entries.KIND:
        return cover.fitting(ask.body["YourRef"] for ask in asks)
    return cover.MOST_TERMS


def seats(client: Exact, bodies: dict[int, dict]) -> dict[int, str]:
    """Return {id: number of the bank entry} of parts that stand in one, by their first lines."""
    return bank_look.seats(client, bodies, _find)


def customers(client: Exact, your_refs: list[str]) -> dict[str, str]:
    """Return {YourRef: id of the account} of sales entries, where all of a number name one."""
    owners = {}
    fields = "EntryID,YourRef,Customer"
    for your_ref, rows in _find(client, entries.PATH, "YourRef", fields, your_refs):
        found = {formats.guid(row["Customer"]) for row in rows}
        if len(found) == 1:
            owners[your_ref] = found.pop()
    return owners


def _find(
    client: Exact, path: str, field: str, fields: str, keys: list[str]
) -> Iterable[tuple[str, list[dict]]]:
    """Yield each key with the rows that bear exactly it (a filter of Exact ignores case)."""
    for where, some in cover.filters(field, keys):
        found: dict[str, list[dict]] = {key: [] for key in some}
        for page in client.rows(path, select=fields, where=where):
            for row in page:
                key = formats.text(row.get(field))
                if key in found:
                    found[key].append(row)
        yield from found.items()


def _account(ask: Ask, rows: list[dict]) -> Posted | Problem | None:
    if not rows:
        return None
    if len(rows) > 1:
        codes = sorted(formats.text(row["Code"]) for row in rows)
        return Conflict("account_twice", codes=", ".join(codes))
    return Posted(formats.guid(rows[0]["ID"]), formats.text(rows[0]["Code"]), dump(rows[0]))


_KINDS = (
    (entries.KIND, entries.PATH, "YourRef", entry_look.FIELDS, entry_look.judge),
    (accounts.KIND, accounts.PATH, "SearchCode", _ACCOUNT_FIELDS, _account),
    (
        papers.DOCUMENT,
        papers.DOCUMENTS,
        "Subject",
        papers.DOCUMENT_FIELDS,
        papers.judge_document,
    ),
    (items.KIND, items.PATH, "Code", items.LOOK_FIELDS, items.judge),
    (papers.FILE, papers.FILES, "FileName", papers.FILE_FIELDS, papers.judge_file),
)
