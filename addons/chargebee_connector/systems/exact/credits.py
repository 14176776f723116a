"""A credit note as a sales entry of its own, with amounts below zero.

What it takes back is booked as it was posted (ledger, VAT code, costs, exchange rate), not as
today's mapping would have it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from ...ledger.plan import Booked, Known, LinkNow, Outcome
from ...ledger.problems import Conflict, Invalid, Problem, Waiting
from ...ledger.states import BLOCKED, IGNORED, NEW, POSTED, REFUSED, SKIPPED
from ...ledger.words import ZERO, Document, Line, Tax
from . import checks, debtors, discounts, entries, openings, paying, treatments
from .entries import KIND
from .formats import cut, number, plain, unstamped
from .rules import Rules

#: An invoice in one of these states was never sent, and isn't about to be.
_NEVER_SENT = (NEW, BLOCKED, REFUSED, SKIPPED)

NOTHING = Booked({})


@dataclass(frozen=True, slots=True)
class _Part:
    """The posted lines of one taxed part of an invoice's line, and its tax.

    The first is what was sold, the others are discounts on ledgers of their own; together they
    make up `net`.
    """

    bodies: tuple
    tax: Tax
    net: Decimal
    including: bool

    def net_of(self, body: dict) -> Decimal:
        """Return the net amount of one of the lines."""
        amount = Decimal(body["AmountFC"])
        return amount - _vat_of(body) if self.including else amount


def plan(document: Document, key: str, rules: Rules, known: Known, number: str = "") -> Outcome:
    """Return what becomes of a credit note; `number` as for an invoice, see `entries.plan`."""
    number = number or document.external_id
    skipped = entries.skip(document, key, rules)
    if skipped is not None:
        return skipped
    content = entries.booked_content(document)
    place = (KIND, document.credits)
    try:
        if document.credits:
            rule = goes_with_invoice(document, rules, known)
            if rule:
                facts = entries.facts_of(document, document.billed_to)
                source = (document.kind, document.external_id)
                return Outcome(KIND, key, source, facts, rule=rule, content=content)
        parts = treatments.parts(document, rules, known)
        if parts.sale is None:
            facts = entries.facts_of(document, document.billed_to)
            source = (document.kind, document.external_id)
            return Outcome(KIND, key, source, facts, rule=parts.rule, content=content)
        document = parts.sale
        if document.credits:
            effective, compose, stands_on = _of_invoice(document, number, rules, known)
        else:
            effective, compose = _by_itself(document, number, rules, known)
            stands_on = None
    except Problem as problem:
        facts = entries.facts_of(document, document.billed_to)
        source = (document.kind, document.external_id)
        if problem.code == "account_first":
            place = debtors.place_of(document, rules)
        waits = place if isinstance(problem, Waiting) else None
        return Outcome(KIND, key, source, facts, problem=problem, needs_link=waits, content=content)
    return entries.settle(effective, key, rules, known, compose, content, stands_on)


# --- credit notes of an invoice ---------------------------------------------------------------


def goes_with_invoice(document: Document, rules: Rules, known: Known) -> str:
    """Return the rule by which a credit note stays out with an invoice that never went (C12)."""
    invoice = known.records.get(("invoice", document.credits))
    link = known.links.get((KIND, document.credits))
    rule = ""
    if invoice is None or openings.is_opening(invoice, rules):
        return rule
    if link is not None and link.state not in _NEVER_SENT:
        return rule
    if invoice.deleted or invoice.status == "voided":
        rule = "invoice_never_posted"
    return rule


def posted_invoice(
    number: str, rules: Rules, known: Known, amount: Decimal | None = None
) -> tuple[Document, Booked]:
    """Return an invoice and what stands of it; raise when nothing does (C12).

    One of the opening balance must be among what was taken over, and `amount` of it still open.
    """
    invoice = known.records.get(("invoice", number))
    if invoice is None:
        raise Invalid("credited_invoice_unknown", invoice=number)
    link = known.links.get((KIND, number)) or LinkNow(NEW)
    if link.state == POSTED:
        return invoice, known.booked.get((KIND, number), NOTHING)
    if openings.is_opening(invoice, rules):
        missing = Invalid("opening_balance", invoice=number, date=invoice.date)
        item = openings.taken_over(invoice, rules, known, missing, amount)
        return invoice, openings.booked(item, invoice, rules)
    if link.state in (IGNORED, SKIPPED) and invoice.status != "pending":
        raise Invalid("credited_invoice_left_out", invoice=number)
    raise Waiting("invoice_first", invoice=number, state=link.state)


def _of_invoice(document: Document, number: str, rules: Rules, known: Known) -> tuple:
    """Return the credit note as it is booked, what composes its body, and the invoice's account."""
    invoice, posted = posted_invoice(document.credits, rules, known)
    if openings.OUR_REF in posted.body:
        check_open(document.total, invoice)
        return *_of_opening(document, invoice, number, rules, known), None
    parts = posted_parts(document, invoice, posted)
    check_open(document.total, invoice)
    effective = replace(
        document,
        lines=tuple(_with_posted_period(document, line, parts) for line in document.lines),
        vat_number=document.vat_number or invoice.vat_number,
    )

    def book(line: Line) -> list[dict]:
        if not line.credits:
            return entries.mapped(effective, line, rules, known)
        spread = checks.service_period(line, rules)
        return [
            entries.with_period(body, spread)
            for net, tax in entries.parts(line)
            for body in as_posted(line, net, tax, parts[line.credits])
        ]

    def compose(title, period):
        body = entries.header(effective, number, title, period, rules)
        body["SalesEntryLines"] = [negated(line) for line in entries.lines(effective, rules, book)]
        return {**body, **terms(posted, effective, rules)}

    return effective, compose, posted.body.get("Customer")


