"""Duplicate detection, off unless a call sends `MSCRM.SuppressDuplicateDetection: false`.

The rules published from the start look at accounts of one name or e-mail address, and at contacts
of one e-mail address.
"""

from __future__ import annotations

from ..errors import Refused
from ..metadata.model import Table
from ..organisation import Organisation
from ..store import Row

RULES: dict[str, tuple[str, ...]] = {
    "account": ("name", "emailaddress1"),
    "contact": ("emailaddress1",),
}


def check_duplicates(org: Organisation, table: Table, row: Row) -> None:
    """Raises Refused (412 0x80040333) where a published rule finds another active row."""
    for column in RULES.get(table.logical, ()):
        value = row.get(column)
        if value is None:
            continue
        others = org.store.rows(table.logical).find((column,), (value,))
        if any(other["_id"] != row["_id"] and other["statecode"] == 0 for other in others):
            raise Refused(
                412,
                "0x80040333",
                "A record was not created or updated because a duplicate of the current record "
                "already exists.",
            )
