"""Dataverse's Web API: signing in, paging, batches, and what each answer means."""

import json
from decimal import Decimal

import pytest
from dynamics_world import (
    GUID,
    OTHER,
    SECRET,
    TENANT,
    api,
    batch_reply,
    body_of,
    error,
    failed,
    name_of,
    organisation,
    parts_of,
    sign_ins,
)
from little_server import Reply, in_turn

from odoo.addons.chargebee_connector.ledger.problems import (
    Gone,
    OverQuota,
    Refused,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from odoo.addons.chargebee_connector.systems.dynamics import answers, oauth
from odoo.addons.chargebee_connector.systems.dynamics.batch import Operation
from odoo.addons.chargebee_connector.systems.dynamics.client import Dynamics, part_problem
from odoo.addons.chargebee_connector.systems.dynamics.formats import plain, query, wire
from odoo.addons.chargebee_connector.systems.http import Answer

ME = Reply(200, {"UserId": GUID, "OrganizationId": OTHER})


def problem_of(reply, call=None, **options):
    with organisation(lambda request: reply, **options) as (_server, client):
        with pytest.raises(Exception) as caught:
            (call or Dynamics.who_am_i)(client)
    return caught.value


# --- signing in ---------------------------------------------------------------------------------


def test_signs_in_once_and_asks_for_this_organisation():
    with organisation(lambda request: ME) as (server, client):
        client.who_am_i()
        client.who_am_i()
        (request,) = sign_ins(server)
    assert request.path == f"/{TENANT}/oauth2/v2.0/token"
    form = dict(pair.split("=") for pair in request.body.decode().split("&"))
    assert form["grant_type"] == "client_credentials"
    assert form["scope"].endswith("%2F.default") and "%2F%2F.default" not in form["scope"]
    assert [call.headers["Authorization"] for call in api(server)] == ["Bearer t1"] * 2


def test_headers_of_every_call():
    with organisation(lambda request: ME) as (server, client):
        client.who_am_i()
        headers = api(server)[0].headers
    assert headers["OData-Version"] == headers["OData-MaxVersion"] == "4.0"
    assert headers["Accept"] == "application/json"
    assert headers["If-None-Match"] == "null"


def test_no_cookie_is_kept():
    sent = Reply(200, {"UserId": GUID}, {"Set-Cookie": "ARRAffinity=1; path=/"})
    with organisation(lambda request: sent) as (server, client):
        client.who_am_i()
        client.who_am_i()
        assert all("Cookie" not in request.headers for request in server.requests)


def test_one_token_serves_all_clients_of_a_process():
    memory = oauth.Memory()
    with organisation(lambda request: ME, tokens=memory) as (server, client):
        client.who_am_i()
        Dynamics(server.url, server.url, TENANT, "app-1", SECRET, tokens=memory).who_am_i()
        Dynamics(server.url, server.url, TENANT, "app-2", SECRET, tokens=memory).who_am_i()
        assert len(sign_ins(server)) == 2


def test_token_is_renewed_before_it_ends():
    now = [0.0]
    memory = oauth.Memory(lambda: now[0])
    with organisation(lambda request: ME, tokens=memory) as (server, client):
        client.who_am_i()
        now[0] = 3599 - 301
        client.who_am_i()
        assert len(sign_ins(server)) == 1
        now[0] = 3599 - 299
        client.who_am_i()
        assert len(sign_ins(server)) == 2


def test_refused_token_is_replaced_once():
    with organisation(in_turn(Reply(401), ME)) as (server, client):
        assert client.who_am_i()["UserId"] == GUID
        tokens = [request.headers["Authorization"] for request in api(server)]
    assert tokens == ["Bearer t1", "Bearer t2"]
    with organisation(in_turn(Reply(401), Reply(401))) as (_server, client):
        with pytest.raises(Unauthorised) as caught:
            client.who_am_i()
    assert caught.value.code == "dynamics_token_refused"


def test_fresh_sign_in_uses_the_secret_as_it_is_now():
    with organisation(lambda request: ME) as (server, client):
        client.who_am_i()
        client.who_am_i(fresh=True)
        assert len(sign_ins(server)) == 2


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (7000215, "dynamics_secret_wrong"),
        (7000222, "dynamics_secret_expired"),
        (700016, "dynamics_application_unknown"),
        (90002, "dynamics_tenant_unknown"),
        (500011, "dynamics_organisation_unknown"),
        (1002012, "dynamics_scope_refused"),
        (53003, "dynamics_conditional_access"),
        (99999, "dynamics_sign_in_refused"),
    ],
)
@pytest.mark.parametrize("in_list", [True, False])
def test_what_entra_refuses(number, code, in_list):
    words = f"AADSTS{number}: No. Trace ID: x"
    content = {"error": "invalid_client", "error_description": f"{words}\r\nTrace ID: y"}
    if in_list:
        content = {**content, "error_codes": [number]}
    problem = problem_of(ME, sign_in=lambda request: Reply(401, content))
    assert isinstance(problem, Unauthorised)
    assert (problem.code, problem.params["message"]) == (code, words)
    assert SECRET not in str(problem)


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (Reply(429, "", {"Retry-After": "7"}), OverQuota, "dynamics_sign_in_busy"),
        (Reply(503), Unreachable, "server_error"),
        (Reply(404, "<html>"), Unauthorised, "dynamics_sign_in_address"),
        (Reply(200, "<html>"), Unauthorised, "dynamics_sign_in_address"),
        (Reply(200, {"access_token": "x"}), Unreachable, "unexpected_answer"),
        (Reply(cut="all"), Unreachable, "no_answer"),
    ],
)
def test_when_signing_in_fails(reply, kind, code):
    problem = problem_of(ME, sign_in=lambda request: reply)
    assert (type(problem), problem.code) == (kind, code)


