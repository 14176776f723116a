"""Keys, rights, methods, the quota and idempotent writes."""

from __future__ import annotations

import base64

import pytest

from .conftest import Client

CUSTOMER = {"company": "Sluis & Zn.", "billing_address[country]": "NL"}


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ?",
        "Bearer full_key",
        "Basic " + base64.b64encode(b"wrong:").decode(),
        "Basic " + base64.b64encode(b":full_key").decode(),
    ],
)
def test_a_wrong_key_is_401(site: Client, header: str) -> None:
    site.headers["Authorization"] = header
    status, body = site.get("customers")
    assert (status, body["api_error_code"]) == (401, "api_authentication_failed")


def test_the_password_is_not_looked_at(site: Client) -> None:
    site.headers["Authorization"] = "Basic " + base64.b64encode(b"full_key:anything").decode()
    assert site.get("customers")[0] == 200


def test_a_read_key_reads_and_may_not_write(new_site) -> None:
    reader = new_site(key="read_key")
    assert reader.get("customers")[0] == 200
    status, body = reader.post("customers", CUSTOMER)
    assert (status, body["api_error_code"]) == (403, "api_authorization_failed")


def test_other_methods_and_addresses_are_refused(site: Client) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        status, body, _ = site.send(method, "/api/v2/customers/x", b"")
        assert (status, body["api_error_code"]) == (405, "http_method_not_supported")
    for path in ("/api/v1/customers", "/api/v2/nothing", "/", "/api/v2/business_entities"):
        assert site.send("GET", path)[0] == 404


def test_the_quota_answers_429_with_the_seconds_to_wait(new_site) -> None:
    site = new_site(quota=5, invoices=3)
    assert [site.get("coupons")[0] for _ in range(5)] == [200] * 5
    status, body, headers = site.send("GET", "/api/v2/coupons")
    assert (status, body["api_error_code"]) == (429, "api_request_limit_exceeded")
    assert body["type"] == "operation_failed"
    wait = int(headers["Retry-After"])
    assert 0 < wait <= 60
    site.control("POST", "clock", {"forward": wait})
    assert site.get("coupons")[0] == 200


def test_refused_keys_use_no_quota(new_site) -> None:
    site = new_site(quota=2, invoices=3)
    stranger = Client(site.port, "wrong")
    assert [stranger.get("coupons")[0] for _ in range(5)] == [401] * 5
    stranger.close()
    assert site.get("coupons")[0] == 200


def test_the_real_quota_is_the_default() -> None:
    from sandbox.chargebee import Options

    assert Options().quota == 150


def test_an_idempotent_write_is_done_once(new_site) -> None:
    site = new_site(invoices=3)
    key = {"chargebee_idempotency_key": "k-1"}
    before = len(site.all("customers"))
    first = site.post("customers", CUSTOMER, **key)
    status, body, headers = _again(site, "k-1", CUSTOMER)
    assert (status, body) == first
    assert headers["chargebee-idempotency-replayed"] == "true"
    assert len(site.all("customers")) == before + 1
    status, body = site.post("customers", {**CUSTOMER, "company": "Other"}, **key)
    assert (status, body["api_error_code"]) == (422, "unable_to_process_request")
    status, body = site.post("customers/x", CUSTOMER, **key)
    assert status == 422, "another address"
    site.control("POST", "clock", {"forward": 1801})
    late = site.post("customers", CUSTOMER, **key)
    assert late[0] == 200 and late[1]["customer"]["id"] != first[1]["customer"]["id"]


def _again(site: Client, key: str, form: dict[str, str]):
    from urllib.parse import urlencode

    return site.send(
        "POST",
        "/api/v2/customers",
        urlencode(form).encode(),
        Content_Type="application/x-www-form-urlencoded",
        chargebee_idempotency_key=key,
    )


def test_a_long_idempotency_key_and_a_failed_write(new_site) -> None:
    site = new_site(invoices=3)
    assert site.post("customers", CUSTOMER, chargebee_idempotency_key="k" * 101)[0] == 400
    assert site.post("customers", {"nope": "1"}, chargebee_idempotency_key="k")[0] == 400
    assert site.post("customers", CUSTOMER, chargebee_idempotency_key="k")[0] == 200


def test_without_a_key_a_repeated_write_is_done_twice(new_site) -> None:
    site = new_site(invoices=3)
    ids = {site.post("customers", CUSTOMER)[1]["customer"]["id"] for _ in range(2)}
    assert len(ids) == 2
