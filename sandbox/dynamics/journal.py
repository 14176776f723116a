"""The state file: an SQLite database to which each change adds only what changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..wire import dumps, loads


class Journal:
    """Rows and named parts in a file; without a path it keeps nothing.

    The order in which rows came is the order in which they are read back.
    """

    def __init__(self, path: str | Path | None) -> None:
        self._file: sqlite3.Connection | None = None
        if path is None:
            return
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # A killed process loses nothing by this, only a machine without power would.
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("CREATE TABLE IF NOT EXISTS part (name TEXT PRIMARY KEY, value TEXT)")
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS row (number INTEGER PRIMARY KEY, tab TEXT, id TEXT, "
            "value TEXT, UNIQUE (tab, id))"
        )

    @property
    def keeps(self) -> bool:
        """Whether there is a file: without one nothing needs to be put together for it."""
        return self._file is not None

    @property
    def empty(self) -> bool:
        return self._file is None or not self._file.execute("SELECT 1 FROM part").fetchone()

    def rows(self, changed: Iterable[tuple[str, str, dict[str, Any] | None]]) -> None:
        """Write rows; None in place of one takes it out."""
        if self._file is None:
            return
        self._file.execute("BEGIN")
        for table, row_id, row in changed:
            if row is None:
                self._file.execute("DELETE FROM row WHERE tab = ? AND id = ?", (table, row_id))
                continue
            self._file.execute(
                "INSERT INTO row (tab, id, value) VALUES (?, ?, ?) "
                "ON CONFLICT (tab, id) DO UPDATE SET value = excluded.value",
                (table, row_id, dumps(row).decode()),
            )
        self._file.execute("COMMIT")

    def part(self, name: str, value: Any) -> None:
        if self._file is not None:
            self._file.execute(
                "INSERT OR REPLACE INTO part VALUES (?, ?)", (name, dumps(value).decode())
            )

    def forget(self, table: str) -> None:
        if self._file is not None:
            self._file.execute("DELETE FROM row WHERE tab = ?", (table,))

    def saved_rows(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        if self._file is not None:
            for table, row_id, text in self._file.execute(
                "SELECT tab, id, value FROM row ORDER BY number"
            ):
                yield table, row_id, loads(text)

    def saved_part(self, name: str) -> Any:
        if self._file is None:
            return None
        found = self._file.execute("SELECT value FROM part WHERE name = ?", (name,)).fetchone()
        return loads(found[0]) if found else None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
