"""The gates before a sales entry, in the controller's order: sums, debtor, VAT number, period."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import exact_world as world
import pytest
from exact_world import body, invoice, known, line, planned, problem, route

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.systems.exact import mirror

# G2 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"total": Decimal("121.01")}, "total_differs"),
        ({"tax": Decimal("20.99")}, "tax_differs"),
    ],
)
def test_sums(fields, code):
    assert problem(invoice(**fields))[:2] == ("Invalid", code)


@pytest.mark.parametrize(
    ("round_off", "lines", "fits"),
    [
        ("0.05", 1, True),
        ("-0.05", 1, True),
        ("0.06", 1, False),
        ("-0.06", 1, False),
        ("0.10", 2, True),
        ("0.11", 2, False),
    ],
)
def test_round_off_limit(round_off, lines, fits):
    document = invoice(*[line()] * lines, round_off=round_off)
    if not fits:
        assert problem(document)[1] == "round_off_too_large"
        return
    last = body(document)["SalesEntryLines"][-1]
    assert last == {
        "GLAccount": "guid-8090",
        "AmountFC": round_off,
        "VATCode": "0",
        "Description": "Round-off",
    }


def test_round_off_without_taxes_and_in_yen():
    assert body(invoice(line("9.99", None), round_off="0.01"))
    yen = {"currency": "JPY", "vat_rate": ("EUR", Decimal("0.0061"))}
    document = replace(
        invoice(line("999", None), **yen),
        total=Decimal("1000"),
        tax=Decimal(0),
        round_off=Decimal(1),
    )
    assert body(document)["SalesEntryLines"][-1]["AmountFC"] == "1"
    document = replace(document, total=Decimal("1005"), round_off=Decimal(6))
    assert problem(document)[1] == "round_off_too_large"


# G3 -----------------------------------------------------------------------------------------


def test_unknown_customer():
    assert problem(invoice(), facts=known(record=False)) == (
        "Invalid",
        "customer_missing",
        {"customer": "acme"},
    )


@pytest.mark.parametrize(
    ("link", "state"),
    [
        (None, "planned"),
        (LinkNow("new"), "planned"),
        (LinkNow("planned"), "planned"),
        (LinkNow("posting"), "planned"),
        (LinkNow("uncertain", world.GUID), "planned"),
        (LinkNow("uncertain"), "blocked"),
        (LinkNow("blocked"), "blocked"),
        (LinkNow("refused"), "blocked"),
        (LinkNow("ignored"), "blocked"),
        (LinkNow("skipped"), "blocked"),
    ],
)
def test_account_first(link, state):
    outcome = planned(invoice(), facts=known(link=link))
    assert outcome.state == state
    assert outcome.needs_link == world.ACCOUNT
    if state == "blocked":
        assert type(outcome.problem).__name__ == "Waiting"
        assert outcome.problem.code == "account_first"
        assert outcome.problem.params["customer"] == "ACME B.V."
    else:
        ref = outcome.request.body["Customer"]
        assert ref == {"$ref": ["account", "customer/acme", "external_id"]}


def test_a_posted_account_is_waited_for_by_nobody():
    assert planned(invoice()).needs_link is None


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ({"status": "P"}, "account_not_customer"),
        ({"status": ""}, "account_not_customer"),
        ({"status": "C", "active": False}, "account_inactive"),
    ],
)
def test_an_account_that_takes_no_entries(account, code):
    standing = {world.GUID: mirror.Account(world.GUID, "12", "ACME", **account)}
    assert problem(invoice(), facts=known(standing=standing))[:2] == ("Invalid", code)


# G4 -----------------------------------------------------------------------------------------

GERMAN_VAT = "DE136695976"


def shifted(**fields):
    standard = {"vat_number": GERMAN_VAT, "country": "DE"}
    return invoice(line("100.00", None, exemption="reverse_charge"), **{**standard, **fields})


@pytest.mark.parametrize(
    ("document", "own", "standing", "code"),
    [
        (GERMAN_VAT, GERMAN_VAT, None, ""),
        ("136695976", "de 136.695.976", None, ""),
        (GERMAN_VAT, "", GERMAN_VAT, ""),
        (GERMAN_VAT, GERMAN_VAT, "DE 136695976", ""),
        ("", GERMAN_VAT, None, "vat_number_missing"),
        ("DE136695977", GERMAN_VAT, None, "vat_number_malformed"),
        ("unknown", GERMAN_VAT, None, "vat_number_malformed"),
        (GERMAN_VAT, "", None, "vat_number_differs"),
        (GERMAN_VAT, "DE129274202", None, "vat_number_differs"),
        (GERMAN_VAT, GERMAN_VAT, "DE129274202", "vat_number_differs"),
        (GERMAN_VAT, GERMAN_VAT, "", "vat_number_differs"),
    ],
)
def test_reverse_charge(document, own, standing, code):
    buyer = world.customer(vat_number=own, address=replace(world.customer().address, country="DE"))
    facts = known(record=buyer)
    if standing is not None:
        account = mirror.Account(
            world.GUID, vat_number=standing, country="DE", status="C", active=True
        )
        facts.standing[world.GUID] = account
    outcome = planned(shifted(vat_number=document), facts=facts)
    assert (outcome.problem.code if outcome.problem else "") == code
    if not code:
        assert outcome.request.body["SalesEntryLines"][0]["VATCode"] == "6"


def test_other_documents_need_no_vat_number():
    assert body(invoice(vat_number="nonsense"))


# Currency, G5, G6 ---------------------------------------------------------------------------


def test_currency():
    document = invoice(currency="CHF", vat_rate=("EUR", Decimal("1.05")))
    assert problem(document)[:2] == ("Invalid", "currency_inactive")


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (None, "date_missing"),
        (world.TODAY, ""),
        (world.TODAY + timedelta(1), "date_in_future"),
        (date(2025, 1, 1), ""),
        (date(2024, 12, 31), "year_missing"),
        (date(2025, 12, 31), ""),
        (date(2026, 1, 1), ""),
    ],
)
def test_dates(day, code):
    outcome = planned(invoice(date=day))
    assert (outcome.problem.code if outcome.problem else "") == code


def test_periods_around_new_year_and_in_broken_years():
    assert body(invoice(date=date(2025, 12, 31)))["ReportingPeriod"] == 12
    assert body(invoice(date=date(2026, 1, 1)))["ReportingYear"] == 2026
    broken = world.Calendar(
        [
            world.Period(2025, 2, date(2026, 1, 1), date(2026, 6, 30)),
            world.Period(2026, 1, date(2026, 7, 1), date(2026, 12, 31)),
        ]
    )
    request = body(invoice(), route(calendar=broken))
    assert (request["ReportingYear"], request["ReportingPeriod"]) == (2026, 1)


@pytest.mark.parametrize(
    ("closed", "code"), [((2026, 10), "vat_return_differs"), ((2026, 9), ""), ((2025, 10), "")]
)
def test_closed_periods(closed, code):
    outcome = planned(invoice(), route(calendar=world.calendar([closed])))
    assert (outcome.problem.code if outcome.problem else "") == code
    if code:
        assert outcome.problem.params["journal"] == "70"
        assert outcome.problem.params["period"] == "2026/10"


def test_a_period_closed_for_another_journal_is_open():
    closed = route(calendar=world.calendar([(2026, 10)]), journal="71")
    assert body(invoice(), closed)["Journal"] == "71"


def test_the_first_gate_wins():
    wrong = invoice(
        line("100.00", None, exemption="reverse_charge"),
        total=Decimal("1.00"),
        currency="CHF",
        date=date(2030, 1, 1),
    )
    facts = known(link=LinkNow("blocked"))
    assert problem(wrong, facts=facts)[1] == "total_differs"
    wrong = replace(wrong, total=Decimal("100.00"))
    assert problem(wrong, facts=facts)[1] == "account_first"
    assert problem(wrong)[1] == "vat_number_missing"
    wrong = replace(wrong, lines=(line("100.00", None),))
    assert problem(wrong)[1] == "currency_inactive"
    wrong = replace(wrong, currency="USD")
    assert problem(wrong)[1] == "date_in_future"
    wrong = replace(wrong, date=world.DAY)
    empty = route(revenue=world.revenue(({"item": "x"}, world.REVENUE)))
    assert problem(wrong, empty)[1] == "revenue_missing"
    assert problem(wrong)[1] == "rate_missing"
