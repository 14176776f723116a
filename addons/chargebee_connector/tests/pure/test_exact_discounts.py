"""Discounts and promotional credits: netted, or on ledgers of their own, right by VAT code."""

from decimal import Decimal

import exact_world as world
import pytest
from booking_world import CREDITS, DISCOUNTS, amounts, booking, own
from credit_world import UNMAPPED, after, credit, credit_note, sent
from exact_world import body, invoice, line, problem, vat
from hypothesis import given
from hypothesis import strategies as some

from odoo.addons.chargebee_connector.ledger.mapping import Table

SOLD = line("80.00", discounts=(("SUMMER", Decimal("15.00")), ("", Decimal("5.00"))))
FREE_MONEY = line("80.00", promotional=Decimal("20.00"))
#: The tax was worked out as if no credits had been used.
VOUCHER = line("80.00", vat("100.00"), promotional=Decimal("20.00"))


def test_discounts_are_netted_unless_somebody_chose_otherwise():
    assert amounts(body(invoice(SOLD))) == [("guid-8000", "80.00", "2", "16.80")]


def test_each_coupon_on_its_own_ledger_with_the_vat_code_of_the_line():
    assert amounts(body(invoice(SOLD), own())) == [
        ("guid-8000", "100.00", "2", "21.00"),
        ("guid-8110", "-15.00", "2", "-3.15"),
        ("guid-8100", "-5.00", "2", "-1.05"),
    ]


def test_a_coupon_without_a_ledger_stops_the_document():
    kind, code, params = problem(
        invoice(SOLD), booking(own_discounts=True, discount=Table(("coupon",), ()))
    )
    assert (kind, code, params["coupon"]) == ("Unmapped", "discount_missing", "SUMMER")


def test_a_balance_sheet_ledger_takes_no_discount():
    table = world.table(("coupon",), ({}, world.BALANCE))
    rules = booking(own_discounts=True, discount=table)
    assert problem(invoice(SOLD), rules)[:2] == ("Unmapped", "ledger_not_revenue")


def test_vat_within_the_amount():
    rules = own()
    within = world.taxes(({}, world.HIGH_WITHIN))
    found = amounts(body(invoice(SOLD), world.replace(rules, tax=within)))
    assert [amount for _ledger, amount, _code, _vat in found] == ["121.00", "-18.15", "-6.05"]


def test_all_lines_are_spread_alike():
    year = {"date_from": world.DAY, "date_to": world.date(2027, 10, 7)}
    lines = body(invoice(line("90.00", discounts=(("", Decimal(10)),), **year)), own())
    assert {each.get("To") for each in lines["SalesEntryLines"]} == {"2027-10-07T00:00:00"}


def test_a_line_that_is_free_altogether_is_not_booked():
    free = line("0.00", None, external_id="li_2", discounts=(("", Decimal(10)),))
    assert len(amounts(body(invoice(line(), free), own()))) == 1


def test_two_taxes_share_a_discount():
    shared = line(
        "80.00",
        vat("30.00"),
        vat("50.00", "9"),
        discounts=(("SUMMER", Decimal("10.01")),),
    )
    found = amounts(body(invoice(shared), own()))
    off = [Decimal(amount) for ledger, amount, *_rest in found if ledger == "guid-8110"]
    assert (len(off), sum(off)) == (2, Decimal("-10.01"))


@given(
    net=some.decimals("0.01", "99999", places=2),
    off=some.lists(some.decimals("0.01", "999", places=2), min_size=1, max_size=3),
    rate=some.sampled_from(["21", "9", "5.5"]),
)
def test_base_and_vat_by_code_are_the_line_s_own_to_the_cent(net, off, rate):
    coupons = tuple((f"C{number}", amount) for number, amount in enumerate(off))
    sold = line(net, vat(net, rate), discounts=coupons)
    rules = world.replace(own(), tax=world.taxes(({}, world.replace(world.HIGH, percentage=None))))
    found = amounts(body(invoice(sold), rules))
    assert sum(Decimal(amount) for _ledger, amount, *_rest in found) == net
    assert sum(Decimal(tax) for *_rest, tax in found) == sold.tax
    assert Decimal(found[0][1]) == net + sum(off)


# Promotional credits ------------------------------------------------------------------------


def test_promotional_credits_wait_for_a_decision():
    assert problem(invoice(FREE_MONEY))[:2] == ("Unmapped", "promotional_undecided")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"promotional": "netted"}, [("guid-8000", "80.00", "2", "16.80")]),
        (
            {"promotional": "own", "promotional_ledger": CREDITS},
            [("guid-8000", "100.00", "2", "21.00"), ("guid-8120", "-20.00", "2", "-4.20")],
        ),
    ],
)
def test_promotional_credits_that_lowered_the_base(options, expected):
    assert amounts(body(invoice(FREE_MONEY), booking(**options))) == expected


@pytest.mark.parametrize(
    ("options", "ledger"),
    [
        ({"promotional": "netted"}, "guid-8000"),
        ({"promotional": "own", "promotional_ledger": CREDITS}, "guid-8120"),
    ],
)
def test_credits_that_left_the_base_alone_are_a_payment_without_vat(options, ledger):
    assert amounts(body(invoice(VOUCHER), booking(**options))) == [
        ("guid-8000", "100.00", "2", "21.00"),
        (ledger, "-20.00", "0", None),
    ]


# Credit notes -------------------------------------------------------------------------------


def credited(net, rules, *sold):
    facts = after(invoice(*sold), rules=rules)
    return amounts(sent(credit_note(credit(net)), facts, UNMAPPED))


def test_a_credit_note_takes_back_what_was_posted_in_proportion():
    assert credited("40.00", own(), SOLD) == [
        ("guid-8000", "-50.00", "2", "-10.51"),
        ("guid-8110", "7.50", "2", "1.58"),
        ("guid-8100", "2.50", "2", "0.53"),
    ]


def test_a_whole_credit_note_leaves_nothing_on_any_ledger():
    rules = own()
    facts = after(invoice(SOLD), rules=rules)
    posted = amounts(body(invoice(SOLD), rules))
    taken = amounts(sent(credit_note(credit("80.00")), facts, UNMAPPED))
    for ledger, amount, code, tax in posted:
        assert (ledger, f"{-Decimal(amount)}", code, f"{-Decimal(tax)}") in taken


def test_lines_behind_one_with_discounts_are_found():
    other = line("10.00", external_id="li_2")
    facts = after(invoice(SOLD, other), rules=own())
    taken = sent(credit_note(credit("10.00", takes="li_2")), facts, UNMAPPED)
    assert amounts(taken) == [("guid-8000", "-10.00", "2", "-2.10")]


def test_what_was_sold_is_taken_back_not_the_voucher():
    rules = booking(promotional="own", promotional_ledger=CREDITS)
    assert credited("50.00", rules, VOUCHER) == [("guid-8000", "-50.00", "2", "-10.50")]


def test_what_was_netted_stays_netted_when_the_option_changes():
    facts = after(invoice(SOLD))
    taken = sent(credit_note(credit("40.00")), facts, own())
    assert amounts(taken) == [("guid-8000", "-40.00", "2", "-8.40")]


def test_a_credit_note_by_itself_shows_its_discounts():
    free = credit_note(credit("80.00", takes="", discounts=(("", Decimal("20.00")),)), credits="")
    found = amounts(sent(world.replace(free, net_term_days="14"), world.known(), own()))
    assert found == [
        ("guid-8000", "-100.00", "2", "-21.00"),
        (DISCOUNTS.id, "20.00", "2", "4.20"),
    ]
