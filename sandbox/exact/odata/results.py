"""Rows of a division as OData v2 verbose JSON: pages, single entities, counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from ..derived import field_value, is_stored
from ..entities import ATTACHMENTS, Entity
from ..errors import BadRequest
from ..formats import show_value
from ..store import Division, Row
from .filters import compile_filter
from .query import Query

_SAFE = "(),'/*"
_KEY_FORMS = {"Guid": "guid'{}'", "String": "'{}'", "Int64": "{}L"}


class Reader:
    """Answers GETs on one division. `root` is the address of the server with `/api/v1`."""

    def __init__(self, division: Division, root: str) -> None:
        self.division = division
        self.root = root

    def url(self, entity: Entity, row: Row | None = None) -> str:
        address = f"{self.root}/{self.division.code}/{entity.path}"
        return address if row is None else f"{address}({_key(entity, row)})"

    # Selecting rows

    def rows(self, entity: Entity, query: Query, given: Iterable[Row] | None = None) -> list[Row]:
        """All rows that match, in order, before paging."""
        found = self._matching(entity, query.filter, given)
        if query.order:
            name, descending = query.order
            return sorted(
                found, key=lambda row: _sortable(self.value(entity, row, name)), reverse=descending
            )
        by = "Timestamp" if entity.sync else "_seq"
        return sorted(found, key=lambda row: row[by])

    def value(self, entity: Entity, row: Row, name: str) -> Any:
        return field_value(self.division, entity.rows, row, name)

    def _matching(self, entity: Entity, text: str, given: Iterable[Row] | None) -> Iterator[Row]:
        table = self.division.table(entity.rows)
        rows: Iterable[Row] = table if given is None else given
        if not text:
            yield from (row for row in rows if not row.get("_hidden"))
            return
        wanted = compile_filter(
            text, entity.filterable, lambda row, name: self.value(entity, row, name)
        )
        if given is None and wanted.keys and is_stored(entity.rows, wanted.keys[0]):
            name, values = wanted.keys
            rows = [row for value in values for row in table.by(name, value)]
        yield from (row for row in rows if not row.get("_hidden") and wanted.matches(row))

    # Showing rows

    def page(self, entity: Entity, query: Query, given: Iterable[Row] | None = None) -> Any:
        """One page. A full page always names a next one, even if that turns out empty."""
        rows = self.rows(entity, query, given)
        total = len(rows)
        rows = _after(rows, query)
        limit = entity.page if query.top is None else min(entity.page, query.top)
        shown = rows[:limit]
        answer: dict[str, Any] = {"results": [self.show(entity, row, query) for row in shown]}
        if query.count:
            answer = {"__count": str(total), **answer}
        if len(shown) == entity.page and (query.top is None or query.top > entity.page):
            answer["__next"] = self._next(entity, query, shown[-1], total - len(rows) + limit)
        return answer

    def _next(self, entity: Entity, query: Query, last: Row, position: int) -> str:
        token = str(position) if query.order else f"{last['_seq']},{_key(entity, last)}"
        if entity.sync:
            token = f"{last['Timestamp']}L"
        pairs = [(k, v) for k, v in query.pairs if k not in ("$skiptoken", "$skip")]
        if query.top is not None:
            pairs = [(k, str(query.top - entity.page) if k == "$top" else v) for k, v in pairs]
        pairs.append(("$skiptoken", token))
        text = "&".join(f"{name}={quote(value, safe=_SAFE)}" for name, value in pairs)
        return f"{self.url(entity)}?{text}"

    def show(self, entity: Entity, row: Row, query: Query) -> dict[str, Any]:
        """One entity: metadata, the selected fields, its lines expanded or deferred."""
        shown: dict[str, Any] = {
            "__metadata": {
                "uri": self.url(entity, row),
                "type": f"Exact.Web.Api.Models.{entity.type}",
            }
        }
        names = entity.fields if query.selects_all else _heads(query.select)
        for name in names:
            field = entity.fields[name]
            if field.type == "Collection":
                shown[name] = self._collection(entity, row, name, query)
            elif entity.path == ATTACHMENTS and name == "Url":
                shown[name] = self._download_url(row)
            else:
                value = self.value(entity, row, name)
                shown[name] = show_value(entity.rows, field, value)
        return shown

    def _download_url(self, row: Row) -> str:
        base = self.root.removesuffix("/api/v1")
        return f"{base}/docs/SysAttachment.aspx?ID={row['ID']}&_Division_={self.division.code}"

    def _collection(self, entity: Entity, row: Row, name: str, query: Query) -> Any:
        if name not in query.expand:
            return {"__deferred": {"uri": f"{self.url(entity, row)}/{name}"}}
        lines = entity.lines[name]
        below = Query(select=_tails(query.select, name))
        return {"results": [self.show(lines, line, below) for line in self.children(entity, row)]}

    def children(self, entity: Entity, row: Row) -> list[Row]:
        """The lines of a header."""
        (lines,) = entity.lines.values()
        rows = self.division.table(lines.rows).by(lines.parent, row["_id"])
        return sorted(rows, key=lambda line: line["_seq"])


def _key(entity: Entity, row: Row) -> str:
    """The key as it stands in an address."""
    if not entity.key:
        return f"Journal='{row['Journal']}',Period={row['Period']},Year={row['Year']}"
    return _KEY_FORMS.get(entity.fields[entity.key].type, "{}").format(row["_id"])


def _heads(select: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(name.partition("/")[0] for name in select))


def _tails(select: tuple[str, ...], head: str) -> tuple[str, ...]:
    tails = tuple(rest for name in select for own, _, rest in [name.partition("/")] if own == head)
    return () if "" in tails else tails


def _sortable(value: Any) -> tuple[bool, Any]:
    """Empty values sort first."""
    return (value is not None, value if value is not None else 0)


def _after(rows: list[Row], query: Query) -> list[Row]:
    """The rows behind the skip token, or behind `$skip`."""
    token = query.token
    if not token:
        return rows[query.skip :]
    number = token.split(",")[0]
    digits = number.removesuffix("L")
    if not digits.isdigit():
        raise BadRequest("Bad $skiptoken.")
    if query.order:
        return rows[int(digits) :]
    name = "Timestamp" if number.endswith("L") else "_seq"
    return [row for row in rows if row[name] > int(digits)]
