"""Limits: the work waits before it is refused, and all workers know of one another's calls."""

import threading

import pytest
from papers import customer, invoice
from world import World

from odoo.addons.chargebee_connector.ledger.problems import OverQuota

ENTRIES = "salesentry/SalesEntries"
#: Exact's own limits, which are the server's defaults.
REAL = ()


@pytest.fixture
def limited(mapped_stage, tmp_path):
    """A mapped world whose Exact takes 60 calls a minute, with 90 invoices of one customer."""
    with mapped_stage.opened(tmp_path, options=REAL) as world:
        world.sql("DELETE FROM billing_todo")
        world.site.post("mutate", kind="customer", record=customer("ada"))
        for number in range(90):
            world.site.post("mutate", kind="invoice", record=invoice(f"no-{number}", "ada"))
        world.pull()
        world.plan()
        world.go_live()
        yield world


def next_minute(world: World) -> None:
    """Let the minute pass, over there and here."""
    world.exact.post("clock", forward=60)
    world.sql("UPDATE billing_quota SET minute_resets_at = now() AT TIME ZONE 'UTC'")
    world.sql(
        "UPDATE billing_run SET eta = now() AT TIME ZONE 'UTC'"
        " WHERE state IN ('waiting', 'running')"
    )


def client(world: World):
    """What a worker calls Exact with."""
    return world.target._system()._client(world.target, "100001")


def begin_minute(world: World) -> None:
    """Have Exact's minute begin now, so that none ends in the middle of a test."""
    seconds = world.exact.post("clock", forward=0)["now"] % 60
    world.exact.post("clock", forward=60 - seconds)
    world.sql("UPDATE billing_quota SET minute_left = NULL, minute_limit = NULL")


def test_a_post_beyond_the_limit_waits_and_is_never_refused(limited):
    begin_minute(limited)
    limited.route.action_post()
    (run,) = limited.work()
    assert run.state == "running"
    # Exact's clock was set forward by less than a minute, so its minute ends within two of ours.
    assert 0 < (run.eta - limited.env.cr.now()).total_seconds() <= 122
    assert run.message
    done = len(limited.links(kind="sales_entry", state="posted"))
    assert 40 < done < 60
    assert not limited.links(state="posting")
    assert not limited.links(state="uncertain")
    next_minute(limited)
    limited.work()
    next_minute(limited)
    limited.work()
    assert run.state == "done"
    assert len(limited.links(kind="sales_entry", state="posted")) == 90
    assert len(limited.exact.calls("POST", ENTRIES)) == 90
    assert {call["status"] for call in limited.exact.calls()} == {200, 201}


def test_a_refusal_for_too_many_calls_holds_all_workers_back(mapped):
    first, second = client(mapped), client(mapped)
    next(first.rows("crm/Accounts", select="ID", top=1))
    mapped.exact.fault("throttle", path="crm/Accounts")
    with pytest.raises(OverQuota):
        next(first.rows("crm/Accounts", select="ID", top=1))
    mapped.exact.forget_calls()
    with pytest.raises(OverQuota) as waiting:
        next(second.rows("crm/Accounts", select="ID", top=1))
    assert 0 < waiting.value.seconds <= 62
    assert mapped.exact.calls() == []


def test_a_refused_call_leaves_the_run_waiting_and_counts_no_failure(mapped):
    mapped.exact.fault("throttle", path="financial/Journals")
    (run,) = mapped.refresh()
    assert (run.state, run.failures) == ("running", 0)
    assert run.eta > mapped.env.cr.now()
    assert mapped.target.connection_state != "attention"


def test_every_call_is_counted(mapped):
    mapped.sql("UPDATE billing_quota SET calls = 0")
    mapped.exact.forget_calls()
    worker = client(mapped)
    for _again in range(7):
        next(worker.rows("crm/Accounts", select="ID", top=1))
    (counted,) = mapped.sql(
        "SELECT calls FROM billing_quota WHERE backend_id = %s AND scope = '100001'",
        mapped.target.id,
    )
    made = len(mapped.exact.calls())
    assert made == 7
    assert made <= counted[0] < made + 5, "calls are taken five at a time"


# --- tokens -----------------------------------------------------------------------------------


def age_token(world: World) -> None:
    """Let ten minutes pass, over there and here."""
    world.exact.post("clock", forward=600)
    world.sql("UPDATE billing_secret SET written_at = written_at - interval '10 minutes'")


def tokens(world: World) -> list[str]:
    rows = world.sql(
        "SELECT value FROM billing_secret WHERE name IN"
        " ('exact_access_token', 'exact_refresh_token') ORDER BY name"
    )
    return [value for (value,) in rows]


def test_an_old_token_is_renewed_before_it_is_used(mapped):
    before = tokens(mapped)
    age_token(mapped)
    mapped.exact.forget_calls()
    (run,) = mapped.refresh()
    assert run.state == "done"
    assert len(mapped.exact.calls("POST", "oauth2/token")) == 1
    assert set(tokens(mapped)).isdisjoint(before)
    assert 401 not in {call["status"] for call in mapped.exact.calls()}


def test_workers_that_need_a_new_token_at_once_refresh_it_once(mapped):
    age_token(mapped)
    mapped.exact.forget_calls()
    failed = []

    def work() -> None:
        world = World(mapped.database, mapped.site, mapped.exact)
        try:
            next(client(world).rows("crm/Accounts", select="ID", top=1))
        except Exception as error:
            failed.append(error)
        finally:
            world.close()

    workers = [threading.Thread(target=work) for _number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    assert len(mapped.exact.calls("POST", "oauth2/token")) == 1


def test_a_token_stays_good_when_the_work_that_renewed_it_fails(mapped):
    age_token(mapped)
    mapped.exact.fault("html", path="financial/GLAccounts", times=5)
    (run,) = mapped.refresh()
    assert run.state == "running"
    mapped.exact.forget_faults()
    mapped.exact.forget_calls()
    next(client(mapped).rows("crm/Accounts", select="ID", top=1))
    assert mapped.exact.calls("POST", "oauth2/token") == []
