"""Entra ID: tokens for client credentials, and what it says when it gives none.

Rules (Microsoft identity platform, OAuth 2.0 client credentials flow): a form POST to
`/{tenant}/oauth2/v2.0/token` with client_id, client_secret, grant_type and
`scope=<resource>/.default`; no refresh token, ever; errors are `AADSTS` sentences. A token is good
until it expires, also when the secret was changed meanwhile.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from ..wire import Reply, Request, json_reply

TENANT = "6f1c2a34-0b5d-4c7e-9a81-2d3e4f506172"
TENANT_NAMES = (TENANT, "noorderlicht.example")


class TokenRefused(Exception):
    """A refused token call; `number` is that of AADSTS."""

    def __init__(self, error: str, number: int, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.error, self.number, self.text, self.status = error, number, text, status


@dataclass
class AppRegistration:
    """An app of the tenant. `expires` is when its secret does, in seconds since 1970; 0 never."""

    id: str
    name: str
    secret: str
    expires: float = 0.0


class Entra:
    """The tenant's apps, and the tokens given to them: nothing is kept of a token but its key."""

    def __init__(self, apps: Iterable[AppRegistration], token_life: int) -> None:
        self.apps = {app.id: replace(app) for app in apps}
        self.token_life = token_life
        self._key = secrets.token_hex(32)

    def token(self, tenant: str, form: dict[str, str], resource: str, now: float) -> dict[str, Any]:
        """A token for the organisation at `resource`. Raises TokenRefused."""
        if tenant.lower() not in TENANT_NAMES:
            raise TokenRefused(
                "invalid_request",
                90002,
                f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID "
                "and are signing into the correct cloud.",
            )
        if form.get("grant_type") != "client_credentials":
            raise TokenRefused(
                "unsupported_grant_type",
                70003,
                f"The app requested an unsupported grant type '{form.get('grant_type', '')}'.",
            )
        self._check_scope(form.get("scope", ""), resource)
        app = self._app(form, now)
        issued = int(now)
        claims = {
            "aud": resource,
            "iss": f"https://sts.windows.net/{TENANT}/",
            "iat": issued,
            "nbf": issued,
            "exp": issued + self.token_life,
            "appid": app.id,
            "appidacr": "1",
            "idtyp": "app",
            "tid": TENANT,
            "uti": secrets.token_urlsafe(16),
            "ver": "1.0",
        }
        return {
            "token_type": "Bearer",
            "expires_in": self.token_life,
            "ext_expires_in": self.token_life,
            "access_token": self._signed(claims),
        }

    def app_of(self, token: str, resource: str, now: float) -> str | None:
        """The app whose valid token for this organisation it is; None where it is none."""
        head, _, signature = token.rpartition(".")
        if not head or not hmac.compare_digest(self._signature(head), signature):
            return None
        claims = json.loads(_unpacked(head.partition(".")[2]))
        good = claims["nbf"] <= now + 1 and now < claims["exp"] and claims["aud"] == resource
        return str(claims["appid"]) if good else None

    def revoke(self) -> None:
        """Every token given until now stops working."""
        self._key = secrets.token_hex(32)

    def _check_scope(self, scope: str, resource: str) -> None:
        wanted = [part for part in scope.split() if part]
        if len(wanted) != 1 or not wanted[0].endswith("/.default"):
            raise TokenRefused(
                "invalid_scope",
                1002012,
                f"The provided value for scope {scope} is not valid. Client credential flows must "
                "have a scope value with /.default suffixed to the resource identifier "
                "(application ID URI).",
            )
        if wanted[0].removesuffix("/.default") != resource:
            raise TokenRefused(
                "invalid_resource",
                500011,
                f"The resource principal named {wanted[0].removesuffix('/.default')} was not found "
                f"in the tenant named Noorderlicht. This can happen if the application has not "
                "been installed by the administrator of the tenant or consented to by any user in "
                "the tenant.",
            )

    def _app(self, form: dict[str, str], now: float) -> AppRegistration:
        app = self.apps.get(form.get("client_id", "").lower())
        if app is None:
            raise TokenRefused(
                "unauthorized_client",
                700016,
                f"Application with identifier '{form.get('client_id', '')}' was not found in the "
                "directory 'Noorderlicht'. This can happen if the application has not been "
                "installed by the administrator of the tenant or consented to by any user in the "
                "tenant.",
            )
        if not hmac.compare_digest(app.secret, form.get("client_secret", "")):
            raise TokenRefused(
                "invalid_client",
                7000215,
                "Invalid client secret provided. Ensure the secret being sent in the request is "
                "the client secret value, not the client secret ID, for a secret added to app "
                f"'{app.id}'.",
                401,
            )
        if app.expires and app.expires <= now:
            raise TokenRefused(
                "invalid_client",
                7000222,
                f"The provided client secret keys for app '{app.id}' are expired. Visit the Azure "
                "portal to create new keys for your app.",
                401,
            )
        return app

    def _signed(self, claims: dict[str, Any]) -> str:
        header = {"typ": "JWT", "alg": "HS256", "kid": "sandbox"}
        text = f"{_packed(header)}.{_packed(claims)}"
        return f"{text}.{self._signature(text)}"

    def _signature(self, text: str) -> str:
        digest = hmac.new(self._key.encode(), text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    # State

    def dump(self) -> dict[str, Any]:
        return {
            "apps": [{**asdict(app), "expires": str(app.expires)} for app in self.apps.values()],
            "key": self._key,
        }

    def load(self, saved: dict[str, Any]) -> None:
        apps = [
            AppRegistration(**{**one, "expires": float(one["expires"])}) for one in saved["apps"]
        ]
        self.apps = {app.id: app for app in apps}
        self._key = saved["key"]


def answer_token(entra: Entra, request: Request, resource: str, now: float) -> Reply:
    """The answer to a call to the token address."""
    form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    kind = (request.headers.get("Content-Type") or "").partition(";")[0].strip()
    try:
        if kind != "application/x-www-form-urlencoded":
            raise TokenRefused(
                "invalid_request", 900144, "The request body must contain: 'grant_type'."
            )
        return json_reply(
            200,
            entra.token(request.segments[0], form, resource, now),
            {"Cache-Control": "no-store, no-cache"},
        )
    except TokenRefused as refusal:
        return json_reply(refusal.status, _error(refusal, now))


def _error(refusal: TokenRefused, now: float) -> dict[str, Any]:
    trace, correlation = str(uuid4()), str(uuid4())
    at = datetime.fromtimestamp(now, timezone.utc).strftime("%Y-%m-%d %H:%M:%SZ")
    return {
        "error": refusal.error,
        "error_description": f"AADSTS{refusal.number}: {refusal.text} Trace ID: {trace} "
        f"Correlation ID: {correlation} Timestamp: {at}",
        "error_codes": [refusal.number],
        "timestamp": at,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={refusal.number}",
    }


def configuration(origin: str, tenant: str) -> dict[str, Any]:
    """The document at `/.well-known/openid-configuration`."""
    base = f"{origin}/{tenant}"
    return {
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        "issuer": f"https://login.microsoftonline.com/{TENANT}/v2.0",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "response_types_supported": ["code", "id_token", "token"],
        "scopes_supported": ["openid"],
        "tenant_region_scope": "EU",
        "cloud_instance_name": "microsoftonline.com",
    }


def discovery(origin: str) -> dict[str, Any]:
    """The document at `/common/discovery/instance`, which clients ask for after a refusal."""
    hosts = ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com"]
    known = {"preferred_network": hosts[0], "preferred_cache": hosts[1], "aliases": hosts}
    where = f"{origin}/common/v2.0/.well-known/openid-configuration"
    return {"tenant_discovery_endpoint": where, "api-version": "1.1", "metadata": [known]}


def _packed(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
