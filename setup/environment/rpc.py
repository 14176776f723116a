"""Calls to a running Odoo through the doors that its own web client uses."""

import http.cookiejar
import json
import urllib.request
from typing import Any

TIMEOUT_SECONDS = 600


class OdooError(Exception):
    """Odoo refused a call. The text is what a person would have seen."""


class Rpc:
    """A logged-in session with one database."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self._url = url
        self._opener = urllib.request.build_opener(
            # A proxy of the machine's has no business with our own loopback.
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        session = {"db": database, "login": login, "password": password}
        self._post("/web/session/authenticate", session)

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a public method of a model; `args` starts with the ids for a record's method."""
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def _post(self, path: str, params: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            self._url + path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            answer = json.load(response)
        if "error" in answer:
            details = answer["error"].get("data", {})
            raise OdooError(details.get("message") or answer["error"]["message"])
        return answer.get("result")
