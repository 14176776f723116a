"""A caller that speaks HTTP to an Exact Online sandbox, for tests.

`running(...)` starts a server with these options; it fails where the server itself had a defect.
The fixture `exact` (module `exact_fixtures`) is one with the quotas out of the way.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from sandbox import exact as exact_server
from sandbox.wire import dumps, loads

CLIENT = {"client_id": "demo", "client_secret": "demo-secret"}
NL = 100001
SALES = "salesentry/SalesEntries"


@dataclass
class Response:
    status: int
    text: str
    headers: http.client.HTTPMessage

    @property
    def json(self) -> Any:
        return loads(self.text)

    @property
    def d(self) -> Any:
        return self.json["d"]

    @property
    def message(self) -> str:
        return str(self.json["error"]["message"]["value"])


class Exact:
    """A server and what a test asks of it. `access` is sent as the bearer token."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.access = ""
        self.division = NL

    def http(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Response:
        """One request, without redirects; `path` may be an absolute address of this server."""
        parts = urlsplit(path)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            connection.request(method, target, body or None, headers or {})
            answer = connection.getresponse()
            return Response(answer.status, answer.read().decode(), answer.headers)
        finally:
            connection.close()

    # Controls and tokens

    def control(self, method: str, action: str, body: Any = None) -> Any:
        sent = b"" if body is None else dumps(body)
        answer = self.http(method, f"/_sandbox/{action}", sent)
        assert answer.status == 200, answer.text
        return answer.json

    def forward(self, seconds: int) -> None:
        self.control("POST", "clock", {"forward": seconds})

    def mutate(self, entity: str, **values: Any) -> None:
        self.control("POST", "mutate", {"division": self.division, "entity": entity, **values})

    def token(self, **form: str) -> Response:
        return self.http(
            "POST",
            "/api/oauth2/token",
            urlencode({**CLIENT, **form}).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )

    def refresh(self, refresh_token: str) -> Response:
        return self.token(grant_type="refresh_token", refresh_token=refresh_token)

    def connect(self, user: str = "demo") -> str:
        """Get an access token; returns the refresh token that came with it."""
        fresh = self.control("POST", "token", {"user": user})["refresh_token"]
        answer = self.refresh(fresh)
        assert answer.status == 200, answer.text
        self.access = answer.json["access_token"]
        return str(answer.json["refresh_token"])

    # The API

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> Response:
        """A call below the division; options become `$name=value`."""
        sent = {"Authorization": f"Bearer {self.access}", "Accept": "application/json"}
        if body is not None:
            sent["Content-Type"] = "application/json"
        query = "&".join(f"${name}={quote(str(value))}" for name, value in options.items())
        address = path if path.startswith(("http", "/")) else f"/api/v1/{self.division}/{path}"
        return self.http(
            method,
            f"{address}?{query}" if query else address,
            b"" if body is None else dumps(body),
            {**sent, **(headers or {})},
        )

    def get(self, path: str, **options: Any) -> Response:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any) -> Response:
        return self.call("POST", path, body)

    def rows(self, path: str, **options: Any) -> list[dict[str, Any]]:
        answer = self.get(path, **options)
        assert answer.status == 200, answer.text
        return list(answer.d["results"])

    def id_of(self, path: str, code: str) -> str:
        (row,) = self.rows(path, filter=f"Code eq '{code}'", select="ID")
        return str(row["ID"])

    def ledger(self, code: str) -> str:
        return self.id_of("financial/GLAccounts", code)

    def account(self, code: str) -> str:
        return self.id_of("crm/Accounts", code.rjust(18))

    def line(self, ledger: str = "8000", **values: Any) -> dict[str, Any]:
        line = {"GLAccount": self.ledger(ledger), "AmountFC": "100.00", "VATCode": "2", **values}
        return {name: value for name, value in line.items() if value is not None}

    def entry(self, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
        """A sales entry that is accepted; a value of None leaves a field out."""
        entry = {
            "Customer": self.account("1"),
            "Journal": "70",
            "EntryDate": "2026-10-08T00:00:00",
            "PaymentCondition": "14",
            "YourRef": "INV-1",
            "SalesEntryLines": list(lines) or [self.line()],
            **values,
        }
        return {name: value for name, value in entry.items() if value is not None}

    def booked(self, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
        """Post a sales entry and return it."""
        answer = self.post(SALES, self.entry(*lines, **values))
        assert answer.status == 201, answer.text
        return dict(answer.d)

    def balance(self) -> dict[str, Any]:
        return dict(self.control("GET", f"trial_balance?division={self.division}"))

    def ledgers(self, field: str = "dc") -> dict[str, str]:
        """Ledger code to amount, those at zero left out."""
        shown = {row["code"]: row[field] for row in self.balance()["ledgers"]}
        return {code: amount for code, amount in shown.items() if amount != "0.00"}


@contextmanager
def running(**options: Any) -> Iterator[Exact]:
    """A server with these options; the test fails if it had a defect."""
    server = exact_server.start(**options)
    try:
        yield Exact(server)
        assert server.app.crashes == []
    finally:
        server.stop()
