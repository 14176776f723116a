"""Takes columns and tables out, with what they held."""

from __future__ import annotations

from ..organisation import Organisation
from .model import Column, Key, Table


def uses(key: Key, column: Column) -> bool:
    """Whether an alternate key is made of this column."""
    return column.logical in key.columns


def drop_column(org: Organisation, table: Table, column: Column) -> None:
    """Take a column out with all its values; rows keep their versions."""
    org.registry.remove_column(table, column.logical)
    gone = {column.logical, f"{column.logical}@type", f"{column.logical}_base"}
    table.keys = {name: key for name, key in table.keys.items() if not uses(key, column)}
    with org.store.transaction():
        for row_id, row in list(org.store.rows(table.logical).by_id.items()):
            if column.logical in row:
                kept = {name: value for name, value in row.items() if name not in gone}
                org.store.amend(table.logical, row_id, kept)


def drop_table(org: Organisation, table: Table) -> None:
    """Take a table out with its rows, and the lookups of other tables that pointed at it."""
    for one in org.registry.one_to_many(table.logical):
        if one.referencing != table.logical:
            drop_column(
                org, org.table(one.referencing), org.table(one.referencing).columns[one.column]
            )
    org.registry.remove_table(table)
    org.store.forget(table.logical)
