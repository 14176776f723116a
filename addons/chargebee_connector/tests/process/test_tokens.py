"""Exact's refresh tokens work once: two processes that need a new one must never use the same."""

from threading import Thread

from children import wait_for
from world import World

TOKEN = "/api/oauth2/token"
#: Exact gives no new token before 570 s, and the old one dies at 600 s.
SECONDS = 575

#: Another process that wants to call Exact.
CALLER = """
target = env["billing.backend"].browse({target})
print("CALLED AS", target._system()._client(target, "100001").me()["UserName"])
"""


def _age_token(world: World) -> None:
    """Let the access token get old, on both sides."""
    world.server.rpc("billing.backend", "action_test", [world.target])
    world.db.run(
        "UPDATE billing_secret SET written_at = written_at - make_interval(secs => %s)"
        " WHERE name = 'exact_access_token'",
        SECONDS,
    )
    world.exact.post("clock", forward=SECONDS)
    world.exact.fail("hold", TOKEN)


def _wait_for_lock(world: World) -> None:
    query = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    wait_for(
        "a second worker that waits for the token", lambda: world.db.rows(query, world.db.name)
    )


def _test(world: World) -> None:
    world.server.rpc("billing.backend", "action_test", [world.target])


def _prove_connected(world: World, since: int, refreshes: int) -> None:
    assert len(world.exact.calls("POST", TOKEN, since)) == refreshes
    world.server.rpc("billing.backend", "action_test", [world.target])
    state = world.db.rows(
        "SELECT connection_state, connection_message FROM billing_backend WHERE id = %s",
        world.target,
    )
    assert state[0][0] == "ok", state
    assert len(world.exact.calls("POST", TOKEN, since)) == refreshes
    world.wait_run(world.post())
    world.prove()


def test_two_refresh_at_once(world: World) -> None:
    _age_token(world)
    since = world.exact.last_call()
    first = Thread(target=_test, args=(world,))
    first.start()
    world.exact.wait_held()
    second = world.shell(CALLER.format(target=world.target))
    _wait_for_lock(world)
    world.exact.release()
    first.join(60)
    assert "CALLED AS" in second.result()
    _prove_connected(world, since, refreshes=1)


def test_killed_while_it_refreshes(world: World) -> None:
    """Who waited for the dead one's lock refreshes with the token that was not used."""
    _age_token(world)
    since = world.exact.last_call()
    run = world.post()
    world.exact.wait_held()
    second = world.shell(CALLER.format(target=world.target))
    _wait_for_lock(world)
    world.server.kill()
    world.exact.release(drop=True)
    assert "CALLED AS" in second.result()
    world.restart()
    world.wait_run(run)
    _prove_connected(world, since, refreshes=2)
