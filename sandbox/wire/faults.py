"""Faults on demand: what goes wrong between two systems, ordered by a test."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .messages import Request

KINDS = (
    "throttle",
    "hold",
    "cut_before",
    "cut_after",
    "html",
    "garbage",
    "slow",
    "status",
)


class Cut(Exception):
    """The connection is to be closed without an answer."""


@dataclass
class Fault:
    """One ordered fault. `skip` matching requests pass unharmed, then `times` are hit."""

    kind: str
    method: str | None = None
    path: str | None = None
    times: int = 1
    skip: int = 0
    seconds: float = 0.0
    status: int = 500
    body: str = ""
    after: bool = False

    @classmethod
    def ordered(cls, values: Mapping[str, Any]) -> Fault:
        """The fault that a control call asks for. Raises ValueError for a word it doesn't know."""
        unknown = set(values) - set(cls.__dataclass_fields__)
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        fault = cls(**values)
        if fault.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        try:
            re.compile(fault.path or "")
        except re.error as error:
            raise ValueError(f"path is no regular expression: {error}") from error
        fault.seconds = float(fault.seconds)
        return fault

    def meets(self, request: Request) -> bool:
        if self.method and self.method.upper() != request.method:
            return False
        return not self.path or re.search(self.path, request.path) is not None


class Faults:
    """The faults that are still to happen, and the requests that are held by one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._held: list[Held] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def listed(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def take(self, request: Request) -> Fault | None:
        """The fault that hits this request; the first one ordered wins."""
        with self._lock:
            for fault in self._faults:
                if not fault.meets(request):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    def hold(self, request: Request) -> None:
        """Block until released. Raises Cut when the release says to drop the request."""
        held = Held(request)
        with self._lock:
            self._held.append(held)
        held.released.wait()
        if held.drop:
            raise Cut

    def held(self) -> list[dict[str, str]]:
        with self._lock:
            return [{"method": h.request.method, "path": h.request.path} for h in self._held]

    def release(self, *, drop: bool = False) -> int:
        """Let every held request go on (or end without an answer); how many there were."""
        with self._lock:
            held, self._held = self._held, []
        for one in held:
            one.drop = drop
            one.released.set()
        return len(held)


class Held:
    """A request that waits for its release."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.released = threading.Event()
        self.drop = False
