"""The options of a query: `$select`, `$expand`, `$filter`, `$orderby`, `$top`, `$count`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..errors import Refused, bad_request

KNOWN = (
    "$select",
    "$expand",
    "$filter",
    "$orderby",
    "$top",
    "$count",
    "$skiptoken",
    "$deltatoken",
)
_NESTED = ("$select", "$expand", "$filter", "$orderby", "$top", "$count", "$ref")
MOST_EXPANDED = 15


@dataclass
class Query:
    """A query as it was asked for; names are not looked up yet. Empty `select` means all."""

    select: list[str] = field(default_factory=list)
    expand: dict[str, Query] = field(default_factory=dict)
    filter: str = ""
    orderby: list[tuple[str, bool]] = field(default_factory=list)
    top: int | None = None
    count: bool = False
    skiptoken: str | None = None
    deltatoken: str | None = None

    @property
    def expansions(self) -> int:
        return sum(1 + inner.expansions for inner in self.expand.values())


def parse_query(pairs: Iterable[tuple[str, str]]) -> Query:
    """The query of an address. Raises Refused (400) for an option that isn't known."""
    query = Query()
    for name, value in pairs:
        if name == "$skip":
            raise bad_request("Skip Clause is not supported in CRM")
        if name == "$apply":
            raise Refused(501, "0x80060888", "The sandbox does not aggregate.")
        if name not in KNOWN:
            raise bad_request(f"The query parameter {name} is not supported")
        _take(query, name, value)
    if query.expansions > MOST_EXPANDED:
        raise bad_request(f"A query can expand at most {MOST_EXPANDED} navigation properties.")
    return query


def _take(query: Query, name: str, value: str) -> None:
    if name == "$select":
        query.select = _names(value)
    elif name == "$expand":
        query.expand = _expand(value)
    elif name == "$filter":
        query.filter = value
    elif name == "$orderby":
        query.orderby = [_order(part) for part in value.split(",")]
    elif name == "$top":
        query.top = _number(value)
    elif name == "$count":
        if value not in ("true", "false"):
            raise bad_request(f"Invalid value '{value}' for $count query option found.")
        query.count = value == "true"
    elif name == "$skiptoken":
        query.skiptoken = value
    elif name == "$deltatoken":
        query.deltatoken = value


def _names(value: str) -> list[str]:
    names = [part.strip() for part in value.split(",")]
    if not all(names):
        raise bad_request("Found an empty name in $select.")
    return [] if names == ["*"] else names


def _number(value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise bad_request(f"Invalid value '{value}' for $top query option found.")
    return int(value)


def _order(part: str) -> tuple[str, bool]:
    words = part.split()
    if not words or len(words) > 2 or (len(words) == 2 and words[1] not in ("asc", "desc")):
        raise bad_request(f"Syntax error in $orderby: '{part}'.")
    return words[0], words[1:] == ["desc"]


def _expand(text: str) -> dict[str, Query]:
    found = {}
    for part in _split(text, ","):
        name, bracket, rest = part.strip().partition("(")
        inner = Query()
        if bracket:
            if not rest.endswith(")"):
                raise bad_request(f"Syntax error in $expand: '{part}'.")
            for option in _split(rest[:-1], ";"):
                key, sign, value = option.strip().partition("=")
                if not sign or key not in _NESTED:
                    raise bad_request(f"The query option '{key}' is not allowed in $expand.")
                _take(inner, key, value)
        if inner.orderby:
            raise bad_request("$orderby is not supported within $expand.")
        found[name.strip()] = inner
    return found


def _split(text: str, mark: str) -> list[str]:
    """Split where the mark stands outside of brackets and quotes."""
    parts, start, depth, quoted = [], 0, 0, False
    for position, char in enumerate(text):
        if char == "'":
            quoted = not quoted
        elif not quoted and char in "()":
            depth += 1 if char == "(" else -1
        elif char == mark and not quoted and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]
