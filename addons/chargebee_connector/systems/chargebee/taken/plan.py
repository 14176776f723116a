"""The plan of what comes from a CRM: the room for each kind of word."""

from __future__ import annotations

from collections.abc import Iterable

from ....ledger.crm import CrmQuote
from ....ledger.plan import Known, Needs, Outcome
from . import customers, people, quotes
from .rules import DETAILS, Rules
from .told import ACCOUNT, ADDRESS, CONTACT, QUOTE, told


def place(kind: str, external_id: str) -> tuple[str, str] | None:
    """Return where the problem of a record stands that can't be read; None for other kinds."""
    if kind in (ACCOUNT, CONTACT, ADDRESS):
        return customers.KIND, f"{kind}/{external_id}/{DETAILS}"
    return (quotes.KIND, f"crm_quote/{external_id}") if kind == QUOTE else None


def needs(words: Iterable, rules: Rules) -> Needs:
    """Return what to ask about these words."""
    asked = Needs()
    for word in words:
        if isinstance(word, CrmQuote):
            quotes.needs(word, asked)
        else:
            customers.needs(told(word), asked)
    return asked


def needs_beyond(words: Iterable, rules: Rules, known: Known) -> Needs:
    """Return what only the customers that these words are about lead to."""
    asked = Needs()
    for word in words:
        if isinstance(word, CrmQuote):
            quotes.needs_beyond(word, rules, known, asked)
        else:
            thing = told(word)
            customers.needs_beyond(thing, known, asked)
            people.needs_beyond(thing, known, asked)
    return asked


def plan(words: Iterable, rules: Rules, known: Known) -> list[Outcome]:
    """Return the outcomes of these words; of two about the same thing the first counts."""
    outcomes = {}
    for word in words:
        if isinstance(word, CrmQuote):
            found = quotes.plan(word, rules, known)
        else:
            thing = told(word)
            found = [*customers.plan(thing, rules, known), *people.plan(thing, rules, known)]
        for outcome in found:
            outcomes.setdefault((outcome.kind, outcome.key), outcome)
    return list(outcomes.values())
