"""The REST API below one division: reading with OData, and the verbs that write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..wire import Request
from . import bodies, master
from .entities import ENTITIES, ME, Entity
from .errors import BadRequest, NotFound
from .formats import guid, moment, show_value
from .odata.query import Query, parse_query
from .odata.results import Reader
from .principals import Principal
from .store import Division, Row
from .views import SYNC_TIMESTAMP, Views

_LAST = re.compile(r"(?P<name>[A-Za-z]+)(?:\((?P<key>.*)\))?")
_KEYS = {
    "Guid": re.compile(r"guid'(.*)'"),
    "String": re.compile(r"'(.*)'"),
    "Int32": re.compile(r"(\d+)"),
    "Int64": re.compile(r"(\d+)L?"),
}


@dataclass(frozen=True)
class Answer:
    """What to send: `value` goes into `d`, `text` as it is."""

    status: int
    value: Any = None
    text: str | None = None


@dataclass(frozen=True)
class _Target:
    """What an address means: an endpoint, perhaps one row of it, perhaps its lines or a count."""

    entity: Entity
    key: str | None = None
    below: str = ""
    count: bool = False


class Api:
    """One request of one user to one division."""

    def __init__(
        self, division: Division, divisions: list[Division], user: Principal, root: str, now: int
    ) -> None:
        self.division = division
        self.views = Views(division, divisions, user, now)
        self.user = user
        self.now = now
        self.reader = Reader(division, root)

    def answer(self, request: Request, parts: list[str]) -> Answer:
        """Raises BadRequest, NotFound or Refusal."""
        if parts[:1] == ["current"]:
            return self._me(request, parts)
        target = _target(parts)
        allowed = target.entity.methods.split()
        if request.method not in allowed or (target.below and request.method != "GET"):
            return Answer(405, text="")
        if request.method == "GET":
            return self._get(request, target)
        if request.query:
            raise BadRequest("Query options are not supported with this verb.")
        if request.method == "POST":
            return self._post(request, target)
        row = self._row(target)
        if request.method == "DELETE":
            master.delete(self.division, target.entity, row)
            return Answer(204)
        values = bodies.accept(target.entity, _body(request), "put")
        row = master.update(self.division, target.entity, row, values)
        if "return=representation" in (request.headers.get("Prefer") or ""):
            return Answer(200, self.reader.show(target.entity, row, Query()))
        return Answer(204)

    def _post(self, request: Request, target: _Target) -> Answer:
        if target.key is not None or target.count:
            return Answer(405, text="")
        values = bodies.accept(target.entity, _body(request), "post")
        row = master.create(self.division, target.entity, values)
        return Answer(201, self.reader.show(target.entity, row, Query()))

    def _get(self, request: Request, target: _Target) -> Answer:
        if target.count:
            query = parse_query(target.entity, [*request.query, ("$top", "1")])
            rows = self.reader.rows(target.entity, query, self.views.rows(target.entity))
            return Answer(200, text=str(len(rows)))
        if target.below:
            return self._lines(request, target)
        if target.key is not None:
            row = self._row(target)
            query = parse_query(target.entity, [*request.query, ("$top", "1")])
            return Answer(200, self.reader.show(target.entity, row, query))
        if target.entity.path == SYNC_TIMESTAMP:
            return self._sync_timestamp(request, target.entity)
        query = parse_query(target.entity, request.query)
        given = self.views.rows(target.entity)
        return Answer(200, self.reader.page(target.entity, query, given))

    def _sync_timestamp(self, request: Request, entity: Entity) -> Answer:
        """A function: its parameters stand in the query without a `$`."""
        options = [(name, value) for name, value in request.query if name.startswith("$")]
        given = [(name, value) for name, value in request.query if not name.startswith("$")]
        row = self.views.sync_timestamp(given)
        return Answer(200, self.reader.page(entity, parse_query(entity, options), [row]))

    def _lines(self, request: Request, target: _Target) -> Answer:
        """The lines of one header, the address that `__deferred` names."""
        lines = target.entity.lines.get(target.below)
        field = target.entity.fields.get(target.below)
        if lines is None and field is not None and field.type == "Collection":
            self._row(target)
            return Answer(200, {"results": []})  # collections that this server never fills
        if lines is None:
            raise NotFound(f"Resource not found for the segment '{target.below}'.")
        rows = self.reader.children(target.entity, self._row(target))
        pairs = request.query if request.query else [("$select", "*")]
        query = parse_query(lines, pairs)
        return Answer(200, self.reader.page(lines, query, rows))

    def _row(self, target: _Target) -> Row:
        """The row that the address names."""
        kind = target.entity.fields[target.entity.key].type if target.entity.key else ""
        pattern = _KEYS.get(kind)
        found = pattern.fullmatch(target.key or "") if pattern else None
        if not found:
            raise BadRequest("Bad key in the address.")
        key = guid(found[1]) if kind == "Guid" else found[1].replace("''", "'")
        given = self.views.rows(target.entity)
        if given is not None:
            row = next((row for row in given if row["_id"] == key), None)
        else:
            row = self.division.table(target.entity.rows).get(key)
        if row is None or row.get("_hidden"):
            raise NotFound("Resource not found.")
        return row

    def _me(self, request: Request, parts: list[str]) -> Answer:
        if parts != ["current", "Me"]:
            raise NotFound("Resource not found.")
        if request.method != "GET":
            return Answer(405, text="")
        query = parse_query(ME, request.query)
        info = self.division.info
        row = {
            "UserID": self.user.id,
            "UserName": self.user.name,
            "FullName": self.user.name.title(),
            "Email": f"{self.user.name}@noorderlicht.example",
            "CurrentDivision": self.user.current_division,
            "AccountingDivision": self.user.current_division,
            "DivisionCustomerName": info["Description"],
            "DivisionCustomerVatNumber": info.get("VATNumber"),
            "Legislation": int(info["Legislation"]),
            "Language": "NL",
            "LanguageCode": "nl-NL",
            "ServerTime": moment(self.now).isoformat(timespec="milliseconds"),
        }
        names = ME.fields if query.selects_all else query.select
        shown = {
            "__metadata": {
                "uri": f"{self.reader.root}/current/Me(guid'{self.user.id}')",
                "type": "Exact.Web.Api.System.Me",
            }
        }
        shown |= {name: show_value(ME.path, ME.fields[name], row.get(name)) for name in names}
        return Answer(200, {"results": [shown]})


def _target(parts: list[str]) -> _Target:
    """What the address below the division means. Raises NotFound."""
    count = parts[-1:] == ["$count"]
    if count:
        parts = parts[:-1]
    for length in (len(parts), len(parts) - 1):
        found = _LAST.fullmatch(parts[length - 1]) if length > 0 else None
        if not found:
            continue
        entity = ENTITIES.get("/".join([*parts[: length - 1], found["name"]]))
        below = parts[length:]
        if entity is None or (below and found["key"] is None):
            continue
        return _Target(entity, found["key"], below[0] if below else "", count)
    raise NotFound("Resource not found.")


def _body(request: Request) -> Any:
    """The JSON of a POST or PUT. Raises BadRequest."""
    kind = request.headers.get("Content-Type") or ""
    if not kind.startswith("application/json"):
        raise BadRequest("The Content-Type must be application/json.")
    try:
        return request.json()
    except ValueError as error:
        raise BadRequest("Error processing request stream. Invalid JSON.") from error
