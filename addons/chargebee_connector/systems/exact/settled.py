"""What a movement of money settles: the open items in Exact that its lines name.

An item is matched by Exact only when a line names it with exactly its amount. Where credit notes
made up the rest of an invoice, the payment's entry therefore names all of them in full: invoice
121, credit note 21, paid 100 become +121 and -21.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ...ledger.plan import Known, LinkNow, Needs, ref
from ...ledger.problems import Invalid, Waiting
from ...ledger.states import IGNORED, NEW, POSTED, SKIPPED
from ...ledger.words import ZERO, Applied, Document, Transaction
from . import debtors, memo, openings, paid_together, treatments, write_offs
from .closing import Group
from .places import place
from .rules import Rules


@dataclass(frozen=True, slots=True)
class Item:
    """An open item: its number with us, what of it is settled, whose it is, its entry number.

    That is None on the account that all customers share, where nothing is matched by number.
    `journal` is the sales journal that it stands in, "" when that is not known. `whole` says that
    the item is the document's whole total, not what was left of it when it was taken over.
    """

    number: str
    amount: Decimal
    account: object
    our_ref: object
    journal: str = ""
    whole: bool = True


def ask(kind: str, external_id: str, asked: Needs) -> None:
    """Ask for a record, its link and what was posted of it."""
    asked.records.add((kind, external_id))
    asked.links.add(place(kind, external_id))
    asked.booked.add(place(kind, external_id))


def account(customer: str, rules: Rules, known: Known, waits_for: list) -> object:
    """Return a customer's account, or its place holder; raise Waiting until it stands."""
    word = known.records.get(("customer", customer)) if customer else None
    if word is None:
        raise Invalid("customer_missing", customer=customer)
    shared = debtors.shared_by(word, word.address.country, rules)
    if shared:
        debtors.check_collective(shared)
        return shared.id
    where = place("customer", customer)
    link = known.links.get(where)
    if link is None or link.state != POSTED:
        waits_for.append(where)
        raise Waiting("account_first", customer=word.name or customer)
    return ref(*where)


def notes(used: Applied, known: Known) -> tuple[Applied, ...]:
    """Return the credit notes that make up the rest of an invoice that was paid in part.

    Only when they and this payment alone make up the whole: what was paid in instalments stays
    open in Exact until somebody matches it.
    """
    invoice = known.records.get((used.kind, used.external_id))
    if used.kind != "invoice" or not isinstance(invoice, Document) or not invoice.credited:
        return ()
    rest = sum((note.amount for note in invoice.credited), ZERO)
    return invoice.credited if rest and used.amount + rest == invoice.total else ()


def items(
    used: Applied, transaction: Transaction, rules: Rules, known: Known, waits_for: list
) -> Iterator[Item]:
    """Yield what is settled by what was used of a movement for one document."""
    document, item = _item(used, used.amount, transaction, rules, known, waits_for)
    together = paid_together.closed_by(used, transaction, known)
    if together is not None:
        all_items = _all_of(together, transaction, rules, known, waits_for)
        if all(one.whole and one.our_ref for one in all_items):
            # They are there once, however many of the invoices the payment was used for.
            yield from all_items if used is paid_together.first(together, transaction) else ()
            return
    made_up = notes(used, known) if item.our_ref else ()
    if not item.whole or not all(in_full(note, known) for note in made_up):
        made_up = ()
    if not made_up:
        yield item
        return
    credits = [
        _item(note, -note.amount, transaction, rules, known, waits_for)[1] for note in made_up
    ]
    yield replace(item, amount=document.total)
    yield from credits


def _all_of(
    together: Group, transaction: Transaction, rules: Rules, known: Known, waits_for: list
) -> list[Item]:
    """Return the open items of all that a payment closes, each in full."""
    more = (transaction, rules, known, waits_for)
    found = [
        _item(Applied("invoice", number, one.total), one.total, *more)[1]
        for number, one in together.invoices.items()
    ]
    return found + [
        _item(Applied("credit_note", number, one.total), -one.total, *more)[1]
        for number, one in together.notes.items()
    ]


def open_item(
    used: Applied, transaction: Transaction, rules: Rules, known: Known, waits_for: list
) -> Item:
    """Return the open item of a document; raise until there is one."""
    return _item(used, used.amount, transaction, rules, known, waits_for)[1]


def in_full(note: Applied, known: Known) -> bool:
    """Say whether a credit note is booked as a sale turned round, and used for nothing else."""
    word = known.records.get((note.kind, note.external_id))
    link = known.links.get(place(note.kind, note.external_id)) or LinkNow(NEW)
    if not isinstance(word, Document) or word.total != note.amount or word.status == "voided":
        return False
    return link.state not in (SKIPPED, IGNORED)


