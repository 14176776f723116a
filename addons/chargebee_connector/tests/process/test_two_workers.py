"""Two living workers on one lane: only one of them posts, also when it believes to be the one."""

from places import ENTRIES
from world import World

#: A worker of its own: makes runs that no queue knows and does their steps until all is posted.
WORKER = """
import time
runs, calls = [], 0
for _ in range({steps}):
    route = env["billing.route"].search([])
    run = env["billing.run"].create({{
        "kind": "post", "state": "running", "backend_id": route.source_id.id,
        "route_id": route.id, "company_id": route.company_id.id,
    }})
    env.cr.commit()
    run._job_step()
    env.cr.commit()
    print("STEP", run.id, run.state, run.counts)
    if run.state == "running":
        run.action_stop()
        env.cr.commit()
    time.sleep({pause})
print("OVER")
"""


def test_lane_is_held(world: World) -> None:
    """While one worker waits for Exact's answer the other one leaves the lane alone."""
    world.exact.fail("hold", ENTRIES + "$")
    run = world.post()
    world.exact.wait_held()
    before = world.exact.last_call()
    output = world.shell(WORKER.format(steps=1, pause=0)).result()
    assert " running " in output, "the second worker did not find the lane taken"
    assert world.exact.last_call() == before, "the second worker called Exact"
    assert world.one_on_the_wire("sales_entry")
    world.exact.release()
    world.wait_run(run)
    world.prove()
    assert world.posts("sales_entry") == len(world.expected["sales_entry"])


def test_both_at_once(world: World) -> None:
    """A server with two jobs at once and a second process, all eager to post the same."""
    world.exact.fail("slow", ".", method="POST", times=100, seconds=0.3)
    second = world.shell(WORKER.format(steps=10, pause=0.1))
    world.exact.wait_called()
    runs = [world.post() for _ in range(3)]
    assert "OVER" in second.result()
    for run in runs:
        world.wait_run(run)
    world.prove()
    for kind in ("account", "sales_entry"):
        assert world.posts(kind) == len(world.expected[kind])


def test_lane_is_lost(world: World) -> None:
    """The holder's lane is cut while it waits for an answer; another worker takes over.

    The late answer is stored, since the attempt is still the first one's; then its step ends.
    """
    world.exact.fail("hold", ENTRIES + "$", after=True)
    run = world.post()
    world.exact.wait_held()
    hit = world.one_on_the_wire("sales_entry")
    world.db.cut_lane()

    world.exact.fail("hold", ENTRIES + "$")
    second = world.shell(WORKER.format(steps=1, pause=0))
    world.exact.wait_held(2)
    assert world.state_of(hit) == "uncertain", "the new holder buries what the old one left"
    world.exact.release(count=2)
    assert " done " in second.result()
    # It goes on by itself, and finds nothing left to do.
    world.wait_run(run)

    world.prove()
    assert world.history(hit) == ["uncertain:worker_died", "posted"]
    told = world.db.column("SELECT link_id FROM billing_log WHERE run_id = %s ORDER BY id", run)
    assert told[-1] == hit, "the first worker posted on without the lane"
    assert world.posts("sales_entry") == len(world.expected["sales_entry"])
