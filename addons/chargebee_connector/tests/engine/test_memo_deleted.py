"""Withheld tax and write-offs that were deleted after they were posted: held for a person."""

import pytest
from memo_office import add, choose, is_open, lines, memo
from papers import at, credit_note, customer, invoice, line
from world import World

KEY = "sold/withheld/tax_wh_1"
WITHHELD = {"id": "tax_wh_1", "amount": 12100, "date": at("2026-03-20")}


@pytest.fixture
def quiet(mapped) -> World:
    """A live world with memo options in which only what a test adds is on the list."""
    choose(mapped)
    add(mapped, "customer", customer("ada"))
    mapped.pull()
    mapped.go_live()
    mapped.sql("DELETE FROM billing_todo")
    return mapped


@pytest.fixture
def deleted(quiet) -> World:
    """A world in which a tax over a whole invoice was posted and is told of no more."""
    add(quiet, "invoice", invoice("sold", "ada", linked_taxes_withheld=[WITHHELD]))
    quiet.sync()
    assert memo(quiet, KEY).state == "posted"
    assert not is_open(quiet, "sold")
    quiet.site.post("mutate", kind="invoice", id="sold", set={"linked_taxes_withheld": []})
    quiet.exact.forget_calls()
    quiet.sync()
    return quiet


def decide(world: World, action: str, key: str = KEY) -> None:
    getattr(memo(world, key).with_env(world.as_user("approve")), action)()
    world.work()
    world.sync()


def test_it_is_told_and_nothing_is_booked(deleted):
    link = memo(deleted, KEY)
    link.invalidate_recordset()
    assert (link.state, link.changed, link.problem_code) == ("posted", True, "withheld_removed")
    assert "121.0" in link.problem_summary
    assert deleted.exact.calls("POST") == []


def test_it_is_taken_back_once(deleted):
    decide(deleted, "action_reverse")
    back = lines(deleted, KEY + "/back")
    assert [float(amount) for _ledger, amount in back] == [-121.0, 121.0]
    assert memo(deleted, KEY + "/back").state == "posted"
    link = memo(deleted, KEY)
    link.invalidate_recordset()
    assert (link.changed, link.problem_code) == (False, False)
    assert len(deleted.exact.calls("POST")) == 1


def test_it_is_kept(deleted):
    decide(deleted, "action_keep")
    assert deleted.exact.calls("POST") == []
    assert not memo(deleted, KEY).problem_code


def test_a_write_off_that_was_deleted_is_taken_back(quiet):
    given_up = [line(10000, id="cl_1", reference_line_item_id="li_1")]
    made = {"type": "adjustment", "status": "adjusted", "reason_code": "write_off"}
    add(quiet, "invoice", invoice("sold", "ada"))
    add(quiet, "credit_note", credit_note("gone", "ada", "sold", given_up, **made))
    quiet.sync()
    link = memo(quiet, "credit_note/gone/write-off")
    assert link.state == "posted"
    quiet.site.post("mutate", kind="credit_note", id="gone", set={"deleted": True})
    quiet.exact.forget_calls()
    quiet.sync()
    link.invalidate_recordset()
    assert (link.state, link.problem_code) == ("posted", "memo_source_deleted")
    decide(quiet, "action_reverse", link.key)
    back = lines(quiet, link.key + "/back")
    assert [float(amount) for _ledger, amount in back] == [-100.0, -21.0, 121.0]
    assert len(quiet.exact.calls("POST")) == 1