@pytest.mark.parametrize(
    ("url", "scope"),
    [
        ("https://acme.crm4.dynamics.com", "https://acme.crm4.dynamics.com/.default"),
        ("https://acme.crm4.dynamics.com/", "https://acme.crm4.dynamics.com/.default"),
        (" https://Acme.crm4.dynamics.com/api/x ", "https://acme.crm4.dynamics.com/.default"),
        ("http://127.0.0.1:8013", "http://127.0.0.1:8013/.default"),
    ],
)
def test_scope_is_the_host_and_one_slash(url, scope):
    assert oauth.scope(url) == scope


def test_address_that_is_none():
    with pytest.raises(Unreachable):
        oauth.scope("acme")


# --- reading ------------------------------------------------------------------------------------


def test_pages_are_followed_as_they_are_named():
    token = "?$select=name&$skiptoken=%3Ccookie%20pagenumber=%222%22%20%2f%3E"

    def answer(request):
        if "$skiptoken" in request.query:
            return Reply(200, {"value": [{"n": 3}]})
        following = f"{server.url}/api/data/v9.2/accounts{token}"
        return Reply(200, {"value": [{"n": 1}, {"n": 2}], "@odata.nextLink": following})

    with organisation(answer) as (server, client):
        where = "name eq 'A+B & C''s #1'"
        pages = list(client.rows("accounts", select="name", filter=where, order="name asc"))
        first, second = api(server)
    assert pages == [[{"n": 1}, {"n": 2}], [{"n": 3}]]
    assert first.query == {"$select": "name", "$filter": where, "$orderby": "name asc"}
    assert second.query["$skiptoken"] == '<cookie pagenumber="2" />'
    assert first.headers["Prefer"] == second.headers["Prefer"] == "odata.maxpagesize=1000"


def test_page_that_names_itself_ends():
    with organisation(lambda request: reply) as (server, client):
        link = f"{server.url}/api/data/v9.2/accounts?a=1"
        reply = Reply(200, {"value": [], "@odata.nextLink": link})
        with pytest.raises(Unreachable) as caught:
            list(client.rows("accounts", select="name"))
    assert caught.value.code == "paging_loop"


def test_page_of_another_host_is_not_asked():
    reply = Reply(200, {"value": [], "@odata.nextLink": "https://evil.example/x"})
    problem = problem_of(reply, lambda client: list(client.rows("accounts", select="name")))
    assert problem.code == "foreign_address"


