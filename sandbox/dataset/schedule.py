"""Which customer is invoiced when, and which of the invoices is a planted case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .calendar import add_months, local, local_date
from .customers import Customer
from .options import Options
from .planted import CASES, FEATURES

CLOSED_WEIGHT = 0.2


@dataclass(frozen=True)
class Slot:
    """One invoice to be made; `case` names a planted case or a feature."""

    when: int
    customer: Customer
    index: int
    case: str | None = None


def schedule(options: Options, customers: list[Customer]) -> list[Slot]:
    """All invoices in the order of their dates."""
    usable = [customer for customer in customers if not customer.record["deleted"]]
    cases = _spread_cases(options)
    months = [add_months(options.start, number) for number in range(options.months)]
    weights = [CLOSED_WEIGHT if month == options.closed_month else 1.0 for month in months]
    open_months = [month for month in months if month != options.closed_month]
    slots = []
    for index in range(options.invoices):
        rng = Random(f"{options.seed}/slot/{index}")
        case = cases.get(index)
        month = rng.choice(open_months) if case else rng.choices(months, weights)[0]
        if case == "before_start_date":
            month = add_months(options.start, -1)
        when = _moment(month, rng)
        suitable = _suitable(usable, case)
        slots.append(Slot(when, rng.choice(suitable or usable), index, case if suitable else None))
    return sorted(slots, key=lambda slot: (slot.when, slot.index))


def is_closed(options: Options, when: int) -> bool:
    return options.closed_month is not None and (
        local_date(when).replace(day=1) == options.closed_month
    )


def _spread_cases(options: Options) -> dict[int, str]:
    """Positions of the cases: evenly over all invoices, as many as there is room for."""
    names = [case.name for case in (*CASES, *FEATURES) for _ in range(case.count)]
    step = max(2, options.invoices // (len(names) + 1))
    return {
        1 + step * number: name
        for number, name in enumerate(names)
        if 1 + step * number < options.invoices
    }


def _moment(month: date, rng: Random) -> int:
    """Any second of any day up to the 28th, local time; the first month begins at once."""
    day = month + timedelta(days=rng.randrange(28))
    return local(day, rng.randrange(86_400))


def _suitable(customers: list[Customer], case: str | None) -> list[Customer]:
    known = next((known for known in (*CASES, *FEATURES) if known.name == case), None)
    return [customer for customer in customers if known.fits(customer)] if known else customers
