"""The record of the calls that a server answered, for the assertions of a test."""

from __future__ import annotations

import threading
from collections import Counter, deque
from typing import Any
from urllib.parse import urlencode

from .messages import Request

KEPT = 50_000
PATTERNS = 500


class CallLog:
    """The last calls, and how many there were of each kind since the log was cleared."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._counts: Counter[str] = Counter()
        self._number = 0

    def add(
        self, request: Request, pattern: str, *, at: float, status: int, seconds: float
    ) -> None:
        """Note one call; `status` 0 means that the connection was cut without an answer."""
        with self._lock:
            self._number += 1
            self._calls.append(
                {
                    "n": self._number,
                    "at": at,
                    "method": request.method,
                    "path": request.path,
                    "query": urlencode(request.query),
                    "status": status,
                    "seconds": round(seconds, 6),
                }
            )
            kind = f"{request.method} {pattern}"
            if kind not in self._counts and len(self._counts) >= PATTERNS:
                kind = f"{request.method} other"
            self._counts[kind] += 1

    def since(self, number: int) -> dict[str, Any]:
        """Calls with a higher number, all counts, and the last number."""
        with self._lock:
            calls = [call for call in self._calls if call["n"] > number]
            return {"calls": calls, "counts": dict(self._counts), "last": self._number}

    def clear(self) -> None:
        """Forget calls and counts; numbers go on, so that a `since` stays valid."""
        with self._lock:
            self._calls.clear()
            self._counts.clear()
