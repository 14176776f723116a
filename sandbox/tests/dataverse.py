"""A caller of the Dynamics server: tokens, JSON, batches and controls."""

from __future__ import annotations

import http.client
import json
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from sandbox.dynamics.entra import TENANT
from sandbox.dynamics.seed.principals import SALES
from sandbox.wire import Running, dumps

ROOT = "/api/data/v9.2/"
BASE = {
    "Accept": "application/json",
    "OData-Version": "4.0",
    "OData-MaxVersion": "4.0",
    "If-None-Match": "null",
}
Answer = tuple[int, Any, http.client.HTTPMessage]


class Dataverse:
    """Calls one server with the token of one app."""

    def __init__(self, running: Running, app: str = SALES, secret: str = "sales-secret") -> None:
        self.running = running
        self.app, self.secret = app, secret
        self.headers = {**BASE, "Authorization": f"Bearer {self.token()}"}

    @property
    def root(self) -> str:
        return f"{self.running.url}{ROOT}"

    def token(self) -> str:
        form = {
            "client_id": self.app,
            "client_secret": self.secret,
            "grant_type": "client_credentials",
            "scope": f"{self.running.url}/.default",
        }
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        path = f"/{TENANT}/oauth2/v2.0/token"
        status, body, _ = self.raw("POST", path, urlencode(form).encode(), kind)
        assert status == 200, body
        return str(body["access_token"])

    def raw(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection(self.running.host, self.running.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        try:
            value = json.loads(text.decode("utf-8-sig"), parse_float=Decimal) if text else None
        except ValueError:
            value = text
        return answer.status, value, answer.headers

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """A call below the root, or to an absolute address; underscores in header names are
        hyphens."""
        if path.startswith("http"):
            path = path.removeprefix(self.running.url)
        elif not path.startswith("/"):
            path = ROOT + quote(path, safe="/()'=,$?&%.@-_:")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        text = None if body is None else dumps(body)
        if text is not None:
            named.setdefault("Content-Type", "application/json; charset=utf-8")
        return self.raw(method, path, text, {**self.headers, **named})

    def get(self, path: str, **headers: str) -> Any:
        status, body, _ = self.call("GET", path, **headers)
        assert status == 200, body
        return body

    def create(self, set_name: str, values: dict[str, Any], **headers: str) -> str:
        """A new row's id."""
        status, body, answered = self.call("POST", set_name, values, **headers)
        assert status == 204, body
        return str(answered["OData-EntityId"]).rpartition("(")[2].rstrip(")")

    def code(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        """Status and error code of a call that is refused."""
        status, found, _ = self.call(method, path, body, **headers)
        return status, found["error"]["code"]

    def batch(self, text: str, boundary: str = "batch_1", **headers: str) -> Answer:
        """Send a batch; bare line ends become CRLF."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Content-Type"] = f'multipart/mixed; boundary="{boundary}"'
        body = text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
        return self.raw("POST", f"{ROOT}$batch", body, {**self.headers, **named})

    def control(self, method: str, action: str, values: Any = None) -> Any:
        body = None if values is None else dumps(values)
        status, found, _ = self.raw(method, f"/_sandbox/{action}", body, {})
        assert status == 200, found
        return found


def operation(method: str, path: str, body: Any = None, content_id: str = "", prefer: str = ""
              ) -> str:  # fmt: skip
    """A part of a batch, without its boundary."""
    lines = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if content_id:
        lines.append(f"Content-ID: {content_id}")
    address = path if path.startswith(("$", "http")) else ROOT + path
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
