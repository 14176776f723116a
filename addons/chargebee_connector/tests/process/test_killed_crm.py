"""Workers are killed while they fill a CRM: what they left is sent again, nothing is doubled."""

import itertools
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import database
import pytest
from crm import CrmWorld, PreparedCrm, prepare_crm

_numbers = itertools.count(1)
BATCH, TABLES = r"\$batch$", "EntityDefinitions$"
#: Point → the fault that holds the call there (None: a gate in the database), whether the held
#: call is let arrive, and whether only after everything else stands there.
POINTS = {
    "before the call": (None, False, False),
    "held in the call, which never arrives": ({"after": False}, False, False),
    "held in the call, which arrives late": ({"after": False}, True, True),
    "after the server did it": ({"after": True}, True, False),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Iterator[tuple[PreparedCrm, PreparedCrm]]:
    made = prepare_crm(tmp_path_factory.mktemp("crm"))
    yield made
    for one in made:
        database.drop(one.database)


@pytest.fixture
def connected(prepared, tmp_path: Path) -> Iterator[CrmWorld]:
    yield from opened(prepared[0], tmp_path, False)


@pytest.fixture
def planned(prepared, tmp_path: Path) -> Iterator[CrmWorld]:
    yield from opened(prepared[1], tmp_path, True)


def opened(prepared: PreparedCrm, folder: Path, with_books: bool) -> Iterator[CrmWorld]:
    name = f"cbk_crm_{os.getpid()}_{next(_numbers)}"
    world = CrmWorld(prepared, name, folder)
    try:
        world.start(with_books)
        yield world
    finally:
        world.close()
        database.drop(name)


def expected_lines(world: CrmWorld) -> Counter:
    """How many lines each posted invoice has, by the id of its row."""
    rows = world.db.rows(
        "SELECT l.external_id, r.payload FROM billing_link l"
        "  JOIN billing_record r ON r.id = l.record_id"
        " WHERE l.kind = 'cb_invoice' AND l.state = 'posted'"
    )
    return Counter({row_id: len(json.loads(text)["line_items"]) for row_id, text in rows})


@pytest.mark.parametrize("point", POINTS)
def test_killed_over_invoices_with_their_lines(planned: CrmWorld, point: str) -> None:
    held, arrives, late = POINTS[point]
    if held is None:
        planned.db.shut_before("posting", "cb_invoice")
    else:
        planned.crm.fail("hold", BATCH, **held)
    run = planned.press("billing.route", "action_post", planned.route)
    if held is None:
        planned.db.wait_at_gate()
    else:
        _wait_for_invoices(planned, held)
    planned.server.kill()
    assert _posting(planned) == (held is not None)
    if held is None:
        planned.db.open_gate()
    elif not late:
        planned.crm.release(drop=not arrives)
    planned.restart()
    planned.wait_run(run)
    if late:
        planned.crm.release()
    planned.check()
    wanted = expected_lines(planned)
    assert len(wanted) > 20 and max(wanted.values()) > 1
    assert planned.lines() == wanted
    assert {row["_id"] for row in planned.rows("cb_invoice")} == set(wanted)
    sent_again = planned.crm.calls("POST", "$batch")
    assert len(sent_again) < 20


def _posting(world: CrmWorld) -> bool:
    return bool(
        world.db.value(
            "SELECT count(*) FROM billing_link WHERE state = 'posting' AND kind = 'cb_invoice'"
        )
    )


def _wait_for_invoices(world: CrmWorld, held: dict) -> None:
    """Wait until the call with invoices is held; others with parts go before and are let go."""
    world.crm.wait_held()
    while not _posting(world):
        world.crm.fail("hold", BATCH, **held)
        world.crm.release()
        world.crm.wait_held()


@pytest.mark.parametrize("after", [False, True], ids=["before the work", "behind the work"])
def test_killed_while_tables_are_made(connected: CrmWorld, after: bool) -> None:
    connected.crm.fail("hold", TABLES, after=after, skip=9)
    run = connected.press("billing.backend", "action_provision", connected.target)
    connected.crm.wait_held()
    connected.server.kill()
    connected.crm.release(drop=not after)
    connected.restart()
    connected.wait_run(run)
    made = connected.crm.calls("POST", "EntityDefinitions")
    assert len(made) == 22 + (not after), "each table once; the one that was held is found"
    run = connected.press("billing.backend", "action_show_missing", connected.target)
    connected.wait_run(run)
    missing = connected.db.column("SELECT title FROM billing_provision_step WHERE run_id = %s", run)
    assert not missing
    connected.check()
