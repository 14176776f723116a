"""What Exact made of the service periods that it was sent, beside what they should come to.

Exact spreads by entries of its own (TransactionLines.Type 84, "Deferred revenue"), which name the
document in `YourRef`. What counts is what each period's revenue gains or loses: whether Exact takes
the whole amount off first, or only what is not yet earned, comes to the same. In which period a
cent that doesn't divide goes is Exact's own affair, and no difference.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...ledger.periods import Calendar
from ...ledger.spreading import spread
from ...ledger.words import ZERO
from . import formats
from .client import Exact

LINES = "bulk/Financial/TransactionLines"
_FIELDS = "ID,Type,FinancialYear,FinancialPeriod,GLAccount,AmountFC,YourRef,Date"
_DEFERRED_REVENUE = 84
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Compared:
    """What goes off the revenue of a document in a period (`YYYY/MM`), by its service and in Exact.

    It `differs` when Exact put the revenue otherwise into the period.
    """

    your_ref: str
    period: str
    ours: Decimal
    theirs: Decimal
    differs: bool = True


class Expected:
    """What posted sales entries should be spread to: what goes off revenue, debit above zero."""

    def __init__(self, split: str, calendar: Calendar, including: frozenset):
        """`including` holds the VAT codes whose amounts have the VAT within."""
        self._split, self._calendar, self._including = split, calendar, including
        self.amounts: dict[tuple, Decimal] = defaultdict(lambda: ZERO)
        self.lines: dict[str, int] = defaultdict(int)
        self.ledgers: set[str] = set()
        self.since: date | None = None

    def add(self, body: dict) -> None:
        """Add the lines of a sales entry's request that are spread."""
        own = f"{int(body['ReportingYear'])}/{int(body['ReportingPeriod']):02d}"
        number = body["YourRef"]
        for line in body["SalesEntryLines"]:
            if "To" not in line:
                continue
            net = Decimal(line["AmountFC"])
            if line["VATCode"] in self._including:
                net -= Decimal(line.get("VATAmountFC", 0))
            days = formats.unstamped(line["From"]), formats.unstamped(line["To"])
            self.amounts[number, own] += net
            for period, amount in spread(net, *days, self._split, self._calendar).items():
                self.amounts[number, period.label] -= amount
            self.lines[number] += 1
            self.ledgers.add(line["GLAccount"])
            self.since = min(self.since or days[0], days[0], formats.unstamped(body["EntryDate"]))


def read(client: Exact, expected: Expected) -> dict[tuple, Decimal]:
    """Return {(YourRef, period): amount off revenue} of what Exact spread: a few calls in all."""
    found: dict[tuple, Decimal] = defaultdict(lambda: ZERO)
    if expected.since is None:
        return found
    where = f"Type eq {_DEFERRED_REVENUE} and Date ge datetime'{formats.stamp(expected.since)}'"
    for page in client.rows(LINES, select=_FIELDS, where=where):
        for row in page:
            number = formats.text(row.get("YourRef"))
            if number in expected.lines and formats.guid(row["GLAccount"]) in expected.ledgers:
                period = f"{int(row['FinancialYear'])}/{int(row['FinancialPeriod']):02d}"
                found[number, period] += formats.number(row["AmountFC"]).quantize(_CENT)
    return found


def compared(expected: Expected, found: dict) -> Iterable[Compared]:
    """Yield every document and period; up to a cent for each line that was spread is the same."""
    for key in sorted({*expected.amounts, *found}):
        ours, theirs = expected.amounts.get(key, ZERO), found.get(key, ZERO)
        yield Compared(*key, ours, theirs, abs(ours - theirs) > _CENT * expected.lines[key[0]])
