"""Reading payloads: the other words, and every fault named by its field."""

import os
import warnings
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from chargebee_payloads import (
    AMSTERDAM,
    FULL,
    FULL_CUSTOMER,
    FULL_PRICE,
    FULL_TRANSACTION,
    invalid,
    invoice,
    line,
    read_invoice,
    tax,
)

from odoo.addons.chargebee_connector.ledger.gates import check_sums
from odoo.addons.chargebee_connector.ledger.problems import Invalid
from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.ledger.words import (
    Address,
    Applied,
    Contact,
    Customer,
    Price,
    Transaction,
)
from odoo.addons.chargebee_connector.systems.chargebee.read import (
    customer,
    document,
    price,
    read,
    transaction,
)
from odoo.addons.chargebee_connector.systems.chargebee.slices import is_clean


@pytest.mark.parametrize("payload", ["", "{", "[]", "7", "null", "[" * 100_000, None, [], 7])
@pytest.mark.parametrize(
    "kind", ["invoice", "credit_note", "customer", "item_price", "transaction"]
)
def test_no_object_at_all(kind, payload):
    assert invalid(read, kind, payload, AMSTERDAM) == ("payload_malformed", {})


MANDATORY = (
    "id",
    "customer_id",
    "status",
    "price_type",
    "currency_code",
    "sub_total",
    "tax",
    "total",
)


@pytest.mark.parametrize("field", MANDATORY)
def test_missing_field(field):
    payload = invoice(**{field: None})
    problem = invalid(document, "invoice", payload, AMSTERDAM)
    assert problem == ("field_missing", {"field": field})
    assert invalid(document, "invoice", {**payload, field: None}, AMSTERDAM) == problem


@pytest.mark.parametrize("field", ["amount", "date_from", "date_to"])
def test_missing_field_of_a_line(field):
    payload = invoice(line_items=[line(**{field: None})])
    problem = invalid(document, "invoice", payload, AMSTERDAM)
    assert problem == ("field_missing", {"field": f"line_items.{field}"})


@pytest.mark.parametrize("field", ["tax_rate", "taxable_amount", "tax_amount"])
def test_missing_field_of_a_tax(field):
    payload = invoice(line_item_taxes=[tax(**{field: None})])
    problem = invalid(document, "invoice", payload, AMSTERDAM)
    assert problem == ("field_missing", {"field": f"line_item_taxes.{field}"})


#: What JSON can hold. Whichever stands where it doesn't belong is named, and nothing else happens.
ODD = [
    True,
    7,
    2**53,
    -(10**30),
    Decimal("1.5"),
    Decimal("1E+400"),
    "",
    "text",
    "nul\x00",
    "\ud800",
    [],
    [7],
    [[]],
    [{}],
    {},
    {"id": 7},
]


def fields_of(payload, above=()):
    for name, value in payload.items():
        yield (*above, name)
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            yield from fields_of(inner, (*above, name))


def replaced(payload, path, value):
    name, *rest = path
    if not rest:
        return {**payload, name: value}
    inner = payload[name]
    if isinstance(inner, list):
        return {**payload, name: [replaced(inner[0], rest, value)]}
    return {**payload, name: replaced(inner, rest, value)}


@pytest.mark.parametrize("kind", FULL)
def test_odd_value_in_any_field_is_read_or_named(kind):
    payload = FULL[kind]
    read(kind, payload, AMSTERDAM)
    for path in fields_of(payload):
        named = 0
        for value in ODD:
            try:
                word = read(kind, replaced(payload, path, value), AMSTERDAM)
            except Invalid as problem:
                named += 1
                shown = problem.params.values()
                assert all(is_clean(text) and len(text) <= 80 for text in shown)
            else:
                assert all(is_clean(text) for text in texts_of(asdict(word)))
        assert named or path in IGNORED, f"{path} takes anything"


#: Fields that are compared with one value and mean nothing else, and some that are not read here.
IGNORED = {
    ("name",),
    ("billing_address", "first_name"),
    ("billing_address", "last_name"),
    ("billing_address", "country"),
    ("total_in_local_currency",),
    ("pii_cleared",),
    ("gateway",),
    ("line_items", "unit_amount"),
    ("line_items", "entity_type"),
    ("line_item_taxes", "tax_juris_type"),
    ("line_item_taxes", "local_currency_code"),
    ("taxes", "name"),
}


def texts_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_of(inner)


def test_long_value_is_cut():
    payload = invoice(currency_code="E" * 10_000)
    code, params = invalid(document, "invoice", payload, AMSTERDAM)
    assert (code, params["field"]) == ("field_wrong", "currency_code")
    assert len(params["value"]) == 80


