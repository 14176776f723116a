"""For any invoice that adds up, the booked lines add up to the document, to the cent."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import exact_world as world
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.ledger.words import Line, Tax
from odoo.addons.chargebee_connector.systems.exact.rules import VatCode

TYPES = ("E", "I", "B", "N")
RATES = (Decimal("21"), Decimal("9"), Decimal("5.5"), Decimal("0"))

#: One VAT code for every type and rate; a tax's name says which it is.
CODES = {
    f"{kind}{rate}": VatCode(f"{kind}{rate}", "", kind, rate) for kind in TYPES for rate in RATES
}
RULES = world.route(
    tax=world.taxes(
        *(({"tax_name": name}, code) for name, code in CODES.items()),
        ({"exemption": "export"}, world.EXPORT),
        ({}, world.NONE),
    ),
    currencies=frozenset({"JPY", "KWD"}),
    rate_source="exact",
)


@st.composite
def lines(draw, exponent):
    """Return a line of any sign, before a discount, with no tax, one or two."""

    def amount(low=-(10**9), high=10**9):
        return Decimal(draw(st.integers(low, high))).scaleb(-exponent)

    net = amount() - amount(0, 10**6)
    taxes = []
    count = draw(st.integers(0, 2))
    bases = [net] if count == 1 else [net - net, net] if count else []
    if count == 2:
        part = amount()
        bases = [part, net - part]
    for base in bases:
        rate = draw(st.sampled_from(RATES))
        kind = draw(st.sampled_from(TYPES if not rate else TYPES[:2]))
        tax = (base * rate / 100).quantize(Decimal(1).scaleb(-exponent))
        taxes.append(Tax(f"{kind}{rate}", rate, base, tax))
    start = draw(st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)))
    end = start and start + timedelta(draw(st.integers(0, 365)))
    return Line(
        "li",
        draw(st.text(max_size=80)),
        net,
        tuple(taxes),
        exemption=draw(st.sampled_from(("", "export"))) if not taxes else "",
        date_from=start,
        date_to=end,
    )


@st.composite
def invoices(draw):
    currency, exponent = draw(st.sampled_from((("EUR", 2), ("JPY", 0), ("KWD", 3))))
    sold = tuple(draw(st.lists(lines(exponent), min_size=1, max_size=5)))
    off = Decimal(draw(st.integers(-5, 5))).scaleb(-exponent)
    zero = Decimal(0).scaleb(-exponent)
    tax = sum((line.tax for line in sold), zero)
    total = sum((line.net for line in sold), zero) + tax + off
    return world.invoice(
        *sold, currency=currency, round_off=str(off), date=draw(days), total=total, tax=tax
    )


days = st.dates(date(2025, 1, 1), world.TODAY)


@settings(max_examples=300, deadline=None)
@given(invoices())
def test_booked_lines_add_up_to_the_document(document):
    outcome = world.planned(document, RULES)
    if outcome.rule:
        assert outcome.rule == "zero"
        assert document.total == 0
        return
    assert outcome.problem is None, outcome.problem
    request = parse(outcome.request_text())["body"]
    total = tax = Decimal(0)
    for line in request["SalesEntryLines"]:
        within = line["VATCode"].startswith("I")
        vat = Decimal(line.get("VATAmountFC", "0"))
        total += Decimal(line["AmountFC"]) + (0 if within else vat)
        tax += vat
        assert "E" not in line["AmountFC"] + line.get("VATAmountFC", "")
    assert (total, tax) == (document.total, document.tax)
    assert request["EntryDate"] == f"{document.date.isoformat()}T00:00:00"
    year, number = request["ReportingYear"], request["ReportingPeriod"]
    assert (year, number) == (document.date.year, document.date.month)


@settings(max_examples=100, deadline=None)
@given(invoices(), st.sampled_from([Decimal("0.01"), Decimal("-0.01"), Decimal(1)]))
def test_a_cent_too_many_is_never_booked(document, cent):
    wrong = replace(document, total=document.total + cent)
    outcome = world.planned(wrong, RULES)
    assert outcome.request is None
    if outcome.rule:
        assert outcome.rule == "zero"
        assert wrong.total == 0
    else:
        assert outcome.problem.code == "total_differs"
