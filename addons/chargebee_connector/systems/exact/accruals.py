"""Month-end accrual: what was delivered and not yet invoiced, booked on the last day of a period
and taken back on the first of the next.

What counts is what was unbilled when the period ended: a charge that is invoiced on the first of
the month was still open the day before. Bears no VAT. Only the period that runs and the one before
it are accrued; what stands is always taken back.
"""

from decimal import Decimal

from ...ledger.periods import Period
from ...ledger.plan import Facts, Known, Needs, Outcome, part
from ...ledger.problems import Problem, Unmapped, Waiting
from ...ledger.spreading import spread
from ...ledger.states import IGNORED, PLANNABLE
from ...ledger.words import ZERO, Document, Line, Price, Unbilled
from . import bundled_memo, costs, deferral_parts, entries, memo
from .deferral_rules import balance_ledger, deferral_of
from .rules import Rules

#: What stands before the id of a charge in our keys, and what follows an accrual's key.
UNBILLED, BACK = "unbilled/", "/back"

#: Periods that are accrued: the one that runs and the one before it.
_RECENT = 2

_NO_PRICE = Price("")


def needs(charge: Unbilled, rules: Rules, asked: Needs) -> None:
    """Ask what is accrued of a charge, and what its mapping needs."""
    for period in _periods(charge, rules):
        place = _place(charge, period)
        asked.links.update((place, _back(place)))
        asked.booked.add(place)
    asked.records.update((("customer", charge.customer), ("item_price", charge.price)))


def plan(charge: Unbilled, rules: Rules, known: Known) -> list[Outcome]:
    """Return a charge's accruals and what takes them back, with the one that comes next."""
    outcomes = []
    periods = _periods(charge, rules)
    for period in periods:
        place = _place(charge, period)
        if _stands(known, place):
            outcomes.append(_taken_back(charge, period, place, rules, known))
        elif period.start > rules.today:
            outcomes += _next(charge, periods, period, rules, known)
        else:
            outcomes += _accrued(charge, period, rules, known)
    return outcomes


def _periods(charge: Unbilled, rules: Rules) -> list[Period]:
    """Return the periods from a charge's first to the one behind today's."""
    now = rules.calendar.find(rules.today)
    if charge.date_from is None or now is None:
        return []
    following = rules.calendar.following(now)
    return rules.calendar.between(charge.date_from, (following or now).end)


def _place(charge: Unbilled, period: Period) -> tuple:
    return memo.KIND, f"{UNBILLED}{charge.external_id}/{bundled_memo.name(period)}"


def _back(place: tuple) -> tuple:
    return memo.KIND, place[1] + BACK


def _stands(known: Known, place: tuple) -> bool:
    link = known.links.get(place)
    return link is not None and link.state not in (*PLANNABLE, IGNORED)


# --- accruing -----------------------------------------------------------------------------------


def _accrued(charge: Unbilled, period: Period, rules: Rules, known: Known) -> list[Outcome]:
    """Return the accrual of a period, and its reversal, which waits for it."""
    place = _place(charge, period)
    rule = _left_out(charge, period, rules, known)
    if rule:
        return _superseded(charge, (place, _back(place)), rules, known)
    try:
        body = _body(charge, period, rules, known)
        booked = deferral_parts.open_period(period, rules)
    except Problem as problem:
        return [_outcome(charge, place, rules, problem=problem)]
    if body is None or booked != period:
        # What a closed period lacks would be taken back in the same period: nothing is left of it.
        return _superseded(charge, (place, _back(place)), rules, known)
    wait = Waiting("accrual_first", charge=charge.description or charge.external_id)
    return [
        _member(charge, place, bundled_memo.ACCRUALS, period, period.end, body, rules),
        _outcome(charge, _back(place), rules, problem=wait, needs_link=place),
    ]


def _left_out(charge: Unbilled, period: Period, rules: Rules, known: Known) -> bool:
    """Say whether a charge is not to be accrued at the end of a period."""
    customer = known.records.get(("customer", charge.customer))
    entity = customer.business_entity if customer else ""
    gone = charge.gone and (charge.changed is None or charge.changed <= period.end)
    return (
        not deferral_of(rules).accrue
        or gone
        or not _is_recent(period, rules)
        or bool(rules.business_entity and entity != rules.business_entity)
        or bool(rules.date_from and period.end < rules.date_from)
    )


