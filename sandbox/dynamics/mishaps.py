"""What goes wrong seldom, on demand: a lost race for a new row, and pages that don't go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wire import Request
from .control import call
from .errors import Refused, already_there
from .metadata.model import Table
from .organisation import Actor, Organisation
from .rows import engine
from .rows.payload import Accepted
from .seed.principals import user_id

if TYPE_CHECKING:
    from .app import Dynamics


@call("POST", "race")
def _race(app: Dynamics, request: Request) -> Any:
    """The next upserts of the table that would create a row come second: `times`, 1 unless told."""
    body = request.json()
    table = app.org.table(body["table"])
    races = app.org.settings.setdefault("races", {})
    races[table.logical] = int(body.get("times", 1))
    return races


@call("POST", "paging")
def _paging(app: Dynamics, request: Request) -> Any:
    """`stuck`: the link to the next page leads to the same page again, as a broken cookie does."""
    app.org.settings["paging_stuck"] = bool(request.json()["stuck"])
    return app.org.settings


class LostRace(Exception):
    """Somebody else created the row just before: `winner` is what he wrote."""

    def __init__(self, table: Table, winner: Accepted, row_id: str | None) -> None:
        super().__init__(table.logical)
        self.table, self.winner, self.row_id = table, winner, row_id


def race(org: Organisation, table: Table, accepted: Accepted, row_id: str | None) -> None:
    """Called where an upsert is about to create. Raises LostRace where a race was ordered."""
    races = org.settings.get("races", {})
    if races.get(table.logical, 0) > 0:
        races[table.logical] -= 1
        raise LostRace(table, accepted, row_id)


def settle(org: Organisation, lost: LostRace) -> Refused:
    """After the loser's work was undone: write the winner's row; what the loser is told."""
    with org.store.transaction():
        engine.create(org, Actor(user_id("anna")), lost.table, lost.winner, lost.row_id)
    return already_there()
