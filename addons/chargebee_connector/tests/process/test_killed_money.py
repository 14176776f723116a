"""Workers are killed one after the other while they post money, memo entries or invoices.

Each of them dies at another point, over another thing. What the dead left is then ended as
test_killed.py shows for single deaths, and Exact's ledgers hold what they would have anyhow.
"""

from decimal import Decimal

import points
import pytest
from exact import DIVISION
from places import PLACES
from prepare_money import MOVES
from world import World

#: The one that arrives late is the last: what the sandbox holds is let go together.
POINTS = (
    points.BEFORE_CALL,
    points.NEVER_ARRIVES,
    points.AFTER_CALL,
    points.BEFORE_RESULT,
    points.ARRIVES_LATE,
)


@pytest.mark.parametrize("name", ["bank_entry", "journal_entry", "sales_invoice", "print"])
def test_killed_again_and_again(money: World, name: str) -> None:
    kind, stood = PLACES[name].kind, balances(money)
    hit = die(money, name)
    arrived = {link for point, link in hit.items() if point.arrives}
    late = hit[points.ARRIVES_LATE]
    assert money.links("uncertain", kind) == set(hit.values())
    sent = money.posts(name)

    # The first look believes what it finds, but not that there is nothing.
    money.round()
    assert money.links("uncertain", kind) == set(hit.values()) - arrived | {late}
    assert money.posts(name) == sent, "sent again before two looks agreed"
    points.ARRIVES_LATE.let_go(money)
    money.round()
    money.prove()

    # One was sent and never arrived.
    assert money.posts(name) == len(money.expected[kind]) + 1
    for point, link in hit.items():
        told = ["looked"] if point.arrives else ["looked", "posted"]
        assert money.history(link) == ["uncertain:worker_died", *told], point.name
        tries = money.db.value("SELECT attempt FROM billing_link WHERE id = %s", link)
        assert tries == (1 if point.arrives else 2), point.name
    now = balances(money)
    moved = {ledger: now.get(ledger, 0) - stood.get(ledger, 0) for ledger in MOVES}
    assert (moved, sum(now.values())) == (MOVES, 0)


def die(world: World, name: str) -> dict[points.Point, int]:
    """Have workers die at all points; the links that stopped there. Nobody presses Post again."""
    kind, hit, run = PLACES[name].kind, {}, None
    for point in POINTS:
        point.arm(world, name)
        if run is None:
            run = world.post()
        else:
            world.restart()
        point.wait(world)
        hit[point] = world.one_on_the_wire(kind)
        world.server.kill()
        if point is not points.ARRIVES_LATE:
            point.let_go(world)
    world.restart()
    world.wait_run(run)
    return hit


def balances(world: World) -> dict[str, Decimal]:
    """What Exact's ledgers hold, debit positive."""
    rows = world.exact.get(f"trial_balance?division={DIVISION}")["ledgers"]
    return {row["code"]: Decimal(row["dc"]) for row in rows}