def test_one_row_and_none():
    with organisation(in_turn(Reply(200, {"a": 1}))) as (server, client):
        assert client.one("accounts", GUID, select="a", expand="b($select=c)") == {"a": 1}
        assert api(server)[0].query == {"$select": "a", "$expand": "b($select=c)"}
    gone = error(404, "0x80040217", f"Entity 'account' With Id = {GUID} Does Not Exist")
    problem = problem_of(gone, lambda client: client.one("accounts", GUID, select="a"))
    assert type(problem) is Gone


def test_amounts_stay_exact():
    reply = Reply(200, '{"value": [{"a": 1.0000000000000000001}]}')
    with organisation(lambda request: reply) as (_server, client):
        ((row,),) = client.rows("x", select="a")
    assert row["a"] == Decimal("1.0000000000000000001")


def test_changes_ask_for_tracking():
    with organisation(lambda request: Reply(200, {"value": []})) as (server, client):
        client.changes("accounts?$select=name", 'odata.include-annotations="*"')
        prefer = api(server)[0].headers["Prefer"]
    assert prefer == ('odata.maxpagesize=1000,odata.track-changes,odata.include-annotations="*"')


# --- writing ------------------------------------------------------------------------------------


def test_patch_says_whether_the_row_must_be_there():
    with organisation(lambda request: Reply(204)) as (server, client):
        client.patch("accounts", GUID, {"a": Decimal("1.10")})
        client.patch("accounts", GUID, {"a": None}, only="update")
        client.patch("accounts", GUID, {"a": None}, only="create")
        first, second, third = api(server)
    assert name_of(first) == f"PATCH accounts({GUID})" and first.body == b'{"a":1.1}'
    assert "If-Match" not in first.headers and "If-None-Match" not in first.headers
    assert second.headers["If-Match"] == "*"
    assert third.headers["If-None-Match"] == "*"


def test_bulk_message():
    with organisation(lambda request: Reply(204)) as (server, client):
        client.multiple("cb_invoices", "UpsertMultiple", [{"a": 1}], "cb_invoice")
        (request,) = api(server)
    assert name_of(request) == "POST cb_invoices/Microsoft.Dynamics.CRM.UpsertMultiple"
    assert body_of(request) == {"Targets": [{"a": 1}]}


def test_lost_answer_of_a_bulk_call_is_uncertain():
    problem = problem_of(
        Reply(cut="all"), lambda client: client.multiple("x", "UpsertMultiple", [], "y")
    )
    assert isinstance(problem, Uncertain)


PAGE = {"Content-Type": "text/html"}


@pytest.mark.parametrize("body", ["<html>Sign in</html>", '{"Ids": [', "[1]"])
def test_page_of_a_proxy_is_no_answer_to_a_write(body):
    reply = Reply(200, body, PAGE)
    for write, kind in (
        (lambda client: client.multiple("x", "UpsertMultiple", [], "y"), Unreachable),
        (lambda client: client.patch("x", GUID, {}), Unreachable),
        (lambda client: client.define("POST", "EntityDefinitions", {}), Uncertain),
    ):
        assert isinstance(problem_of(reply, write), kind)


def test_answer_with_content_is_one():
    with organisation(lambda request: Reply(200, {"Ids": [GUID]})) as (_server, client):
        client.multiple("x", "CreateMultiple", [], "y")


def test_definition_is_sent_once():
    with organisation(in_turn(Reply(503))) as (server, client):
        with pytest.raises(Uncertain):
            client.define("POST", "EntityDefinitions", {}, "cb_connector")
        assert api(server)[0].headers["MSCRM.SolutionUniqueName"] == "cb_connector"


def test_put_of_a_definition_keeps_labels():
    with organisation(lambda request: Reply(204)) as (server, client):
        client.define("PUT", "EntityDefinitions(x)", {})
        assert api(server)[0].headers["MSCRM.MergeLabels"] == "true"


def test_fault_that_passes_is_met_by_sending_again():
    busy = error(500, "0x80044151", "SQL timeout")
    pauses = []
    with organisation(in_turn(Reply(503), busy, ME), pause=pauses.append) as (_server, client):
        assert client.who_am_i()["UserId"] == GUID
    assert len(pauses) == 2 and all(0.3 <= pause <= 1.5 for pause in pauses)


