"""The year and the busy month: right to the cent, complete, the same every time."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections import Counter
from datetime import date

import pytest

from sandbox.dataset import Books, Options, generate
from sandbox.dataset.books import Record
from sandbox.dataset.calendar import in_zone, local, local_date
from sandbox.wire import dumps, loads

from .arithmetic import balance_problems, money_problems, problems


@pytest.fixture(scope="module")
def year() -> Books:
    return generate(Options(story="year"))


@pytest.fixture(scope="module")
def month() -> Books:
    return generate(Options(story="month"))


def everything_wrong(books: Books) -> list[str]:
    records = books.records
    found = []
    for invoice in records["invoice"].values():
        wrong = problems(invoice)
        if invoice["status"] != "pending":
            wrong += money_problems(invoice)
        found += [f"{invoice['id']}: {what}" for what in wrong]
    for note in records["credit_note"].values():
        found += [f"{note['id']}: {what}" for what in problems(note)]
        used = note["amount_allocated"] + note["amount_refunded"]
        lives = note["status"] != "voided" and not note["deleted"] and note["type"] != "adjustment"
        if lives and note["total"] != used + note["amount_available"]:
            found.append(f"{note['id']}: used {used}")
    money = records["transaction"].values()
    for customer in records["customer"].values():
        if "active_id" not in customer:
            wrong = balance_problems(customer, records["credit_note"].values(), money)
            found += [f"{customer['id']}: {what}" for what in wrong]
    for payment in money:
        if payment["type"] == "payment" and payment["status"] == "success":
            used = sum(link["applied_amount"] for link in payment["linked_invoices"])
            back = sum(link["txn_amount"] for link in payment["linked_refunds"])
            if payment["amount"] != used + back + payment["amount_unused"]:
                found.append(f"{payment['id']}: used {used}")
    return found


@pytest.mark.parametrize(
    "options",
    [
        Options(story="year"),
        Options(story="year", seed=8, start=date(2026, 1, 1)),
        Options(story="year", timezone="America/Bogota"),
        Options(story="month"),
    ],
    ids=["year", "other seed", "other zone", "month"],
)
def test_every_document_of_a_story_adds_up(options: Options) -> None:
    assert everything_wrong(generate(options)) == []


def test_links_are_the_same_from_both_sides(year: Books) -> None:
    invoices, payments = year.records["invoice"], year.records["transaction"]
    from_invoices = {
        (link["txn_id"], key, link["applied_amount"], link["txn_status"])
        for key, invoice in invoices.items()
        for link in invoice["linked_payments"]
    }
    from_payments = {
        (key, link["invoice_id"], link["applied_amount"], payment["status"])
        for key, payment in payments.items()
        for link in payment.get("linked_invoices", ())
    }
    assert from_invoices == from_payments and from_invoices
    for key, note in year.records["credit_note"].items():
        for allocation in note["allocations"]:
            invoice = invoices[allocation["invoice_id"]]
            assert allocation["invoice_status"] == invoice["status"]
            links = invoice["applied_credits"] + invoice["adjustment_credit_notes"]
            assert key in {link["cn_id"] for link in links}
        for refund in note["linked_refunds"]:
            assert payments[refund["txn_id"]]["linked_credit_notes"][0]["cn_id"] == key


def test_a_story_is_the_same_every_time(year: Books) -> None:
    assert dumps(generate(Options(story="year")).records) == dumps(year.records)


def test_the_year_holds_what_it_promises(year: Books) -> None:
    invoices = list(year.records["invoice"].values())
    notes = list(year.records["credit_note"].values())
    assert 350 <= len(invoices) <= 400 and 40 <= len(notes) <= 50
    assert {i["business_entity_id"] for i in invoices} == set(year.sellers)
    assert {i["currency_code"] for i in invoices} == {"EUR", "USD", "GBP", "SEK"}
    assert {i["tax_origin"]["country"] for i in invoices} == {"NL", "BE"}
    assert len({i["tax_origin"]["registration_number"] for i in invoices}) == 3
    assert {f"{local_date(i['date']):%Y-%m}" for i in invoices} == {
        f"2025-{number:02d}" for number in range(1, 13)
    }
    assert {note["type"] for note in notes} == {"refundable", "adjustment", "store"}
    assert {note["status"] for note in notes} == {"refunded", "refund_due", "adjusted", "voided"}
    assert {"write_off", "chargeback", "fraudulent"} <= {note["reason_code"] for note in notes}
    money = list(year.records["transaction"].values())
    assert {t.get("gateway_account_id") for t in money} == {"gw_stripe", "gw_mollie", None}
    assert {(t["type"], t["status"]) for t in money} == {
        ("payment", "success"), ("payment", "failure"), ("payment", "in_progress"),
        ("payment", "timeout"), ("payment", "needs_attention"), ("payment", "late_failure"),
        ("payment_reversal", "success"), ("refund", "success"), ("authorization", "voided"),
    }  # fmt: skip
    assert any(len(t.get("linked_invoices", ())) == 3 for t in money)
    assert any(t.get("amount_unused") for t in money)
    lines = [line for invoice in invoices for line in invoice["line_items"]]
    assert {line.get("tax_exempt_reason") for line in lines} == {
        None, "reverse_charge", "export", "customer_exempt", "product_exempt", "zero_value_item",
    }  # fmt: skip
    taxes = {
        (i["tax_origin"]["country"], t["tax_juris_code"], str(t["tax_rate"]))
        for i in invoices
        for t in i["line_item_taxes"]
        if t["tax_amount"]
    }
    assert taxes >= {
        ("NL", "NL", "21.0"), ("NL", "NL", "9.0"), ("BE", "BE", "21.0"), ("BE", "BE", "6.0"),
        ("NL", "DE", "19.0"), ("NL", "FR", "20.0"), ("NL", "SE", "25.0"), ("NL", "BE", "21.0"),
        ("BE", "NL", "21.0"), ("BE", "FR", "20.0"),
    }  # fmt: skip
    kinds = {d["discount_type"] for i in invoices for d in i["line_item_discounts"]}
    assert kinds >= {"item_level_coupon", "document_level_coupon", "promotional_credits"}
    assert any("line_item_tiers" in i for i in invoices)


FEATURES = (
    "annual", "advance", "consolidated", "usage", "first_half_hour", "last_half_hour",
    "voided_at_once", "voided_later", "deleted", "pending", "zero", "fully_discounted",
    "round_off", "backdated", "exempt_product", "negative_line", "reduced_rate",
    "both_discounts", "promotional_credits", "for_a_child", "of_a_merged_customer",
    "merged_customer", "failed_then_paid", "failed_for_good", "in_progress", "timed_out",
    "needs_attention", "two_parts", "bounced_later", "reversed", "payment_reversal", "withheld",
    "one_payment_for_several", "excess_applied_later", "excess_left_over", "paid_twice",
    "excess_refunded", "authorization", "offline_payment", "refunded", "half_refunded",
    "left_to_use", "used_later", "charged_back", "fraudulent", "refundable_voided", "adjusted",
    "written_off", "adjustment_voided", "credit_note_without_invoice", "store_credit",
    "store_credit_used", "einvoice_success", "einvoice_failed",
)  # fmt: skip


@pytest.mark.parametrize("feature", FEATURES)
def test_every_act_is_played(year: Books, feature: str) -> None:
    known = {key for records in year.records.values() for key in records}
    assert year.features.get(feature) and set(year.features[feature]) <= known


def invoices(year: Books, feature: str) -> list[Record]:
    return [year.records["invoice"][key] for key in year.features[feature]]


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "UTC", "Africa/Lagos", "America/Bogota"])
def test_the_year_s_ends_are_those_of_the_site_s_clock(zone: str) -> None:
    books = generate(Options(story="year", timezone=zone))
    with in_zone(zone):
        for invoice in invoices(books, "first_half_hour"):
            assert invoice["date"] - local(date(2025, 1, 1)) == 1800
            assert local_date(invoice["date"]) == date(2025, 1, 1)
        for invoice in invoices(books, "last_half_hour"):
            assert local(date(2026, 1, 1)) - invoice["date"] == 1800
            assert local_date(invoice["date"]) == date(2025, 12, 31)
    made = [i["site_details_at_creation"] for i in books.records["invoice"].values()]
    assert {details["timezone"] for details in made} == {zone}


def test_numbers_run_without_gaps_in_the_order_of_dates(year: Books) -> None:
    for entity, mark in (("be-cloud", "INV-"), ("be-retail", "R/"), ("be-services", "S2025")):
        mine = [
            invoice
            for invoice in year.records["invoice"].values()
            if invoice["business_entity_id"] == entity and invoice["id"].startswith(mark)
        ]
        mine.sort(key=lambda invoice: invoice["id"])
        assert [int(i["id"][-5:]) for i in mine] == list(range(1, len(mine) + 1))
        dates = [invoice["date"] for invoice in mine]
        assert dates == sorted(dates)
    notes = [int(key[-5:]) for key in year.records["credit_note"]]
    assert sorted(notes) == list(range(1, len(notes) + 1))


def test_a_store_credit_lowers_what_is_taxed(year: Books) -> None:
    for invoice in invoices(year, "store_credit_used"):
        credit = invoice["line_item_credits"][0]["applied_amount"]
        tax = invoice["line_item_taxes"][0]
        assert tax["taxable_amount"] == invoice["sub_total"] - credit
        assert invoice["amount_due"] == invoice["total"] - credit
        assert invoice["applied_credits"][0]["tax_application"] == "pre_tax"


def test_only_a_valid_vat_number_gives_reverse_charge(year: Books) -> None:
    statuses = Counter()
    for invoice in year.records["invoice"].values():
        customer = year.records["customer"][invoice["customer_id"]]
        reasons = {line.get("tax_exempt_reason") for line in invoice["line_items"]}
        abroad = invoice["billing_address"]["country"] not in (invoice["tax_origin"]["country"],)
        status = customer.get("vat_number_status", "none")
        statuses[status] += 1
        if "reverse_charge" in reasons:
            assert abroad and status == "valid" and "vat_number" in invoice, invoice["id"]
        elif abroad and status in ("invalid", "undetermined"):
            assert invoice["tax"] > 0
    assert set(statuses) == {"valid", "invalid", "undetermined", "none"}


def test_a_child_s_invoice_is_its_parent_s(year: Books) -> None:
    for invoice in invoices(year, "for_a_child"):
        child = year.records["customer"][invoice["line_items"][0]["customer_id"]]
        assert child["relationship"]["invoice_owner_id"] == invoice["customer_id"]
        assert child["relationship"]["payment_owner_id"] == invoice["payment_owner"]


def test_the_month_has_the_sizes_of_the_benchmark(month: Books) -> None:
    records = month.records
    assert len(records["invoice"]) == 1_000 and len(records["credit_note"]) == 60
    assert Counter((t["type"], t["status"]) for t in records["transaction"].values()) == {
        ("payment", "success"): 700
    }
    start = local(date(2026, 3, 1))
    new = [c for c in records["customer"].values() if c["created_at"] >= start]
    assert len(new) == 150
    assert {f"{local_date(i['date']):%Y-%m}" for i in records["invoice"].values()} == {"2026-03"}
    assert not month.planted


def test_it_runs_as_a_process_with_its_story() -> None:
    words = ["--story", "year", "--timezone", "UTC", "--quota", "1000"]
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.chargebee", *words], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        with urllib.request.urlopen(f"{url}/_sandbox/books", timeout=30) as answer:
            books = loads(answer.read())
    finally:
        process.terminate()
        process.wait(10)
    assert set(books["entities"]) == set(books["sellers"])
