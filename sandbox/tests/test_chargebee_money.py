"""Writes about money: payments, credit notes, refunds, write-offs, and that all still adds up."""

from __future__ import annotations

import io
import time
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from pypdf import PdfReader

from .arithmetic import balance_problems, money_problems, problems
from .conftest import Client

TRANSFER = {"transaction[payment_method]": "bank_transfer"}


@pytest.fixture
def books(new_site):
    """A site with few documents; at the end every one of them still adds up."""
    site = new_site(customers=12, invoices=40)
    planted = site.control("GET", "planted")[1]["invoice"]
    yield site
    notes, money = site.all("credit_notes"), site.all("transactions")
    for invoice in site.all("invoices"):
        if planted.get(invoice["id"]) not in ("lines_do_not_add_up", "pending"):
            assert problems(invoice) == [] and money_problems(invoice) == [], invoice["id"]
    for note in notes:
        assert problems(note) == [], note["id"]
    for customer in site.all("customers"):
        assert balance_problems(customer, notes, money) == [], customer["id"]


def path(invoice: dict[str, Any], action: str) -> str:
    return f"invoices/{quote(invoice['id'], safe='')}/{action}"


def new_invoice(books: Client, customer: str = "buyer", **changes: str) -> dict[str, Any]:
    """An invoice of 121.00, taxed at 21 %."""
    address = {"billing_address[country]": "NL", "net_term_days": "14"}
    books.post("customers", {"id": customer, "company": "Sluis", **address})
    form = {
        "customer_id": customer,
        "currency_code": "EUR",
        "charges[amount][0]": "10000",
        "charges[description][0]": "Work",
        **changes,
    }
    return books.post("invoices/create_for_charge_items_and_charges", form)[1]["invoice"]


def pay(books: Client, invoice: dict[str, Any], **values: str) -> tuple[int, Any]:
    form = {**TRANSFER, **{f"transaction[{name}]": value for name, value in values.items()}}
    return books.post(path(invoice, "record_payment"), form)


def ago(seconds: int) -> str:
    return str(int(time.time()) - seconds)


