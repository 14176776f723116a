"""Events of the site, and the webhook that tells somebody of them."""

from __future__ import annotations

import base64
import http.client
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from ..dataset.books import Record
from ..dataset.customers import token
from ..wire import dumps
from .store import Table

KEPT = 2000
TIMEOUT_SECONDS = 10
# After the first attempt, in minutes: +2, +6, +30, +1 h, +5 h, +1 day, +2 days.
RETRY_MINUTES = (2, 6, 30, 60, 300, 1440, 2880)


@dataclass(frozen=True)
class Hook:
    """Where events go. Retries wait `1 / compression` of the real time."""

    url: str
    user: str = ""
    password: str = ""
    compression: float = 60.0


class Events:
    """Stores each event and hands it to the sender."""

    def __init__(self, table: Table, seed: int, deliver: Callable[[Record], None]) -> None:
        self.table = table
        self.deliver = deliver
        self._seed = seed
        self.count = 0

    def emit(
        self,
        event_type: str,
        content: dict[str, Any],
        now: float,
        visible_at: float,
        *,
        source: str = "api",
        user: str | None = None,
        configured: bool = False,
    ) -> Record:
        self.count += 1
        event: Record = {
            "id": f"ev_{token(Random(f'{self._seed}/event/{self.count}'), 16)}",
            "occurred_at": int(now),
            "source": source,
            "api_version": "v2",
            "event_type": event_type,
            "webhook_status": "scheduled" if configured else "not_configured",
            "content": content,
            "object": "event",
        }
        if user:
            event["user"] = user
        if configured:
            event["webhooks"] = [_webhook("scheduled")]
        self.table.put(event, visible_at)
        if len(self.table.current) > KEPT:
            self.table.forget(next(iter(self.table.current)))
        if configured:
            self.deliver(event)
        return event


def _webhook(status: str) -> Record:
    return {"id": "whv2_sandbox", "webhook_status": status, "object": "webhook"}


def with_status(event: Record, status: str) -> Record:
    return {**event, "webhook_status": status, "webhooks": [_webhook(status)]}


class Sender:
    """Delivers events one after the other in a thread of its own, and tries again."""

    def __init__(self, report: Callable[[Record, str], None]) -> None:
        self.hook: Hook | None = None
        self.attempts: list[dict[str, Any]] = []
        self._report = report
        self._due: queue.PriorityQueue[tuple[float, int, int, Record]] = queue.PriorityQueue()
        self._order = 0
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, event: Record, *, attempt: int = 0, delay: float = 0.0) -> None:
        with self._lock:
            self._order += 1
            self._due.put((time.monotonic() + delay, self._order, attempt, event))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
                self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        if self._thread:
            self._thread.join(TIMEOUT_SECONDS)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                due, order, attempt, event = self._due.get(timeout=0.1)
            except queue.Empty:
                continue
            wait = due - time.monotonic()
            if wait > 0:
                self._due.put((due, order, attempt, event))
                self._stopped.wait(min(wait, 0.05))
            elif self.hook:
                self._deliver(self.hook, event, attempt)

    def _deliver(self, hook: Hook, event: Record, attempt: int) -> None:
        status = _post(hook, event)
        self.attempts.append({"event_id": event["id"], "attempt": attempt + 1, "status": status})
        if 200 <= status < 300:
            self._report(event, "succeeded")
        elif attempt < len(RETRY_MINUTES):
            self._report(event, "re_scheduled")
            delay = RETRY_MINUTES[attempt] * 60 / hook.compression
            self.add(event, attempt=attempt + 1, delay=delay)
        else:
            self._report(event, "failed")


def _post(hook: Hook, event: Record) -> int:
    """Send one event; the answer's status, 0 where there was none."""
    headers = {"Content-Type": "application/json"}
    if hook.user:
        credentials = base64.b64encode(f"{hook.user}:{hook.password}".encode()).decode()
        headers["Authorization"] = f"Basic {credentials}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        request = urllib.request.Request(hook.url, dumps(event), headers, method="POST")
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError, http.client.HTTPException):
        return 0
