"""Duplicate detection: off unless a write asks for it with a header.

Rules (Microsoft, "Manage duplicate detection for create and update"): the header
`MSCRM.SuppressDuplicateDetection: false` turns it on for this call, where the organisation has it
enabled. There are rules for accounts and contacts only. The documents give 500 in one place and 412
in another for it: the organisation's setting `duplicate_status` is the status.
"""

from __future__ import annotations

from .call import Call
from .errors import Refused
from .metadata.model import Table
from .store import Row, folded

HEADER = "MSCRM.SuppressDuplicateDetection"
# Table → the columns that make a duplicate together.
RULES: dict[str, tuple[tuple[str, ...], ...]] = {
    "account": (("name",), ("emailaddress1",)),
    "contact": (("emailaddress1",), ("firstname", "lastname")),
}
STATUS = 412


def check_duplicates(call: Call, table: Table, row: Row) -> None:
    """Raises Refused (0x80040333) where another active row has what a rule compares.

    Called after a write, within its transaction.
    """
    if (call.header(HEADER) or "true").lower() != "false":
        return
    organisation = call.org.store.get("organization", call.org.id) or {}
    if not organisation.get("isduplicatedetectionenabled"):
        return
    for columns in RULES.get(table.logical, ()):
        values = tuple(row.get(name) for name in columns)
        if not all(folded(value) for value in values):
            continue
        others = call.org.store.rows(table.logical).find(columns, values)
        if any(other["_id"] != row["_id"] and not other["statecode"] for other in others):
            raise Refused(
                call.org.settings.get("duplicate_status", STATUS),
                "0x80040333",
                "A record was not created or updated because a duplicate of the current record "
                "already exists.",
            )
