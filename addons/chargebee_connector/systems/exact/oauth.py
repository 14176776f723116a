"""Exact's OAuth2: the address a person is sent to, and the two ways to new tokens.

An access token lives 600 s and a new one is given no sooner than 570 s after it. Every refresh
token works once: who gets an answer must store it before anything else, and two callers must
never use the same one (the models hold a lock on the token's row).
"""

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import NamedTuple
from urllib.parse import quote, urlencode

from ...ledger.problems import (
    OverQuota,
    Problem,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from ..http import Answer, Http
from .limits import exhausted

#: Seconds an access token lives, and seconds before Exact gives the next one.
TOKEN_LIFE = 600
TOKEN_USABLE = 570

#: Seconds to wait after "too early" when nobody knows when the last token was received.
_TOO_EARLY = 60

#: What Exact says when the last access token is younger than TOKEN_USABLE.
_EARLY = ("tooearly", "access_token not expired", "access token not expired")

#: What Exact says of a refresh token that leads nowhere any more, and why it does not.
_LOST = (
    ("old refresh token", "spent"),
    ("chainid", "chain"),
    ("refresh token expired", "expired"),
)

_PATH = "/api/oauth2/token"


class Tokens(NamedTuple):
    """What Exact gives: `expires_in` in seconds from now."""

    access_token: str
    refresh_token: str
    expires_in: int

    def __repr__(self) -> str:
        return f"Tokens(expires_in={self.expires_in})"


def authorise_url(base_url: str, client_id: str, redirect_uri: str, state: str) -> str:
    """Return where a person grants access. Exact compares `redirect_uri` with slashes as such."""
    query = urlencode(
        {
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "state": state,
            "force_login": "0",
        },
        safe="/:",
        quote_via=quote,
    )
    return f"{base_url.rstrip('/')}/api/oauth2/auth?{query}"


def exchange(
    http: Http, client_id: str, client_secret: str, code: str, redirect_uri: str
) -> Tokens:
    """Return the first tokens for the code (decoded once) that came with the callback.

    Raises Unauthorised("code_refused") for a code that is spent or older than its 3 minutes.
    """
    form = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "client_secret": client_secret,
        "code": code,
        "redirect_uri": redirect_uri,
    }
    return _tokens(http, form, "code_refused")


def refresh(http: Http, client_id: str, client_secret: str, refresh_token: str) -> Tokens:
    """Return new tokens; the refresh token handed in is spent afterwards.

    Raises OverQuota("token_too_early"), Unauthorised("connection_lost", reason=spent | chain |
    expired | revoked) when a person must connect anew, Unauthorised("app_refused") for a wrong
    client id or secret, Unreachable("no_answer") when it is unknown whether Exact gave any.
    """
    form = {
        "grant_type": "refresh_token",
        "client_id": client_id,
        "client_secret": client_secret,
        "refresh_token": refresh_token,
    }
    return _tokens(http, form, "connection_lost")


def _tokens(http: Http, form: Mapping[str, str], refused: str) -> Tokens:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = http.send(
            "POST", _PATH, data=urlencode(form).encode(), headers=headers, repeat="create"
        )
    except Uncertain:
        # Nothing was booked, so there is nothing to look up: the next try tells.
        raise Unreachable("no_answer", path=_PATH) from None
    if answer.status != 200:
        raise _problem(answer, refused)
    content = answer.json()
    try:
        return Tokens(
            str(content["access_token"]), str(content["refresh_token"]), int(content["expires_in"])
        )
    except (KeyError, TypeError, ValueError):
        raise Unreachable("unexpected_answer", path=_PATH) from None


def _problem(answer: Answer, refused: str) -> Problem:
    """Return the problem that an answer is; the statuses have varied over the years."""
    error, words = _said(answer)
    reason = answer.headers.get("Reason") or ""
    said = f"{reason} {words}".lower()
    if any(sign in said for sign in _EARLY):
        return OverQuota("token_too_early", _TOO_EARLY)
    if answer.status == 429:
        now = answer.date or datetime.now(timezone.utc)
        return OverQuota("token_calls", exhausted(answer.headers, now)[1])
    if answer.status not in (400, 401, 403):
        return Unreachable("server_error", status=answer.status, path=_PATH)
    for sign, name in _LOST:
        if sign in said:
            return Unauthorised("connection_lost", reason=name, message=words)
    if "redirect" in said:
        return Unauthorised("redirect_refused", message=words)
    if error in ("invalid_client", "unauthorized_client"):
        return Unauthorised("app_refused", message=words)
    return Unauthorised(refused, reason="revoked", message=words)


def _said(answer: Answer) -> tuple[str, str]:
    """Return the error's name and description, both "" when the body is no such JSON."""
    try:
        content = answer.json()
    except Unreachable:
        return "", ""
    if not isinstance(content, dict):
        return "", ""
    return str(content.get("error") or ""), str(content.get("error_description") or "")
