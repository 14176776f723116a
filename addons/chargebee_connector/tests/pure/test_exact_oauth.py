"""Exact's token endpoint: what each of its answers means for the connection."""

from urllib.parse import parse_qs, urlsplit

import pytest
from little_server import Reply, in_turn, serve

from odoo.addons.chargebee_connector.ledger.problems import OverQuota, Unauthorised, Unreachable
from odoo.addons.chargebee_connector.systems.exact import oauth
from odoo.addons.chargebee_connector.systems.http import Http

GOOD = {"access_token": "AT", "token_type": "bearer", "expires_in": "600", "refresh_token": "R!t"}
CALLBACK = "https://odoo.example/billing/exact/callback"


def refresh(*replies):
    with serve(in_turn(*replies)) as server:
        try:
            return oauth.refresh(Http(server.url), "id", "s&cret", "old!token"), server.requests
        finally:
            assert len(server.requests) == len(replies)


def said(error, words, status=400, headers=None):
    return Reply(status, {"error": error, "error_description": words}, headers or {})


def test_the_constants_are_exacts():
    assert (oauth.TOKEN_USABLE, oauth.TOKEN_LIFE) == (570, 600)


def test_the_address_keeps_its_slashes():
    url = oauth.authorise_url("https://start.exactonline.nl/", "{a-b}", CALLBACK, "s t&")
    parts = urlsplit(url)
    assert (parts.netloc, parts.path) == ("start.exactonline.nl", "/api/oauth2/auth")
    assert f"redirect_uri={CALLBACK}&" in url
    assert parse_qs(parts.query) == {
        "client_id": ["{a-b}"],
        "redirect_uri": [CALLBACK],
        "response_type": ["code"],
        "state": ["s t&"],
        "force_login": ["0"],
    }


def test_refresh():
    tokens, requests = refresh(Reply(200, GOOD))
    assert tokens == ("AT", "R!t", 600)
    assert requests[0].method == "POST"
    assert requests[0].path == "/api/oauth2/token"
    assert requests[0].headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(requests[0].body.decode()) == {
        "grant_type": ["refresh_token"],
        "client_id": ["id"],
        "client_secret": ["s&cret"],
        "refresh_token": ["old!token"],
    }


def test_tokens_do_not_show_themselves():
    tokens, _requests = refresh(Reply(200, GOOD))
    assert "AT" not in repr(tokens)
    assert "R!t" not in str(tokens)


def test_exchange():
    with serve(in_turn(Reply(200, GOOD))) as server:
        tokens = oauth.exchange(Http(server.url), "id", "s", "co/de!", CALLBACK)
        form = parse_qs(server.requests[0].body.decode())
    assert tokens.refresh_token == "R!t"
    assert form["grant_type"] == ["authorization_code"]
    assert form["code"] == ["co/de!"]
    assert form["redirect_uri"] == [CALLBACK]


EARLY = "Rate limit exceeded: access_token not expired"


@pytest.mark.parametrize(
    ("reply", "kind", "code", "reason"),
    [
        (
            said("access_denied", EARLY, headers={"Reason": f"TooEarlyToRefreshTokens: {EARLY}"}),
            OverQuota,
            "token_too_early",
            None,
        ),
        (said("access_denied", EARLY), OverQuota, "token_too_early", None),
        (
            Reply(401, "", {"Reason": "Access Token not expired"}),
            OverQuota,
            "token_too_early",
            None,
        ),
        (
            said("unauthorized_client", "Old refresh token used.", 401),
            Unauthorised,
            "connection_lost",
            "spent",
        ),
        (
            said("invalid_grant", "Token is not allowed, because of invalid or empty chainId"),
            Unauthorised,
            "connection_lost",
            "chain",
        ),
        (
            said("invalid_request", "The refresh token expired at 10/11/2022 9:18:20 PM"),
            Unauthorised,
            "connection_lost",
            "expired",
        ),
        (said("invalid_grant", ""), Unauthorised, "connection_lost", "revoked"),
        (Reply(400, "<html>"), Unauthorised, "connection_lost", "revoked"),
        (said("invalid_client", "Unknown", 401), Unauthorised, "app_refused", None),
        (said("unauthorized_client", "Unknown", 400), Unauthorised, "app_refused", None),
        (Reply(429), OverQuota, "token_calls", None),
        (Reply(500, "{}"), Unreachable, "server_error", None),
        (Reply(503, "<html>"), Unreachable, "server_error", None),
        (Reply(404, "<html>"), Unreachable, "server_error", None),
        (Reply(200, "<html>"), Unreachable, "not_json", None),
        (Reply(200, {"access_token": "x"}), Unreachable, "unexpected_answer", None),
        (Reply(200, {**GOOD, "expires_in": "soon"}), Unreachable, "unexpected_answer", None),
        (Reply(cut="all"), Unreachable, "no_answer", None),
        (Reply(200, GOOD, cut="half"), Unreachable, "no_answer", None),
    ],
)
def test_refused_refreshes(reply, kind, code, reason):
    with pytest.raises(kind) as caught:
        refresh(reply)
    assert caught.value.code == code
    assert caught.value.params.get("reason") == reason
    for secret in ("s&cret", "old!token", "R!t"):
        assert secret not in str(caught.value)


def test_a_spent_code_is_no_lost_connection():
    with serve(in_turn(said("invalid_grant", "used"))) as server:
        with pytest.raises(Unauthorised) as caught:
            oauth.exchange(Http(server.url), "id", "s", "c", CALLBACK)
    assert caught.value.code == "code_refused"


def test_another_redirect_address():
    with serve(in_turn(said("invalid_request", "redirect_uri mismatch"))) as server:
        with pytest.raises(Unauthorised) as caught:
            oauth.exchange(Http(server.url), "id", "s", "c", CALLBACK)
    assert caught.value.code == "redirect_refused"
