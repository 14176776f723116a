"""Which journal a document is booked in, and whether that journal takes it.

Source: Exact Online REST reference, "Journals": Type, Currency, AllowVariableCurrency, IsBlocked
and GLAccount, which is a sales journal's ledger for debtors.
"""

from dataclasses import replace

from ...ledger.plan import Known, LinkNow
from ...ledger.problems import Unmapped
from ...ledger.words import Document
from .booking_rules import RETURN_JOURNAL, SALES_JOURNAL
from .rules import Rules


def facts(document: Document) -> dict:
    """Return what the mapping of journals is asked with."""
    return {
        "business_entity": document.business_entity,
        "currency": document.currency,
        "document_class": document.kind,
    }


def choose(document: Document, rules: Rules) -> Rules:
    """Return the rules with the journal of a document: a row's, else the route's own.

    Periods are closed by journal, so all that is asked of the calendar follows it.
    """
    row = rules.booking.entity.choose(facts(document))
    return rules if row is None else replace(rules, journal=row.target.code)


def check(document: Document, rules: Rules, link: LinkNow | None, known: Known) -> None:
    """Raise Unmapped when the chosen journal does not take the document."""
    journal = rules.booking.journals.get(rules.journal)
    if journal is None:
        return
    about = {"journal": journal.code, "name": journal.name, "currency": document.currency}
    if journal.blocked:
        raise Unmapped("journal_blocked", **about)
    takes = (SALES_JOURNAL, RETURN_JOURNAL) if document.sign < 0 else (SALES_JOURNAL,)
    if journal.type and journal.type not in takes:
        raise Unmapped("journal_type", type=journal.type, **about)
    if not journal.any_currency and journal.currency not in ("", document.currency):
        raise Unmapped("journal_currency", takes=journal.currency, **about)
    account = known.standing.get(link.external_id) if link and link.external_id else None
    receivable = account.receivable if account is not None else ""
    if receivable and journal.receivable and receivable != journal.receivable:
        raise Unmapped("journal_receivable", account=account.code, customer=account.name, **about)
