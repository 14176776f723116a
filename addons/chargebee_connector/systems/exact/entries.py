"""An invoice as a sales entry of Exact: its gates in order, its lines and its request."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from ...ledger.gates import check_sums, is_zero, skip_rule
from ...ledger.periods import Period
from ...ledger.plan import Booked, Facts, Known, Outcome, Request, ref
from ...ledger.problems import Invalid, Problem, Unmapped, Waiting
from ...ledger.states import POSTED
from ...ledger.text import fingerprint
from ...ledger.words import ZERO, Document, Line, Price, Tax
from . import (
    catalogue,
    checks,
    costs,
    debtors,
    discounts,
    journals,
    moves,
    paying,
    registered,
    taxing,
)
from .booking_rules import OWN
from .formats import cut, plain, stamp
from .rules import INCLUDING, NO_ITEM, NO_VAT, PROFIT_AND_LOSS, Ledger, Rules, VatCode

KIND = "sales_entry"
PATH = "salesentry/SalesEntries"

#: Exact's longest `YourRef` and `Description`.
YOUR_REF_LIMIT = 40
DESCRIPTION_LIMIT = 60

#: The exemptions that say nobody decided yet how something is taxed.
_UNDECIDED = "tax_not_configured"

_UNTAXED = Tax("", ZERO, ZERO, ZERO)


def reference(rules: Rules, number: str) -> str:
    """Return a document's number as it is known in Exact: behind the site's name if it has one."""
    return f"{rules.site} {number}" if rules.site else number


def your_ref(rules: Rules, number: str) -> str:
    """Return the number for `YourRef`; a longer one is cut and ends in 8 digits of its hash."""
    whole = reference(rules, number)
    if len(whole) <= YOUR_REF_LIMIT:
        return whole
    return f"{whole[: YOUR_REF_LIMIT - 9]}~{sha256(whole.encode()).hexdigest()[:8]}"


def skip(document: Document, key: str, rules: Rules) -> Outcome | None:
    """Return the outcome of a document that must not go, and None for one that may (G1)."""
    rule = skip_rule(document, rules.date_from, rules.business_entity)
    if not rule and is_zero(document):
        rule = "zero"
    if not rule:
        return None
    facts = facts_of(document, document.billed_to)
    return Outcome(KIND, key, (document.kind, document.external_id), facts, rule=rule)


def plan(document: Document, key: str, rules: Rules, known: Known, number: str = "") -> Outcome:
    """Return what becomes of an invoice; its content tells later whether the source has moved.

    `number` is the one that the entry is known by, where that isn't the document's own.
    """
    skipped = skip(document, key, rules)
    if skipped is not None:
        return skipped
    own = known.links.get((KIND, key))
    if own is not None and own.state == POSTED:
        # Nothing of it is sent again, and whether its VAT still fits doesn't hang on the period.
        rules = replace(rules, calendar=rules.calendar.opened())

    def compose(title: str, period: Period) -> dict:
        body = header(document, number or document.external_id, title, period, rules)
        body["SalesEntryLines"] = lines(
            document, rules, lambda line: mapped(document, line, rules, known)
        )
        body["PaymentCondition"] = paying.term(document, rules)
        printed = paying.reference(document, rules)
        if printed:
            body["PaymentReference"] = printed
        if document.due_date:
            body["DueDate"] = stamp(document.due_date)
        rate = checks.rate(document, rules)
        if rate is not None:
            body["Rate"] = rate
        return body

    return settle(document, key, rules, known, compose, booked_content(document))


def settle(
    document: Document,
    key: str,
    rules: Rules,
    known: Known,
    compose: Callable[[str, Period], dict],
    content: str,
    stands_on: dict | str | None = None,
) -> Outcome:
    """Return what becomes of a document that may go: `compose` makes its body behind the gates.

    It is handed the customer's name and the period, and may raise what stops the document.
    `stands_on` is the account that what it takes back was posted on: both must stand on one, also
    when the source has moved the invoice to another customer since.
    """
    customer = known.records.get(("customer", document.customer))
    collective = debtors.collective(document, customer, rules)
    account = debtors.place_of(document, rules)
    debtor = debtors.value(account, collective)
    elsewhere = stands_on is not None and stands_on != debtor
    link = None if elsewhere or collective else known.links.get(account)
    title = document.billed_to or (customer.name if customer else "")
    period = rules.calendar.find(document.date) if document.date else None
    facts = facts_of(document, title, period.label if period else "")
    by_itself = elsewhere or collective is not None
    needs_link = account if not by_itself and debtors.is_on_its_way(link) else None
    source = (document.kind, document.external_id)
    try:
        check_sums(document)
        checks.round_off(document)
        checks.debtor(document, customer, link)
        if collective:
            debtors.check_collective(collective)
        elif not elsewhere:
            debtors.check_payer(document, customer, rules, known)
        checks.standing(link, known)
        checks.reverse_charge(document, customer, link, known)
        registered.check(document, rules, known)
        checks.currency(document, rules)
        journals.check(document, rules, link, known)
        booking = moves.book_in(document, key, rules, known)
        facts = moved(facts, booking)
        body = compose(title, booking.period)
        facts = replace(facts, left_out=costs.noted(body["SalesEntryLines"]))
        body["Customer"] = stands_on if elsewhere else debtor
    except Problem as problem:
        waits = account if isinstance(problem, Waiting) else None
        return Outcome(KIND, key, source, facts, problem=problem, needs_link=waits, content=content)
    request = Request("POST", PATH, body, "create")
    return Outcome(
        KIND, key, source, facts, request=request, needs_link=needs_link, content=content
    )


def facts_of(document: Document, title: str, period: str = "") -> Facts:
    """Return a document's facts; a credit note's amounts are below zero, as they are booked."""
    return Facts(
        title,
        document.date,
        document.currency,
        document.total * document.sign,
        document.tax * document.sign,
        period,
        document.is_backdated,
    )


def moved(facts: Facts, booking: moves.Booking) -> Facts:
    """Return facts with the period that something is booked in, and the one that it left."""
    return replace(
        facts,
        period=booking.period.label,
        left=booking.left,
        left_return=booking.left_return,
        left_vat=booking.vat,
    )


def vat_codes(body: dict) -> list[str]:
    """Return the VAT codes of an entry's lines, sorted."""
    return sorted({line["VATCode"] for line in body["SalesEntryLines"]})


