"""The rates of a document: the source's own, and the one printed for VAT."""

from decimal import Decimal

import pytest
from chargebee_payloads import AMSTERDAM, invalid, invoice, line, local, read_invoice, tax

from odoo.addons.chargebee_connector.systems.chargebee.read import document


def test_base_rate():
    found = read_invoice(base_currency_code="USD", exchange_rate=Decimal("1.10"))
    assert found.base_rate == ("USD", Decimal("1.10"))
    assert read_invoice(base_currency_code="USD").base_rate is None
    assert read_invoice(exchange_rate=1).base_rate is None


def test_vat_rate_as_told():
    told = {"local_currency_code": "USD", "local_currency_exchange_rate": Decimal("1.0912")}
    assert read_invoice(**told).vat_rate == ("USD", Decimal("1.0912"))
    assert read_invoice(**told, line_item_taxes=[local(2292)]).vat_rate[1] == Decimal("1.0912")


def test_vat_rate_as_the_amounts_show_it():
    rate = read_invoice(local_currency_code="USD", line_item_taxes=[local(2292)]).vat_rate
    assert rate == ("USD", Decimal("1.0914285714"))
    rate = read_invoice(local_currency_code="JPY", line_item_taxes=[local(3570, "JPY")]).vat_rate
    assert rate == ("JPY", Decimal(170))


def test_vat_rate_of_a_currency_without_decimals():
    """JPY 2100 of tax are EUR 13.00."""
    found = read_invoice(
        currency_code="JPY", local_currency_code="EUR", line_item_taxes=[local(1300, "EUR")]
    )
    assert found.vat_rate == ("EUR", Decimal("0.0061904762"))


def test_vat_rate_of_a_document_without_tax_is_that_of_its_total():
    found = read_invoice(
        local_currency_code="USD",
        total_in_local_currency=10950,
        line_item_taxes=[],
        tax=0,
        total=10000,
    )
    assert found.vat_rate == ("USD", Decimal("1.095"))
    assert read_invoice(local_currency_code="USD").vat_rate is None


def test_vat_rate_turned_upside_down():
    payload = invoice(
        local_currency_code="USD",
        local_currency_exchange_rate=Decimal("0.9164"),
        line_item_taxes=[local(2292)],
    )
    code, params = invalid(document, "invoice", payload, AMSTERDAM)
    assert code == "local_rate_differs"
    assert params == {"printed": "0.9164", "computed": "1.0914285714"}


def test_vat_rate_within_a_cent_of_a_small_tax():
    """Three cents of tax are two or three cents in any currency: that is rounding."""
    found = read_invoice(
        line_items=[line(amount=14)],
        line_item_taxes=[
            tax(taxable_amount=14, tax_amount=3, tax_amount_in_local_currency=4),
        ],
        sub_total=14,
        tax=3,
        total=17,
        local_currency_code="USD",
        local_currency_exchange_rate=Decimal("1.09"),
    )
    assert found.vat_rate == ("USD", Decimal("1.09"))


@pytest.mark.parametrize("value", [0, -1, Decimal("-0.5")])
@pytest.mark.parametrize("name", ["exchange_rate", "local_currency_exchange_rate"])
def test_rate_that_is_none(name, value):
    changes = {"base_currency_code": "USD", "local_currency_code": "USD", name: value}
    code, params = invalid(document, "invoice", invoice(**changes), AMSTERDAM)
    assert (code, params["field"]) == ("field_wrong", name)
