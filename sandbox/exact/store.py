"""The books: divisions, their tables, their rows, and indexes over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..wire import dumps, loads
from .entities import ENTITIES, PAYABLES, RECEIVABLES
from .fields import FIELDS
from .formats import stored_value

Row = dict[str, Any]


class Table:
    """Rows of one kind by their id, in the order in which they came.

    Each row carries `_id`, `_seq` (its place) and `Timestamp` (the row version) beside its fields.
    Fields that are empty are left out. A row is never changed in place, only replaced by `set`.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: dict[str, Row] = {}
        self._indexes: dict[str, dict[Any, dict[str, None]]] = {}
        self._texts: dict[str, tuple[Row, str]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows.values())

    def get(self, id_: str | None) -> Row | None:
        return self.rows.get(id_) if id_ is not None else None

    def by(self, name: str, value: Any) -> list[Row]:
        """The rows whose field has this value, in no certain order."""
        return [self.rows[id_] for id_ in self._index(name).get(_comparable(value), ())]

    def one(self, name: str, value: Any) -> Row | None:
        """A row whose field has this value; where there are several, any."""
        for id_ in self._index(name).get(_comparable(value), ()):
            return self.rows[id_]
        return None

    def set(self, row: Row) -> None:
        old = self.rows.get(row["_id"])
        for name, index in self._indexes.items():
            if old is not None:
                _remove(index, old.get(name), row["_id"])
            index.setdefault(_comparable(row.get(name)), {})[row["_id"]] = None
        self.rows[row["_id"]] = row

    def drop(self, id_: str) -> Row | None:
        self._texts.pop(id_, None)
        row = self.rows.pop(id_, None)
        if row is not None:
            for name, index in self._indexes.items():
                _remove(index, row.get(name), id_)
        return row

    def texts(self) -> list[str]:
        """Every row as JSON text; a row that is still the same object keeps the text it had."""
        for id_, row in self.rows.items():
            known = self._texts.get(id_)
            if known is None or known[0] is not row:
                self._texts[id_] = (row, dumps(row).decode())
        return [self._texts[id_][1] for id_ in self.rows]

    def _index(self, name: str) -> dict[Any, dict[str, None]]:
        index = self._indexes.get(name)
        if index is None:
            index = self._indexes[name] = {}
            for id_, row in self.rows.items():
                index.setdefault(_comparable(row.get(name)), {})[id_] = None
        return index


def _comparable(value: Any) -> Any:
    """Text as the database compares it: trailing spaces don't count."""
    return value.rstrip(" ") if isinstance(value, str) else value


def _remove(index: dict[Any, dict[str, None]], value: Any, id_: str) -> None:
    ids = index.get(_comparable(value))
    if ids is not None:
        ids.pop(id_, None)
        if not ids:
            del index[_comparable(value)]


class Division:
    """One administration: what is known of it, and its tables."""

    def __init__(self, code: int, info: Row) -> None:
        self.code = code
        self.info = info
        self.tables: dict[str, Table] = {}
        self.counters: dict[str, int] = {}
        self.clock: Callable[[], int] = lambda: 0
        self.deferral = True
        self.attachment_limit = 25  # megabytes

    @property
    def currency(self) -> str:
        return str(self.info["Currency"])

    def table(self, name: str) -> Table:
        found = self.tables.get(name)
        if found is None:
            found = self.tables[name] = Table(name)
        return found

    def next(self, counter: str, *, start: int = 1) -> int:
        """The next number of a series."""
        number = self.counters.get(counter, start - 1) + 1
        self.counters[counter] = number
        return number

    def put(self, table: str, id_: str, values: Row) -> Row:
        """Insert or replace a row; the database's own columns are kept up."""
        old = self.table(table).get(id_)
        now = self.clock()
        row = {name: value for name, value in values.items() if value is not None}
        row["_id"] = id_
        row["_seq"] = old["_seq"] if old else self.next("_seq")
        row["Timestamp"] = self.next("_timestamp", start=1_000_001)
        row["Division"] = self.code
        row["Created"] = old["Created"] if old else now
        row["Modified"] = now
        self.table(table).set(row)
        return row

    def change(self, table: str, row: Row, values: Row) -> Row:
        """Write some fields of a row; None empties one."""
        return self.put(table, row["_id"], {**row, **values})

    def snapshot(self) -> Row:
        """What `restore` needs to undo whatever is done from here on; rows are never changed."""
        return {
            "info": dict(self.info),
            "counters": dict(self.counters),
            "tables": {name: dict(table.rows) for name, table in self.tables.items()},
            "deferral": self.deferral,
        }

    def restore(self, saved: Row) -> None:
        self.info, self.counters = saved["info"], saved["counters"]
        self.deferral = saved["deferral"]
        self.tables = {}
        for name, rows in saved["tables"].items():
            self.table(name).rows = rows

    def restamp(self) -> None:
        """Count row versions from 1 again, as in the database that a division was moved to."""
        rows = [
            (row["Timestamp"], table, row)
            for table in self.tables.values()
            for row in table
            if "Timestamp" in row
        ]
        self.counters["_timestamp"] = 0
        for _, table, row in sorted(rows, key=lambda one: one[0]):
            table.set({**row, "Timestamp": self.next("_timestamp")})

    def dump(self) -> Row:
        return {
            "code": self.code,
            "info": self.info,
            "counters": self.counters,
            "tables": {name: table.texts() for name, table in self.tables.items()},
        }

    @classmethod
    def restored(cls, saved: Row) -> Division:
        division = cls(saved["code"], saved["info"])
        division.counters = dict(saved["counters"])
        for name, rows in saved["tables"].items():
            table = division.table(name)
            for row in _typed(name, map(loads, rows)):
                table.set(row)
        return division


def _typed(table: str, rows: Iterable[Row]) -> Iterator[Row]:
    path = RECEIVABLES if table == PAYABLES else table
    fields = FIELDS[path] if path in ENTITIES else {}

    def typed(row: Row) -> Row:
        return {
            name: typed(value)
            if name == "_given"
            else stored_value(fields[name], value)
            if name in fields
            else value
            for name, value in row.items()
        }

    return map(typed, rows)
