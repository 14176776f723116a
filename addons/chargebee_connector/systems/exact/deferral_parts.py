"""What of a posted sales entry is not yet earned, and the parts of memo entries made of that.

A part tells the lines on revenue ledgers (debit above zero); the balance ledger takes the
counterpart when parts are put together, see `bundled_memo`.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ...ledger.periods import Period
from ...ledger.plan import Booked, Known
from ...ledger.problems import Conflict, Invalid, Unmapped
from ...ledger.spreading import spread, touched
from ...ledger.states import IGNORED
from ...ledger.words import ZERO, Document, Line
from . import checks, credits, entries, memo, treatments
from .deferral_rules import balance_ledger, deferral_of
from .formats import plain
from .memo_rules import chosen
from .rules import Rules

#: What follows the key of a sales entry whose revenue is deferred.
DEFER = "/defer"

#: The smallest unit of a division's currency.
_CENT = Decimal("0.01")

#: Where an amount belongs: ledger, cost centre and cost unit, "" for none.
WHERE = ("GLAccount", "CostCenter", "CostUnit")


@dataclass(frozen=True, slots=True)
class Unearned:
    """What is deferred of an entry: `shares` is what belongs where, by the period it is earned in.

    `booked` is the period that defers it, behind `own`, the entry's, when that is closed.
    """

    own: Period
    booked: Period
    split: str
    ledger: str
    shares: dict

    @property
    def periods(self) -> list[Period]:
        """The periods in which something is earned, in their order."""
        found = {period for share in self.shares.values() for period in share if share[period]}
        return sorted(found, key=lambda period: period.start)

    def deferral(self) -> dict:
        """Return the part that takes all of it off revenue."""
        lines = {where: sum(share.values(), ZERO) for where, share in self.shares.items()}
        return {
            **part(lines, self.ledger),
            "Period": [self.booked.year, self.booked.number],
            "Split": self.split,
            "Until": self.periods[-1].label,
        }

    def release(self, period: Period) -> dict:
        """Return the part that gives revenue what a period has earned."""
        lines = {where: -share.get(period, ZERO) for where, share in self.shares.items()}
        return part(lines, self.ledger)


def part(lines: dict, ledger: str) -> dict:
    """Return a part's body: what goes on which revenue ledger, against a balance ledger."""
    return {
        "Lines": [
            {**named(where), "AmountFC": plain(amount)}
            for where, amount in sorted(lines.items())
            if amount
        ],
        "Against": ledger,
    }


def totals(*bodies: dict) -> dict:
    """Return what parts come to altogether: {where: amount}, nothing for zero."""
    found: dict[tuple, Decimal] = defaultdict(lambda: ZERO)
    for body in bodies:
        for line in body["Lines"]:
            found[where_of(line)] += Decimal(line["AmountFC"])
    return {where: amount for where, amount in found.items() if amount}


def where_of(line: dict) -> tuple:
    """Return where a line belongs: ledger, cost centre and cost unit."""
    return tuple(line.get(name, "") for name in WHERE)


def named(where: tuple) -> dict:
    """Return the fields of a line that say where it belongs."""
    return {name: code for name, code in zip(WHERE, where, strict=True) if code}


def open_period(period: Period, rules: Rules) -> Period:
    """Return the first period from this one on that takes memo entries.

    Raises Invalid when that is in another book year: that cut-off is the controller's.
    """
    journal = chosen(rules, "journal")
    if not rules.calendar.is_closed(journal, period):
        return period
    about = {"journal": journal, "period": period.label, "date": period.end}
    later = rules.calendar.next_open(journal, period)
    if later is None:
        raise Invalid("period_closed", **about)
    if later.year != period.year:
        raise Invalid("book_year_closed", year=period.year, next=later.label, **about)
    return later


def own_period(posted: Booked, rules: Rules) -> Period:
    """Return the period in which a sales entry stands."""
    year, number = (int(posted.body[name]) for name in ("ReportingYear", "ReportingPeriod"))
    found = rules.calendar.named(year, number)
    if found is None:
        raise Invalid("year_missing", year=year, date=f"{year}/{number:02d}")
    return found


