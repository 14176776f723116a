"""How to test a server of the sandbox.

Run all of it with `python -m pytest sandbox/tests` from the project's folder, or through
`setup/test`. Two things come from outside and are named where they are missing:

- `SPECS_DIR`: folder with machine-readable descriptions of the vendors' APIs. Without it the
  contract tests are left out, which a warning in pytest's summary says.
- `CLIENTS_PYTHON`: interpreter of the environment with the vendors' own clients. Without it the
  tests that need one fail.

`site` is a shared Chargebee site that tests only read; `new_site(**options)` starts one to change.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from sandbox import chargebee
from sandbox.wire import Running, dumps

ROOMY = 1_000_000

if "SPECS_DIR" not in os.environ:
    collect_ignore_glob = ["test_*_contract.py"]


def pytest_configure(config: pytest.Config) -> None:
    """Say it where tests are left out for want of the vendors' descriptions."""
    if "SPECS_DIR" not in os.environ:
        config.issue_config_time_warning(
            UserWarning("SPECS_DIR is not set: the contract tests of the sandbox were LEFT OUT"),
            stacklevel=2,
        )


class Client:
    """A caller with one kept connection. `running` is the server where the test started it."""

    running: Running

    def __init__(self, port: int, key: str = "full_key") -> None:
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}

    def send(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, Any, http.client.HTTPMessage]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, body, {**self.headers, **named})
        answer = self._connection.getresponse()
        text = answer.read()
        try:
            value = json.loads(text, parse_float=Decimal) if text else None
        except ValueError:
            value = text
        return answer.status, value, answer.headers

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        address = f"/api/v2/{path}" + (f"?{urlencode(query)}" if query else "")
        return self.send("GET", address)[:2]

    def post(
        self, path: str, form: dict[str, Any] | None = None, **headers: str
    ) -> tuple[int, Any]:
        headers.setdefault("Content_Type", "application/x-www-form-urlencoded")
        body = urlencode(form or {}).encode()
        return self.send("POST", f"/api/v2/{path}", body, **headers)[:2]

    def one(self, path: str, record_id: str) -> dict[str, Any]:
        """A record by its id."""
        status, body = self.get(f"{path}/{quote(record_id, safe='')}")
        assert status == 200, body
        return next(iter(body.values()))

    def all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every record of a list, page by page."""
        found: list[dict[str, Any]] = []
        query.setdefault("limit", 100)
        while True:
            status, body = self.get(path, **query)
            assert status == 200, body
            found += [next(iter(entry.values())) for entry in body["list"]]
            if "next_offset" not in body:
                return found
            query["offset"] = body["next_offset"]

    def control(self, method: str, action: str, values: Any = None) -> tuple[int, Any]:
        body = None if values is None else dumps(values)
        return self.send(method, f"/_sandbox/{action}", body)[:2]

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(scope="session")
def shared() -> Iterator[Running]:
    running = chargebee.start(quota=ROOMY)
    yield running
    running.stop()


@pytest.fixture
def site(shared: Running) -> Iterator[Client]:
    client = Client(shared.port)
    yield client
    client.close()


@pytest.fixture
def new_site() -> Iterator[Callable[..., Client]]:
    """Start sites with options of their own; all end with the test, none with a crash."""
    started: list[tuple[Running, Client]] = []

    def start(key: str = "full_key", **options: Any) -> Client:
        options = {"quota": ROOMY, "customers": 40, "invoices": 120, **options}
        running = chargebee.start(**options)
        client = Client(running.port, key)
        client.running = running
        started.append((running, client))
        return client

    yield start
    for running, client in started:
        client.close()
        running.stop()
        assert not running.app.crashes
