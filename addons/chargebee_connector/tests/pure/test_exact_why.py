"""Why a document is booked as it is: what decided each line, and what came next."""

from dataclasses import replace
from decimal import Decimal

import booking_world as own_world
import credit_world
import exact_world as world
import pytest

from odoo.addons.chargebee_connector.ledger.reasons import FALLBACK, OPTION, POSTED, ROUNDING
from odoo.addons.chargebee_connector.systems.exact import rules, why


def explained(document, route=None, known=None):
    return why.reasons(document, route or world.route(), known or world.known())


def test_the_winner_and_what_came_next():
    route = world.route(
        revenue=world.revenue(
            ({}, world.REVENUE),
            ({"item_family": "plans"}, world.HARDWARE),
            ({"item": "other"}, world.HARDWARE),
            ({"item": "pro"}, world.REVENUE),
        )
    )
    (reason,) = explained(world.invoice(), route)
    assert (reason.ledger.value, reason.ledger.by) == (world.REVENUE.id, "revenue")
    assert reason.ledger.rows == (3, 1, 0)
    assert (reason.vat_code.value, reason.vat_code.by) == (world.HIGH.code, "tax")
    assert reason.vat_code.rows == (0,)
    assert (reason.description, reason.amount) == ("Plan Pro", Decimal("100.00"))
    assert reason.costs.by == ""


def test_what_is_explained_is_what_is_booked():
    lines = (
        world.line(discounts=(("SUMMER", Decimal(30)), ("", Decimal(10)))),
        world.line("50.00", world.vat(20), world.vat(30, "9"), external_id="li_2"),
    )
    document = world.invoice(*lines, round_off="0.01")
    route = own_world.own(cost=own_world.costs(({"country": "NL"}, ("C1", "U1"))))
    booked = world.body(document, route)["SalesEntryLines"]
    found = explained(document, route)
    assert [(one.ledger.value, one.vat_code.value, one.amount) for one in found] == [
        (body["GLAccount"], body["VATCode"], Decimal(body["AmountFC"])) for body in booked
    ]
    assert [one.ledger.by for one in found] == [
        "revenue",
        "discount",
        "discount",
        "revenue",
        "revenue",
        ROUNDING,
    ]
    assert [one.ledger.rows for one in found[1:3]] == [(1, 0), (0,)]
    assert found[0].costs.value == "C1 / U1" and found[0].costs.rows == (0,)


def test_promotional_credits_go_by_the_option():
    document = world.invoice(world.line(promotional=Decimal(10)))
    route = own_world.booking(promotional="own", promotional_ledger=own_world.CREDITS)
    sale, credits = explained(document, route)
    assert (sale.ledger.by, credits.ledger.by) == ("revenue", OPTION)


def test_a_voucher_is_a_line_without_vat():
    line = world.line("90.00", world.vat(100), promotional=Decimal(10))
    route = own_world.booking(promotional="own", promotional_ledger=own_world.CREDITS)
    sale, voucher = explained(world.invoice(line), route)
    assert (sale.amount, voucher.amount) == (Decimal("100.00"), Decimal("-10.00"))
    assert (voucher.ledger.by, voucher.vat_code.value) == (OPTION, world.NONE.code)


def test_what_no_row_covers():
    empty = world.route(revenue=world.table(rules.REVENUE))
    (stopped,) = explained(world.invoice(), empty)
    assert stopped.problem.code == "revenue_missing" and stopped.amount == Decimal("100.00")
    (fallen,) = explained(world.invoice(), replace(empty, fallback=world.HARDWARE))
    assert (fallen.ledger.by, fallen.ledger.value) == (FALLBACK, world.HARDWARE.id)


def test_one_line_that_is_stopped_leaves_the_others():
    document = world.invoice(
        world.line(exemption="", country="ES"), world.line("10.00", world.vat(10, "7"))
    )
    first, second = explained(document)
    assert (first.problem, second.problem.code) == (None, "tax_missing")


@pytest.mark.parametrize(
    ("coupons", "expected"),
    [
        ((), "guid-8000"),
        ((("PARTNER", 5),), "guid-8110"),
        ((("PARTNER", 5), ("", 50)), "guid-8110"),
        ((("OTHER", 5),), "guid-8000"),
        ((("PARTNER", 5), ("STAFF", 9)), "guid-8100"),
        ((("PARTNER", 9), ("STAFF", 9)), "guid-8110"),
        ((("OTHER", 9), ("PARTNER", 5)), "guid-8110"),
    ],
)
def test_a_coupon_beats_a_price(coupons, expected):
    """Of several coupons the one decides that took off most, as far as a row names it."""
    route = world.route(
        revenue=world.revenue(
            ({"item_price": "pro-eur"}, replace(world.REVENUE, id="guid-8000")),
            ({"coupon": "PARTNER"}, own_world.SUMMER),
            ({"coupon": "STAFF"}, own_world.DISCOUNTS),
        )
    )
    line = world.line(discounts=tuple((name, Decimal(amount)) for name, amount in coupons))
    (body,) = world.body(world.invoice(line), route)["SalesEntryLines"]
    assert body["GLAccount"] == expected


def test_the_sale_and_its_discount_by_one_coupon():
    """The coupon says where the sale goes and where the discount goes, each in its own table."""
    revenue = world.revenue(({}, world.REVENUE), ({"coupon": "SUMMER"}, world.HARDWARE))
    route = replace(own_world.own(), revenue=revenue)
    document = world.invoice(world.line(discounts=(("SUMMER", Decimal("30.00")),)))
    sale, off = world.body(document, route)["SalesEntryLines"]
    assert (sale["GLAccount"], sale["AmountFC"]) == (world.HARDWARE.id, "130.00")
    assert (off["GLAccount"], off["AmountFC"]) == (own_world.SUMMER.id, "-30.00")
    assert [one.ledger.by for one in explained(document, route)] == ["revenue", "discount"]


def test_a_credit_note_goes_as_its_invoice_went():
    note, facts = credit_world.credit_note(), credit_world.after(world.invoice())
    booked = credit_world.sent(note, facts)["SalesEntryLines"]
    found = explained(note, known=facts)
    assert [(one.ledger.value, one.amount) for one in found] == [
        (body["GLAccount"], Decimal(body["AmountFC"])) for body in booked
    ]
    assert {(one.ledger.by, one.invoice) for one in found} == {(POSTED, "INV-1")}


def test_a_credit_note_of_what_never_went():
    (reason,) = explained(credit_world.credit_note())
    assert reason.problem.code == "credited_invoice_unknown"
