"""The site behind the API: its records, events and clock, and how a change is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..dataset import Options as DatasetOptions
from ..dataset import generate
from ..dataset.books import KINDS, Record
from ..dataset.oldcatalog import with_old_catalog
from ..dataset.settle import touch
from ..dataset.totals import DOCUMENTS, totals
from .events import Events, Hook, Sender, with_status
from .guards import Idempotency
from .schema import LISTINGS
from .store import Table

if TYPE_CHECKING:
    from threading import RLock

# Kinds that no ordinary list shows.
SUB_KINDS = (
    "payment_reference_number",
    "business_entity_transfer",
    "business_entity",
    "attached_item",
    "item_entitlement",
    "quote_parts",
)


@dataclass(frozen=True)
class Options:
    """How a site is set up. `list_lag` in seconds; `catalog` v2 or v1."""

    dataset: DatasetOptions = field(default_factory=DatasetOptions)
    key: str = "full_key"
    read_key: str = "read_key"
    quota: int = 150
    list_lag: float = 0.0
    catalog: str = "v2"
    state: str | None = None
    hook: Hook | None = None


class Site:
    """Everything that calls read or change. Callers hold the application's `lock`."""

    def __init__(
        self,
        options: Options,
        lock: RLock,
        now: Callable[[], float],
        changed: Callable[[], None],
    ) -> None:
        self.options = options
        self._lock = lock
        self.list_lag = options.list_lag
        self.now = now
        self._changed = changed
        self.books = generate(options.dataset)
        if options.catalog == "v1":
            with_old_catalog(self.books)
        kinds = dict.fromkeys((*KINDS, *(listing.kind for listing in LISTINGS), *SUB_KINDS))
        self.tables = {kind: Table(kind) for kind in kinds}
        for kind, records in self.books.records.items():
            self.tables[kind].fill(records.values())
        self.idempotency = Idempotency()
        self.sender = Sender(self._report)
        self.sender.hook = options.hook
        self.events = Events(self.tables["event"], options.dataset.seed, self.sender.add)
        self.made = 0
        # Name of a file → until when it is there, how it is shown, the document.
        self.downloads: dict[str, tuple[int, str, Record]] = {}

    # Changes

    def put(self, kind: str, record: Record) -> None:
        """Store a version of a record, as it is."""
        self.tables[kind].put(record, self.now() + self.list_lag)
        self._changed()

    def save(self, kind: str, record: Record) -> None:
        """Store a change: its version and `updated_at` move."""
        now = self.now()
        touch(record, int(now), int(now * 1000) % 1000)
        self.put(kind, record)

    def emit(
        self,
        event_type: str,
        content: dict[str, Any],
        *,
        user: str | None = None,
        source: str = "api",
        webhook: bool = True,
    ) -> Record:
        """Record what happened; a full snapshot of the records is its content."""
        now = self.now()
        event = self.events.emit(
            event_type,
            content,
            now,
            now + self.list_lag,
            source=source,
            user=user,
            configured=webhook and self.sender.hook is not None,
        )
        self._changed()
        return event

    def _report(self, event: Record, status: str) -> None:
        """Note what became of a delivery; called by the sender's thread."""
        table = self.tables["event"]
        with self._lock:
            if event["id"] in table.current:
                table.put(with_status(event, status), self.now())
                self._changed()

    # What tests ask for

    def planted(self) -> dict[str, Any]:
        return self.books.planted

    def totals(self) -> dict[str, Any]:
        return totals(
            {
                kind: [entry.record for entry in self.tables[kind].current.values()]
                for kind in DOCUMENTS
            }
        )

    # Between two runs

    def dump(self) -> dict[str, Any]:
        """Only what differs from the generated dataset."""
        return {
            "dataset": repr(self.options.dataset),
            "made": self.made,
            "events": self.events.count,
            "idempotency": self.idempotency.dump(self.now()),
            "changed": {
                kind: [entry.record for key, entry in table.current.items() if key in table.changed]
                for kind, table in self.tables.items()
                if table.changed
            },
        }

    def load(self, saved: dict[str, Any]) -> None:
        """Go on from an earlier run. Raises ValueError where that was another dataset."""
        if saved["dataset"] != repr(self.options.dataset):
            raise ValueError(
                f"the state file holds {saved['dataset']}, not {self.options.dataset!r}: "
                "give the same options or remove the file"
            )
        self.made = saved["made"]
        self.events.count = saved["events"]
        self.idempotency.load(saved["idempotency"])
        for kind, records in saved["changed"].items():
            self.tables[kind].restore(records)
