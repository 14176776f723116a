"""Many requests at once: how many calls, what one bad row stops, and what a lost answer leaves."""

from decimal import Decimal
from uuid import UUID

import pytest
from dynamics_rows import Rows
from dynamics_world import api, body_of, error, organisation
from little_server import Reply

from odoo.addons.chargebee_connector.ledger.problems import (
    Gone,
    Missing,
    OverQuota,
    Problem,
    Refused,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from odoo.addons.chargebee_connector.ledger.pull import Posted
from odoo.addons.chargebee_connector.systems.dynamics.post import send, together


def guid(number):
    return str(UUID(int=number))


def entry(number, table="cb_invoice", **more):
    return {
        "set": f"{table}s",
        "table": table,
        "id": guid(number),
        "columns": {"cb_name": f"row {number}"},
        "numbers": {},
        "lookups": {},
        "owner": None,
        "currency": None,
        "parts": [],
        **more,
    }


def part(number, do="upsert"):
    return {**entry(number, "cb_invoiceline"), "do": do}


def request(method, body):
    return {"method": method, "path": body["table"], "body": body, "repeat": "put"}


def upserts(count, **more):
    return [request("UPSERT", entry(number, **more)) for number in range(count)]


def results(client, requests):
    return dict(together(client, requests))


@pytest.fixture
def rows():
    return Rows()


def test_rows_of_a_table_go_five_hundred_at_a_time(rows):
    with organisation(rows) as (_server, client):
        done = results(client, upserts(1000))
    assert rows.calls == [("UpsertMultiple", "cb_invoices", 500)] * 2
    assert done == {number: Posted(guid(number)) for number in range(1000)}
    assert rows.rows("cb_invoices")[guid(7)] == {"cb_name": "row 7"}


def test_a_row_as_it_is_sent(rows):
    body = entry(
        1,
        columns={"cb_name": "Ünï", "cb_deleted": False, "cb_date": None},
        numbers={"cb_total": "12.340", "cb_tax": None},
        lookups={"cb_CustomerLookupId": ["cb_customers", guid(9)], "cb_AccountLookupId": None},
        owner=["teams", guid(8)],
        currency=guid(7),
    )
    with organisation(rows) as (server, client):
        send(client, request("UPSERT", body))
        (call,) = api(server)
    (target,) = body_of(call)["Targets"]
    assert b'"cb_total":12.34,' in call.body
    assert target == {
        "@odata.type": "Microsoft.Dynamics.CRM.cb_invoice",
        "cb_invoiceid": guid(1),
        "cb_name": "Ünï",
        "cb_deleted": False,
        "cb_date": None,
        "cb_total": 12.34,
        "cb_tax": None,
        "cb_CustomerLookupId@odata.bind": f"/cb_customers({guid(9)})",
        "cb_AccountLookupId@odata.bind": None,
        "ownerid@odata.bind": f"/teams({guid(8)})",
        "transactioncurrencyid@odata.bind": f"/transactioncurrencies({guid(7)})",
    }


def test_amounts_of_every_currency_stay_exact(rows):
    numbers = {"cb_jpy": "1000000", "cb_kwd": "1.234", "cb_big": "922337203685477.5801"}
    with organisation(rows) as (server, client):
        send(client, request("UPSERT", entry(1, numbers=numbers)))
        body = api(server)[0].body
    assert b'"cb_jpy":1000000,' in body and b'"cb_kwd":1.234,' in body
    assert b'"cb_big":922337203685477.5801,' in body


def test_few_rows_of_several_tables_share_a_batch(rows):
    requests = [
        request("UPSERT", entry(1)),
        request("UPSERT", entry(2, "cb_payment")),
        request("UPSERT", entry(3)),
    ]
    with organisation(rows) as (_server, client):
        done = results(client, requests)
    assert rows.calls == [("$batch", 3, 3)]
    assert set(done) == {0, 1, 2}
    assert len(rows.rows("cb_invoices")) == 2 and len(rows.rows("cb_payments")) == 1


def test_one_row_is_not_in_a_batch_twice(rows):
    requests = [
        request("UPSERT", entry(1)),
        request("UPDATE", entry(1, columns={"cb_name": "new"})),
    ]
    with organisation(rows) as (_server, client):
        done = results(client, requests)
    assert rows.calls == [("$batch", 1, 1)] * 2
    assert set(done) == {0, 1}
    assert rows.rows("cb_invoices")[guid(1)] == {"cb_name": "new"}


def test_tables_that_fill_a_call_go_apart(rows):
    many = [request("UPSERT", entry(1000 + number, "cb_payment")) for number in range(700)]
    with organisation(rows) as (_server, client):
        done = results(client, upserts(700) + many)
    assert rows.calls == [
        ("UpsertMultiple", "cb_payments", 500),
        ("UpsertMultiple", "cb_payments", 200),
        ("$batch", 700, 700),
    ]
    assert len(done) == 1400


def test_rows_without_parts_fill_the_last_batch(rows):
    wholes = [
        request("UPSERT", entry(number, parts=[part(1000 + number)])) for number in range(600)
    ]
    few = [request("UPSERT", entry(5000 + number, "cb_refund")) for number in range(30)]
    with organisation(rows) as (_server, client):
        done = results(client, [*few, *wholes])
    assert rows.calls == [("$batch", 515, 1000), ("$batch", 115, 230)]
    assert len(done) == 630 and len(rows.rows("cb_refunds")) == 30


def test_what_the_last_batch_has_no_room_for_goes_in_bulk(rows):
    wholes = [
        request("UPSERT", entry(number, parts=[part(1000 + number)])) for number in range(490)
    ]
    few = [request("UPSERT", entry(5000 + number, "cb_refund")) for number in range(30)]
    with organisation(rows) as (_server, client):
        results(client, [*few, *wholes])
    assert rows.calls == [("UpsertMultiple", "cb_refunds", 30), ("$batch", 490, 980)]


def test_a_bad_row_in_a_shared_batch_stops_no_other(rows):
    rows.bad[guid(2)] = (400, "0x80040237", "A record with matching key values already exists.")
    requests = [
        request("UPSERT", entry(1, parts=[part(10)])),
        request("UPSERT", entry(2, "cb_payment")),
        request("UPSERT", entry(3, "cb_payment")),
    ]
    with organisation(rows) as (_server, client):
        done = results(client, requests)
    assert rows.calls == [("$batch", 3, 4)]
    assert isinstance(done[1], Refused) and isinstance(done[2], Posted)
    assert len(rows.rows("cb_payments")) == 1


def test_one_bad_row_stops_no_other(rows):
    rows.bad[guid(3)] = (400, "0x80044331", "A validation error occurred.  The length of the "
                         "'cb_name' attribute of the 'cb_invoice' entity exceeded the maximum "
                         "allowed length of '200'.")  # fmt: skip
    with organisation(rows) as (_server, client):
        done = results(client, upserts(10))
    assert rows.calls == [("UpsertMultiple", "cb_invoices", 10), ("$batch", 10, 10)]
    assert len(rows.rows("cb_invoices")) == 9
    bad = done.pop(3)
    assert (type(bad), bad.code) == (Refused, "dynamics_text_too_long")
    assert (bad.params["column"], bad.params["limit"]) == ("cb_name", "200")
    assert all(isinstance(one, Posted) for one in done.values())


def test_single_row_that_is_refused_is_not_sent_twice(rows):
    rows.bad[guid(0)] = (400, "0x1", "no")
    with organisation(rows) as (_server, client):
        done = results(client, upserts(1))
        with pytest.raises(Refused):
            send(client, upserts(1)[0])
    assert done[0].code == "dynamics_refused"
    assert [name for name, *_rest in rows.calls] == ["UpsertMultiple"] * 2


def test_update_of_a_row_that_is_gone(rows):
    updates = [request("UPDATE", entry(number)) for number in range(3)]
    with organisation(rows) as (_server, client):
        results(client, upserts(2))
        done = results(client, updates)
        alone = results(client, [updates[2]])
    assert [type(done[number]) for number in range(3)] == [Posted, Posted, Gone]
    assert type(alone[0]) is Gone


def test_what_a_row_leads_to_and_is_missing(rows):
    rows.bad[guid(0)] = (404, "0x80040217", f"Entity 'cb_customer' With Id = {guid(77)} Does Not "
                         "Exist")  # fmt: skip
    with organisation(rows) as (_server, client):
        done = results(client, upserts(2))
    assert (type(done[0]), done[0].code) == (Missing, "dynamics_lookup_missing")
    assert (done[0].params["table"], done[0].params["id"]) == ("cb_customer", guid(77))


def test_the_same_row_twice_goes_in_two_calls(rows):
    twice = [
        request("UPSERT", entry(1, columns={"cb_name": "first"})),
        request("UPSERT", entry(1, columns={"cb_name": "second"})),
    ]
    with organisation(rows) as (_server, client):
        results(client, twice)
    assert rows.calls == [("UpsertMultiple", "cb_invoices", 1)] * 2
    assert rows.rows("cb_invoices")[guid(1)] == {"cb_name": "second"}


# --- documents ----------------------------------------------------------------------------------


def documents(count, lines=3, do="upsert", method="UPSERT"):
    return [
        request(
            method,
            entry(number, parts=[part(1000 * (number + 1) + line, do) for line in range(lines)]),
        )
        for number in range(count)
    ]


def test_documents_fill_their_calls(rows):
    with organisation(rows) as (_server, client):
        done = results(client, documents(600))
    assert [operations for _name, _parts, operations in rows.calls] == [1000, 1000, 400]
    assert len(done) == 600 and len(rows.rows("cb_invoicelines")) == 1800


@pytest.mark.parametrize("bare", [True, False])
def test_no_document_without_its_lines(rows, bare):
    rows.bare = bare
    rows.bad[guid(2001)] = (400, "0x8004431A", "A validation error")
    with organisation(rows) as (_server, client):
        done = results(client, documents(3))
    assert set(rows.rows("cb_invoices")) == {guid(0), guid(2)}
    assert len(rows.rows("cb_invoicelines")) == 6
    assert done[1].code == "dynamics_option_unknown"
    assert done[0] == Posted(guid(0)) and done[2] == Posted(guid(2))


def test_document_that_no_call_can_hold(rows):
    with organisation(rows) as (_server, client):
        done = results(client, [*documents(1, lines=1000), *documents(1, lines=999)])
    assert done[0].code == "dynamics_too_many_parts"
    assert done[1] == Posted(guid(0))
    assert rows.calls == [("$batch", 1, 1000)]


def test_changed_and_removed_lines(rows):
    body = entry(0, parts=[part(1000, "update"), part(1001, "delete"), part(1009)])
    with organisation(rows) as (server, client):
        results(client, documents(1))
        done = results(client, [request("UPDATE", body)])
        sent = api(server)[-1].body
    assert done == {0: Posted(guid(0))}
    assert sent.count(b"If-Match: *") == 2 and sent.count(b"DELETE ") == 1
    assert set(rows.rows("cb_invoicelines")) == {guid(1000), guid(1002), guid(1009)}


def test_changed_line_that_is_gone_calls_for_the_whole(rows):
    body = entry(0, parts=[part(1005, "update")])
    with organisation(rows) as (_server, client):
        results(client, documents(1))
        done = results(client, [request("UPDATE", body)])
    assert type(done[0]) is Gone


def test_removing_what_is_partly_gone(rows):
    with organisation(rows) as (_server, client):
        results(client, documents(2))
        del rows.sets["cb_invoicelines"][guid(1001)]
        done = results(client, documents(3, method="DELETE"))
    assert done == {number: Posted(guid(number)) for number in range(3)}
    assert not rows.rows("cb_invoices") and not rows.rows("cb_invoicelines")
    assert rows.calls[-1] == ("$batch", 12, 12)


# --- the world ----------------------------------------------------------------------------------


def outcome_until(client, requests):
    """Return (what was yielded, the problem that was raised)."""
    done = {}
    with pytest.raises(Problem) as caught:
        for index, result in together(client, requests):
            done[index] = result
    return done, caught.value


def test_throttled_in_the_middle(rows):
    rows.trouble = [(None,), error(429, "0x80072322", "", {"Retry-After": "12"})]
    with organisation(rows) as (_server, client):
        done, problem = outcome_until(client, upserts(1000))
    assert len(done) == 500
    assert (type(problem), problem.seconds) == (OverQuota, 12)


def test_execution_time_has_later_calls_take_fewer(rows):
    rows.trouble = [error(429, "0x80072321", "", {"Retry-After": "30"})]
    with organisation(rows) as (_server, client):
        _done, problem = outcome_until(client, upserts(600))
        assert (problem.code, problem.seconds) == ("dynamics_time_limit", 30)
        results(client, upserts(600))
    assert rows.calls == [("UpsertMultiple", "cb_invoices", size) for size in (250, 250, 100)]


def test_database_that_is_too_slow_gets_fewer_at_once(rows):
    slow = error(500, "0x80044151", "SQL timeout")
    rows.trouble = [slow] * 3
    with organisation(rows) as (_server, client):
        done = results(client, upserts(400))
    assert len(done) == 400
    assert [size for _name, _set, size in rows.calls] == [250, 150]


def test_database_that_stays_slow_is_left_alone(rows):
    rows.trouble = [error(500, "0x80044151", "SQL timeout")] * 60
    with organisation(rows) as (_server, client):
        done, problem = outcome_until(client, upserts(400))
    assert not done and type(problem) is Unreachable


def test_too_large_for_one_call(rows):
    rows.trouble = [Reply(413)]
    with organisation(rows) as (_server, client):
        assert len(results(client, upserts(300))) == 300
    assert [size for _name, _set, size in rows.calls] == [250, 50]


def test_documents_follow_what_was_learnt(rows):
    with organisation(rows) as (_server, client):
        client.take_fewer()
        results(client, documents(300, lines=1))
    assert [operations for *_rest, operations in rows.calls] == [500, 100]


@pytest.mark.parametrize("requests", [upserts(3), documents(3)])
def test_lost_answer_is_uncertain_and_sending_again_does_no_harm(rows, requests):
    lost = (Reply(cut="all"),)
    rows.trouble = [lost, lost, lost]
    with organisation(rows) as (_server, client):
        done, problem = outcome_until(client, requests)
        assert not done and type(problem) is Uncertain
        before = dict(rows.rows("cb_invoices"))
        results(client, requests)
    assert rows.rows("cb_invoices") == before and len(before) == 3


def test_right_that_is_missing_stops_all(rows):
    rows.bad[guid(1)] = (403, "0x80040220", "missing prvCreatecb_invoice privilege")
    with organisation(rows) as (_server, client):
        done, problem = outcome_until(client, upserts(3))
    assert type(problem) is Unauthorised and problem.params["privilege"] == "prvCreatecb_invoice"
    assert not done


def test_right_that_is_missing_for_one_document_leaves_the_others_done(rows):
    rows.bad[guid(1000)] = (403, "0x80040220", "missing prvCreatecb_invoiceline privilege")
    with organisation(rows) as (_server, client):
        done, problem = outcome_until(client, documents(3))
    assert type(problem) is Unauthorised
    assert set(done) == {1, 2}


def test_owner_without_rights_is_the_rows_own_problem(rows):
    rows.bad[guid(1)] = (403, "0x80040220", "Read Privilege Check For Owner failed for user")
    with organisation(rows) as (_server, client):
        done = results(client, upserts(3))
    assert (type(done[1]), done[1].code) == (Refused, "dynamics_owner_rights")
    assert isinstance(done[0], Posted) and isinstance(done[2], Posted)


def disabled(number):
    message = f"The specified user(Id = {guid(number)}) is disabled. Consider enabling this user."
    return (403, "0x80040225", message)


def test_disabled_owner_is_the_rows_own_problem(rows):
    owned = [request("UPSERT", entry(n, owner=["systemusers", guid(90 + n)])) for n in range(3)]
    rows.bad[guid(1)] = disabled(91)
    with organisation(rows) as (_server, client):
        done = results(client, owned)
        alone = results(client, owned[1:2])
    for problem in (done[1], alone[0]):
        assert (type(problem), problem.code) == (Refused, "dynamics_owner_disabled")
        assert problem.params["name"] == guid(91)
    assert isinstance(done[0], Posted) and isinstance(done[2], Posted)


def test_disabled_user_of_our_own_stops_all(rows):
    rows.bad[guid(1)] = disabled(5)
    with organisation(rows) as (_server, client):
        _done, problem = outcome_until(client, upserts(3))
    assert (type(problem), problem.code) == (Unauthorised, "dynamics_user_disabled")


def test_what_goes_in_one_batch_keeps_its_order(rows):
    """What is made anew may lead to a document that is made anew in the same call."""
    mixed = [
        request("UPSERT", entry(1, "cb_customer")),
        request("UPSERT", entry(2, parts=[part(3)])),
        request("UPSERT", entry(4, "cb_unbilledcharge")),
    ]
    with organisation(rows) as (server, client):
        results(client, mixed)
        (call,) = api(server)
    sent = call.body.decode()
    places = [sent.index(f"({guid(number)})") for number in (1, 2, 3, 4)]
    assert places == sorted(places)


def test_batch_with_too_few_answers_is_uncertain(rows):
    short = Reply(
        200, "--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 204 X\r\n\r\n\r\n--b--\r\n",
        {"Content-Type": "multipart/mixed; boundary=b"},
    )  # fmt: skip
    rows.trouble = [error(400, "0x1", "no"), short]
    with organisation(rows) as (_server, client):
        done, problem = outcome_until(client, upserts(2))
    assert set(done) == {0} and type(problem) is Uncertain


def test_unknown_method(rows):
    with organisation(rows) as (_server, client), pytest.raises(ValueError):
        results(client, [request("CREATE", entry(1))])


def test_decimals_are_sent_as_they_are(rows):
    with organisation(rows) as (server, client):
        send(client, request("UPSERT", entry(1, numbers={"cb_q": str(Decimal("0.10"))})))
        assert b'"cb_q":0.1' in api(server)[0].body
