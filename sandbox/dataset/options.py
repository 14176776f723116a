"""What a dataset is made from. The same options always give the same records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Options:
    """Sizes and dates. `credit_notes` None means 2 for every 15 invoices."""

    seed: int = 7
    customers: int = 60
    invoices: int = 300
    months: int = 10
    start: date = date(2026, 1, 1)
    closed_month: date | None = date(2026, 1, 1)
    credit_notes: int | None = None

    @property
    def credit_note_count(self) -> int:
        if self.credit_notes is None:
            return self.invoices * 2 // 15
        return self.credit_notes
