"""The two OAuth addresses over HTTP: the page that a person sees, and the token endpoint."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from ..wire import Reply, Request, json_reply
from .oauth import TokenError, Tokens
from .options import Options

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def authorize(tokens: Tokens, options: Options, user: str, request: Request, now: float) -> Reply:
    """Send the browser back with a code; at once with `force_login=0`, else after a click."""
    if request.method != "GET":
        return Reply(405, b"")
    wanted = request.param("redirect_uri") or ""
    if request.param("client_id") != options.client_id:
        return _page(400, "The client_id is unknown.")
    if request.param("response_type") != "code":
        return _page(400, "The response_type must be code.")
    if not _registered(options, wanted):
        return _page(400, "The redirect_uri does not match a registered one.")
    if request.param("force_login", "1") != "0":
        pairs = [pair for pair in request.query if pair[0] != "force_login"]
        address = f"{request.path}?{urlencode([*pairs, ('force_login', '0')])}"
        return _page(
            200, f"{user} connects {options.client_id}.", f'<a href="{escape(address)}">Allow</a>'
        )
    query = f"code={quote(tokens.code(user, wanted, now), safe='')}"
    state = request.param("state")
    if state is not None:
        query += f"&state={quote(state, safe='')}"
    joint = "&" if "?" in wanted else "?"
    return Reply(302, b"", {"Location": f"{wanted}{joint}{query}"})


def token(tokens: Tokens, options: Options, request: Request, now: float) -> Reply:
    """Answer `/api/oauth2/token`."""
    if request.method != "POST":
        return Reply(405, b"")
    kind = (request.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        if kind != "application/x-www-form-urlencoded":
            raise TokenError("invalid_request", "The body must be a form.")
        secret = (form.get("client_id"), form.get("client_secret"))
        if secret != (options.client_id, options.client_secret):
            raise TokenError("invalid_client", "The client is unknown or its secret is wrong.")
        return json_reply(200, _granted(tokens, form, now))
    except TokenError as error:
        headers = {"Reason": error.reason} if error.reason else {}
        body = {"error": error.error, "error_description": error.description}
        return json_reply(error.status, body, headers)


def _granted(tokens: Tokens, form: dict[str, str], now: float) -> dict[str, str]:
    grant = form.get("grant_type")
    if grant == "authorization_code":
        return tokens.exchange(form.get("code", ""), form.get("redirect_uri", ""), now)
    if grant == "refresh_token":
        return tokens.refresh(form.get("refresh_token", ""), now)
    raise TokenError("unsupported_grant_type", f"The grant_type '{grant}' is not supported.")


def _registered(options: Options, address: str) -> bool:
    """Character by character one of the registered ones; with none registered, any loopback."""
    if options.redirect:
        return address in options.redirect
    return urlsplit(address).hostname in _LOOPBACK


def _page(status: int, text: str, link: str = "") -> Reply:
    html = (
        "<!doctype html><html><head><title>Exact Online (sandbox)</title></head>"
        f"<body><h1>Exact Online (sandbox)</h1><p>{escape(text)}</p><p>{link}</p></body></html>"
    )
    return Reply(status, html.encode(), {"Content-Type": "text/html; charset=utf-8"})
