"""Documents as sales entries: invoices by the mapping tables, credit notes as what they credit.

An invoice may go as a sales invoice of Exact instead; see `sales_invoices`.
"""

from dataclasses import replace

from ...ledger.plan import REPLACE, Known, Needs, Outcome
from ...ledger.states import POSTED
from ...ledger.words import Document
from . import (
    catalogue,
    credits,
    debtors,
    entries,
    journals,
    oss,
    papers,
    paying,
    registered,
    sales_invoices,
    summary,
    undoing,
)
from .places import place, place_of
from .rules import Rules

#: What follows the key and the number of a document whose number stood for another one before.
REMADE_KEY, REMADE_NUMBER = "/remade/1", "-R"


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask for the document's own link, its customer, its prices and the invoice it credits."""
    kind, key = place_of(document)
    asked.links.update(((kind, key), (kind, key + REMADE_KEY)))
    debtors.needs(document, rules, asked)
    for line in document.lines:
        asked.records |= catalogue.asked(line)
    registered.needs(document, rules, asked)
    if document.credits:
        invoice = place("invoice", document.credits)
        asked.records.add(("invoice", document.credits))
        asked.links.add(invoice)
        asked.booked.add(invoice)
    papers.needs(document, rules, asked)
    sales_invoices.needs(document, rules, asked)


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return what becomes of the document itself, and of its printed form.

    What is taken back is another room's; what a document becomes whose number stood for another
    one before is booked behind that (I12).
    """
    kind, key = place_of(document)
    link = known.links.get((kind, key))
    stands = link is not None and link.state == POSTED
    undone = undoing.is_booked_first(document, rules)
    if not stands and undone:
        document = replace(document, status="final")
    document = paying.told(document, known)
    rules = journals.choose(document, rules)
    book = entries if document.kind == "invoice" else credits
    entry = _flagged(document, book.plan(document, key, rules, known), rules, known)
    papers_of = papers.follow(document, entry, rules, known)
    bundled = summary.bundled(entry, document, rules)
    entry = entry if bundled.bundle else bundled
    outcomes = [entry]
    if document.kind == "invoice":
        # What is taken back at once, or goes with others of its day, needs no paper of Exact's.
        wanted = not bundled.bundle and not undone
        outcomes = sales_invoices.follow(document, entry, wanted, rules, known)
    if bundled.bundle and outcomes[-1] is entry:
        outcomes[-1] = bundled
    else:
        outcomes += papers_of
    if stands and link.decision == REPLACE:
        outcomes.append(_remade(document, (kind, key), rules, known))
    return outcomes


def _flagged(document: Document, entry: Outcome, rules: Rules, known: Known) -> Outcome:
    """Return an outcome that says what lists show of it.

    That is whether anything of it stands on the fallback ledger, and to which quarter of the One
    Stop Shop it belongs.
    """
    if entry.request is None:
        return entry
    body = entry.request.body
    ledgers = {line["GLAccount"] for line in body["SalesEntryLines"]}
    fallback = rules.fallback is not None and rules.fallback.id in ledgers
    quarter = oss.of(document, body, rules, known)
    return replace(entry, facts=replace(entry.facts, fallback=fallback, oss_quarter=quarter))


def _remade(document: Document, place: tuple[str, str], rules: Rules, known: Known) -> Outcome:
    """Return the entry of what a number stands for by now; its own number must be another one."""
    kind, key = place
    book = entries if document.kind == "invoice" else credits
    number = document.external_id + REMADE_NUMBER
    outcome = book.plan(document, key + REMADE_KEY, rules, known, number)
    outcome = _flagged(document, replace(outcome, parent=place), rules, known)
    undone = known.links.get((kind, key + undoing.VOID_KEY))
    if outcome.request is None or (undone is not None and undone.state == POSTED):
        return outcome
    return replace(outcome, needs_link=(kind, key + undoing.VOID_KEY))
