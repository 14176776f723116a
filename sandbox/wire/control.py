"""The calls under `/_sandbox/` that every server answers, without auth, quota or log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .faults import Fault
from .messages import Reply, Request, json_reply

if TYPE_CHECKING:
    from .application import Application


def answer_control(app: Application, request: Request, action: str) -> Reply:
    """Answer one control call: 400 for a wrong value, 404 for an unknown call."""
    common = _CALLS.get((request.method, action))
    try:
        if common:
            return json_reply(200, common(app, request))
        with app.lock:
            reply = app.control(request, action)
    except (KeyError, TypeError, ValueError) as error:
        return json_reply(400, {"error": f"{type(error).__name__}: {error}"})
    if reply is None:
        return json_reply(404, {"error": f"no control call {request.method} {action}"})
    return reply


def _clock(app: Application, request: Request) -> Any:
    if request.method == "POST":
        app.clock.forward(request.json()["forward"])
        app.changed()
    return {"now": app.now(), "offset": app.clock.offset}


def _faults(app: Application, request: Request) -> Any:
    if request.method == "POST":
        app.faults.add(Fault.ordered(request.json()))
    if request.method == "DELETE":
        app.faults.clear()
    return {"faults": app.faults.listed()}


def _holds(app: Application, request: Request) -> Any:
    held = app.faults.held()
    return {"held": len(held), "requests": held}


def _release(app: Application, request: Request) -> Any:
    return {"released": app.faults.release(drop=bool(request.json().get("drop", False)))}


def _calls(app: Application, request: Request) -> Any:
    if request.method == "DELETE":
        app.calls.clear()
    return app.calls.since(int(request.param("since", "0") or 0))


def _crashes(app: Application, request: Request) -> Any:
    return {"crashes": app.crashes}


def _state(app: Application, request: Request) -> Any:
    with app.lock:
        return app.state(request)


_CALLS: dict[tuple[str, str], Callable[[Application, Request], Any]] = {
    ("GET", "clock"): _clock,
    ("POST", "clock"): _clock,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _faults,
    ("DELETE", "faults"): _faults,
    ("GET", "holds"): _holds,
    ("POST", "release"): _release,
    ("GET", "calls"): _calls,
    ("DELETE", "calls"): _calls,
    ("GET", "crashes"): _crashes,
    ("GET", "state"): _state,
}
