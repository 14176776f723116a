"""Withheld tax that was deleted in Chargebee after it was posted: held for a person."""

import pytest
from memo_office import add, choose, is_open, lines, memo
from papers import at, customer, invoice
from world import World

KEY = "sold/withheld/tax_wh_1"
WITHHELD = {"id": "tax_wh_1", "amount": 12100, "date": at("2026-03-20")}


@pytest.fixture
def deleted(mapped) -> World:
    """A live world in which a tax over a whole invoice was posted and is told of no more."""
    choose(mapped)
    add(mapped, "customer", customer("ada"))
    mapped.pull()
    mapped.go_live()
    mapped.sql("DELETE FROM billing_todo")
    add(mapped, "invoice", invoice("sold", "ada", linked_taxes_withheld=[WITHHELD]))
    mapped.sync()
    assert memo(mapped, KEY).state == "posted"
    assert not is_open(mapped, "sold")
    mapped.site.post("mutate", kind="invoice", id="sold", set={"linked_taxes_withheld": []})
    mapped.exact.forget_calls()
    mapped.sync()
    return mapped


def decide(world: World, action: str) -> None:
    getattr(memo(world, KEY).with_env(world.as_user("approve")), action)()
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
