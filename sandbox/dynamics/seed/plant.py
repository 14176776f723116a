"""Places rows past all rules, with the columns that every row has."""

from __future__ import annotations

from typing import Any

from ..organisation import Organisation
from ..standard import stable_id
from ..store import Row

ADMIN = stable_id("user", "admin")


def plant(org: Organisation, table: str, mark: str, /, **values: Any) -> Row:
    """A row whose id follows from its table and mark."""
    row_id = stable_id(table, mark)
    now = org.moment()
    row = {
        "_id": row_id,
        org.table(table).primary_id: row_id,
        "createdon": now,
        "modifiedon": now,
        "createdby": ADMIN,
        "modifiedby": ADMIN,
        **{key: value for key, value in values.items() if value is not None},
    }
    return org.store.put(table, row_id, row)
