"""Form bodies: `a[b]=x`, `a[0]=x` for scalars, `a[b][0]=x` for lists of objects.

Each operation declares its parameters as `name:type`, where a type is one of `str<=N`, `int`
(0 or more), `count` (1 or more), `whole` (any), `percent`, `bool`, `time`, `json` or
`one|of|these`; `name[]` is a list of
scalars, `name[part][]` a list of objects. `cf_*` stands for all custom fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from ..wire import Request, loads
from .errors import ApiError, unknown_param, wrong_value

_INDEX = re.compile(r"\[(\d+)\]$")
_PART = re.compile(r"^([a-z_0-9]+)(?:\[([a-z_0-9]+)\])?(\[\])?$")
FORM = "application/x-www-form-urlencoded"
Form = dict[str, Any]


class Parameters:
    """The parameters of one operation."""

    def __init__(self, text: str, required: str = "") -> None:
        self.types = dict(word.split(":", 1) for word in text.split())
        self._required = required.split()

    def read(self, request: Request) -> Form:
        """The body as nested values. Raises ApiError for whatever does not belong in it."""
        form: Form = {}
        for name, value in _pairs(request):
            pattern, index = _INDEX.sub("[]", name), _INDEX.search(name)
            if pattern.startswith("cf_"):
                form[name] = value
                continue
            if pattern not in self.types:
                raise unknown_param(name)
            _store(form, pattern, int(index[1]) if index else 0, self._value(pattern, name, value))
        for name in self._required:
            if not _present(form, name):
                raise ApiError(400, "invalid_request", "cannot be blank", param=name)
        return form

    def _value(self, pattern: str, name: str, value: str) -> Any:
        """One value; an empty one clears the field and reads as None."""
        if value == "":
            return None
        kind = self.types[pattern]
        if kind.startswith("str<="):
            if len(value) > int(kind[5:]):
                raise wrong_value(name, f"is longer than {kind[5:]} characters")
            return value
        if kind in _READERS:
            return _READERS[kind](name, value)
        if value not in kind.split("|"):
            raise wrong_value(name, f"is one of {', '.join(kind.split('|'))}")
        return value


def _pairs(request: Request) -> list[tuple[str, str]]:
    if request.query:
        raise unknown_param(request.query[0][0])
    kind = (request.headers.get("Content-Type") or FORM).partition(";")[0].strip().lower()
    if request.body and kind != FORM:
        raise ApiError(400, "invalid_request", f"the content type must be {FORM}")
    if not request.body:
        return []
    try:
        return parse_qsl(request.body.decode(), keep_blank_values=True, strict_parsing=True)
    except ValueError:
        raise ApiError(400, "invalid_request", "the body is no form") from None


def _store(form: Form, pattern: str, index: int, value: Any) -> None:
    match = _PART.match(pattern)
    outer, inner, several = match.groups() if match else (pattern, None, None)
    if several:
        items: dict[int, Any] = form.setdefault(outer, {})
        if inner:
            items.setdefault(index, {})[inner] = value
        else:
            items[index] = value
    elif inner:
        form.setdefault(outer, {})[inner] = value
    else:
        form[outer] = value


def _present(form: Form, name: str) -> bool:
    outer, _, inner = name.partition("[")
    found = form.get(outer)
    if inner:
        found = found.get(inner.rstrip("]")) if isinstance(found, dict) else None
    return found is not None


def _integer(name: str, value: str, least: int = 0) -> int:
    if not re.fullmatch(r"-?\d+", value):
        raise wrong_value(name, "should be an integer")
    number = int(value)
    if number < least:
        raise wrong_value(name, f"should be {least} or more")
    return number


def _counted(name: str, value: str) -> int:
    return _integer(name, value, least=1)


def _whole(name: str, value: str) -> int:
    return _integer(name, value, least=-(2**31))


def _percent(name: str, value: str) -> Decimal:
    if not re.fullmatch(r"\d{1,3}(\.\d{1,4})?", value):
        raise wrong_value(name, "should be a number")
    number = Decimal(value)
    if not Decimal("0.01") <= number <= 100:
        raise wrong_value(name, "should be between 0.01 and 100")
    return number


def _json(name: str, value: str) -> Any:
    try:
        found = loads(value)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise wrong_value(name, "should be a JSON object")
    return found


def _time(name: str, value: str) -> int:
    if not re.fullmatch(r"\d{10}", value):
        raise wrong_value(name, "is a unix time in seconds")
    return int(value)


def _bool(name: str, value: str) -> bool:
    if value not in ("true", "false"):
        raise wrong_value(name, "is true or false")
    return value == "true"


_READERS: dict[str, Callable[[str, str], Any]] = {
    "int": _integer,
    "count": _counted,
    "whole": _whole,
    "percent": _percent,
    "time": _time,
    "bool": _bool,
    "json": _json,
}


def rows(form: Form, name: str) -> list[Any]:
    """The entries of a list parameter in the order of their indexes."""
    return [value for _, value in sorted(form.get(name, {}).items())]
