"""Cut at any point: whatever is lost on the way, a sync ends with exactly the same rows."""

import threading
import time

import pytest
from crm_standing import change_much, differing, finish, standing, synced
from crm_world import RUNTIME, SETUP

from odoo.addons.chargebee_connector.systems.dynamics import client

#: So few rows a call that there are many calls to be cut.
FEW = 20
UPSERT, UPDATE, BATCH = "UpsertMultiple$", "UpdateMultiple$", r"\$batch$"
#: As often as one call is tried: it then fails for good, and the run waits.
FOR_GOOD = 3
#: Kinds of faults that one load meets: without the work and with it, by a cut and by a proxy.
TOGETHER = (("cut_before", "garbage"), ("cut_after", "html"))


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(client, "MOST_ROWS", FEW)


@pytest.fixture(scope="module")
def undisturbed(shown_stage, tmp_path_factory):
    """What stands there after a load that nothing happened to, and after a change of much."""
    with shown_stage.opened(tmp_path_factory.mktemp("undisturbed")) as world:
        loaded = standing(world)
        change_much(world)
        synced(world)
        return loaded, standing(world)


def same(world, expected):
    assert not differing(world, expected)
    assert not world.links(state="uncertain") and not world.links(state="posting")
    world.check()


def had_all(world):
    """Every ordered fault has happened."""
    left = world.crm.get("faults")["faults"]
    world.crm.forget_faults()
    return not left


@pytest.mark.parametrize("kinds", TOGETHER, ids=" and ".join)
def test_rows_that_are_cut_on_their_way(ready, undisturbed, few, kinds):
    loaded, changed = undisturbed
    ready.go_live()
    for kind in kinds:
        for path, skip, times in (
            (UPSERT, 1, 1),
            (UPSERT, 4, FOR_GOOD),
            (BATCH, 0, 1),
            (BATCH, 1, FOR_GOOD),
        ):
            ready.crm.fault(kind, path=path, skip=skip, times=times)
    synced(ready)
    assert had_all(ready)
    same(ready, loaded)
    change_much(ready)
    for kind in kinds:
        for path in (UPDATE, BATCH):
            ready.crm.fault(kind, path=path, times=FOR_GOOD)
    synced(ready)
    assert had_all(ready)
    same(ready, changed)


def test_rows_that_are_held_and_dropped(ready, undisturbed, few):
    ready.go_live()
    ready.crm.fault("hold", path=UPSERT, skip=1)
    ready.crm.fault("hold", path=BATCH, skip=1, after=True)
    dropped = []
    thread = threading.Thread(target=drop, args=(ready.crm, dropped, 2), daemon=True)
    thread.start()
    synced(ready)
    thread.join(10)
    assert len(dropped) == 2
    same(ready, undisturbed[0])


def drop(server, dropped, wanted):
    """Drop what is held, one by one."""
    end = time.monotonic() + 120
    while len(dropped) < wanted and time.monotonic() < end:
        if server.get("holds")["held"]:
            server.post("release", drop=True)
            dropped.append(time.monotonic())
        time.sleep(0.2)


@pytest.mark.parametrize("kinds", TOGETHER, ids=" and ".join)
def test_tables_whose_making_is_cut(fresh, kinds):
    fresh.connect()
    for kind in kinds:
        for place in ("Entity", "Relationship"):
            fresh.crm.fault(kind, method="POST", path=f"{place}Definitions$", skip=3)
        for place in ("Keys$", "PublishXml$"):
            fresh.crm.fault(kind, method="POST", path=place)
    fresh.crm.fault(kinds[0], method="GET", path="EntityDefinitions", skip=30, times=FOR_GOOD)
    fresh.target.action_provision()
    runs = finish(fresh).filtered(lambda run: run.kind == "provision")
    assert had_all(fresh)
    assert runs.state == "done", runs.message
    assert set(runs.step_ids.mapped("state")) == {"created"}
    fresh.target.action_show_missing()
    again = finish(fresh).filtered(lambda run: run.kind == "provision")
    assert not again.step_ids, again.step_ids.mapped("title")
    fresh.sign_in(RUNTIME)
    fresh.target.action_test()
    assert fresh.target.connection_state == "ok", fresh.target.connection_message
    fresh.sign_in(SETUP)
    fresh.check()
