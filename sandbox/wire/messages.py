"""A request and its reply, and JSON that never passes an amount through a float."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import unquote

_MARK = "\ue000"
_MARKED = re.compile(r'"\\ue000(-?[0-9.]+)\\ue000"')


@dataclass(frozen=True)
class Request:
    """One HTTP request.

    `path` is as it was sent, percent-encoding included (an id may hold a slash); `segments` are
    its decoded parts. `query` keeps order and repetitions. `headers.get` ignores case.
    """

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes = b""

    @cached_property
    def segments(self) -> list[str]:
        return [unquote(part) for part in self.path.split("/") if part]

    def param(self, name: str, default: str | None = None) -> str | None:
        """The first value of a query parameter."""
        return next((value for key, value in self.query if key == name), default)

    def json(self) -> Any:
        """The body as JSON with exact numbers; an empty body is an empty object."""
        return loads(self.body) if self.body else {}


@dataclass(frozen=True)
class Reply:
    """One HTTP answer; `Content-Length` is added when it is written."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def _exact(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return f"{_MARK}{value:f}{_MARK}"
    raise TypeError(f"{type(value).__name__} has no JSON form")


def dumps(value: object) -> bytes:
    """JSON in which a Decimal stands as a number with exactly its own digits."""
    text = json.dumps(value, default=_exact, separators=(",", ":"))
    if "\\ue000" in text:
        text = _MARKED.sub(r"\1", text)
    return text.encode("ascii")


def loads(text: bytes | str) -> Any:
    """JSON with every fraction as a Decimal. Raises ValueError where it is not JSON."""
    return json.loads(text, parse_float=Decimal)


def json_reply(status: int, value: object, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(
        status, dumps(value), {"Content-Type": "application/json;charset=utf-8", **(headers or {})}
    )
