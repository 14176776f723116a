"""What must not be there when a connector has done its work: every list of `findings` is empty.

Looks at custom tables. A Chargebee id and its site are found by the ends of the columns' names
(`cb_chargebeeid`, `cb_site`); ids are compared exactly, as Chargebee does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .metadata.model import LOOKUPS, Table
from .organisation import Organisation
from .store import Row

_COUNTS = ("linecount", "line_count", "lines")
MOST_SHOWN = 50
Found = list[dict[str, Any]]


def findings(org: Organisation, counts: Iterable[str] = ()) -> dict[str, Found]:
    """Each kind of defect with the rows that have it, the first 50 of a kind.

    `counts` names columns that tell a number of rows, as `table.column:child.lookup`. Without it a
    column like `cb_linecount` is taken for the number of rows of a table like `cb_invoiceline`.
    """
    given = [_count(text) for text in counts]
    found: dict[str, Found] = {
        "doubled": [],
        "posted_twice": [],
        "line_counts": [],
        "dangling": [],
        "orphans": [],
        "assumed_currency": [],
        "failed_keys": [],
    }
    for table in org.registry.tables.values():
        rows = list(org.store.rows(table.logical).by_id.values())
        found["posted_twice"] += _posted_twice(table, rows)
        if not table.custom:
            continue
        found["doubled"] += _doubled(table, rows)
        pairs = [one[1:] for one in given if one[0] == table.logical]
        found["line_counts"] += _line_counts(org, table, rows, pairs or _counts(org, table))
        found["dangling"] += _dangling(org, table, rows)
        found["orphans"] += _orphans(org, table, rows)
        found["assumed_currency"] += [
            _named(table, row) for row in rows if row.get("_assumed_currency")
        ]
        found["failed_keys"] += [
            {"table": table.logical, "key": key.logical}
            for key in table.keys.values()
            if key.status == "Failed"
        ]
    return {kind: rows[:MOST_SHOWN] for kind, rows in found.items()}


def _named(table: Table, row: Row) -> dict[str, Any]:
    return {"table": table.logical, "id": row["_id"], "name": row.get(table.primary_name)}


def _ending(table: Table, *ends: str) -> str | None:
    """The custom column whose name without prefix ends so."""
    for column in table.columns.values():
        if column.custom and column.logical.partition("_")[2].endswith(ends):
            return column.logical
    return None


def _groups(rows: list[Row], *columns: str) -> dict[tuple[Any, ...], list[Row]]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row.get(name) for name in columns), []).append(row)
    return groups


def _doubled(table: Table, rows: list[Row]) -> Found:
    """Rows with the same site and Chargebee id."""
    identifier, site = _ending(table, "chargebeeid", "chargebee_id"), _ending(table, "site")
    if identifier is None:
        return []
    columns = (identifier, site) if site else (identifier,)
    return [
        {"table": table.logical, "values": list(values), "ids": [row["_id"] for row in group]}
        for values, group in _groups(rows, *columns).items()
        if len(group) > 1 and values[0] is not None
    ]


def _posted_twice(table: Table, rows: list[Row]) -> Found:
    """Rows that POST or CreateMultiple made of equal content: an answer was lost, say."""
    posted = [row for row in rows if "_posted" in row]
    return [
        {"table": table.logical, "ids": [row["_id"] for row in group]}
        for group in _groups(posted, "_posted").values()
        if len(group) > 1
    ]


# Column, and the tables with their lookups whose rows it counts.
Counted = tuple[str, list[tuple[str, str]]]


def _count(text: str) -> tuple[str, str, list[tuple[str, str]]]:
    left, _, right = text.partition(":")
    table, _, column = left.partition(".")
    child, _, lookup = right.partition(".")
    return table, column, [(child, lookup)]


def _counts(org: Organisation, table: Table) -> list[Counted]:
    """What by its name tells a number of lines."""
    column = _ending(table, *_COUNTS)
    if column is None or table.columns[column].type != "Integer":
        return []
    lines = (f"{table.logical}line", f"{table.logical}_line")
    children = [
        (one.referencing, one.column)
        for one in org.registry.one_to_many(table.logical)
        if one.referencing.startswith(lines)
    ]
    return [(column, children)] if children else []


def _line_counts(org: Organisation, table: Table, rows: list[Row], counted: Iterable[Any]) -> Found:
    """Rows that tell a number of lines which is not that of the lines that point at them."""
    found = []
    for column, children in counted:
        for row in rows:
            stored = sum(
                len(org.store.rows(child).find((lookup,), (row["_id"],)))
                for child, lookup in children
            )
            if row.get(column) is not None and row[column] != stored:
                found.append({**_named(table, row), "says": row[column], "stored": stored})
    return found


def _dangling(org: Organisation, table: Table, rows: list[Row]) -> Found:
    """Rows whose lookup points at nothing, or whose required lookup is empty."""
    found = []
    for column in table.columns.values():
        if column.type not in LOOKUPS:
            continue
        needed = column.custom and column.required in ("ApplicationRequired", "SystemRequired")
        for row in rows:
            target = row.get(column.logical)
            kind = row.get(f"{column.logical}@type", (column.targets or ("",))[0])
            missing = needed if target is None else org.store.get(kind, target) is None
            if missing:
                found.append({**_named(table, row), "column": column.logical, "points_at": target})
    return found


def _orphans(org: Organisation, table: Table, rows: list[Row]) -> Found:
    """Rows of a table below other custom tables that are linked to none of them."""
    parents = [
        one.column
        for one in org.registry.many_to_one(table.logical)
        if one.custom
        and one.referenced != table.logical
        and one.referenced in org.registry.tables
        and org.table(one.referenced).custom
    ]
    if not parents:
        return []
    return [_named(table, row) for row in rows if all(row.get(name) is None for name in parents)]
