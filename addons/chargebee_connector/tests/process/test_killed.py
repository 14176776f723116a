"""A worker is killed while it posts. Another one finds what it left and ends it."""

import points
import pytest
from children import wait_for
from places import PLACES
from world import World

CASES = [("sales_entry", point) for point in points.ALL] + [
    ("account", points.BEFORE_CALL),
    ("account", points.ARRIVES_LATE),
    ("account", points.AFTER_CALL),
    ("account", points.BEFORE_RESULT),
]


@pytest.mark.parametrize(
    ("kind", "point"), CASES, ids=[f"{kind} {point.name}" for kind, point in CASES]
)
def test_killed(world: World, kind: str, point: points.Point) -> None:
    point.arm(world, kind)
    run = world.post()
    point.wait(world)
    hit = _stopped_link(world, kind, point)
    world.server.kill()
    if point is not points.ARRIVES_LATE:
        point.let_go(world)
    sent_before, posted_before = world.posts(kind), len(world.links("posted", kind))

    # Nobody presses anything: queue_job finds the job dead, and the run goes on by itself.
    world.restart()
    world.wait_run(run)
    if not hit:
        world.prove()
        assert world.posts(kind) == len(world.expected[kind])
        return
    assert world.state_of(hit) == "uncertain"
    assert world.history(hit) == ["uncertain:worker_died"]

    # Too early to look: what was sent a moment ago may not be seen there yet.
    before = world.exact.last_call()
    world.wait_run(world.post())
    assert world.state_of(hit) == "uncertain"
    assert not world.looks(kind, before)

    # The first look believes what it finds, but not that there is nothing.
    world.round()
    seen = point.arrives and point is not points.ARRIVES_LATE
    assert world.state_of(hit) == ("posted" if seen else "uncertain")
    assert world.looks(kind, before) >= 1
    others = len(world.links("posted", kind) - {hit}) - posted_before
    assert world.posts(kind) == sent_before + others, "sent again before two looks agreed"

    if point is points.ARRIVES_LATE:
        point.let_go(world)
    if not seen:
        world.round()
    world.prove()
    tries = world.db.value("SELECT attempt FROM billing_link WHERE id = %s", hit)
    assert tries == (1 if point.arrives else 2)
    assert world.posts(kind) == len(world.expected[kind]) + (point.sent and not point.arrives)
    told = ["looked"] if point.arrives else ["looked", "posted"]
    assert world.history(hit) == ["uncertain:worker_died", *told]


def _stopped_link(world: World, kind: str, point: points.Point) -> int | None:
    """The link that stopped at the point, None when nothing is said of it yet."""
    posting = world.links("posting", kind)
    assert len(posting) == point.on_the_wire
    sent = world.posts(kind) + (point.sent and isinstance(point, points.Held))
    others = len(world.links("posted", kind))
    assert sent == others + point.sent, "the worker is not where it was meant to stop"
    return next(iter(posting), None)


def test_killed_too_often(world: World) -> None:
    """queue_job gives a job up that died again and again; the run is woken all the same."""
    world.exact.fail("hold", PLACES["sales_entry"].posted + "$")
    run = world.post()
    world.exact.wait_held()
    world.server.kill()
    world.exact.release(drop=True)
    world.db.run("UPDATE queue_job SET retry = max_retries + 1 WHERE state = 'started'")
    world.restart()
    wait_for(
        "a job given up",
        lambda: world.db.column("SELECT 1 FROM queue_job WHERE exc_name = 'JobFoundDead'"),
    )
    assert world.db.value("SELECT state FROM billing_run WHERE id = %s", run) == "running"
    world.wake_lost()
    world.wait_run(run)
    world.round()
    world.round()
    world.prove()


def test_stopped(world: World) -> None:
    """Stop does not wait for a step that is under way: it ends behind its current call."""
    world.exact.fail("hold", PLACES["sales_entry"].posted + "$", skip=1)
    run = world.post()
    world.exact.wait_held()
    hit = world.one_on_the_wire("sales_entry")
    world.server.rpc("billing.run", "action_stop", [run])
    world.exact.release()
    wait_for("the end of the call", lambda: world.state_of(hit) == "posted")
    world.wait_run(world.post(), "done")
    assert world.posts("sales_entry") == len(world.expected["sales_entry"])
    told = world.db.value("SELECT count(*) FROM billing_log WHERE run_id = %s", run)
    assert told == len(world.expected["account"]) + 2
    world.wait_run(run, "stopped")
    world.prove()
