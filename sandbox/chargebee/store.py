"""The records of the site: what a retrieve sees at once, and what lists see a little later."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from ..dataset.books import Record
from ..wire import dumps


class Entry:
    """One version of a record, never changed after it is stored, with its JSON kept."""

    __slots__ = ("_json", "number", "record")

    def __init__(self, record: Record, number: int) -> None:
        self.record = record
        self.number = number
        self._json: bytes | None = None

    def json(self) -> bytes:
        if self._json is None:
            self._json = dumps(self.record)
        return self._json


class Table:
    """All records of one kind. `number` keeps the order of creation."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.current: dict[str, Entry] = {}
        self.visible: dict[str, Entry] = {}
        self.changed: set[str] = set()
        self._waiting: deque[tuple[float, Entry]] = deque()
        self._sorted: dict[str, list[tuple[Any, int, Entry]]] = {}
        self._numbers = 42_900_000

    def fill(self, records: Iterable[Record]) -> None:
        """Take over the records that were there from the beginning."""
        for record in records:
            self.current[record["id"]] = self.visible[record["id"]] = self._entry(record)

    def restore(self, records: list[Record]) -> None:
        """Take over the changes of an earlier run."""
        self.fill(records)
        self.changed.update(record["id"] for record in records)
        self._sorted.clear()

    def get(self, record_id: str) -> Record | None:
        entry = self.current.get(record_id)
        return entry.record if entry else None

    def copy(self, record_id: str) -> Record:
        """A copy to change and to put back. Raises KeyError."""
        return deepcopy(self.current[record_id].record)

    def put(self, record: Record, visible_at: float) -> None:
        """Store a version; lists show it from `visible_at` on."""
        entry = self._entry(record)
        self.current[record["id"]] = entry
        self.changed.add(record["id"])
        self._waiting.append((visible_at, entry))

    def forget(self, record_id: str) -> None:
        """Remove a record without a trace, as old events are."""
        self.current.pop(record_id, None)
        self.visible.pop(record_id, None)
        self.changed.discard(record_id)
        self._sorted.clear()

    def listed(self, order: str, now: float) -> list[tuple[Any, int, Entry]]:
        """(sort value, number, entry) in ascending order, as lists see them now."""
        self._advance(now)
        rows = self._sorted.get(order)
        if rows is None:
            value = _sort_value(order)
            rows = sorted(
                (value(entry.record), entry.number, entry) for entry in self.visible.values()
            )
            self._sorted[order] = rows
        return rows

    def _entry(self, record: Record) -> Entry:
        known = self.current.get(record["id"])
        if known:
            return Entry(record, known.number)
        self._numbers += 1
        return Entry(record, self._numbers)

    def _advance(self, now: float) -> None:
        """Let lists see what has waited long enough."""
        while self._waiting and self._waiting[0][0] <= now:
            _, entry = self._waiting.popleft()
            self.visible[entry.record["id"]] = entry
            self._sorted.clear()


def _sort_value(order: str) -> Callable[[Record], Any]:
    if order in ("id", "name"):
        return lambda record: record.get(order, "")
    if not order:
        return lambda record: 0
    return lambda record: record.get(order, 0) * 1000