@pytest.mark.parametrize(
    ("values", "param"),
    [
        ({"amount": "0"}, "transaction[amount]"),
        ({"amount": "-5"}, "transaction[amount]"),
        ({"date": ago(-7200)}, "transaction[date]"),
        ({"payment_method": "ideal"}, "transaction[payment_method]"),
        ({"payment_method": "custom"}, "transaction[custom_payment_method_id]"),
        ({"reference_number": "x" * 101}, "transaction[reference_number]"),
        ({"currency_code": "EUR"}, "transaction[currency_code]"),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused(
    books: Client, values: dict[str, str], param: str
) -> None:
    status, body = pay(books, new_invoice(books), **values)
    assert (status, body["param"]) == (400, param)


def test_the_same_key_pays_once_for_half_an_hour(books: Client) -> None:
    invoice = new_invoice(books)
    form = b"transaction%5Bpayment_method%5D=cash&transaction%5Bamount%5D=100"
    headers = {
        "Content_Type": "application/x-www-form-urlencoded",
        "chargebee_idempotency_key": "pay-1",
    }
    address = "/api/v2/" + path(invoice, "record_payment")
    first = books.send("POST", address, form, **headers)
    again = books.send("POST", address, form, **headers)
    assert again[1] == first[1] and again[2]["chargebee-idempotency-replayed"] == "true"
    assert first[2]["chargebee-idempotency-replayed"] is None
    other = books.send("POST", address, form + b"0", **headers)
    assert (other[0], other[1]["api_error_code"]) == (422, "unable_to_process_request")
    books.control("POST", "clock", {"forward": 1801})
    late = books.send("POST", address, form, **headers)
    assert late[0] == 200 and late[1]["transaction"]["id"] != first[1]["transaction"]["id"]
    assert late[1]["invoice"]["amount_paid"] == 200


def test_a_payment_comes_off_an_invoice_and_can_then_be_deleted(books: Client) -> None:
    invoice = new_invoice(books)
    paid = pay(books, invoice, amount="5000", date=ago(86_400))[1]["transaction"]
    address = f"transactions/{paid['id']}/delete_offline_transaction"
    assert books.post(address)[0] == 409, "it is still on the invoice"
    body = books.post(path(invoice, "remove_payment"), {"transaction[id]": paid["id"]})[1]
    assert (body["invoice"]["amount_due"], body["transaction"]["amount_unused"]) == (12_100, 5000)
    assert books.one("customers", "buyer")["excess_payments"] == 5000
    assert books.post(address, {"comment": "typo"})[1]["transaction"]["deleted"] is True
    assert books.post(address)[0] == 404
    assert paid["id"] not in [found["id"] for found in books.all("transactions")]
    assert paid["id"] in [f["id"] for f in books.all("transactions", include_deleted="true")]
    assert books.one("customers", "buyer")["excess_payments"] == 0
    types = [event["event_type"] for event in books.all("events")]
    assert types[-1] == "transaction_deleted"


def test_an_online_payment_cannot_be_deleted(books: Client) -> None:
    online = next(t for t in books.all("transactions") if t["gateway"] == "stripe")
    answer = books.post(f"transactions/{online['id']}/delete_offline_transaction")
    assert (answer[0], answer[1]["api_error_code"]) == (409, "invalid_state_for_request")


def test_money_for_no_invoice_is_applied_later_to_several(books: Client) -> None:
    first, second = new_invoice(books), new_invoice(books)
    form = {**TRANSFER, "transaction[amount]": "20000", "transaction[date]": ago(60)}
    form["transaction[id]"] = "own-payment"
    assert books.post("customers/buyer/record_excess_payment", form)[0] == 200
    assert books.post("customers/buyer/record_excess_payment", form)[1]["param"] == (
        "transaction[id]"
    )
    assert books.post(path(first, "apply_payments"))[1]["invoice"]["status"] == "paid"
    part = {"transactions[id][0]": "own-payment", "transactions[amount][0]": "9000"}
    assert books.post(path(second, "apply_payments"), part)[0] == 400, "7,900 are left"
    part["transactions[amount][0]"] = "7000"
    books.post(path(second, "apply_payments"), part)
    paid = books.one("transactions", "own-payment")
    assert [link["applied_amount"] for link in paid["linked_invoices"]] == [12_100, 7000]
    assert paid["amount_unused"] == 900
    refund = {"payment_method": "bank_transfer", "date": ago(1), "amount": "901"}
    assert books.post("transactions/own-payment/record_refund", refund)[1]["param"] == "amount"
    del refund["amount"]
    back = books.post("transactions/own-payment/record_refund", refund)[1]["transaction"]
    assert (back["type"], back["amount"]) == ("refund", 900)
    assert back["reference_transaction_id"] == "own-payment"
    assert books.post("transactions/own-payment/record_refund", refund)[0] == 409


def test_tax_that_is_withheld_lowers_what_is_due_once(books: Client) -> None:
    invoice = new_invoice(books)
    form = {"tax_withheld[amount]": "1000", "tax_withheld[reference_number]": "WHT-1"}
    body = books.post(path(invoice, "record_tax_withheld"), form)[1]["invoice"]
    assert body["amount_due"] == 11_100
    assert books.post(path(invoice, "record_tax_withheld"), form)[0] == 409
    entry = body["linked_taxes_withheld"][0]["id"]
    form = {"tax_withheld[id]": entry}
    body = books.post(path(invoice, "remove_tax_withheld"), form)[1]["invoice"]
    assert body["amount_due"] == 12_100 and "linked_taxes_withheld" not in body


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


def test_details_change_but_never_the_tax(books: Client) -> None:
    invoice = new_invoice(books)
    assert books.post(path(invoice, "update_details"), {"vat_number": "NL1"})[0] == 400
    form = {"billing_address[country]": "NL", "vat_number": "NL810433941B01", "po_number": "P1"}
    body = books.post(path(invoice, "update_details"), form)[1]["invoice"]
    assert (body["vat_number"], body["po_number"]) == ("NL810433941B01", "P1")
    form["billing_address[country]"] = "BE"
    answer = books.post(path(invoice, "update_details"), form)
    assert answer[1]["param"] == "billing_address[country]"


def test_a_pending_invoice_is_closed_and_an_open_one_deleted(books: Client) -> None:
    pending = new_invoice(books, create_pending_invoice="true")
    closed = books.post(path(pending, "close"), {"invoice_note": "Thanks"})[1]["invoice"]
    assert (closed["status"], closed["notes"]) == ("posted", [{"note": "Thanks"}])
    assert books.post(path(pending, "close"))[0] == 409
    paid = pay(books, closed)[1]["transaction"]
    assert books.post(path(closed, "delete"))[0] == 409
    books.post(path(closed, "remove_payment"), {"transaction[id]": paid["id"]})
    assert books.post(path(closed, "delete"))[1]["invoice"]["deleted"] is True


def test_a_document_is_downloaded_as_a_pdf_for_a_while(books: Client) -> None:
    invoice = new_invoice(books)
    status, body = books.post(path(invoice, "pdf"), {"disposition_type": "inline"})
    assert status == 200 and body["download"]["mime_type"] == "application/pdf"
    address = urlsplit(body["download"]["download_url"])
    assert address.netloc == f"127.0.0.1:{books.port}"
    del books.headers["Authorization"]
    status, content, headers = books.send("GET", address.path)
    assert (status, headers["Content-Type"]) == (200, "application/pdf")
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert invoice["id"] in text and "EUR 121.00" in text
    assert books.send("GET", "/files/other.pdf")[0] == 404
    books.control("POST", "clock", {"forward": 901})
    assert books.send("GET", address.path)[0] == 403
    books.headers["Authorization"] = "Basic ZnVsbF9rZXk6"
    assert books.post("credit_notes/none/pdf")[0] == 404