def _item(
    used: Applied,
    amount: Decimal,
    transaction: Transaction,
    rules: Rules,
    known: Known,
    waits_for: list,
) -> tuple[Document, Item]:
    """Return a document and the open item that stands for it; raise until there is one."""
    where = place(used.kind, used.external_id)
    document = known.records.get((used.kind, used.external_id))
    if not isinstance(document, Document):
        raise _unknown(used)
    link = known.links.get(where) or LinkNow(NEW)
    if used.kind == "invoice":
        write_offs.check_paid(used.external_id, transaction.date, known)
    elif link.state == SKIPPED and _memo_of(document) in known.links:
        return document, _given_up(document, amount, rules, known, waits_for)
    if link.state != POSTED and openings.is_opening(document, rules):
        return document, _taken_over(document, amount, rules, known, waits_for)
    if link.state in (SKIPPED, IGNORED) and document.status != "pending":
        raise _left_out(used)
    if debtors.is_everyones(known.booked.get(where), rules):
        everyone = rules.customers.everyone
        debtors.check_collective(everyone)
        return document, Item(used.external_id, amount, everyone.id, None)
    if link.state != POSTED:
        waits_for.append(where)
        raise _first(used, link.state)
    posted = known.booked.get(where)
    debtor = posted.body.get("Customer") if posted else None
    if debtor is None:
        debtor = account(document.customer, rules, known, waits_for)
    journal = posted.body.get("Journal", "") if posted else ""
    return document, Item(used.external_id, amount, debtor, ref(*where, "number"), journal)


def _taken_over(
    document: Document, amount: Decimal, rules: Rules, known: Known, waits_for: list
) -> Item:
    """Return the item that stands for a document of the opening balance (I13)."""
    number = document.external_id
    missing = Invalid("opening_balance_paid", number=number, date=document.date)
    try:
        found = openings.taken_over(document, rules, known, missing, abs(amount))
    except Waiting:
        waits_for.append(debtors.place_of(document, rules))
        raise
    whole = abs(found.amount) == document.total
    return Item(number, amount, found.account, found.number, found.journal, whole)


def ask_beyond(used: Applied, rules: Rules, known: Known, asked: Needs) -> None:
    """Ask for what stands instead of a credit note, and for what made up the rest of an invoice.

    Of what was taken over, the customer must be known to be theirs.
    """
    for kind, number in paid_together.others(used, known):
        ask(kind, number, asked)
    document = known.records.get((used.kind, used.external_id))
    if isinstance(document, Document) and openings.is_opening(document, rules):
        debtors.needs(document, rules, asked)
    if isinstance(document, Document) and _memo_of(document):
        asked.links.add(_memo_of(document))
        if document.credits:
            ask("invoice", document.credits, asked)


def _memo_of(document: Document) -> tuple[str, str] | None:
    """Return the place of the memo entry that may stand instead of a credit note (C3, C5)."""
    given_up = (treatments.CHARGEBACK, treatments.WRITE_OFF)
    if treatments.sign_of(document) not in given_up:
        return None
    return memo.KIND, treatments.memo_key(document)


def _given_up(
    document: Document, amount: Decimal, rules: Rules, known: Known, waits_for: list
) -> Item:
    """Return the invoice that a memo entry gave up: the money that went back is owed again (T8)."""
    where = _memo_of(document)
    state = known.links[where].state
    if state in (SKIPPED, IGNORED):
        raise Invalid("refunded_note_left_out", credit_note=document.external_id)
    if state != POSTED:
        waits_for.append(where)
        raise Waiting("credit_note_first", number=document.external_id, state=state)
    invoice = place("invoice", document.credits)
    posted = known.booked.get(invoice)
    debtor = posted.body.get("Customer") if posted else None
    if debtor is None:
        debtor = account(document.customer, rules, known, waits_for)
    journal = posted.body.get("Journal", "") if posted else ""
    our_ref = None if debtors.is_everyones(posted, rules) else ref(*invoice, "number")
    return Item(document.external_id, amount, debtor, our_ref, journal)


def _unknown(used: Applied) -> Invalid:
    if used.kind == "invoice":
        return Invalid("credited_invoice_unknown", invoice=used.external_id)
    return Invalid("refunded_note_unknown", credit_note=used.external_id)


def _left_out(used: Applied) -> Invalid:
    if used.kind == "invoice":
        return Invalid("credited_invoice_left_out", invoice=used.external_id)
    return Invalid("refunded_note_left_out", credit_note=used.external_id)


def _first(used: Applied, state: str) -> Waiting:
    if used.kind == "invoice":
        return Waiting("invoice_first", invoice=used.external_id, state=state)
    return Waiting("credit_note_first", number=used.external_id, state=state)
