"""Invoices that are settled in the source and that Exact can't match by itself: for a person.

Exact matches an open item with a line that names it when both are exactly equal. An invoice that
was paid in instalments, or partly written off, withheld or credited, is settled in the books by
several lines, none of which is; they stand on a list with the reason until somebody matched them.
What was written off is to be matched at once, whatever is still owed of the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ...ledger.gates import skip_rule
from ...ledger.plan import Facts, Known, Needs, Outcome, ref
from ...ledger.problems import Invalid, Waiting
from ...ledger.states import IGNORED, POSTED, SKIPPED
from ...ledger.words import ZERO, Applied, Document, Transaction
from . import bank, debtors, matched, memo, payments, settled, treatments, withheld
from .memo_rules import CREDIT_NOTE, memo_of
from .places import place, place_of
from .rules import Rules

#: What follows the key of an invoice that must be matched by hand.
MATCH = "/match"


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why an invoice is not matched: a problem's code, and what of it was settled so."""

    code: str
    amount: Decimal
    parts: str = ""


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask what stands of the movements of money and the write-offs that settle an invoice."""
    if document.kind != "invoice":
        return
    asked.links.add(_listed(document))
    if not _may_be_listed(document):
        return
    asked.records.add((document.kind, document.external_id))
    for one in document.write_offs:
        asked.links.update(_given_up(document, one.note))
    for one in (*document.payments, *document.credited) if rules.bank else ():
        settled.ask(one.kind, one.external_id, asked)


def needs_beyond(document: Document, rules: Rules, known: Known, asked: Needs) -> None:
    """Ask what is open in Exact of an invoice that is listed."""
    if document.kind == "invoice":
        matched.ask(place_of(document), _listed(document), known, asked)


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return what stands on the list of an invoice; none for one that Exact matches by itself."""
    if document.kind != "invoice":
        return []
    head = memo.head_of(document, MATCH, place_of(document)[1], document.total)
    rule = skip_rule(document, rules.date_from, rules.business_entity)
    shared = debtors.is_everyones(known.booked.get(place_of(document)), rules)
    reason = None if rule or shared else _reason(document, rules, known)
    if reason is None or not _goes(known, place_of(document)):
        return memo.left_out(known, head, rule or "superseded")
    if matched.is_matched(place_of(document), known):
        return memo.left_out(known, head, rule="matched_there")
    problem = Invalid(
        reason.code,
        invoice=document.external_id,
        amount=reason.amount,
        total=document.total,
        currency=document.currency,
        parts=reason.parts,
    )
    waits = None
    if not _stands(known, place_of(document)):
        problem, waits = Waiting("invoice_first", invoice=document.external_id), place_of(document)
    facts = Facts(head.title, head.date, head.currency, head.total)
    return [Outcome(memo.KIND, head.key, head.source, facts, problem=problem, needs_link=waits)]


def _listed(invoice: Document) -> tuple[str, str]:
    return memo.KIND, place_of(invoice)[1] + MATCH


def _may_be_listed(invoice: Document) -> bool:
    """Say so of one that is given up in part, or settled and not by one movement of money."""
    if not invoice.total:
        return False
    return bool(invoice.write_offs) or _is_settled_in_parts(invoice)


def _is_settled_in_parts(invoice: Document) -> bool:
    """Say whether nothing is owed any more, and no movement of money alone did that."""
    alone = [one for one in invoice.payments if one.amount == invoice.total]
    return not invoice.owed and not alone and bool(invoice.payments or invoice.withheld)


def _reason(invoice: Document, rules: Rules, known: Known) -> _Reason | None:
    """Return why an invoice is not matched by itself, None where it is, or will be."""
    if not _may_be_listed(invoice):
        return None
    given_up = sum((one.amount for one in _write_offs(invoice, known)), ZERO)
    by_notes = memo_of(rules).write_off == CREDIT_NOTE and not (invoice.paid or invoice.withheld)
    if given_up and not by_notes and given_up != invoice.total:
        return _Reason("match_write_off", given_up)
    if not _is_settled_in_parts(invoice):
        return None
    kept = sum((one.amount for one in _taxes(invoice, known)), ZERO)
    if kept and kept != invoice.total:
        return _Reason("match_withheld", kept)
    ours = list(_ours(invoice, rules, known))
    if not ours or any(_names_all(one, invoice, known) for one in ours):
        return None
    paid = sum((one.amount for one in ours), ZERO)
    if invoice.credited:
        return _Reason("match_credited", paid, _told((*invoice.payments, *invoice.credited)))
    if len(invoice.payments) > 1:
        return _Reason("match_instalments", paid, _told(invoice.payments))
    return None


def _told(parts: tuple[Applied, ...]) -> str:
    return ", ".join(f"{one.external_id} {one.amount}" for one in parts)


def _write_offs(invoice: Document, known: Known) -> Iterator:
    """Yield what was written off, but for what is known never to be booked."""
    for one in invoice.write_offs:
        places = _given_up(invoice, one.note)
        links = [known.links[where] for where in places if where in known.links]
        left_out = any(link.state == IGNORED for link in links) or not _goes(known, places[-1])
        if not left_out or any(link.state == POSTED for link in links):
            yield one


def _given_up(invoice: Document, note: str) -> list[tuple[str, str]]:
    """Return where a write-off may stand: by memo entry, as a credit note, without one."""
    suffix = treatments.SUFFIXES[treatments.WRITE_OFF]
    if not note:
        return [(memo.KIND, place_of(invoice)[1] + suffix)]
    sale = place("credit_note", note)
    return [sale, (memo.KIND, sale[1] + suffix)]


def _taxes(invoice: Document, known: Known) -> Iterator:
    key = place_of(invoice)[1] + withheld.WITHHELD
    return (one for one in invoice.withheld if _goes(known, (memo.KIND, key + one.external_id)))


def _ours(invoice: Document, rules: Rules, known: Known) -> Iterator[Applied]:
    """Yield the payments that this route books; others stand on a bank statement in Exact."""
    for one in invoice.payments if rules.bank else ():
        word = known.records.get(("transaction", one.external_id))
        if isinstance(word, Transaction) and not payments.skip_rule(word, rules, known):
            yield one


def _names_all(used: Applied, invoice: Document, known: Known) -> bool:
    """Say whether the line of a payment names an invoice in full, or will (see `settled`)."""
    posted = known.booked.get(place("transaction", used.external_id))
    if posted is None:
        made_up = settled.notes(
            replace(used, kind="invoice", external_id=invoice.external_id), known
        )
        return bool(made_up) and all(settled.in_full(note, known) for note in made_up)
    named = ref(*place_of(invoice), "number")
    lines = [line for line in posted.body.get(bank.LINES, ()) if line.get("OurRef") == named]
    return any(abs(bank.amount_of(line)) == invoice.total for line in lines)


def _goes(known: Known, where: tuple[str, str]) -> bool:
    """Say whether something stands in the books, or may come to: nobody left it out."""
    link = known.links.get(where)
    return link is None or link.state not in (SKIPPED, IGNORED)


def _stands(known: Known, where: tuple[str, str]) -> bool:
    link = known.links.get(where)
    return link is not None and link.state == POSTED