def _of_opening(
    document: Document, invoice: Document, number: str, rules: Rules, known: Known
) -> tuple:
    """Return a credit note of an invoice that was taken over, and what composes its body (I13).

    Nobody knows how that invoice was booked: the mapping of today decides.
    """
    effective = replace(
        document,
        vat_number=document.vat_number or invoice.vat_number,
        net_term_days=document.net_term_days or invoice.net_term_days,
    )
    return _by_itself(effective, number, rules, known)


def check_open(amount: Decimal, invoice: Document) -> None:
    """Raise Invalid when more is taken off an invoice than it is about (G2)."""
    if amount > invoice.total:
        raise Invalid(
            "credit_exceeds_invoice",
            invoice=invoice.external_id,
            amount=amount,
            total=invoice.total,
            currency=invoice.currency,
        )


def posted_parts(document: Document, invoice: Document, posted: Booked) -> dict[str, list[_Part]]:
    """Return the posted lines of each of the invoice's lines.

    The request's lines stand in the order of the document's: both are walked side by side, and
    their amounts must agree, else the document is no longer the one that was posted. A line whose
    discounts were booked by themselves is followed by these.
    """
    left = list(posted.body.get("SalesEntryLines", ()))
    if posted.body.get("Currency") != document.currency:
        raise _differs(document)
    found: dict[str, list[_Part]] = {}
    for line in filter(checks.is_booked, invoice.lines):
        try:
            taxed = entries.parts(line)
        except Invalid:
            raise _differs(document) from None
        for net, tax in taxed:
            part = taken(left, net, tax, len(line.discounts) + 3)
            if part is None:
                raise _differs(document)
            found.setdefault(line.external_id, []).append(part)
    if len(left) != bool(invoice.round_off):
        raise _differs(document)
    return found


def taken(left: list[dict], net: Decimal, tax: Tax, most: int) -> _Part | None:
    """Take the posted lines that make up a taxed part off the front of `left`."""
    amount = vat = ZERO
    for count, body in enumerate(left[:most], start=1):
        amount += Decimal(body["AmountFC"])
        vat += _vat_of(body)
        including = bool(tax.amount) and amount == net + tax.amount
        if vat == tax.amount and (including or amount == net):
            part = _Part(tuple(left[:count]), tax, net, including)
            del left[:count]
            return part
    return None


def _vat_of(body: dict) -> Decimal:
    return Decimal(body.get("VATAmountFC", 0))


def _differs(document: Document) -> Conflict:
    return Conflict("credited_entry_differs", invoice=document.credits)


