"""Post: never what stands there already or may stand there, and nothing of it is touched later."""

import json

import pytest
from sales import ENTRIES, add, entries, only, post, posts
from world import World


def put_entry(world: World, number: str, amount: str) -> None:
    """Have somebody book an invoice in Exact before us, for our customer's account."""
    body = json.loads(world.link(number).sudo().request)["body"]
    account = world.link("customer/ada", "account").external_id
    row = {**body["SalesEntryLines"][0], "AmountFC": amount}
    row.pop("VATAmountFC")
    client = world.target._system()._client(world.target, "100001")
    client.create(ENTRIES, {**body, "Customer": account, "SalesEntryLines": [row]})


# --- what is there already --------------------------------------------------------------------


@pytest.fixture
def booked_by_hand(mapped):
    """A world whose customer stands in Exact, with an invoice planned and not posted."""
    only(mapped, "opening")
    mapped.go_live()
    post(mapped)
    add(mapped, "by-hand")
    mapped.plan()
    return mapped


def test_the_same_entry_in_exact_is_taken_over(booked_by_hand):
    put_entry(booked_by_hand, "by-hand", "100.00")
    booked_by_hand.exact.forget_calls()
    booked_by_hand.route.action_post()
    booked_by_hand.work()
    link = booked_by_hand.link("by-hand")
    assert (link.state, link.adopted) == ("posted", True)
    assert posts(booked_by_hand) == []


def test_an_entry_over_another_amount_is_a_conflict(booked_by_hand):
    put_entry(booked_by_hand, "by-hand", "90.00")
    booked_by_hand.route.action_post()
    booked_by_hand.work()
    link = booked_by_hand.link("by-hand")
    assert (link.state, link.problem_code) == ("blocked", "entry_differs")
    assert "121" in link.problem_summary + link.problem_cure


def test_two_entries_of_one_number_are_a_conflict(booked_by_hand):
    put_entry(booked_by_hand, "by-hand", "100.00")
    put_entry(booked_by_hand, "by-hand", "100.00")
    booked_by_hand.route.action_post()
    booked_by_hand.work()
    link = booked_by_hand.link("by-hand")
    assert (link.state, link.problem_code) == ("blocked", "entry_twice")
    booked_by_hand.sync()
    assert booked_by_hand.link("by-hand").state == "blocked"


# --- an answer that never came ----------------------------------------------------------------


def age(world: World) -> None:
    """Let the time pass after which an uncertain request is looked up."""
    world.sql(
        "UPDATE billing_link SET attempted_at = attempted_at - interval '1 hour',"
        " looked_at = looked_at - interval '1 hour' WHERE state = 'uncertain'"
    )


def test_an_answer_that_got_lost_is_found_and_not_sent_again(mapped):
    only(mapped, "lost")
    mapped.go_live()
    mapped.exact.fault("cut_after", method="POST", path=ENTRIES)
    post(mapped)
    assert mapped.link("lost").state == "uncertain"
    mapped.sync()
    assert mapped.link("lost").state == "uncertain"
    age(mapped)
    mapped.sync()
    assert mapped.link("lost").state == "posted"
    assert len(entries(mapped, "lost")) == 1


def test_a_request_that_never_arrived_is_sent_after_two_looks(mapped):
    only(mapped, "dropped")
    mapped.go_live()
    mapped.exact.fault("cut_before", method="POST", path=ENTRIES)
    post(mapped)
    for state in ("uncertain", "uncertain", "posted"):
        assert mapped.link("dropped").state == "uncertain" or state == "posted"
        age(mapped)
        mapped.sync()
    assert mapped.link("dropped").state == "posted"
    assert len(entries(mapped, "dropped")) == 1


# --- what changes later -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [{"status": "voided"}, {"deleted": True}, {"due_date": 1780000000}]
)
def test_what_changes_after_posting_is_flagged_and_nothing_else(posted, change):
    link = posted.links(kind="sales_entry", state="posted")[0]
    before = link.sudo().read(["request", "external_id", "target_number", "posted_at"])
    posted.site.post("mutate", kind="invoice", id=link.record_id.external_id, set=change)
    posted.exact.forget_calls()
    posted.sync()
    assert (link.state, link.changed) == ("posted", True)
    assert link.sudo().read(["request", "external_id", "target_number", "posted_at"]) == before
    assert posted.exact.calls("POST") == []


def test_a_payment_does_not_flag_what_was_posted(posted):
    link = posted.links(kind="sales_entry", state="posted")[0]
    change = {"status": "paid", "amount_paid": 1, "dunning_status": "stopped"}
    posted.site.post("mutate", kind="invoice", id=link.record_id.external_id, set=change)
    posted.sync()
    assert not link.changed
