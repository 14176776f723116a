"""A small Dutch division and a small customer, for the tests of what becomes of them in Exact.

Every builder takes what a test wants to be different.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.chargebee_connector.ledger.mapping import Row, Table
from odoo.addons.chargebee_connector.ledger.periods import Calendar, Period
from odoo.addons.chargebee_connector.ledger.plan import Known, LinkNow
from odoo.addons.chargebee_connector.ledger.words import (
    Address,
    Customer,
    Document,
    Line,
    Price,
    Tax,
)
from odoo.addons.chargebee_connector.systems.exact import rules
from odoo.addons.chargebee_connector.systems.exact.plan import plan

TODAY = date(2026, 10, 20)
DAY = date(2026, 10, 8)

REVENUE = rules.Ledger("guid-8000", "8000", "Omzet", 110)
HARDWARE = rules.Ledger("guid-8030", "8030", "Omzet hardware", 110)
ROUNDING = rules.Ledger("guid-8090", "8090", "Afronding", 110)
BALANCE = rules.Ledger("guid-2150", "2150", "Vooruitgefactureerd", 27)

HIGH = rules.VatCode("2", "21 % excl.", "E", Decimal(21))
HIGH_WITHIN = rules.VatCode("4", "21 % incl.", "I", Decimal(21))
LOW = rules.VatCode("1", "9 % excl.", "E", Decimal(9))
SHIFTED = rules.VatCode("6", "EU verlegd", "B", Decimal(0), "S")
EXPORT = rules.VatCode("8", "Export", "B", Decimal(0))
GERMAN = rules.VatCode("30", "OSS DE 19 %", "E", Decimal(19), "", "DE")
NONE = rules.VatCode("0", "Geen btw", "N", Decimal(0))

ACCOUNT = ("account", "customer/acme")
GUID = "11111111-2222-3333-4444-555555555555"
POSTED = LinkNow("posted", GUID)


def months(first_year=2025, last_year=2027):
    """Return calendar months as periods."""
    found = []
    for year in range(first_year, last_year + 1):
        for number in range(1, 13):
            following = date(year + number // 12, number % 12 + 1, 1)
            found.append(Period(year, number, date(year, number, 1), following - timedelta(1)))
    return found


def calendar(closed=()):
    return Calendar(months(), {("70", year, number) for year, number in closed})


def table(fields, *rows):
    """Return a table from (match, target) pairs."""
    return Table(
        fields, [Row(number, match, target) for number, (match, target) in enumerate(rows)]
    )


def revenue(*rows):
    return table(rules.REVENUE, *(rows or (({}, REVENUE),)))


def taxes(*rows):
    standard = (
        ({"tax_name": "BTW", "tax_rate": "21"}, HIGH),
        ({"tax_name": "BTW", "tax_rate": "9"}, LOW),
        ({"exemption": "reverse_charge"}, SHIFTED),
        ({"exemption": "export"}, EXPORT),
        ({"tax_name": "MwSt", "tax_rate": "19", "country": "DE"}, GERMAN),
        ({"tax_name": "", "tax_rate": "0"}, NONE),
    )
    return table(rules.TAX, *(rows or standard))


def terms(*rows):
    return table(rules.TERM, *(rows or (({}, "14"),)))


def route(**changes):
    """Return Rules in which every gate is open."""
    standard = rules.Rules(
        division="100001",
        division_currency="EUR",
        today=TODAY,
        date_from=None,
        business_entity="",
        site="",
        site_id="site-1",
        journal="70",
        rounding=ROUNDING,
        no_vat=NONE,
        revenue=revenue(),
        tax=taxes(),
        term=terms(),
        calendar=calendar(),
        currencies=frozenset({"EUR", "USD", "JPY"}),
        country="NL",
    )
    return replace(standard, **changes)


def vat(net, rate="21", name="BTW", country="NL", amount=None):
    """Return a tax on a net amount, computed unless its amount is given."""
    net, rate = Decimal(net), Decimal(rate)
    amount = (net * rate / 100).quantize(Decimal("0.01")) if amount is None else Decimal(amount)
    return Tax(name, rate, net, amount, country)


def line(net="100.00", *taxed, **fields):
    """Return a line; without taxes given it bears 21 %, with `None` none at all."""
    if not taxed:
        taxed = (vat(net),)
    elif taxed == (None,):
        taxed = ()
    standard = {
        "external_id": "li_1",
        "description": "Plan Pro",
        "price": "pro-eur",
        "country": "NL",
    }
    return Line(net=Decimal(net), taxes=tuple(taxed), **{**standard, **fields})


def invoice(*lines, **fields):
    """Return an invoice whose total and tax follow from its lines unless they are given."""
    lines = lines or (line(),)
    tax = sum((each.tax for each in lines), Decimal("0.00"))
    net = sum((each.net for each in lines), Decimal("0.00"))
    round_off = Decimal(fields.pop("round_off", "0"))
    standard = {
        "kind": "invoice",
        "external_id": "INV-1",
        "customer": "acme",
        "status": "final",
        "currency": "EUR",
        "total": net + tax + round_off,
        "tax": tax,
        "date": DAY,
        "due_date": date(2026, 10, 22),
        "round_off": round_off,
        "lines": lines,
        "billed_to": "ACME B.V.",
        "country": "NL",
        "net_term_days": "14",
    }
    return Document(**{**standard, **fields})


def customer(**fields):
    standard = {
        "external_id": "acme",
        "company": "ACME B.V.",
        "email": "ap@acme.example",
        "vat_number": "NL004495445B01",
        "address": Address("Damrak 1", "", "", "1012 LG", "Amsterdam", "", "NL"),
    }
    return Customer(**{**standard, **fields})


def known(*, record=True, link=POSTED, **fields):
    """Return what the database knows: the customer, a price, and the customer's account."""
    found = Known(
        records={("item_price", "pro-eur"): Price("pro-eur", "Pro", "pro", "plans")},
        **fields,
    )
    if record:
        found.records["customer", "acme"] = customer() if record is True else record
    if link is not None:
        found.links[ACCOUNT] = link
    return found


def planned(word, rules=None, facts=None):
    """Return the one outcome of a word."""
    outcomes = plan([word], rules or route(), facts or known())
    assert len(outcomes) == 1, outcomes
    return outcomes[0]


def body(word, rules=None, facts=None):
    """Return the request's body of a word that must be planned."""
    outcome = planned(word, rules, facts)
    assert outcome.state == "planned", outcome.problem or outcome.rule
    return outcome.request.body


def problem(word, rules=None, facts=None):
    """Return (class, code, params) of the problem that a word must have."""
    found = planned(word, rules, facts).problem
    assert found is not None
    return type(found).__name__, found.code, found.params
