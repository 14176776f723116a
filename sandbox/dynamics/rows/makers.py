"""Publishers and solutions: names, prefixes, and what cannot change any more."""

from __future__ import annotations

import re

from ..errors import duplicate_primary_key, invalid_value
from ..metadata.model import Table
from ..organisation import Actor, Organisation
from ..store import Row
from .hooks import on

_UNIQUE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]{1,7}")
_VERSION = re.compile(r"\d+(\.\d+){1,3}")


@on("before_create", "publisher", "solution")
@on("before_update", "publisher", "solution")
def _names(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    name = row.get("uniquename")
    if not isinstance(name, str) or not _UNIQUE.fullmatch(name):
        raise invalid_value(f"The unique name '{name}' may have letters, digits and _ only.")
    if not row.get("friendlyname"):
        raise invalid_value("Required field 'friendlyname' is missing")
    others = org.store.find(table.logical, uniquename=name)
    if any(other["_id"] != row["_id"] for other in others):
        raise duplicate_primary_key()
    if old is not None and old["uniquename"] != name:
        raise invalid_value("The unique name cannot be changed.")


@on("before_create", "publisher")
@on("before_update", "publisher")
def _publisher(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    prefix = row.get("customizationprefix")
    number = row.get("customizationoptionvalueprefix")
    if not isinstance(prefix, str) or not _PREFIX.fullmatch(prefix):
        raise invalid_value(
            "The customization prefix must have 2 to 8 letters and digits and start with a letter."
        )
    if prefix.lower().startswith("mscrm"):
        raise invalid_value("The customization prefix cannot start with 'mscrm'.")
    if not isinstance(number, int) or not 10_000 <= number <= 99_999:
        raise invalid_value("The option value prefix must be between 10000 and 99999.")
    if old is not None and old["customizationprefix"] != prefix:
        raise invalid_value("The customization prefix cannot be changed.")
    row.setdefault("isreadonly", False)


@on("before_create", "solution")
def _solution(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    if "publisherid" not in row:
        raise invalid_value("Required field 'publisherid' is missing")
    if not _VERSION.fullmatch(str(row.get("version", ""))):
        raise invalid_value("The version must have 2 to 4 numbers: 1.0.0.0.")
    row.update(ismanaged=False, isvisible=True, installedon=org.moment())