def _is_recent(period: Period, rules: Rules) -> bool:
    running = rules.calendar.find(rules.today)
    return len(rules.calendar.between(period.start, running.start)) <= _RECENT


def _body(charge: Unbilled, period: Period, rules: Rules, known: Known) -> dict | None:
    """Return the part that books what a charge has earned until a period's end; None for nothing.

    Raises for a mapping or ledger that is missing, and for another currency than the books'.
    """
    options = deferral_of(rules)
    shares = spread(charge.net, charge.date_from, charge.date_to, options.split, rules.calendar)
    earned = sum((amount for each, amount in shares.items() if each.end <= period.end), ZERO)
    if not earned:
        return None
    if charge.currency != rules.division_currency:
        raise Unmapped("accrual_currency", currency=charge.currency, amount=earned)
    against = balance_ledger(options.unbilled, Unmapped("unbilled_ledger_missing"))
    customer = known.records.get(("customer", charge.customer))
    price = known.records.get(("item_price", charge.price)) or _NO_PRICE
    line = Line(charge.external_id, charge.description, earned, price=charge.price)
    document = Document(
        kind="invoice",
        external_id=charge.external_id,
        customer=charge.customer,
        status="final",
        currency=charge.currency,
        total=earned,
        tax=ZERO,
        date=period.end,
        lines=(line,),
        country=customer.address.country if customer else "",
        business_entity=customer.business_entity if customer else "",
    )
    ledger, _supply = entries.revenue_ledger(document, line, price, rules)
    where = costs.add({"GLAccount": ledger.id}, ledger, document, rules, line, price)
    return deferral_parts.part({deferral_parts.where_of(where): -earned}, against.id)


def _next(
    charge: Unbilled, periods: list[Period], period: Period, rules: Rules, known: Known
) -> list[Outcome]:
    """Return what brings the charge back here once the running period's accrual is taken back."""
    before = _place(charge, periods[-2]) if len(periods) > 1 else None
    place = _place(charge, period)
    if charge.gone or before is None or not deferral_of(rules).accrue:
        return _superseded(charge, (place,), rules, known)
    wait = Waiting("accrual_first", charge=charge.description or charge.external_id)
    return [_outcome(charge, place, rules, problem=wait, needs_link=_back(before))]


# --- taking back --------------------------------------------------------------------------------


def _taken_back(
    charge: Unbilled, period: Period, place: tuple, rules: Rules, known: Known
) -> Outcome:
    """Return what turns an accrual round on the first day of the next period."""
    back = _back(place)
    posted = known.booked.get(place)
    following = rules.calendar.following(period)
    try:
        if posted is None or following is None:
            raise Waiting("accrual_first", charge=charge.description or charge.external_id)
        booked = deferral_parts.open_period(following, rules)
    except Problem as problem:
        waits = place if isinstance(problem, Waiting) else None
        return _outcome(charge, back, rules, problem=problem, needs_link=waits)
    turned = {where: -amount for where, amount in deferral_parts.totals(posted.body).items()}
    body = deferral_parts.part(turned, posted.body["Against"])
    return _member(charge, back, bundled_memo.REVERSALS, booked, booked.start, body, rules)


# --- outcomes -----------------------------------------------------------------------------------


def _member(
    charge: Unbilled, place: tuple, what: str, period: Period, day, body: dict, rules: Rules
) -> Outcome:
    total = -sum(deferral_parts.totals(body).values(), Decimal("0.00"))
    facts = Facts(charge.description, day, rules.division_currency, total, period=period.label)
    return Outcome(
        *place,
        ("unbilled_charge", charge.external_id),
        facts,
        request=part(body),
        bundle=(memo.KIND, bundled_memo.base(what, period, rules)),
    )


def _outcome(charge: Unbilled, place: tuple, rules: Rules, **more) -> Outcome:
    facts = Facts(charge.description, charge.date_from, charge.currency, charge.net)
    return Outcome(*place, ("unbilled_charge", charge.external_id), facts, **more)


def _superseded(charge: Unbilled, places: tuple, rules: Rules, known: Known) -> list[Outcome]:
    """Return the outcomes of what was planned once and must not go (any more)."""
    return [
        _outcome(charge, place, rules, rule="superseded")
        for place in places
        if place in known.links and known.links[place].state in PLANNABLE
    ]
