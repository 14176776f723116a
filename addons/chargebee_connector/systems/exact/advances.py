"""What was paid in advance and is used for an invoice later: off its ledger, onto the debtor (T4).

Only where an excess was booked on a ledger of its own. On the debtors' ledger it is an open credit
that is matched with the invoice; nothing is booked for that.
"""

from dataclasses import replace
from decimal import Decimal

from ...ledger.plan import Booked, Known, Needs, Outcome
from ...ledger.problems import Invalid
from ...ledger.states import POSTED
from ...ledger.words import ZERO, Applied, Transaction
from . import bank, bank_rules, memo, openings, settled
from .places import place_of
from .rules import Ledger, Rules

#: What follows the key of a payment whose excess is used for an invoice.
ADVANCE = "/advance/"


def needs(transaction: Transaction, rules: Rules, asked: Needs) -> None:
    """Ask what was posted of a payment, and what was used of its excess already."""
    if not _may_have_one(transaction, rules):
        return
    kind, key = place_of(transaction)
    asked.booked.add((kind, key))
    for used in transaction.applied:
        asked.links.add((memo.KIND, key + ADVANCE + used.external_id))


def plan(transaction: Transaction, rules: Rules, known: Known) -> list[Outcome]:
    """Return the memo entry of each use of an excess that was booked in advance."""
    place = place_of(transaction)
    link = known.links.get(place)
    posted = known.booked.get(place)
    if not _may_have_one(transaction, rules) or posted is None:
        return []
    if link is None or link.state != POSTED:
        return []
    left = _in_advance(posted, rules)
    paid = _settled(posted, transaction, rules, known)
    outcomes = []
    for used in transaction.applied:
        if left is None or used.kind != "invoice" or used.external_id in paid:
            continue
        outcomes.append(_entry(transaction, used, left, rules, known))
    return outcomes


def _may_have_one(transaction: Transaction, rules: Rules) -> bool:
    return rules.bank is not None and rules.bank.in_advance and transaction.kind == "payment"


def _entry(
    transaction: Transaction,
    used: Applied,
    left: tuple[Ledger, Decimal],
    rules: Rules,
    known: Known,
) -> Outcome:
    place = place_of(transaction)
    ledger, amount = left
    waits_for: list = []

    def compose():
        later = sum(
            (one.amount for one in transaction.applied if one.external_id == used.external_id), ZERO
        )
        if later > amount:
            raise Invalid(
                "advance_exceeded",
                invoice=used.external_id,
                amount=later,
                advance=amount,
                currency=transaction.currency,
            )
        item = settled.open_item(used, transaction, rules, known, waits_for)
        debtors = bank_rules.receivable(rules.bank, item.journal)
        invoice = item.our_ref
        if isinstance(invoice, dict):
            invoice = tuple(invoice["$ref"][:2])
        return [memo.Leg(ledger, later), memo.Leg(debtors, -later, item.account, invoice)], None

    customer = known.records.get(("customer", transaction.customer))
    head = memo.Head(
        key=place[1] + ADVANCE + used.external_id,
        source=("transaction", transaction.external_id),
        date=used.date or transaction.date,
        currency=transaction.currency,
        total=-used.amount,
        title=customer.name if customer else "",
        parent=place,
    )
    outcome = memo.plan(head, compose, rules, known)
    return replace(outcome, needs_link=waits_for[0]) if waits_for else outcome


def _in_advance(posted: Booked, rules: Rules) -> tuple[Ledger, Decimal] | None:
    """Return the ledger on which an excess was booked, and how much; None on a debtors' ledger."""
    debtors = {one.id for one in rules.bank.receivables.values()}
    if rules.bank.receivable:
        debtors.add(rules.bank.receivable.id)
    for line in posted.body[bank.LINES]:
        if "OurRef" not in line and line["GLAccount"] not in debtors:
            advance = rules.bank.advance
            same = advance is not None and advance.id == line["GLAccount"]
            return advance if same else Ledger(line["GLAccount"], ""), bank.amount_of(line)
    return None


def _settled(posted: Booked, transaction: Transaction, rules: Rules, known: Known) -> set[str]:
    """Return the keys of the documents that a payment's own lines named."""
    items = [line["OurRef"] for line in posted.body[bank.LINES] if "OurRef" in line]
    keys = {item["$ref"][1] for item in items if not isinstance(item, str)}
    for used in transaction.applied:
        document = known.records.get((used.kind, used.external_id))
        if document is not None:
            taken_over = {item.number for item in openings.of(document, rules)}
            if any(item in taken_over for item in items if isinstance(item, str)):
                keys.add(used.external_id)
    return keys