def _with_posted_period(document: Document, line: Line, parts: dict[str, list[_Part]]) -> Line:
    """Return a line with the range over which the revenue that it takes back is still spread.

    That is its own range, else what is left from the credit note's date on; none where the
    credited line was not spread.
    """
    if not line.credits:
        return line
    credited = parts.get(line.credits)
    if credited is None:
        if checks.is_booked(line):
            raise Invalid(
                "credited_line_unknown",
                invoice=document.credits,
                line=line.external_id,
                description=line.description,
            )
        return line
    last = credited[0].bodies[0].get("To")
    if last is None:
        return replace(line, date_from=None, date_to=None)
    if line.date_from is None:
        first, last = document.date, unstamped(last)
        if first is None or first > last:
            return line
        return replace(line, date_from=first, date_to=last)
    return line


def as_posted(line: Line, net: Decimal, tax: Tax, credited: list[_Part]) -> list[dict]:
    """Return a credited amount on the ledger, VAT code and costs of what it takes back.

    Discounts that were booked by themselves are taken back in the same proportion.
    """
    alike = [part for part in credited if (part.tax.name, part.tax.rate) == (tax.name, tax.rate)]
    if len(alike) != 1 or (tax.amount and not alike[0].tax.amount):
        raise Invalid(
            "credited_tax_differs",
            tax_name=tax.name,
            rate=tax.rate,
            line=line.external_id,
            description=line.description,
        )
    part = alike[0]
    shares = [
        (
            discounts.portion(net, part.net_of(body), part.net),
            discounts.portion(tax.amount, _vat_of(body), part.tax.amount),
        )
        for body in part.bodies[1:]
    ]
    sold = (
        net - sum((share[0] for share in shares), ZERO),
        tax.amount - sum((share[1] for share in shares), ZERO),
    )
    return [
        _credited(line, body, part.including, *share)
        for body, share in zip(part.bodies, (sold, *shares), strict=True)
    ]


def _credited(line: Line, posted: dict, including: bool, net: Decimal, tax: Decimal) -> dict:
    """Return the line that takes a net amount and its tax off a posted one."""
    body = {
        name: posted[name]
        for name in ("GLAccount", "VATCode", "CostCenter", "CostUnit")
        if name in posted
    }
    body["AmountFC"] = plain(net + tax if including else net)
    if "VATAmountFC" in posted:
        body["VATAmountFC"] = plain(tax or net - net)
    text = cut(line.description, entries.DESCRIPTION_LIMIT) or posted.get("Description")
    if text:
        body["Description"] = text
    return body


def terms(posted: Booked, document: Document, rules: Rules) -> dict:
    """Return the payment condition and the exchange rate of what is taken back."""
    terms = {}
    if "PaymentCondition" in posted.body:
        terms["PaymentCondition"] = posted.body["PaymentCondition"]
    if document.currency == rules.division_currency:
        return terms
    if "Rate" in posted.body:
        terms["Rate"] = posted.body["Rate"]
        return terms
    # None was sent: Exact took its own, and told it in its answer.
    told = number(posted.answer.get("Rate"))
    if not told:
        raise Invalid(
            "rate_missing",
            currency=document.currency,
            division_currency=rules.division_currency,
            source=rules.rate_source,
        )
    terms["Rate"] = plain(told)
    return terms


# --- credit notes without an invoice ----------------------------------------------------------


def _by_itself(document: Document, number: str, rules: Rules, known: Known) -> tuple:
    """Return a credit note that names no invoice, and what composes its body (C6)."""
    customer = known.records.get(("customer", document.customer))
    days = document.net_term_days or (customer.net_term_days if customer else "")

    def compose(title, period):
        body = entries.header(document, number, title, period, rules)
        booked = entries.lines(
            document, rules, lambda line: entries.mapped(document, line, rules, known)
        )
        body["SalesEntryLines"] = [negated(line) for line in booked]
        body["PaymentCondition"] = paying.term(replace(document, net_term_days=days), rules)
        rate = checks.rate(document, rules)
        if rate is not None:
            body["Rate"] = rate
        return body

    return document, compose


def negated(line: dict) -> dict:
    """Return a line's body with its amounts turned round, decimals as they were."""
    amounts = {
        name: plain(-Decimal(line[name])) for name in ("AmountFC", "VATAmountFC") if name in line
    }
    return {**line, **amounts}
