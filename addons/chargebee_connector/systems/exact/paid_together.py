"""What one payment closes together with credit notes that serve several invoices (C8, T1).

Invoices of 121 and 30, a credit note of 51 that was used for both, and a payment of 100: its entry
names all of them in full, +121, +30 and -51, and Exact matches each by itself. Only when this
payment and the credit notes make up everything that hangs together.
"""

from collections import Counter

from ...ledger.plan import Known
from ...ledger.states import IGNORED, SKIPPED
from ...ledger.words import Applied, Document, Transaction
from . import closing, treatments
from .closing import Group
from .places import place


def others(used: Applied, known: Known) -> set[tuple[str, str]]:
    """Return (kind, number) of what hangs together with a paid invoice, itself left out."""
    invoice = known.records.get((used.kind, used.external_id))
    if used.kind != "invoice" or not isinstance(invoice, Document) or not invoice.credited:
        return set()
    found = closing.group(invoice, known)
    numbers = {("credit_note", number) for number in found.notes} | found.missing
    numbers |= {("invoice", number) for number in found.invoices}
    return numbers - {(used.kind, used.external_id)}


def closed_by(used: Applied, transaction: Transaction, known: Known) -> Group | None:
    """Return all that a payment closes with an invoice, None where that isn't all of it.

    One invoice alone is `settled`'s to judge.
    """
    invoice = known.records.get((used.kind, used.external_id))
    if used.kind != "invoice" or not isinstance(invoice, Document) or not invoice.credited:
        return None
    found = closing.group(invoice, known)
    if found.missing or len(found.invoices) == 1 or not found.is_used_up:
        return None
    paid: Counter = Counter()
    for one in transaction.applied:
        paid[one.kind, one.external_id] += one.amount
    exact = all(
        word.total == found.settled(number) + paid["invoice", number]
        and word.currency == transaction.currency
        for number, word in found.invoices.items()
    )
    return found if exact and all(_goes(note, known) for note in found.notes.values()) else None


def first(found: Group, transaction: Transaction) -> Applied:
    """Return the first use of a payment for one of the invoices of a group."""
    return next(
        one
        for one in transaction.applied
        if one.kind == "invoice" and one.external_id in found.invoices
    )


def _goes(note: Document, known: Known) -> bool:
    """Say whether a credit note is in the books, or will be, as one sale turned round."""
    link = known.links.get(place("credit_note", note.external_id))
    left_out = link is not None and link.state in (SKIPPED, IGNORED)
    return not left_out and not treatments.sign_of(note)
