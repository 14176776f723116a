"""Access to an organisation with an application's own id and secret (Entra ID).

Client credentials of Microsoft's identity platform, version 2: there is no refresh token, a new
access token is asked for when the last one ends. Tokens live in the memory of a process, never in
a database.
"""

import re
import threading
import time
from collections.abc import Callable
from urllib.parse import quote, urlencode

from ...ledger.problems import OverQuota, Problem, Unauthorised, Uncertain, Unreachable
from ..http import Answer, Http, origin_of, seconds_of

#: What Entra ID refuses, by the number of its message ("AADSTS error codes").
_REFUSALS = {
    "7000215": "dynamics_secret_wrong",
    "7000222": "dynamics_secret_expired",
    "700016": "dynamics_application_unknown",
    "90002": "dynamics_tenant_unknown",
    "500011": "dynamics_organisation_unknown",
    "1002012": "dynamics_scope_refused",
    "53003": "dynamics_conditional_access",
}
_NUMBER = re.compile(r"AADSTS(\d+)")

_PORTS = {"http": 80, "https": 443}

#: A token is renewed this long before it ends, or when a quarter of a shorter life is left.
_MARGIN_SECONDS = 300
#: Seconds to wait when Entra ID says "too many" and not how long.
_BUSY_SECONDS = 30


class Memory:
    """What a process remembers of organisations; for all threads.

    Tokens by whom they were given to, and how many rows one call has shown to bear.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens: dict = {}
        self._rows: dict = {}

    def token(self, key: tuple, fetch: Callable[[], tuple], rejected: str | None = None) -> str:
        """Return a live token, asking `fetch` for (token, seconds) where there is none.

        `rejected` is one that was just refused: it is not handed out again.
        """
        with self._lock:
            token, until = self._tokens.get(key, ("", 0.0))
            if token and token != rejected and self._clock() < until:
                return token
        # Not under the lock: others may need another organisation's token meanwhile.
        token, seconds = fetch()
        with self._lock:
            until = self._clock() + seconds - min(_MARGIN_SECONDS, seconds / 4)
            self._tokens[key] = (token, until)
        return token

    def forget(self, key: tuple) -> None:
        """Forget a token: the next one is asked for with the secret as it is now."""
        with self._lock:
            self._tokens.pop(key, None)

    def rows(self, key: tuple, most: int) -> int:
        """Return how many rows a call takes at most."""
        with self._lock:
            return self._rows.get(key, most)

    def take_fewer(self, key: tuple, most: int, least: int) -> int:
        """Halve that number, since a call of this size took too long; return it."""
        with self._lock:
            self._rows[key] = max(least, min(most, self._rows.get(key, most)) // 2)
            return self._rows[key]


def fetch(http: Http, tenant: str, client_id: str, secret: str, url: str) -> tuple[str, int]:
    """Return (access token, seconds it lives) for the organisation at `url`.

    Raises Unauthorised with a code of its own for each thing that can be wrong.
    """
    path = f"/{quote(tenant.strip(), safe='')}/oauth2/v2.0/token"
    form = {
        "client_id": client_id.strip(),
        "client_secret": secret,
        "grant_type": "client_credentials",
        "scope": scope(url),
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = http.send(
            "POST", path, data=urlencode(form).encode(), headers=headers, repeat="create"
        )
    except Uncertain:
        # Nothing came of it, so there is nothing to look up.
        raise Unreachable("no_answer", path=path) from None
    if answer.status != 200:
        raise _problem(answer, path)
    content = answer.json()
    try:
        return str(content["access_token"]), int(content["expires_in"])
    except (KeyError, TypeError, ValueError):
        raise Unreachable("unexpected_answer", path=path) from None


def scope(url: str) -> str:
    """Return what is asked for: all that the application may do in this organisation."""
    return origin(url) + "/.default"


def origin(url: str) -> str:
    """Return scheme and host of an address as somebody copied it from a browser.

    Raises Unreachable for one that is none.
    """
    found = origin_of(url.strip())
    if found is None:
        raise Unreachable("address_malformed")
    scheme, host, port = found
    return f"{scheme}://{host}" + ("" if port == _PORTS[scheme] else f":{port}")


def _problem(answer: Answer, path: str) -> Problem:
    words, numbers = _said(answer)
    if answer.status == 429:
        seconds = seconds_of(answer.headers.get("Retry-After"))
        return OverQuota("dynamics_sign_in_busy", _BUSY_SECONDS if seconds is None else seconds)
    if answer.status >= 500:
        return Unreachable("server_error", status=answer.status, path=path)
    for number in numbers:
        if number in _REFUSALS:
            return Unauthorised(_REFUSALS[number], message=words)
    if not words:
        return Unauthorised("dynamics_sign_in_address", status=answer.status)
    return Unauthorised("dynamics_sign_in_refused", message=words)


def _said(answer: Answer) -> tuple[str, list[str]]:
    """Return Entra ID's own words (their first line) and the numbers of its messages."""
    try:
        content = answer.json()
    except Unreachable:
        return "", []
    if not isinstance(content, dict):
        return "", []
    words = str(content.get("error_description") or content.get("error") or "")
    codes = content.get("error_codes")
    numbers = [str(code) for code in codes] if isinstance(codes, list) else []
    first = words.strip().splitlines()[0] if words.strip() else ""
    return first, [*numbers, *_NUMBER.findall(words)]
