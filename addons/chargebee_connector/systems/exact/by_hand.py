"""Credit notes that repeat what the books hold already: settled there by hand (R4, R7).

Somebody wrote an invoice off in Exact, credited it or took a payment difference. The way back
proposed the same for the source, and a person made the credit note there: booking it would take
the debt off twice. It is known by its invoice and its amount; each proposal explains one credit
note, in the order in which the invoice names them. Only adjustments count, since only those lower
what is due.
"""

from dataclasses import replace
from decimal import Decimal

from ...ledger.plan import Known, Needs, Outcome, Settled
from ...ledger.problems import Proposed
from ...ledger.states import IGNORED, PLANNABLE
from ...ledger.words import ZERO, Document
from . import memo, treatments
from .places import place


def needs(document: Document, asked: Needs) -> None:
    """Ask what was settled by hand of the invoice that a credit note adjusts."""
    if _may_repeat(document):
        asked.settled.add(document.credits)


def needs_beyond(document: Document, known: Known, asked: Needs) -> None:
    """Ask what stands of the other credit notes of an invoice that was settled by hand."""
    if _may_repeat(document) and known.settled.get(document.credits):
        for number, _amount in _notes(document, known):
            asked.links.update(_places(number))


def decided(document: Document, outcomes: list[Outcome], known: Known) -> list[Outcome]:
    """Return the outcomes of a credit note as they become where its invoice was settled by hand.

    What repeats exactly that is left out. What may contain it is held until a person lets exactly
    these requests go, and so is what repeats a proposal that a person left out.
    """
    if not _may_repeat(document) or not known.settled.get(document.credits):
        return outcomes
    if any(_stands(known, (one.kind, one.key)) for one in outcomes):
        return outcomes
    claimed, left = _claimed(document, known)
    if claimed and not any(one.ignored for one in claimed):
        return [_left_out(one) for one in outcomes]
    open_ = sum((one.amount for one in left), ZERO)
    if not claimed and not (open_ and _owed(document, known) < open_):
        return outcomes
    problem = Proposed(
        "may_be_booked_by_hand",
        number=document.external_id,
        invoice=document.credits,
        amount=sum((one.amount for one in claimed), ZERO) or open_,
        currency=document.currency,
    )
    return [memo.released(one, known, problem) for one in outcomes]


def _may_repeat(document: Document) -> bool:
    is_adjustment = document.kind == "credit_note" and document.type == "adjustment"
    return is_adjustment and bool(document.credits)


def _left_out(outcome: Outcome) -> Outcome:
    """Return an outcome that is not to go; one that has a rule of its own keeps it."""
    if outcome.rule:
        return outcome
    bare = {"request": None, "problem": None, "needs_link": None, "parent": None, "bundle": None}
    return replace(outcome, rule="booked_by_hand", **bare)


def _claimed(document: Document, known: Known) -> tuple[list[Settled], list[Settled]]:
    """Return what was settled by hand that a credit note repeats, and what nobody repeats yet."""
    left = [one for one in known.settled[document.credits] if one.currency == document.currency]
    claimed: list[Settled] = []
    for number, amount in _notes(document, known):
        if any(_stands(known, where) for where in _places(number)):
            continue
        repeated = next(([one] for one in left if one.amount == amount), None)
        if repeated is None:
            whole = sum((one.amount for one in left), ZERO)
            repeated = list(left) if left and whole == amount else []
        left = [one for one in left if one not in repeated]
        if number == document.external_id:
            claimed = repeated
    return claimed, left


def _notes(document: Document, known: Known) -> list[tuple[str, Decimal]]:
    """Return (number, amount) of the adjustments of an invoice, the credit note itself included."""
    invoice = known.records.get(("invoice", document.credits))
    found: list[tuple[str, Decimal]] = []
    if isinstance(invoice, Document):
        found += [(one.external_id, one.amount) for one in invoice.credited]
        found += [(one.note, one.amount) for one in invoice.write_offs if one.note]
    if document.external_id not in [number for number, _amount in found]:
        found.append((document.external_id, document.total))
    return found


def _owed(document: Document, known: Known) -> Decimal:
    invoice = known.records.get(("invoice", document.credits))
    return invoice.owed if isinstance(invoice, Document) else ZERO


def _places(number: str) -> list[tuple[str, str]]:
    """Return where a credit note may stand: as a sale, or as a memo entry that gives a debt up."""
    sale = place("credit_note", number)
    ends = (treatments.WRITE_OFF, treatments.CHARGEBACK)
    return [sale, *((memo.KIND, sale[1] + treatments.SUFFIXES[end]) for end in ends)]


def _stands(known: Known, where: tuple[str, str]) -> bool:
    """Say whether something is in the books; what a person left out here is not."""
    link = known.links.get(where)
    return link is not None and link.state not in (*PLANNABLE, IGNORED)
