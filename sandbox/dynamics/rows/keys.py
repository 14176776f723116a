"""Alternate keys over rows: their activation in the background, and what they forbid."""

from __future__ import annotations

from ..errors import key_violated
from ..metadata.model import Key, Table, text_of
from ..organisation import Organisation
from ..store import Row, folded


def refresh_keys(org: Organisation, table: Table) -> None:
    """Let pending keys become Active or Failed whose time has come."""
    for key in table.keys.values():
        if key.status not in ("Pending", "InProgress") or org.settings["keys_stuck"]:
            continue
        if key.active_at <= org.clock():
            failed = org.settings["keys_fail"] or _has_duplicates(org, table, key)
            key.status = "Failed" if failed else "Active"
            org.save_metadata(table)
        elif key.status == "Pending" and org.clock() > key.active_at - org.options.key_seconds / 2:
            key.status = "InProgress"


def _has_duplicates(org: Organisation, table: Table, key: Key) -> bool:
    seen = set()
    for row in org.store.rows(table.logical).by_id.values():
        values = tuple(folded(row.get(name)) for name in key.columns)
        if None in values:
            continue
        if values in seen:
            return True
        seen.add(values)
    return False


def check_keys(org: Organisation, table: Table, row: Row) -> None:
    """Raises Refused (412 0x80060892) where another row has the values of an active key.

    A row with an empty key column is not bound by the key.
    """
    if not table.keys:
        return
    refresh_keys(org, table)
    for key in table.keys.values():
        if key.status != "Active":
            continue
        values = tuple(row.get(name) for name in key.columns)
        if None in values:
            continue
        others = org.store.rows(table.logical).find(key.columns, values)
        if any(other["_id"] != row["_id"] for other in others):
            labels = ", ".join(
                text_of(table.columns[name].label, org.language) or name for name in key.columns
            )
            name = text_of(key.label, org.language) or key.schema
            raise key_violated(name, key.columns, labels)
