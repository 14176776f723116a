"""Cuts the body of a `$batch` into its parts and their operations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.parser import HeaderParser
from urllib.parse import parse_qsl, urlsplit

from .call import Call
from .errors import Refused, bad_request

_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))', re.IGNORECASE)
_REQUEST = re.compile(rb"([A-Z]+) (\S+) HTTP/1\.1")
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")


@dataclass(frozen=True)
class Operation:
    """One request; `path` is its address without the query, as it was written."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes
    content_id: str = ""


@dataclass(frozen=True)
class Part:
    """An operation of its own, or those of a change set."""

    operations: list[Operation] = field(default_factory=list)
    change_set: bool = False


def read_batch(call: Call) -> list[Part]:
    """The parts of a batch. Raises Refused (400, 415) for what is none."""
    boundary = _boundary(call.header("Content-Type") or "")
    if boundary is None:
        raise Refused(
            415, "0x80060888", "A batch needs the content type multipart/mixed with a boundary."
        )
    return [_part(headers, content) for headers, content in _parts(call.body, boundary)]


def _boundary(content_type: str) -> str | None:
    match = _BOUNDARY.search(content_type)
    if not match or not content_type.lower().startswith("multipart/mixed"):
        return None
    return match[1] or match[2]


def _parts(body: bytes, boundary: str) -> list[tuple[Mapping[str, str], bytes]]:
    """Header and content of each part. Raises Refused where the last boundary is missing."""
    mark = b"\r\n--" + boundary.encode()
    pieces = (b"\r\n" + body).split(mark)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise bad_request(
            "Unexpected end of the batch: its last boundary is missing, or its lines do not end "
            "in CRLF."
        )
    found = []
    for piece in pieces[1:-1]:
        text = piece.lstrip(b" \t")
        if not text.startswith(b"\r\n"):
            raise bad_request("A boundary of the batch is followed by something else than CRLF.")
        found.append(_headed(text[2:]))
    if not found:
        raise bad_request("The batch holds no operation.")
    return found


def _headed(text: bytes) -> tuple[Mapping[str, str], bytes]:
    """A header block and what follows the empty line after it.

    The line break before a boundary ends a header as well: the npm client sends its GETs so.
    """
    if text.startswith(b"\r\n"):
        return {}, text[2:]
    head, empty, content = text.partition(b"\r\n\r\n")
    if not empty and text.endswith(b"\r\n"):
        head, empty = text[:-2], b"\r\n"
    if not empty:
        raise bad_request("A part of the batch has no empty line after its header.")
    return HeaderParser().parsestr(head.decode("utf-8", "replace")), content


def _part(headers: Mapping[str, str], content: bytes) -> Part:
    kind = headers.get("Content-Type") or ""
    boundary = _boundary(kind)
    if boundary is None:
        return Part([_operation(headers, content)])
    operations = []
    for inner, text in _parts(content, boundary):
        if _boundary(inner.get("Content-Type") or "") is not None:
            raise bad_request("A change set cannot hold another one.")
        operation = _operation(inner, text)
        if operation.method == "GET":
            raise bad_request(
                "An invalid HTTP method 'GET' was detected for a request in a change set. "
                "Requests in change sets only support the HTTP methods 'POST', 'PUT', 'DELETE', "
                "and 'PATCH'."
            )
        if not operation.content_id:
            raise bad_request("A request in a change set needs a Content-ID.")
        if operation.content_id in {one.content_id for one in operations}:
            raise bad_request(f"The Content-ID '{operation.content_id}' is there twice.")
        operations.append(operation)
    return Part(operations, change_set=True)


def _operation(headers: Mapping[str, str], content: bytes) -> Operation:
    """The request in a part. Raises Refused."""
    kind = (headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    if kind != "application/http":
        raise bad_request(f"A part of the batch has the content type '{kind}'.")
    if (headers.get("Content-Transfer-Encoding") or "").strip().lower() != "binary":
        raise bad_request("A part of the batch needs Content-Transfer-Encoding: binary.")
    line, _, rest = content.partition(b"\r\n")
    match = _REQUEST.fullmatch(line)
    if not match or match[1].decode() not in METHODS:
        raise bad_request(f"'{line[:80].decode('utf-8', 'replace')}' is no request.")
    own, body = _headed(rest)
    address = urlsplit(match[2].decode("utf-8", "replace"))
    if address.path.rstrip("/").endswith("$batch"):
        raise bad_request("A batch cannot hold another one.")
    return Operation(
        method=match[1].decode(),
        path=address.path,
        query=parse_qsl(address.query, keep_blank_values=True),
        headers=own,
        body=body.rstrip(b"\r\n"),
        content_id=(headers.get("Content-ID") or "").strip(),
    )
