"""Exact's REST API: paging, tokens, and what each answer means."""

import json
import time

import pytest
from little_server import Reply, in_turn, serve

from odoo.addons.chargebee_connector.ledger.problems import (
    OverQuota,
    Refused,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from odoo.addons.chargebee_connector.systems.exact import post
from odoo.addons.chargebee_connector.systems.exact.client import Exact

DIVISION = "100001"
GUID = "6f3c2b1a-0000-4000-8000-00000000000a"


class Token:
    """Hands out tokens in turn and remembers what was rejected."""

    def __init__(self, *tokens):
        self.tokens = list(tokens) or ["t1"]
        self.rejected = []

    def __call__(self, rejected):
        if rejected is None:
            return self.tokens[0]
        self.rejected.append(rejected)
        if len(self.tokens) == 1:
            raise Unauthorised("connection_lost")
        self.tokens.pop(0)
        return self.tokens[0]


def client(server, token=None, **options):
    return Exact(server.url, DIVISION, token or Token(), **options)


def rows(*found, following=None):
    content = {"results": list(found)}
    if following:
        content["__next"] = following
    return Reply(200, {"d": content})


def message(text, status=500):
    return Reply(status, {"error": {"code": "", "message": {"lang": "", "value": text}}})


def ask(server, **options):
    found = client(server, **options).rows("crm/Accounts", select="ID,Code", where="Code eq 'x y'")
    return [row for page in found for row in page]


def test_rows_follow_the_next_page_as_it_is_told():
    with serve(lambda request: next(replies)) as server:
        path = f"/api/v1/{DIVISION}/crm/Accounts"
        following = f"{server.url}{path}?$select=ID&$skiptoken=guid'a'"
        replies = iter([rows({"ID": 1}, following=following), rows()])
        calls = []
        assert ask(server, calls=calls) == [{"ID": 1}]
        first, second = server.requests
    assert first.path == path
    assert first.query == {"$select": "ID,Code", "$filter": "Code eq 'x y'"}
    assert first.headers["Accept"] == "application/json"
    assert first.headers["Authorization"] == "Bearer t1"
    assert second.query == {"$select": "ID", "$skiptoken": "guid'a'"}
    assert [call.status for call in calls] == [200, 200]


def test_options_of_a_query():
    with serve(in_turn(rows())) as server:
        found = client(server).rows("a/B", select="ID", order="ID", expand="Lines", top=5)
        assert list(found) == []
        assert server.requests[0].query == {
            "$select": "ID",
            "$orderby": "ID",
            "$expand": "Lines",
            "$top": "5",
        }


def test_a_next_page_elsewhere_gets_no_token():
    with serve(in_turn(rows({"ID": 1}, following="https://evil.example/api/v1/1/x"))) as server:
        with pytest.raises(Unreachable) as caught:
            ask(server)
    assert caught.value.code == "foreign_address"


def test_pages_that_go_in_circles_end():
    with serve(lambda request: rows({"ID": 1}, following=f"{server.url}/api/v1/1/x")) as server:
        with pytest.raises(Unreachable) as caught:
            ask(server)
        assert caught.value.code == "paging_loop"
        assert len(server.requests) == 2


def test_me_and_the_divisions_need_no_division():
    divisions = rows({"Code": 7, "Description": "A"})
    with serve(in_turn(rows({"CurrentDivision": 7}), divisions)) as server:
        exact = Exact(server.url, "", Token())
        assert exact.divisions() == [{"Code": 7, "Description": "A"}]
        assert [each.path for each in server.requests] == [
            "/api/v1/current/Me",
            "/api/v1/7/system/Divisions",
        ]


# Tokens -------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["rows", "create", "update"])
def test_a_rejected_token_is_renewed_once(verb):
    good = {"rows": rows(), "create": Reply(201, {"d": {"ID": GUID}}), "update": Reply(204)}[verb]
    token = Token("t1", "t2")
    with serve(in_turn(Reply(401), good)) as server:
        exact = client(server, token)
        if verb == "rows":
            list(exact.rows("a/B", select="ID"))
        else:
            getattr(exact, verb)("a/B", {})
        used = [request.headers["Authorization"] for request in server.requests]
    assert used == ["Bearer t1", "Bearer t2"]
    assert token.rejected == ["t1"]


def test_two_rejected_tokens_are_enough():
    token = Token("t1", "t2", "t3")
    with serve(in_turn(Reply(401), Reply(401, "", {"Reason": "odd"}))) as server:
        with pytest.raises(Unauthorised) as caught:
            ask(server, token=token)
    assert (caught.value.code, caught.value.params["reason"]) == ("token_refused", "odd")
    assert token.rejected == ["t1"]


def test_no_newer_token():
    with serve(in_turn(Reply(401))) as server:
        with pytest.raises(Unauthorised) as caught:
            ask(server)
    assert caught.value.code == "connection_lost"


# Statuses -----------------------------------------------------------------------------------


def soon():
    """Headers of a minute that is used up, and has another half to go."""
    return {
        "X-RateLimit-Minutely-Remaining": "0",
        "X-RateLimit-Minutely-Reset": str(int(time.time() + 30) * 1000),
    }


def later():
    """Headers of a day that is used up, and has an hour to go."""
    return {
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(int(time.time() + 3600) * 1000),
    }


STATUSES = [
    (Reply(403, "", {"Reason": "NoDivisionAccess"}), Unauthorised, "no_division_access"),
    (Reply(403, "", {"Reason": "BlockedUser"}), Unauthorised, "blocked_user"),
    (Reply(403, "", {"Reason": "InactiveUser: x"}), Unauthorised, "inactive_user"),
    (Reply(403, "", {"Reason": "LicenseExpired"}), Unauthorised, "licence_expired"),
    (Reply(403, "", {"Reason": "DivisionBlocked"}), Unauthorised, "division_blocked"),
    (Reply(403, "", {"Reason": "BlockedCustomer"}), Unauthorised, "blocked_customer"),
    (Reply(403), Unauthorised, "endpoint_forbidden"),
    (Reply(403, "", {"Reason": "Nobody knows"}), Unauthorised, "endpoint_forbidden"),
    (message("Forbidden - Application Scope Violated", 403), Unauthorised, "scope_missing"),
    (Reply(429, "", soon()), OverQuota, "minute_limit"),
    (Reply(429, "", later()), OverQuota, "day_limit"),
    (Reply(429), OverQuota, "minute_limit"),
    (message("Please add a $select", 400), Refused, "request_refused"),
    (message("Period is closed", 400), Refused, "period_refused"),
    (Reply(404, "<html>"), Refused, "request_refused"),
    (message("Periode is afgesloten"), Refused, "period_refused"),
    (message("Nobody knows"), Refused, "refused"),
]


@pytest.mark.parametrize(("reply", "kind", "code"), STATUSES)
@pytest.mark.parametrize("verb", ["rows", "create", "update"])
def test_statuses(reply, kind, code, verb):
    with serve(in_turn(reply)) as server:
        exact = client(server)
        with pytest.raises(kind) as caught:
            if verb == "rows":
                list(exact.rows("crm/Accounts", select="ID"))
            else:
                getattr(exact, verb)("crm/Accounts", {"Name": "x"})
    assert caught.value.code == code


def test_waits_are_told_in_seconds():
    for headers, least, most in ((soon(), 1, 32), (later(), 3500, 3602), ({}, 60, 60)):
        with serve(in_turn(Reply(429, "", headers))) as server:
            with pytest.raises(OverQuota) as caught:
                ask(server)
        assert least <= caught.value.seconds <= most


def test_exacts_words_are_kept():
    with serve(in_turn(message("Ongeldig: Klant (Type)"))) as server:
        with pytest.raises(Refused) as caught:
            client(server).create("salesentry/SalesEntries", {})
    assert caught.value.params == {"message": "Ongeldig: Klant (Type)", "status": "500"}


def test_what_is_forbidden_is_named():
    forbidden = message("Forbidden - Application Scope Violated", 403)
    with serve(in_turn(forbidden)) as server:
        with pytest.raises(Unauthorised) as caught:
            ask(server)
    assert caught.value.params == {
        "reason": "Forbidden - Application Scope Violated",
        "path": f"{DIVISION}/crm/Accounts",
    }


BROKEN = [Reply(500, "{}"), Reply(500, "<html>"), Reply(502), Reply(503, "<html>"), Reply(302)]


@pytest.mark.parametrize("reply", BROKEN)
def test_faults_are_uncertain_on_a_create_only(reply):
    with serve(in_turn(reply)) as server:
        with pytest.raises(Uncertain) as caught:
            client(server).create("a/B", {})
    assert caught.value.code == "broken_answer"
    with serve(in_turn(reply)) as server:
        with pytest.raises(Unreachable):
            ask(server)
    with serve(in_turn(reply)) as server:
        with pytest.raises(Unreachable):
            client(server).update("a/B", {})


@pytest.mark.parametrize("reply", [Reply(cut="all"), Reply(201, {"d": {"ID": GUID}}, cut="half")])
def test_a_lost_answer_to_a_create_is_never_sent_again(reply):
    with serve(in_turn(reply)) as server:
        with pytest.raises(Uncertain) as caught:
            client(server).create("a/B", {})
        assert len(server.requests) == 1
    assert caught.value.code == "no_answer"


@pytest.mark.parametrize(
    "body", ["<html>", "", "[]", '{"d": null}', '{"d": []}', '{"d": {"results": []}}', '{"e": 1}']
)
def test_a_created_thing_that_cannot_be_read_is_uncertain(body):
    with serve(in_turn(Reply(201, body))) as server:
        with pytest.raises(Uncertain) as caught:
            client(server).create("a/B", {})
    assert caught.value.code == "unreadable_answer"


@pytest.mark.parametrize("body", ["<html>", "[]", '{"d": null}', '{"d": {"x": 1}}'])
def test_a_page_that_cannot_be_read(body):
    with serve(in_turn(Reply(200, body))) as server:
        with pytest.raises(Unreachable):
            ask(server)


def test_a_refused_connection_did_nothing():
    with serve(in_turn()) as server:
        exact = client(server)
    with pytest.raises(Unreachable) as caught:
        exact.create("a/B", {})
    assert caught.value.code == "no_connection"


# Sending ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "answer", "expected"),
    [
        (
            "salesentry/SalesEntries",
            {"EntryID": GUID.upper(), "EntryNumber": 26700001},
            (GUID, "26700001"),
        ),
        ("crm/Accounts", {"ID": GUID, "Code": "                12"}, (GUID, "12")),
    ],
)
def test_send_tells_what_stands_there(path, answer, expected):
    with serve(in_turn(Reply(201, {"d": answer}))) as server:
        posted = post.send(client(server), "POST", path, {"B": "1.00", "A": 1}, "create")
        request = server.requests[0]
    assert (posted.external_id, posted.number) == expected
    assert json.loads(posted.text) == answer
    assert request.body == b'{"A":1,"B":"1.00"}'
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Prefer"] == "return=representation"
    assert "Expect" not in request.headers


def test_an_update_answers_nothing():
    path = f"crm/Accounts(guid'{GUID}')"
    with serve(in_turn(Reply(204))) as server:
        posted = post.send(client(server), "PUT", path, {"Name": "x"}, "put")
        assert server.requests[0].method == "PUT"
        assert server.requests[0].path == f"/api/v1/{DIVISION}/{path}"
    assert posted.external_id == GUID


def test_an_answer_without_an_id_is_uncertain():
    with serve(in_turn(Reply(201, {"d": {"EntryNumber": 1}}))) as server:
        with pytest.raises(Uncertain):
            post.send(client(server), "POST", "salesentry/SalesEntries", {}, "create")


def test_nobody_sends_what_nobody_knows():
    with serve(in_turn()) as server:
        with pytest.raises(ValueError):
            post.send(client(server), "POST", "a/B", {}, "create")
        with pytest.raises(ValueError):
            post.send(client(server), "DELETE", "crm/Accounts", {}, "create")
