"""Taxes that the customer withheld: owed by their authority from now on, not by them (I15)."""

from ...ledger.gates import is_zero, skip_rule
from ...ledger.plan import Known, Needs, Outcome
from ...ledger.words import ZERO, Document
from . import memo
from .credits import check_open, posted_invoice, terms
from .memo import Leg
from .memo_rules import chosen
from .places import place_of
from .rules import Rules

WITHHELD = "/withheld/"


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask what stands of the invoice, and of each tax withheld from it."""
    if not document.withheld:
        return
    kind, key = place_of(document)
    asked.records.add((document.kind, document.external_id))
    asked.booked.add((kind, key))
    asked.links.update((memo.KIND, key + WITHHELD + tax.external_id) for tax in document.withheld)


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return the memo entry of each tax that was withheld from an invoice, at its own date."""
    if skip_rule(document, rules.date_from, rules.business_entity) or is_zero(document):
        return []
    return [_entry(document, tax, rules, known) for tax in document.withheld]


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
        parent=place,
        waits_for=place,
    )
    return memo.plan(head, compose, rules, known)
