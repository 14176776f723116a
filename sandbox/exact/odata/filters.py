"""The grammar of `$filter`: from text to a function that says yes or no to a row.

Known: eq ne gt ge lt le, and or not, parentheses, guid'', datetime'', text with doubled quotes,
numbers (with the suffixes L M D F), true false null, substringof, startswith, endswith, indexof,
length, tolower, toupper, trim. `substring` is not implemented at Exact, `contains` belongs to
OData v4. Text is compared like the database compares it: trailing spaces don't count, leading do.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import BadRequest
from ..fields import Field
from .tokens import Token, tokens

Row = Any
Getter = Callable[[Row], Any]
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_KINDS = {
    "Guid": "guid",
    "DateTime": "datetime",
    "String": "string",
    "Boolean": "bool",
    "Double": "number",
    "Byte": "number",
    "Int16": "number",
    "Int32": "number",
    "Int64": "number",
}
_FUNCTIONS: dict[str, tuple[int, str, Callable[..., Any]]] = {
    "substringof": (2, "bool", lambda part, text: part in text),
    "startswith": (2, "bool", lambda text, part: text.startswith(part)),
    "endswith": (2, "bool", lambda text, part: text.endswith(part)),
    "indexof": (2, "number", lambda text, part: text.find(part)),
    "length": (1, "number", len),
    "tolower": (1, "string", str.lower),
    "toupper": (1, "string", str.upper),
    "trim": (1, "string", str.strip),
}
LONGEST = 12_000
_MOST_NESTED = 100


@dataclass(frozen=True)
class Filter:
    """A compiled filter. Where `keys` is set, only rows with these values of a field can match."""

    matches: Callable[[Row], bool]
    keys: tuple[str, frozenset[Any]] | None = None


@dataclass(frozen=True)
class _Term:
    """A value within a comparison: its kind, how to get it, and the field or literal behind it."""

    kind: str
    get: Getter
    field: str | None = None
    literal: Any = None
    is_literal: bool = False
    function: str | None = None


@dataclass
class _Parser:
    fields: Mapping[str, Field]
    value: Callable[[Row, str], Any]
    tokens: list[Token]
    position: int = 0
    depth: int = 0

    def peek(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.tokens[self.position]
        self.position += 1
        return token

    def expect(self, mark: str) -> None:
        token = self.take()
        if token.kind != "mark" or token.value != mark:
            raise BadRequest(f"'{mark}' expected, found '{token.text}' in $filter.")

    def deeper(self) -> None:
        """Go one bracket, call or negation further in; whoever calls it comes out again."""
        self.depth += 1
        if self.depth > _MOST_NESTED:
            raise BadRequest("$filter is nested too deeply.")

    def word(self, word: str) -> bool:
        """Take this keyword if it comes next."""
        token = self.peek()
        if token.kind == "name" and token.value == word:
            self.position += 1
            return True
        return False

    def either(self) -> Filter:
        parts = [self.both()]
        while self.word("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else _either(parts)

    def both(self) -> Filter:
        parts = [self.negation()]
        while self.word("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else _both(parts)

    def negation(self) -> Filter:
        if self.word("not"):
            self.deeper()
            inner = self.negation().matches
            self.depth -= 1
            return Filter(lambda row: not inner(row))
        return self.comparison()

    def comparison(self) -> Filter:
        token = self.peek()
        if token.kind == "mark" and token.value == "(":
            self.take()
            self.deeper()
            inner = self.either()
            self.expect(")")
            self.depth -= 1
            return inner
        left = self.term()
        sign = self.peek()
        if sign.kind == "name" and sign.value in _COMPARE:
            self.take()
            return _compare(left, str(sign.value), self.term())
        if left.kind != "bool" or left.is_literal or left.function == "substringof":
            raise BadRequest(f"A comparison is expected before '{sign.text}' in $filter.")
        return Filter(lambda row: left.get(row) is True)

    def term(self) -> _Term:
        token = self.take()
        if token.kind in ("guid", "datetime", "string", "number", "bool", "null"):
            value = token.value.rstrip(" ") if token.kind == "string" else token.value
            return _Term(token.kind, lambda row: value, literal=value, is_literal=True)
        if token.kind != "name":
            raise BadRequest(f"A value is expected at '{token.text}' in $filter.")
        following = self.peek()
        if following.kind == "mark" and following.value == "(":
            return self.call(str(token.value))
        return self.column(str(token.value))

    def column(self, name: str) -> _Term:
        known = self.fields.get(name)
        if known is None or known.type not in _KINDS:
            raise BadRequest(f"No property '{name}' exists that can be used in $filter.")
        value, kind = self.value, _KINDS[known.type]
        if kind == "string":
            return _Term(kind, lambda row: _trimmed(value(row, name)), field=name)
        return _Term(kind, lambda row: value(row, name), field=name)

    def call(self, name: str) -> _Term:
        if name == "substring":
            raise BadRequest("Not Implemented")
        if name not in _FUNCTIONS:
            raise BadRequest(f"Unknown function '{name}' in $filter.")
        count, kind, work = _FUNCTIONS[name]
        self.deeper()
        self.expect("(")
        terms = [self.term()]
        while len(terms) < count:
            self.expect(",")
            terms.append(self.term())
        self.expect(")")
        self.depth -= 1
        if any(term.kind != "string" for term in terms):
            raise BadRequest(f"Function '{name}' takes text only.")
        getters = [term.get for term in terms]

        def result(row: Row) -> Any:
            values = [get(row) for get in getters]
            return None if None in values else work(*values)

        return _Term(kind, result, function=name)


def _trimmed(value: Any) -> Any:
    return value.rstrip(" ") if isinstance(value, str) else value


def _either(parts: list[Filter]) -> Filter:
    tests = [part.matches for part in parts]
    known = [part.keys for part in parts if part.keys]
    keys = None
    if len(known) == len(parts) and len({name for name, _ in known}) == 1:
        keys = (known[0][0], frozenset().union(*(values for _, values in known)))
    return Filter(lambda row: any(test(row) for test in tests), keys)


def _both(parts: list[Filter]) -> Filter:
    tests = [part.matches for part in parts]
    keys = next((part.keys for part in parts if part.keys), None)
    return Filter(lambda row: all(test(row) for test in tests), keys)


def _compare(left: _Term, sign: str, right: _Term) -> Filter:
    kinds = {left.kind, right.kind}
    if len(kinds) > 1 and "null" not in kinds:
        raise BadRequest(
            f"Operator '{sign}' is incompatible with operand types '{left.kind}' and "
            f"'{right.kind}'."
        )
    work, first, second = _COMPARE[sign], left.get, right.get
    if sign in ("eq", "ne"):
        keys = None
        column, literal = (left, right) if left.field else (right, left)
        if sign == "eq" and column.field and literal.is_literal and literal.literal is not None:
            keys = (column.field, frozenset([literal.literal]))
        return Filter(lambda row: work(first(row), second(row)), keys)

    def ordered(row: Row) -> bool:
        one, other = first(row), second(row)
        return one is not None and other is not None and work(one, other)

    return Filter(ordered)


def compile_filter(
    text: str, fields: Mapping[str, Field], value: Callable[[Row, str], Any]
) -> Filter:
    """The filter as a function over rows; `value(row, name)` reads a field. Raises BadRequest."""
    if len(text) > LONGEST:
        raise BadRequest("$filter is too long.")
    parser = _Parser(fields, value, tokens(text))
    result = parser.either()
    if parser.peek().kind != "end":
        raise BadRequest(f"Syntax error at '{parser.peek().text}' in $filter.")
    return result
