"""The period that a document is booked in: its own, or a later one when that is closed (G6).

What moves keeps its entry date. Within one VAT return it moves by itself; into another return only
where the route says so, and only as long as the VAT that left a return stays below the amount that
may be put right in the next one (NL: art. 10a AWR; ask an adviser). A book year that is closed is
the controller's: nothing leaves it.
"""

from dataclasses import dataclass
from decimal import Decimal

from ...ledger.periods import Period
from ...ledger.plan import Known
from ...ledger.problems import Invalid
from ...ledger.returns import vat_return
from ...ledger.words import Document
from . import checks
from .rules import Rules

#: VAT, in the division's currency, that may leave one return altogether.
MOVED_VAT_LIMIT = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Booking:
    """Where a document is booked; `left` is the period that it had to leave.

    `left_return` names the VAT return that it left too, with `vat` in the division's currency.
    """

    period: Period
    left: str = ""
    left_return: str = ""
    vat: Decimal | None = None


def book_in(document: Document, key: str, rules: Rules, known: Known) -> Booking:
    """Return the period for a document; raise Invalid (G5, G6) when none may take it.

    A move into another return is entered into `known.moved`, so that the next one sees it.
    """
    own = checks.period(document, rules)
    if not rules.calendar.is_closed(rules.journal, own):
        return Booking(own)
    about = {"journal": rules.journal, "period": own.label, "date": document.date}
    later = rules.calendar.next_open(rules.journal, own)
    if later is None:
        raise Invalid("period_closed", **about)
    if later.year != own.year:
        raise Invalid("book_year_closed", year=own.year, next=later.label, **about)
    left = vat_return(document.date, rules.vat_return)
    if rules.calendar.is_filed(own):
        raise Invalid("vat_return_filed", vat_return=left, **about)
    if vat_return(later.start, rules.vat_return) == left:
        return Booking(later, own.label)
    vat = _vat(document, rules)
    if not rules.move_across_returns or vat is None:
        raise Invalid("vat_return_differs", vat_return=left, next=later.label, **about)
    moved = known.moved.setdefault(left, {})
    others = sum((amount for other, amount in moved.items() if other != key), Decimal(0))
    if vat and others + vat > MOVED_VAT_LIMIT:
        raise Invalid(
            "moved_vat_too_much",
            vat_return=left,
            vat=vat,
            moved=others,
            limit=MOVED_VAT_LIMIT,
            currency=rules.division_currency,
            **about,
        )
    moved[key] = vat
    return Booking(later, own.label, left, vat)


def _vat(document: Document, rules: Rules) -> Decimal | None:
    """Return a document's VAT in the division's currency, None where no rate tells it."""
    if not document.tax or document.currency == rules.division_currency:
        return abs(document.tax)
    for told in (document.vat_rate, document.base_rate):
        if told and told[0] == rules.division_currency:
            return abs(document.tax * told[1])
    return None
