"""What the ledger's words become in Exact: the two questions of a plan, and where things stand.

`needs` names what a batch must be told of, `plan` turns words into outcomes. Both are pure: the
same input gives the same request, byte for byte. Each word goes through the rooms of its kind, in
their order: a module with a `needs` and a `plan` of its own.
"""

from collections.abc import Iterable

from ...ledger.plan import Known, Needs, Outcome
from ...ledger.states import POSTED
from ...ledger.words import Customer, Document, Item, Settlement, Transaction, Unbilled
from . import (
    accruals,
    advances,
    applied,
    by_hand,
    customers,
    deferrals,
    items,
    memo_deleted,
    payments,
    sales,
    sales_invoices,
    settlements,
    store_credits,
    store_uses,
    undoing,
    unmatched,
    withheld,
    write_offs,
    zeros,
)
from .places import place_of
from .rules import Rules

_ROOMS = {
    Customer: (customers,),
    Item: (items,),
    Document: (
        sales,
        undoing,
        write_offs,
        withheld,
        applied,
        zeros,
        store_credits,
        store_uses,
        unmatched,
        deferrals,
    ),
    Transaction: (payments, advances),
    Settlement: (settlements,),
    Unbilled: (accruals,),
}


def needs(words: Iterable, rules: Rules) -> Needs:
    """Return the keys of everything that `plan` will ask about these words."""
    asked = Needs()
    for word in words:
        for room in _ROOMS.get(type(word), ()):
            room.needs(word, rules, asked)
        if isinstance(word, Document):
            by_hand.needs(word, asked)
            memo_deleted.needs(word, asked)
    return asked


def needs_beyond(words: Iterable, rules: Rules, known: Known) -> Needs:
    """Return the keys that only the answers to `needs` name: asked for once more, by all words."""
    asked = Needs()
    for word in words:
        if isinstance(word, Transaction):
            payments.needs_beyond(word, rules, known, asked)
        elif isinstance(word, Document):
            sales_invoices.needs_beyond(word, rules, known, asked)
            deferrals.needs_beyond(word, rules, known, asked)
            withheld.needs_beyond(word, rules, known, asked)
            applied.needs_beyond(word, rules, known, asked)
            unmatched.needs_beyond(word, rules, known, asked)
            by_hand.needs_beyond(word, known, asked)
    return asked


def plan(words: Iterable, rules: Rules, known: Known) -> list[Outcome]:
    """Return the outcomes of these words, in their order; a word may have none or several.

    What several words lead to (an entry that closes several credit notes) is there once.
    """
    outcomes: dict[tuple, Outcome] = {}
    for word in words:
        rooms = _ROOMS.get(type(word), ())
        if isinstance(word, Document) and _is_of_others(word, rules, known):
            rooms = rooms[:1]  # That it is left out, and why. Nothing follows it here.
        of_word = [outcome for room in rooms for outcome in room.plan(word, rules, known)]
        if isinstance(word, Document):
            of_word = by_hand.decided(word, of_word, known)
            of_word = memo_deleted.decided(word, of_word, rules, known)
        for outcome in of_word:
            outcomes.setdefault((outcome.kind, outcome.key), outcome)
    return list(outcomes.values())


def _is_of_others(document: Document, rules: Rules, known: Known) -> bool:
    """Say whether a document is another route's, and never was posted by this one."""
    link = known.links.get(place_of(document))
    return (
        bool(rules.business_entity)
        and document.business_entity != rules.business_entity
        and (link is None or link.state != POSTED)
    )
