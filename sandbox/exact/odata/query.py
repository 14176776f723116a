"""The query options of a GET, checked as strictly as Exact checks them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from ..entities import Entity
from ..errors import BadRequest

_KNOWN = (
    "$select",
    "$filter",
    "$top",
    "$skip",
    "$orderby",
    "$inlinecount",
    "$expand",
    "$skiptoken",
)
LONGEST_URL = 12_000


@dataclass(frozen=True)
class Query:
    """The options of one request; empty where not given."""

    pairs: tuple[tuple[str, str], ...] = ()
    select: tuple[str, ...] = ()
    filter: str = ""
    top: int | None = None
    skip: int = 0
    order: tuple[str, bool] | None = None
    count: bool = False
    expand: tuple[str, ...] = ()
    token: str = ""

    @property
    def selects_all(self) -> bool:
        return not self.select or self.select == ("*",)


def url_length(path: str, pairs: list[tuple[str, str]]) -> int:
    """How long the request's address was, percent-encoding included."""
    return len(path) + sum(len(quote(name)) + len(quote(value)) + 2 for name, value in pairs)


def parse_query(entity: Entity, pairs: list[tuple[str, str]]) -> Query:
    """The options of a request to this entity. Raises BadRequest."""
    options: dict[str, str] = {}
    for name, value in pairs:
        if name not in _KNOWN:
            raise BadRequest(f"The query parameter '{name}' is not supported.")
        if name in options:
            raise BadRequest(f"Query parameter '{name}' is specified twice.")
        options[name] = value
    if entity.large and "$skip" in options:
        raise BadRequest("$skip is not supported on this endpoint.")
    query = Query(
        pairs=tuple(pairs),
        select=_names(options.get("$select", "")),
        filter=options.get("$filter", ""),
        top=_count(options, "$top"),
        skip=_count(options, "$skip") or 0,
        order=_order(entity, options.get("$orderby", "")),
        count=_inlinecount(options.get("$inlinecount", "none")),
        expand=_names(options.get("$expand", "")),
        token=options.get("$skiptoken", ""),
    )
    _check_names(entity, query)
    return query


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",")) if text else ()


def _count(options: dict[str, str], name: str) -> int | None:
    if name not in options:
        return None
    if not options[name].isascii() or not options[name].isdigit():
        raise BadRequest(f"Incorrect format for {name} argument '{options[name]}'.")
    return int(options[name])


def _inlinecount(text: str) -> bool:
    if text not in ("none", "allpages"):
        raise BadRequest(f"Unknown $inlinecount option '{text}'.")
    return text == "allpages"


def _order(entity: Entity, text: str) -> tuple[str, bool] | None:
    if not text:
        return None
    words = text.split()
    if "," in text or len(words) > 2 or (len(words) == 2 and words[1] not in ("asc", "desc")):
        raise BadRequest(f"$orderby takes one property: '{text}'.")
    field = entity.fields.get(words[0])
    if field is None or field.type == "Collection":
        raise BadRequest(f"No property '{words[0]}' exists in $orderby.")
    return words[0], words[1:] == ["desc"]


def _check_names(entity: Entity, query: Query) -> None:
    """Every selected and expanded name exists; endpoints that demand a $select get one."""
    for name in query.expand:
        if name not in entity.lines:
            raise BadRequest(f"No navigation property '{name}' exists that can be expanded.")
    for name in query.select:
        head, _, rest = name.partition("/")
        if name == "*" and not entity.large:
            continue
        if rest:
            if head not in query.expand or rest not in entity.lines[head].fields:
                raise BadRequest(f"No property '{name}' exists in $select.")
        elif head not in entity.fields:
            raise BadRequest(f"No property '{name}' exists in $select.")
    if entity.select_required and not query.select and (entity.large or query.top != 1):
        raise BadRequest("Please add a $select or a $top=1 statement to the query string.")
