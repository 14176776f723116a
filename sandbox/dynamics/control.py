"""The control calls of this server only; those of every server are in `wire`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..wire import Reply, Request, json_reply
from .errors import Refused

if TYPE_CHECKING:
    from .app import Dynamics

Work = Callable[["Dynamics", Request], Any]
CALLS: dict[tuple[str, str], Work] = {}


def call(method: str, action: str) -> Callable[[Work], Work]:
    """Register a control call: `work(app, request)` returns JSON values."""

    def register(work: Work) -> Work:
        CALLS[(method, action)] = work
        return work

    return register


def answer(app: Dynamics, request: Request, action: str) -> Reply | None:
    """Answer a control call; None where it is unknown. A refused one is a 400."""
    work = CALLS.get((request.method, action))
    if work is None:
        return None
    try:
        with app.org.store.transaction():
            value = work(app, request)
    except Refused as refusal:
        raise ValueError(f"{refusal.status} {refusal.code} {refusal.message}") from refusal
    if request.method != "GET":
        app.changed()
    return json_reply(200, value)


@call("GET", "options")
def _options(app: Dynamics, request: Request) -> Any:
    """What the server was started with; numbers as text."""
    return {name: str(value) for name, value in asdict(app.options).items()}
