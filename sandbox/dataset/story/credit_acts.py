"""Acts about credit: refunded, open, used, adjusted, given up, charged back, store credits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

from ..apportion import apportioned
from ..books import Record
from ..calendar import DAY
from ..credits import allocate, credit_note, credited_lines, void_credit_note
from ..customers import Customer
from ..document import EXCLUSIVE, Line
from ..invoices import parties
from ..payments import credited, refund, repayment
from ..settle import OPEN, settle_credit_note, settle_invoice, touch
from ..tax import UNTAXED, treatment
from .lines import charge, term
from .ordinary import leave_open, paid_online
from .stage import Bill, Stage

People = dict[str, Customer]
Work = Callable[[Stage, Record, str, int, Random], Record | None]
_REASONS = ("subscription_change", "product_unsatisfactory", "order_cancellation", "order_change")


def plan_credits(stage: Stage, ordinary: list[Record]) -> None:
    """Plan credit notes on ordinary invoices, a few of each fate in each business entity."""
    rng = stage.rng("credits")
    pool = [record for record in ordinary if record["total"] > 2_000]
    rng.shuffle(pool)
    paid = [record for record in pool if paid_online(stage.books, record)]
    unpaid = [record for record in pool if _untouched(record)]
    owing = {_owner(record) for record in unpaid}
    useful = [record for record in paid if _owner(record) in owing]
    paid = [record for record in paid if _owner(record) not in owing] + useful[4:]
    for source, count, work in (
        (useful[:4], 4, _used_later),
        (paid, 10, _refunded),
        (paid, 4, _half_refunded),
        (paid, 4, _left_to_use),
        (paid, 3, _charged_back),
        (paid, 1, _fraudulent),
        (paid, 1, _refundable_voided),
        (paid, 1, _deleted),
        (unpaid, 6, _adjusted),
        (unpaid, 4, _written_off),
        (unpaid, 2, _adjustment_voided),
    ):
        for _ in range(count):
            record = _next(source, rng.choice(("be-cloud", "be-retail", "be-services")))
            if record:
                _plan(stage, record, work)


def _owner(record: Record) -> tuple[str, str]:
    return record["customer_id"], record["currency_code"]


def _untouched(record: Record) -> bool:
    return record["status"] in OPEN and record["amount_to_collect"] == record["total"]


def _next(source: list[Record], entity: str) -> Record | None:
    """The next invoice of a business entity, of any other where that has none."""
    for place, record in enumerate(source):
        if record["business_entity_id"] == entity:
            return source.pop(place)
    return source.pop() if source else None


def _plan(stage: Stage, record: Record, work: Work) -> None:
    name = work.__name__.strip("_")
    stage.credited.add(record["id"])
    rng = stage.rng("credit", name, record["id"])
    when = min(record["date"] + rng.randrange(6, 60) * DAY, stage.end - 4 * DAY)
    when = max(when, record["date"] + 3600, stage.at(1, 5))

    def make(number: str) -> None:
        note = work(stage, record, number, when, rng)
        if note:
            stage.books.feature(name, note)

    stage.credit(when, make)


def _part(
    stage: Stage, record: Record, number: str, when: int, rng: Random, kind: str, reason: str
) -> Record:
    part = Decimal(rng.choice(("0.25", "0.5", "1")))
    lines = credited_lines(record, part, rng, whole=rng.random() < 0.4)
    return stage.note(record, number, kind, reason, when, lines)


def _refundable(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    return _part(stage, record, number, when, rng, "refundable", rng.choice(_REASONS))


def _refunded(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    note = _refundable(stage, record, number, when, rng)
    _pay_back(stage, record, note, note["total"], when + DAY, rng)
    return note


def _half_refunded(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    note = _refundable(stage, record, number, when, rng)
    _pay_back(stage, record, note, note["total"] // 2, when + DAY, rng)
    return note


def _pay_back(
    stage: Stage, record: Record, note: Record, amount: int, at: int, rng: Random
) -> None:
    payment = paid_online(stage.books, record)
    assert payment
    refund(stage.books, note, amount, at, rng, payment)


def _left_to_use(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    return _refundable(stage, record, number, when, rng)


def _used_later(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    """Applied by the site to the customer's next open invoice, months later perhaps."""
    note = _refundable(stage, record, number, when, rng)
    for target in stage.books.records["invoice"].values():
        free = target["id"] not in stage.credited and not target["deleted"]
        if free and _untouched(target) and _owner(target) == _owner(note):
            at = max(when, target["date"]) + 120
            amount = min(note["amount_available"], target["amount_due"])
            allocate(note, target, at, rng, amount=amount)
            break
    return note


