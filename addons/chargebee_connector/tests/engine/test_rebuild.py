"""Rebuild: a lost table of links comes back from the target, and nothing is sent."""

import pytest
from sales import posts
from world import World

COLUMNS = "kind, key, external_id, target_number, amount_total, amount_tax, currency_id, date"


def posted_links(world: World) -> list[tuple]:
    return world.sql(
        f"SELECT {COLUMNS} FROM billing_link WHERE state = 'posted' ORDER BY kind, key"
    )


def decided(world: World) -> list[tuple]:
    return world.sql(
        "SELECT kind, key, state, problem_code, rule, reason FROM billing_link"
        " WHERE state IN ('blocked', 'skipped', 'ignored') ORDER BY kind, key"
    )


def rebuild(world: World) -> None:
    world.route.action_pause()
    world.sql("DELETE FROM billing_link")
    world.exact.forget_calls()
    world.route.action_rebuild()
    world.work()


@pytest.fixture
def left_out(posted):
    """A posted world in which a person left something out."""
    blocked = posted.links(state="blocked", kind="sales_entry")[:1]
    blocked.action_ignore("Booked by hand")
    posted.sync()
    return posted


def test_the_same_links_come_back(left_out):
    links, others = posted_links(left_out), decided(left_out)
    assert len(links) > 100
    assert {state for _kind, _key, state, *_rest in others} == {"blocked", "skipped", "ignored"}
    rebuild(left_out)
    again = posted_links(left_out)
    assert [one for one in links if one not in again] == []
    assert again == links
    assert decided(left_out) == others
    assert posts(left_out) == []


def test_a_sync_after_it_posts_nothing(left_out):
    rebuild(left_out)
    left_out.go_live()
    left_out.sync()
    assert posts(left_out) == []


def test_an_account_that_a_person_chose_is_found_by_its_entries(posted):
    """It bears a search code of its own, so only what was posted on it tells whose it is."""
    account = posted.links(kind="account", state="posted")[:1]
    key, external_id = account.key, account.external_id
    posted.exact.post(
        "mutate",
        division=100001,
        entity="crm/Accounts",
        id=external_id,
        set={"SearchCode": "KLANT"},
    )
    posted.pull()
    rebuild(posted)
    assert posted.link(key, "account").external_id == external_id
    assert posts(posted) == []
