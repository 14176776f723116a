"""OAuth 2 as Exact does it: short access tokens, refresh tokens that work once.

Rules (Exact's developer pages and what its users met): an access token lives 600 seconds; the next
one is refused within 570; a refresh token works once and lives 30 days unused; using a spent one
breaks the whole chain; a second authorisation of the same user breaks the first one's chain; an app
and user have 200 token calls a day; a code works once, for three minutes.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any

from .options import Options

CODE_SECONDS = 180
REFRESH_SECONDS = 30 * 86_400
DAY = 86_400


class TokenError(Exception):
    """A refused token call: status, OAuth's error code and sentence, Exact's `Reason`."""

    def __init__(self, error: str, description: str, reason: str = "", status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.reason = reason
        self.status = status


@dataclass
class Refresh:
    user: str
    chain: int
    issued: float
    spent: bool = False


@dataclass
class Access:
    user: str
    expires: float


@dataclass
class Code:
    user: str
    redirect: str
    issued: float


class Tokens:
    """The codes and tokens of one app."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._codes: dict[str, Code] = {}
        self._refresh: dict[str, Refresh] = {}
        self._access: dict[str, Access] = {}
        self._chains: dict[str, int] = {}
        self._received: dict[str, float] = {}
        self._calls: dict[str, list[int]] = {}
        self._number = 0

    # Issuing

    def code(self, user: str, redirect: str, now: float) -> str:
        """A code for the redirect; it holds a `!` and a `/`, which must survive encoding."""
        text = f"stamp001.{secrets.token_urlsafe(9)}!/{secrets.token_urlsafe(24)}"
        self._codes[text] = Code(user, redirect, now)
        return text

    def connect(self, user: str, now: float) -> str:
        """A refresh token of a new chain; the user's earlier chain is broken by it."""
        self._number += 1
        self._chains[user] = self._number
        self._received.pop(user, None)
        return self._new_refresh(user, now)

    def exchange(self, code: str, redirect: str, now: float) -> dict[str, str]:
        """Tokens for a code."""
        known = self._codes.pop(code, None)
        if known is None:
            raise TokenError("invalid_grant", "The authorization code is invalid or already used.")
        self._count(known.user, now)
        if now - known.issued > CODE_SECONDS:
            raise TokenError("invalid_grant", "The authorization code has expired.")
        if known.redirect != redirect:
            raise TokenError("invalid_grant", "The redirect_uri does not match.")
        refresh = self.connect(known.user, now)
        return self._answer(known.user, refresh, now)

    def refresh(self, text: str, now: float) -> dict[str, str]:
        """Tokens for a refresh token, which is spent by it."""
        known = self._refresh.get(text)
        if known is None:
            raise TokenError("invalid_grant", "The refresh token is invalid.")
        self._count(known.user, now)
        if self._chains.get(known.user) != known.chain:
            raise TokenError(
                "invalid_grant", "Token is not allowed, because of invalid or empty chainId"
            )
        if known.spent:
            self._chains.pop(known.user)
            raise TokenError("unauthorized_client", "Old refresh token used.")
        if now - known.issued > REFRESH_SECONDS:
            raise TokenError(
                "invalid_request",
                f"The refresh token expired at {_american(known.issued + REFRESH_SECONDS)}"
                f" and it is now {_american(now)}.",
            )
        self._check_age(known.user, now)
        known.spent = True
        return self._answer(known.user, self._new_refresh(known.user, now), now)

    # Using

    def user_of(self, access: str, now: float) -> tuple[str | None, bool]:
        """Whose access token it is, and whether it is still valid."""
        known = self._access.get(access)
        return (known.user, now < known.expires) if known else (None, False)

    def revoke(self) -> None:
        """Everything that was issued stops working."""
        self._codes.clear()
        self._chains.clear()
        self._received.clear()
        for access in self._access.values():
            access.expires = 0

    def _check_age(self, user: str, now: float) -> None:
        received = self._received.get(user)
        if received is not None and now - received < self._options.earliest_refresh:
            text = "Rate limit exceeded: access_token not expired"
            raise TokenError("access_denied", text, f"TooEarlyToRefreshTokens: {text}")

    def _count(self, user: str, now: float) -> None:
        day = int(now // DAY)
        known = self._calls.get(user, [day, 0])
        count = known[1] + 1 if known[0] == day else 1
        if count > self._options.token_calls:
            text = "Rate limit exceeded: daily number of token requests"
            raise TokenError("access_denied", text, f"RateLimit: {text}")
        self._calls[user] = [day, count]

    def _new_refresh(self, user: str, now: float) -> str:
        text = f"stamp001.{secrets.token_urlsafe(12)}!I{secrets.token_urlsafe(60)}"
        self._refresh[text] = Refresh(user, self._chains[user], now)
        return text

    def _answer(self, user: str, refresh: str, now: float) -> dict[str, str]:
        access = f"stamp001.gAAAA{secrets.token_urlsafe(90)}"
        self._access = {text: one for text, one in self._access.items() if one.expires > now - DAY}
        self._access[access] = Access(user, now + self._options.token_life)
        self._received[user] = now
        return {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": str(self._options.token_life),
            "refresh_token": refresh,
        }

    # State

    def dump(self) -> dict[str, Any]:
        return {
            "codes": {text: _texts(code) for text, code in self._codes.items()},
            "refresh": {text: _texts(token) for text, token in self._refresh.items()},
            "access": {text: _texts(token) for text, token in self._access.items()},
            "chains": self._chains,
            "received": {user: repr(at) for user, at in self._received.items()},
            "calls": self._calls,
            "number": self._number,
        }

    def load(self, saved: dict[str, Any]) -> None:
        self._codes = {
            text: Code(one["user"], one["redirect"], float(one["issued"]))
            for text, one in saved["codes"].items()
        }
        self._refresh = {
            text: Refresh(one["user"], one["chain"], float(one["issued"]), one["spent"])
            for text, one in saved["refresh"].items()
        }
        self._access = {
            text: Access(one["user"], float(one["expires"]))
            for text, one in saved["access"].items()
        }
        self._chains, self._calls = saved["chains"], saved["calls"]
        self._received = {user: float(at) for user, at in saved["received"].items()}
        self._number = saved["number"]


def _texts(token: Code | Refresh | Access) -> dict[str, Any]:
    """The fields as JSON keeps them; moments as text, so that no digit is lost."""
    return {
        name: repr(value) if isinstance(value, float) else value
        for name, value in asdict(token).items()
    }


def _american(at: float) -> str:
    """A moment as Exact's server prints it: 10/28/2022 4:15:50 PM."""
    time = datetime.fromtimestamp(at, timezone.utc)
    hour = time.hour % 12 or 12
    half = "AM" if time.hour < 12 else "PM"
    return f"{time.month}/{time.day}/{time.year} {hour}:{time:%M:%S} {half}"
