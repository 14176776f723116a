"""Control calls for what goes wrong by itself: the database fails over, times out, deadlocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wire import Request, dumps
from ..wire.faults import Fault
from .batch import SHAPES
from .control import call

if TYPE_CHECKING:
    from .app import Dynamics

# Kind → status, code, sentence.
OUTAGES = {
    "failover": (
        500,
        "0x80044150",
        "Sql error: Generic SQL error. CRM ErrorCode: -2147204784 Sql ErrorCode: -2146232060 Sql "
        "Number: 40613. Database 'noorderlicht' on server 'sql' is not currently available. Please "
        "retry the connection later.",
    ),
    "sql_timeout": (500, "0x80044151", "SQL timeout expired."),
    "deadlock": (
        500,
        "0x80044150",
        "Sql error: Generic SQL error. Sql Number: 1205. Transaction was deadlocked on lock "
        "resources with another process and has been chosen as the deadlock victim.",
    ),
    "unavailable": (503, "0x80044150", "The service is unavailable."),
    "customizing": (
        429,
        "0x80071151",
        "Cannot start another [EntityCustomization] because there is a previous "
        "[EntityCustomization] running at this moment.",
    ),
}


@call("POST", "outage")
def _outage(app: Dynamics, request: Request) -> Any:
    """The next calls fail without having done anything."""
    values = request.json()
    status, code, message = OUTAGES[values.pop("kind")]
    body = dumps({"error": {"code": code, "message": message}}).decode()
    app.faults.add(Fault.ordered({"path": "/api/data/", **values, "kind": "status",
                                  "status": status, "body": body}))  # fmt: skip
    return {"status": status, "code": code}


@call("GET", "limits")
def _limits(app: Dynamics, request: Request) -> Any:
    return app.limits.shown()


@call("POST", "limits")
def _set_limits(app: Dynamics, request: Request) -> Any:
    app.limits.set(request.json())
    return app.limits.shown()


@call("DELETE", "limits")
def _clear_limits(app: Dynamics, request: Request) -> Any:
    app.limits.clear()
    return app.limits.shown()


@call("POST", "documents_leave_open")
def _open_questions(app: Dynamics, request: Request) -> Any:
    """How the server reads what Microsoft's documents leave open."""
    values, settings = request.json(), app.org.settings
    if "duplicate_status" in values:
        if values["duplicate_status"] not in (412, 500):
            raise ValueError("duplicate_status is 412 or 500")
        settings["duplicate_status"] = values["duplicate_status"]
    if "failed_change_set" in values:
        if values["failed_change_set"] not in SHAPES:
            raise ValueError(f"failed_change_set is one of {', '.join(SHAPES)}")
        settings["failed_change_set"] = values["failed_change_set"]
    known = ("duplicate_status", "failed_change_set")
    return {name: settings[name] for name in known if name in settings}
