"""All records of one site, and what was planted among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]

KINDS = (
    "customer",
    "item_family",
    "item",
    "item_price",
    "coupon",
    "currency",
    "invoice",
    "credit_note",
    "transaction",
)


@dataclass
class Books:
    """`records[kind][id]` is a payload; `planted[kind][id]` the name of a planted case.

    `features` names, for tests, ordinary documents of a kind that is worth finding. `sellers` holds
    country and VAT number of a business entity; those it lacks are the Dutch company itself.
    """

    records: dict[str, dict[str, Record]] = field(
        default_factory=lambda: {kind: {} for kind in KINDS}
    )
    planted: dict[str, dict[str, str]] = field(default_factory=dict)
    features: dict[str, list[str]] = field(default_factory=dict)
    sellers: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, kind: str, record: Record) -> Record:
        """Store a new record. Raises ValueError where its id is taken."""
        table = self.records.setdefault(kind, {})
        if record["id"] in table:
            raise ValueError(f"{kind} {record['id']} exists")
        table[record["id"]] = record
        return record

    def plant(self, kind: str, record: Record, case: str) -> None:
        self.planted.setdefault(kind, {})[record["id"]] = case

    def feature(self, name: str, record: Record) -> None:
        self.features.setdefault(name, []).append(record["id"])
