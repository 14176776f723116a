"""The gates G3 to G6 of a document and its exchange rate: what must hold before it is booked.

Each function raises the problem that closes its gate. Their order is the controller's and stands
in `entries`.
"""

from datetime import date, timedelta
from decimal import Context, Decimal

from ...ledger.mapping import plain_rate
from ...ledger.periods import Calendar, Period
from ...ledger.plan import Known, LinkNow
from ...ledger.problems import Invalid, Waiting
from ...ledger.states import BLOCKED, IGNORED, REFUSED, SKIPPED, UNCERTAIN
from ...ledger.words import Customer, Document, Line
from . import vat
from .deferral_rules import spreads
from .rules import Rules

#: How a line says that its tax is the buyer's to declare.
REVERSE_CHARGE = "reverse_charge"

#: Round-off that is taken without asking, in smallest units of the currency for each tax line.
_ROUND_OFF_UNITS = 5

#: Exact keeps rates as doubles: what is beyond 15 digits would be noise there.
_RATE_DIGITS = Context(prec=15)

_ONE_DAY = timedelta(days=1)

#: A customer's account in one of these states does not come by itself.
_STUCK = (BLOCKED, REFUSED, IGNORED, SKIPPED)


def round_off(document: Document) -> None:
    """Raise Invalid when more was rounded than 0.05 for each tax line (at least one counts)."""
    if not document.round_off:
        return
    taxes = sum(len(line.taxes) for line in document.lines)
    unit = Decimal(1).scaleb(min(0, document.total.as_tuple().exponent))
    limit = unit * _ROUND_OFF_UNITS * max(1, taxes)
    if abs(document.round_off) > limit:
        raise Invalid(
            "round_off_too_large",
            round_off=document.round_off,
            limit=limit,
            currency=document.currency,
        )


def debtor(document: Document, customer: Customer | None, link: LinkNow | None) -> None:
    """Raise (G3) when the customer is unknown, or their account needs somebody first."""
    if customer is None:
        raise Invalid("customer_missing", customer=document.customer)
    if link is None:
        return
    if link.state in _STUCK or (link.state == UNCERTAIN and not link.external_id):
        raise Waiting(
            "account_first", customer=customer.name or document.customer, state=link.state
        )


def standing(link: LinkNow | None, known: Known) -> None:
    """Raise Invalid when the customer's account vanished, or Exact takes no entries for it."""
    if link is not None and link.gone:
        raise Invalid("account_gone")
    account = known.standing.get(link.external_id) if link and link.external_id else None
    if account is None:
        return
    if account.status != "C":
        raise Invalid(
            "account_not_customer", account=account.code, name=account.name, status=account.status
        )
    if not account.active:
        raise Invalid("account_inactive", account=account.code, name=account.name)


def reverse_charge(
    document: Document, customer: Customer, link: LinkNow | None, known: Known
) -> None:
    """Raise (G4) unless a reverse-charged document bears the VAT number that will be listed.

    Exact lists under the account's number: the one that stands there, else the one that will be
    sent with the customer.
    """
    if any(line.exemption == REVERSE_CHARGE for line in document.lines):
        same_number(document, customer, link, known)


def same_number(document: Document, customer: Customer, link: LinkNow | None, known: Known) -> None:
    """Raise Invalid unless document and account bear the same valid VAT number."""
    country = document.country or customer.address.country
    number, wrong = vat.check(document.vat_number, country)
    if not number:
        raise Invalid("vat_number_missing", customer=customer.external_id, name=customer.name)
    if wrong:
        raise Invalid("vat_number_malformed", number=number, country=country, reason=wrong)
    account = known.standing.get(link.external_id) if link and link.external_id else None
    if account is not None:
        listed = vat.full(account.vat_number, account.country or country)
    else:
        listed = vat.full(customer.vat_number, customer.address.country or country)
    if listed != number:
        raise Invalid(
            "vat_number_differs",
            document=number,
            account=listed,
            customer=customer.external_id,
            name=customer.name,
        )


def currency(document: Document, rules: Rules) -> None:
    """Raise Invalid when the division does not book in the document's currency."""
    if document.currency != rules.division_currency and document.currency not in rules.currencies:
        raise Invalid("currency_inactive", currency=document.currency, division=rules.division)


def period(document: Document, rules: Rules) -> Period:
    """Return the period of a document's date; raise (G5) when the calendar lacks it.

    It asks for the years of the service periods too, since revenue is booked into those.
    """
    if document.date is None:
        raise Invalid("date_missing")
    if document.date > rules.today:
        raise Invalid("date_in_future", date=document.date, today=rules.today)
    found = _exists(rules.calendar, document.date)
    if spreads(rules):
        for line in document.lines:
            if is_booked(line) and line.date_from and line.date_to:
                _exists(rules.calendar, line.date_from)
                _exists(rules.calendar, line.date_to)
    return found


def service_period(line: Line, rules: Rules) -> tuple[date, date] | None:
    """Return From and To of a line's revenue, None when it is not to be spread.

    What was earned in a period that is closed by now is booked in the first open one: From moves
    there and To stays. With no open period in the range there is nothing left to spread. A period
    that is closed behind an open one stops the document: Exact would book into it.
    """
    if not rules.deferral or line.date_from is None or line.date_to is None:
        return None
    begin = None
    day = line.date_from
    while day <= line.date_to:
        found = _exists(rules.calendar, day)
        if not rules.calendar.is_closed(rules.journal, found):
            begin = begin or day
        elif begin:
            raise Invalid(
                "period_closed",
                journal=rules.journal,
                period=found.label,
                date=found.start,
                line=line.external_id,
                description=line.description,
            )
        day = found.end + _ONE_DAY
    return (begin, line.date_to) if begin else None


def is_booked(line: Line) -> bool:
    """Say whether a line goes into an entry: nothing is booked for zero."""
    return bool(line.net) or any(tax.amount for tax in line.taxes)


def rate(document: Document, rules: Rules) -> str | None:
    """Return units of the division's currency for one of the document's, as Exact takes it.

    None where none is sent: in the division's own currency, and when Exact's list decides. A
    document without VAT has no rate printed for it: there the source's own serves.
    Raises Invalid when the chosen source does not say; 1 is never assumed.
    """
    if document.currency == rules.division_currency or rules.rate_source == "exact":
        return None
    told = document.vat_rate
    if rules.rate_source == "base" or (told is None and not document.tax):
        told = document.base_rate
    if told is None or told[0] != rules.division_currency or told[1] <= 0:
        raise Invalid(
            "rate_missing",
            currency=document.currency,
            division_currency=rules.division_currency,
            source=rules.rate_source,
        )
    return plain_rate(_RATE_DIGITS.plus(told[1]))


def _exists(calendar: Calendar, day: date) -> Period:
    found = calendar.find(day)
    if found is None:
        raise Invalid("year_missing", year=day.year, date=day)
    return found
