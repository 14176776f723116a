"""Cuts a `$filter` of OData v4 into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..errors import bad_request
from ..rows.types import as_utc

_PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<guid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\w-]))
  | (?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))
  | (?P<day>\d{4}-\d\d-\d\d)
  | (?P<string>'(?:[^']|'')*')
  | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
  | (?P<name>[A-Za-z_][\w.]*(?:/[A-Za-z_$][\w.]*)*)
  | (?P<mark>[(),=:\[\]])
    """,
    re.VERBOSE,
)
_WORDS = {"true": ("flag", True), "false": ("flag", False), "null": ("null", None)}


@dataclass(frozen=True)
class Token:
    """`kind` is guid, moment, day, string, number, flag, null, name, mark or end."""

    kind: str
    value: Any
    text: str


def tokens(text: str) -> list[Token]:
    """The tokens of a filter, closed by one of kind `end`. Raises Refused (400)."""
    found, position = [], 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if not match:
            raise bad_request(f"Syntax error at position {position} in '{text}'.")
        position = match.end()
        if match.lastgroup != "space":
            found.append(_token(str(match.lastgroup), match[0]))
    return [*found, Token("end", None, "the end")]


def _token(kind: str, text: str) -> Token:
    if kind == "guid":
        return Token(kind, text.lower(), text)
    if kind == "moment":
        return Token(kind, as_utc(text), text)
    if kind == "string":
        return Token(kind, text[1:-1].replace("''", "'"), text)
    if kind == "number":
        return Token(kind, Decimal(text), text)
    if text in _WORDS:
        return Token(*_WORDS[text], text)
    return Token(kind, text, text)
