"""`$batch`: many operations in one call, and change sets that are done wholly or not at all.

Rules (Microsoft, "Execute batch operations using the Web API"): at most 1,000 operations, no batch
in a batch, lines end in CRLF; an operation's header block ends with an empty line. A change set
holds no GET and its parts have a `Content-ID`, to which later parts refer as `$<id>` in address or
body. The first failure ends the batch, the answer's status is 400 and it holds what was done up to
there; with `Prefer: odata.continue-on-error` all is tried and the status is 200.

How the answer of a failed change set looks is not documented: `failed_change_set` among the
organisation's settings is `nested` (within a `changesetresponse`) or `bare`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from ..wire import Reply, dumps, loads
from .batch_parts import Operation, Part, read_batch
from .call import Call, common_headers, refused
from .errors import Refused, bad_request
from .rows.find import API_MARK

MOST_OPERATIONS = 1000
LONGEST_URL = 65_536
SHAPES = ("nested", "bare")
Answering = Callable[[Call, int], Reply]
_REFERENCE = re.compile(r"/?\$([^/$\s]+)")
_SHOWN = ("OData-Version", "Content-Type", "Location", "OData-EntityId", "Preference-Applied",
          "Retry-After")  # fmt: skip
_REASONS = {200: "OK", 201: "Created", 204: "No Content", 304: "Not Modified"}


class _Failed(Exception):
    """Ends a change set: the answer of the operation that failed."""

    def __init__(self, operation: Operation, reply: Reply) -> None:
        super().__init__(operation.path)
        self.operation, self.reply = operation, reply


def answer_batch(call: Call, answering: Answering) -> Reply:
    """Do the operations of a batch. Raises Refused (400, 415) for one that cannot be read."""
    parts = read_batch(call)
    call.operations = sum(len(part.operations) for part in parts)
    if call.operations > MOST_OPERATIONS:
        raise bad_request(
            f"Number of operations in the batch request exceeded the limit of {MOST_OPERATIONS}."
        )
    boundary = f"batchresponse_{uuid4()}"
    written, status = [], 200
    for part in parts:
        text, good = _done(call, part, answering)
        written.append(text)
        if not good and not call.prefer.continue_on_error:
            status = 400
            break
    return Reply(
        status,
        _joined(written, boundary),
        {"Content-Type": f"multipart/mixed; boundary={boundary}", **common_headers()},
    )


def _done(call: Call, part: Part, answering: Answering) -> tuple[bytes, bool]:
    """A part's answer as text, and whether it was done."""
    if part.change_set:
        return _change_set(call, part, answering)
    operation = part.operations[0]
    reply = _answered(call, operation, {}, answering)
    return _written(operation, reply), reply.status < 400


def _answered(
    call: Call, operation: Operation, made: dict[str, str], answering: Answering
) -> Reply:
    try:
        inner = _inner(call, operation, made)
    except Refused as refusal:
        return refused(refusal)
    return answering(inner, LONGEST_URL)


def _change_set(call: Call, part: Part, answering: Answering) -> tuple[bytes, bool]:
    boundary = f"changesetresponse_{uuid4()}"
    head = b"Content-Type: multipart/mixed; boundary=" + boundary.encode() + b"\r\n\r\n"
    made: dict[str, str] = {}
    written = []
    try:
        with call.org.store.transaction():
            for operation in part.operations:
                reply = _answered(call, operation, made, answering)
                if reply.status >= 400:
                    raise _Failed(operation, reply)
                made[operation.content_id] = _made(call, reply) or operation.path
                written.append(_written(operation, reply))
    except _Failed as failure:
        text = _written(failure.operation, failure.reply)
        if call.org.settings.get("failed_change_set", SHAPES[0]) == "bare":
            return text, False
        return head + _joined([text], boundary), False
    return head + _joined(written, boundary), True


def _inner(call: Call, operation: Operation, made: dict[str, str]) -> Call:
    """An operation as a call of its own. Raises Refused for a reference to nothing."""
    path, body = operation.path, operation.body
    match = _REFERENCE.match(path)
    if match:
        path = _resolved(call, match[1], made) + path[match.end() :]
    mark = path.find(API_MARK)
    if mark >= 0:
        path = path[mark + len(API_MARK) :].partition("/")[2]
    if b"$" in body:
        body = _with_references(call, body, made)
    return replace(
        call,
        method=operation.method,
        path=path,
        query=operation.query,
        headers=operation.headers,
        body=body,
        operations=1,
    )


def _resolved(call: Call, content_id: str, made: dict[str, str]) -> str:
    if content_id not in made:
        raise bad_request(
            f"Content-ID Reference: '${content_id}' does not exist in the batch context."
        )
    return made[content_id]


def _with_references(call: Call, body: bytes, made: dict[str, str]) -> bytes:
    """The body with `$<id>` in bindings put as the address of what was made."""
    try:
        values = loads(body)
    except ValueError:
        return body
    if not isinstance(values, dict):
        return body

    def put(name: str, value: Any) -> Any:
        if isinstance(value, str) and name.endswith(("@odata.bind", "@odata.id")):
            match = _REFERENCE.fullmatch(value)
            return _resolved(call, match[1], made) if match else value
        return value

    return dumps({name: put(name, value) for name, value in values.items()})


def _made(call: Call, reply: Reply) -> str | None:
    """The address of the row that an operation wrote."""
    address = reply.headers.get("OData-EntityId")
    if address or not reply.body:
        return address
    row = loads(reply.body)
    context = str(row.get("@odata.context", "")).partition("$metadata#")[2]
    table = call.org.registry.by_set(re.split(r"[(/]", context)[0])
    return f"{call.root}/{table.set_name}({row[table.primary_id]})" if table else None


def _written(operation: Operation, reply: Reply) -> bytes:
    """An operation's answer as a part."""
    reason = _REASONS.get(reply.status, "Error")
    head = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if operation.content_id:
        head.append(f"Content-ID: {operation.content_id}")
    lines = [*head, "", f"HTTP/1.1 {reply.status} {reason}"]
    lines += [f"{name}: {reply.headers[name]}" for name in _SHOWN if name in reply.headers]
    return "\r\n".join([*lines, "", ""]).encode() + reply.body


def _joined(parts: list[bytes], boundary: str) -> bytes:
    mark = f"--{boundary}".encode()
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts)
    return body + mark + b"--\r\n"
