"""Where a story is played: invoices first, in the order of their dates, then what becomes of them.

Acts plan invoices and credit notes; `play` numbers both kinds without gaps by date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from ..books import Books, Record
from ..calendar import add_months, local, local_date
from ..catalog import add_catalog
from ..credits import credit_note, link
from ..customers import Customer
from ..document import EXCLUSIVE, Line
from ..invoices import NUMBERS, invoice
from ..options import Options
from ..settle import touch
from .people import SELLERS

CURRENCIES = ("EUR", "USD", "GBP", "SEK")
Then = Callable[[Record], None]


@dataclass(frozen=True)
class Bill:
    """An invoice to be made; `then` says what becomes of it, `feature` names what it shows."""

    when: int
    customer: Customer
    lines: Sequence[Line]
    then: Then | None = None
    feature: str = ""
    price_type: str = EXCLUSIVE
    subscription: bool = True
    round_to: int = 1
    changes: Record = field(default_factory=dict)


class Stage:
    """The books of a story while it is told. Its first day is `start`, its last moment `end`."""

    def __init__(self, options: Options, months: int) -> None:
        assert options.start
        self.options, self.start = options, options.start
        self.books = Books(sellers=dict(SELLERS))
        self.end = local(add_months(self.start, months))
        self.bills: list[Bill] = []
        self.between: list[Callable[[], object]] = []
        self.afterwards: list[Callable[[], object]] = []
        # Invoices that a credit note is planned for.
        self.credited: set[str] = set()
        self._credits: list[tuple[int, int, Callable[[str], None]]] = []
        self._counters: Counter[str] = Counter()
        add_catalog(self.books, CURRENCIES)
        for planted in ("item", "item_price"):
            self.books.planted.pop(planted, None)

    def rng(self, *words: object) -> Random:
        """Chance of its own for each purpose, so that one act doesn't change another."""
        return Random("/".join(map(str, (self.options.seed, "story", *words))))

    def at(self, month: int, day: int, seconds: int = 36_000) -> int:
        """A moment of the story's n-th month, counted from 1, by the site's clock."""
        first = add_months(self.start, month - 1)
        return local(first.replace(day=day), seconds)

    # Planning

    def bill(self, bill: Bill) -> None:
        self.bills.append(bill)

    def credit(self, when: int, make: Callable[[str], None]) -> None:
        """Plan a credit note: `make` is called with its number once it is its turn."""
        self._credits.append((when, len(self._credits), make))

    # Playing

    def play(self) -> None:
        """Make all planned invoices and let things happen to them.

        What is to be planned once credit notes stand goes first (`between`), what concerns several
        invoices last (`afterwards`).
        """
        for plan in self.between:
            plan()
        done = [(bill, self._invoice(bill)) for bill in sorted(self.bills, key=lambda b: b.when)]
        self.bills = []
        for bill, record in done:
            if bill.then:
                bill.then(record)
        for work in self.afterwards:
            work()

    def play_credits(self) -> None:
        """Make all planned credit notes, with what follows each."""
        planned, self._credits = sorted(self._credits, key=lambda one: one[:2]), []
        for when, _, make in planned:
            self._counters["credit"] += 1
            make(f"CN-{local_date(when).year}-{self._counters['credit']:05d}")

    def _invoice(self, bill: Bill) -> Record:
        customer = bill.customer
        subscription = f"sub-{customer.index:05d}" if bill.subscription else None
        record = invoice(
            customer,
            bill.changes.get("id") or self._number(bill),
            bill.when,
            bill.lines,
            bill.price_type,
            subscription_id=subscription,
            round_to=bill.round_to,
        )
        record |= bill.changes
        touch(record, record.get("generated_at", bill.when), self.rng(record["id"]).randrange(1000))
        self.books.add("invoice", record)
        if bill.feature:
            self.books.feature(bill.feature, record)
        return record

    def _number(self, bill: Bill) -> str:
        entity = bill.customer.entity
        self._counters[entity] += 1
        return NUMBERS[entity].format(local_date(bill.when).year, self._counters[entity])

    def note(
        self,
        source: Record,
        number: str,
        kind: str,
        reason: str,
        when: int,
        lines: list[Line],
        round_off: int = 0,
    ) -> Record:
        """A credit note on an invoice, linked from both sides."""
        record = credit_note(source, number, kind, reason, when, lines, round_off=round_off)
        link(self.books, source, record, self.rng("note", number))
        return record
