"""Take tokens from a loopback Entra ID with Microsoft's own library and use one; print what it saw.

    python entra_msal.py URL TENANT CLIENT_ID SECRET

MSAL takes https authorities only, so it gets an HTTP client that sends what is meant for
login.microsoftonline.com to the loopback address and reads its addresses back as such.
Prints one JSON object.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from msal import ConfidentialClientApplication

LOGIN = "https://login.microsoftonline.com"


class Answer:
    """What MSAL reads of a response."""

    def __init__(self, status_code: int, text: str, headers: dict[str, str]) -> None:
        self.status_code, self.text, self.headers = status_code, text, headers

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise RuntimeError(f"{self.status_code} {self.text}")


class Loopback:
    """An HTTP client that keeps a list of what was sent."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sent: list[str] = []

    def get(self, url: str, params: Any = None, headers: Any = None, **_: Any) -> Answer:
        query = f"?{urllib.parse.urlencode(params)}" if params else ""
        answer = self._send("GET", url + query, None, headers)
        answer.text = answer.text.replace(self.url, LOGIN)
        return answer

    def post(
        self, url: str, params: Any = None, data: Any = None, headers: Any = None, **_: Any
    ) -> Answer:
        return self._send("POST", url, urllib.parse.urlencode(data or {}).encode(), headers)

    def close(self) -> None:
        """Nothing is kept open."""

    def _send(self, method: str, url: str, body: bytes | None, headers: Any) -> Answer:
        self.sent.append(f"{method} {urllib.parse.urlsplit(url).path}")
        address = url.replace(LOGIN, self.url)
        request = urllib.request.Request(address, body, dict(headers or {}), method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode(), dict(error.headers))


def application(client: Loopback, tenant: str, client_id: str, secret: str) -> Any:
    return ConfidentialClientApplication(
        client_id,
        authority=f"{LOGIN}/{tenant}",
        client_credential=secret,
        http_client=client,
    )


def refused(url: str, tenant: str, client_id: str, secret: str, scope: str) -> list[Any]:
    """Error and AADSTS number of a token call that is refused."""
    app = application(Loopback(url), tenant, client_id, secret)
    answer = app.acquire_token_for_client(scopes=[scope])
    return [answer.get("error"), answer.get("error_codes")]


def main() -> None:
    url, tenant, client_id, secret = sys.argv[1:5]
    client, scope = Loopback(url), f"{url}/.default"
    app = application(client, tenant, client_id, secret)
    first = app.acquire_token_for_client(scopes=[scope])
    second = app.acquire_token_for_client(scopes=[scope])
    request = urllib.request.Request(
        f"{url}/api/data/v9.2/WhoAmI", headers={"Authorization": f"Bearer {first['access_token']}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        user = json.load(answer)["UserId"]
    seen = {
        "token": [first["token_type"], first["expires_in"], "refresh_token" in first],
        "sources": [first["token_source"], second["token_source"]],
        "sent": [line.replace(tenant, "TENANT") for line in client.sent],
        "user": user,
        "secret": refused(url, tenant, client_id, "wrong", scope),
        "app": refused(url, tenant, "b" * 8 + client_id[8:], secret, scope),
        "resource": refused(url, tenant, client_id, secret, "https://other.example/.default"),
        "scope": refused(url, tenant, client_id, secret, f"{url}/user"),
    }
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
