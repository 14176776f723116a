"""For any invoice that adds up, the booked lines add up to the document, to the cent.

First for documents as the rules get them, in currencies of 0, 2 and 3 decimals; then from what
Chargebee sends: prices with and without tax, discounts of every level, credit notes.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import chargebee_payloads as payloads
import exact_world as world
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.ledger.words import Line, Tax
from odoo.addons.chargebee_connector.systems.chargebee.read import document as read_document
from odoo.addons.chargebee_connector.systems.exact.booking_rules import NETTED, OWN, Booking
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


def booked(document, rules=RULES):
    """Return the body that is posted, None for a document of nothing."""
    outcome = world.planned(document, rules)
    if outcome.rule:
        assert outcome.rule == "zero"
        assert document.total == 0
        return None
    assert outcome.problem is None, outcome.problem
    return parse(outcome.request_text())["body"]


def added_up(request):
    """Return (total, tax, {VAT code: tax}) of a body's lines, which hold no odd numbers."""
    total = tax = Decimal(0)
    by_code = {}
    for line in request["SalesEntryLines"]:
        within = line["VATCode"].startswith("I")
        vat = Decimal(line.get("VATAmountFC", "0"))
        total += Decimal(line["AmountFC"]) + (0 if within else vat)
        tax += vat
        by_code[line["VATCode"]] = by_code.get(line["VATCode"], 0) + vat
        assert "E" not in line["AmountFC"] + line.get("VATAmountFC", "")
    return total, tax, by_code


@settings(max_examples=300, deadline=None)
@given(invoices())
def test_booked_lines_add_up_to_the_document(document):
    request = booked(document)
    if request is None:
        return
    assert added_up(request)[:2] == (document.total, document.tax)
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


# --- from what Chargebee sends ----------------------------------------------------------------

#: The levels on which Chargebee discounts; each tells what it took off every line.
LEVELS = (
    "item_level_coupon",
    "item_level_discount",
    "document_level_coupon",
    "document_level_discount",
    "promotional_credits",
)


#: Discounts netted, and on a ledger of their own.
DISCOUNT = world.table(("coupon",), ({}, world.HARDWARE))
WAYS = (
    replace(RULES, booking=Booking(promotional=NETTED)),
    replace(
        RULES,
        booking=Booking(
            own_discounts=True,
            discount=DISCOUNT,
            promotional=OWN,
            promotional_ledger=world.ROUNDING,
        ),
    ),
)


def _rounded(amount):
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


@st.composite
def sold_lines(draw, number, inclusive):
    """Return (line, discounts, taxes) of Chargebee in minor units, and the line's base."""
    line_id = f"li_{number}"
    amount = draw(st.integers(-(10**8), 10**8))
    discounts = [
        {
            "line_item_id": line_id,
            "discount_type": level,
            "discount_amount": draw(st.integers(0, 10**5)),
        }
        for level in draw(st.lists(st.sampled_from(LEVELS), max_size=3))
    ]
    left = amount - sum(each["discount_amount"] for each in discounts)
    count = draw(st.integers(0, 2))
    parts = [left] if count == 1 else []
    if count == 2:
        parts = [draw(st.integers(-(10**8), 10**8))]
        parts.append(left - parts[0])
    taxes, base = [], left
    for part in parts:
        rate = draw(st.sampled_from(RATES))
        kind = draw(st.sampled_from(TYPES if not rate else TYPES[:2]))
        tax = _rounded(part * rate / ((100 + rate) if inclusive else 100))
        taxes.append(
            payloads.tax(
                line_item_id=line_id,
                tax_name=f"{kind}{rate}",
                tax_rate=rate,
                taxable_amount=part - tax if inclusive else part,
                tax_amount=tax,
            )
        )
        base -= tax if inclusive else 0
    line = payloads.line(id=line_id, unit_amount=amount, amount=amount)
    return line, discounts, taxes, base


@st.composite
def documents_of_chargebee(draw):
    """Return (kind, payload, minor units of its total and tax, decimals)."""
    kind = draw(st.sampled_from(("invoice", "credit_note")))
    code, places = draw(st.sampled_from((("EUR", 2), ("JPY", 0))))
    inclusive = draw(st.booleans())
    sold = [draw(sold_lines(number, inclusive)) for number in range(draw(st.integers(1, 4)))]
    taxes = [tax for *_line, some, _base in sold for tax in some]
    tax = sum(each["tax_amount"] for each in taxes)
    base = sum(each[-1] for each in sold)
    off = draw(st.integers(-5, 5))
    make = payloads.invoice if kind == "invoice" else payloads.credit_note
    payload = make(
        customer_id="acme",
        currency_code=code,
        price_type="tax_inclusive" if inclusive else "tax_exclusive",
        sub_total=base + tax if inclusive else base,
        total=base + tax + off,
        round_off_amount=off,
        line_items=[each[0] for each in sold],
        line_item_discounts=[discount for each in sold for discount in each[1]],
        line_item_taxes=taxes,
        **({"tax": tax, "net_term_days": 14} if kind == "invoice" else {}),
    )
    return kind, payload, base + tax + off, taxes, places


@settings(max_examples=400, deadline=None)
@given(documents_of_chargebee(), st.sampled_from(WAYS))
def test_what_chargebee_sends_is_booked_to_the_cent(sent, rules):
    kind, payload, total, taxes, places = sent
    document = read_document(kind, payload, payloads.AMSTERDAM)
    sign = -1 if kind == "credit_note" else 1
    request = booked(document, rules)
    if request is None:
        assert total == 0
        return
    wanted = {}
    for tax in taxes:
        name = tax["tax_name"]
        wanted[name] = wanted.get(name, 0) + sign * Decimal(tax["tax_amount"]).scaleb(-places)
    found_total, found_tax, by_code = added_up(request)
    assert found_total == sign * Decimal(total).scaleb(-places)
    assert found_tax == sum(wanted.values())
    for name, amount in wanted.items():
        assert by_code.get(name, 0) == amount
