"""Invoices and credit notes: every amount and date, and whether they add up."""

from datetime import date
from decimal import Decimal

import pytest
from chargebee_payloads import (
    AMSTERDAM,
    NOVEMBER,
    OCTOBER,
    THE_8TH,
    credit_note,
    invalid,
    invoice,
    line,
    read_invoice,
    tax,
)

from odoo.addons.chargebee_connector.ledger.gates import check_sums
from odoo.addons.chargebee_connector.ledger.text import dump
from odoo.addons.chargebee_connector.ledger.words import Tax
from odoo.addons.chargebee_connector.systems.chargebee.read import document


def test_invoice():
    found = read_invoice(
        due_date=THE_8TH,
        net_term_days=7,
        vat_number="NL001",
        business_entity_id="be-nl",
        tax_origin={"country": "NL", "registration_number": "NL002"},
    )
    assert (found.kind, found.external_id, found.customer) == ("invoice", "INV-1", "c-1")
    assert (found.status, found.deleted, found.version) == ("final", False, "1790812800377")
    assert (found.date, found.due_date) == (date(2026, 10, 1), date(2026, 10, 8))
    assert (found.vat_number, found.business_entity) == ("NL001", "be-nl")
    assert (found.billed_to, found.country) == ("Acme B.V.", "NL")
    assert (found.registration, found.net_term_days) == ("NL002", "7")
    assert (found.vat_rate, found.base_rate) == (None, None)
    (one,) = found.lines
    assert (one.external_id, one.description, one.price) == ("li_1", "Growth", "growth-EUR")
    assert (one.exemption, one.country) == ("", "NL")
    assert one.taxes == (Tax("BTW", Decimal(21), Decimal(100), Decimal(21), "NL"),)
    assert one.tax == Decimal(21)


def test_text_and_parsed_are_the_same():
    payload = invoice(exchange_rate=Decimal("1.10"), base_currency_code="USD")
    text = dump(payload).replace('"1.10"', "1.10")
    assert document("invoice", text, AMSTERDAM) == document("invoice", payload, AMSTERDAM)


def test_amounts_keep_the_decimals_of_the_currency():
    found = read_invoice()
    assert [str(one) for one in (found.total, found.tax, found.round_off)] == [
        "121.00",
        "21.00",
        "0.00",
    ]
    assert str(found.lines[0].net) == "100.00"


@pytest.mark.parametrize(
    ("code", "net", "total"),
    [
        ("EUR", "100.00", "121.00"),
        ("JPY", "10000", "12100"),
        ("KRW", "10000", "12100"),
        ("XAF", "10000", "12100"),
        ("XOF", "10000", "12100"),
        # Three decimals by ISO 4217, hundredths at Chargebee.
        ("KWD", "100.00", "121.00"),
        ("BHD", "100.00", "121.00"),
    ],
)
def test_units_of_currencies(code, net, total):
    found = read_invoice(currency_code=code)
    assert (str(found.lines[0].net), str(found.total)) == (net, total)


@pytest.mark.parametrize("code", ["CLP", "VND", "ISK"])
def test_units_that_nobody_documents(code):
    problem = invalid(document, "invoice", invoice(currency_code=code), AMSTERDAM)
    assert problem == ("currency_units_unknown", {"currency": code})


def test_largest_amount_is_exact():
    largest = 2**53 - 1
    found = read_invoice(
        line_items=[line(amount=largest)],
        line_item_taxes=[],
        sub_total=largest,
        tax=0,
        total=largest,
    )
    assert str(found.total) == "90071992547409.91"