def test_token_that_ends_during_a_pause_is_renewed():
    memory = oauth.Memory()
    with organisation(in_turn(Reply(503), ME), tokens=memory) as (server, client):
        client.pause = lambda seconds: memory.forget(client._key)
        client.who_am_i()
        assert [call.headers["Authorization"] for call in api(server)] == ["Bearer t1", "Bearer t2"]


# --- batches ------------------------------------------------------------------------------------


def test_batch_of_change_sets():
    parts = [
        [
            Operation("PATCH", f"cb_invoices({GUID})", {"cb_total": Decimal("12.30")}),
            Operation("PATCH", f"cb_invoicelines({OTHER})", {"cb_é": "ü"}, "update"),
        ],
        [Operation("DELETE", f"cb_tiers({GUID})")],
    ]
    reply = batch_reply([[(204, None), (204, None)], [failed(400, "0x80044331", "long")]])
    with organisation(lambda request: reply) as (server, client):
        found = client.batch(parts, atomic=True)
        (request,) = api(server)
    assert request.headers["Prefer"] == "odata.continue-on-error"
    assert b"\n" not in request.body.replace(b"\r\n", b"")
    assert b'"cb_total":12.3}' in request.body
    first, second = parts_of(request)
    assert [operation[:2] for operation in first] == [
        ("PATCH", f"cb_invoices({GUID})"),
        ("PATCH", f"cb_invoicelines({OTHER})"),
    ]
    assert first[0][2] == {"Content-Type": "application/json; type=entry"}
    assert first[1][2]["If-Match"] == "*" and first[1][3] == {"cb_é": "ü"}
    assert second == [("DELETE", f"cb_tiers({GUID})", {}, None)]
    assert [[answer.status for answer in part] for part in found] == [[204, 204], [400]]
    assert part_problem(found[0][0], "") is None
    assert part_problem(found[1][0], "").code == "dynamics_text_too_long"


def test_batch_of_single_operations_and_a_bare_refusal_of_a_change_set():
    reply = batch_reply([(204, None), failed(412, "0x80060892", "Entity Key K violated.")])
    with organisation(lambda request: reply) as (server, client):
        parts = [[Operation("PATCH", "a(1)", {})], [Operation("PATCH", "a(2)", {})]]
        found = client.batch(parts, atomic=False)
        sent = parts_of(api(server)[0])
    assert [part[0][1] for part in sent] == ["a(1)", "a(2)"]
    assert [part[0].status for part in found] == [204, 412]
    assert json.loads(found[1][0].body)["error"]["code"] == "0x80060892"


def test_batch_with_bare_line_feeds():
    reply = batch_reply([(204, None)])
    reply.body = reply.body.replace("\r\n", "\n")
    with organisation(lambda request: reply) as (_server, client):
        found = client.batch([[Operation("PATCH", "a(1)", {})]], atomic=False)
    assert found[0][0].status == 204


def test_batch_that_is_refused_whole_is_plain_json():
    reply = error(429, "0x80072322", "Number of requests", {"Retry-After": "9"})
    problem = problem_of(reply, lambda client: client.batch([[Operation("GET", "x")]], False))
    assert (problem.code, problem.seconds) == ("dynamics_request_limit", 9)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, "<html>", {"Content-Type": "text/html"}),
        Reply(200, "--x\r\n", {"Content-Type": "multipart/mixed; boundary=x"}),
        Reply(200, "--x\r\n\r\nnothing\r\n--x--", {"Content-Type": "multipart/mixed; boundary=x"}),
    ],
)
def test_batch_that_can_not_be_read(reply):
    problem = problem_of(reply, lambda client: client.batch([[Operation("GET", "x")]], False))
    assert (type(problem), problem.code) == (Unreachable, "unexpected_answer")


