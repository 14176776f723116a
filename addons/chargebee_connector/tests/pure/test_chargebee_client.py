"""Chargebee's answers, and what each means for whoever asked."""

import json
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little_server import Reply, in_turn, serve

from odoo.addons.chargebee_connector.ledger.problems import (
    OverQuota,
    Refused,
    Unauthorised,
    Unreachable,
)
from odoo.addons.chargebee_connector.ledger.pull import Pulled
from odoo.addons.chargebee_connector.systems.chargebee import pull, slices
from odoo.addons.chargebee_connector.systems.chargebee.client import PATHS, Chargebee

KEY = "live_k3y"
HTML = "<html><body>Bad gateway</body></html>"


def error(status, code, message="No.", **more):
    body = {"message": message, "type": "invalid_request", "api_error_code": code, **more}
    return Reply(status, body)


@pytest.fixture
def ask():
    """Return a function that lets a client ask a server with the given answers."""

    def ask(question, *replies):
        with serve(in_turn(*replies)) as server:
            client = Chargebee(server.url + "/", KEY)
            client._http.pause = lambda seconds: None
            ask.client, ask.requests = client, server.requests
            return question(client)

    return ask


def a_page(client):
    return client.page("invoice", {"limit": "100"})


def test_page_is_asked_as_chargebee_wants_it(ask):
    def question(client):
        return client.page("invoice", {"limit": "100", "updated_at[between]": "[1,2]"})

    assert ask(question, Reply(200, '{"list":[]}')) == ([], None)
    (request,) = ask.requests
    assert (request.method, request.path) == ("GET", "/api/v2/invoices")
    assert request.query == {"limit": "100", "updated_at[between]": "[1,2]"}
    assert request.headers["Authorization"] == "Basic bGl2ZV9rM3k6"


PAGE = """
{ "list" : [
    {"customer": {"id": "a", "z": 1.10, "a" : "\\u00e9\\/", "resource_version": 17 } ,
     "card": {"id": "card"}},
    {"card": {"id": "card"}, "customer":{"id":"b","deleted":true,"resource_version":18}},
    {"customer": {"id": "c", "deleted": false, "resource_version": "19"}}
  ], "more": {"list": [1]},
  "next_offset" : "[\\"1630848839000\\",\\"42903379\\"]" }
"""


def test_page_keeps_each_text_as_it_came(ask):
    objects, next_offset = ask(lambda client: client.page("customer", {}), Reply(200, PAGE))
    first = '{"id": "a", "z": 1.10, "a" : "\\u00e9\\/", "resource_version": 17 }'
    second = '{"id":"b","deleted":true,"resource_version":18}'
    third = '{"id": "c", "deleted": false, "resource_version": "19"}'
    assert objects == [
        Pulled("customer", "a", "17", False, first),
        Pulled("customer", "b", "18", True, second),
        Pulled("customer", "c", "", False, third),
    ]
    assert next_offset == '["1630848839000","42903379"]'


def test_status_deleted_is_deleted(ask):
    page = (
        '{"list":[{"item":{"id":"x","status":"deleted"}},{"item":{"id":"y","status":"archived"}}]}'
    )
    objects, _offset = ask(lambda client: client.page("item", {}), Reply(200, page))
    assert [(one.external_id, one.deleted) for one in objects] == [("x", True), ("y", False)]


@pytest.mark.parametrize(
    "entry",
    [
        '{"item": {"name": "no id"}}',
        '{"item": {"id": 7}}',
        '{"item": {"id": ""}}',
        '{"item": {"id": "nul \\u0000"}}',
        '{"item": {"id": "half \\ud800"}}',
        '{"item": [1]}',
        '{"customer": {"id": "x"}}',
        "{}",
        "7",
        '"text"',
        "[]",
    ],
)
def test_entry_without_an_id_is_kept_beside_the_others(ask, entry):
    page = f'{{"list":[{entry},{{"item":{{"id":"good"}}}}]}}'
    objects, _offset = ask(lambda client: client.page("item", {}), Reply(200, page))
    assert objects[0].external_id.startswith("malformed/")
    assert objects[0].text in entry
    assert objects[1].external_id == "good"


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(texts, values, max_size=4)