def later_periods(document: Document, rules: Rules) -> list[Period]:
    """Return every period behind a document's own into which its lines may be spread."""
    if document.date is None:
        return []
    last = max(
        (day for day in (_last_day(line, rules) for line in document.lines) if day),
        default=document.date,
    )
    return [
        period
        for period in rules.calendar.between(document.date, last)
        if period.start > document.date
    ]


def _last_day(line: Line, rules: Rules) -> date | None:
    """Return the last day to which a line may be spread: that of what it credits is not known."""
    return line.date_to or (rules.calendar.last_day if line.credits else None)


# --- what is unearned ---------------------------------------------------------------------------


def unearned(
    document: Document, place: tuple, rules: Rules, known: Known, stands: dict | None = None
) -> Unearned | None:
    """Return what of a posted entry is earned behind its period, None when nothing is.

    `stands` is the part by which it was deferred already: its period and its split hold.
    """
    posted = known.booked.get(place)
    if posted is None:
        raise Conflict("deferred_entry_unknown", number=document.external_id)
    own = own_period(posted, rules)
    if stands:
        booked, split = rules.calendar.named(*map(int, stands["Period"])), stands["Split"]
    else:
        booked, split = None, deferral_of(rules).split
    shares: dict[tuple, dict] = {}
    rate = _rate(document, posted, rules)
    for line, body, net in _walked(_sold(document, rules, known), posted):
        days = _span(document, line, body, known)
        # Nothing behind the entry's own period: nothing that would have to be asked any more.
        if not days or touched(*days, rules.calendar)[-1].start <= own.start:
            continue
        booked = booked or open_period(own, rules)
        amount = net if rate is None else (net * rate).quantize(_CENT, ROUND_HALF_UP)
        share = shares.setdefault(where_of(body), {})
        for period, piece in spread(amount, *days, split, rules.calendar).items():
            if period.start > booked.start:
                share[period] = share.get(period, ZERO) + piece
    if not any(amount for share in shares.values() for amount in share.values()):
        return None
    if stands:
        return Unearned(own, booked, split, stands["Against"], shares)
    missing = Unmapped("deferral_ledger_missing")
    ledger = balance_ledger(deferral_of(rules).ledger, missing)
    return Unearned(own, booked, split, ledger.id, shares)


def _sold(document: Document, rules: Rules, known: Known) -> Document:
    """Return what of a document was booked as a sale."""
    if document.kind == "invoice":
        return document
    return treatments.parts(document, rules, known).sale or document


def _rate(document: Document, posted: Booked, rules: Rules) -> Decimal | None:
    """Return the rate at which an entry was booked, None in the division's own currency."""
    told = credits.terms(posted, document, rules).get("Rate")
    return None if told is None else Decimal(told)


def _walked(document: Document, posted: Booked) -> Iterator[tuple[Line, dict, Decimal]]:
    """Yield (line, posted line, its net amount in the books) of all that an entry booked.

    Both stand in the same order; what does not agree is no longer what was posted.
    """
    left = list(posted.body["SalesEntryLines"])
    if document.sign < 0:
        left = [credits.negated(body) for body in left]
    for line in filter(checks.is_booked, document.lines):
        for net, tax in entries.parts(line):
            taken = credits.taken(left, net, tax, len(left))
            if taken is None:
                raise Conflict("deferral_differs", number=document.external_id)
            for body in taken.bodies:
                yield line, body, taken.net_of(body) * document.sign


def _span(document: Document, line: Line, body: dict, known: Known) -> tuple[date, date] | None:
    """Return the days over which a posted line is earned, None for one that is not spread here."""
    if "To" in body:
        return None
    first, last = line.date_from, line.date_to
    if line.credits:
        sold = _credited(document, line, known)
        if sold is None or sold.date_to is None:
            return None
        if first is None:
            first, last = document.date, sold.date_to
    return (first, last) if first and last and first <= last else None


def _credited(document: Document, line: Line, known: Known) -> Line | None:
    """Return the invoice's line that is credited, None unless that one is spread."""
    invoice = known.records.get(("invoice", document.credits))
    link = known.links.get((memo.KIND, document.credits + DEFER))
    deferred = link is not None and link.state != IGNORED
    posted = known.booked.get((entries.KIND, document.credits))
    by_exact = posted and any("To" in body for body in posted.body["SalesEntryLines"])
    if invoice is None or not (deferred or by_exact):
        return None
    return next((sold for sold in invoice.lines if sold.external_id == line.credits), None)
