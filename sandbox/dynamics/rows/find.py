"""Finds the row that an address or a reference means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from ..errors import Refused, bad_payload, bad_request, no_such_key, no_such_row
from ..metadata.model import LOOKUPS, Column, Key, Table
from ..odata.segments import Bare, Keyed, parse_segment, refuse_forbidden, split_path
from ..organisation import Organisation
from ..store import Row
from .keys import refresh_keys
from .types import GUID, checked

API_MARK = "/api/data/v9."


@dataclass(frozen=True)
class Place:
    """Where a row is or would be: its primary id, or the values of an alternate key.

    `row` is what stands there now. `key` is the key it was addressed by, None for the primary id.
    """

    table: Table
    row_id: str | None
    key: Key | None
    values: dict[str, Any]
    row: Row | None

    def needed(self) -> Row:
        """The row. Raises Refused (404)."""
        if self.row is not None:
            return self.row
        if self.key is None:
            raise no_such_row(self.table.logical, str(self.row_id))
        raise no_such_key(self.table.logical)


def place(org: Organisation, table: Table, segment: Keyed) -> Place:
    """The place that a segment with a key names. Raises Refused (400, 404)."""
    key = segment.key
    if isinstance(key, str):
        return Place(table, key, None, {}, org.store.get(table.logical, key))
    if not key:
        raise bad_request(f"A key is expected after '{segment.name}'.")
    named = dict(key)
    if len(named) == 1:
        ((name, value),) = named.items()
        if name == table.primary_id and isinstance(value, str) and GUID.fullmatch(value):
            row_id = value.lower()
            return Place(table, row_id, None, {}, org.store.get(table.logical, row_id))
    found = _alternate_key(org, table, tuple(named))
    refuse_forbidden(key)
    values = {}
    for column_name in found.columns:
        column = table.columns[column_name]
        values[column_name] = _literal(table, column, named[column.property_name])
    rows = org.store.rows(table.logical).find(found.columns, tuple(values.values()))
    row = rows[0] if rows and None not in values.values() else None
    return Place(table, row["_id"] if row else None, found, values, row)


def _alternate_key(org: Organisation, table: Table, names: tuple[str, ...]) -> Key:
    refresh_keys(org, table)
    for key in table.keys.values():
        wanted = {table.columns[name].property_name for name in key.columns}
        if key.status == "Active" and wanted == set(names):
            return key
    raise bad_request(
        f"The key in the request URI is not valid for resource '{table.type_name}'. Ensure that "
        "the names and number of key properties match the declared or alternate key properties "
        f"for the resource '{table.type_name}'."
    )


def _literal(table: Table, column: Column, value: Any) -> Any:
    """A key's literal as the column keeps it."""
    if column.type in LOOKUPS or column.type == "Uniqueidentifier":
        if not isinstance(value, str) or not GUID.fullmatch(value):
            raise bad_request(f"'{value}' is no guid.")
        return value.lower()
    quoted = isinstance(value, str) and not isinstance(value, Bare)
    if quoted != (column.type in ("String", "Memo")):
        raise bad_request(f"The literal '{value}' does not fit the key property {column.logical}.")
    if column.type in ("String", "Memo"):
        return value
    return checked(table, column, str(value) if isinstance(value, Bare) else value)


def place_of_reference(
    org: Organisation, text: Any, targets: tuple[str, ...], property_name: str
) -> Place:
    """The row that `@odata.bind` or `@odata.id` names; it must be there. Raises Refused."""
    if not isinstance(text, str):
        raise bad_payload(f"The value of '{property_name}' must be the address of a row.")
    found = parse_reference(org, text)
    if found.table.logical not in targets:
        raise bad_payload(
            f"The entity '{found.table.logical}' is not a valid target of '{property_name}'."
        )
    found.needed()
    return found


def parse_reference(org: Organisation, text: str) -> Place:
    """The place that a relative or absolute address names. Raises Refused."""
    path = urlsplit(text).path if text.startswith(("http://", "https://")) else unquote(text)
    mark = path.find(API_MARK)
    if mark >= 0:
        path = path[mark + len(API_MARK) :].partition("/")[2]
    parts = split_path(path)
    if len(parts) != 1:
        raise bad_payload(f"Invalid reference '{text}'.")
    segment = parse_segment(parts[0])
    table = org.registry.by_set(segment.name)
    if table is None or not org.visible(table.visible_at):
        raise Refused(400, "0x80060888", f"Resource not found for the segment '{segment.name}'.")
    return place(org, table, segment)
