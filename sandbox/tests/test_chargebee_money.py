"""Writes about payments and documents: recorded, applied, taken off, deleted; and it adds up."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from .conftest import Client
from .money_caller import TRANSFER, ago, new_invoice, path, pay

pytest_plugins = ("sandbox.tests.money_fixtures",)


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


def test_a_deleted_number_can_be_given_again(books: Client) -> None:
    first = new_invoice(books)
    again = {"kind": "invoice", "record": {**first, "total": 1}}
    assert books.control("POST", "mutate", again)[0] == 400, "it is there"
    books.post(path(first, "delete"))
    second = {**first, "generated_at": first["generated_at"] + 60, "po_number": "again"}
    assert books.control("POST", "mutate", {**again, "record": second})[0] == 200
    found = books.one("invoices", first["id"])
    assert (found["po_number"], found["deleted"]) == ("again", False)
    assert found["resource_version"] > first["resource_version"]
