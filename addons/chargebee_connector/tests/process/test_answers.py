"""Exact answers a POST badly or not at all: what may have arrived is looked for, then only sent."""

import pytest
from places import PLACES
from world import World

#: What the sandbox does to the first requests, the problem that it makes, whether it arrived.
FAULTS = (
    ("cut_before", "no_answer", False),
    ("cut_after", "no_answer", True),
    ("html", "broken_answer", False),
    ("garbage", "unreadable_answer", False),
)


@pytest.mark.parametrize("kind", ["sales_entry", "account"])
def test_answers(world: World, kind: str) -> None:
    for fault, _problem, _arrived in FAULTS:
        world.exact.fail(fault, PLACES[kind].posted + "$")
    world.exact.fail("slow", PLACES[kind].posted + "$", seconds=2)
    world.wait_run(world.post())
    hit = world.db.rows(
        "SELECT id, problem_code FROM billing_link WHERE state = 'uncertain' AND kind = %s"
        " ORDER BY attempted_at",
        kind,
    )
    assert [problem for _link, problem in hit] == [problem for _fault, problem, _arrived in FAULTS]
    sent = world.posts(kind)
    assert sent == len(world.expected[kind])

    arrived = {link for (link, _), (_, _, there) in zip(hit, FAULTS, strict=True) if there}
    world.round()
    uncertain = {link for link, _problem in hit} - arrived
    assert world.links("uncertain", kind) == uncertain
    assert world.posts(kind) == sent, "sent again before two looks agreed"
    world.round()
    world.prove()
    assert world.posts(kind) == sent + len(uncertain)
    for link, problem in hit:
        told = ["looked"] if link in arrived else ["looked", "posted"]
        assert world.history(link) == [f"uncertain:{problem}", *told]
