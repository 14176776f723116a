"""Entra ID: tokens, what it refuses, and what the Web API says to a caller it does not know."""

from __future__ import annotations

import base64
import json

import pytest

from sandbox.dynamics.entra import TENANT
from sandbox.tests.dynamics_caller import SECRETS, Crm, running

pytest_plugins = ("sandbox.tests.dynamics_fixtures",)


def test_a_token_tells_its_life_and_has_no_refresh_token(crm: Crm) -> None:
    answer = crm.token()
    assert answer.status == 200
    body = answer.json
    assert set(body) == {"token_type", "expires_in", "ext_expires_in", "access_token"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3599)
    claims = body["access_token"].split(".")[1]
    read = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert read["aud"] == crm.server.url
    assert read["exp"] - read["iat"] == 3599


@pytest.mark.parametrize(
    ("form", "status", "error", "number"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_id": SECRETS["setup"][0]}, 401, "invalid_client", 7000215),
        ({"client_id": "b" * 8}, 400, "unauthorized_client", 700016),
        ({"scope": "https://other.crm4.dynamics.com/.default"}, 400, "invalid_resource", 500011),
        ({"scope": "https://graph.example/User.Read"}, 400, "invalid_scope", 1002012),
        ({"scope": ""}, 400, "invalid_scope", 1002012),
        ({"tenant": "nobody.example"}, 400, "invalid_request", 90002),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
    ],
)
def test_refused_tokens(
    crm: Crm, form: dict[str, str], status: int, error: str, number: int
) -> None:
    answer = crm.token(**form)
    assert (answer.status, answer.json["error"]) == (status, error)
    assert answer.json["error_codes"] == [number]
    assert answer.json["error_description"].startswith(f"AADSTS{number}: ")


def test_the_scope_is_the_organisations_own_address_exactly(crm: Crm) -> None:
    url = crm.server.url
    for scope in (f"{url}//.default", f"{url}/", f"{url.upper()}/.default", f"{url}/api/.default"):
        assert crm.token(scope=scope).status == 400, scope


def test_a_secret_that_expired(crm: Crm) -> None:
    client_id, secret = SECRETS["expired"]
    answer = crm.token(client_id=client_id, client_secret=secret)
    assert answer.json["error_codes"] == [7000222]
    crm.control("POST", "app", {"app": SECRETS["runtime"][0], "expires_in": 60})
    assert crm.token().status == 200
    crm.forward(61)
    assert crm.token().json["error_codes"] == [7000222]


def test_a_token_outlives_its_secret_but_not_its_time() -> None:
    with running(token_life=300) as crm:
        crm.connect()
        crm.control("POST", "app", {"app": SECRETS["runtime"][0], "secret": "new-secret"})
        assert crm.get("WhoAmI").status == 200
        assert crm.token().json["error_codes"] == [7000215]
        assert crm.token(client_secret="new-secret").json["expires_in"] == 300
        crm.forward(301)
        answer = crm.get("WhoAmI")
        assert answer.status == 401
        assert answer.content == b""


def test_nobody_and_a_made_up_token_are_challenged(crm: Crm) -> None:
    good = crm.access
    for token in ("", "nonsense", good[:-2] + "xx", good.replace(".", "", 1)):
        crm.access = token
        answer = crm.get("WhoAmI")
        assert answer.status == 401
        challenge = answer.headers["WWW-Authenticate"]
        assert challenge.startswith("Bearer authorization_uri=")
        assert f"/{TENANT}/" in challenge
        assert f"resource_id={crm.server.url}/" in challenge


def test_a_token_for_another_organisation_is_no_token_here() -> None:
    with running() as first, running() as second:
        first.connect()
        second.access = first.access
        assert second.get("WhoAmI").status == 401


def test_revoked_tokens_stop_working(crm: Crm) -> None:
    crm.control("POST", "revoke", {})
    assert crm.get("WhoAmI").status == 401
    assert crm.connect().get("WhoAmI").status == 200


def test_an_app_without_application_user_gets_a_token_and_then_403(crm: Crm) -> None:
    answer = crm.connect("stranger").get("WhoAmI")
    assert (answer.status, answer.code) == (403, "0x80072560")
    assert answer.message == "The user is not a member of the organization."


def test_an_application_user_that_is_taken_away_or_disabled(crm: Crm) -> None:
    crm.control("POST", "user", {"user": "runtime", "member": False})
    assert crm.get("accounts").code == "0x80072560"
    crm.control("POST", "user", {"user": "runtime", "member": True})
    assert crm.get("accounts").status == 200
    crm.control("POST", "user", {"user": "runtime", "disabled": True})
    assert (crm.get("accounts").status, crm.get("accounts").code) == (403, "0x80040225")


def test_who_am_i(crm: Crm) -> None:
    answer = crm.get("WhoAmI")
    known = crm.control("GET", "principals")
    assert answer.json["UserId"] == known["users"]["runtime"]
    assert answer.json["BusinessUnitId"] == known["business_units"]["Noorderlicht"]
    assert answer.json["OrganizationId"]
    assert answer.headers["x-ms-dop-hint"] == "4"
    assert answer.headers["OData-Version"] == "4.0"
    assert answer.headers["x-ms-service-request-id"] == answer.headers["REQ_ID"]


def test_the_openid_configuration_names_the_token_address(crm: Crm) -> None:
    answer = crm.http("GET", f"/{TENANT}/v2.0/.well-known/openid-configuration")
    assert answer.json["token_endpoint"] == f"{crm.server.url}/{TENANT}/oauth2/v2.0/token"


def test_the_token_address_takes_forms_only(crm: Crm) -> None:
    path = f"/{TENANT}/oauth2/v2.0/token"
    assert crm.http("GET", path).status == 405
    sent = crm.http("POST", path, b"{}", {"Content-Type": "application/json"})
    assert (sent.status, sent.json["error"]) == (400, "invalid_request")
