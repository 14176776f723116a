"""A busy month: what a benchmark sends. Sizes are exact."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from ..books import Books, Record
from ..calendar import DAY
from ..credits import credited_lines
from ..customers import Customer
from ..finish import finish
from ..options import Options
from ..payments import pay
from ..sales import basket, discounted
from .ordinary import ONLINE, leave_open
from .people import Role, person
from .stage import Bill, Stage

INVOICES, CREDIT_NOTES, PAYMENTS = 1_000, 60, 700
CUSTOMERS, NEW_CUSTOMERS = 400, 150
# Business entity, country, whether it is a business, currency; repeated over all customers.
_MIX = (
    ("be-cloud", "NL", True, "EUR"), ("be-cloud", "NL", True, "EUR"),
    ("be-services", "BE", True, "EUR"), ("be-retail", "NL", False, "EUR"),
    ("be-cloud", "DE", True, "EUR"), ("be-cloud", "US", True, "USD"),
    ("be-services", "NL", True, "EUR"), ("be-retail", "BE", False, "EUR"),
    ("be-cloud", "GB", True, "GBP"), ("be-cloud", "SE", True, "SEK"),
)  # fmt: skip


def tell_month(options: Options) -> Books:
    stage = Stage(options, 1)
    people = [_person(stage, number) for number in range(CUSTOMERS)]
    for customer in people:
        stage.books.add("customer", customer.record)
    paid: list[Record] = []
    unpaid: list[Record] = []
    for number in range(INVOICES):
        customer = people[number % CUSTOMERS]
        stage.bill(_bill(stage, customer, number, paid if number < PAYMENTS else unpaid))
    stage.play()
    for number in range(CREDIT_NOTES):
        _credit(stage, number, paid if number % 3 == 0 else unpaid)
    stage.play_credits()
    finish(stage.books)
    return stage.books


def _person(stage: Stage, number: int) -> Customer:
    """The last ones became customers in the month itself, in its first hours."""
    entity, country, business, currency = _MIX[number % len(_MIX)]
    new = number >= CUSTOMERS - NEW_CUSTOMERS
    role = Role(f"customer-{number:04d}", entity, country, business, currency)
    return person(stage.options, role, number, stage.at(1, 1, number) if new else None)


def _bill(stage: Stage, customer: Customer, number: int, kept: list[Record]) -> Bill:
    rng = stage.rng("month", number)
    when = stage.at(1, rng.randrange(2, 28), rng.randrange(86_400))
    lines = discounted(basket(customer, when, rng), customer.currency, rng)

    def then(record: Record) -> None:
        kept.append(record)
        if number >= PAYMENTS:
            leave_open(stage, record)
            return
        method = rng.choice(ONLINE)
        pay(stage.books, record, record["total"], when + 30, rng, method=method)

    recurring = any(line.entity_type == "plan_item_price" for line in lines)
    return Bill(when, customer, lines, then, subscription=recurring)


def _credit(stage: Stage, number: int, pool: list[Record]) -> None:
    """A part of a paid invoice that stays to be used, or of one that nobody has paid."""
    record = pool[number]
    rng = stage.rng("month", "credit", number)
    kind, reason = "adjustment", "waiver"
    if record["status"] == "paid":
        kind, reason = "refundable", "order_change"
    when = min(record["date"] + DAY, stage.end - DAY)
    stage.credit(when, lambda key: _make(stage, record, key, kind, reason, when, rng))


def _make(
    stage: Stage, record: Record, key: str, kind: str, reason: str, when: int, rng: Random
) -> None:
    lines = credited_lines(record, Decimal("0.5"), rng, whole=False)
    stage.note(record, key, kind, reason, when, lines)