@settings(deadline=None, database=None)
@given(
    found=st.lists(objects.map(lambda value: {**value, "id": "x"}), max_size=4),
    rest=objects,
    beside=objects,
    offset=st.none() | st.text(min_size=1, max_size=9),
    indent=st.none() | st.integers(0, 3),
    ascii_only=st.booleans(),
)
def test_slices_of_any_page(found, rest, beside, offset, indent, ascii_only):
    page = {**rest, "list": [{**beside, "invoice": value} for value in found]}
    page.pop("next_offset", None)
    if offset:
        page["next_offset"] = offset
    text = json.dumps(page, indent=indent, ensure_ascii=ascii_only)
    cut, next_offset = slices.page("invoice", text)
    assert [json.loads(one.text) for one in cut] == found
    assert all(one.text in text for one in cut)
    assert next_offset == offset


def test_fetch_one(ask):
    body = '{"invoice": {"id": "INV/1 ä", "resource_version": 5}, "customer": {"id": "c"}}'
    found = ask(lambda client: client.fetch("invoice", "INV/1 ä"), Reply(200, body))
    assert found == Pulled(
        "invoice", "INV/1 ä", "5", False, '{"id": "INV/1 ä", "resource_version": 5}'
    )
    assert ask.requests[0].path == "/api/v2/invoices/INV%2F1%20%C3%A4"


def test_fetch_of_nothing(ask):
    reply = error(404, "resource_not_found")
    assert ask(lambda client: client.fetch("invoice", "x"), reply) is None


@pytest.mark.parametrize(
    "reply", [error(404, "site_not_found"), Reply(404, HTML), Reply(404, "{}"), Reply(404, "[]")]
)
def test_404_that_is_no_missing_object(ask, reply):
    """An address without Chargebee must not look like a deleted invoice."""
    with pytest.raises(Unauthorised) as caught:
        ask(lambda client: client.fetch("invoice", "x"), reply)
    assert caught.value.code == "site_unknown"
    with pytest.raises(Unauthorised):
        ask(a_page, error(404, "resource_not_found"))


@pytest.mark.parametrize(
    ("reply", "problem", "code"),
    [
        (error(401, "api_authentication_failed"), Unauthorised, "key_refused"),
        (Reply(401, HTML), Unauthorised, "key_refused"),
        (error(403, "api_authorization_failed"), Unauthorised, "right_missing"),
        (error(403, "request_blocked"), Unauthorised, "right_missing"),
        (error(400, "configuration_incompatible"), Unauthorised, "catalogue_version"),
        (error(400, "param_wrong_value"), Refused, "request_refused"),
        (error(405, "http_method_not_supported"), Refused, "request_refused"),
        (error(409, "invalid_state_for_request"), Refused, "request_refused"),
        (error(422, "unable_to_process_request"), Refused, "request_refused"),
        (Reply(400, HTML), Unreachable, "answer_unexpected"),
        (Reply(302, "", {"Location": "/"}), Unreachable, "answer_unexpected"),
        (Reply(204), Unreachable, "answer_unexpected"),
        (Reply(200, HTML), Unreachable, "not_json"),
        (Reply(200, '{"list":[]} {}'), Unreachable, "not_json"),
        (Reply(200, '{"list":[{"invoice":{"id":"x"}}'), Unreachable, "not_json"),
        (Reply(200, '{"list":[,]}'), Unreachable, "not_json"),
        (Reply(200, '{"list":[{1:2}]}'), Unreachable, "not_json"),
        (Reply(200, "[" * 100_000), Unreachable, "not_json"),
        (Reply(200, b'{"list":["\xff"]}'), Unreachable, "not_json"),
        (Reply(200, "{}"), Unreachable, "answer_malformed"),
        (Reply(200, '{"list":[],"next_offset":["1","2"]}'), Unreachable, "answer_malformed"),
    ],
)
def test_what_an_answer_means(ask, reply, problem, code):
    with pytest.raises(problem) as caught:
        ask(a_page, reply)
    assert caught.value.code == code
    assert KEY not in str(caught.value.as_dict())


