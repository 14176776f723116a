"""Credit notes and invoices that close one another without money: what hangs together (C8).

A credit note may be used for several invoices, and an invoice be settled by several credit notes.
All that hangs together is closed by one entry that names each in full, when every credit note is
used up and every invoice is settled by them alone.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from ...ledger.plan import Known
from ...ledger.words import ZERO, Allocation, Document


def uses(document: Document) -> tuple[Allocation, ...]:
    """Return what a credit note was used for; one that adjusts an invoice may not tell it."""
    if document.allocations or document.type != "adjustment" or not document.credits:
        return document.allocations
    return (Allocation(document.credits, document.total, document.date),)


def used(document: Document) -> Decimal:
    """Return how much of a credit note was used for invoices."""
    return sum((use.amount for use in uses(document)), ZERO)


@dataclass(slots=True)
class Group:
    """All that hangs together: documents by their number, each in the order of the numbers.

    `missing` holds (kind, number) of what isn't known, or can't be read.
    """

    notes: dict[str, Document] = field(default_factory=dict)
    invoices: dict[str, Document] = field(default_factory=dict)
    missing: set = field(default_factory=set)

    @property
    def owner(self) -> str:
        """The credit note under whose key the whole is closed."""
        return min(self.notes)

    @property
    def owners(self) -> list[str]:
        """The owner, none for a credit note that is gone itself."""
        return [self.owner] if self.notes else []

    def settled(self, invoice: str) -> Decimal:
        """Return what of an invoice was settled by these credit notes."""
        all_uses = (use for note in self.notes.values() for use in uses(note))
        return sum((use.amount for use in all_uses if use.invoice == invoice), ZERO)

    @property
    def is_used_up(self) -> bool:
        """Say whether nothing of the credit notes is left, and nothing was paid back of them."""
        return all(used(one) == one.total and not one.refunded for one in self.notes.values())

    @property
    def is_exact(self) -> bool:
        """Say whether the credit notes make up each of the invoices as a whole."""
        return all(one.total == self.settled(name) for name, one in self.invoices.items())


def group(document: Document, known: Known) -> Group:
    """Return what hangs together with a credit note or an invoice, as far as it is known."""
    found = Group()
    waiting = [(document.kind, document.external_id)]
    words = {**known.records, waiting[0]: document}
    while waiting:
        kind, number = waiting.pop()
        there = found.notes if kind == "credit_note" else found.invoices
        if number in there:
            continue
        word = words.get((kind, number))
        if kind == "credit_note" and isinstance(word, Document) and _is_gone(word):
            continue
        if not isinstance(word, Document):
            found.missing.add((kind, number))
            continue
        there[number] = word
        if kind == "credit_note":
            waiting.extend(("invoice", use.invoice) for use in uses(word))
        else:
            notes = [note.external_id for note in word.credited]
            notes += [given_up.note for given_up in word.write_offs if given_up.note]
            waiting.extend(("credit_note", note) for note in notes)
    found.notes = dict(sorted(found.notes.items()))
    found.invoices = dict(sorted(found.invoices.items()))
    return found


def _is_gone(note: Document) -> bool:
    return note.deleted or note.status == "voided"
