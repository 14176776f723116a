"""Things that go into one entry together: put together, frozen when sent, never twice."""

import json

import pytest
from money import (
    ENTRIES,
    add,
    aggregates,
    change,
    entries,
    let_time_pass,
    lines,
    open_up,
)
from papers import invoice, payment
from world import World

from odoo.exceptions import UserError

DAY = "21/gw_1/EUR/2026-03-12"


@pytest.fixture
def quiet(mapped) -> World:
    """A live world that books money, with two invoices posted and nothing else on its list."""
    open_up(mapped)
    add(mapped, "invoice", invoice("one", "ada"), invoice("two", "ada"))
    mapped.sync()
    mapped.exact.forget_calls()
    return mapped


@pytest.fixture
def two(quiet) -> World:
    """Two payments of a day, planned and not posted."""
    add(quiet, "transaction", payment("txn_1", "one"), payment("txn_2", "two"))
    quiet.pull()
    quiet.plan()
    return quiet


def post(world: World):
    world.route.action_post()
    return world.work()


def parts(world: World):
    return world.env["billing.link"].search([("key", "like", "transaction/txn_%")], order="key")


def sent(link) -> list[str]:
    body = json.loads(link.sudo().request)["body"]
    return [line["Description"] for line in body["BankEntryLines"]]


# --- together -----------------------------------------------------------------------------------


def test_two_payments_go_into_one_entry(two):
    (entry,) = aggregates(two)
    assert (entry.key, entry.state, entry.amount_total) == (f"{DAY}/1", "planned", 242)
    assert parts(two).parent_id == entry
    post(two)
    assert len(two.exact.calls("POST", ENTRIES)) == 1
    assert [text for text, _amount in lines(two)] == ["txn_1 one", "txn_2 two"]
    (there,) = entries(two)
    everything = entry | parts(two)
    assert set(everything.mapped("state")) == {"posted"}
    assert set(everything.mapped("external_id")) == {there["EntryID"]}
    assert set(everything.mapped("target_number")) == {str(there["EntryNumber"])}


def test_it_is_planned_again_as_it_was(two):
    (entry,) = aggregates(two)
    before = entry.sudo().request
    two.plan()
    entry.invalidate_recordset()
    assert (entry.sudo().request, len(aggregates(two))) == (before, 1)


def test_a_second_sync_sends_nothing(two):
    post(two)
    two.exact.forget_calls()
    two.sync()
    assert two.exact.calls("POST") == []
    assert len(aggregates(two)) == 1


def test_what_comes_before_it_was_sent_goes_along(two):
    add(two, "transaction", payment("txn_3", "one"))
    two.pull()
    two.plan()
    (entry,) = aggregates(two)
    assert sent(entry) == ["txn_1 one", "txn_2 two", "txn_3 one"]


def test_what_comes_late_goes_into_the_next(two):
    post(two)
    add(two, "transaction", payment("txn_3", "one"))
    two.sync()
    assert aggregates(two).mapped("key") == [f"{DAY}/1", f"{DAY}/2"]
    assert aggregates(two).mapped("state") == ["posted", "posted"]
    assert sent(aggregates(two)[1]) == ["txn_3 one"]
    assert len(entries(two)) == 2


def test_what_moved_before_it_was_sent_is_put_together_anew(two):
    change(two, "transaction", "txn_2", gateway_account_id="gw_2")
    two.pull()
    two.plan()
    old, new = aggregates(two)
    assert (sent(old), sent(new)) == (["txn_1 one"], ["txn_2 two"])
    assert new.key == "21/gw_2/EUR/2026-03-12/1"


def test_nothing_is_left_of_an_entry(two):
    for name in ("txn_1", "txn_2"):
        change(two, "transaction", name, status="voided")
    two.pull()
    two.plan()
    (entry,) = aggregates(two)
    assert (entry.state, entry.rule) == ("skipped", "superseded")
    post(two)
    assert entries(two) == []


def test_the_day_must_be_over(quiet):
    two_days = quiet.sql("SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date::text")
    add(quiet, "transaction", payment("txn_1", "one", day=f"{two_days[0][0]}T00:30:00"))
    quiet.pull()
    quiet.plan()
    assert parts(quiet).state == "planned"
    assert not aggregates(quiet)


# --- when nobody knows what became of it ----------------------------------------------------------