def booked_content(document: Document) -> str:
    """Return a hash of what is booked of a document, whatever the mapping makes of it.

    Payments, dunning and addresses move a document too, without a word of it being booked. The
    day on which it became final stands before it: see `is_another`.
    """
    booked = (
        document.date,
        document.due_date,
        document.currency,
        document.total,
        document.round_off,
        document.lines,
        document.vat_number,
        document.country,
        document.registration,
    )
    return f"{document.issued or ''} {fingerprint(repr(booked))}"


def is_another(posted: Booked, outcome: Outcome) -> bool:
    """Say whether a number stands for another document than when it was posted (I12).

    What is final keeps its total and the day on which it became final.
    """
    if not outcome.content or posted.total is None:
        return False
    issued = [content.partition(" ")[0] for content in (posted.content, outcome.content)]
    return posted.total != outcome.facts.total or issued[0] != issued[1]


def header(document: Document, number: str, title: str, period: Period, rules: Rules) -> dict:
    """Return an entry's fields without its lines; `number` is the one that it is known by."""
    whole = reference(rules, number)
    if len(whole) > DESCRIPTION_LIMIT:
        whole = number
    return {
        "Customer": ref("account", f"customer/{document.customer}"),
        "Journal": rules.journal,
        "EntryDate": stamp(document.date),
        "ReportingYear": period.year,
        "ReportingPeriod": period.number,
        "Currency": document.currency,
        "YourRef": your_ref(rules, number),
        "Description": cut(f"{whole} {title}", max(DESCRIPTION_LIMIT, len(whole))).rstrip(),
    }


def lines(document: Document, rules: Rules, book: Callable[[Line], list[dict]]) -> list[dict]:
    """Return the booked lines, each as `book` makes it; nothing is booked for a line of zero."""
    booked = []
    for line in document.lines:
        if not checks.is_booked(line):
            continue
        if line.exemption.startswith(_UNDECIDED) and document.total > 0:
            raise Invalid("tax_not_configured", exemption=line.exemption, **_about(line))
        booked.extend(book(line))
    if document.round_off:
        ledger = _checked(rules.rounding, {"round_off": document.round_off})
        body = _booked(ledger, rules.no_vat, document.round_off, ZERO, "Round-off")
        booked.append(costs.add(body, ledger, document, rules))
    return booked


