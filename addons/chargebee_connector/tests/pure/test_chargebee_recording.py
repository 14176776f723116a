"""Recording payments in Chargebee: what is sent, what its answers mean, and the look before."""

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from little_server import Reply, serve

from odoo.addons.chargebee_connector.ledger.plan import Facts
from odoo.addons.chargebee_connector.ledger.problems import (
    OverQuota,
    Refused,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from odoo.addons.chargebee_connector.ledger.pull import Ask
from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.systems.chargebee import recording
from odoo.addons.chargebee_connector.systems.chargebee.client import Chargebee

NAME = "Exact 20 26200001/1"
REQUEST = {
    "method": "POST",
    "path": "/invoices/INV-1/record_payment",
    "body": {"transaction[amount]": "12100", "transaction[reference_number]": NAME},
    "repeat": "keyed",
    "once": "key-1",
}
REMOVAL = {
    "method": "POST",
    "path": "/transactions/t1/delete_offline_transaction",
    "body": {"invoice": "INV-1"},
    "repeat": "put",
    "once": "key-2",
}
ASK = Ask(
    7,
    "payment",
    "line/1/INV-1",
    REQUEST["body"],
    Facts(currency="EUR", total=Decimal("121.00"), date=date(2026, 11, 10)),
)


def transaction(name="t1", **fields):
    return {
        "id": name,
        "type": "payment",
        "status": "success",
        "currency_code": "EUR",
        "amount": 12100,
        "reference_number": NAME,
        **fields,
    }


def invoice(due=12100, **fields):
    return {
        "id": "INV-1",
        "status": "payment_due",
        "currency_code": "EUR",
        "amount_due": due,
        **fields,
    }


def listed(*transactions, **more):
    return Reply(200, {"list": [{"transaction": one} for one in transactions], **more})


def asked(ask, *replies):
    """Return (what the look found, paths that were asked)."""
    left = list(replies)
    with serve(lambda request: left.pop(0)) as server:
        found = recording.look(Chargebee(server.url, "key"), [ask])[ask.id]
        paths = [request.path for request in server.requests]
    assert not left
    return found, paths


def sent(request, *replies):
    """Return (what stands there then, the requests that went out)."""
    left = list(replies)
    with serve(lambda request: left.pop(0)) as server:
        posted = recording.send(Chargebee(server.url, "key"), request)
        requests = list(server.requests)
    assert not left
    return posted, requests


# --- sending ----------------------------------------------------------------------------------


def test_a_payment_is_sent_as_a_form_with_its_key():
    answer = Reply(200, {"invoice": invoice(0), "transaction": transaction()})
    posted, (request,) = sent(REQUEST, answer)
    assert (request.method, request.path) == ("POST", "/api/v2/invoices/INV-1/record_payment")
    assert dict(parse_qsl(request.body.decode())) == REQUEST["body"]
    headers = {name.lower(): value for name, value in request.headers.items()}
    assert headers["chargebee-idempotency-key"] == "key-1"
    assert (posted.external_id, posted.number) == ("t1", NAME)


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(500, {"api_error_code": "internal_error"}), Uncertain),
        (Reply(503, "<html>"), Uncertain),
        (Reply(200, "<html>"), Uncertain),
        (Reply(200, {"invoice": {}}), Uncertain),
        (Reply(200, {"transaction": {"id": "t1"}}), Uncertain),
        (Reply(cut="all"), Uncertain),
        (Reply(400, {"message": "no", "api_error_code": "invalid_request"}), Refused),
        (Reply(404, {"message": "no", "api_error_code": "resource_not_found"}), Refused),
        (Reply(409, {"message": "no", "api_error_code": "invalid_state_for_request"}), Refused),
        (Reply(422, {"message": "no", "api_error_code": "unable_to_process_request"}), Refused),
        (Reply(429, {"api_error_code": "lock_timeout"}), OverQuota),
        (Reply(401, {"api_error_code": "api_authentication_failed"}), Unauthorised),
        (Reply(403, {"api_error_code": "api_authorization_failed"}), Unauthorised),
    ],
)
def test_what_an_answer_means(reply, problem):
    with serve(lambda request: reply) as server:
        with pytest.raises(problem):
            recording.send(Chargebee(server.url, "key"), REQUEST)
        assert len(server.requests) == 1, "posting decides when it is sent again"