@pytest.mark.parametrize(
    ("kind", "status", "ours"),
    [
        ("invoice", "pending", "pending"),
        ("invoice", "voided", "voided"),
        ("invoice", "posted", "final"),
        ("invoice", "payment_due", "final"),
        ("invoice", "not_paid", "final"),
        ("invoice", "paid", "final"),
        ("credit_note", "voided", "voided"),
        ("credit_note", "adjusted", "final"),
        ("credit_note", "refund_due", "final"),
        ("credit_note", "refunded", "final"),
    ],
)
def test_status(kind, status, ours):
    payload = invoice(status=status) if kind == "invoice" else credit_note(status=status)
    assert document(kind, payload, AMSTERDAM).status == ours


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("invoice", "status", "refunded"),
        ("invoice", "status", "PAID"),
        ("credit_note", "status", "paid"),
        ("invoice", "price_type", "tax_free"),
    ],
)
def test_unknown_value(kind, field, value):
    payload = {**(invoice() if kind == "invoice" else credit_note()), field: value}
    problem = invalid(document, kind, payload, AMSTERDAM)
    assert problem == ("unknown_value", {"field": field, "value": value})


# Lines, discounts, taxes


def test_discounts_of_a_line_come_off_it_and_those_of_the_document_do_not():
    found = read_invoice(
        line_items=[line(), line(id="li_2", amount=5000, discount_amount=77)],
        line_item_discounts=[
            {"line_item_id": "li_1", "discount_amount": 2000, "discount_type": "x"},
            {"line_item_id": "li_2", "discount_amount": 100, "discount_type": "x"},
            {"line_item_id": "li_1", "discount_amount": 500, "discount_type": "x"},
        ],
        discounts=[{"amount": 2600, "entity_type": "document_level_coupon"}],
        line_item_taxes=[],
        tax=0,
        sub_total=12400,
        total=12400,
    )
    assert [str(one.net) for one in found.lines] == ["75.00", "49.00"]


def test_inclusive_price_is_made_net():
    found = read_invoice(
        price_type="tax_inclusive",
        line_items=[line(amount=14100)],
        line_item_discounts=[{"line_item_id": "li_1", "discount_amount": 2000}],
        sub_total=12100,
        total=12100,
    )
    assert (str(found.lines[0].net), str(found.lines[0].tax)) == ("100.00", "21.00")
    assert str(found.round_off) == "0.00"


def test_several_taxes_stay_with_their_lines_in_order():
    found = read_invoice(
        line_items=[line(), line(id="li_2", amount=1000)],
        line_item_taxes=[
            tax(line_item_id="li_2", tax_rate=Decimal("5.5"), taxable_amount=1000, tax_amount=55),
            tax(tax_name="City", tax_rate=9, tax_amount=900, tax_juris_type="city"),
            tax(tax_name="State", tax_rate=12, tax_amount=1200, tax_juris_type="state"),
        ],
        sub_total=11000,
        tax=2155,
        total=13155,
    )
    first, second = found.lines
    assert [(one.name, one.rate, str(one.amount), one.country) for one in first.taxes] == [
        ("City", Decimal(9), "9.00", ""),
        ("State", Decimal(12), "12.00", ""),
    ]
    assert second.taxes == (Tax("BTW", Decimal("5.5"), Decimal(10), Decimal("0.55"), "NL"),)


def test_negative_line():
    found = read_invoice(
        line_items=[line(amount=15000), line(id="li_2", amount=-5000)],
        line_item_taxes=[
            tax(taxable_amount=15000, tax_amount=3150),
            tax(line_item_id="li_2", taxable_amount=-5000, tax_amount=-1050),
        ],
    )
    assert [(str(one.net), str(one.tax)) for one in found.lines] == [
        ("150.00", "31.50"),
        ("-50.00", "-10.50"),
    ]


@pytest.mark.parametrize(
    ("addresses", "juris", "shipping", "country"),
    [
        ([{"line_item_id": "li_1", "country": "FR"}], tax(), {"country": "DE"}, "FR"),
        ([{"line_item_id": "li_9", "country": "FR"}], tax(), {"country": "DE"}, "NL"),
        ([], tax(tax_juris_type="state", tax_juris_code="CA"), {"country": "DE"}, "DE"),
        ([], tax(tax_juris_type=None), {}, "BE"),
    ],
)
def test_country_of_a_line(addresses, juris, shipping, country):
    found = read_invoice(
        line_item_addresses=addresses,
        line_item_taxes=[juris],
        shipping_address=shipping,
        billing_address={"country": "BE"},
    )
    assert found.lines[0].country == country
    assert found.country == (shipping.get("country") or "BE")


