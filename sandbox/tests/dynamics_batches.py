"""Writes the bodies of batches and sends them."""

from __future__ import annotations

import re
from typing import Any

from sandbox.wire import dumps

from .dynamics_caller import API, Crm, Response


def operation(
    method: str, path: str, body: Any = None, content_id: str = "", prefer: str = ""
) -> str:
    """A part of a batch, without its boundary."""
    lines = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if content_id:
        lines.append(f"Content-ID: {content_id}")
    address = path if path.startswith(("$", "http")) else f"{API}/{path}"
    lines += ["", f"{method} {address} HTTP/1.1"]
    if prefer:
        lines.append(f"Prefer: {prefer}")
    if body is not None:
        lines += ["Content-Type: application/json; type=entry", "", dumps(body).decode()]
    else:
        lines += ["", ""]
    return "\n".join(lines)


def batch_of(*parts: str, boundary: str = "batch_1") -> str:
    return "".join(f"--{boundary}\n{part}\n" for part in parts) + f"--{boundary}--\n"


def change_set(*parts: str, boundary: str = "changeset_1") -> str:
    """A part that holds operations."""
    head = f"Content-Type: multipart/mixed; boundary={boundary}\n\n"
    return head + batch_of(*parts, boundary=boundary).rstrip("\n")


def send(crm: Crm, text: str, **headers: str) -> Response:
    """Send a batch whose boundary is `batch_1`; bare line ends become CRLF."""
    body = text.replace("\n", "\r\n").encode()
    kind = {"Content-Type": 'multipart/mixed; boundary="batch_1"'}
    return crm.call("POST", "$batch", body, {**kind, **headers})


def statuses(answer: Response) -> list[int]:
    """The status of each part of an answer."""
    return [int(number) for number in re.findall(rb"HTTP/1\.1 (\d{3})", answer.content)]
