"""Payloads as Chargebee sends them, for the tests of their readers.

Each builder takes changes to its fields; a change to None leaves the field out.
"""

from decimal import Decimal

import pytest

from odoo.addons.chargebee_connector.ledger.gates import check_sums
from odoo.addons.chargebee_connector.ledger.problems import Invalid
from odoo.addons.chargebee_connector.systems.chargebee.read import document

AMSTERDAM = "Europe/Amsterdam"

#: 2026-10-01, 2026-11-01 and 2026-10-08 at midnight in Amsterdam: summer time ends in between.
OCTOBER, NOVEMBER, THE_8TH = 1790805600, 1793487600, 1791410400


def line(**changes):
    return {
        "id": "li_1",
        "date_from": OCTOBER,
        "date_to": NOVEMBER,
        "unit_amount": 10000,
        "amount": 10000,
        "description": "Growth",
        "entity_type": "plan_item_price",
        "entity_id": "growth-EUR",
        **changes,
    }


def tax(**changes):
    return {
        "line_item_id": "li_1",
        "tax_name": "BTW",
        "tax_rate": 21,
        "taxable_amount": 10000,
        "tax_amount": 2100,
        "tax_juris_type": "country",
        "tax_juris_code": "NL",
        **changes,
    }


def invoice(**changes):
    """Return an invoice of 100.00 + 21.00; a change to None leaves the field out."""
    payload = {
        "id": "INV-1",
        "customer_id": "c-1",
        "status": "payment_due",
        "price_type": "tax_exclusive",
        "date": OCTOBER,
        "currency_code": "EUR",
        "sub_total": 10000,
        "tax": 2100,
        "total": 12100,
        "round_off_amount": 0,
        "deleted": False,
        "line_items": [line()],
        "line_item_taxes": [tax()],
        "billing_address": {"company": "Acme B.V.", "country": "NL"},
        "resource_version": 1790812800377,
        **changes,
    }
    return {name: value for name, value in payload.items() if value is not None}


def credit_note(**changes):
    changes = {"id": "CN-1", "status": "refund_due", "type": "refundable", "tax": None, **changes}
    return invoice(**changes)


def read_invoice(site_tz=AMSTERDAM, **changes):
    found = document("invoice", invoice(**changes), site_tz)
    check_sums(found)
    return found


def invalid(function, *args):
    with pytest.raises(Invalid) as caught:
        function(*args)
    assert caught.value.__cause__ is None
    return caught.value.code, caught.value.params


def local(amount, code="USD", line_item_id="li_1"):
    return tax(
        line_item_id=line_item_id, local_currency_code=code, tax_amount_in_local_currency=amount
    )


FULL_INVOICE = invoice(
    due_date=THE_8TH,
    net_term_days=7,
    vat_number="NL001",
    vat_number_prefix="GB",
    business_entity_id="be",
    base_currency_code="USD",
    exchange_rate=Decimal("1.1"),
    local_currency_code="USD",
    local_currency_exchange_rate=Decimal("1.09"),
    total_in_local_currency=13189,
    line_items=[line(tax_exempt_reason="export")],
    line_item_taxes=[local(2289)],
    line_item_discounts=[{"line_item_id": "li_1", "discount_amount": 0}],
    line_item_addresses=[{"line_item_id": "li_1", "country": "NL"}],
    tax_origin={"country": "NL", "registration_number": "NL002"},
    shipping_address={"country": "NL"},
    billing_address={"company": "A", "first_name": "B", "last_name": "C", "country": "NL"},
    site_details_at_creation={"timezone": AMSTERDAM},
)
FULL_CUSTOMER = {
    "id": "c-1",
    "company": "Acme",
    "first_name": "Mira",
    "last_name": "Jansen",
    "email": "a@b.example",
    "phone": "+31",
    "vat_number": "XI123",
    "vat_number_prefix": "GB",
    "locale": "nl",
    "net_term_days": 14,
    "business_entity_id": "be",
    "deleted": False,
    "pii_cleared": "active",
    "active_id": "c-2",
    "billing_address": {
        "line1": "1",
        "line2": "2",
        "line3": "3",
        "zip": "9711 AA",
        "city": "Groningen",
        "state_code": "GR",
        "country": "NL",
    },
}
FULL_PRICE = {
    "id": "p-1",
    "name": "Internal",
    "external_name": "Shown",
    "item_id": "i-1",
    "item_family_id": "f-1",
    "accounting_detail": {"accounting_code": "8010"},
}
FULL_TRANSACTION = {
    "id": "t-1",
    "customer_id": "c-1",
    "type": "payment",
    "status": "success",
    "gateway": "not_applicable",
    "date": OCTOBER,
    "currency_code": "EUR",
    "amount": 25000,
    "business_entity_id": "be",
    "deleted": False,
}
FULL = {
    "invoice": FULL_INVOICE,
    "credit_note": {
        **{name: value for name, value in FULL_INVOICE.items() if name != "tax"},
        "status": "adjusted",
        "type": "adjustment",
        "reason_code": "waiver",
        "reference_invoice_id": "INV-1",
        "taxes": [{"name": "BTW", "amount": 2100}],
    },
    "customer": FULL_CUSTOMER,
    "item_price": FULL_PRICE,
    "transaction": FULL_TRANSACTION,
}
