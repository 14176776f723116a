"""The grammar of `$filter`: from text to a function that says yes or no to a row.

Known: eq ne gt ge lt le, and or not, brackets, contains, startswith, endswith, lookups as
`_x_value`, columns of a looked-up row as `x/column`, and Microsoft.Dynamics.CRM.In. Text is
compared as the database does: without case, accents and trailing blanks.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import Refused, bad_request
from ..store import folded
from .tokens import Token, tokens

Getter = Callable[[Any], Any]
# Resolves a path to the kind of its values and a getter; `plain` names the column of a path
# without navigation.
Resolve = Callable[[str], "Term"]
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
_IN = "Microsoft.Dynamics.CRM.In"
_MOST_NESTED = 100


@dataclass(frozen=True)
class Term:
    """A side of a comparison: kind, getter, and the column or literal behind it."""

    kind: str
    get: Getter
    column: str | None = None
    literal: Any = None
    is_literal: bool = False


@dataclass(frozen=True)
class Filter:
    """A compiled filter. Where `keys` is set, only rows with these values of a column match."""

    matches: Callable[[Any], bool]
    keys: tuple[str, tuple[Any, ...]] | None = None


@dataclass
class _Parser:
    resolve: Resolve
    tokens: list[Token]
    position: int = 0
    depth: int = 0

    def peek(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        """The next token; the end is never passed."""
        token = self.peek()
        if token.kind != "end":
            self.position += 1
        return token

    def expect(self, mark: str) -> None:
        token = self.take()
        if token.kind != "mark" or token.value != mark:
            raise bad_request(f"Syntax error: '{mark}' expected, found '{token.text}' in $filter.")

    def word(self, word: str) -> bool:
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
        if len(parts) == 1:
            return parts[0]
        tests = [part.matches for part in parts]
        keys = next((part.keys for part in parts if part.keys), None)
        return Filter(lambda row: all(test(row) for test in tests), keys)

    def negation(self) -> Filter:
        self.depth += 1
        if self.depth > _MOST_NESTED:
            raise bad_request("The recursion limit has been exceeded in $filter.")
        try:
            if self.word("not"):
                inner = self.negation().matches
                return Filter(lambda row: not inner(row))
            return self.comparison()
        finally:
            self.depth -= 1

    def comparison(self) -> Filter:
        token = self.peek()
        if token.kind == "mark" and token.value == "(":
            self.take()
            inner = self.either()
            self.expect(")")
            return inner
        if token.kind == "name":
            following = self.tokens[self.position + 1]
            if following.kind == "mark" and following.value == "(":
                return self.call(str(self.take().value))
        left = self.term()
        sign = self.take()
        if sign.kind != "name" or sign.value not in _COMPARE:
            raise bad_request(f"Syntax error: a comparison expected at '{sign.text}' in $filter.")
        return _compare(left, str(sign.value), self.term())

    def call(self, name: str) -> Filter:
        if name == _IN:
            return self.one_of()
        if name not in _TEXT_TESTS:
            raise Refused(
                400, "0x80060888", f"An unknown function with name '{name}' was found in $filter."
            )
        self.expect("(")
        left = self.term()
        self.expect(",")
        right = self.term()
        self.expect(")")
        if left.kind != "string" or right.kind != "string" or not right.is_literal:
            raise bad_request(f"The function {name} takes a text column and a text.")
        test, part = _TEXT_TESTS[name], folded(right.literal)
        equal = self.word("eq")
        if equal or self.word("ne"):
            wanted = (self.take().value is True) == equal
            return Filter(lambda row: _holds(test, left.get(row), part) is wanted)
        return Filter(lambda row: _holds(test, left.get(row), part))

    def one_of(self) -> Filter:
        """`In(PropertyName='a',PropertyValues=['x','y'])`: the values are always quoted."""
        self.expect("(")
        given: dict[str, Any] = {}
        while True:
            name = str(self.take().value)
            self.expect("=")
            given[name] = self.list() if self.peek().value == "[" else self.take().value
            if self.peek().value != ",":
                break
            self.take()
        self.expect(")")
        if set(given) != {"PropertyName", "PropertyValues"}:
            raise bad_request("In takes PropertyName and PropertyValues.")
        term = self.resolve(_property(str(given["PropertyName"]), self.resolve))
        wanted = {str(folded(value)) for value in given["PropertyValues"]}
        keys = (term.column, tuple(given["PropertyValues"])) if term.column else None
        if term.kind not in ("string", "guid"):
            keys = None
        return Filter(lambda row: str(folded(term.get(row))) in wanted, keys)  # type: ignore[arg-type]

    def list(self) -> list[Any]:
        self.expect("[")
        found = []
        while self.peek().kind == "string":
            found.append(self.take().value)
            if self.peek().value == ",":
                self.take()
        self.expect("]")
        return found

    def term(self) -> Term:
        token = self.take()
        if token.kind == "name":
            return self.resolve(str(token.value))
        if token.kind in ("mark", "end"):
            raise bad_request(f"Syntax error at '{token.text}' in $filter.")
        value = token.value
        return Term(token.kind, lambda row: value, literal=value, is_literal=True)


def _property(name: str, resolve: Resolve) -> str:
    """In names a lookup by its column; comparisons read its `_x_value`."""
    try:
        resolve(name)
    except Refused:
        return f"_{name}_value"
    return name


def _holds(test: Callable[[str, str], bool], text: Any, part: str) -> bool:
    return text is not None and test(folded(text), part)


def _either(parts: list[Filter]) -> Filter:
    tests = [part.matches for part in parts]
    known = [part.keys for part in parts if part.keys]
    keys = None
    if len(known) == len(parts) and len({name for name, _ in known}) == 1:
        keys = (known[0][0], tuple(value for _, values in known for value in values))
    return Filter(lambda row: any(test(row) for test in tests), keys)


def _compare(left: Term, sign: str, right: Term) -> Filter:
    kinds = {left.kind, right.kind} - {"null"}
    # A day is understood where a moment stands, as the beginning of it.
    if kinds == {"day", "moment"}:
        left, right = _as_moment(left), _as_moment(right)
        kinds = {"moment"}
    if len(kinds) > 1:
        raise bad_request(
            "A binary operator with incompatible types was detected. Found operand types "
            f"'{left.kind}' and '{right.kind}' for operator kind '{sign}'."
        )
    work, first, second = _COMPARE[sign], left.get, right.get
    if kinds == {"string"}:
        work, first, second = _COMPARE[sign], _folding(left), _folding(right)
    if sign in ("eq", "ne"):
        column, literal = (left, right) if left.column else (right, left)
        keys = None
        if sign == "eq" and column.column and literal.is_literal and literal.literal is not None:
            keys = (column.column, (literal.literal,))
        return Filter(lambda row: work(first(row), second(row)), keys)

    def ordered(row: Any) -> bool:
        one, other = first(row), second(row)
        return one is not None and other is not None and work(one, other)

    return Filter(ordered)


def _folding(term: Term) -> Getter:
    if term.is_literal:
        value = folded(term.literal)
        return lambda row: value
    get = term.get
    return lambda row: folded(get(row))


def _as_moment(term: Term) -> Term:
    if term.kind != "day" or not term.is_literal:
        return term
    moment = f"{term.literal}T00:00:00Z"
    return Term("moment", lambda row: moment, literal=moment, is_literal=True)


def compile_filter(text: str, resolve: Resolve) -> Filter:
    """The filter as a function over rows. Raises Refused (400)."""
    parser = _Parser(resolve, tokens(text))
    result = parser.either()
    if parser.peek().kind != "end":
        raise bad_request(f"Syntax error at '{parser.peek().text}' in $filter.")
    return result