def test_an_answer_that_never_came_is_looked_up(two):
    two.exact.post("faults", kind="cut_after", method="POST", path=ENTRIES)
    post(two)
    (entry,) = aggregates(two)
    assert entry.state == "uncertain"
    assert set(parts(two).mapped("state")) == {"uncertain"}
    let_time_pass(two)
    post(two)
    two.env.invalidate_all()
    assert entry.state == "posted"
    assert set(parts(two).mapped("state")) == {"posted"}
    assert len(entries(two)) == 1


def test_killed_between_the_claim_and_the_answer(two):
    """As a worker leaves it that died when its request was on the wire, and had arrived."""
    post(two)
    two.sql(
        "UPDATE billing_link SET state = 'posting', external_id = NULL, posted_at = NULL,"
        " target_number = NULL, attempted_at = attempted_at - interval '1 hour'"
        " WHERE bundle IS NOT NULL"
    )
    add(two, "transaction", payment("txn_3", "one"))
    two.sync()
    two.sync()
    two.env.invalidate_all()
    assert aggregates(two).mapped("state") == ["posted", "posted"]
    assert set(parts(two).mapped("state")) == {"posted"}
    assert [text for text, _amount in lines(two)] == ["txn_1 one", "txn_2 two", "txn_3 one"]


def test_killed_before_the_request_left(two):
    two.sql(
        "UPDATE billing_link SET state = 'posting', attempt = 1,"
        " attempted_at = now() AT TIME ZONE 'UTC' - interval '1 hour'"
        " WHERE bundle IS NOT NULL"
    )
    for _look in range(3):
        post(two)
        let_time_pass(two)
    two.env.invalidate_all()
    assert set((aggregates(two) | parts(two)).mapped("state")) == {"posted"}
    assert len(entries(two)) == 1


def test_a_server_that_is_down_leaves_all_as_it_was(two):
    two.exact.post("faults", kind="html", method="GET", path="BankEntryLines", times=10)
    post(two)
    assert set((aggregates(two) | parts(two)).mapped("state")) == {"planned"}


# --- when it is refused ---------------------------------------------------------------------------


@pytest.fixture
def refused(two) -> World:
    """Exact refused the entry: its journal was blocked meanwhile."""
    block(two, True)
    post(two)
    return two


def block(world: World, blocked: bool) -> None:
    world.exact.post(
        "mutate",
        division=100001,
        entity="financial/GLAccounts",
        code="1300",
        set={"IsBlocked": blocked},
    )


def test_a_refusal_stops_the_entry_and_all_that_is_in_it(refused):
    everything = aggregates(refused) | parts(refused)
    assert set(everything.mapped("state")) == {"refused"}
    refused.exact.forget_calls()
    refused.sync()
    assert refused.exact.calls("POST", ENTRIES) == []
    assert set(everything.mapped("state")) == {"refused"}


@pytest.mark.parametrize("which", ["entry", "part"])
def test_retry_of_any_retries_all(refused, which):
    block(refused, False)
    (aggregates(refused) if which == "entry" else parts(refused)[0]).action_retry()
    refused.work()
    refused.env.invalidate_all()
    assert set((aggregates(refused) | parts(refused)).mapped("state")) == {"posted"}
    assert len(entries(refused)) == 1


def test_the_rest_of_a_refused_entry_goes_without_what_is_ignored(refused):
    block(refused, False)
    parts(refused)[0].action_ignore("Booked by hand")
    refused.sync()
    refused.env.invalidate_all()
    assert parts(refused).mapped("state") == ["ignored", "posted"]
    assert [text for text, _amount in lines(refused)] == ["txn_2 two"]


# --- when a person leaves something out -----------------------------------------------------------


def test_a_part_that_is_ignored_before_posting_is_not_sent(two):
    parts(two)[0].action_ignore("Booked by hand")
    post(two)
    assert entries(two) == []
    two.sync()
    two.env.invalidate_all()
    assert parts(two).mapped("state") == ["ignored", "posted"]
    assert [text for text, _amount in lines(two)] == ["txn_2 two"]


def test_an_entry_is_ignored_with_all_that_is_in_it(two):
    aggregates(two).action_ignore("Booked by hand")
    assert set((aggregates(two) | parts(two)).mapped("state")) == {"ignored"}
    two.sync()
    assert entries(two) == []
    assert len(aggregates(two)) == 1


def test_what_may_stand_there_is_never_ignored_in_part(two):
    two.exact.post("faults", kind="cut_after", method="POST", path=ENTRIES)
    post(two)
    parts(two)[0].action_ignore("Booked by hand")
    assert set((aggregates(two) | parts(two)).mapped("state")) == {"ignored"}


