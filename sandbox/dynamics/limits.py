"""Service protection: how much a user may ask in a window, and who keeps to what he was told.

Rules (Microsoft, "Service protection API limits"): per user and web server, within 300 seconds 6000
requests and 1200 seconds of execution, and 52 requests at once. Each has a code of its own; the
answer's `Retry-After` says how many seconds to wait. An operation of a batch is a request.

Beside the real limits a share of calls can be refused at random, which tests ask for.
"""

from __future__ import annotations

import random
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from .errors import Refused
from .options import Options

# A call that was on its way when another one was refused has not heard of it yet.
GRACE_SECONDS = 0.1
_SETTABLE = (
    "requests",
    "execution_seconds",
    "concurrent",
    "window",
    "retry_after",
    "cost_seconds",
    "random_share",
)


@dataclass
class _Use:
    """What one user asked in the window: (moment, requests, seconds), and what runs now."""

    spent: deque[tuple[float, int, float]] = field(default_factory=deque)
    requests: int = 0
    seconds: float = 0.0
    running: int = 0
    told_at: float = 0.0
    not_before: float = 0.0


class Limits:
    """The counters of the server; safe to be used by several threads.

    `retry_after` is what random refusals and refused parallel calls say, `cost_seconds` is added to
    the execution time of each call.
    """

    def __init__(self, options: Options) -> None:
        self.requests = options.requests
        self.execution_seconds = options.execution_seconds
        self.concurrent = options.concurrent
        self.window = options.window
        self.retry_after = 1.0
        self.cost_seconds = 0.0
        self.random_share = 0.0
        self._lock = threading.Lock()
        self._random = random.Random(7)
        self.clear()

    def clear(self) -> None:
        """Forget what was used and noted."""
        self._users: dict[str, _Use] = {}
        self.throttled: dict[str, int] = {}
        self.early: list[dict[str, Any]] = []
        self.most_concurrent = 0

    def enter(self, who: str, path: str, now: float) -> None:
        """Begin a call. Raises Refused (429)."""
        with self._lock:
            use = self._users.setdefault(who, _Use())
            self._forget(use, now)
            if use.told_at + GRACE_SECONDS < now < use.not_before:
                self.early.append({"path": path, "seconds": f"{use.not_before - now:.3f}"})
            refusal = self._refusal(use, now)
            if refusal is not None:
                self.throttled[refusal.code] = self.throttled.get(refusal.code, 0) + 1
                self._told(use, float(refusal.headers["Retry-After"]), now)
                raise refusal
            use.running += 1
            self.most_concurrent = max(self.most_concurrent, use.running)

    def leave(self, who: str, now: float, seconds: float, requests: int) -> None:
        """A call has ended; it took so long and counts as so many."""
        with self._lock:
            use = self._users.setdefault(who, _Use())
            seconds += self.cost_seconds
            use.running = max(0, use.running - 1)
            use.spent.append((now, requests, seconds))
            use.requests += requests
            use.seconds += seconds

    def note(self, who: str, retry_after: float, now: float) -> None:
        """An ordered fault told this user to wait."""
        with self._lock:
            self._told(self._users.setdefault(who, _Use()), retry_after, now)

    def headers(self, who: str) -> dict[str, str]:
        """What is left, as answers say it."""
        with self._lock:
            use = self._users.get(who, _Use())
            return {
                "x-ms-ratelimit-burst-remaining-xrm-requests": str(
                    max(0, self.requests - use.requests)
                ),
                "x-ms-ratelimit-time-remaining-xrm-requests": (
                    f"{max(0.0, self.execution_seconds - use.seconds):.2f}"
                ),
            }

    def _told(self, use: _Use, retry_after: float, now: float) -> None:
        use.told_at, use.not_before = now, max(use.not_before, now + retry_after)

    def _forget(self, use: _Use, now: float) -> None:
        while use.spent and use.spent[0][0] <= now - self.window:
            _, requests, seconds = use.spent.popleft()
            use.requests -= requests
            use.seconds -= seconds

    def _refusal(self, use: _Use, now: float) -> Refused | None:
        if use.running >= self.concurrent:
            message = f"Number of concurrent requests exceeded the limit of {self.concurrent}."
            return _refused("0x80072326", message, self.retry_after)
        if use.requests >= self.requests:
            message = (
                f"Number of requests exceeded the limit of {self.requests} over time window of "
                f"{self.window:.0f} seconds."
            )
            return _refused("0x80072322", message, self._room(use, now))
        if use.seconds >= self.execution_seconds:
            message = (
                "Combined execution time of incoming requests exceeded limit of "
                f"{self.execution_seconds * 1000:,.0f}  milliseconds over time window of "
                f"{self.window:.0f} seconds. Decrease number of concurrent requests or reduce the "
                "duration of requests and try again later."
            )
            return _refused("0x80072321", message, self._room(use, now))
        if self.random_share and self._random.random() < self.random_share:
            message = (
                f"Number of requests exceeded the limit of {self.requests} over time window of "
                f"{self.window:.0f} seconds."
            )
            return _refused("0x80072322", message, self.retry_after)
        return None

    def _room(self, use: _Use, now: float) -> float:
        """When the oldest call leaves the window."""
        return use.spent[0][0] + self.window - now if use.spent else self.retry_after

    # Controls

    def shown(self) -> dict[str, Any]:
        """Limits and notes as JSON values; fractions as text."""
        with self._lock:
            return {
                "limits": {name: str(getattr(self, name)) for name in _SETTABLE},
                "throttled": dict(self.throttled),
                "early": list(self.early),
                "most_concurrent": self.most_concurrent,
                "requests": {who: use.requests for who, use in self._users.items()},
            }

    def set(self, values: dict[str, Any]) -> None:
        """Raises ValueError for a name that is none."""
        unknown = set(values) - set(_SETTABLE) - {"seed"}
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        with self._lock:
            if "seed" in values:
                self._random = random.Random(int(values["seed"]))
            for name in _SETTABLE:
                if name in values:
                    kind = type(getattr(self, name))
                    setattr(self, name, kind(values[name]))


def _refused(code: str, message: str, seconds: float) -> Refused:
    """A 429 with the whole seconds to wait, at least one."""
    return Refused(429, code, message, headers={"Retry-After": str(max(1, -int(-seconds // 1)))})
