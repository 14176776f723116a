"""Several credit notes for one invoice, and many for many: closed by one entry (C8, C9)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from credit_world import after, credit, credit_note, first
from exact_world import invoice, line
from memo_world import memos, post, route

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.ledger.words import Allocation, Applied, WriteOff
from odoo.addons.chargebee_connector.systems.exact.plan import needs_beyond, plan

ONE, TWO = "credit_note/CN-1/used", "credit_note/CN-2/used"
DAY = date(2026, 10, 16)


def note(number, *uses, net="50.00", **fields):
    """A credit note over 60.50, used for these (invoice, amount)."""
    used = tuple(Allocation(name, Decimal(amount), DAY) for name, amount in uses)
    return credit_note(credit(net), external_id=number, allocations=used, **fields)


def bill(number, *notes, net="100.00", **fields):
    """An invoice over 121.00 that these (credit note, amount) were used for."""
    credited = tuple(Applied("credit_note", name, Decimal(amount)) for name, amount in notes)
    return invoice(line(net), external_id=number, credited=credited, **fields)


HALF_1, HALF_2 = note("CN-1", ("INV-2", "60.50")), note("CN-2", ("INV-2", "60.50"))
BOTH = bill("INV-2", ("CN-1", "60.50"), ("CN-2", "60.50"))


def world(notes=(HALF_1, HALF_2), invoices=(BOTH,)):
    """What is known once all of these are posted."""
    facts = after(invoice(), *invoices)
    for one in notes:
        facts.records["credit_note", one.external_id] = one
        post(facts, first(one, facts))
    return facts


def lines(outcome):
    """(what is named, amount) of an entry that must be planned."""
    assert outcome.state == "planned", outcome.problem or outcome.rule
    sent = outcome.request.body["GeneralJournalEntryLines"]
    return [(one["OurRef"]["$ref"][1], one["AmountFC"]) for one in sent]


ALL = [("credit_note/CN-1", "60.50"), ("credit_note/CN-2", "60.50"), ("INV-2", "-121.00")]


@pytest.mark.parametrize("planned", [HALF_1, HALF_2])
def test_whichever_is_planned_the_entry_is_the_same(planned):
    facts = world()
    found = memos(planned, facts)
    assert lines(found[ONE]) == ALL
    assert found[ONE].source == ("credit_note", "CN-1")
    if planned is HALF_2:
        assert (found[TWO].rule, found[TWO].content) == ("by_memo_entry", ONE)


def test_both_in_one_batch_lead_to_one_entry():
    outcomes = plan([HALF_1, HALF_2], route(), world())
    assert sorted(one.key for one in outcomes if one.key in (ONE, TWO)) == [ONE, TWO]


def test_many_for_many():
    notes = (
        note("CN-1", ("INV-2", "40.50"), ("INV-3", "20.00")),
        note("CN-2", ("INV-2", "80.50"), net="66.53"),
    )
    notes = (notes[0], replace(notes[1], total=Decimal("80.50"), tax=Decimal("13.97")))
    invoices = (
        bill("INV-2", ("CN-1", "40.50"), ("CN-2", "80.50")),
        replace(bill("INV-3", ("CN-1", "20.00")), total=Decimal("20.00")),
    )
    facts = after(invoice(), *invoices[:1])
    for one in notes:
        facts.records["credit_note", one.external_id] = one
        facts.links["sales_entry", f"credit_note/{one.external_id}"] = LinkNow("posted", "guid-cn")
    facts.records["invoice", "INV-3"] = invoices[1]
    facts.links["sales_entry", "INV-3"] = LinkNow("posted", "guid-3")
    assert lines(memos(notes[1], facts)[ONE]) == [
        ("credit_note/CN-1", "60.50"),
        ("credit_note/CN-2", "80.50"),
        ("INV-2", "-121.00"),
        ("INV-3", "-20.00"),
    ]


def test_a_write_off_that_goes_as_a_credit_note_closes_with_the_others():
    given_up = WriteOff("CN-2", Decimal("60.50"))
    word = replace(bill("INV-2", ("CN-1", "60.50")), write_offs=(given_up,))
    other = replace(note("CN-2"), type="adjustment", reason="write_off", credits="INV-2")
    facts = world((HALF_1,))
    facts.records["invoice", "INV-2"] = word
    facts.records["credit_note", "CN-2"] = other
    facts.links["sales_entry", "credit_note/CN-2"] = LinkNow("posted", "guid-cn")
    assert lines(memos(HALF_1, facts, route(write_off="credit_note"))[ONE]) == ALL
    # By memo entry it is listed with its invoice.
    del facts.links["sales_entry", "credit_note/CN-2"]
    assert ONE not in memos(HALF_1, facts)


def test_it_waits_for_each_of_them():
    facts = world()
    facts.links["sales_entry", "credit_note/CN-2"] = LinkNow("planned")
    found = memos(HALF_1, facts)[ONE]
    assert found.problem.params["number"] == "CN-2"
    assert found.needs_link == ("sales_entry", "credit_note/CN-2")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"CN-2": {"refunded": Decimal("1.00")}}, "match_by_hand"),
        ({"CN-2": {"total": Decimal("70.00")}}, "match_by_hand"),
        ({"CN-2": {"currency": "USD"}}, "match_other_currency"),
        ({"CN-2": {"type": "store"}}, "match_by_hand"),
    ],
)
def test_what_does_not_close_all_is_listed(changes, code):
    facts = world()
    for number, fields in changes.items():
        word = facts.records["credit_note", number]
        facts.records["credit_note", number] = replace(word, **fields)
    assert memos(HALF_1, facts)[ONE].problem.code == code


@pytest.mark.parametrize("state", ["skipped", "ignored"])
def test_one_that_never_goes_closes_nothing(state):
    facts = world()
    facts.links["sales_entry", "credit_note/CN-2"] = LinkNow(state)
    assert memos(HALF_1, facts)[ONE].problem.code == "match_by_hand"


def test_what_was_voided_does_not_hang_together():
    facts = world()
    facts.records["credit_note", "CN-2"] = replace(HALF_2, status="voided")
    facts.records["invoice", "INV-2"] = replace(BOTH, owed=Decimal("60.50"))
    assert ONE not in memos(HALF_1, facts)


def test_until_all_is_known_nothing_is_said():
    facts = world()
    del facts.records["credit_note", "CN-2"]
    assert ONE not in memos(HALF_1, facts)
    asked = needs_beyond([HALF_1], route(), facts)
    assert ("credit_note", "CN-2") in asked.records
    assert ("sales_entry", "credit_note/CN-2") in asked.links
    assert ("journal_entry", ONE) in asked.booked


# C9 ---------------------------------------------------------------------------------------------


def closed():
    """What is known once the entry stands, and the other credit note says where it is."""
    facts = world()
    post(facts, memos(HALF_1, facts)[ONE])
    facts.links["journal_entry", TWO] = LinkNow("skipped", content=ONE)
    return facts


def test_what_is_still_used_so_is_left_alone():
    assert memos(HALF_1, closed()) == {}
    assert memos(HALF_2, closed())[TWO].rule == "by_memo_entry"


def test_after_a_rebuild_it_is_not_made_again():
    facts = closed()
    del facts.links["journal_entry", TWO]
    found = memos(HALF_2, facts)
    assert set(found) == {TWO}
    assert (found[TWO].rule, found[TWO].content) == ("by_memo_entry", ONE)


def test_a_use_of_either_that_was_taken_back_is_told():
    facts = closed()
    assert memos(note("CN-1"), facts)[ONE].rule == "allocation_removed"
    told = memos(note("CN-2"), facts)[TWO]
    assert (told.problem.code, told.content) == ("allocation_removed", ONE)


def test_what_is_used_no_more_asks_for_the_entry_that_it_was_in():
    asked = needs_beyond([note("CN-2")], route(), closed())
    assert ("journal_entry", ONE) in asked.links & asked.booked


def test_it_stays_told():
    facts = closed()
    facts.links["journal_entry", TWO] = LinkNow("blocked", content=ONE)
    assert memos(note("CN-2"), facts)[TWO].problem.code == "allocation_removed"
    assert memos(HALF_2, facts)[TWO].rule == "by_memo_entry"


# matched by hand --------------------------------------------------------------------------------


def test_what_a_bookkeeper_matched_leaves_the_list():
    used = note("CN-1", ("INV-2", "60.50"), net="100.00")
    facts = world((used,), (bill("INV-2", ("CN-1", "60.50"), net="50.00"),))
    facts.links["sales_entry", "credit_note/CN-1"] = LinkNow("posted", "guid-cn")
    facts.links["journal_entry", ONE] = LinkNow("blocked")
    asked = needs_beyond([used], route(), facts)
    assert asked.matches == {("entry", "guid-cn"), ("open", "guid-cn")}
    assert memos(used, facts)[ONE].problem.code == "match_part_used"
    facts.matches["entry", "guid-cn"] = ("term",)
    assert memos(used, facts)[ONE].rule == "matched_there"
    facts.matches["open", "guid-cn"] = ("term",)
    assert memos(used, facts)[ONE].problem.code == "match_part_used"
