"""Credit notes that were used for invoices without money (C8), and uses taken back (C9)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from credit_world import after, credit, credit_note, first
from exact_world import invoice, line
from memo_world import memos, post, route, sent

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.ledger.words import Allocation, Withheld
from odoo.addons.chargebee_connector.systems.exact.plan import needs

KEY = "credit_note/CN-1/used"
CREDITED = ("sales_entry", "credit_note/CN-1", "number")


def used(*uses, **fields):
    """Return a credit note over 121.00 that was used for these (invoice, amount)."""
    allocations = tuple(
        Allocation(number, Decimal(amount), date(2026, 10, 16)) for number, amount in uses
    )
    return credit_note(credit("100.00"), **{"allocations": allocations, **fields})


def other(number="INV-2", net="100.00", **fields):
    return invoice(line(net), external_id=number, **fields)


def settled(note, *invoices, rules=None):
    """Return what is known once the invoices and the credit note are posted."""
    facts = after(invoice(), *invoices)
    post(facts, first(note, facts, rules))
    return facts


def test_exact_closes_both_by_one_entry():
    note = used(("INV-2", "121.00"))
    entry = memos(note, settled(note, other()))[KEY]
    assert sent(entry) == [
        ("guid-1300", "121.00", "customer/acme", CREDITED),
        ("guid-1300", "-121.00", "customer/acme", ("sales_entry", "INV-2", "number")),
    ]
    assert (entry.facts.date, entry.facts.total) == (date(2026, 10, 16), Decimal(0))


def test_one_credit_note_closes_several_invoices():
    note = used(("INV-2", "60.50"), ("INV-3", "60.50"))
    facts = settled(note, other(net="50.00"), other("INV-3", "50.00"))
    amounts = [one[1] for one in sent(memos(note, facts)[KEY])]
    assert amounts == ["121.00", "-60.50", "-60.50"]


def test_an_adjustment_is_used_for_its_own_invoice():
    note = used(type="adjustment")
    assert sent(memos(note, settled(note))[KEY])[1][3] == ("sales_entry", "INV-1", "number")


@pytest.mark.parametrize(
    ("note", "changes"),
    [
        (used(), {}),
        (used(("INV-2", "100.00")), {"owed": Decimal("21.00")}),
        (used(("INV-2", "100.00")), {"paid": Decimal("21.00")}),
        (used(("INV-2", "121.00")), {"withheld": (Withheld("tax_1", Decimal("12.10")),)}),
        (used(("INV-2", "121.00")), {"owed": Decimal("10.00")}),
        (used(("INV-2", "121.00")), {"paid": Decimal("10.00")}),
        (used(("INV-9", "121.00")), {}),
        (used(("INV-2", "121.00"), type="store"), {}),
        (used(("INV-2", "121.00"), reason="chargeback"), {}),
    ],
)
def test_what_is_not_used_up_or_goes_by_another_entry(note, changes):
    facts = after(invoice(), other())
    facts.records["invoice", "INV-2"] = other(**changes)
    assert KEY not in memos(note, facts)
    facts.links["journal_entry", KEY] = LinkNow("planned")
    assert memos(note, facts)[KEY].rule == "superseded"


@pytest.mark.parametrize(
    ("uses", "changes", "code"),
    [
        ((("INV-2", "121.00"),), {"net": "200.00"}, "match_by_hand"),
        ((("INV-2", "60.50"), ("INV-1", "60.50")), {"net": "50.00"}, "match_by_hand"),
        ((("INV-2", "121.00"),), {"currency": "JPY"}, "match_other_currency"),
        ((("INV-2", "100.00"),), {}, "match_part_used"),
        ((("INV-2", "60.50"), ("INV-1", "60.50")), {"paid": Decimal("60.50")}, "match_by_hand"),
    ],
)
def test_what_exact_can_not_match_is_listed(uses, changes, code):
    note = used(*uses)
    facts = after(invoice())
    facts.records["invoice", "INV-2"] = other(**changes)
    found = memos(note, facts)[KEY]
    assert (type(found.problem).__name__, found.problem.code) == ("Invalid", code)
    assert "INV-2" in found.problem.params["invoices"]


def test_it_waits_for_the_credit_note_and_for_the_invoices():
    note = used(("INV-2", "121.00"))
    waiting = memos(note, after(invoice(), other()))[KEY]
    assert waiting.problem.code == "credit_note_first"
    assert waiting.needs_link == ("sales_entry", "credit_note/CN-1")
    facts = settled(note, other())
    facts.links["sales_entry", "INV-2"] = LinkNow("planned")
    waiting = memos(note, facts)[KEY]
    assert waiting.problem.code == "invoice_first"
    assert waiting.needs_link == ("sales_entry", "INV-2")


def test_the_debtors_ledger_is_needed():
    note = used(("INV-2", "121.00"))
    found = memos(note, settled(note, other()), route(receivable=None))[KEY]
    assert found.problem.code == "receivable_missing"


# C9 ---------------------------------------------------------------------------------------------


def closed(note):
    facts = settled(note, other())
    post(facts, memos(note, facts)[KEY])
    return facts


def test_what_is_closed_and_still_used_so_is_left_alone():
    note = used(("INV-2", "121.00"))
    assert memos(note, closed(note)) == {}


@pytest.mark.parametrize(
    "now",
    [
        used(),
        used(("INV-2", "100.00")),
        used(("INV-3", "121.00")),
        used(("INV-2", "60.50"), ("INV-3", "60.50")),
    ],
)
def test_a_use_that_was_taken_back_is_told(now):
    facts = closed(used(("INV-2", "121.00")))
    assert memos(now, facts)[KEY].rule == "allocation_removed"


@pytest.mark.parametrize(
    ("fields", "rule"),
    [({"deleted": True}, "deleted"), ({"status": "voided"}, "void_before_posting")],
)
def test_a_used_credit_note_that_is_gone_is_told(fields, rule):
    note = used(("INV-2", "121.00"))
    facts = closed(note)
    assert memos(replace(note, **fields), facts)[KEY].rule == rule


def test_needs():
    asked = needs([used(("INV-2", "121.00"))], route())
    assert ("invoice", "INV-2") in asked.records
    assert {("sales_entry", "INV-2"), ("journal_entry", KEY)} <= asked.links
    assert {("sales_entry", "INV-2"), ("journal_entry", KEY)} <= asked.booked
