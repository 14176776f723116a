"""Store credit that was used for invoices (C7).

What is used before tax lowers the taxed base: the invoice's entry has a line below zero for it,
so that what the customer owes in the books is what is due. Where the route keeps a liability, a
memo entry takes that off it and gives it to revenue. What is used after tax is a way to pay: a
memo entry from the liability, or from goodwill, to the debtor with the invoice's number.
"""

from dataclasses import replace
from datetime import date

from ...ledger.gates import is_zero, skip_rule
from ...ledger.plan import Facts, Known, Needs, Outcome
from ...ledger.problems import Invalid, Problem, Unmapped
from ...ledger.shares import apportion
from ...ledger.states import POSTED
from ...ledger.words import ZERO, Allocation, Document
from . import catalogue, checks, costs, credits, entries, memo, treatments, undoing
from .memo import Leg
from .memo_rules import LIABILITY, chosen, memo_of
from .places import place, place_of
from .rules import Rules

#: What follows the key of an invoice on which store credit was used.
USED = "/store-credit"


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask what was made of store credit that was used on an invoice, or of a credit note."""
    if document.kind == "invoice":
        if document.stored:
            kind, key = place_of(document)
            asked.links.update({(memo.KIND, key + USED), (memo.KIND, key + USED + memo.BACK)})
            asked.booked.update({(kind, key), (memo.KIND, key + USED)})
    elif treatments.sign_of(document) == treatments.STORE:
        asked.below.add((memo.KIND, treatments.memo_key(document)))
        for use in _after_tax(document):
            asked.records.add(("invoice", use.invoice))
            asked.links.add(place("invoice", use.invoice))
            asked.booked.add(place("invoice", use.invoice))


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return the memo entries of store credit that an invoice, or a credit note, says was used."""
    if document.kind == "invoice":
        return _on_lines(document, rules, known) if document.stored else []
    if treatments.sign_of(document) != treatments.STORE:
        return []
    return _as_payment(document, rules, known)


# --- used before tax ----------------------------------------------------------------------------


def _on_lines(invoice: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return what gives revenue the store credit that lowered the lines of an invoice."""
    where = place_of(invoice)
    link = known.links.get(where)
    day = undoing.day_back(invoice, link, rules)
    if day is not None and link is not None and link.state == POSTED:
        return _back(invoice, day, rules, known)
    head = memo.head_of(invoice, USED, where[1], ZERO, parent=where)
    rule = skip_rule(invoice, rules.date_from, rules.business_entity)
    treatment = memo_of(rules).store
    if is_zero(invoice):
        # No entry of its own says so: nobody would learn that nothing is chosen yet.
        head = replace(head, parent=None)
        if not treatment and not rule:
            return [_undecided(head, invoice)]
    if rule or treatment != LIABILITY:
        return (
            [] if memo.stands(known, head.key) else memo.left_out(known, head, rule or "superseded")
        )

    def compose():
        legs = [Leg(chosen(rules, "store_credit"), invoice.stored)]
        return [*legs, *_revenue(invoice, rules, known)], checks.rate(invoice, rules)

    return [memo.plan(head, compose, rules, known)]


def _undecided(head: memo.Head, invoice: Document) -> Outcome:
    facts = Facts(head.title, head.date, head.currency, ZERO)
    about = {"description": invoice.external_id, "line": ""}
    problem = Unmapped("store_credit_used", amount=invoice.stored, **about)
    return Outcome(memo.KIND, head.key, head.source, facts, problem=problem)


def _revenue(invoice: Document, rules: Rules, known: Known) -> list[Leg]:
    """Return what each line's ledger gets of what was used, where the line stands in the books."""
    lines = [line for line in invoice.lines if line.stored]
    used = apportion(invoice.stored, [line.stored for line in lines])
    standing = _posted(invoice, known)
    legs = []
    for line, amount in zip(lines, used, strict=True):
        price = catalogue.price_of(line, known.records)
        ledger, _supply = entries.revenue_ledger(invoice, line, price, rules)
        body = standing.get(line.external_id)
        if body is None:
            body = costs.add({}, ledger, invoice, rules, line, price)
        else:
            ledger = replace(ledger, id=body["GLAccount"])
        legs.append(Leg(ledger, -amount, costs=costs.of(body)))
    return legs


def _posted(invoice: Document, known: Known) -> dict[str, dict]:
    """Return line id → the posted line that store credit lowered, as far as the entry stands."""
    posted = known.booked.get(place_of(invoice))
    if posted is None or not posted.body:
        return {}
    try:
        parts = credits.posted_parts(invoice, invoice, posted)
    except Problem:
        return {}
    return {line: found[0].bodies[-1] for line, found in parts.items()}


def _back(invoice: Document, day: date, rules: Rules, known: Known) -> list[Outcome]:
    """Return what takes the entry back once the invoice is taken back."""
    kind, key = place_of(invoice)
    parent = (kind, key + undoing.VOID_KEY)
    head = memo.head_of(invoice, memo.BACK, key + USED, ZERO, date=day, parent=parent)
    return memo.taken_back(head, key + USED, rules, known)


# --- used after tax -----------------------------------------------------------------------------


def _after_tax(note: Document) -> list[Allocation]:
    return [use for use in note.allocations if not use.before_tax]


def _as_payment(note: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return what pays invoices with store credit, and says where that no longer holds (C9)."""
    rule = skip_rule(note, rules.date_from, rules.business_entity)
    uses = {} if rule else {use.invoice: use for use in _after_tax(note)}
    outcomes = [_payment(note, use, rules, known) for use in uses.values()]
    below = treatments.memo_key(note)
    for _kind, key in known.below.get((memo.KIND, below), ()):
        number = key.removeprefix(below + "/")
        if key == below + memo.BACK or number in uses:
            continue
        head = memo.head_of(note, f"/{number}", below, ZERO)
        gone = "allocation_removed" if memo.stands(known, key) else "superseded"
        outcomes += memo.left_out(known, head, rule if rule == "deleted" else gone)
    return outcomes


def _payment(note: Document, use: Allocation, rules: Rules, known: Known) -> Outcome:
    head = memo.head_of(
        note,
        f"/{use.invoice}",
        treatments.memo_key(note),
        -use.amount,
        date=use.date or note.date,
        waits_for=place("invoice", use.invoice),
    )

    def compose():
        treatment = memo_of(rules).store
        if not treatment:
            raise Unmapped("store_credit_note")
        invoice, posted = credits.posted_invoice(use.invoice, rules, known, use.amount)
        if invoice.currency != note.currency:
            raise Invalid(
                "match_other_currency", number=note.external_id, invoices=invoice.external_id
            )
        credits.check_open(use.amount, invoice)
        paid_from = "store_credit" if treatment == LIABILITY else "goodwill"
        account = memo.account_of(posted, invoice.customer)
        item = memo.item_of(posted, "invoice", use.invoice, rules)
        legs = [
            Leg(chosen(rules, paid_from), use.amount),
            Leg(chosen(rules, "receivable"), -use.amount, account, item),
        ]
        return legs, credits.terms(posted, invoice, rules).get("Rate")

    return memo.plan(head, compose, rules, known)
