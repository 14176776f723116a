"""The life of a link: every pair of states, as one table."""

import itertools

import pytest

from odoo.addons.chargebee_connector.ledger import states

NAMES = "new planned posting posted blocked refused uncertain skipped ignored".split()

#: From each row's state to each column's, in the order of NAMES.
TABLE = """
new        . x . x x . . x x
planned    . x x x x . . x x
posting    . x . x . x x . .
posted     . . . . . . . . .
blocked    x x . x x . . x x
refused    x x . x x . . x x
uncertain  . x . x x . x . x
skipped    . x . x x . . x x
ignored    x . . . . . . . .
"""

ALLOWED = {
    (before, after)
    for before, *marks in (row.split() for row in TABLE.split("\n") if row)
    for after, mark in zip(NAMES, marks, strict=True)
    if mark == "x"
}


def test_names():
    assert list(states.ALL) == NAMES


@pytest.mark.parametrize(("before", "after"), list(itertools.product(NAMES, NAMES)))
def test_every_pair(before, after):
    assert states.may_move(before, after) == ((before, after) in ALLOWED)


def test_posted_never_goes_back():
    assert not any(states.may_move("posted", after) for after in NAMES)


def test_only_an_answer_or_a_look_leads_out_of_posting():
    """What may be on the wire can't be planned away, skipped or ignored."""
    assert {after for before, after in ALLOWED if before == "posting"} == {
        "posted",
        "refused",
        "uncertain",
        "planned",
    }


def test_a_request_goes_out_only_from_planned():
    """So that nothing is sent twice without a plan, or a look, in between."""
    assert {before for before, after in ALLOWED if after == "posting"} == {"planned"}


def test_no_state_is_a_dead_end_but_posted():
    reachable = {before for before, _after in ALLOWED}
    assert set(NAMES) - reachable == {"posted"}


@pytest.mark.parametrize("state", NAMES)
def test_groups(state):
    assert (state in states.OPEN) == (state not in ("posted", "skipped", "ignored"))
    assert (state in states.PLANNABLE) == (
        state in ("new", "planned", "blocked", "refused", "skipped")
    )
    assert (state in states.NEEDS_REASON) == (
        state in ("blocked", "refused", "uncertain", "skipped", "ignored")
    )


def test_what_is_plannable_can_become_what_a_plan_says():
    """An Outcome is planned, blocked, skipped or, adopted, posted."""
    for before, after in itertools.product(
        states.PLANNABLE, ("planned", "blocked", "skipped", "posted")
    ):
        assert states.may_move(before, after), (before, after)
