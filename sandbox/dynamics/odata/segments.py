"""Cuts an address into segments with their keys: `accounts(<guid>)/contact_customer_accounts`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from ..errors import Refused, bad_request
from ..rows.types import GUID

# These do not work in a key's value within an address, percent-encoded or not.
FORBIDDEN = set("/<>*%&:\\?+")
_SEGMENT = re.compile(r"(?:'[^']*'?|[^/'])+")
_PAIR = re.compile(
    r"\s*(?:(?P<name>[A-Za-z_]\w*)\s*=\s*)?(?:'(?P<text>(?:[^']|'')*)'|(?P<bare>[^,'()]+))\s*"
)


@dataclass(frozen=True)
class Keyed:
    """A segment. `key` is None, a primary id, or a tuple of (name, value) of an alternate key.

    A value of type str was quoted; what was bare is an int, Decimal or `Bare` text.
    """

    name: str
    key: str | tuple[tuple[str, Any], ...] | None = None
    parameters: str | None = None


class Bare(str):
    """An unquoted literal: a guid, a date, true, false or null."""


def split_path(path: str) -> list[str]:
    """The decoded segments; a slash within quotes does not part them."""
    return _SEGMENT.findall(unquote(path))


def parse_segment(text: str) -> Keyed:
    """A segment with its key. Raises Refused (400) for a malformed one."""
    name, bracket, rest = text.partition("(")
    if not bracket:
        return Keyed(name)
    if not rest.endswith(")"):
        raise bad_request(f"Bad Request - Error in query syntax: '{text}'.")
    inner = rest[:-1]
    if GUID.fullmatch(inner.strip()):
        return Keyed(name, inner.strip().lower(), inner)
    return Keyed(name, tuple(pairs(inner)), inner)


def pairs(text: str) -> list[tuple[str, Any]]:
    """`a='x',b=1` as pairs; an unnamed value has the name ''. Raises Refused (400)."""
    found: list[tuple[str, Any]] = []
    position = 0
    while position < len(text):
        match = _PAIR.match(text, position)
        if not match:
            raise bad_request(f"Bad Request - Error in query syntax: '{text}'.")
        if match["text"] is not None:
            found.append((match["name"] or "", match["text"].replace("''", "'")))
        else:
            found.append((match["name"] or "", _bare(match["bare"].strip())))
        position = match.end()
        if position < len(text):
            if text[position] != ",":
                raise bad_request(f"Bad Request - Error in query syntax: '{text}'.")
            position += 1
    return found


def _bare(text: str) -> Any:
    if text.startswith("@"):
        raise bad_request("Parameter aliases are not supported in a key predicate.")
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return Decimal(text)
    return Bare(text)


def refuse_forbidden(key: tuple[tuple[str, Any], ...]) -> None:
    """What the web server in front refuses in a key: 404 for a slash, 400 else."""
    for _, value in key:
        bad = FORBIDDEN.intersection(value) if isinstance(value, str) else ()
        if isinstance(value, Bare):
            bad = set(bad) - {":", "+"}
        if "/" in bad or "\\" in bad:
            raise Refused(404, "", "The resource cannot be found.")
        if bad:
            raise bad_request(
                "A potentially dangerous Request.Path value was detected from the client "
                f"({sorted(bad)[0]})."
            )
