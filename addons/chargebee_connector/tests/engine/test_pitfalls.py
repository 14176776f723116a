"""Bad input from Exact: named with what to do, and nothing of it is lost or stands twice."""

import json

import pytest
from papers import invoice, line
from sales import ENTRIES, add, entries, only, posts
from world import World

NUMBERS = ("first", "second")
#: What Exact is told to refuse, and what puts it right again.
TAKE_RIGHT = {"endpoint": ENTRIES, "methods": ["POST"]}
TAKE_SCOPE = {"scope": "Financial accounting"}


def age_token(world: World) -> None:
    """Let ten minutes pass, over there and here."""
    world.exact.post("clock", forward=600)
    world.sql("UPDATE billing_secret SET written_at = written_at - interval '10 minutes'")


def revoke(world: World) -> None:
    world.exact.post("revoke")
    age_token(world)


def connect_anew(world: World) -> None:
    world.target.exact_refresh_token = world.exact.post("token")["refresh_token"]
    world.commit()


#: name → (what shuts the connector out, a word of what is said then, what lets it in again)
SHUT_OUT = {
    "revoked": (revoke, "has ended", connect_anew),
    "user": (
        lambda world: world.exact.post("user", blocked="BlockedUser"),
        "is blocked there",
        lambda world: world.exact.post("user", blocked=""),
    ),
    "right": (
        lambda world: world.exact.post("rights", **TAKE_RIGHT, allowed=False),
        ENTRIES,
        lambda world: world.exact.post("rights", **TAKE_RIGHT, allowed=True),
    ),
    "scope": (
        lambda world: world.exact.post("rights", **TAKE_SCOPE, allowed=False),
        "Scope Violated",
        lambda world: world.exact.post("rights", **TAKE_SCOPE, allowed=True),
    ),
}


def post(world: World):
    """Post what is planned; return the run."""
    world.route.action_post()
    return world.work()[0]


@pytest.mark.parametrize("name", SHUT_OUT)
def test_posting_goes_on_where_it_was_shut_out(mapped, name):
    shut_out, said, let_in = SHUT_OUT[name]
    only(mapped, *NUMBERS)
    mapped.plan()
    mapped.go_live()
    shut_out(mapped)
    run = post(mapped)
    assert run.state == "failed"
    assert said in run.message
    assert mapped.target.connection_state == "attention"
    assert {mapped.link(number).state for number in NUMBERS} == {"planned"}
    let_in(mapped)
    assert post(mapped).state == "done"
    assert {mapped.link(number).state for number in NUMBERS} == {"posted"}
    assert [len(entries(mapped, number)) for number in NUMBERS] == [1, 1]
    assert not any(mapped.exact.get("duplicates", division="100001").values())


@pytest.mark.parametrize(
    ("taken", "named"),
    [
        ({"endpoint": "vat/VATCodes"}, "vat/VATCodes"),
        ({"scope": "Financial generalledgers"}, "financial/GLAccounts"),
        ({"endpoint": "generaljournalentry/GeneralJournalEntries"}, "GeneralJournalEntries"),
    ],
)
def test_a_right_that_is_missing_shows_when_the_connection_is_tested(mapped, taken, named):
    mapped.route.exact_memo_journal_id = mapped.reference("journal", "90")
    mapped.exact.post("rights", **taken, allowed=False)
    mapped.target.action_test()
    assert mapped.target.connection_state == "attention"
    assert named in mapped.target.connection_message


def test_a_fresh_token_that_is_refused_is_not_renewed_in_a_loop(mapped):
    mapped.sql("UPDATE billing_secret SET written_at = now() AT TIME ZONE 'UTC'")
    mapped.exact.fault("status", path="financial/Journals", status=401, times=9)
    mapped.exact.forget_calls()
    (run,) = mapped.refresh()
    assert run.state == "running"
    assert run.eta > mapped.env.cr.now()
    assert posts(mapped, "oauth2/token") == []
    assert mapped.target.connection_state != "attention"
    mapped.exact.forget_faults()
    age_token(mapped)
    mapped.sql("UPDATE billing_run SET eta = now() AT TIME ZONE 'UTC' WHERE state = 'running'")
    mapped.work()
    assert run.state == "done"
    assert len(posts(mapped, "oauth2/token")) == 1


