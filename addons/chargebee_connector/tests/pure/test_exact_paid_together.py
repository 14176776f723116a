"""A payment that closes invoices together with credit notes that serve several of them (C8, T1)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from credit_world import credit, credit_note
from exact_world import invoice, line
from memo_world import memos
from memo_world import route as memo_route
from money_world import THERE, books, lines, payment, route, stopped, used

from odoo.addons.chargebee_connector.ledger.plan import Booked, LinkNow, ref
from odoo.addons.chargebee_connector.ledger.words import Allocation, Applied
from odoo.addons.chargebee_connector.systems.exact.plan import needs_beyond

AR = "guid-1300"
DAY = date(2026, 10, 16)


def bill(number, credited, net="100.00", **fields):
    """An invoice of which so much was settled with the credit note CN-1."""
    note = Applied("credit_note", "CN-1", Decimal(credited))
    return invoice(line(net), external_id=number, credited=(note,), **fields)


def note(*uses, **fields):
    """The credit note CN-1 over 60.50, used for these (invoice, amount)."""
    given = tuple(Allocation(number, Decimal(amount), DAY) for number, amount in uses)
    return credit_note(credit("50.00"), credits="", allocations=given, **fields)


#: 121.00 of which 40.50 and 20.00 are credited: 181.50 is paid.
ONE, TWO = bill("INV-1", "40.50"), bill("INV-2", "20.00")
NOTE = note(("INV-1", "40.50"), ("INV-2", "20.00"))
PAID = payment("181.50", used("INV-1", "80.50"), used("INV-2", "101.00"))
ALL = [("121.00", "INV-1", AR), ("121.00", "INV-2", AR), ("-60.50", "credit_note/CN-1", AR)]


def test_all_of_them_are_named_in_full_once():
    assert lines(PAID, books(ONE, TWO, NOTE)) == ALL


def test_also_an_invoice_that_the_credit_note_settled_alone():
    small = bill("INV-2", "24.20", net="20.00")
    given = note(("INV-1", "36.30"), ("INV-2", "24.20"))
    word = payment("84.70", used("INV-1", "84.70"))
    facts = books(bill("INV-1", "36.30"), small, given)
    assert lines(word, facts) == [
        ("121.00", "INV-1", AR),
        ("24.20", "INV-2", AR),
        ("-60.50", "credit_note/CN-1", AR),
    ]


PLAIN = [("80.50", "INV-1", AR), ("101.00", "INV-2", AR)]


@pytest.mark.parametrize(
    "changed",
    [
        {"allocations": NOTE.allocations[:1]},
        {"refunded": Decimal("1.00")},
        {"reason": "chargeback"},
        {"total": Decimal("60.00")},
    ],
)
def test_only_what_is_used_up_by_them_is_named(changed):
    assert lines(PAID, books(ONE, TWO, replace(NOTE, **changed))) == PLAIN


def test_only_what_this_payment_closes():
    by_another = payment("80.50", used("INV-1", "80.50"))
    assert lines(by_another, books(ONE, TWO, NOTE)) == PLAIN[:1]
    dollars = replace(TWO, currency="USD")
    facts = books(ONE, TWO, NOTE)
    facts.records["invoice", "INV-2"] = dollars
    assert lines(PAID, facts) == PLAIN


def test_a_credit_note_that_never_goes_closes_nothing():
    facts = books(ONE, TWO, NOTE)
    facts.links["sales_entry", "credit_note/CN-1"] = LinkNow("ignored")
    assert lines(PAID, facts) == PLAIN


def test_it_waits_for_each_of_them():
    facts = books(ONE, TWO, NOTE)
    facts.links["sales_entry", "INV-2"] = LinkNow("planned")
    assert stopped(PAID, facts) == ("Waiting", "invoice_first", ("sales_entry", "INV-2"))


def test_all_that_hangs_together_is_asked_for():
    facts = books(ONE, TWO)
    asked = needs_beyond([PAID], route(), facts)
    assert asked.records == {("credit_note", "CN-1")}
    facts = books(ONE, NOTE)
    asked = needs_beyond([payment("80.50", used("INV-1", "80.50"))], route(), facts)
    assert asked.records == {("credit_note", "CN-1"), ("invoice", "INV-2")}
    assert ("sales_entry", "INV-2") in asked.booked


# what the credit note says of it ------------------------------------------------------------------

USED = "credit_note/CN-1/used"


def test_the_credit_note_is_on_no_list_once_the_payment_names_it():
    paid = {"paid": Decimal("80.50"), "payments": (Applied("transaction", "t", Decimal("80.50")),)}
    facts = books(replace(ONE, **paid), TWO, NOTE)
    assert memos(NOTE, facts, memo_route())[USED].problem.code == "match_by_hand"
    asked = needs_beyond([NOTE], memo_route(), facts)
    assert ("bank_entry", "transaction/t") in asked.links & asked.booked
    facts.links["bank_entry", "transaction/t"] = THERE
    named = {"AmountFC": "-60.50", "OurRef": ref("sales_entry", "credit_note/CN-1", "number")}
    facts.booked["bank_entry", "transaction/t"] = Booked({"BankEntryLines": [named]})
    assert USED not in memos(NOTE, facts, memo_route())
