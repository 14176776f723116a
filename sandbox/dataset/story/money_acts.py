"""Acts about money: failed, partial, one for several, too much, bounced, refunded."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ..books import Record
from ..calendar import DAY
from ..customers import Customer
from ..payments import apply, link_payment, pay, transaction
from ..settle import settle_invoice, touch
from .lines import charge
from .ordinary import leave_open
from .stage import Bill, Stage

People = dict[str, Customer]


def plan_money(stage: Stage, people: People) -> None:
    for month, key, work in (
        (2, "cloud-nl-2", _failed_then_paid),
        (3, "cloud-us", _failed_for_good),
        (12, "cloud-fr", _in_progress),
        (4, "retail-nl-1", _timed_out),
        (5, "services-nl", _needs_attention),
        (3, "cloud-nl-1", _two_parts),
        (6, "services-be-1", _two_parts),
        (4, "cloud-be", _bounced_later),
        (5, "services-be-2", _reversed),
        (7, "retail-gb", _reversed),
        (2, "cloud-gb", _withheld),
        (8, "services-us", _withheld),
    ):
        _one(stage, people[key], month, work)
    _one_for_three(stage, people["cloud-de"], 5, "bank_transfer")
    _one_for_three(stage, people["services-nl"], 6, "card")
    _too_much(stage, people["cloud-nl-3"], 3)
    _too_much(stage, people["services-us"], 4)
    _left_over(stage, people["retail-nl-2"])
    _excess_refunded(stage, people["cloud-fr"])
    _authorization(stage, people["retail-us-person"])


def _one(
    stage: Stage, customer: Customer, month: int, work: Callable[[Stage, Record, Random], None]
) -> None:
    """An invoice to which one thing happens, named after it."""
    name = work.__name__.strip("_")
    rng = stage.rng("money", name, customer.index)
    when = stage.at(month, 12 if month < 12 else 30, 40_000)
    stage.bill(
        Bill(
            when,
            customer,
            [charge(customer, when, rng, 25_000)],
            lambda record: work(stage, record, rng),
            name,
            subscription=False,
        )
    )


def _attempt(stage: Stage, record: Record, rng: Random, days: int, status: str) -> Record:
    at = record["date"] + 30 + days * DAY
    return pay(stage.books, record, record["total"], at, rng, method="card", status=status)


def _failed_then_paid(stage: Stage, record: Record, rng: Random) -> None:
    failed = _attempt(stage, record, rng, 0, "failure")
    record["dunning_attempts"].append(_dunning(failed, 1))
    _attempt(stage, record, rng, 3, "success")
    record["dunning_status"] = "success"


def _failed_for_good(stage: Stage, record: Record, rng: Random) -> None:
    for number in (1, 2, 3):
        failed = _attempt(stage, record, rng, number * 3, "failure")
        record["dunning_attempts"].append(_dunning(failed, number))
    record["dunning_status"] = "exhausted"
    settle_invoice(record, failed["date"], unpaid="not_paid")


def _dunning(failed: Record, number: int) -> Record:
    return {
        "attempt": number,
        "transaction_id": failed["id"],
        "dunning_type": "auto_collect",
        "created_at": failed["date"],
        "txn_status": failed["status"],
        "txn_amount": failed["amount"],
    }


def _in_progress(stage: Stage, record: Record, rng: Random) -> None:
    _attempt(stage, record, rng, 0, "in_progress")


def _timed_out(stage: Stage, record: Record, rng: Random) -> None:
    _attempt(stage, record, rng, 0, "timeout")
    leave_open(stage, record)


def _needs_attention(stage: Stage, record: Record, rng: Random) -> None:
    _attempt(stage, record, rng, 0, "needs_attention")
    leave_open(stage, record)


def _two_parts(stage: Stage, record: Record, rng: Random) -> None:
    part = record["total"] // 3
    for days, amount in ((4, part), (25, record["total"] - part)):
        at = record["date"] + days * DAY
        pay(stage.books, record, amount, at, rng, method="bank_transfer")


def _bounced_later(stage: Stage, record: Record, rng: Random) -> None:
    """A direct debit that came in and was taken back; the site keeps one transaction of it."""
    bounced = _attempt(stage, record, rng, 0, "late_failure")
    bounced["settled_at"] = bounced["date"] + 5 * DAY
    touch(bounced, bounced["settled_at"])
    leave_open(stage, record)


def _reversed(stage: Stage, record: Record, rng: Random) -> None:
    """The same, with a transaction of its own for the way back, ten days later."""
    bounced = _attempt(stage, record, rng, 0, "late_failure")
    at = bounced["date"] + 10 * DAY
    back = transaction(
        record, "payment_reversal", bounced["amount"], at, rng, method="card", status="success"
    )
    back["reference_transaction_id"] = bounced["id"]
    stage.books.add("transaction", back)
    stage.books.feature("payment_reversal", back)
    bounced |= {"reversal_transaction_id": back["id"], "settled_at": at}
    touch(bounced, at)
    leave_open(stage, record)


def _withheld(stage: Stage, record: Record, rng: Random) -> None:
    """The customer keeps a tenth back for its tax office and transfers the rest."""
    at = record["date"] + 20 * DAY
    amount = record["total"] // 10
    record["linked_taxes_withheld"] = [
        {
            "id": f"tax_wh_{rng.randrange(10**9):09d}",
            "amount": amount,
            "description": "Withholding tax 10%",
            "date": at,
            "reference_number": f"WHT-{rng.randrange(10**5):05d}",
        }
    ]
    pay(stage.books, record, record["total"] - amount, at, rng, method="bank_transfer")


def _several(stage: Stage, customer: Customer, month: int, count: int, name: str) -> list[Record]:
    """Invoices of one customer, a month apart; the answer fills when they are played."""
    made: list[Record] = []
    for number in range(count):
        rng = stage.rng("several", name, customer.index, number)
        when = stage.at(month + number, 7, 30_000)
        lines = [charge(customer, when, rng, 12_000 + 1_111 * number)]
        stage.bill(Bill(when, customer, lines, made.append, name, subscription=False))
    return made


def _one_for_three(stage: Stage, customer: Customer, month: int, method: str) -> None:
    """One payment settles three invoices, those of two months before among them."""
    made = _several(stage, customer, month - 2, 3, "one_payment_for_several")

    def pays() -> None:
        rng = stage.rng("three", customer.index)
        at = stage.at(month, 20)
        total = sum(record["total"] for record in made)
        record = transaction(made[0], "payment", total, at, rng, method=method, status="success")
        link_payment(made[0], record, made[0]["total"], total - made[0]["total"], at)
        for other in made[1:]:
            apply(record, other, other["total"], at)
        for paid in made:
            settle_invoice(paid, at)
            touch(paid, at)
        stage.books.add("transaction", record)

    stage.afterwards.append(pays)


def _too_much(stage: Stage, customer: Customer, month: int) -> None:
    """A transfer that is too large; the rest pays a part of an invoice two months later."""
    made = _several(stage, customer, month, 3, "excess_applied_later")

    def pays() -> None:
        rng = stage.rng("excess", customer.index)
        first, second, third = made
        at = first["date"] + 6 * DAY
        record = pay(
            stage.books, first, first["total"], at, rng, method="bank_transfer", unused=5_000
        )
        for invoice, amount in ((second, 2_000), (third, 3_000)):
            later = invoice["date"] + 60
            apply(record, invoice, amount, later)
            settle_invoice(invoice, later)
            leave_open(stage, invoice)
            touch(invoice, later)
            touch(record, later)

    stage.afterwards.append(pays)


def _left_over(stage: Stage, customer: Customer) -> None:
    made = _several(stage, customer, 9, 1, "excess_left_over")
    stage.afterwards.append(
        lambda: pay(
            stage.books, made[0], made[0]["total"], made[0]["date"] + 3 * DAY,
            stage.rng("left over"), method="bank_transfer", unused=1_234,
        )
    )  # fmt: skip


def _excess_refunded(stage: Stage, customer: Customer) -> None:
    """Paid twice: the second payment is for no invoice and goes back, without a credit note."""
    made = _several(stage, customer, 10, 1, "paid_twice")

    def pays() -> None:
        rng, first = stage.rng("twice"), made[0]
        pay(stage.books, first, first["total"], first["date"] + 60, rng, method="ideal")
        at = first["date"] + DAY
        amount = first["total"]
        second = transaction(first, "payment", amount, at, rng, method="ideal", status="success")
        back = transaction(first, "refund", amount, at + DAY, rng, method="ideal", status="success")
        back["refunded_txn_id"] = second["id"]
        link = {"txn_id": back["id"], "txn_status": "success"}
        second |= {"amount_unused": 0, "linked_invoices": []}
        second["linked_refunds"] = [{**link, "txn_date": back["date"], "txn_amount": amount}]
        touch(second, back["date"])
        for record in (second, back):
            stage.books.add("transaction", record)
            stage.books.feature("excess_refunded", record)

    stage.afterwards.append(pays)


def _authorization(stage: Stage, customer: Customer) -> None:
    made = _several(stage, customer, 6, 1, "authorization")

    def checks() -> None:
        rng = stage.rng("authorization")
        leave_open(stage, made[0])
        at = made[0]["date"] - 60
        record = transaction(made[0], "authorization", 100, at, rng, method="card", status="voided")
        record |= {"voided_at": at + 30, "amount_capturable": 0}
        stage.books.add("transaction", record)

    stage.afterwards.append(checks)
