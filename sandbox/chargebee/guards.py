"""What stands before every call: the key and its rights, the quota, repeated writes."""

from __future__ import annotations

import base64
import binascii
from collections import deque
from hashlib import sha256
from typing import Any

from ..wire import Reply, Request
from .errors import ApiError

WINDOW_SECONDS = 60
IDEMPOTENT_SECONDS = 1800
IDEMPOTENCY_HEADER = "chargebee-idempotency-key"
REPLAYED_HEADER = "chargebee-idempotency-replayed"


class Keys:
    """The API keys of the site: the key is the user name, there is no password."""

    def __init__(self, full: str, read: str) -> None:
        self._rights = {full: "full", read: "read"}

    def check(self, request: Request) -> str:
        """The name of the key. Raises ApiError 401 for a wrong key, 403 for a missing right."""
        right = self._rights.get(_user(request.headers.get("Authorization")))
        if right is None:
            raise ApiError(
                401,
                "api_authentication_failed",
                "Sorry, authentication failed. Invalid api key",
                type="untyped",
            )
        if right == "read" and request.method != "GET":
            raise ApiError(
                403,
                "api_authorization_failed",
                "The api key does not have the permission for this operation",
                type="untyped",
            )
        return f"{right}_key"


def _user(header: str | None) -> str:
    kind, _, value = (header or "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


class Quota:
    """So many calls in any minute, over all keys of the site."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._calls: deque[float] = deque()

    def use(self, now: float) -> None:
        """Count one call. Raises ApiError 429 when the minute has no room for it."""
        while self._calls and self._calls[0] <= now - WINDOW_SECONDS:
            self._calls.popleft()
        if len(self._calls) >= self.per_minute:
            wait = self._calls[0] + WINDOW_SECONDS - now
            raise over_quota(max(1, -int(-wait // 1)))
        self._calls.append(now)


def over_quota(seconds: int) -> ApiError:
    return ApiError(
        429,
        "api_request_limit_exceeded",
        "Sorry, you have exceeded the API request limit. Please try again later",
        type="operation_failed",
        headers={"Retry-After": str(seconds)},
    )


class Idempotency:
    """Answers of the last 30 minutes by idempotency key."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Any]] = {}

    def replay(self, request: Request, now: float) -> Reply | None:
        """The stored answer. Raises ApiError 422 where the key was used for something else."""
        key = _key(request)
        kept = self._kept.get(key) if key else None
        if kept is None or float(kept["at"]) < now - IDEMPOTENT_SECONDS:
            return None
        if kept["of"] != _digest(request):
            raise ApiError(
                422,
                "unable_to_process_request",
                "The idempotency key was used with another request",
            )
        headers = {"Content-Type": "application/json;charset=utf-8", REPLAYED_HEADER: "true"}
        return Reply(kept["status"], kept["body"].encode(), headers)

    def keep(self, request: Request, reply: Reply, now: float) -> None:
        key = _key(request)
        if key:
            self._kept[key] = {
                "of": _digest(request),
                "at": str(now),
                "status": reply.status,
                "body": reply.body.decode(),
            }

    def dump(self, now: float) -> dict[str, Any]:
        return {
            key: kept
            for key, kept in self._kept.items()
            if float(kept["at"]) >= now - IDEMPOTENT_SECONDS
        }

    def load(self, kept: dict[str, Any]) -> None:
        self._kept = dict(kept)


def _key(request: Request) -> str | None:
    key = request.headers.get(IDEMPOTENCY_HEADER)
    if key and len(key) > 100:
        raise ApiError(400, "invalid_request", "the idempotency key is longer than 100 characters")
    return key


def _digest(request: Request) -> str:
    return sha256(request.path.encode() + b"\n" + request.body).hexdigest()
