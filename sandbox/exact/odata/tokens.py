"""Cuts a `$filter` into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..errors import BadRequest
from ..formats import guid, iso_moment

_PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<guid>guid'(?P<guid_text>[^']*)')
  | (?P<datetime>datetime'(?P<datetime_text>[^']*)')
  | (?P<string>'(?P<string_text>(?:[^']|'')*)')
  | (?P<number>-?\d+(?:\.\d+)?)(?P<suffix>[LlMmDdFf]?)(?![\w.])
  | (?P<name>[A-Za-z_][\w/]*)
  | (?P<mark>[(),])
    """,
    re.VERBOSE,
)
WORDS = {"true": ("bool", True), "false": ("bool", False), "null": ("null", None)}


@dataclass(frozen=True)
class Token:
    """`kind` is guid, datetime, string, number, bool, null, name, mark or end."""

    kind: str
    value: Any
    text: str


def tokens(text: str) -> list[Token]:
    """The tokens of a filter, closed by one of kind `end`. Raises BadRequest."""
    found, position = [], 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if not match:
            raise BadRequest(f"Syntax error at position {position} in '{text}'.")
        position = match.end()
        if match.lastgroup != "space" and not match["space"]:
            found.append(_token(match))
    return [*found, Token("end", None, "")]


def _token(match: re.Match[str]) -> Token:
    text = match[0]
    if match["guid"]:
        return Token("guid", guid(match["guid_text"]), text)
    if match["datetime"]:
        return Token("datetime", iso_moment(match["datetime_text"], "$filter"), text)
    if match["string"]:
        return Token("string", match["string_text"].replace("''", "'"), text)
    if match["number"]:
        return Token("number", Decimal(match["number"]), text)
    if match["mark"]:
        return Token("mark", text, text)
    if text in WORDS:
        return Token(*WORDS[text], text)
    return Token("name", text, text)