def mapped(document: Document, line: Line, rules: Rules, known: Known) -> list[dict]:
    """Return a line as the mapping tables have it booked, for each of its taxes."""
    price = catalogue.price_of(line, known.records)
    ledger, supply = revenue_ledger(document, line, price, rules)
    text = cut(line.description or price.name, DESCRIPTION_LIMIT)
    spread = checks.service_period(line, rules)
    taxed = parts(line)
    off = discounts.spread(discounts.shown(line, rules, ledger), _nets(taxed))
    booked = []
    for net, tax in taxed:
        if tax is discounts.VOUCHER:
            code, pieces = rules.no_vat, [(_voucher_ledger(ledger, rules), net, ZERO)]
        else:
            code = taxing.choose(document, line, net, tax, supply, rules, known)
            pieces = discounts.split(ledger, net, tax, off.pop(0))
        for target, amount, vat in pieces:
            body = _booked(_checked(target, {}), code, amount, vat, text)
            body = costs.add(body, target, document, rules, line, price)
            booked.append(with_period(body, spread))
    return booked


def _nets(taxed: list[tuple[Decimal, Tax]]) -> list[Decimal]:
    return [net for net, tax in taxed if tax is not discounts.VOUCHER]


def _taxable(line: Line) -> Decimal:
    """Return what a line's taxes were worked out on."""
    return line.net + line.promotional if discounts.is_voucher(line) else line.net


def _voucher_ledger(ledger: Ledger, rules: Rules) -> Ledger:
    return rules.booking.promotional_ledger if rules.booking.promotional == OWN else ledger


def with_period(body: dict, spread: tuple[date, date] | None) -> dict:
    """Return a line's body with the first and last day over which Exact spreads it."""
    if spread:
        body["From"], body["To"] = stamp(spread[0]), stamp(spread[1])
    return body


def parts(line: Line) -> list[tuple[Decimal, Tax]]:
    """Return (net, tax) for each tax of a line.

    Each tax's own base is booked under its code, so the bases must make up the line: taxes on the
    same base (a state's and a county's) have no place in an entry of Exact. What a voucher paid
    is a part of its own, below zero.
    """
    taxes, taxable = line.taxes, _taxable(line)
    voucher = [] if taxable == line.net else [(line.net - taxable, discounts.VOUCHER)]
    if not taxes:
        return [(line.net, _UNTAXED)]
    if len(taxes) == 1:
        tax = taxes[0]
        if tax.amount and tax.base != taxable:
            raise Invalid("taxable_base_differs", base=tax.base, net=line.net, **_about(line))
        return [(taxable, tax), *voucher]
    if sum((tax.base for tax in taxes), ZERO) != taxable:
        raise Invalid(
            "overlapping_taxes",
            net=line.net,
            taxes=", ".join(f"{tax.name} {tax.rate}% / {tax.base}" for tax in taxes),
            **_about(line),
        )
    return [(tax.base, tax) for tax in taxes if tax.base or tax.amount] + voucher


def _booked(ledger: Ledger, code: VatCode, net: Decimal, tax: Decimal, text: str) -> dict:
    body = {
        "GLAccount": ledger.id,
        "AmountFC": plain(net + tax if code.type == INCLUDING else net),
        "VATCode": code.code,
    }
    if code.type != NO_VAT:
        # A zero gets the decimals of the amount beside it.
        body["VATAmountFC"] = plain(tax or net - net)
    if text:
        body["Description"] = text
    return body


def revenue_facts(document: Document, line: Line, price: Price) -> dict:
    """Return what the revenue mapping is asked with; see `rules.NO_ITEM` for free lines.

    Of several coupons it is the one that took off most: see `catalogue.revenue_row`.
    """
    return {
        "coupon": next(iter(catalogue.coupons(line)), ""),
        "item_price": line.price or NO_ITEM,
        "item": price.item,
        "item_family": price.item_family,
        "business_entity": document.business_entity,
        "country": line.country or document.country,
        "currency": document.currency,
    }


def revenue_ledger(
    document: Document, line: Line, price: Price, rules: Rules
) -> tuple[Ledger, str]:
    """Return the ledger of a line and what it sells: goods, a service, or "" if nobody said."""
    facts = revenue_facts(document, line, price)
    row = catalogue.revenue_row(rules.revenue, facts, line)
    if row is None and rules.fallback:
        return _checked(rules.fallback, facts), ""
    if row is None:
        raise Unmapped("revenue_missing", **facts, **_about(line))
    return _checked(row.target, facts), row.supply


def _checked(ledger: Ledger, facts: dict) -> Ledger:
    """Return a ledger that a sales entry's line may name: Exact refuses balance-sheet ones."""
    if 0 < ledger.type < PROFIT_AND_LOSS:
        raise Unmapped("ledger_not_revenue", ledger=ledger.code, name=ledger.name, **facts)
    return ledger


def _about(line: Line) -> dict:
    return {"line": line.external_id, "description": line.description}