def _charged_back(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    """The bank took the whole payment back: a credit note and a refund by nobody's wish."""
    return _taken_back(stage, record, number, when, rng, "chargeback")


def _fraudulent(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    return _taken_back(stage, record, number, when, rng, "fraudulent")


def _taken_back(
    stage: Stage, record: Record, number: str, when: int, rng: Random, reason: str
) -> Record:
    payment = paid_online(stage.books, record)
    assert payment
    lines, round_off = apportioned(record, record["total"], rng)
    note = stage.note(record, number, "refundable", reason, when, lines, round_off)
    back = repayment(note, note["total"], when, rng, payment, method="chargeback")
    for name in ("reference_number", "reference_transaction_id"):
        back.pop(name, None)
    back |= {name: payment[name] for name in ("gateway", "gateway_account_id")}
    back["refunded_txn_id"] = payment["id"]
    settle_credit_note(note, when)
    touch(note, when)
    back["linked_credit_notes"] = [credited(note, note["total"], when)]
    stage.books.add("transaction", back)
    return note


def _refundable_voided(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    note = _refundable(stage, record, number, when, rng)
    void_credit_note(note, record, when + 2 * DAY, rng)
    return note


def _deleted(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    note = _refundable(stage, record, number, when, rng)
    record["issued_credit_notes"].pop()
    note |= {"deleted": True, "amount_available": 0}
    touch(note, when + DAY)
    return note


def _adjusted(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    return _part(stage, record, number, when, rng, "adjustment", "waiver")


def _adjustment_voided(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    note = _adjusted(stage, record, number, when, rng)
    void_credit_note(note, record, when + 3 * DAY, rng)
    leave_open(stage, record)
    return note


def _written_off(stage: Stage, record: Record, number: str, when: int, rng: Random) -> Record:
    lines, round_off = apportioned(record, record["amount_due"], rng)
    return stage.note(record, number, "adjustment", "write_off", when, lines, round_off)


def plan_without_invoice(stage: Stage, people: People) -> None:
    """Credit for a customer that no invoice stands behind."""
    when = stage.at(7, 16)

    def make(number: str) -> None:
        customer, rng = people["cloud-nl-1"], stage.rng("no invoice")
        line = replace(charge(customer, when, rng, 3_000), description="Goodwill")
        note = _for(customer, number, "refundable", "other", when, [line])
        stage.books.feature("credit_note_without_invoice", stage.books.add("credit_note", note))

    stage.credit(when, make)


def _for(
    customer: Customer, number: str, kind: str, reason: str, when: int, lines: list[Line]
) -> Record:
    basis = {
        "id": "",
        "customer_id": customer.record["id"],
        "currency_code": customer.currency,
        "price_type": EXCLUSIVE,
        **parties(customer),
    }
    note = credit_note(basis, number, kind, reason, when, lines)
    del note["reference_invoice_id"]
    touch(note, when)
    return note


def plan_store_credits(stage: Stage, people: People) -> None:
    """Granted in the first days, used before tax on a later invoice; one is left."""
    for day, key, use_in in (
        (2, "cloud-nl-2", 4),
        (3, "services-be-2", 6),
        (4, "retail-nl-1", None),
    ):
        customer, when = people[key], stage.at(1, day)
        stage.credit(when, _grant(stage, customer, when))
        if use_in:
            _spend(stage, customer, stage.at(use_in, 17))


def _grant(stage: Stage, customer: Customer, when: int) -> Callable[[str], None]:
    def make(number: str) -> None:
        rng = stage.rng("store", customer.index)
        line = replace(charge(customer, when, rng, 4_000), treatment=UNTAXED, entity_type="adhoc",
                       entity_id=None, description="Store credit")  # fmt: skip
        note = _for(customer, number, "store", "other", when, [line])
        stage.books.feature("store_credit", stage.books.add("credit_note", note))

    return make


def _spend(stage: Stage, customer: Customer, when: int) -> None:
    """An invoice on which the store credit lowers what is taxed: planned after its grant."""

    def plan() -> None:
        rng = stage.rng("spend", customer.index)
        notes = stage.books.records["credit_note"].values()
        note = next(
            n for n in notes if (n["customer_id"], n["type"]) == (customer.record["id"], "store")
        )
        line = term(customer, when, 1, rng, 3)
        amount = note["amount_available"]
        line = replace(line, credits=((note["id"], amount),), treatment=treatment(customer))

        def then(record: Record) -> None:
            allocate(note, record, when, rng, amount=amount, tax_application="pre_tax")
            settle_invoice(record, when, unpaid="payment_due")
            leave_open(stage, record)

        stage.bill(Bill(when, customer, [line], then, "store_credit_used"))

    stage.between.append(plan)