def test_refusal_carries_chargebees_words(ask):
    reply = error(400, "param_wrong_value", "offset : invalid", param="offset")
    with pytest.raises(Refused) as caught:
        ask(a_page, reply)
    params = {"message": "offset : invalid", "param": "offset", "reason": "param_wrong_value"}
    assert caught.value.params == params


@pytest.mark.parametrize(
    "reply", [error(500, "internal_error"), Reply(502, HTML), error(503, "site_not_ready")]
)
def test_server_error_is_repeated(ask, reply):
    assert ask(a_page, reply, reply, Reply(200, '{"list":[]}')) == ([], None)
    with pytest.raises(Unreachable) as caught:
        ask(a_page, reply, reply, reply)
    assert caught.value.code == "server_error"
    assert caught.value.params["status"] == str(reply.status)
    assert len(ask.requests) == 3


def over_quota(ask, *headers):
    """Return the seconds that a client waits for each of several 429 in a row."""
    replies = []
    for header in headers:
        body = {"api_error_code": "api_request_limit_exceeded", "type": "operation_failed"}
        replies.append(Reply(429, body, {"Retry-After": header} if header else {}))

    def question(client):
        waits = []
        for _ in headers:
            with pytest.raises(OverQuota) as caught:
                a_page(client)
            assert caught.value.code == "too_many_calls"
            waits.append(caught.value.seconds)
        return waits

    return ask(question, *replies)


def test_429_waits_as_long_as_it_says(ask):
    assert over_quota(ask, "7") == [7]
    in_a_minute = format_datetime(datetime.now(timezone.utc) + timedelta(minutes=1), usegmt=True)
    (seconds,) = over_quota(ask, in_a_minute)
    assert 50 < seconds <= 60


def test_429_without_a_header_waits_longer_each_time(ask):
    assert over_quota(ask, *[""] * 6) == [60, 120, 240, 480, 600, 600]


def test_429_begins_anew_after_a_success(ask):
    def question(client):
        waits = []
        for _ in range(3):
            try:
                a_page(client)
            except OverQuota as problem:
                waits.append(problem.seconds)
        return waits

    refused = Reply(429, "")
    assert ask(question, refused, Reply(200, '{"list":[]}'), refused) == [60, 60]


def test_configuration(ask):
    found = {"domain": "acme-test", "product_catalog_version": "v2"}
    reply = Reply(200, {"configurations": [found]})
    assert ask(lambda client: client.configuration(), reply) == found
    assert ask.requests[0].path == "/api/v2/configurations"


def test_currencies(ask):
    reply = Reply(200, {"list": [{"currency": {"currency_code": "EUR", "is_base_currency": True}}]})
    found = ask(lambda client: client.currencies(), reply)
    assert found == [{"currency_code": "EUR", "is_base_currency": True}]
    assert ask.requests[0].path == "/api/v2/currencies/list"


@pytest.mark.parametrize("body", ["[]", "{}", '{"configurations":[7],"list":[7]}', '{"list":7}'])
@pytest.mark.parametrize("question", [Chargebee.configuration, Chargebee.currencies])
def test_malformed_settings(ask, body, question):
    with pytest.raises(Unreachable) as caught:
        ask(question, Reply(200, body))
    assert caught.value.code == "answer_malformed"


def test_fetch_of_something_else(ask):
    with pytest.raises(Unreachable) as caught:
        ask(lambda client: client.fetch("invoice", "x"), Reply(200, '{"customer":{"id":"x"}}'))
    assert caught.value.code == "answer_malformed"


@pytest.mark.parametrize(("ahead", "code"), [(-600, 1), (600, -1)])
def test_skew_of_the_clocks(ask, ahead, code):
    date = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=ahead), usegmt=True)
    ask(a_page, Reply(200, '{"list":[]}', {"Date": date}))
    assert abs(ask.client.skew - code * 600) < 30


@pytest.mark.parametrize("key", ["", "ключ", "line\nbreak"])
def test_key_that_cannot_be_one(key):
    with pytest.raises(Unauthorised) as caught:
        Chargebee("https://acme.chargebee.com", key)
    assert caught.value.code == "key_refused"
    assert caught.value.__context__ is None


def test_every_kind_has_a_path():
    assert set(PATHS) == {*pull.KINDS, *pull.OPTIONAL}
