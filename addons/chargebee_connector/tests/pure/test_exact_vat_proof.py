"""Posted entries added up for the returns: by VAT code, by VAT number, by country."""

from decimal import Decimal

import exact_world as world
from exact_world import body, invoice, line, route, vat

from odoo.addons.chargebee_connector.systems.exact.rules import VatCode
from odoo.addons.chargebee_connector.systems.exact.vat_proof import Entry, prove

CODES = {
    code.code: code
    for code in (
        world.HIGH,
        world.HIGH_WITHIN,
        world.LOW,
        world.SHIFTED,
        VatCode("7", "Goederen", "B", Decimal(0), "L"),
        world.GERMAN,
        world.NONE,
    )
}


def made(*lines, code=None, number="", **fields):
    choice = route(tax=world.taxes(({}, code))) if code else route()
    return Entry(body(invoice(*lines, **fields), choice), number)


def listed(net, code, number, currency="EUR"):
    booked = [{"AmountFC": net, "VATCode": code, "VATAmountFC": "0.00"}]
    return Entry({"Currency": currency, "SalesEntryLines": booked}, number)


def plain(found):
    return {key: (str(sums.base), str(sums.vat)) for key, sums in found.items()}


def test_by_code_whatever_the_code_does_with_the_amount():
    entries = [
        made(line("100.00"), line("50.00", vat("50.00", "9"), external_id="li_2")),
        made(line("100.00"), code=world.HIGH_WITHIN),
        made(line("-30.00")),
    ]
    assert plain(prove(entries, CODES).by_code) == {
        ("2", "EUR"): ("70.00", "14.70"),
        ("1", "EUR"): ("50.00", "4.50"),
        ("4", "EUR"): ("100.00", "21.00"),
    }


def test_the_sales_list_by_number_goods_apart_from_services():
    entries = [
        listed("100.00", "6", "DE136695976"),
        listed("-40.00", "6", "DE136695976"),
        listed("10.00", "7", "DE136695976"),
        listed("5.00", "6", "BE0403170701"),
        listed("9.00", "6", "BE0403170701", "USD"),
        made(line("100.00")),
    ]
    assert plain(prove(entries, CODES).listed) == {
        ("S", "DE136695976", "EUR"): ("60.00", "0.00"),
        ("L", "DE136695976", "EUR"): ("10.00", "0.00"),
        ("S", "BE0403170701", "EUR"): ("5.00", "0.00"),
        ("S", "BE0403170701", "USD"): ("9.00", "0.00"),
    }


def test_one_stop_shop_by_country_and_rate():
    sold = line("100.00", vat("100.00", "19", "MwSt", country="DE"), country="DE")
    entries = [made(sold, country="DE"), made(line("100.00"))]
    assert plain(prove(entries, CODES).oss) == {("DE", Decimal(19), "EUR"): ("100.00", "19.00")}


def test_what_is_listed_and_what_is_not_make_up_all():
    entries = [made(line("100.00")), listed("100.00", "6", "DE136695976")]
    proof = prove(entries, CODES)
    assert sum(sums.base for sums in proof.by_code.values()) == 200
    assert not proof.oss


def test_a_code_that_is_gone_from_exact_still_counts():
    assert plain(prove([listed("5.00", "99", "")], CODES).by_code) == {
        ("99", "EUR"): ("5.00", "0.00")
    }
