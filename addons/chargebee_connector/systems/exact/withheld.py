"""Taxes that the customer withheld: owed by their authority from now on, not by them (I15).

One that is no longer in the source after it was posted stays in the books until a person says that
it goes: nobody but the customer's authority knows whether it was withheld.
"""

from collections.abc import Iterator

from ...ledger.gates import is_zero, skip_rule
from ...ledger.plan import REVERSE, Facts, Known, Needs, Outcome
from ...ledger.words import ZERO, Document
from . import memo, memo_deleted, openings
from .credits import check_open, posted_invoice, terms
from .memo import Leg
from .memo_rules import chosen
from .places import place_of
from .rules import Rules

WITHHELD = "/withheld/"

#: The rule that says of a posted one that its invoice tells of it no more.
REMOVED = "withheld_removed"


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask what stands of the invoice, and of each tax withheld from it, today or before."""
    if document.kind != "invoice":
        return
    kind, key = place_of(document)
    asked.children.add((kind, key, memo.KIND))
    if not document.withheld:
        return
    asked.records.add((document.kind, document.external_id))
    asked.booked.add((kind, key))
    asked.links.update((memo.KIND, key + WITHHELD + tax.external_id) for tax in document.withheld)


def needs_beyond(document: Document, rules: Rules, known: Known, asked: Needs) -> None:
    """Ask what was posted of taxes that the invoice tells of no more."""
    for key in _removed(document, known):
        asked.booked.add((memo.KIND, key))
        asked.links.add((memo.KIND, key + memo.BACK))


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return the memo entry of each tax that was withheld from an invoice, at its own date."""
    outcomes = []
    for key in _removed(document, known):
        outcomes += _without(document, key, rules, known)
    rule = skip_rule(document, rules.date_from, rules.business_entity)
    if rule not in ("", "before_start") or is_zero(document):
        return outcomes
    taxes = document.withheld
    if rule:
        # What was taken over, and is withheld from since (I13).
        taxes = [tax for tax in taxes if openings.begun(tax.date, rules)]
    return outcomes + [_entry(document, tax, rules, known) for tax in taxes]


def _removed(document: Document, known: Known) -> Iterator[str]:
    """Yield the keys of posted taxes that were deleted, or whose invoice is gone."""
    if document.kind != "invoice":
        return
    kind, own = place_of(document)
    gone = document.deleted or document.status == "voided"
    told = () if gone else {own + WITHHELD + tax.external_id for tax in document.withheld}
    for _kind, key in sorted(known.children.get((kind, own, memo.KIND), ())):
        external_id = key.removeprefix(own + WITHHELD)
        if external_id == key or "/" in external_id or key in told:
            continue
        if memo.stands(known, key):
            yield key


def _without(document: Document, key: str, rules: Rules, known: Known) -> list[Outcome]:
    """Return what says that a posted tax is gone, or what a person decided to take it back with."""
    decision = known.links[memo.KIND, key].decision
    if decision == REVERSE:
        return memo_deleted.back(document, key, rules, known)
    if decision:
        return []
    source = (document.kind, document.external_id)
    facts = Facts(document.billed_to, document.date, document.currency, ZERO)
    return [Outcome(memo.KIND, key, source, facts, rule=REMOVED)]


def _entry(document: Document, tax, rules: Rules, known: Known) -> Outcome:
    place = place_of(document)

    def compose():
        _document, posted = posted_invoice(document.external_id, rules, known)
        check_open(sum((one.amount for one in document.withheld), ZERO), document)
        account = memo.account_of(posted, document.customer)
        item = memo.item_of(posted, document.kind, document.external_id, rules)
        legs = [
            Leg(chosen(rules, "withheld"), tax.amount),
            Leg(chosen(rules, "receivable"), -tax.amount, account, item),
        ]
        return legs, terms(posted, document, rules).get("Rate")

    head = memo.head_of(
        document,
        WITHHELD + tax.external_id,
        place[1],
        -tax.amount,
        date=tax.date,
        parent=None if openings.is_opening(document, rules) else place,
        waits_for=place,
    )
    return memo.plan(head, compose, rules, known)