def test_a_part_that_is_retried_after_it_was_ignored_goes_into_the_next(two):
    parts(two)[0].action_ignore("Booked by hand")
    two.sync()
    parts(two)[0].action_retry()
    two.work()
    two.env.invalidate_all()
    assert set(parts(two).mapped("state")) == {"posted"}
    assert aggregates(two).mapped("key") == [f"{DAY}/1", f"{DAY}/2"]


# --- what stands there already --------------------------------------------------------------------


def book_by_hand(world: World, amount: str) -> None:
    """Have the same entry stand in Exact, with another amount on its second line."""
    body = json.loads(aggregates(world).sudo().request)["body"]
    account = world.link("customer/ada", "account").external_id
    for line, number in zip(body["BankEntryLines"], ("one", "two"), strict=True):
        line["Account"] = account
        line["OurRef"] = int(world.link(number).target_number)
    body["BankEntryLines"][1]["AmountFC"] = amount
    world.target._system()._client(world.target, "100001").create(ENTRIES, body)
    world.exact.forget_calls()


def test_the_same_entry_in_exact_is_taken_over(two):
    book_by_hand(two, "121.00")
    post(two)
    assert two.exact.calls("POST", ENTRIES) == []
    everything = aggregates(two) | parts(two)
    assert set(everything.mapped("state")) == {"posted"}
    assert all(everything.mapped("adopted"))


def test_an_entry_that_differs_is_a_conflict(two):
    book_by_hand(two, "100.00")
    post(two)
    (entry,) = aggregates(two)
    assert (entry.state, entry.problem_code) == ("blocked", "bank_entry_differs")
    assert "txn_1" in entry.problem_summary and "–" not in entry.problem_summary
    assert set(parts(two).mapped("state")) == {"blocked"}
    assert len(entries(two)) == 1


# --- previews and approvals -----------------------------------------------------------------------


def ask_for_approval(world: World) -> None:
    world.route.approval_required = True
    world.sql("DELETE FROM billing_todo")


def test_a_preview_shows_the_entry_that_would_be_sent(quiet):
    ask_for_approval(quiet)
    add(quiet, "transaction", payment("txn_2", "two"), payment("txn_1", "one"))
    quiet.pull()
    quiet.route.action_preview()
    (run,) = quiet.work()
    shown = {line.key: line for line in run.preview_ids if line.state == "planned"}
    assert set(shown) == {"transaction/txn_1", "transaction/txn_2", f"{DAY}/1"}
    totals = {(row.ledger.partition(" ")[0], row.amount_net) for row in totals_of(quiet, run)}
    assert totals == {("1300", 242.0), ("1110", -242.0)}
    quiet.sync()
    assert entries(quiet) == []
    run.approve(run.fingerprint)
    quiet.sync()
    (entry,) = aggregates(quiet)
    assert (entry.state, entry.fingerprint) == ("posted", shown[f"{DAY}/1"].fingerprint)


def totals_of(world: World, run):
    return world.env["billing.preview.total"].search([("run_id", "=", run.id)])


def test_an_entry_that_grew_since_it_was_approved_is_not_sent(quiet):
    ask_for_approval(quiet)
    add(quiet, "transaction", payment("txn_1", "one"))
    quiet.pull()
    quiet.route.action_preview()
    (run,) = quiet.work()
    run.approve(run.fingerprint)
    add(quiet, "transaction", payment("txn_2", "two"))
    quiet.sync()
    assert entries(quiet) == []
    assert aggregates(quiet).state == "planned"


def test_only_roles_that_may_can_leave_it_out(two):
    operator = two.as_user("operate")
    with pytest.raises(UserError):
        aggregates(two).with_env(operator).action_ignore("No")


# --- after the links were lost ------------------------------------------------------------------


def test_what_went_in_two_goes_is_found_again_as_it_stands(two):
    post(two)
    add(two, "transaction", payment("txn_0", "one"))
    two.sync()
    columns = "key, external_id, target_number, amount_total"
    query = f"SELECT {columns} FROM billing_link WHERE state = 'posted' ORDER BY key"
    before = two.sql(query)
    two.route.action_pause()
    two.sql("DELETE FROM billing_link")
    two.exact.forget_calls()
    two.route.action_rebuild()
    two.work()
    assert two.sql(query) == before
    assert aggregates(two).mapped("key") == [f"{DAY}/1", f"{DAY}/2"]
    assert two.exact.calls("POST") == []
