"""The rows of every table, with indexes, transactions, row versions and a state file.

A row is a dict of column -> value without its empty columns; it is never changed in place, only
replaced by `put`. A lookup holds the other row's id; where several tables can be meant,
`<column>@type` beside it names the one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .journal import Journal

Row = dict[str, Any]
Index = dict[tuple[Any, ...], dict[str, None]]


def folded(value: Any) -> Any:
    """Text as the database compares it: without case, accents and trailing blanks."""
    if not isinstance(value, str):
        return value
    if value.isascii():
        return value.rstrip(" ").lower()
    parts = unicodedata.normalize("NFKD", value.rstrip(" "))
    return "".join(char for char in parts if not unicodedata.combining(char)).casefold()


class Rows:
    """The rows of one table by id, in the order in which they came."""

    def __init__(self) -> None:
        self.by_id: dict[str, Row] = {}
        self._indexes: dict[tuple[str, ...], Index] = {}

    def find(self, columns: tuple[str, ...], values: tuple[Any, ...]) -> list[Row]:
        """The rows with these values, as the database compares them; none for an empty value."""
        index = self._indexes.get(columns)
        if index is None:
            index = self._indexes[columns] = {}
            for row_id, row in self.by_id.items():
                index.setdefault(_key(row, columns), {})[row_id] = None
        wanted = tuple(folded(value) for value in values)
        return [self.by_id[row_id] for row_id in index.get(wanted, ())]

    def place(self, row_id: str, row: Row | None) -> Row | None:
        """Put a row in (or take it out, where None); what stood there before."""
        old = self.by_id.get(row_id)
        for columns, index in self._indexes.items():
            before = _key(old, columns) if old is not None else None
            after = _key(row, columns) if row is not None else None
            if before == after:
                continue
            if before is not None:
                index[before].pop(row_id, None)
                if not index[before]:
                    del index[before]
            if after is not None:
                index.setdefault(after, {})[row_id] = None
        if row is None:
            self.by_id.pop(row_id, None)
        else:
            self.by_id[row_id] = row
        return old


def _key(row: Row, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(folded(row.get(name)) for name in columns)


class Store:
    """All rows of an organisation.

    `version` is the row version, rising over all tables; `deleted` remembers (version, table, id)
    of what is gone, in that order. Whatever changes runs within `transaction`.
    """

    def __init__(self) -> None:
        self.tables: dict[str, Rows] = {}
        self.version = 1_000_000
        self.deleted: list[tuple[int, str, str]] = []
        self.journal = Journal(None)
        self._undo: list[tuple[str, str, Row | None]] = []
        self._depth = 0
        self._deleted_written = 0

    def rows(self, table: str) -> Rows:
        found = self.tables.get(table)
        if found is None:
            found = self.tables[table] = Rows()
        return found

    def get(self, table: str, row_id: str | None) -> Row | None:
        return self.rows(table).by_id.get(row_id) if row_id else None

    def find(self, table: str, **values: Any) -> list[Row]:
        """The rows whose columns have these values."""
        return self.rows(table).find(tuple(values), tuple(values.values()))

    def put(self, table: str, row_id: str, row: Row) -> Row:
        """Place a row; it gets the next version."""
        self.version += 1
        row["versionnumber"] = self.version
        self._undo.append((table, row_id, self.rows(table).place(row_id, row)))
        return row

    def amend(self, table: str, row_id: str, row: Row) -> None:
        """Replace a row without a new version: nobody shall notice by it that it changed."""
        self._undo.append((table, row_id, self.rows(table).place(row_id, row)))

    def drop(self, table: str, row_id: str) -> None:
        self.version += 1
        old = self.rows(table).place(row_id, None)
        if old is not None:
            self.deleted.append((self.version, table, row_id))
            self._undo.append((table, row_id, old))

    def forget(self, table: str) -> None:
        """Drop a table with its rows, past any transaction: what deleting a table does."""
        self.tables.pop(table, None)
        self.journal.forget(table)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Nested ones undo their own part only; the outermost writes the file."""
        start, gone = len(self._undo), len(self.deleted)
        self._depth += 1
        try:
            yield
        except BaseException:
            while len(self._undo) > start:
                table, row_id, old = self._undo.pop()
                self.rows(table).place(row_id, old)
            del self.deleted[gone:]
            raise
        finally:
            self._depth -= 1
            if not self._depth:
                self._write()

    def _write(self) -> None:
        touched = dict.fromkeys((table, row_id) for table, row_id, _ in self._undo)
        self._undo.clear()
        if touched and self.journal.keeps:
            gone = {(table, row_id): version for version, table, row_id in self._new_deleted()}
            self.journal.write(
                (
                    (table, row_id, self.rows(table).by_id.get(row_id) or gone[table, row_id])
                    for table, row_id in touched
                    if (table, row_id) in gone or row_id in self.rows(table).by_id
                ),
                {"version": self.version},
            )

    def _new_deleted(self) -> list[tuple[int, str, str]]:
        """What was deleted since the file was written last."""
        new = self.deleted[self._deleted_written :]
        self._deleted_written = len(self.deleted)
        return new

    # State

    def attach(self, journal: Journal) -> None:
        """Keep all changes in this file from now on, beginning with what there is."""
        self.journal = journal
        journal.write(
            (
                (table, row_id, row)
                for table, rows in self.tables.items()
                for row_id, row in rows.by_id.items()
            ),
            {"version": self.version},
        )

    def load(self, journal: Journal) -> None:
        """Take over what the file holds, in place of everything."""
        self.tables = {}
        rows, self.deleted = journal.read()
        for table, by_id in rows.items():
            self.rows(table).by_id.update(by_id)
        self.version = journal.part("version")
        self._deleted_written = len(self.deleted)
        self.journal = journal