@pytest.mark.parametrize("code", ["eur", "EURO", "E1R", "", "€UR", "ЕВР"])
def test_currency_that_is_none(code):
    payload = invoice(currency_code=code)
    assert invalid(document, "invoice", payload, AMSTERDAM)[0] == "field_wrong"


# The other words


def test_customer():
    assert customer(FULL_CUSTOMER) == Customer(
        external_id="c-1",
        company="Acme",
        first_name="Mira",
        last_name="Jansen",
        email="a@b.example",
        phone="+31",
        vat_number="GB123",
        language="nl",
        address=Address("1", "2", "3", "9711 AA", "Groningen", "GR", "NL"),
        net_term_days="14",
        business_entity="be",
        deleted=False,
        anonymised=False,
        replaced_by="c-2",
        extra={"locale": "nl", "net_term_days": "14", "business_entity_id": "be"},
    )


def test_customer_who_is_hardly_known():
    found = customer({"id": "c", "active_id": "c", "deleted": True, "pii_cleared": "cleared"})
    assert found == Customer("c", deleted=True, anonymised=True)
    billing = {"company": "B", "first_name": "F", "last_name": "L", "email": "e@x.example"}
    found = customer({"id": "c", "billing_address": billing})
    assert (found.company, found.first_name, found.last_name) == ("B", "F", "L")
    assert found.email == "e@x.example"


@pytest.mark.parametrize(
    ("identifiers", "chamber"),
    [
        ([{"id": "1", "scheme": "0106", "value": "01234567"}], "01234567"),
        ([{"scheme": "9944", "value": "NL1"}, {"scheme": "0208", "value": "0403"}], "0403"),
        ([{"scheme": "9944", "value": "NL1"}], ""),
        ([{"scheme": "0106"}], ""),
        ([], ""),
        (None, ""),
    ],
)
def test_the_register_of_companies(identifiers, chamber):
    assert customer({"id": "c", "entity_identifiers": identifiers}).chamber == chamber


def test_contacts_in_their_order():
    told = [
        {"id": "c-1", "first_name": "A", "last_name": "B", "email": "a@b.example", "phone": "1"}
        | {"label": "accounts payable", "enabled": True, "send_billing_email": True},
        {"email": "without-an-id@b.example"},
        {"id": "c-2", "enabled": False},
    ]
    assert customer({"id": "c", "contacts": told}).contacts == (
        Contact("c-1", "A", "B", "a@b.example", "1", "accounts payable", True, True),
        Contact("c-2", enabled=False),
    )


def test_custom_fields_and_metadata_as_texts():
    told = {
        "cf_debtor": " 20042 ",
        "cf_vip": True,
        "cf_rate": Decimal("2.50"),
        "cf_count": 7,
        "cf_list": ["x"],
        "cf_empty": "",
        "cf_null": None,
        "cf_broken": "a\0b",
        "meta_data": {"crm_id": "881", "inner": {"x": 1}},
        "taxability": "exempt",
        "promotional_credits": 5,
    }
    assert customer({"id": "c", **told}).extra == {
        "cf_debtor": "20042",
        "cf_vip": "true",
        "cf_rate": "2.5",
        "cf_count": "7",
        "meta_data.crm_id": "881",
        "taxability": "exempt",
    }
    assert customer({"id": "c", "meta_data": "odd"}).extra == {}


@pytest.mark.parametrize(("payer", "read_as"), [("c-1", ""), ("parent", "parent"), (None, "")])
def test_who_pays_for_another(payer, read_as):
    found = read_invoice(payment_owner=payer, customer_id="c-1")
    assert found.payer == read_as


@pytest.mark.parametrize(
    ("einvoice", "read_as"),
    [
        (None, False),
        ({"id": "e-1", "status": "scheduled"}, True),
        ({"id": "e-1", "status": "failed"}, True),
        ({"id": "e-1"}, True),
        ({"id": "e-1", "status": "skipped"}, False),
    ],
)
def test_whether_the_site_sends_an_einvoice(einvoice, read_as):
    assert read_invoice(einvoice=einvoice).einvoiced is read_as


def test_the_company_that_a_document_is_made_out_to():
    billing = {"company": "Acme", "first_name": "Ann", "country": "NL"}
    assert read_invoice(billing_address=billing).company == "Acme"
    assert read_invoice(billing_address={"first_name": "Ann"}).company == ""


@pytest.mark.parametrize(
    ("number", "prefix", "read_as"),
    [
        ("NL001", None, "NL001"),
        ("XI123456789", "GB", "GB123456789"),
        ("123456789", "GB", "GB123456789"),
        (None, "GB", ""),
    ],
)
def test_vat_number_of_northern_ireland(number, prefix, read_as):
    payload = {"id": "c", "vat_number": number, "vat_number_prefix": prefix}
    assert customer(payload).vat_number == read_as
    assert read_invoice(vat_number=number, vat_number_prefix=prefix).vat_number == read_as


