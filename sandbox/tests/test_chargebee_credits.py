"""Writes about credit: notes of every type, refunds, write-offs, and that all still adds up."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client
from .money_caller import TRANSFER, ago, new_invoice, path, pay

pytest_plugins = ("sandbox.tests.money_fixtures",)


@pytest.mark.parametrize("total", [1, 99, 1000, 9999, 12_100])
def test_an_adjustment_of_any_amount_is_right_to_the_cent(books: Client, total: int) -> None:
    invoice = new_invoice(books)
    form = {"type": "adjustment", "reference_invoice_id": invoice["id"], "total": str(total)}
    body = books.post("credit_notes", {**form, "create_reason_code": "Waiver"})[1]
    note = body["credit_note"]
    assert (note["total"], note["status"], note["reason_code"]) == (total, "adjusted", "waiver")
    assert 0 <= note["round_off_amount"] <= 1
    assert body["invoice"]["amount_due"] == 12_100 - total
    assert note["allocations"][0]["invoice_id"] == invoice["id"]
    assert body["invoice"]["adjustment_credit_notes"][0]["cn_id"] == note["id"]
    reopened = books.post(f"credit_notes/{note['id']}/void")[1]["credit_note"]
    assert reopened["status"] == "voided"
    assert books.one("invoices", invoice["id"])["amount_due"] == 12_100
    assert books.post(f"credit_notes/{note['id']}/void")[0] == 409


@pytest.mark.parametrize(
    ("changes", "status", "param"),
    [
        ({"total": "12101"}, 400, "total"),
        ({"total": "0"}, 400, "total"),
        ({"customer_id": "buyer"}, 400, "reference_invoice_id"),
        ({"line_items[amount][0]": "1"}, 400, "total"),
        ({"create_reason_code": "waiver"}, 400, "create_reason_code"),
        ({"date": ago(-9000)}, 400, "date"),
        ({"type": "refundable"}, 400, "total"),
        ({"type": ""}, 400, "type"),
        ({"reference_invoice_id": "none"}, 404, None),
    ],
)
def test_a_credit_note_that_makes_no_sense_is_refused(
    books: Client, changes: dict[str, str], status: int, param: str | None
) -> None:
    invoice = new_invoice(books)
    form = {"type": "adjustment", "reference_invoice_id": invoice["id"], "total": "100"}
    answer = books.post("credit_notes", {**form, **changes})
    assert (answer[0], answer[1].get("param")) == (status, param)
    assert books.one("invoices", invoice["id"]) == invoice


def refundable(books: Client, invoice: dict[str, Any], **changes: str) -> dict[str, Any]:
    form = {"type": "refundable", "reference_invoice_id": invoice["id"], **changes}
    status, body = books.post("credit_notes", form)
    assert status == 200, body
    return body["credit_note"]


def test_a_refundable_credit_note_pays_another_invoice_and_the_rest_goes_back(
    books: Client,
) -> None:
    paid, other = new_invoice(books), new_invoice(books, **{"charges[amount][0]": "2000"})
    pay(books, paid)
    line = paid["line_items"][0]["id"]
    lines = {"line_items[reference_line_item_id][0]": line, "line_items[amount][0]": "5000"}
    note = refundable(books, paid, **lines)
    assert (note["total"], note["status"], note["amount_available"]) == (6050, "refund_due", 6050)
    assert note["line_items"][0]["reference_line_item_id"] == line
    form = {"credit_notes[id][0]": note["id"]}
    body = books.post(path(other, "apply_credits"), form)[1]["invoice"]
    assert (body["status"], body["credits_applied"]) == ("paid", 2420)
    assert books.post(f"credit_notes/{note['id']}/void")[0] == 409, "it is used"
    form = {**TRANSFER, "transaction[date]": ago(5), "refund_reason_code": "Customer Request"}
    too_much = {**form, "transaction[amount]": "3631"}
    assert books.post(f"credit_notes/{note['id']}/record_refund", too_much)[0] == 400
    body = books.post(f"credit_notes/{note['id']}/record_refund", form)[1]
    assert (body["credit_note"]["status"], body["transaction"]["amount"]) == ("refunded", 3630)
    assert books.post(f"credit_notes/{note['id']}/record_refund", form)[0] == 409
    refund = body["transaction"]["id"]
    assert books.post(f"transactions/{refund}/delete_offline_transaction")[0] == 200
    assert books.one("credit_notes", note["id"])["amount_available"] == 3630
    form = {"credit_note[id]": note["id"]}
    body = books.post(path(other, "remove_credit_note"), form)[1]
    assert body["invoice"]["amount_due"] == 2420
    assert body["credit_note"]["amount_available"] == 6050
    assert books.post(f"credit_notes/{note['id']}/delete")[1]["credit_note"]["deleted"]


def test_a_new_invoice_is_paid_by_what_the_customer_has_left(books: Client) -> None:
    first = new_invoice(books)
    pay(books, first, amount="13000")
    note = refundable(books, first, total="5000")
    second = new_invoice(books)
    assert (second["credits_applied"], second["amount_paid"]) == (5000, 900)
    assert (second["amount_due"], second["status"]) == (6200, "posted")
    assert books.one("credit_notes", note["id"])["status"] == "refunded"
    customer = books.one("customers", "buyer")
    assert (customer["refundable_credits"], customer["excess_payments"]) == (0, 0)
    third = new_invoice(books, create_pending_invoice="true")
    assert third["credits_applied"] == 0


def test_a_credit_note_for_a_customer_and_a_store_credit(books: Client) -> None:
    new_invoice(books)
    form = {"customer_id": "buyer", "total": "1210", "create_reason_code": "Other"}
    note = books.post("credit_notes", {**form, "type": "refundable"})[1]["credit_note"]
    assert (note["sub_total"], note["total"]) == (1000, 1210)
    assert "reference_invoice_id" not in note
    store = books.post("credit_notes", {**form, "type": "store"})[1]["credit_note"]
    assert (store["total"], store["taxes"], store["status"]) == (1210, [], "refund_due")
    assert books.post("credit_notes", {**form, "type": "adjustment"})[1]["param"] == "type"


def test_a_refund_on_an_invoice_makes_its_credit_note(books: Client) -> None:
    invoice = new_invoice(books)
    form = {**TRANSFER, "transaction[date]": ago(5), "transaction[amount]": "2000"}
    assert books.post(path(invoice, "record_refund"), form)[0] == 409, "nothing was paid"
    pay(books, invoice)
    body = books.post(path(invoice, "record_refund"), form)[1]
    assert (body["credit_note"]["status"], body["credit_note"]["total"]) == ("refunded", 2000)
    assert body["transaction"]["linked_credit_notes"][0]["cn_id"] == body["credit_note"]["id"]
    assert body["invoice"]["issued_credit_notes"][0]["cn_status"] == "refunded"
    form["transaction[amount]"] = "10101"
    assert books.post(path(invoice, "record_refund"), form)[0] == 400, "10,100 are left"


def test_a_write_off_closes_what_is_due(books: Client) -> None:
    invoice = new_invoice(books)
    pay(books, invoice, amount="2101")
    body = books.post(path(invoice, "write_off"), {"comment": "bankrupt"})[1]
    note = body["credit_note"]
    assert (note["type"], note["reason_code"], note["total"]) == ("adjustment", "write_off", 9999)
    assert (body["invoice"]["status"], body["invoice"]["write_off_amount"]) == ("paid", 9999)
    assert books.post(path(invoice, "write_off"))[0] == 409
