"""What Chargebee's documents tell of discounts, references and attempts to collect."""

from decimal import Decimal

import pytest
from chargebee_payloads import line, read_invoice, tax

from odoo.addons.chargebee_connector.systems.chargebee.read import customer


def off(amount, **fields):
    return {"line_item_id": "li_1", "discount_amount": amount, **fields}


def coupon(amount, name):
    return off(amount, discount_type="item_level_coupon", coupon_id=name, entity_id=name)


MIXED = [
    coupon(1000, "SUMMER"),
    coupon(500, "SUMMER"),
    off(300, discount_type="document_level_discount"),
    off(200, discount_type="prorated_credits"),
    off(400, discount_type="promotional_credits"),
]


def test_discounts_by_coupon_and_credits_apart():
    found = read_invoice(
        line_item_discounts=MIXED,
        line_item_taxes=[tax(taxable_amount=7600, tax_amount=1596)],
        sub_total=7600,
        tax=1596,
        total=9196,
    )
    (one,) = found.lines
    assert one.net == Decimal("76.00")
    assert one.discounts == (("SUMMER", Decimal("15.00")), ("", Decimal("3.00")))
    assert one.promotional == Decimal("4.00")


def test_discounts_on_prices_with_tax_lose_the_tax_in_them():
    found = read_invoice(
        price_type="tax_inclusive",
        line_items=[line(amount=12100)],
        line_item_discounts=[coupon(2420, "SUMMER"), *MIXED[-1:]],
        line_item_taxes=[tax(taxable_amount=7669, tax_amount=1611)],
        sub_total=9280,
        tax=1611,
        total=9280,
    )
    (one,) = found.lines
    assert one.net == Decimal("76.69")
    assert one.discounts == (("SUMMER", Decimal("20.00")),)
    assert one.promotional == Decimal("3.31")


def test_credits_that_left_the_base_alone_have_no_tax_in_them():
    found = read_invoice(
        price_type="tax_inclusive",
        line_items=[line(amount=12100)],
        line_item_discounts=[off(2000, discount_type="promotional_credits")],
        line_item_taxes=[tax(taxable_amount=10000, tax_amount=2100)],
        sub_total=10100,
        tax=2100,
        total=10100,
    )
    (one,) = found.lines
    assert (one.net, one.promotional) == (Decimal("80.00"), Decimal("20.00"))


def test_a_line_without_discounts_has_none():
    (one,) = read_invoice().lines
    assert (one.discounts, one.promotional) == ((), Decimal(0))


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (None, ""),
        ([{"note": "Betaal met +++090/9337/55493+++ aub"}], "+++090/9337/55493+++"),
        ([{"note": "thanks"}, {"note": "***090/9337/55493***"}], "+++090/9337/55493+++"),
        ([{"note": "+++090/9337/55494+++"}], ""),
        (["+++010/8068/17183+++"], "+++010/8068/17183+++"),
        ([{"note": None}], ""),
        # A remainder of 0 is written as 97.
        ([{"note": "+++000/0000/09797+++"}], "+++000/0000/09797+++"),
    ],
)
def test_structured_communication(notes, expected):
    assert read_invoice(notes=notes).payment_reference == expected


def test_own_fields_are_told_as_text():
    found = read_invoice(cf_b=" X ", cf_a=7, cf_flag=True, cf_list=["x"], cf_none=None, other="y")
    assert found.custom == (("cf_a", "7"), ("cf_b", "X"))


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        (None, False),
        ([{"dunning_type": "offline"}], False),
        ([{"dunning_type": "offline"}, {"dunning_type": "auto_collect"}], True),
        ([{"dunning_type": "direct_debit"}], True),
    ],
)
def test_attempts_to_collect(attempts, expected):
    assert read_invoice(dunning_attempts=attempts).auto_collection is expected


@pytest.mark.parametrize(
    ("fields", "method", "collected"),
    [
        ({}, "", False),
        ({"auto_collection": "on", "payment_method": {"type": "card"}}, "card", True),
        ({"auto_collection": "on", "offline_payment_method": "cash"}, "", True),
        (
            {
                "auto_collection": "off",
                "offline_payment_method": "bank_transfer",
                "payment_method": {"type": "card"},
            },
            "bank_transfer",
            False,
        ),
    ],
)
def test_how_a_customer_pays(fields, method, collected):
    found = customer({"id": "c-1", **fields})
    assert (found.payment_method, found.auto_collection) == (method, collected)
