"""Filters of the list endpoints: `field[operator]=value`, all of them ANDed.

`after` and `before` are exclusive, `between` is inclusive at both ends, `on` is the calendar day
in the site's time zone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ..dataset.books import Record
from ..dataset.calendar import local_date
from .errors import ApiError, unknown_param, wrong_value
from .many import MANY, Tables
from .schema import EXTRA_FIELDS, Filter, Listing

Test = Callable[[Record], bool]
_OPERATOR = re.compile(r"^(.+)\[([a-z_]+)\]$")
_PATTERNS = {"t": re.compile(r"\d{10}"), "n": re.compile(r"-?\d+"), "b": re.compile("true|false")}
# Filters that widen a list and test no field of a record.
_NO_FIELD = {"include_site_level_resources"}
# Parameters that widen a list or its answers, and test no record.
_NO_TEST = {"embed"}


def predicate(listing: Listing, name: str, value: str, tables: Tables) -> Test:
    """The test that one query parameter asks for. Raises ApiError for anything unknown."""
    if name in listing.extra:
        several_values = MANY.get((listing.kind, name))
        if several_values:
            return lambda record: value in several_values(record, tables)
        return _extra(name, value)
    match = _OPERATOR.match(name)
    field, operator = match.groups() if match else (name, "")
    known = listing.known.get(field)
    if known is None or operator not in known.operators:
        raise unknown_param(name)
    if field in _NO_FIELD:
        _value(known, name, value)
        return lambda record: True
    test = _OPERATIONS[operator](known, name, value)
    many = MANY.get((listing.kind, field))
    if many:
        every_or_any = all if operator in ("is_not", "not_in") else any
        return lambda record: every_or_any(test(found) for found in many(record, tables))
    get = _getter(field)
    return lambda record: test(get(record))


def _getter(field: str) -> Callable[[Record], Any]:
    match = _OPERATOR.match(field)
    if not match:
        return lambda record: record.get(field)
    outer, inner = match.groups()
    return lambda record: (record.get(outer) or {}).get(inner)


def _extra(name: str, value: str) -> Test:
    if name in _NO_TEST:
        return lambda record: True
    field, how = EXTRA_FIELDS[name]
    if how == "is":
        return lambda record: str(record.get(field)).lower() == value.lower()
    if not _PATTERNS["t"].fullmatch(value):
        raise wrong_value(name, "is a unix time in seconds")
    limit = int(value)
    if how == "after":
        return lambda record: record.get(field, 0) > limit
    if how == "from":
        return lambda record: record.get(field, 0) >= limit
    return lambda record: record.get(field, 0) <= limit


def _value(known: Filter, param: str, text: str) -> Any:
    """One value, converted to what the records hold."""
    pattern = _PATTERNS.get(known.type)
    if not text or (pattern and not pattern.fullmatch(text)):
        raise wrong_value(param, "has a malformed value")
    if known.values and text not in known.values:
        raise wrong_value(param, f"is one of {', '.join(sorted(known.values))}")
    if known.type == "b":
        return text == "true"
    return int(text) if known.type in "nt" else text


def _several(known: Filter, param: str, text: str) -> list[Any]:
    return [_value(known, param, value) for value in several(param, text)]


def several(param: str, text: str) -> list[str]:
    """A list, as JSON or with bare words: `["a","b"]` or `[a,b]`."""
    if not (text.startswith("[") and text.endswith("]")):
        raise wrong_value(param, "is a list in square brackets")
    try:
        return [str(value) for value in json.loads(text)]
    except ValueError:
        return [part.strip().strip("\"'") for part in text[1:-1].split(",")]


def _is(known: Filter, param: str, text: str) -> Callable[[Any], bool]:
    value = _value(known, param, text)
    if known.type == "b":
        return lambda found: bool(found) == value
    return lambda found: found == value


def _is_not(known: Filter, param: str, text: str) -> Callable[[Any], bool]:
    value = _value(known, param, text)
    return lambda found: found != value


def _starts_with(known: Filter, param: str, text: str) -> Callable[[Any], bool]:
    value = _value(known, param, text)
    return lambda found: found is not None and found.startswith(value)


def _in(known: Filter, param: str, text: str) -> Callable[[Any], bool]:
    values = set(_several(known, param, text))
    return lambda found: found in values


def _not_in(known: Filter, param: str, text: str) -> Callable[[Any], bool]:
    values = set(_several(known, param, text))
    return lambda found: found not in values


def _is_present(known: Filter, param: str, text: str) -> Callable[[Any], bool]:
    if text not in ("true", "false"):
        raise wrong_value(param, "is true or false")
    return lambda found: (found is not None) == (text == "true")


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[..., Callable[[Any], bool]]:
    def build(known: Filter, param: str, text: str) -> Callable[[Any], bool]:
        value = _value(known, param, text)
        return lambda found: found is not None and compare(found, value)

    return build


def _between(known: Filter, param: str, text: str) -> Callable[[Any], bool]:
    values = _several(known, param, text)
    if len(values) != 2:
        raise wrong_value(param, "is a list of two values")
    low, high = values
    return lambda found: found is not None and low <= found <= high


def _on(known: Filter, param: str, text: str) -> Callable[[Any], bool]:
    day = local_date(_value(known, param, text))
    return lambda found: found is not None and local_date(found) == day


_OPERATIONS: dict[str, Callable[[Filter, str, str], Callable[[Any], bool]]] = {
    "is": _is,
    "is_not": _is_not,
    "starts_with": _starts_with,
    "in": _in,
    "not_in": _not_in,
    "is_present": _is_present,
    "between": _between,
    "on": _on,
    "after": _compared(lambda found, value: found > value),
    "before": _compared(lambda found, value: found < value),
    "gt": _compared(lambda found, value: found > value),
    "gte": _compared(lambda found, value: found >= value),
    "lt": _compared(lambda found, value: found < value),
    "lte": _compared(lambda found, value: found <= value),
}


def page_size(value: str | None) -> int:
    """`limit`: 1 to 100, default 10."""
    if value is None:
        return 10
    if not value.isdigit() or not 1 <= int(value) <= 100:
        raise wrong_value("limit", "should be between 1 and 100")
    return int(value)


def repeated(query: list[tuple[str, str]]) -> None:
    """Refuse a parameter that is given twice: which one counts would be a guess."""
    seen: set[str] = set()
    for name, _ in query:
        if name in seen:
            raise ApiError(400, "invalid_request", "is given more than once", param=name)
        seen.add(name)
