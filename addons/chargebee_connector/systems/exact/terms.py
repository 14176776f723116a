"""Exact's payment terms: what is open with customers, and which lines settled one another.

Read through the sync API ("sync/Cashflow/PaymentTerms", 1,000 rows a call) by a row version that
grows with every change: when nothing changed, one call says so. A term does not tell which one it
is matched with; its transaction line does, in OffsetID. So the lines of those that are matched
are asked for, 40 in a call, and what a term and its line say is kept together. Payables are left
out, and so are the lines of what was settled long ago.

A term that was deleted is told by a list of its own (sync/Deleted). Whatever is deleted there
reopens another term, so that list is read only after something changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from ...ledger.pull import Page, Pulled
from ...ledger.text import dump, parse
from . import formats
from .client import Exact

KIND = "payment_term"

#: Status of what is matched with other terms ("PaymentTerms", field Status).
MATCHED = 50

#: TransactionType of sales entries and credit notes ("TransactionLines", field Type).
SALES = (20, 21)

#: LineType of what customers owe; 22 is what suppliers get ("PaymentTerms", field LineType).
_RECEIVABLE = 20
#: EntityType of payment terms in the list of what was deleted ("Sync API", entity types).
_ENTITY = 10
#: Days after which the line of something settled is no longer asked for: more than a book year.
HISTORY_DAYS = 400
#: So many alternatives fit one address.
_MOST_IDS = 40

_TERMS = "sync/Cashflow/PaymentTerms"
_LINES = "bulk/Financial/TransactionLines"
_DELETED = "sync/Deleted"
_TERM_FIELDS = (
    "Timestamp,ID,Account,AmountDC,AmountFC,Currency,EndDate,EntryNumber,InvoiceDate,InvoiceNumber,"
    "Journal,LineType,Status,TransactionAmountFC,TransactionEntryID,TransactionID,TransactionType,"
    "YourRef"
)
_LINE_FIELDS = "ID,LineNumber,OffsetID"
_DELETED_FIELDS = "Timestamp,EntityKey"


@dataclass(frozen=True, slots=True)
class Term:
    """One payment term; several of one line share its id, each with a part of its amount.

    Amounts are positive for what a customer owes: `amount` in `currency`, `home` in the
    administration's. `line` and `entry` are ids of the transaction line and its entry, `offset`
    the id of a line that it is matched with ("" when none, or not asked for).
    """

    external_id: str
    line: str
    entry: str
    number: str
    journal: str
    type: int
    matched: bool
    currency: str
    amount: Decimal
    home: Decimal
    date: date | None
    account: str
    your_ref: str
    line_number: int = 0
    offset: str = ""


@dataclass(frozen=True, slots=True)
class _Cursor:
    """How far terms and deletions were read; `owed` while deletions must still be read."""

    terms: int = 1
    deleted: int = 1
    owed: bool = False

    @classmethod
    def read(cls, text: str) -> "_Cursor":  # pylint: disable=method-required-super
        """Return the cursor that a text holds; a text that holds none begins from nothing."""
        try:
            return cls(**parse(text))
        except (TypeError, ValueError):
            return cls()

    def text(self) -> str:
        return dump({"terms": self.terms, "deleted": self.deleted, "owed": self.owed})


def pages(client: Exact, cursor: str, now: datetime, full: bool) -> Iterator[Page]:
    """Yield the terms that changed or vanished since `cursor`; all when it is empty or `full`.

    Lines are read after their terms: what they say is at least as new, and when it is newer its
    term comes once more.
    """
    start = _Cursor() if full else _Cursor.read(cursor)
    since = now.date() - timedelta(days=HISTORY_DAYS)
    owed, mark = start.owed, start.terms
    for rows, mark in _by_version(client, _TERMS, _TERM_FIELDS, start.terms):
        owed = owed or bool(rows)
        rows = [row for row in rows if row["LineType"] == _RECEIVABLE]
        objects = tuple(_pulled(row, line) for row, line in _with_lines(client, rows, since))
        yield Page(objects, _Cursor(mark, start.deleted, owed).text(), owed)
    if not owed:
        return
    where = f" and EntityType eq {_ENTITY}"
    for rows, last in _by_version(client, _DELETED, _DELETED_FIELDS, start.deleted, where):
        objects = tuple(map(_vanished, rows))
        yield Page(objects, _Cursor(mark, last, owed=True).text(), True)
    yield Page((), _Cursor(mark, last).text(), False)


def _by_version(client, path, fields, start, where=""):
    """Yield (rows, version up to which all were handed over); one empty list when there is none.

    Rows come in the order of their versions as far as anybody has seen. Should a page not, the
    version stays where it was until the last one, so that a run that stops loses nothing.
    """
    highest, in_order = start, True
    source = client.rows(path, select=fields, where=f"Timestamp gt {start}L{where}")
    rows = next(source, [])
    while True:
        following = next(source, [])
        versions = [int(row["Timestamp"]) for row in rows]
        in_order = in_order and [highest, *versions] == sorted([highest, *versions])
        highest = max([highest, *versions])
        yield rows, highest if in_order or not following else start
        if not following:
            return
        rows = following


def _with_lines(client, rows, since):
    """Yield (term's row, its line's row or {}), asking for the lines of what is matched."""
    wanted = sorted({formats.guid(row["TransactionID"]) for row in rows if _is_asked(row, since)})
    lines = {}
    for begin in range(0, len(wanted), _MOST_IDS):
        some = wanted[begin : begin + _MOST_IDS]
        where = " or ".join(f"ID eq guid'{line}'" for line in some)
        for page in client.rows(_LINES, select=_LINE_FIELDS, where=where):
            lines.update((formats.guid(row["ID"]), row) for row in page)
    for row in rows:
        yield row, lines.get(formats.guid(row["TransactionID"]), {})


def _is_asked(row, since):
    ended = formats.day(row.get("EndDate"))
    return row["Status"] == MATCHED and (ended is None or ended >= since)


def _pulled(row, line):
    told = {name: value for name, value in row.items() if name != "__metadata"}
    told.update({name: line[name] for name in ("LineNumber", "OffsetID") if name in line})
    version = formats.text(row["Timestamp"])
    return Pulled(KIND, formats.guid(row["ID"]), version, False, dump(told))


def _vanished(row):
    version = formats.text(row["Timestamp"])
    return Pulled(KIND, formats.guid(row["EntityKey"]), version, True, "")


def term(payload: dict) -> Term:
    """Return what a stored term says."""
    matched = payload.get("Status") == MATCHED
    return Term(
        external_id=formats.guid(payload["ID"]),
        line=formats.guid(payload["TransactionID"]),
        entry=formats.guid(payload["TransactionEntryID"]),
        number=formats.text(payload.get("EntryNumber")),
        journal=formats.text(payload.get("Journal")),
        type=int(payload.get("TransactionType") or 0),
        matched=matched,
        currency=formats.text(payload.get("Currency")),
        amount=_exact(payload.get("AmountFC")),
        home=_exact(payload.get("AmountDC")),
        date=formats.day(payload.get("InvoiceDate")),
        account=formats.guid(payload.get("Account")),
        your_ref=formats.text(payload.get("YourRef")),
        line_number=int(payload.get("LineNumber") or 0),
        # An unmatched line of a bank entry names another line of its own entry.
        offset=formats.guid(payload.get("OffsetID")) if matched else "",
    )


def match_keys(payload: dict) -> list[tuple[str, str]]:
    """Return what a term is connected by: its line and the one that it is matched with.

    A document is found by its entry, and so is what is open.
    """
    found = term(payload)
    keys = [("line", found.line)]
    if found.offset:
        keys.append(("line", found.offset))
    if found.type in SALES:
        keys.append(("entry", found.entry))
    if not found.matched:
        keys.append(("open", found.entry))
    return keys


def _exact(value):
    """Return an amount without the dust that doubles gather; no currency has more decimals."""
    amount = (formats.number(value) or Decimal(0)).quantize(Decimal("0.001"))
    cents = amount.quantize(Decimal("0.01"))
    return cents if cents == amount else amount
