"""What a dataset is made from. The same options always give the same records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# When each story begins; without one the year 2026 does.
_STARTS = {"year": date(2025, 1, 1), "month": date(2026, 3, 1), None: date(2026, 1, 1)}


@dataclass(frozen=True)
class Options:
    """Sizes and dates. `credit_notes` None means 2 for every 15 invoices.

    `crm` adds what people who sell look at: subscriptions, payment sources, quotes, features and
    more; without it there is none of that (but what a story tells of itself).

    `bulk` makes thousands of customers quickly, by telling again what some of them did.

    `story` tells one instead: `year` (three business entities, four currencies, every kind of
    document there is) or `month` (a busy month); of the other options it takes seed, start and time
    zone only.
    """

    seed: int = 7
    customers: int = 60
    invoices: int = 300
    months: int = 10
    start: date | None = None
    closed_month: date | None = date(2026, 1, 1)
    credit_notes: int | None = None
    story: str | None = None
    timezone: str = "Europe/Amsterdam"
    crm: bool = False
    bulk: bool = False

    def __post_init__(self) -> None:
        if self.story not in _STARTS:
            raise ValueError(f"no story {self.story}")
        if self.start is None:
            object.__setattr__(self, "start", _STARTS[self.story])

    @property
    def credit_note_count(self) -> int:
        if self.credit_notes is None:
            return self.invoices * 2 // 15
        return self.credit_notes
