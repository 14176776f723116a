"""Writes: customers, payments, voids, new invoices, and the forms they take."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import pytest

from .conftest import Client

ADDRESS = {"billing_address[city]": "Gouda", "billing_address[country]": "NL"}
PAYMENT = {"transaction[payment_method]": "bank_transfer"}


@pytest.fixture
def books(new_site) -> Client:
    return new_site()


def unpaid(books: Client) -> dict[str, Any]:
    return next(
        invoice
        for invoice in books.all("invoices")
        if invoice["status"] in ("payment_due", "not_paid", "posted")
        and not invoice["linked_payments"]
        and not invoice["adjustment_credit_notes"]
        and not invoice["applied_credits"]
        and invoice["currency_code"] == "EUR"
        and invoice["amount_due"] > 1000
    )


def path(invoice: dict[str, Any], action: str) -> str:
    return f"invoices/{quote(invoice['id'], safe='')}/{action}"


def test_a_customer_is_created_with_what_was_sent(books: Client) -> None:
    form = {
        "id": "own-id",
        "company": "Sluis & Zn. 🚀",
        "net_term_days": "14",
        "vat_number": "NL810433941B01",
        "cf_debtor_number": "77",
        **ADDRESS,
    }
    status, body = books.post("customers", form)
    assert status == 200
    customer = books.one("customers", "own-id")
    assert customer == body["customer"]
    assert customer["company"] == "Sluis & Zn. 🚀" and customer["net_term_days"] == 14
    assert customer["cf_debtor_number"] == "77"
    assert customer["billing_address"]["city"] == "Gouda"
    assert customer["resource_version"] // 1000 == customer["updated_at"]
    status, body = books.post("customers", form)
    assert (status, body["api_error_code"], body["param"]) == (400, "duplicate_entry", "id")


@pytest.mark.parametrize(
    ("form", "param"),
    [
        ({"nickname": "x"}, "nickname"),
        ({"billing_address[planet]": "x"}, "billing_address[planet]"),
        ({"id": "x" * 51}, "id"),
        ({"net_term_days": "soon"}, "net_term_days"),
        ({"auto_collection": "maybe"}, "auto_collection"),
        ({"allow_direct_debit": "1"}, "allow_direct_debit"),
        ({"billing_address[country]": "nl"}, "billing_address[country]"),
        ({"vat_number": "1" * 21}, "vat_number"),
    ],
)
def test_a_form_with_a_wrong_parameter_is_refused(
    site: Client, form: dict[str, str], param: str
) -> None:
    status, body = site.post("customers", form)
    assert (status, body["param"]) == (400, param)


def test_json_bodies_and_query_parameters_are_refused(site: Client) -> None:
    status, body, _ = site.send(
        "POST", "/api/v2/customers", b'{"company":"x"}', Content_Type="application/json"
    )
    assert (status, body["api_error_code"]) == (400, "invalid_request")
    assert site.post("customers?company=x")[0] == 400


def test_an_update_leaves_alone_what_it_does_not_name(books: Client) -> None:
    books.post("customers", {"id": "c", "company": "A", "first_name": "B", **ADDRESS})
    status, body = books.post("customers/c", {"company": "C", "first_name": ""})
    assert status == 200 and body["customer"]["company"] == "C"
    assert "first_name" not in body["customer"], "an empty value clears a field"
    assert body["customer"]["billing_address"]["city"] == "Gouda"
    assert books.post("customers/c", {"vat_number": "NL1"})[1]["param"] == "vat_number"
    assert books.post("customers/none", {"company": "C"})[0] == 404


def test_billing_info_without_a_vat_number_wipes_it(books: Client) -> None:
    books.post("customers", {"id": "c", "vat_number": "NL810433941B01", **ADDRESS})
    form = {"billing_address[city]": "Delft", "vat_number": "NL810433941B01"}
    customer = books.post("customers/c/update_billing_info", form)[1]["customer"]
    assert customer["vat_number"] == "NL810433941B01"
    assert "country" not in customer["billing_address"], "the address is replaced as a whole"
    customer = books.post("customers/c/update_billing_info", ADDRESS)[1]["customer"]
    assert "vat_number" not in customer and "vat_number_status" not in customer


def test_payments_close_an_invoice_step_by_step(books: Client) -> None:
    invoice = unpaid(books)
    form = {**PAYMENT, "transaction[amount]": "300", "transaction[reference_number]": "BNK-7"}
    status, body = books.post(path(invoice, "record_payment"), form)
    assert status == 200
    assert body["invoice"]["status"] == invoice["status"]
    assert body["invoice"]["amount_due"] == invoice["total"] - 300
    assert body["transaction"]["reference_number"] == "BNK-7"
    assert body["transaction"]["linked_invoices"][0]["applied_amount"] == 300
    found = books.all("transactions", **{"reference_number[is]": "BNK-7"})
    assert found == [body["transaction"]]
    body = books.post(path(invoice, "record_payment"), PAYMENT)[1]
    assert (body["invoice"]["status"], body["invoice"]["amount_due"]) == ("paid", 0)
    assert body["transaction"]["linked_invoices"][0]["invoice_status"] == "paid"
    status, body = books.post(path(invoice, "record_payment"), PAYMENT)
    assert (status, body["api_error_code"]) == (409, "invalid_state_for_request")


def test_more_than_is_due_is_left_over_on_the_customer(books: Client) -> None:
    invoice = unpaid(books)
    before = books.one("customers", invoice["customer_id"])["excess_payments"]
    form = {**PAYMENT, "transaction[amount]": str(invoice["amount_due"] + 500)}
    body = books.post(path(invoice, "record_payment"), form)[1]
    assert body["transaction"]["amount_unused"] == 500
    assert books.one("customers", invoice["customer_id"])["excess_payments"] == before + 500


def test_a_failed_payment_pays_nothing(books: Client) -> None:
    invoice = unpaid(books)
    form = {**PAYMENT, "transaction[status]": "failure", "transaction[error_code]": "nsf"}
    body = books.post(path(invoice, "record_payment"), form)[1]
    assert body["invoice"]["amount_due"] == invoice["amount_due"]
    assert body["transaction"]["status"] == "failure"


def test_a_payment_needs_a_method_and_an_invoice(books: Client) -> None:
    invoice = unpaid(books)
    status, body = books.post(path(invoice, "record_payment"), {"comment": "x"})
    assert (status, body["param"]) == (400, "transaction[payment_method]")
    wrong = {"transaction[payment_method]": "card"}
    assert books.post(path(invoice, "record_payment"), wrong)[0] == 400
    assert books.post("invoices/none/record_payment", PAYMENT)[0] == 404


def test_a_void_invoice_keeps_its_amounts(books: Client) -> None:
    invoice = unpaid(books)
    form = {"void_reason_code": "Wrong customer"}
    body = books.post(path(invoice, "void"), form)[1]["invoice"]
    assert (body["status"], body["total"], body["amount_due"]) == ("voided", invoice["total"], 0)
    assert body["void_reason_code"] == "Wrong customer"
    assert abs(body["voided_at"] - time.time()) < 60
    assert books.post(path(invoice, "void"), form)[0] == 409
    assert books.post(path(invoice, "record_payment"), PAYMENT)[0] == 409


def test_a_paid_invoice_is_not_voided_before_its_payment_is_removed(books: Client) -> None:
    paid = next(i for i in books.all("invoices", **{"status[is]": "paid"}) if i["amount_paid"] > 0)
    status, body = books.post(path(paid, "void"))
    assert (status, body["api_error_code"]) == (409, "invalid_state_for_request")


def test_a_void_releases_the_credit_that_was_used(books: Client) -> None:
    invoice = unpaid(books)
    note = next(n for n in books.all("credit_notes") if n["status"] == "refund_due")
    total = note["total"]
    allocation = {"invoice_id": invoice["id"], "allocated_amount": total, "allocated_at": 1}
    credit = {
        "cn_id": note["id"],
        "applied_amount": total,
        "applied_at": 1,
        "cn_status": "refunded",
    }
    for kind, key, values in (
        ("credit_note", note["id"], {"allocations": [allocation], "amount_available": 0}),
        ("invoice", invoice["id"], {"applied_credits": [credit]}),
    ):
        books.control("POST", "mutate", {"kind": kind, "id": key, "set": values})
    assert books.post(path(invoice, "void"))[0] == 200
    released = books.one("credit_notes", note["id"])
    assert (released["amount_allocated"], released["status"]) == (0, "refund_due")
    assert released["amount_available"] == total - released["amount_refunded"]


def new_invoice(books: Client, **changes: str) -> tuple[int, Any]:
    form = {
        "customer_id": "buyer",
        "currency_code": "EUR",
        "item_prices[item_price_id][0]": "scanner-EUR",
        "item_prices[quantity][0]": "2",
        "charges[amount][0]": "1000",
        "charges[description][0]": "Shipping",
        **changes,
    }
    return books.post("invoices/create_for_charge_items_and_charges", form)


def test_a_new_invoice_is_taxed_by_its_customer_s_country(books: Client) -> None:
    books.post("customers", {"id": "buyer", "company": "A", "net_term_days": "30", **ADDRESS})
    status, body = new_invoice(books, po_number="PO-9")
    assert status == 200
    invoice = body["invoice"]
    assert (invoice["sub_total"], invoice["tax"]) == (38_990, 8188)
    assert invoice["total"] == invoice["amount_due"] == 47_178
    assert (invoice["status"], invoice["po_number"]) == ("posted", "PO-9")
    assert invoice["due_date"] == invoice["date"] + 30 * 86_400
    assert [line["entity_type"] for line in invoice["line_items"]] == [
        "charge_item_price",
        "adhoc",
    ]
    assert books.one("invoices", invoice["id"]) == invoice
    second = new_invoice(books)[1]["invoice"]
    assert second["id"] != invoice["id"]


def test_a_new_invoice_abroad_is_reverse_charged_or_exported(books: Client) -> None:
    for key, country, reason in (("be", "BE", "reverse_charge"), ("us", "US", "export")):
        vat = {"vat_number": "BE0403170701"} if country == "BE" else {}
        address = {"billing_address[country]": country}
        books.post("customers", {"id": key, "company": "A", **vat, **address})
        invoice = new_invoice(books, customer_id=key)[1]["invoice"]
        assert invoice["tax"] == 0
        assert {line["tax_exempt_reason"] for line in invoice["line_items"]} == {reason}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"customer_id": "nobody"}, 404),
        ({"currency_code": "XTS"}, 400),
        ({"currency_code": "USD"}, 400),
        ({"item_prices[item_price_id][0]": "nothing"}, 404),
        ({"item_prices[colour][0]": "red"}, 400),
        ({"currency_code": ""}, 400),
    ],
)
def test_a_new_invoice_that_makes_no_sense_is_refused(
    books: Client, changes: dict[str, str], status: int
) -> None:
    books.post("customers", {"id": "buyer", "company": "A", **ADDRESS})
    before = len(books.all("invoices"))
    assert new_invoice(books, **changes)[0] == status
    assert len(books.all("invoices")) == before


def test_a_pending_and_a_backdated_invoice(books: Client) -> None:
    books.post("customers", {"id": "buyer", "company": "A", **ADDRESS})
    pending = new_invoice(books, create_pending_invoice="true")[1]["invoice"]
    assert pending["status"] == "pending" and "generated_at" not in pending
    old = new_invoice(books, invoice_date="1772000000")[1]["invoice"]
    assert old["date"] == 1_772_000_000 < old["generated_at"]
