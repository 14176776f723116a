"""The state file: an SQLite database to which each change adds only what changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..wire import dumps, loads

Row = dict[str, Any]
# Version, table and id of a row that is gone.
Gone = tuple[int, str, str]
# So many more changes than rows are left to stand before the file is written anew.
SLACK = 20_000


class Journal:
    """Rows and named parts in a file; without a path it keeps nothing.

    Changes of rows are appended, the last one of a row counts: that is far quicker than to find
    each row's place. A file that has grown by it is written anew when it is opened.
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
            "CREATE TABLE IF NOT EXISTS change (number INTEGER PRIMARY KEY, tab TEXT, id TEXT, "
            "value TEXT)"
        )

    @property
    def keeps(self) -> bool:
        """Whether there is a file: without one nothing needs to be put together for it."""
        return self._file is not None

    @property
    def empty(self) -> bool:
        return self._file is None or not self._file.execute("SELECT 1 FROM part").fetchone()

    def write(
        self,
        changed: Iterable[tuple[str, str, Row | int]] = (),
        parts: Mapping[str, Any] | None = None,
    ) -> None:
        """Add rows as they are now (where one is gone, the version at which) and parts.

        All of it or nothing is there after a process was killed.
        """
        if self._file is None:
            return
        self._file.execute("BEGIN")
        self._file.executemany(
            "INSERT INTO change (tab, id, value) VALUES (?, ?, ?)",
            ((table, row_id, dumps(row).decode()) for table, row_id, row in changed),
        )
        self._file.executemany(
            "INSERT OR REPLACE INTO part VALUES (?, ?)",
            ((name, dumps(value).decode()) for name, value in (parts or {}).items()),
        )
        self._file.execute("COMMIT")

    def forget(self, table: str) -> None:
        """Take out every row of a table."""
        if self._file is not None:
            self._file.execute("DELETE FROM change WHERE tab = ?", (table,))

    def read(self) -> tuple[dict[str, dict[str, Row]], list[Gone]]:
        """All rows by table and id, in the order in which they came; and those that are gone."""
        texts: dict[str, dict[str, str]] = {}
        gone: list[Gone] = []
        count = 0
        for table, row_id, text in self._changes():
            count += 1
            if text.startswith("{"):
                texts.setdefault(table, {})[row_id] = text
            else:
                texts.get(table, {}).pop(row_id, None)
                gone.append((int(text), table, row_id))
        if count > SLACK + len(gone) + sum(len(rows) for rows in texts.values()):
            self._write_anew(texts, gone)
        found = {
            table: {row_id: loads(text) for row_id, text in rows.items()}
            for table, rows in texts.items()
        }
        return found, gone

    def _changes(self) -> Iterable[tuple[str, str, str]]:
        if self._file is None:
            return ()
        return self._file.execute("SELECT tab, id, value FROM change ORDER BY number")

    def _write_anew(self, texts: dict[str, dict[str, str]], gone: list[Gone]) -> None:
        """A row that is gone comes first: what has its id afterwards is another one."""
        assert self._file is not None
        kept = [(table, row_id, str(version)) for version, table, row_id in gone]
        kept += [
            (table, row_id, text) for table, rows in texts.items() for row_id, text in rows.items()
        ]
        self._file.execute("BEGIN")
        self._file.execute("DELETE FROM change")
        self._file.executemany("INSERT INTO change (tab, id, value) VALUES (?, ?, ?)", kept)
        self._file.execute("COMMIT")
        self._file.execute("VACUUM")

    def part(self, name: str) -> Any:
        """A part as it was written last; None where it never was."""
        if self._file is None:
            return None
        found = self._file.execute("SELECT value FROM part WHERE name = ?", (name,)).fetchone()
        return loads(found[0]) if found else None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
