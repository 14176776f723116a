"""Credit notes that were used for invoices without any money: closing both in the books (C8, C9).

Exact matches an open item by itself when a line on the debtors' ledger names it and the amounts are
exactly equal. So an entry is made only where a credit note closes whole invoices and is used up
by them. Invoices that were paid in part are matched by the entry of their payment; what no entry
can close is listed for a person.
"""

from dataclasses import replace

from ...ledger.gates import skip_rule
from ...ledger.plan import Booked, Facts, Known, Needs, Outcome
from ...ledger.problems import Invalid, Waiting
from ...ledger.states import POSTED
from ...ledger.words import ZERO, Allocation, Document
from . import debtors, memo, openings, treatments
from .credits import NOTHING, posted_invoice, terms
from .memo import Leg
from .memo_rules import chosen
from .places import place, place_of
from .rules import Rules

USED = "/used"


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask for the invoices that a credit note was used for, and what was made of that."""
    if document.kind != "credit_note":
        return
    kind, key = place_of(document)
    asked.links.add((memo.KIND, key + USED))
    asked.booked.update({(kind, key), (memo.KIND, key + USED)})
    for use in uses(document):
        asked.records.add(("invoice", use.invoice))
        asked.links.add(place("invoice", use.invoice))
        asked.booked.add(place("invoice", use.invoice))


def uses(document: Document) -> tuple[Allocation, ...]:
    """Return what a credit note was used for; one that adjusts an invoice may not tell it."""
    if document.allocations or document.type != "adjustment" or not document.credits:
        return document.allocations
    return (Allocation(document.credits, document.total, document.date),)


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return the entry by which Exact closes a credit note and the invoices that it was used for.

    Nothing while it isn't used up, while one of the invoices is still owed in part, and for one
    that goes by another entry.
    """
    if document.kind != "credit_note":
        return []
    head = _head(document)
    rule = skip_rule(document, rules.date_from, rules.business_entity)
    if memo.stands(known, head.key):
        return _removed(document, head, rule, rules, known)
    own = known.booked.get(place_of(document))
    if rule or debtors.is_everyones(own, rules):
        return memo.left_out(known, head, rule or "superseded")
    if not _is_sale(document, rules, known) or not _used_up(document):
        return memo.left_out(known, head, rule or "superseded")
    reason = _by_hand(document, known)
    if reason == _NOT_YET:
        return memo.left_out(known, head)
    if reason:
        facts = Facts(head.title, head.date, head.currency, ZERO)
        problem = Invalid(reason, number=document.external_id, invoices=_named(document))
        return [Outcome(memo.KIND, head.key, head.source, facts, problem=problem)]

    first = _not_posted(document, rules, known)

    def compose():
        if first == place_of(document):
            raise Waiting("credit_note_first", number=document.external_id)
        ledger = chosen(rules, "receivable")
        own = known.booked.get(place_of(document), NOTHING)
        account = memo.account_of(own, document.customer)
        legs = [Leg(ledger, document.total, account, place_of(document))]
        for use in uses(document):
            invoice, posted = posted_invoice(use.invoice, rules, known, use.amount)
            account = memo.account_of(posted, invoice.customer)
            item = memo.item_of(posted, "invoice", use.invoice, rules)
            legs.append(Leg(ledger, -invoice.total, account, item))
        return legs, terms(own, document, rules).get("Rate")

    return [memo.plan(replace(head, waits_for=first), compose, rules, known)]


def _head(document: Document) -> memo.Head:
    days = [use.date for use in uses(document) if use.date]
    last = max([*days, document.date]) if document.date else None
    return memo.head_of(document, USED, place_of(document)[1], ZERO, date=last)


def _not_posted(document: Document, rules: Rules, known: Known) -> tuple | None:
    """Return the first of the entries to be closed that does not stand yet.

    What was taken over has no entry of ours.
    """
    own = place_of(document)
    invoices = [
        place("invoice", use.invoice)
        for use in uses(document)
        if not openings.is_opening(known.records["invoice", use.invoice], rules)
    ]
    for each in (own, *invoices):
        link = known.links.get(each)
        if link is None or link.state != POSTED:
            return each
    return None


def _is_sale(document: Document, rules: Rules, known: Known) -> bool:
    """Say whether a credit note goes as one negative sale over all that it takes back."""
    if treatments.sign_of(document) == treatments.STORE:
        return False
    return treatments.parts(document, rules, known).sale is document


def _used_up(document: Document) -> bool:
    used = sum((use.amount for use in uses(document)), ZERO)
    return bool(used) and used == document.total and not document.refunded


_NOT_YET = "not yet"


def _by_hand(document: Document, known: Known) -> str:
    """Return the code of why a credit note and its invoices can't be closed by an entry, or ""."""
    for use in uses(document):
        invoice = known.records.get(("invoice", use.invoice))
        if not isinstance(invoice, Document) or invoice.paid or invoice.owed:
            return _NOT_YET
        if invoice.currency != document.currency:
            return "match_other_currency"
        if invoice.total != use.amount:
            return "match_by_hand"
    return ""


def _named(document: Document) -> str:
    return ", ".join(use.invoice for use in uses(document))


def _removed(
    document: Document, head: memo.Head, rule: str, rules: Rules, known: Known
) -> list[Outcome]:
    """Return what says that what was closed in the books is no longer used so (C9)."""
    posted = known.booked.get((memo.KIND, head.key), Booked({})).body
    if not posted:
        return []
    now = sorted((place("invoice", use.invoice)[1], -use.amount) for use in uses(document))
    if not rule and now == sorted(_closed(posted, _taken_over(document, rules, known))):
        return []
    facts = Facts(head.title, head.date, head.currency, ZERO)
    return [Outcome(memo.KIND, head.key, head.source, facts, rule=rule or "allocation_removed")]


def _taken_over(document: Document, rules: Rules, known: Known) -> dict[str, str]:
    """Return {number in Exact: key} of the invoices of the opening balance that it was used for."""
    return {
        item.number: place("invoice", use.invoice)[1]
        for use in uses(document)
        if ("invoice", use.invoice) in known.records
        for item in openings.of(known.records["invoice", use.invoice], rules)
    }


def _closed(body: dict, taken_over: dict):
    """Yield (key, amount) of the invoices that a posted entry closed."""
    for line in body[memo.LINES][1:]:
        item = line["OurRef"]
        key = taken_over.get(item, item) if isinstance(item, str) else item["$ref"][1]
        yield key, memo.amount_of(line)
