"""Memo entries of documents that were deleted after these were posted: a person decides (C11).

Such an entry stays flagged until somebody keeps it, or takes it back: then on the day of the plan,
since the source tells no day of a deletion. It goes back once.
"""

from ...ledger.plan import REVERSE, Known, Needs, Outcome
from ...ledger.words import ZERO, Document
from . import memo
from .places import place_of
from .rules import Rules

#: The rule by which rooms say that an entry's document is gone.
DELETED = "deleted"


def needs(document: Document, asked: Needs) -> None:
    """Ask for every entry that a deleted document led to, and what was posted of each."""
    if document.deleted:
        asked.below.add((memo.KIND, place_of(document)[1]))


def decided(
    document: Document, outcomes: list[Outcome], rules: Rules, known: Known
) -> list[Outcome]:
    """Return the outcomes of a deleted document with what a person decided of its entries."""
    if not document.deleted:
        return outcomes
    found: list[Outcome] = []
    for outcome in outcomes:
        link = known.links.get((outcome.kind, outcome.key))
        is_ours = outcome.kind == memo.KIND and outcome.rule == DELETED
        if not is_ours or link is None or not link.decision:
            found.append(outcome)
        elif link.decision == REVERSE:
            found += back(document, outcome.key, rules, known)
    return found


def back(document: Document, key: str, rules: Rules, known: Known) -> list[Outcome]:
    """Return the entry that turns round what stands of a key; none when that stands already."""
    if memo.stands(known, key + memo.BACK):
        return []
    posted = known.booked.get((memo.KIND, key))
    total = -posted.total if posted and posted.total is not None else ZERO
    head = memo.head_of(document, memo.BACK, key, total, date=rules.today)
    return memo.taken_back(head, key, rules, known)