def test_without_a_connection_it_provably_was_not_done():
    with serve(lambda request: Reply()) as server:
        address = server.url
    with pytest.raises(Unreachable):
        recording.send(Chargebee(address, "key"), REQUEST)


# --- the look before --------------------------------------------------------------------------


def test_nothing_stands_there_and_enough_is_due():
    found, paths = asked(ASK, listed(), Reply(200, {"invoice": invoice()}))
    assert found is None
    assert paths == ["/api/v2/invoices/INV-1/payments", "/api/v2/invoices/INV-1"]


def test_our_reference_is_found_on_any_page():
    others = [transaction("t0", reference_number="by hand")]
    found, _paths = asked(ASK, listed(*others, next_offset="x"), listed(transaction()))
    assert (found.external_id, found.number) == ("t1", NAME)
    assert parse(found.text) == transaction()


@pytest.mark.parametrize(
    "fields",
    [{"status": "failure"}, {"deleted": True}, {"type": "refund"}, {"reference_number": "x"}],
)
def test_what_failed_or_bears_another_reference_is_no_find(fields):
    replies = listed(transaction(**fields)), Reply(200, {"invoice": invoice()})
    assert asked(ASK, *replies)[0] is None


def test_another_amount_under_our_reference_is_a_conflict():
    found, _paths = asked(ASK, listed(transaction(amount=5000)))
    assert (found.code, found.params["theirs"]) == ("payment_differs", "50.00")


def test_two_finds_are_a_conflict():
    found, _paths = asked(ASK, listed(transaction("t1"), transaction("t2")))
    assert (found.code, found.params["payments"]) == ("payment_twice", "t1, t2")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, {"invoice": invoice(12099)}),
        Reply(200, {"invoice": invoice(status="voided")}),
        Reply(404, {"api_error_code": "resource_not_found"}),
    ],
)
def test_when_less_is_due_it_is_planned_anew(reply):
    found, _paths = asked(ASK, listed(), reply)
    assert (type(found).__name__, found.code) == ("Waiting", "amount_due_moved")


def test_removals_need_no_look():
    removal = Ask(8, "payment_removal", "line/1/INV-1", REMOVAL["body"], Facts())
    assert asked(removal) == (None, [])


# --- taking a payment back --------------------------------------------------------------------


def test_a_payment_is_taken_off_its_invoice_and_deleted():
    on = [{"invoice_id": "INV-1", "applied_amount": 12100}]
    replies = (
        Reply(200, {"transaction": transaction(linked_invoices=on)}),
        Reply(200, {"invoice": invoice(), "transaction": transaction()}),
        Reply(200, {"transaction": transaction(deleted=True)}),
    )
    posted, requests = sent(REMOVAL, *replies)
    assert posted.external_id == "t1"
    assert [request.path.removeprefix("/api/v2") for request in requests] == [
        "/transactions/t1",
        "/invoices/INV-1/remove_payment",
        "/transactions/t1/delete_offline_transaction",
    ]
    assert requests[1].body == b"transaction%5Bid%5D=t1"


def test_what_was_taken_off_before_is_only_deleted():
    replies = (
        Reply(200, {"transaction": transaction()}),
        Reply(200, {"transaction": transaction(deleted=True)}),
    )
    assert len(sent(REMOVAL, *replies)[1]) == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, {"api_error_code": "resource_not_found"}),
        Reply(200, {"transaction": transaction(deleted=True)}),
    ],
)
def test_what_is_deleted_is_left_alone(reply):
    posted, requests = sent(REMOVAL, reply)
    assert (posted.external_id, len(requests)) == ("t1", 1)
