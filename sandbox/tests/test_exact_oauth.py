"""Tokens: what they cost, how long they live, and how a connection is lost."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest

from sandbox.tests.exact_caller import Exact, running

pytest_plugins = ("sandbox.tests.exact_fixtures",)
BACK = "http://127.0.0.1:8069/billing/exact/callback"
ME = "/api/v1/current/Me?$select=CurrentDivision"


def authorize(exact: Exact, back: str = BACK, **changes: str):
    values = {"client_id": "demo", "response_type": "code", "state": "s/1 ü", "force_login": "0"}
    values |= {"redirect_uri": back, **changes}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())
    return exact.http("GET", f"/api/oauth2/auth?{query}")


def code_from(exact: Exact) -> str:
    location = authorize(exact).headers["Location"]
    return parse_qs(urlsplit(location).query)["code"][0]


def exchange(exact: Exact, code: str, back: str = BACK):
    return exact.token(grant_type="authorization_code", code=code, redirect_uri=back)


def test_authorization_redirects_with_code_and_state(exact: Exact) -> None:
    answer = authorize(exact)
    assert answer.status == 302
    location = answer.headers["Location"]
    assert location.startswith(f"{BACK}?code=")
    assert parse_qs(urlsplit(location).query)["state"] == ["s/1 ü"]


def test_authorization_without_force_login_0_shows_a_page(exact: Exact) -> None:
    answer = authorize(exact, force_login="1")
    assert answer.status == 200
    assert "Allow" in answer.text


@pytest.mark.parametrize(
    "changes", [{"client_id": "other"}, {"response_type": "token"}, {"redirect_uri": "http://x.y/"}]
)
def test_authorization_refuses(exact: Exact, changes: dict[str, str]) -> None:
    assert authorize(exact, **changes).status == 400


def test_redirect_matches_the_registered_one_character_by_character() -> None:
    with running(redirect=(BACK,)) as exact:
        assert authorize(exact).status == 302
        assert authorize(exact, f"{BACK}/").status == 400
        assert authorize(exact, BACK.replace("127.0.0.1", "localhost")).status == 400


def test_code_gives_tokens_once(exact: Exact) -> None:
    code = code_from(exact)
    answer = exchange(exact, code)
    assert answer.status == 200
    assert answer.json["expires_in"] == "600"
    assert answer.json["token_type"] == "bearer"
    assert exchange(exact, code).status == 400


def test_code_needs_the_same_redirect(exact: Exact) -> None:
    answer = exchange(exact, code_from(exact), f"{BACK}x")
    assert (answer.status, answer.json["error"]) == (400, "invalid_grant")


def test_code_lives_three_minutes(exact: Exact) -> None:
    early, late = code_from(exact), code_from(exact)
    exact.forward(170)
    assert exchange(exact, early).status == 200
    exact.forward(20)
    assert exchange(exact, late).status == 400


def test_refresh_before_570_seconds_is_refused_and_spends_nothing(exact: Exact) -> None:
    refresh = exact.connect()
    exact.forward(565)
    answer = exact.refresh(refresh)
    assert answer.status == 400
    assert answer.json == {
        "error": "access_denied",
        "error_description": "Rate limit exceeded: access_token not expired",
    }
    assert answer.headers["Reason"] == (
        "TooEarlyToRefreshTokens: Rate limit exceeded: access_token not expired"
    )
    exact.forward(6)
    assert exact.refresh(refresh).status == 200


def test_spent_refresh_token_burns_the_connection(exact: Exact) -> None:
    first = exact.connect()
    exact.forward(571)
    second = exact.refresh(first).json["refresh_token"]
    exact.forward(571)
    answer = exact.refresh(first)
    assert answer.status == 400
    assert answer.json["error_description"] == "Old refresh token used."
    broken = exact.refresh(second)
    assert broken.status == 400
    assert broken.json["error"] == "invalid_grant"
    assert broken.json["error_description"].endswith("invalid or empty chainId")


def test_second_authorization_breaks_the_first_chain_of_that_user_only(exact: Exact) -> None:
    first, other = exact.connect("demo"), exact.connect("second")
    exact.connect("demo")
    exact.forward(571)
    assert "chainId" in exact.refresh(first).json["error_description"]
    assert exact.refresh(other).status == 200


def test_refresh_token_dies_after_thirty_days_unused(exact: Exact) -> None:
    refresh = exact.connect()
    exact.forward(30 * 86_400 + 1)
    answer = exact.refresh(refresh)
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")
    assert answer.json["error_description"].startswith("The refresh token expired at ")


def test_token_calls_a_day_are_limited() -> None:
    with running(token_calls=3, token_life=30) as exact:
        refresh = exact.connect()
        for _ in range(2):
            refresh = exact.refresh(refresh).json["refresh_token"]
        answer = exact.refresh(refresh)
        assert (answer.status, answer.json["error"]) == (400, "access_denied")
        exact.forward(86_400)
        assert exact.refresh(refresh).status == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"refresh_token": "never issued"}, "invalid_grant"),
    ],
)
def test_token_endpoint_refuses(exact: Exact, form: dict[str, str], error: str) -> None:
    answer = exact.token(**{"grant_type": "refresh_token", "refresh_token": "x", **form})
    assert (answer.status, answer.json["error"]) == (400, error)


def test_token_endpoint_takes_forms_only(exact: Exact) -> None:
    answer = exact.http("POST", "/api/oauth2/token", b"{}", {"Content-Type": "application/json"})
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")


def test_access_token_expires_after_600_seconds(exact: Exact) -> None:
    assert exact.get(ME).status == 200
    exact.forward(590)
    assert exact.get(ME).status == 200
    exact.forward(11)
    assert exact.get(ME).status == 401


def test_missing_and_wrong_bearer_are_401(exact: Exact) -> None:
    exact.access = "nonsense"
    assert exact.get(ME).status == 401
    assert exact.http("GET", ME, headers={"Accept": "application/json"}).status == 401


def test_revoked_connection_is_dead(exact: Exact) -> None:
    refresh = exact.connect()
    exact.control("POST", "revoke", {})
    assert exact.get(ME).status == 401
    exact.forward(600)
    assert exact.refresh(refresh).json["error"] == "invalid_grant"


def test_blocked_user_gets_403_with_reason_and_no_json(exact: Exact) -> None:
    exact.control("POST", "user", {"blocked": "BlockedUser"})
    answer = exact.get(ME)
    assert (answer.status, answer.text, answer.headers["Reason"]) == (403, "", "BlockedUser")
    exact.control("POST", "user", {"blocked": None})
    assert exact.get(ME).status == 200


def test_division_is_refused_that_is_unknown_or_not_the_users(exact: Exact) -> None:
    for division in (999, 200001):
        exact.control("POST", "user", {"divisions": [100001]})
        answer = exact.get(f"/api/v1/{division}/financial/Journals")
        assert (answer.status, answer.headers["Reason"]) == (403, "NoDivisionAccess")
    (seen,) = exact.rows("system/Divisions", select="Code")
    assert seen["Code"] == 100001


def test_archived_division_is_listed_but_closed(exact: Exact) -> None:
    exact.control("POST", "mutate", {"division": 100002, "set": {"Status": 2}})
    states = {row["Code"]: row["Status"] for row in exact.rows("system/Divisions")}
    assert states == {100001: 1, 100002: 2, 200001: 1}
    archived = {row["Code"]: row["Status"] for row in exact.rows("hrm/Divisions")}
    assert archived == {100001: 0, 100002: 1, 200001: 0}
    answer = exact.get("/api/v1/100002/financial/Journals")
    assert (answer.status, answer.headers["Reason"]) == (403, "DivisionBlocked")
