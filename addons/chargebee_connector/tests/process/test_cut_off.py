"""PostgreSQL cuts the connections of a worker that posts; the worker itself lives on."""

import points
import pytest
from world import World

CASES = [("sales_entry", point) for point in points.ALL] + [("account", points.BEFORE_RESULT)]


@pytest.mark.parametrize(
    ("kind", "point"), CASES, ids=[f"{kind} {point.name}" for kind, point in CASES]
)
def test_cut_off(world: World, kind: str, point: points.Point) -> None:
    point.arm(world, kind)
    run = world.post()
    point.wait(world)
    hit = world.one_on_the_wire(kind) if point.on_the_wire else None
    # The job's own connection, the lane's and the one that posts: all that this worker holds.
    assert world.db.cut_transactions() >= 3
    point.let_go(world)

    # The job ends with its database, and its run goes on by itself a little later.
    world.wait_waiting(run)
    world.db.age_jobs()
    world.wait_run(run)
    if hit:
        assert world.state_of(hit) == "uncertain"
        world.round()
        assert world.state_of(hit) == ("posted" if point.arrives else "uncertain")
        if not point.arrives:
            world.wait_all_runs()
            assert world.posts(kind) == len(world.links("posted", kind)) + point.sent
            world.round()
    world.prove()
    again = point.sent and not point.arrives
    assert world.posts(kind) == len(world.links("posted", kind)) + again
