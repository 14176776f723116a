"""`/_sandbox/books`: what a ledger should show, against sums taken another way."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from sandbox.dataset.calendar import local
from sandbox.dataset.ledger import GIVEN_UP, earned, ledger

from .conftest import Client

Books = dict[str, Any]


@pytest.fixture(scope="module")
def year():
    from sandbox import chargebee

    with chargebee.start(story="year", quota=100_000) as running:
        client = Client(running.port)
        yield client
        client.close()
        assert not running.app.crashes


def pages(site: Client) -> dict[tuple[str, str], Books]:
    entities = site.control("GET", "books")[1]["entities"]
    return {(key, currency): page for key, by in entities.items() for currency, page in by.items()}


def final(record: dict[str, Any]) -> bool:
    return record["status"] not in ("pending", "voided") and record.get("type") != "store"


def test_sales_and_credits_add_up_to_the_documents_totals(year: Client) -> None:
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for kind, sign in (("invoices", 1), ("credit_notes", -1)):
        for record in filter(final, year.all(kind)):
            key = record["business_entity_id"], record["currency_code"]
            store = sum(e["applied_amount"] for e in record.get("line_item_credits", ()))
            expected[key] += sign * (record["total"] - store)
    for key, page in pages(year).items():
        found = sum(Decimal(row["net"]) + Decimal(row["tax"]) for row in page["revenue"])
        found += sum(Decimal(amount) for amount in page["round_off"].values())
        found -= sum(Decimal(row["net"]) + Decimal(row["tax"]) for row in page["given_up"])
        assert found * 100 == expected[key], key


def test_what_is_open_follows_from_sales_money_and_credit(year: Client) -> None:
    """Everything sold, less what came in and what was given up, is what is open."""
    for key, page in pages(year).items():
        sold = sum(Decimal(row["net"]) + Decimal(row["tax"]) for row in page["revenue"])
        sold += sum(Decimal(amount) for amount in page["round_off"].values())
        given_up = sum(Decimal(row["net"]) + Decimal(row["tax"]) for row in page["given_up"])
        money = sum(
            Decimal(day["payments"]) - Decimal(day["refunds"])
            for days in page["payments"].values()
            for day in days.values()
        )
        withheld = sum(Decimal(amount) for amount in page["withheld"].values())
        found = sum(Decimal(entry["open"]) for entry in page["open"].values())
        assert found == sold - given_up - money - withheld, key


def test_voided_invoices_stand_apart_with_both_their_months(year: Client) -> None:
    rows = [row for page in pages(year).values() for row in page["voided"]]
    voided = year.all("invoices", **{"status[is]": "voided"})
    assert {row["id"] for row in rows} == {invoice["id"] for invoice in voided}
    assert {row["month"] == row["voided_month"] for row in rows} == {True, False}
    found = sum(Decimal(row["net"]) + Decimal(row["tax"]) for row in rows)
    assert found * 100 == sum(invoice["total"] for invoice in voided)


def test_offline_money_is_told_by_customer(year: Client) -> None:
    for key, page in pages(year).items():
        days = page["payments"].get("offline", {}).values()
        net = sum(Decimal(day["payments"]) - Decimal(day["refunds"]) for day in days)
        assert sum(Decimal(entry["offline"]) for entry in page["open"].values()) == net, key


def test_months_accounts_and_rates_are_named(year: Client) -> None:
    rows = [row for page in pages(year).values() for row in page["revenue"]]
    assert {row["month"] for row in rows} == {f"2025-{number:02d}" for number in range(1, 13)}
    assert {row["account"] for row in rows} == {"8000", "8010", "8020", "8030", ""}
    assert {(row["tax_country"], row["tax_rate"]) for row in rows} >= {
        ("NL", "21.0"), ("BE", "6.0"), ("SE", "25.0"), ("", ""),
    }  # fmt: skip
    assert {row["exempt_reason"] for row in rows} >= {"", "reverse_charge", "export"}


def test_local_amounts_are_those_of_each_line_at_the_invoice_s_rate(year: Client) -> None:
    rows = pages(year)["be-cloud", "EUR"]["revenue"]
    assert all((row["net"], row["tax"]) == (row["local_net"], row["local_tax"]) for row in rows)
    invoices = {invoice["id"]: invoice for invoice in year.all("invoices")}
    expected = Decimal(0)
    for kind, sign in (("invoices", 1), ("credit_notes", -1)):
        for record in filter(final, year.all(kind)):
            if (record["business_entity_id"], record["currency_code"]) != ("be-cloud", "USD"):
                continue
            if record.get("reason_code") in GIVEN_UP:
                continue
            basis = invoices[record.get("reference_invoice_id", record["id"])]
            rate = basis["local_currency_exchange_rate"]
            for entry in record["line_item_taxes"]:
                tax = Decimal(entry["tax_amount"]) * rate / 100
                expected += sign * tax.quantize(Decimal("0.01"), ROUND_HALF_UP)
    found = pages(year)["be-cloud", "USD"]["revenue"]
    assert sum(Decimal(row["local_tax"]) for row in found) == expected != 0


def test_what_is_unearned_runs_out(year: Client) -> None:
    page = pages(year)["be-cloud", "EUR"]["unearned"]
    assert min(page) == "2025-01" and max(page) > "2025-12"
    assert Decimal(page["2025-12"]) > 0
    assert Decimal(page[max(page)]) == 0


def test_a_term_is_earned_in_equal_parts_of_the_months_it_touches() -> None:
    parts = [earned(1_000, date(2025, 11, 1), 3, date(2025, month, 1)) for month in (10, 11, 12)]
    assert [*parts, earned(1_000, date(2025, 11, 1), 3, date(2026, 1, 1))] == [0, 333, 667, 1000]


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (date(2025, 10, 1), date(2025, 11, 1), {"2025-10": "0.00"}),
        (date(2025, 11, 1), date(2026, 1, 1), {"2025-10": "100.00", "2025-11": "50.00",
                                               "2025-12": "0.00"}),
        (date(2025, 9, 1), date(2025, 10, 1), {}),
        (date(2025, 9, 15), date(2025, 12, 15), {"2025-10": "50.00", "2025-11": "25.00",
                                                 "2025-12": "0.00"}),
    ],
)  # fmt: skip
def test_the_end_of_a_term_belongs_to_it_no_more(
    start: date, end: date, shown: dict[str, str]
) -> None:
    line = {"id": "l", "amount": 10_000, "discount_amount": 0}
    line |= {"date_from": local(start), "date_to": local(end)}
    invoice = {
        "business_entity_id": "e", "currency_code": "EUR", "deleted": False, "status": "paid",
        "object": "invoice", "date": local(date(2025, 10, 20)), "line_items": [line],
        "line_item_taxes": [], "price_type": "tax_exclusive", "round_off_amount": 0,
        "customer_id": "c", "amount_due": 0, "id": "i",
    }  # fmt: skip
    found = ledger({"invoice": [invoice], "credit_note": [], "transaction": []})
    assert found["e"]["EUR"]["unearned"] == shown


def test_the_books_follow_what_is_written(new_site) -> None:
    site = new_site(story="year")
    invoice = next(i for i in site.all("invoices") if i["status"] == "not_paid"
                   and i["business_entity_id"] == "be-cloud")  # fmt: skip
    key = "be-cloud", invoice["currency_code"]
    before = pages(site)[key]["open"][invoice["customer_id"]]["due"]
    form = {"transaction[payment_method]": "cash", "transaction[amount]": "100"}
    assert site.post(f"invoices/{invoice['id']}/record_payment", form)[0] == 200
    after = pages(site)[key]["open"][invoice["customer_id"]]["due"]
    assert Decimal(before) - Decimal(after) == 1