def test_exemption_and_line_without_entity():
    found = read_invoice(
        line_items=[line(entity_id=None, entity_type="adhoc", tax_exempt_reason="reverse_charge")],
        line_item_taxes=[],
        tax=0,
        total=10000,
    )
    (one,) = found.lines
    assert (one.price, one.exemption, one.taxes) == ("", "reverse_charge", ())


def test_description_is_the_entity_if_there_is_none():
    assert read_invoice(line_items=[line(description=None)]).lines[0].description == "growth-EUR"


@pytest.mark.parametrize("group", ["line_item_taxes", "line_item_discounts"])
def test_part_of_a_line_that_is_not_there(group):
    part = {**tax(line_item_id="li_9"), "discount_amount": 1}
    problem = invalid(document, "invoice", invoice(**{group: [part]}), AMSTERDAM)
    assert problem == ("unknown_line", {"field": group, "value": "li_9"})
    part.pop("line_item_id")
    problem = invalid(document, "invoice", invoice(**{group: [part]}), AMSTERDAM)
    assert problem == ("field_missing", {"field": f"{group}.line_item_id"})


# Dates


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (AMSTERDAM, date(2026, 10, 1)),
        ("UTC", date(2026, 9, 30)),
        ("America/Los_Angeles", date(2026, 9, 30)),
        ("Asia/Tokyo", date(2026, 10, 1)),
    ],
)
def test_date_is_the_billing_sites(zone, day):
    assert read_invoice(zone).date == day
    found = read_invoice("Pacific/Auckland", site_details_at_creation={"timezone": zone})
    assert found.date == day


def test_time_zone_that_is_missing_or_unknown():
    assert invalid(document, "invoice", invoice(), "")[0] == "time_zone_missing"
    for zone in ("Mars/Olympus", "../etc/passwd", "Europe", "\x00"):
        code, params = invalid(document, "invoice", invoice(), zone)
        assert code == "time_zone_unknown"
        assert "\x00" not in params["value"]
    payload = invoice(site_details_at_creation={"timezone": "Mars/Olympus"})
    assert invalid(document, "invoice", payload, AMSTERDAM)[0] == "time_zone_unknown"


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        (OCTOBER, NOVEMBER, (date(2026, 10, 1), date(2026, 10, 31))),
        (OCTOBER, OCTOBER + 86400, (date(2026, 10, 1), date(2026, 10, 1))),
        (OCTOBER + 50000, NOVEMBER + 50000, (date(2026, 10, 1), date(2026, 10, 31))),
        (OCTOBER, OCTOBER, (None, None)),
        (NOVEMBER, OCTOBER, (None, None)),
        (OCTOBER, OCTOBER + 3600, (None, None)),
    ],
)
def test_service_period_includes_its_last_day(start, end, period):
    (one,) = read_invoice(line_items=[line(date_from=start, date_to=end)]).lines
    assert (one.date_from, one.date_to) == period


# What is printed against what adds up


@pytest.mark.parametrize(
    ("total", "printed", "round_off"),
    [
        (12100, 0, "0.00"),
        (12103, 3, "0.03"),
        # The documented sign of a rounding down is unknown: both are read.
        (12098, 2, "-0.02"),
        (12098, -2, "-0.02"),
        (12103, None, "0.03"),
    ],
)
def test_round_off(total, printed, round_off):
    found = read_invoice(total=total, round_off_amount=printed)
    assert str(found.round_off) == round_off


