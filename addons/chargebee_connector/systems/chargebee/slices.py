"""Cuts an answer into its objects and keeps the text of each exactly as it was received.

Every object is parsed once, while it is cut out: a page is not parsed a second time as a whole.
"""

import hashlib
import re

from ...ledger.pull import Pulled
from ...ledger.text import parse_prefix

_BLANKS = re.compile(r"[ \t\n\r]*")


class _Scan:
    """A walk through a JSON text; every method raises ValueError where the text is not JSON."""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def value(self):
        """Return the value that begins here, and stand behind it."""
        self._skip()
        value, self.at = parse_prefix(self.text, self.at)
        return value

    def members(self):
        """Yield each name of the object that begins here; the caller reads its value."""
        self._take("{")
        if self._skip() == "}":
            self.at += 1
            return
        while True:
            if self._skip() != '"':
                raise ValueError("a name is a string")
            name = self.value()
            self._take(":")
            self._skip()
            yield name
            if self._take(",}") == "}":
                return

    def elements(self):
        """Yield once per element of the array that begins here; the caller reads it."""
        self._take("[")
        if self._skip() == "]":
            self.at += 1
            return
        while True:
            self._skip()
            yield
            if self._take(",]") == "]":
                return

    def end(self):
        if self._skip():
            raise ValueError("text behind the value")

    def _skip(self):
        self.at = _BLANKS.match(self.text, self.at).end()
        return self.text[self.at : self.at + 1]

    def _take(self, allowed):
        char = self._skip()
        if not char or char not in allowed:
            raise ValueError(f"one of {allowed} expected")
        self.at += 1
        return char


def single(kind, text):
    """Return the Pulled of `{"<kind>": {...}, ...}`, None when the text holds none."""
    scan = _Scan(text)
    found = None
    for name in scan.members():
        start = scan.at
        value = scan.value()
        if name == kind:
            found = _pulled(kind, value, text[start : scan.at])
    scan.end()
    return found


def page(kind, text):
    """Return (list of Pulled, next offset) of `{"list": [{"<kind>": {...}}], "next_offset": "…"}`.

    The list is None when the text holds none, the offset on the last page.
    """
    scan = _Scan(text)
    objects = next_offset = None
    for name in scan.members():
        if name == "list":
            objects = [_entry(kind, scan) for _ in scan.elements()]
        elif name == "next_offset":
            next_offset = scan.value()
        else:
            scan.value()
    scan.end()
    return objects, next_offset


def _entry(kind, scan):
    """Read one entry of a list: our object stands in it beside others (a customer's card)."""
    start = scan.at
    found = None
    if scan.text[start] == "{":
        for name in scan.members():
            begin = scan.at
            value = scan.value()
            if name == kind:
                found = _pulled(kind, value, scan.text[begin : scan.at])
    else:
        scan.value()
    return found or _nameless(kind, scan.text[start : scan.at])


def _pulled(kind, value, text):
    if not isinstance(value, dict) or not is_id(value.get("id")):
        return _nameless(kind, text)
    version = value.get("resource_version")
    deleted = value.get("deleted") is True or value.get("status") == "deleted"
    version = str(version) if type(version) is int and version >= 0 else ""
    return Pulled(kind, value["id"], version, deleted, text)


def _nameless(kind, text):
    """Keep what has no usable id under one of our own, so that reading it names the fault."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Pulled(kind, f"malformed/{digest[:16]}", "", False, text)


def is_id(value):
    """Say whether a value can serve as an id: text that a database and an address can hold."""
    return isinstance(value, str) and bool(value) and is_clean(value)


def is_clean(text):
    """Say whether a text can be stored: no NUL, no half of a surrogate pair."""
    if "\x00" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