# --- what answers mean --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "kind", "code", "params"),
    [
        (error(403, "0x80072560", "The user is not a member"), Unauthorised,
         "dynamics_no_application_user", {}),
        (error(403, "0x80040220", "Principal user is missing prvReadcb_Invoice privilege"),
         Unauthorised, "dynamics_privilege_missing", {"privilege": "prvReadcb_Invoice"}),
        (error(403, "0x80048306", "Principal lacks prvCreatecb_Tier"), Unauthorised,
         "dynamics_privilege_missing", {"privilege": "prvCreatecb_Tier"}),
        (error(403, "", "No."), Unauthorised, "dynamics_forbidden", {"message": "No."}),
        (error(403, "0x80040220", "Read Privilege Check For Owner failed."), Refused,
         "dynamics_owner_rights", {}),
        (Reply(404, "<html>"), Unauthorised, "dynamics_wrong_url", {"status": "404"}),
        (Reply(302, "", {"Location": "/login"}), Unauthorised, "dynamics_wrong_url", {}),
        (error(429, "0x80072322", "", {"Retry-After": "30"}), OverQuota,
         "dynamics_request_limit", {"seconds": "30.0"}),
        (error(429, "0x80072321", "", {"Retry-After": "30"}), OverQuota,
         "dynamics_time_limit", {"seconds": "30.0"}),
        (error(429, "0x80072326"), OverQuota, "dynamics_concurrent_limit", {"seconds": "60"}),
        (error(429, "", "", {"Retry-After": "5"}), OverQuota, "dynamics_busy", {}),
        (error(429, "0x80071151"), OverQuota, "dynamics_customizing", {"seconds": "20"}),
        (error(429, "0x80071151", "", {"Retry-After": "44"}), OverQuota,
         "dynamics_customizing", {"seconds": "44.0"}),
        (error(500, "0x80040333", "duplicate"), Refused, "dynamics_duplicate", {}),
        (error(412, "0x80040333", "duplicate"), Refused, "dynamics_duplicate", {}),
        (error(500, "0x80044150", "Generic SQL error."), Unreachable,
         "dynamics_database_busy", {}),
        (error(500, "0x0", "deadlock, error 1205"), Unreachable, "dynamics_database_busy", {}),
        (error(501, "", "no"), Refused, "dynamics_not_supported", {}),
        (Reply(503), Unreachable, "server_error", {"status": "503"}),
        (Reply(413), Refused, "dynamics_too_large", {}),
        (error(400, "0x1", "What is this?"), Refused, "dynamics_refused",
         {"message": "What is this?"}),
        (Reply(200, "<html>"), Unreachable, "not_json", {}),
        (Reply(200, "[]"), Unreachable, "unexpected_answer", {}),
    ],
)  # fmt: skip
def test_what_an_answer_means(reply, kind, code, params):
    problem = problem_of(reply)
    assert (type(problem), problem.code) == (kind, code)
    assert {name: problem.params[name] for name in params} == params


def test_retry_after_may_be_a_date():
    # The clock of the test is the server's: a date long gone means now.
    reply = error(429, "0x80072322", "", {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
    assert problem_of(reply).seconds == 0


def test_older_error_body():
    body = {"error": {"code": "", "message": "", "innererror": {"message": "deep"}}}
    answer = Answer(400, {}, json.dumps(body).encode())
    assert answers.said(answer) == ("", "deep")


# --- spelling -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12.30"), "12.3"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0"),
        (Decimal("100"), "100"),
        (Decimal("0.123456789012345678"), "0.123456789012345678"),
    ],
)
def test_numbers_have_one_spelling(value, text):
    assert plain(value) == text
    assert wire({"a": [value]}) == f'{{"a":[{text}]}}'


def test_query_keeps_what_is_odatas_own():
    options = {"$select": "a,b", "$filter": "a eq 'x&y'", "$top": None}
    assert query(options) == "?$select=a,b&$filter=a%20eq%20'x%26y'"
    assert query({}) == ""


def test_rows_of_a_call_are_halved_and_stay_so():
    memory = oauth.Memory()
    with organisation(lambda request: ME, tokens=memory) as (server, client):
        assert client.bulk_rows == 500
        assert [client.take_fewer() for _ in range(7)] == [250, 125, 62, 31, 15, 10, 10]
        again = Dynamics(server.url, server.url, TENANT, "app-1", SECRET, tokens=memory)
        assert again.bulk_rows == 10


def test_address_of_the_organisation_is_cleaned():
    with organisation(lambda request: ME) as (server, _client):
        url = f" {server.url}/main.aspx?appid=1 "
        client = Dynamics(url, server.url, TENANT, "a", "b", tokens=oauth.Memory())
        assert client.who_am_i()["UserId"] == GUID
