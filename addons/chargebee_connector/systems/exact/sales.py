"""Documents as sales entries: invoices by the mapping tables, credit notes as what they credit."""

from ...ledger.plan import Known, Needs, Outcome
from ...ledger.words import Document
from . import credits, entries, journals, papers, paying
from .places import place, place_of
from .rules import Rules


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask for the document's own link, its customer, its prices and the invoice it credits."""
    asked.links.add(place_of(document))
    asked.records.add(("customer", document.customer))
    asked.links.add(place("customer", document.customer))
    asked.records.update(("item_price", line.price) for line in document.lines if line.price)
    if document.credits:
        invoice = place("invoice", document.credits)
        asked.records.add(("invoice", document.credits))
        asked.links.add(invoice)
        asked.booked.add(invoice)
    papers.needs(document, rules, asked)


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return what becomes of the document itself, and of its printed form."""
    _kind, key = place_of(document)
    book = entries if document.kind == "invoice" else credits
    document = paying.told(document, known)
    entry = book.plan(document, key, journals.choose(document, rules), known)
    return [entry, *papers.follow(document, entry, rules, known)]
