"""Workers are killed while they record on the billing site what came in by the books.

What they send has an idempotency key. While the site keeps it, the next worker sends the same again
and the site does it once; later it is looked for first.
"""

import points
import pytest
from world_back import WorldBack


def test_sent_again_with_its_key(back: WorldBack) -> None:
    """Worker after worker dies over the same payment; each ends first what another one began."""
    points.BEFORE_CALL.arm(back, "payment")
    run = back.post()
    points.BEFORE_CALL.wait(back)
    hit = back.one_on_the_wire("payment")
    back.server.kill()
    points.BEFORE_CALL.let_go(back)
    others = back.links("posted", "payment")
    for point in (points.NEVER_ARRIVES, points.AFTER_CALL, points.BEFORE_RESULT):
        point.arm(back, "payment")
        back.restart()
        point.wait(back)
        assert back.state_of(hit) == "uncertain"
        assert back.links("posted", "payment") == others, "went on without the first one"
        back.server.kill()
        point.let_go(back)
    back.restart()
    back.wait_run(run)
    back.prove()
    assert back.history(hit) == ["uncertain:worker_died", "posted"]
    assert back.db.value("SELECT attempt FROM billing_link WHERE id = %s", hit) == 1
    assert back.posts("payment") == len(back.expected["payment"]) + 3


def test_both_arrive(back: WorldBack) -> None:
    """The first request is still under way when the next worker sends it again."""
    points.ARRIVES_LATE.arm(back, "payment")
    run = back.post()
    points.ARRIVES_LATE.wait(back)
    back.server.kill()
    back.restart()
    back.wait_run(run)
    points.ARRIVES_LATE.let_go(back)
    back.prove()
    assert back.posts("payment") == len(back.expected["payment"]) + 1


@pytest.mark.parametrize(
    "point", [points.NEVER_ARRIVES, points.AFTER_CALL], ids=lambda one: one.name
)
def test_looked_for_when_the_key_is_gone(back: WorldBack, point: points.Point) -> None:
    point.arm(back, "payment")
    run = back.post()
    point.wait(back)
    hit = back.one_on_the_wire("payment")
    back.server.kill()
    point.let_go(back)
    back.lose_key()
    back.restart()
    back.wait_run(run)
    if not point.arrives:
        assert back.state_of(hit) == "uncertain", "sent again before two looks agreed"
        back.round()
    back.prove()
    told = ["looked"] if point.arrives else ["looked", "posted"]
    assert back.history(hit) == ["uncertain:worker_died", *told]
    assert back.posts("payment") == len(back.expected["payment"]) + (not point.arrives)
