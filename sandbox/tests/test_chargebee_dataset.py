"""The dataset adds up to the cent, except where a case was planted, and is always the same."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest

from sandbox.dataset import Books, Options, generate
from sandbox.dataset.calendar import add_months, in_zone, local, local_date
from sandbox.dataset.customers import Customer
from sandbox.dataset.money import spread
from sandbox.dataset.planted import CASES, FEATURES
from sandbox.dataset.totals import totals
from sandbox.wire import dumps

from .arithmetic import money_problems, problems


@pytest.fixture(scope="module")
def books() -> Books:
    return generate()


def test_every_invoice_adds_up_except_the_planted_ones(books: Books) -> None:
    wrong = {key for key, invoice in books.records["invoice"].items() if problems(invoice)}
    planted = {
        key for key, case in books.planted["invoice"].items() if case == "lines_do_not_add_up"
    }
    assert wrong == planted
    assert len(planted) == 2


def test_every_credit_note_adds_up(books: Books) -> None:
    for key, note in books.records["credit_note"].items():
        assert problems(note) == [], key
        if note["type"] == "refundable" and note["status"] != "voided":
            used = note["amount_allocated"] + note["amount_refunded"]
            assert note["total"] == used + note["amount_available"], key


def test_amounts_paid_credited_and_due_follow_from_the_links(books: Books) -> None:
    for key, invoice in books.records["invoice"].items():
        assert money_problems(invoice) == [], key


def test_links_are_the_same_from_both_sides(books: Books) -> None:
    invoices, notes = books.records["invoice"], books.records["credit_note"]
    payments = books.records["transaction"]
    from_invoices = {
        (link["txn_id"], key, link["applied_amount"])
        for key, invoice in invoices.items()
        for link in invoice["linked_payments"]
    }
    from_payments = {
        (key, link["invoice_id"], link["applied_amount"])
        for key, payment in payments.items()
        for link in payment.get("linked_invoices", ())
    }
    assert from_invoices == from_payments and from_invoices
    for key, note in notes.items():
        for refund in note["linked_refunds"]:
            back = payments[refund["txn_id"]]["linked_credit_notes"][0]
            assert (back["cn_id"], back["cn_total"]) == (key, note["total"])
        for allocation in note["allocations"]:
            invoice = invoices[allocation["invoice_id"]]
            links = invoice["applied_credits"] + invoice["adjustment_credit_notes"]
            assert key in {link["cn_id"] for link in links}
            assert allocation["invoice_status"] == invoice["status"]


def test_customers_balances_are_what_their_documents_leave_over(books: Books) -> None:
    open_credit: dict[str, int] = defaultdict(int)
    for note in books.records["credit_note"].values():
        open_credit[note["customer_id"]] += note["amount_available"]
    for key, customer in books.records["customer"].items():
        assert customer["refundable_credits"] == open_credit[key]
        balances = customer.get("balances", [])
        assert sum(b["excess_payments"] for b in balances) == customer["excess_payments"]


def test_the_same_options_give_the_same_bytes() -> None:
    options = Options(seed=11, customers=30, invoices=80)
    first, second = dumps(generate(options).records), dumps(generate(options).records)
    assert first == second
    assert dumps(generate(Options(seed=12, customers=30, invoices=80)).records) != first


def test_sizes_are_those_asked_for() -> None:
    records = generate(Options(customers=25, invoices=90, credit_notes=6)).records
    assert (len(records["customer"]), len(records["invoice"])) == (25, 90)
    assert len(records["credit_note"]) == 7, "6 and the one before the start date"


def test_small_sets_hold_no_case_that_does_not_fit() -> None:
    for customers, invoices in ((1, 1), (2, 5), (7, 30)):
        books = generate(Options(customers=customers, invoices=invoices))
        wrong = [key for key, invoice in books.records["invoice"].items() if problems(invoice)]
        assert {books.planted["invoice"][key] for key in wrong} <= {"lines_do_not_add_up"}


def test_thousands_of_invoices_are_quick() -> None:
    """4,000 in a fifth of the time that 20,000 may take."""
    started = time.process_time()
    books = generate(Options(customers=400, invoices=4000))
    assert time.process_time() - started < 4
    assert len(books.records["invoice"]) == 4000


def test_every_case_is_planted_and_named(books: Books) -> None:
    planted = {case for cases in books.planted.values() for case in cases.values()}
    assert planted == {case.name for case in CASES}
    assert set(books.features) >= {case.name for case in FEATURES}
    for kind, cases in books.planted.items():
        assert set(cases) <= set(books.records[kind])


@pytest.mark.parametrize(
    ("case", "holds"),
    [
        ("unknown_currency", lambda i: i["currency_code"] == "XTS"),
        ("pending", lambda i: i["status"] == "pending" and "generated_at" not in i),
        ("voided", lambda i: i["status"] == "voided" and i["voided_at"] > i["date"]),
        ("deleted", lambda i: i["deleted"]),
        ("zero_total", lambda i: i["total"] == 0 and not i["line_items"][0]["amount"]),
        ("fully_discounted", lambda i: i["total"] == 0 and i["line_items"][0]["amount"] > 0),
        ("number_of_50_characters", lambda i: len(i["id"]) == 50),
        ("no_updated_at", lambda i: "updated_at" not in i and i["resource_version"]),
        ("before_start_date", lambda i: local_date(i["date"]) < date(2026, 1, 1)),
        ("closed_period", lambda i: f"{local_date(i['date']):%Y-%m}" == "2026-01"),
        (
            "reverse_charge_without_vat_number",
            lambda i: (
                "vat_number" not in i
                and {line["tax_exempt_reason"] for line in i["line_items"]} == {"reverse_charge"}
            ),
        ),
        (
            "tax_not_configured",
            lambda i: (
                i["total"] > 0
                and {line["tax_exempt_reason"] for line in i["line_items"]}
                == {"tax_not_configured"}
            ),
        ),
        (
            "item_without_accounting_code",
            lambda i: "legacy-export" in str([line.get("entity_id") for line in i["line_items"]]),
        ),
        ("unknown_enum", lambda i: i["channel"] == "smart_fridge"),
    ],
)
def test_a_planted_invoice_is_what_its_case_says(books: Books, case: str, holds) -> None:
    planted = [key for key, name in books.planted["invoice"].items() if name == case]
    assert planted
    for key in planted:
        assert holds(books.records["invoice"][key]), key


def test_every_version_is_as_late_as_what_it_tells(books: Books) -> None:
    moments = ("generated_at", "voided_at", "paid_at", "refunded_at", "settled_at", "created_at")
    for records in books.records.values():
        for key, record in records.items():
            if "resource_version" in record:
                last = max(record.get(moment, 0) for moment in moments)
                assert record["resource_version"] // 1000 >= last - 5, key
                version = record["resource_version"] // 1000
                assert record.get("updated_at", version) == version, key


def test_only_the_planted_are_dated_outside_the_open_months(books: Books) -> None:
    for key, invoice in books.records["invoice"].items():
        month = local_date(invoice["date"]).replace(day=1)
        case = books.planted["invoice"].get(key)
        assert (month == date(2026, 1, 1)) == (case == "closed_period"), key
        assert (month < date(2026, 1, 1)) == (case == "before_start_date"), key
        assert month <= date(2026, 10, 1)


def test_it_holds_what_real_sites_hold(books: Books) -> None:
    invoices = books.records["invoice"].values()
    lines = [line for invoice in invoices for line in invoice["line_items"]]
    taxes = {
        (tax["tax_juris_code"], tax["tax_name"], str(tax["tax_rate"]))
        for invoice in invoices
        for tax in invoice["line_item_taxes"]
        if tax["tax_amount"]
    }
    assert taxes == {
        ("NL", "BTW", "21.0"),
        ("NL", "BTW", "9.0"),
        ("BE", "BTW", "21.0"),
        ("DE", "MwSt", "19.0"),
        ("FR", "TVA", "20.0"),
    }
    assert {invoice["currency_code"] for invoice in invoices} == {
        "EUR", "USD", "GBP", "JPY", "XTS",
    }  # fmt: skip
    assert {invoice["billing_address"]["country"] for invoice in invoices} == {
        "NL", "BE", "DE", "FR", "GB", "US", "JP",
    }  # fmt: skip
    assert {"reverse_charge", "export"} <= {line.get("tax_exempt_reason") for line in lines}
    assert {invoice["business_entity_id"] for invoice in invoices} == {
        "be-cloud", "be-retail", "be-services",
    }  # fmt: skip
    assert {customer["net_term_days"] for customer in books.records["customer"].values()} == {
        0, 7, 14, 30, 60,
    }  # fmt: skip
    assert {invoice["price_type"] for invoice in invoices} == {"tax_exclusive", "tax_inclusive"}
    kinds = {d["discount_type"] for i in invoices for d in i["line_item_discounts"]}
    assert {"item_level_coupon", "document_level_coupon", "promotional_credits"} <= kinds
    assert any("Prorated" in line["description"] for line in lines)
    assert any(line["date_to"] - line["date_from"] > 360 * 86_400 for line in lines)
    assert any(line["amount"] < 0 for line in lines)
    assert any("line_item_tiers" in invoice for invoice in invoices)
    assert any(invoice["round_off_amount"] for invoice in invoices)
    shown = [
        bool(invoice["line_item_taxes"])
        for invoice in invoices
        if invoice["line_items"][0].get("tax_exempt_reason") == "reverse_charge"
    ]
    assert {True, False} == set(shown), "reverse charge with a tax line of 0 and without one"


def test_a_document_near_midnight_has_the_site_s_date(books: Books) -> None:
    late = [
        invoice
        for invoice in books.records["invoice"].values()
        if local_date(invoice["date"])
        != datetime.fromtimestamp(invoice["date"], timezone.utc).date()
    ]
    assert late, "none would tell a connector that takes the date in UTC"


def test_the_calendar_knows_summer_time_and_short_months() -> None:
    assert local(date(2026, 1, 1)) == 1_767_222_000
    assert local(date(2026, 7, 1)) == 1_782_856_800
    assert local(date(2026, 3, 29), 86_399) - local(date(2026, 3, 29)) == 86_399 - 3600
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)


@pytest.mark.parametrize(
    ("zone", "day", "seconds", "expected"),
    [
        ("Europe/Amsterdam", date(2025, 12, 31), 84_600, "2025-12-31T22:30"),
        ("UTC", date(2025, 12, 31), 84_600, "2025-12-31T23:30"),
        ("Europe/London", date(2026, 7, 1), 1800, "2026-06-30T23:30"),
        ("Africa/Lagos", date(2026, 7, 1), 1800, "2026-06-30T23:30"),
        ("America/Bogota", date(2025, 12, 31), 84_600, "2026-01-01T04:30"),
        ("America/New_York", date(2026, 1, 1), 1800, "2026-01-01T05:30"),
        ("America/New_York", date(2026, 3, 7), 1800, "2026-03-07T05:30"),
        ("America/New_York", date(2026, 3, 9), 1800, "2026-03-09T04:30"),
        ("America/New_York", date(2026, 10, 31), 1800, "2026-10-31T04:30"),
        ("America/New_York", date(2026, 11, 2), 1800, "2026-11-02T05:30"),
    ],
)
def test_the_site_s_clock_is_that_of_its_zone(
    zone: str, day: date, seconds: int, expected: str
) -> None:
    with in_zone(zone):
        moment = local(day, seconds)
        assert local_date(moment) == day
    shown = datetime.fromtimestamp(moment, timezone.utc)
    assert f"{shown:%Y-%m-%dT%H:%M}" == expected


def test_a_spread_amount_loses_no_cent() -> None:
    assert spread(100, [1, 1, 1]) == [33, 34, 33]
    assert sum(spread(1, [7, 11, 13])) == 1


def test_the_seller_s_vat_number_passes_the_check_of_the_dutch_tax_office() -> None:
    digits = [int(digit) for digit in Customer.registration[2:11]]
    weighted = sum(d * w for d, w in zip(digits, range(9, 1, -1), strict=False))
    assert weighted % 11 == digits[8]


def test_totals_count_every_document_once(books: Books) -> None:
    found = totals({kind: records.values() for kind, records in books.records.items()})
    counts = [entry["count"] for by in found["invoice"].values() for entry in by.values()]
    assert sum(counts) == 300
    assert all("." not in entry["total"] for entry in found["invoice"]["JPY"].values())
    assert Decimal(found["invoice"]["EUR"]["paid"]["total"]) == sum(
        Decimal(invoice["total"]) / 100
        for invoice in books.records["invoice"].values()
        if (invoice["currency_code"], invoice["status"], invoice["deleted"])
        == ("EUR", "paid", False)
    )
