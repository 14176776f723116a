"""A sales entry that may stand in Exact already: whether it is the one that we would post.

`YourRef` is not unique in Exact and bookkeepers write their own things into it, so a find counts
only when customer, currency, amount and date agree. An entry of the other sign is no find: an
invoice and a credit note may share a number.
"""

from decimal import Decimal

from ...ledger.problems import Conflict, Problem
from ...ledger.pull import Ask, Posted
from ...ledger.text import dump
from . import formats

FIELDS = "EntryID,EntryNumber,YourRef,Customer,Currency,Rate,AmountFC,EntryDate"

#: Amounts come back as doubles: less than this apart is the same amount.
_TOLERANCE = Decimal("0.0005")


def judge(ask: Ask, rows: list[dict]) -> Posted | Problem | None:
    """Return the sales entry that stands there for a document: the one that agrees with ours."""
    total = ask.facts.total
    rows = [row for row in rows if _sign(formats.number(row["AmountFC"])) == _sign(total)]
    if not rows:
        return None
    if len(rows) > 1:
        numbers = sorted(formats.text(row["EntryNumber"]) for row in rows)
        return Conflict("entry_twice", your_ref=ask.body["YourRef"], entries=", ".join(numbers))
    row = rows[0]
    found = {
        "customer": formats.guid(row["Customer"]),
        "currency": formats.text(row["Currency"]),
        "amount": formats.number(row["AmountFC"]),
        "date": formats.day(row["EntryDate"]),
    }
    ours = {
        "customer": formats.guid(ask.body["Customer"]),
        "currency": ask.body["Currency"],
        "amount": total,
        "date": ask.facts.date,
    }
    differs = [name for name in ours if not _same(ours[name], found[name])]
    if differs:
        return Conflict(
            "entry_differs",
            your_ref=ask.body["YourRef"],
            entry=row["EntryNumber"],
            differs=", ".join(differs),
            **{f"ours_{name}": value for name, value in ours.items()},
            **{f"theirs_{name}": value for name, value in found.items()},
        )
    return Posted(formats.guid(row["EntryID"]), formats.text(row["EntryNumber"]), dump(row))


def _sign(amount: Decimal | None) -> bool:
    """Say whether an amount is a credit; zero counts with the invoices."""
    return amount is not None and amount < 0


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, Decimal) and isinstance(theirs, Decimal):
        return abs(ours - theirs) < _TOLERANCE
    return ours == theirs