def test_a_connection_of_a_paused_route_is_kept_alive(mapped):
    mapped.target.action_test()
    mapped.route.state = "paused"
    age_token(mapped)
    mapped.exact.forget_calls()
    mapped.env["billing.route"]._cron_refresh()
    mapped.work()
    assert len(posts(mapped, "oauth2/token")) == 1


def test_a_ledger_that_was_blocked_or_renamed_in_between(mapped):
    only(mapped, "renamed")
    scanner = invoice("blocked", "ada", [line(entity_id="scanner-EUR")])
    mapped.site.post("mutate", kind="invoice", record=scanner)
    mapped.pull()
    mapped.plan()
    ledger = ledger_of(mapped, "renamed")
    assert ledger != ledger_of(mapped, "blocked")
    new = {"new_code": "8999", "description": "Onder een andere naam"}
    mapped.exact.post("ledger", division=100001, ledger=ledger.code, **new)
    blocked = ledger_of(mapped, "blocked").code
    mapped.exact.post("ledger", division=100001, ledger=blocked, blocked=True)
    mapped.go_live()
    assert post(mapped).state == "done"
    assert mapped.link("renamed").state == "posted"
    link = mapped.link("blocked")
    assert (link.state, link.problem_code) == ("refused", "ledger_blocked")
    assert link.problem_cure
    mapped.refresh()
    assert (ledger.code, ledger.name) == ("8999", "Onder een andere naam")
    assert mapped.link("renamed").state == "posted"
    mapped.exact.post("ledger", division=100001, ledger=blocked, blocked=False)
    mapped.refresh()
    link.action_retry()
    mapped.sync()
    assert link.state == "posted"
    assert [len(entries(mapped, number)) for number in ("renamed", "blocked")] == [1, 1]


def ledger_of(world: World, number: str):
    """The ledger on which an invoice's first line is booked."""
    body = json.loads(world.link(number).sudo().request)["body"]
    return (
        world.env["billing.reference"]
        .with_context(active_test=False)
        .search([("external_id", "=", body["SalesEntryLines"][0]["GLAccount"])])
    )


def test_an_administration_that_moved_is_read_anew_and_nothing_doubled(mapped):
    only(mapped, "before")
    mapped.go_live()
    mapped.sync()
    stream = mapped.env["billing.stream"].search([("kind", "=", "account")])
    account = mapped.link("customer/ada", "account")
    before = stream.exact_moved or ""
    mapped.exact.post("move_division", division=100001)
    mapped.refresh()
    add(mapped, "after")
    mapped.sync()
    mapped.env.invalidate_all()
    assert stream.exact_moved > before
    assert (account.state, account.gone) == ("posted", False)
    assert {mapped.link(number).state for number in ("before", "after")} == {"posted"}
    assert [len(entries(mapped, number)) for number in ("before", "after")] == [1, 1]
    assert not any(mapped.exact.get("duplicates", division="100001").values())


def test_an_administration_in_another_currency(mapped):
    only(mapped, *NUMBERS)
    assert mapped.route.exact_currency == "EUR"
    mapped.plan()
    mapped.go_live()
    mapped.exact.post("mutate", division=100001, set={"Currency": "GBP"})
    mapped.refresh()
    mapped.exact.forget_calls()
    for run in (post(mapped), *mapped.plan()):
        assert run.state == "failed"
        for word in ("100001", "GBP", "EUR", "Acme"):
            assert word in run.message
    assert posts(mapped) == []
    assert {mapped.link(number).state for number in NUMBERS} == {"planned"}
    mapped.exact.post("mutate", division=100001, set={"Currency": "EUR"})
    mapped.refresh()
    mapped.sync()
    assert [len(entries(mapped, number)) for number in NUMBERS] == [1, 1]


def test_another_currency_is_accepted_by_choosing_the_administration_again(mapped):
    mapped.exact.post("mutate", division=100001, set={"Currency": "GBP"})
    mapped.refresh()
    only(mapped, "in-euro")
    division = mapped.route.exact_division_id
    mapped.route.exact_division_id = False
    mapped.commit()
    mapped.route.exact_division_id = division
    assert mapped.route.exact_currency == "GBP"
    mapped.plan()
    link = mapped.link("in-euro")
    assert (link.state, link.problem_code) == ("blocked", "rate_missing"), link.problem_summary
    assert "GBP" in link.problem_summary
    assert link.problem_cure
