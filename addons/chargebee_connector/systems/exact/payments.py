"""Movements of money: what becomes of each, and what it brings to the bank entry of its day.

One line for each document that a movement was used for, in full where credit notes made up the
rest of an invoice: Exact matches only what is exactly equal.
"""

from dataclasses import dataclass, replace
from datetime import date

from ...ledger.periods import Period
from ...ledger.plan import SOUGHT, Facts, Known, LinkNow, Needs, Outcome
from ...ledger.problems import Conflict, Invalid, Problem, Proposed, Waiting
from ...ledger.receipts import is_recorded
from ...ledger.states import PLANNABLE, POSTED, SKIPPED
from ...ledger.text import fingerprint
from ...ledger.words import ZERO, Transaction
from . import bank, bank_rules, settled
from .places import place, place_of
from .rules import Rules

#: What follows the key of a payment whose money was taken back without a movement of its own.
REVERSED = "/reversed"

#: Statuses of movements that may still bring money, and of those that never will.
_IN_PROGRESS = ("in_progress", "needs_attention")
_FAILED = ("failure", "timeout", "voided", "late_failure")
NO_MONEY = (*_IN_PROGRESS, *_FAILED)

#: Movements after which the money is gone again.
OUT = ("refund", "payment_reversal")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an outcome stands."""

    kind: str
    key: str
    source: tuple

    def outcome(self, facts: Facts, **more) -> Outcome:
        return Outcome(self.kind, self.key, self.source, facts, **more)


def needs(transaction: Transaction, rules: Rules, asked: Needs) -> None:
    """Ask for the movement's link, its customer's, and what it was used for or goes back on."""
    kind, key = place_of(transaction)
    asked.links.add((kind, key))
    if transaction.offline:
        asked.made.add(transaction.external_id)
    if rules.bank is None:
        return
    if transaction.customer:
        asked.records.add(("customer", transaction.customer))
        asked.links.add(place("customer", transaction.customer))
    for used in transaction.applied:
        settled.ask(used.kind, used.external_id, asked)
    if transaction.kind == "payment_reversal" and transaction.linked:
        settled.ask("transaction", transaction.linked, asked)
    if transaction.kind == "payment":
        asked.links.add((kind, key + REVERSED))
        if transaction.status == "late_failure":
            asked.booked.add((kind, key))


def needs_beyond(transaction: Transaction, rules: Rules, known: Known, asked: Needs) -> None:
    """Ask for what only the documents name that a movement was used for."""
    if rules.bank is None:
        return
    for used in transaction.applied:
        settled.ask_beyond(used, rules, known, asked)


def plan(transaction: Transaction, rules: Rules, known: Known) -> list[Outcome]:
    """Return what becomes of a movement, and of a payment that was taken back (T5)."""
    here = _Place(*place_of(transaction), ("transaction", transaction.external_id))
    sign = -1 if transaction.kind in OUT else 1
    customer = known.records.get(("customer", transaction.customer))
    facts = Facts(
        customer.name if customer else "",
        transaction.date,
        transaction.currency,
        transaction.amount * sign,
    )
    content = fingerprint(
        repr((transaction.amount, transaction.currency, transaction.date, transaction.applied))
    )
    rule = skip_rule(transaction, rules, known)
    if rule == "payment_failed" and known.seeking and _may_stand(here, transaction, known):
        outcome = _sought(_booked(here, transaction, facts, content, rules, known))
    elif rule:
        # A payment that fell through later is taken back by an outcome of its own.
        content = content if transaction.status == "late_failure" else ""
        outcome = here.outcome(facts, rule=rule, content=content)
    else:
        outcome = _booked(here, transaction, facts, content, rules, known)
    return [outcome, *_fallen_through(here, transaction, facts, rules, known)]


def _may_stand(here: _Place, transaction: Transaction, known: Known) -> bool:
    """Say whether a payment may have been booked before it fell through, and nobody knows (T5)."""
    link = known.links.get((here.kind, here.key))
    return transaction.status == "late_failure" and (link is None or link.state in PLANNABLE)


def _sought(outcome: Outcome) -> Outcome:
    """Return what would have been booked, to be looked for and never to be posted."""
    if outcome.request is None:
        return outcome
    return replace(outcome, problem=Proposed(SOUGHT, number=outcome.source[1]))


def skip_rule(transaction: Transaction, rules: Rules, known: Known) -> str:
    """Return the rule by which a movement is not booked, "" for one that is."""
    if transaction.deleted:
        if transaction.offline and transaction.external_id in known.made:
            return ""
        return "deleted"
    if rules.bank is None:
        return "payments_off"
    if rules.business_entity and transaction.business_entity != rules.business_entity:
        return "other_entity"
    begin = rules.bank.date_from
    if begin and transaction.date and transaction.date < begin:
        return "before_start"
    if transaction.kind == "authorization":
        return "authorization"
    if transaction.offline:
        if transaction.external_id in known.made or is_recorded(transaction.reference):
            return "recorded_by_us"
        if transaction.kind in OUT:
            return "refunded_offline"
        return "paid_offline"
    if transaction.status in _IN_PROGRESS:
        return "payment_in_progress"
    if transaction.status in _FAILED:
        return "payment_failed"
    if not transaction.amount:
        return "zero"
    return ""


def _booked(
    here: _Place,
    transaction: Transaction,
    facts: Facts,
    content: str,
    rules: Rules,
    known: Known,
) -> Outcome:
    """Return the outcome of a movement that is booked, or that somebody must see to."""
    waits_for = []
    journal = ""
    try:
        if transaction.deleted:
            # T12: what we recorded was taken away again.
            raise Conflict("recorded_payment_deleted", transaction=transaction.external_id)
        if not transaction.status:
            raise Invalid("field_missing", field="status")
        if transaction.date is None:
            raise Invalid("date_missing")
        if transaction.kind == "payment_reversal":
            rule = _reverses_nothing(transaction, known)
            if rule:
                return here.outcome(facts, rule=rule, content=content)
            journal, lines = _reversal(transaction, rules, known, waits_for)
        else:
            journal = bank_rules.journal(payment_facts(transaction), rules.bank).code
            lines = _lines(transaction, rules, known, waits_for)
        period = bank.open_period(transaction.date, journal, rules.calendar)
    except Problem as problem:
        waits = waits_for[0] if waits_for and isinstance(problem, Waiting) else None
        # Where what waits will go is known already, and counts in what is to come.
        bundle = _bundle(transaction, journal) if waits and journal else None
        return here.outcome(
            facts, problem=problem, needs_link=waits, content=content, bundle=bundle
        )
    return _part(here, transaction, facts, journal, lines, period, content)


def _part(
    here: _Place,
    transaction: Transaction,
    facts: Facts,
    journal: str,
    lines: list[dict],
    booking: tuple[Period, str],
    content: str,
) -> Outcome:
    """Return what goes into the entry of a day; `booking` is its period and the one it left."""
    period, left = booking
    return here.outcome(
        Facts(
            facts.title,
            facts.date,
            facts.currency,
            sum((bank.amount_of(one) for one in lines), ZERO),
            period=period.label,
            left=left,
        ),
        request=bank.member(journal, transaction.currency, lines),
        content=content,
        bundle=_bundle(transaction, journal, facts.date),
    )


def _bundle(transaction: Transaction, journal: str, day: date | None = None) -> tuple[str, str]:
    """Return of which entry a movement is a part, on its own day or on another one."""
    account = transaction.gateway_account or transaction.gateway
    return bank.bundle(journal, account, transaction.currency, day or transaction.date)


def is_money(transaction: Transaction, begin: date | None, business_entity: str | bool) -> bool:
    """Say whether a movement asks for a journal: it came about, through a gateway, and is ours."""
    if transaction.deleted or transaction.offline or transaction.kind == "authorization":
        return False
    if transaction.status in NO_MONEY or not transaction.amount:
        return False
    if business_entity and transaction.business_entity != business_entity:
        return False
    return not (begin and transaction.date and transaction.date < begin)


def payment_facts(transaction: Transaction) -> dict:
    """Return what the mapping of journals is asked with."""
    return {
        "gateway_account": transaction.gateway_account,
        "gateway": transaction.gateway,
        "payment_method": transaction.payment_method,
        "currency": transaction.currency,
        "business_entity": transaction.business_entity,
    }


# --- lines --------------------------------------------------------------------------------------


def _lines(transaction: Transaction, rules: Rules, known: Known, waits_for: list) -> list[dict]:
    """Return the lines of a payment (T1, T3) or a refund (T6, T7, T8).

    What waits is added to `waits_for`, as (kind, key) of the link that must be posted first.
    """
    bank_rules.receivable(rules.bank)
    sign = -1 if transaction.kind in OUT else 1
    day, key = transaction.date, transaction.external_id
    lines = []
    rest = transaction.amount
    for used in transaction.applied:
        rest -= used.amount
        for item in settled.items(used, transaction, rules, known, waits_for):
            text = f"{key} {item.number}"
            amount = item.amount * sign
            ledger = bank_rules.receivable(rules.bank, item.journal)
            lines.append(bank.line(ledger, amount, day, text, item.account, item.our_ref))
    if rest < 0:
        raise Invalid(
            "allocations_exceed",
            amount=transaction.amount,
            allocated=transaction.amount - rest,
            currency=transaction.currency,
        )
    if rest:
        account = settled.account(transaction.customer, rules, known, waits_for)
        ledger = bank_rules.excess(rules.bank)
        lines.append(bank.line(ledger, rest * sign, day, key, account))
    return lines


# --- money that goes back -----------------------------------------------------------------------


def _reverses_nothing(transaction: Transaction, known: Known) -> str:
    """Return the rule by which a reversal is left out: its payment never brought any money."""
    word = known.records.get(("transaction", transaction.linked))
    link = known.links.get(place("transaction", transaction.linked))
    never = link is not None and link.state == SKIPPED
    rule = "payment_never_posted" if never and word and word.status in NO_MONEY else ""
    return rule


def _reversal(
    transaction: Transaction, rules: Rules, known: Known, waits_for: list
) -> tuple[str, list[dict]]:
    """Return the journal and the lines that take a posted payment back (T5)."""
    where = place("transaction", transaction.linked)
    word = known.records.get(("transaction", transaction.linked))
    if not transaction.linked or word is None:
        raise Invalid("reversed_unknown", transaction=transaction.linked)
    link = known.links.get(where) or LinkNow("new")
    if link.state == SKIPPED:
        raise Invalid("reversed_left_out", transaction=transaction.linked, date=word.date)
    if link.state != POSTED:
        waits_for.append(where)
        raise Waiting("payment_first", transaction=transaction.linked, state=link.state)
    posted = known.booked.get(where)
    if posted is None:
        raise Conflict("reversed_entry_unknown", transaction=transaction.linked)
    key = f"{transaction.external_id} {transaction.linked}"
    lines = bank.turned(posted.body[bank.LINES], transaction.date, key, transaction.linked)
    total = -sum((bank.amount_of(one) for one in lines), ZERO)
    if total != transaction.amount:
        raise Invalid(
            "reversal_differs",
            amount=transaction.amount,
            posted=total,
            currency=transaction.currency,
        )
    return posted.body["JournalCode"], lines


def _fallen_through(
    here: _Place, transaction: Transaction, facts: Facts, rules: Rules, known: Known
) -> list[Outcome]:
    """Return what takes back a posted payment that failed later, on the day it did (T5).

    Nothing when a movement of its own reverses it. One that is no longer wanted is left out.
    """
    key = here.key + REVERSED
    there = _Place(here.kind, key, here.source)
    posted = known.booked.get((here.kind, here.key))
    if transaction.status != "late_failure" or posted is None or transaction.reversal:
        stale = transaction.kind == "payment" and (here.kind, key) in known.links
        return [there.outcome(facts, rule="superseded")] if stale else []
    day = max(filter(None, (transaction.settled, transaction.date)), default=None)
    facts = Facts(facts.title, day, facts.currency, -transaction.amount)
    try:
        if day is None:
            raise Invalid("date_missing")
        journal = posted.body["JournalCode"]
        period = bank.open_period(day, journal, rules.calendar)
        own = transaction.external_id
        lines = bank.turned(posted.body[bank.LINES], day, f"{own} reversed", own)
    except Problem as problem:
        return [there.outcome(facts, problem=problem)]
    return [_part(there, transaction, facts, journal, lines, period, "")]
