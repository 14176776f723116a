"""Sales invoices that may stand in Exact already, and the entry that Exact makes of a printed one.

An invoice is found by `YourRef`, as an entry is, and judged by the same rules. Where there is none,
an entry of that number stands for it: the document was booked before invoices were wanted, and a
second one would book it twice.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from ...ledger.plan import Facts
from ...ledger.problems import Problem, Uncertain
from ...ledger.pull import Ask, Posted
from ...ledger.text import dump, parse
from ...ledger.words import ZERO
from . import entries, entry_look, formats
from .client import Exact
from .sales_invoices import KIND, LINES, PATH, PRINT, PRINT_FIELDS, TYPE

#: What an answer says of a paper that was not made, or a mail that was not sent.
_ERRORS = ("DocumentCreationError", "EmailCreationError")

FIELDS = "InvoiceID,InvoiceNumber,YourRef,OrderedBy,Currency,AmountFC,OrderDate,Type"


def look(client: Exact, asks: list[Ask], find: Callable) -> dict[int, Posted | Problem | None]:
    """Return for each ask of an invoice (by its id) Posted, a Conflict, or None."""
    wanted: dict[str, list[Ask]] = {}
    for ask in asks:
        if ask.kind == KIND:
            wanted.setdefault(ask.body["YourRef"], []).append(_as_entry(ask))
    answers: dict[int, Posted | Problem | None] = {}
    for path, fields, seen in ((PATH, FIELDS, _rows), (entries.PATH, entry_look.FIELDS, list)):
        for your_ref, rows in find(client, path, "YourRef", fields, list(wanted)):
            for ask in wanted[your_ref]:
                found = entry_look.judge(ask, seen(rows))
                # Its number is the entry's, and wasn't known when it was made.
                answers[ask.id] = replace(found, number="") if isinstance(found, Posted) else found
        wanted = {
            your_ref: some
            for your_ref, some in wanted.items()
            if any(answers[ask.id] is None for ask in some)
        }
    return answers


def print_out(client: Exact, body: dict) -> Posted:
    """Print an invoice and return the entry that Exact made of it, and what it says went wrong.

    Raises Uncertain as long as that entry isn't seen, and a Conflict where it isn't what was meant.
    """
    answer = client.create(PRINT, {name: body[name] for name in PRINT_FIELDS if name in body})
    errors = {name: formats.text(answer[name]) for name in _ERRORS if answer.get(name)}
    error = " ".join(errors.values())
    total = sum((_amount(line) for line in body["SalesEntryLines"]), ZERO)
    facts = Facts(date=formats.unstamped(body["EntryDate"]), total=total)
    where = f"YourRef eq {formats.quote(body['YourRef'])}"
    try:
        pages = client.rows(entries.PATH, select=entry_look.FIELDS, where=where)
        rows = [row for page in pages for row in page]
    except Problem as problem:
        raise Uncertain("print_not_seen", number=body["YourRef"], error=error) from problem
    same = [row for row in rows if formats.text(row["YourRef"]) == body["YourRef"]]
    found = entry_look.judge(Ask(0, entries.KIND, "", body, facts), same)
    if found is None:
        raise Uncertain("print_not_seen", number=body["YourRef"], error=error)
    if isinstance(found, Problem):
        raise found
    return replace(found, text=dump({**parse(found.text), **errors}))


def _as_entry(ask: Ask) -> Ask:
    """Return what is asked of an invoice as it would be asked of its entry."""
    body = {**ask.body, "Customer": ask.body["OrderedBy"]}
    total = sum((_amount(line) for line in ask.body[LINES]), ZERO)
    return replace(ask, body=body, facts=replace(ask.facts, total=total))


def _rows(rows: list[dict]) -> list[dict]:
    """Return invoices, credit notes left out, by the names that an entry's fields have."""
    return [
        {
            "EntryID": row["InvoiceID"],
            "EntryNumber": formats.text(row["InvoiceNumber"]),
            "Customer": row["OrderedBy"],
            "Currency": row["Currency"],
            "AmountFC": row["AmountFC"],
            "EntryDate": row["OrderDate"],
        }
        for row in rows
        if row["Type"] == TYPE
    ]


def _amount(line: dict) -> Decimal:
    """Return a line's amount with its VAT: no code in an invoice counts it within the amount."""
    return Decimal(line["AmountFC"]) + Decimal(line.get("VATAmountFC", 0))