@pytest.mark.parametrize(("total", "printed"), [(12103, 0), (12100, 3), (12103, 2)])
def test_round_off_that_is_not_what_is_printed(total, printed):
    payload = invoice(total=total, round_off_amount=printed)
    code, params = invalid(document, "invoice", payload, AMSTERDAM)
    assert code == "round_off_differs"
    assert Decimal(params["printed"]) == Decimal(printed) / 100
    assert Decimal(params["computed"]) == Decimal(total - 12100) / 100
    for changes in ({"status": "pending"}, {"status": "voided"}, {"deleted": True}):
        assert document("invoice", {**payload, **changes}, AMSTERDAM).total


def test_round_off_of_inclusive_prices():
    inclusive = {"price_type": "tax_inclusive", "line_items": [line(amount=12100)]}
    found = read_invoice(**inclusive, sub_total=12100, total=12105, round_off_amount=5)
    assert str(found.round_off) == "0.05"


def test_final_document_needs_a_date():
    payload = invoice(date=None)
    problem = invalid(document, "invoice", payload, AMSTERDAM)
    assert problem == ("field_missing", {"field": "date"})
    assert document("invoice", {**payload, "status": "pending"}, AMSTERDAM).date is None


def test_missing_lines_block():
    payload = invoice(line_items_next_offset="x")
    assert invalid(document, "invoice", payload, AMSTERDAM)[0] == "lines_incomplete"


def test_credit_note_prints_its_tax_by_name():
    found = document("credit_note", credit_note(taxes=[{"name": "BTW", "amount": 2100}]), AMSTERDAM)
    check_sums(found)
    assert (found.kind, str(found.tax), str(found.total)) == ("credit_note", "21.00", "121.00")
    found = document("credit_note", credit_note(), AMSTERDAM)
    check_sums(found)
    assert str(found.tax) == "21.00"


@pytest.mark.parametrize("kind", ["adjustment", "refundable", "store"])
def test_what_a_credit_note_takes_back(kind):
    payload = credit_note(type=kind, reason_code="waiver", reference_invoice_id="INV-1")
    payload["line_items"][0]["reference_line_item_id"] = "li_9"
    found = document("credit_note", payload, AMSTERDAM)
    assert (found.type, found.reason, found.credits) == (kind, "waiver", "INV-1")
    assert (found.lines[0].credits, found.sign) == ("li_9", -1)


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        ({}, ""),
        ({"create_reason_code": "Write-Off"}, "write_off"),
        ({"create_reason_code": " Chargeback"}, "chargeback"),
        ({"reason_code": "other", "create_reason_code": "Write Off"}, "other"),
    ],
)
def test_why_a_credit_note_was_made(codes, reason):
    assert document("credit_note", credit_note(**codes), AMSTERDAM).reason == reason


@pytest.mark.parametrize(
    ("kind", "code"), [(None, "field_missing"), ("gift", "unknown_value"), (7, "unknown_value")]
)
def test_credit_notes_of_a_type_that_nobody_knows(kind, code):
    assert invalid(document, "credit_note", credit_note(type=kind), AMSTERDAM)[0] == code


def test_the_day_of_a_void_is_that_of_the_site():
    late = 1791498600  # 22:30 UTC on 8 October 2026
    found = document("invoice", invoice(status="voided", voided_at=late), AMSTERDAM)
    plain = document("invoice", invoice(status="voided", voided_at=late), "UTC")
    assert (found.voided.day, plain.voided.day) == (9, 8)
    assert document("invoice", invoice(), AMSTERDAM).voided is None
    assert document("invoice", invoice(), AMSTERDAM).sign == 1


def test_fractional_correction_of_a_credit_note_is_in_the_round_off():
    payload = credit_note(total=12101, fractional_correction=1)
    assert str(document("credit_note", payload, AMSTERDAM).round_off) == "0.01"


@pytest.mark.parametrize(
    ("origin", "registration"),
    [
        ({"country": "NL", "registration_number": "NL85B01"}, "NL85B01"),
        ({"country": "DE", "registration_number": "123"}, "DE123"),
        ({"country": "DE"}, "DE"),
        ({}, ""),
    ],
)
def test_registration(origin, registration):
    assert read_invoice(tax_origin=origin).registration == registration
