"""Memo entries of documents that were deleted afterwards: kept, or taken back (C11)."""

from dataclasses import replace

import pytest
from credit_world import after, credit_note
from exact_world import TODAY, invoice, known
from memo_world import memos, post, route, sent, write_off

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.systems.exact.plan import needs

KEY = "credit_note/CN-1/write-off"
GONE = replace(write_off(), deleted=True)


def standing(**link):
    facts = after(invoice())
    post(facts, memos(write_off(), facts)[KEY], **link)
    return facts


def test_it_is_flagged_until_somebody_decides():
    assert memos(GONE, standing())[KEY].rule == "deleted"


def test_it_is_kept():
    assert memos(GONE, standing(decision="keep")) == {}


def test_it_is_taken_back_once():
    facts = standing(decision="reverse")
    found = memos(GONE, facts)
    assert set(found) == {KEY + "/back"}
    assert [one[:2] for one in sent(found[KEY + "/back"])] == [
        ("guid-4510", "-100.00"),
        ("guid-1540", "-21.00"),
        ("guid-1300", "121.00"),
    ]
    assert found[KEY + "/back"].facts.date == TODAY
    facts.links["journal_entry", KEY + "/back"] = LinkNow("posted", "guid-back")
    assert memos(GONE, facts) == {}


def test_what_is_not_deleted_any_more_is_as_ever():
    facts = standing(decision="reverse")
    assert memos(write_off(), facts)[KEY].rule == ""


@pytest.mark.parametrize("option", ["liability", "off_ledger"])
def test_store_credit_is_decided_alike(option):
    note = credit_note(type="store", credits="")
    key = "credit_note/CN-1/store-credit"
    facts = known()
    post(facts, memos(note, facts, route(store="liability"))[key], decision="reverse")
    found = memos(replace(note, deleted=True), facts, route(store=option))
    assert set(found) == {key + "/back"}


def test_needs():
    assert ("journal_entry", "credit_note/CN-1") in needs([GONE], route()).below
    assert needs([write_off()], route()).below == set()
