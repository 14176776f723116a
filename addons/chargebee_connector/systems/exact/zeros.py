"""Invoices that a discount made zero: a memo entry on its own ledger, if the route says so (I4).

Exact is not known to take a sales entry of zero.
"""

from decimal import Decimal

from ...ledger.gates import is_zero, skip_rule
from ...ledger.plan import Known, Needs, Outcome
from ...ledger.words import ZERO, Document, Line
from . import catalogue, checks, entries, memo
from .memo import Leg
from .memo_rules import MEMO, chosen, memo_of
from .places import place_of
from .rules import Rules

DISCOUNT = "/discount"


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask what stands of an invoice that a discount made zero."""
    if _is_discounted_away(document):
        asked.links.add((memo.KIND, place_of(document)[1] + DISCOUNT))


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return the entry of the revenue that was given away, without VAT: nothing was paid for it."""
    if not _is_discounted_away(document):
        return []
    _kind, key = place_of(document)
    head = memo.head_of(document, DISCOUNT, key, ZERO)
    rule = skip_rule(document, rules.date_from, rules.business_entity)
    if rule or memo_of(rules).zero != MEMO:
        return [] if memo.stands(known, head.key) else memo.left_out(known, head, rule or "zero")

    def compose():
        legs = []
        for line in document.lines:
            price = catalogue.price_of(line, known.records)
            if _taken_off(line):
                ledger, _supply = entries.revenue_ledger(document, line, price, rules)
                legs.append(Leg(ledger, -_taken_off(line)))
        whole = -sum((leg.amount for leg in legs), ZERO)
        legs.insert(0, Leg(chosen(rules, "zero_discount"), whole))
        return legs, checks.rate(document, rules)

    return [memo.plan(head, compose, rules, known)]


def _is_discounted_away(document: Document) -> bool:
    """Say so of an invoice of zero with discounts; with tax in its prices their net is unknown."""
    return (
        document.kind == "invoice"
        and not document.inclusive
        and is_zero(document)
        and any(_taken_off(line) for line in document.lines)
    )


def _taken_off(line: Line) -> Decimal:
    """Return what coupons and promotional credits took off a line."""
    return sum((amount for _coupon, amount in line.discounts), line.promotional)
