"""To which quarter the VAT of the One Stop Shop belongs.

A correction goes into a later return that names the country and the period of what it corrects
(art. 369g(4) of directive 2006/112/EC): that of a credit note, or of an entry that takes an
invoice back, is the quarter of the invoice. Ask your adviser.
"""

from datetime import date

from ...ledger.plan import Known
from ...ledger.words import Document
from .rules import Rules


def quarter(day: date) -> str:
    """Return a day's quarter of the calendar year, as 2026-Q1."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def of(document: Document, body: dict, rules: Rules, known: Known) -> str:
    """Return the quarter of what an entry's lines declare, "" for one without such VAT.

    A credit note that names no invoice, or one that nobody knows, counts by its own day.
    """
    if not any(line["VATCode"] in rules.oss for line in body["SalesEntryLines"]):
        return ""
    invoice = known.records.get(("invoice", document.credits)) if document.credits else None
    day = invoice.date if isinstance(invoice, Document) and invoice.date else document.date
    return quarter(day) if day else ""
