"""What was settled in Exact by hand comes back from Chargebee, and is not booked again."""

import pytest
from memo_office import choose, memo
from papers import invoice, line
from test_receipts import UNPAID, Back

NOTE = "credit_note/{}"


@pytest.fixture
def back(mapped) -> Back:
    """A live route forth, with ledgers for write-offs, and a live route back."""
    choose(mapped)
    return Back(mapped)


def sell(back: Back, name: str) -> None:
    """Post an invoice of which Chargebee can make credit notes itself."""
    record = {**invoice(name, "ada", [line(tax_rate=21.0)]), **UNPAID}
    back.world.site.post("mutate", kind="invoice", record=record)
    back.world.sync()
    assert back.world.link(name).state == "posted"


def make(back: Back, path: str, **form) -> dict:
    """Do in Chargebee what somebody does there by hand; return its answer."""
    world = back.world
    answer = world.source._system()._client(world.source).post(path, form)
    world.exact.forget_calls()
    world.sync()
    world.env.invalidate_all()
    return answer


def test_a_write_off_of_both_is_booked_once(back):
    sell(back, "gone")
    entry = back.hand("write_off", entry_number=back.entry("gone"))
    back.sync()
    (proposal,) = back.links("settlement")
    assert proposal.problem_code == "written_off_by_hand"
    note = make(back, "/invoices/gone/write_off", comment="as in the books")["credit_note"]
    given_up = memo(back.world, NOTE.format(note["id"]) + "/write-off")
    assert (given_up.state, given_up.rule) == ("skipped", "booked_by_hand")
    assert back.world.exact.calls("POST") == []
    back.sync()
    assert (proposal.state, proposal.rule) == ("skipped", "settled_there")
    back.world.sync()
    assert back.world.exact.calls("POST") == []
    # Once it is undone by hand the credit note is all that there is of it.
    back.hand("delete_entry", entry_number=entry["entry_number"], journal="90")
    back.sync()
    back.world.sync()
    given_up.invalidate_recordset()
    assert given_up.state == "posted"


def test_a_payment_difference_of_both_is_booked_once(back):
    sell(back, "short")
    back.receipt({"entry_number": back.entry("short"), "amount": "120.50", "difference": True})
    back.sync()
    (proposal,) = back.links("settlement")
    assert proposal.problem_code == "payment_difference"
    form = {"reference_invoice_id": "short", "type": "adjustment", "total": 50}
    note = make(back, "/credit_notes", create_reason_code="Waiver", **form)["credit_note"]
    link = back.world.link(NOTE.format(note["id"]))
    assert (link.state, link.rule) == ("skipped", "booked_by_hand")
    assert back.world.exact.calls("POST") == []
    back.sync()
    assert (proposal.state, proposal.rule) == ("skipped", "settled_there")


def test_a_write_off_of_more_is_held_for_a_person(back):
    sell(back, "gone")
    back.hand("write_off", entry_number=back.entry("gone"), amount="21.00")
    back.sync()
    note = make(back, "/invoices/gone/write_off", comment="all of it")["credit_note"]
    given_up = memo(back.world, NOTE.format(note["id"]) + "/write-off")
    assert (given_up.state, given_up.problem_code) == ("blocked", "may_be_booked_by_hand")
    assert "21.0" in given_up.problem_summary
    given_up.with_env(back.world.as_user("approve")).action_release()
    back.world.work()
    given_up.invalidate_recordset()
    assert given_up.state == "posted"


def test_what_was_planned_before_it_was_known_is_planned_anew(back):
    sell(back, "gone")
    back.hand("write_off", entry_number=back.entry("gone"))
    back.world.route.state = "shadow"
    note = make(back, "/invoices/gone/write_off", comment="as in the books")["credit_note"]
    given_up = memo(back.world, NOTE.format(note["id"]) + "/write-off")
    assert given_up.state == "planned"
    back.sync()
    assert [one.rule for one in back.links("settlement")] == ["settled_there"]
    back.world.sync()
    given_up.invalidate_recordset()
    assert (given_up.state, given_up.rule) == ("skipped", "booked_by_hand")
