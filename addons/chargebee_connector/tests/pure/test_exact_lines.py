"""The lines of a sales entry: mapping, VAT, discounts, service periods, currency, round-off."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from exact_world import body, invoice, known, line, planned, problem, route, vat

from odoo.addons.chargebee_connector.systems.exact import rules


def booked(*lines, rules=None, **fields):
    return body(invoice(*lines, **fields), rules)["SalesEntryLines"]


# Mapping ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        ({}, True),
        ({"item_price": "pro-eur"}, True),
        ({"item": "pro", "item_family": "plans"}, True),
        ({"country": "NL", "currency": "EUR"}, True),
        ({"business_entity": "be-1"}, True),
        ({"item_price": "other"}, False),
        ({"item": "other"}, False),
        ({"item_family": "other"}, False),
        ({"country": "BE"}, False),
        ({"currency": "USD"}, False),
        ({"business_entity": "be-2"}, False),
    ],
)
def test_revenue_rows(match, fits):
    choice = route(revenue=world.revenue((match, world.HARDWARE)))
    document = invoice(business_entity="be-1")
    if fits:
        assert body(document, choice)["SalesEntryLines"][0]["GLAccount"] == "guid-8030"
        return
    kind, code, params = problem(document, choice)
    assert (kind, code) == ("Unmapped", "revenue_missing")
    facts = {
        "coupon": "",
        "item_price": "pro-eur",
        "item": "pro",
        "item_family": "plans",
        "business_entity": "be-1",
        "country": "NL",
        "currency": "EUR",
    }
    assert {name: params[name] for name in rules.REVENUE} == facts


def test_the_heaviest_field_wins():
    rows = world.revenue(
        ({"country": "NL", "currency": "EUR"}, world.REVENUE),
        ({"item_family": "plans"}, world.HARDWARE),
    )
    assert booked(rules=route(revenue=rows))[0]["GLAccount"] == "guid-8030"


def test_a_line_without_a_known_price_matches_the_general_row():
    assert booked(line(price=""))[0]["GLAccount"] == "guid-8000"
    assert booked(line(price="gone"))[0]["GLAccount"] == "guid-8000"


def test_lines_that_sell_no_item_have_a_row_of_their_own():
    choice = route(revenue=world.revenue(({"item_price": rules.NO_ITEM}, world.HARDWARE)))
    assert booked(line(price=""), rules=choice)[0]["GLAccount"] == "guid-8030"
    assert problem(invoice(), choice)[1] == "revenue_missing"


def test_the_documents_country_serves_where_the_line_has_none():
    rows = world.revenue(({"country": "NL"}, world.HARDWARE))
    assert booked(line(country=""), rules=route(revenue=rows))


def test_balance_sheet_ledgers_have_no_place_in_a_sales_entry():
    choice = route(revenue=world.revenue(({}, world.BALANCE)))
    kind, code, params = problem(invoice(), choice)
    assert (kind, code, params["ledger"]) == ("Unmapped", "ledger_not_revenue", "2150")
    choice = route(rounding=world.BALANCE)
    assert problem(invoice(round_off="0.01"), choice)[1] == "ledger_not_revenue"


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        ({"net_term_days": "14"}, True),
        ({"payment_method": "card"}, True),
        ({"business_entity": "be-1"}, True),
        ({"net_term_days": "30"}, False),
    ],
)
def test_terms(match, fits):
    document = invoice(payment_method="card", business_entity="be-1")
    choice = route(term=world.terms((match, "T1")))
    if fits:
        assert body(document, choice)["PaymentCondition"] == "T1"
        return
    kind, code, params = problem(document, choice)
    assert (kind, code) == ("Unmapped", "term_missing")
    assert params == {"net_term_days": "14", "payment_method": "card", "business_entity": "be-1"}


# The VAT code: never from the percentage alone ----------------------------------------------


@pytest.mark.parametrize(
    ("sold", "code"),
    [
        (line("100.00"), "2"),
        (line("100.00", vat("100.00", "9")), "1"),
        (line("100.00", vat("100.00", "19", "MwSt", "DE")), "30"),
        (line("100.00", None, exemption="export", country="US"), "8"),
        (line("100.00", None), "0"),
        (line("100.00", vat("100.00", "0", ""), exemption="export"), "8"),
    ],
)
def test_vat_codes(sold, code):
    assert booked(sold)[0]["VATCode"] == code


@pytest.mark.parametrize(
    "sold",
    [
        line("100.00", vat("100.00", "19", "MwSt", "AT")),
        line("100.00", vat("100.00", "20")),
        line("100.00", vat("100.00", "21", "TVA")),
    ],
)
def test_an_unknown_tax_is_named_in_full(sold):
    kind, code, params = problem(invoice(sold))
    assert (kind, code) == ("Unmapped", "tax_missing")
    assert set(rules.TAX) < set(params)
    assert params["tax_rate"] in ("19", "20", "21")
    assert params["country"] in ("AT", "NL")


@pytest.mark.parametrize("rate", ["21", "21.0", "21.000"])
def test_rates_are_compared_as_numbers(rate):
    assert booked(line("100.00", vat("100.00", rate)))[0]["VATCode"] == "2"


def test_the_tax_country_goes_before_the_lines_and_the_documents():
    rows = world.taxes(({"country": "DE"}, world.GERMAN))
    sold = line("100.00", vat("100.00", "19", country="DE"), country="FR")
    assert booked(sold, rules=route(tax=rows))[0]["VATCode"] == "30"
    sold = line("100.00", vat("100.00", "19", country=""), country="DE")
    assert booked(sold, rules=route(tax=rows))[0]["VATCode"] == "30"
    sold = line("100.00", vat("100.00", "19", country=""), country="")
    assert booked(sold, rules=route(tax=rows), country="DE")[0]["VATCode"] == "30"


@pytest.mark.parametrize(
    "exemption", ["tax_not_configured", "tax_not_configured_external_provider"]
)
def test_undecided_taxes_block(exemption):
    kind, code, params = problem(invoice(line("10.00", None, exemption=exemption)))
    assert (kind, code, params["exemption"]) == ("Invalid", "tax_not_configured", exemption)


def test_undecided_taxes_on_nothing_do_not():
    sold = (line("10.00"), line("0.00", None, exemption="tax_not_configured"))
    assert len(booked(*sold)) == 1
    nothing = (line("10.00"), line("-12.10", None, exemption="tax_not_configured"))
    assert len(booked(*nothing)) == 2


def test_a_tax_on_a_code_without_vat():
    choice = route(tax=world.taxes(({}, world.NONE)))
    assert problem(invoice(), choice)[:2] == ("Invalid", "vat_on_no_vat_code")


def test_a_code_of_another_rate():
    choice = route(tax=world.taxes(({}, world.LOW)))
    kind, code, params = problem(invoice(), choice)
    assert (kind, code) == ("Invalid", "vat_rate_differs")
    assert (params["code_rate"], params["rate"]) == ("9", "21")
    unknown = rules.VatCode("9", type="E", percentage=None)
    choice = route(tax=world.taxes(({}, unknown)))
    assert booked(rules=choice)[0]["VATCode"] == "9"


@pytest.mark.parametrize(
    ("code", "amount", "tax"),
    [
        (world.HIGH, "100.00", "21.00"),
        (world.HIGH_WITHIN, "121.00", "21.00"),
    ],
)
def test_codes_within_the_amount_want_it_gross(code, amount, tax):
    found = booked(rules=route(tax=world.taxes(({}, code))))[0]
    assert (found["AmountFC"], found["VATAmountFC"]) == (amount, tax)


@pytest.mark.parametrize(("code", "tax"), [(world.NONE, None), (world.EXPORT, "0.00")])
def test_no_vat_amount_beside_no_vat(code, tax):
    found = booked(line("100.00", None), rules=route(tax=world.taxes(({}, code))))[0]
    assert (found["AmountFC"], found.get("VATAmountFC")) == ("100.00", tax)


def test_the_sources_vat_is_sent_not_computed():
    assert booked(line("0.33", vat("0.33", amount="0.08")))[0]["VATAmountFC"] == "0.08"


# Lines 1, 2 and 4: discounts netted, several taxes on a line --------------------------------


def test_discounts_are_in_the_net_amount():
    found = booked(line("90.00", vat("90.00")), line("-10.00", vat("-10.00")))
    assert [each["AmountFC"] for each in found] == ["90.00", "-10.00"]
    assert [each["VATAmountFC"] for each in found] == ["18.90", "-2.10"]
    assert {each["VATCode"] for each in found} == {"2"}


def test_promotional_credits_are_a_line_like_any_other():  # line 3, netted
    found = booked(line("100.00", None), line("-25.00", None, description="Credits"))
    assert found[1]["AmountFC"] == "-25.00"


def test_several_taxes_split_the_base():
    half = line("100.00", vat("60.00", "21"), vat("40.00", "9"))
    found = booked(half)
    assert [(each["AmountFC"], each["VATAmountFC"], each["VATCode"]) for each in found] == [
        ("60.00", "12.60", "2"),
        ("40.00", "3.60", "1"),
    ]


def test_taxes_on_the_same_base_block():
    state = line("100.00", vat("100.00", "6", "State"), vat("100.00", "2", "County"))
    kind, code, params = problem(invoice(state))
    assert (kind, code) == ("Invalid", "overlapping_taxes")
    assert "County" in params["taxes"]


def test_a_tax_on_a_part_of_its_line_blocks():
    part = line("100.00", vat("60.00"))
    assert problem(invoice(part))[:2] == ("Invalid", "taxable_base_differs")
    zero = line("100.00", vat("0.00", "0", ""), exemption="export")
    assert booked(zero)[0]["AmountFC"] == "100.00"


def test_zero_lines_are_left_out():
    found = booked(line("0.00", None), line("5.00"), line("0.00", vat("0.00")))
    assert [each["AmountFC"] for each in found] == ["5.00"]


# Line 5: service periods --------------------------------------------------------------------

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("start", "end", "closed", "expected"),
    [
        (*OCTOBER, (), ("2026-10-01", "2026-10-31")),
        (date(2026, 10, 8), date(2027, 10, 7), (), ("2026-10-08", "2027-10-07")),
        (date(2026, 10, 8), date(2026, 10, 8), (), ("2026-10-08", "2026-10-08")),
        (date(2025, 12, 31), date(2026, 1, 1), (), ("2025-12-31", "2026-01-01")),
        (date(2026, 8, 15), date(2026, 11, 14), [(2026, 8)], ("2026-09-01", "2026-11-14")),
        (
            date(2026, 8, 1),
            date(2026, 10, 31),
            [(2026, 8), (2026, 9)],
            ("2026-10-01", "2026-10-31"),
        ),
        (date(2026, 8, 1), date(2026, 9, 30), [(2026, 8), (2026, 9)], None),
        (None, None, (), None),
    ],
)
def test_service_periods(start, end, closed, expected):
    sold = line(date_from=start, date_to=end)
    found = booked(sold, rules=route(calendar=world.calendar(closed)))[0]
    told = (found["From"][:10], found["To"][:10]) if "From" in found else None
    assert told == expected
    if expected:
        assert found["From"].endswith("T00:00:00")


def test_a_period_closed_behind_an_open_one_blocks():
    sold = line(date_from=date(2026, 8, 1), date_to=date(2026, 12, 31))
    kind, code, params = problem(invoice(sold), route(calendar=world.calendar([(2026, 9)])))
    assert (kind, code, params["period"]) == ("Invalid", "period_closed", "2026/09")


@pytest.mark.parametrize(
    ("start", "end", "year"),
    [
        (date(2027, 12, 1), date(2028, 1, 1), "2028"),
        (date(2024, 12, 31), date(2025, 1, 31), "2024"),
    ],
)
def test_service_periods_need_their_years(start, end, year):
    sold = line(date_from=start, date_to=end)
    kind, code, params = problem(invoice(sold))
    assert (kind, code, params["year"]) == ("Invalid", "year_missing", year)
    assert "From" not in booked(sold, rules=route(deferral=False))[0]
    assert booked(line(), line("0.00", None, date_from=start, date_to=end))


# Section 7: the rate ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "vat_rate", "base_rate", "rate"),
    [
        ("vat", ("EUR", "0.92"), ("EUR", "0.93"), "0.92"),
        ("base", ("EUR", "0.92"), ("EUR", "0.93"), "0.93"),
        ("exact", None, None, None),
        ("exact", ("EUR", "0.92"), None, None),
        ("vat", None, ("EUR", "0.93"), "missing"),
        ("base", ("EUR", "0.92"), None, "missing"),
        ("vat", ("GBP", "0.8"), None, "missing"),
        ("vat", ("EUR", "0"), None, "missing"),
        ("vat", ("EUR", "-1"), None, "missing"),
        ("vat", ("EUR", "1.0000"), None, "1"),
        ("vat", ("EUR", "0.33333333333333333333"), None, "0.333333333333333"),
        ("vat", ("EUR", "120"), None, "120"),
        ("vat", ("EUR", "0.0000061"), None, "0.0000061"),
    ],
)
def test_rates(source, vat_rate, base_rate, rate):
    told = [pair and (pair[0], Decimal(pair[1])) for pair in (vat_rate, base_rate)]
    document = invoice(currency="USD", vat_rate=told[0], base_rate=told[1])
    outcome = planned(document, route(rate_source=source))
    if rate == "missing":
        assert outcome.problem.code == "rate_missing"
        return
    assert outcome.request.body.get("Rate") == rate


def test_without_vat_the_sources_own_rate_serves():
    dollars = {"currency": "USD", "base_rate": ("EUR", Decimal("0.93"))}
    assert body(invoice(line("10.00", None), **dollars))["Rate"] == "0.93"
    assert problem(invoice(line("10.00"), **dollars))[1] == "rate_missing"


def test_no_rate_in_the_divisions_own_currency():
    assert "Rate" not in body(invoice(vat_rate=("EUR", Decimal("2")), base_rate=None))
    dollars = route(division_currency="USD", currencies=frozenset())
    assert "Rate" not in body(invoice(currency="USD"), dollars)


def test_amounts_keep_the_decimals_of_the_currency():
    sold = line("1200", replace(vat("1200"), amount=Decimal("252")))
    document = invoice(sold, currency="JPY", vat_rate=("EUR", Decimal("0.0061")))
    document = replace(document, total=Decimal("1452"), tax=Decimal("252"))
    found = body(document)["SalesEntryLines"][0]
    assert (found["AmountFC"], found["VATAmountFC"]) == ("1200", "252")
    assert booked(line("1.50", None))[0]["AmountFC"] == "1.50"


def test_nothing_of_a_plan_changes_what_it_was_given():
    facts = known()
    before = repr(facts)
    planned(invoice(), facts=facts)
    assert repr(facts) == before
