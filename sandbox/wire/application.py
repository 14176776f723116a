"""What every sandbox server does around its own work: lock, faults, log, controls, state."""

from __future__ import annotations

import threading
import time
import traceback
from pathlib import Path
from typing import Any

from .calls import CallLog
from .clock import Clock
from .control import answer_control
from .faults import Cut, Fault, Faults
from .messages import Reply, Request, json_reply
from .statefile import StateFile

CONTROL = "/_sandbox/"
CRASHES_KEPT = 50


class Application:
    """Base of a server. Override `handle`, and what else differs.

    `handle` runs under `lock`, one request at a time; faults that wait do so outside of it. An
    application that keeps state overrides `dump` and `load`, calls `open_state` at the end of its
    own `__init__` and `changed` after each change.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.faults = Faults()
        self.calls = CallLog()
        self.crashes: list[str] = []
        self._state_file: StateFile | None = None

    def now(self) -> float:
        return self.clock.now()

    # What a server overrides

    def handle(self, request: Request) -> Reply:
        """The system's own answer."""
        raise NotImplementedError

    def throttled(self, request: Request) -> Reply:
        """The system's own answer when a quota is used up."""
        return Reply(429)

    def crashed(self, request: Request) -> Reply:
        """The answer when the sandbox itself has a defect; the cause stands in `crashes`."""
        return json_reply(500, {"sandbox_defect": self.crashes[-1]})

    def pattern(self, request: Request) -> str:
        """The path under which calls are counted together."""
        return request.path

    def control(self, request: Request, action: str) -> Reply | None:
        """Answer a control call of this server only; None where `action` is unknown."""
        return None

    def state(self, request: Request) -> Any:
        """What `GET /_sandbox/state` shows."""
        return {}

    def dump(self) -> Any:
        """The state to keep, as JSON values."""
        return {}

    def load(self, saved: Any) -> None:
        """Take over what an earlier `dump` returned."""

    # State

    def open_state(self, path: str | Path | None) -> None:
        """Keep the state in this file from now on; load what it holds."""
        if path is None:
            return
        self._state_file = StateFile(path, self._dump_all)
        saved = self._state_file.read()
        if saved is not None:
            self.clock.offset = float(saved["clock_offset"])
            self.load(saved["state"])

    def changed(self) -> None:
        if self._state_file:
            self._state_file.changed()

    def close(self) -> None:
        """End held requests without doing their work, and save."""
        self.faults.clear()
        self.faults.release(drop=True)
        if self._state_file:
            self._state_file.close()

    def _dump_all(self) -> Any:
        with self.lock:
            return {"clock_offset": str(self.clock.offset), "state": self.dump()}

    # One request

    def dispatch(self, request: Request) -> Reply:
        """Answer a request. Raises Cut when the connection is to be closed instead."""
        if request.path.startswith(CONTROL):
            return answer_control(self, request, request.path[len(CONTROL) :].rstrip("/"))
        at, started, status = time.time(), time.monotonic(), 0
        try:
            reply = self._with_faults(request)
            status = reply.status
            return reply
        finally:
            self.calls.add(
                request,
                self.pattern(request),
                at=at,
                status=status,
                seconds=time.monotonic() - started,
            )

    def _with_faults(self, request: Request) -> Reply:
        fault = self.faults.take(request)
        if fault is None:
            return self._work(request)
        if fault.kind == "throttle":
            return self.throttled(request)
        if fault.kind in ("html", "garbage", "status"):
            return _spoilt(fault)
        if fault.kind == "cut_before":
            raise Cut
        if fault.kind == "slow" and not fault.after:
            time.sleep(fault.seconds)
        if fault.kind == "hold" and not fault.after:
            self.faults.hold(request)
        reply = self._work(request)
        if fault.kind == "cut_after":
            raise Cut
        if fault.kind == "slow" and fault.after:
            time.sleep(fault.seconds)
        if fault.kind == "hold" and fault.after:
            self.faults.hold(request)
        return reply

    def _work(self, request: Request) -> Reply:
        with self.lock:
            try:
                return self.handle(request)
            except Exception:
                self.crashes.append(traceback.format_exc())
                del self.crashes[:-CRASHES_KEPT]
                traceback.print_exc()
                return self.crashed(request)


def _spoilt(fault: Fault) -> Reply:
    if fault.kind == "html":
        page = fault.body or "<html><body><h1>503 Service Unavailable</h1></body></html>"
        return Reply(503, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
    if fault.kind == "garbage":
        text = fault.body or '{"list": [{"inv'
        return Reply(200, text.encode(), {"Content-Type": "application/json;charset=utf-8"})
    kind = "application/json" if fault.body.lstrip().startswith(("{", "[")) else "text/plain"
    return Reply(fault.status, fault.body.encode(), {"Content-Type": f"{kind};charset=utf-8"})
