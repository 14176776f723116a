"""One organisation (environment): its metadata, rows, rights and settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from .journal import Journal
from .metadata.model import Table
from .metadata.registry import Registry, table_plain
from .options import Options
from .rights import Rights
from .standard import stable_id, standard_tables
from .store import Store


@dataclass(frozen=True)
class Actor:
    """Who acts: a user's id, and whose call it really is where he is impersonated."""

    user: str
    behalf: str | None = None


class Organisation:
    """What a process serves under `/api/data/v9.2/`. `clock` gives seconds since 1970."""

    def __init__(self, options: Options, clock: Callable[[], float]) -> None:
        self.options = options
        self.clock = clock
        self.id = stable_id("organization", options.organisation)
        self.language = 1043 if options.organisation == "dutch" else 1033
        self.currency_code = "USD" if options.organisation == "dollar" else "EUR"
        self.base_currency = stable_id("currency", self.currency_code)
        self.matrix = options.organisation == "matrix"
        self.registry = Registry(*standard_tables(self.language))
        self.store = Store()
        self.rights = Rights()
        self.locked_until = 0.0
        self.settings: dict[str, Any] = {"keys_stuck": False, "keys_fail": False}

    def table(self, logical: str) -> Table:
        return self.registry.tables[logical]

    def moment(self) -> str:
        """Now, as the API writes it: UTC to the second."""
        return as_moment(self.clock())

    def visible(self, visible_at: float) -> bool:
        return visible_at <= self.clock()

    # State

    def save_settings(self) -> None:
        """Write what is no row and no metadata."""
        saved = {
            "rights": self.rights.dump(),
            "locked_until": str(self.locked_until),
            "settings": self.settings,
        }
        self.store.journal.write(parts={"organisation": saved})

    def save_metadata(self, *changed: Table) -> None:
        """Write the tables that changed (where none is named, all), and what is no table's."""
        if not self.store.journal.keeps:
            return
        tables = changed or tuple(self.registry.tables.values())
        parts = {f"table/{table.logical}": table_plain(table) for table in tables}
        self.store.journal.write(parts={**parts, "metadata": self.registry.dump()})

    def keep(self, journal: Journal) -> None:
        """Keep everything in this file; take over what it holds, where it holds something."""
        if journal.empty:
            self.store.attach(journal)
            self.save_metadata()
            self.save_settings()
            return
        self.store.load(journal)
        self.registry.load(journal.part("metadata"), lambda name: journal.part(f"table/{name}"))
        saved = journal.part("organisation")
        self.rights.load(saved["rights"])
        self.locked_until = float(saved["locked_until"])
        self.settings = saved["settings"]


def as_moment(seconds: float) -> str:
    """Seconds since 1970 as the API writes a moment."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
