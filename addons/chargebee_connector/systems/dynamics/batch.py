"""Batches of the Web API: several operations in one call, some of them all or nothing.

Written and read as Microsoft's "Execute batch operations using the Web API" shows them:
multipart/mixed with CRLF, change sets as a multipart inside of it.
"""

from dataclasses import dataclass
from uuid import uuid4

from requests.structures import CaseInsensitiveDict

from ...ledger.problems import Unreachable
from ..http import Answer
from .formats import wire

#: Operations that one batch takes.
MOST = 1000

_END = "\r\n"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: `path` behind the API's own, `only` "update" for a row that must be there."""

    method: str
    path: str
    body: dict | None = None
    only: str = ""


def write(base: str, parts: list[list[Operation]], atomic: bool) -> tuple[str, bytes]:
    """Return (content type, body) of a batch.

    Each part is a change set when the batch is `atomic`, else the one operation in it. `base` is
    the API's path.
    """
    boundary = f"batch_{uuid4()}"
    lines: list[str] = []
    for part in parts:
        lines.append(f"--{boundary}")
        if not atomic:
            (operation,) = part
            lines += _operation(base, operation, None)
            continue
        inner = f"changeset_{uuid4()}"
        lines += [f'Content-Type: multipart/mixed; boundary="{inner}"', ""]
        for number, operation in enumerate(part, 1):
            lines += [f"--{inner}", *_operation(base, operation, number)]
        lines += [f"--{inner}--", ""]
    lines += [f"--{boundary}--", ""]
    return f'multipart/mixed; boundary="{boundary}"', _END.join(lines).encode()


def _operation(base: str, operation: Operation, number: int | None) -> list[str]:
    lines = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if number is not None:
        lines.append(f"Content-ID: {number}")
    lines += ["", f"{operation.method} {base}{operation.path} HTTP/1.1"]
    if operation.only == "update":
        lines.append("If-Match: *")
    if operation.body is None:
        return [*lines, "", ""]
    return [*lines, "Content-Type: application/json; type=entry", "", wire(operation.body)]


def read(content_type: str, body: bytes) -> list[list[Answer]]:
    """Return the answers of a batch, one list per part; those of a change set stand in its list.

    Raises Unreachable for a body that is no such thing.
    """
    try:
        parts = _parts(content_type, body)
        return [_answers(headers, content) for headers, content in parts]
    except (ValueError, IndexError):
        raise Unreachable("unexpected_answer") from None


def _answers(headers: CaseInsensitiveDict, content: bytes) -> list[Answer]:
    kind = headers.get("Content-Type", "")
    if kind.lower().startswith("multipart/"):
        return [_answer(inner) for _headers, inner in _parts(kind, content)]
    return [_answer(content)]


def _answer(content: bytes) -> Answer:
    line, _, rest = content.lstrip(b"\r\n").partition(b"\n")
    headers, body = _headers_of(rest)
    return Answer(int(line.split()[1]), headers, body)


def _parts(content_type: str, body: bytes) -> list[tuple[CaseInsensitiveDict, bytes]]:
    boundary = content_type.partition("boundary=")[2].partition(";")[0].strip().strip('"')
    if not boundary:
        raise ValueError("no boundary")
    pieces = (b"\n" + body).split(b"\n--" + boundary.encode())
    found = []
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            return found
        found.append(_headers_of(piece.partition(b"\n")[2]))
    raise ValueError("no end")


def _headers_of(content: bytes) -> tuple[CaseInsensitiveDict, bytes]:
    """Return headers and what follows the first blank line, without the line break at its end."""
    headers: CaseInsensitiveDict = CaseInsensitiveDict()
    rest = content
    while rest:
        line, _, rest = rest.partition(b"\n")
        line = line.rstrip(b"\r")
        if not line:
            break
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip()] = value.strip()
    return headers, rest.removesuffix(b"\n").removesuffix(b"\r")