def test_price():
    assert price(FULL_PRICE) == Price("p-1", "Shown", "i-1", "f-1", "8010")
    assert price({"id": "p", "name": "Internal"}) == Price("p", "Internal")


def test_transaction():
    assert transaction(FULL_TRANSACTION, AMSTERDAM) == Transaction(
        external_id="t-1",
        kind="payment",
        status="success",
        currency="EUR",
        amount=Decimal("250.00"),
        date=date(2026, 10, 1),
        customer="c-1",
        business_entity="be",
        offline=True,
        deleted=False,
        gateway="not_applicable",
    )


def test_what_a_payment_was_used_for():
    told_at = FULL_TRANSACTION["date"]
    told = {
        **FULL_TRANSACTION,
        "gateway": "stripe",
        "gateway_account_id": "gw_1",
        "payment_method": "card",
        "reference_number": "R-9",
        "settled_at": FULL_TRANSACTION["date"] + 86400,
        "reversal_transaction_id": "t-2",
        "linked_invoices": [
            {
                "invoice_id": "INV-1",
                "applied_amount": 20000,
                "applied_at": told_at,
            },
            {"invoice_id": "INV-2", "applied_amount": 5000},
        ],
    }
    found = transaction(told, AMSTERDAM)
    assert found.applied == (
        Applied("invoice", "INV-1", Decimal("200.00"), date(2026, 10, 1)),
        Applied("invoice", "INV-2", Decimal("50.00")),
    )
    assert (found.offline, found.gateway, found.gateway_account) == (False, "stripe", "gw_1")
    assert (found.payment_method, found.reference, found.reversal) == ("card", "R-9", "t-2")
    assert found.settled == date(2026, 10, 2)


@pytest.mark.parametrize("field", ["refunded_txn_id", "reference_transaction_id"])
def test_what_a_refund_goes_back_on(field):
    note = {"cn_id": "CN-1", "applied_amount": 4840}
    told = {**FULL_TRANSACTION, "type": "refund", field: "t-0", "linked_credit_notes": [note]}
    found = transaction(told, AMSTERDAM)
    assert found.applied == (Applied("credit_note", "CN-1", Decimal("48.40")),)
    assert (found.kind, found.linked) == ("refund", "t-0")


def test_a_use_that_names_no_document():
    told = {**FULL_TRANSACTION, "linked_invoices": [{"applied_amount": 1}]}
    problem = invalid(transaction, told, AMSTERDAM)
    assert problem == ("field_missing", {"field": "linked_invoices.invoice_id"})


@pytest.mark.parametrize(("field", "value"), [("type", "gift"), ("status", "odd")])
def test_transaction_of_an_unknown_sort(field, value):
    problem = invalid(transaction, {**FULL_TRANSACTION, field: value}, AMSTERDAM)
    assert problem == ("unknown_value", {"field": field, "value": value})


def test_kinds_that_are_no_words():
    for kind in ("item_family", "coupon", "event", ""):
        assert read(kind, "{", "") is None


# Samples made by hand from the vendor's documentation


def samples():
    """Return the samples of the folder that SPECS_DIR names, {} with a warning without it."""
    folder = os.environ.get("SPECS_DIR")
    path = Path(folder or "/nonexistent") / "chargebee-samples.json"
    if not path.is_file():
        warnings.warn("SPECS_DIR names no chargebee-samples.json: not checked", stacklevel=2)
        return {}
    return parse(path.read_text(encoding="utf-8"))


def test_samples_read_and_add_up():
    for name, wrapper in samples().items():
        for kind, payload in wrapper.items():
            if kind in FULL and "event" not in name:
                found = read(kind, payload, "Europe/Amsterdam")
                if kind in ("invoice", "credit_note"):
                    check_sums(found)
                    assert str(found.total) == f"{Decimal(payload['total']) / 100:.2f}"


def test_sample_invoice_to_the_cent():
    found = samples().get("invoice")
    if not found:
        return
    one = read("invoice", found["invoice"], "")
    assert [(str(x.net), str(x.tax), x.date_from, x.date_to) for x in one.lines] == [
        ("180.00", "37.80", date(2026, 10, 1), date(2026, 10, 31)),
        ("70.00", "14.70", date(2026, 9, 1), date(2026, 9, 30)),
        ("150.00", "31.50", None, None),
    ]
    assert (one.date, one.due_date) == (date(2026, 10, 1), date(2026, 10, 8))
    assert (str(one.total), str(one.tax), str(one.round_off)) == ("484.00", "84.00", "0.00")
