"""Requests with place holders, their fingerprints, and what an outcome amounts to."""

from decimal import Decimal

import pytest

from odoo.addons.chargebee_connector.ledger.plan import (
    Known,
    Needs,
    Outcome,
    Request,
    ref,
    refs_in,
    resolve,
)
from odoo.addons.chargebee_connector.ledger.problems import (
    Invalid,
    OverQuota,
    Refused,
    Unauthorised,
    Uncertain,
    Unmapped,
    Unreachable,
)
from odoo.addons.chargebee_connector.ledger.text import parse

ACCOUNT = ("account", "customer/c", "external_id")
ENTRY = ("sales_entry", "INV-1", "number")
BODY = {
    "Customer": ref("account", "customer/c"),
    "Lines": [
        {"GLAccount": "g", "Amount": Decimal("1.10")},
        {"Our": ref("sales_entry", "INV-1", "number")},
    ],
    "Text": "$ref",
}


def test_references_of_a_body():
    assert list(refs_in(BODY)) == [ACCOUNT, ENTRY]


@pytest.mark.parametrize("value", [{}, [], "x", None, 7, [[], {}], {"a": {"b": ["$ref"]}}])
def test_body_without_references(value):
    assert list(refs_in(value)) == []
    assert resolve(value, {}) == value


def test_resolve_fills_and_changes_nothing_else():
    before = repr(BODY)
    resolved = resolve(BODY, {ACCOUNT: "guid", ENTRY: 26700001})
    assert resolved == {
        "Customer": "guid",
        "Lines": [{"GLAccount": "g", "Amount": Decimal("1.10")}, {"Our": 26700001}],
        "Text": "$ref",
    }
    assert repr(BODY) == before
    assert list(refs_in(resolved)) == []


def test_resolve_of_something_unknown():
    with pytest.raises(KeyError) as caught:
        resolve(BODY, {ACCOUNT: "guid"})
    assert caught.value.args == (ENTRY,)


def test_references_survive_being_stored():
    """A request is stored as text and resolved after being read again."""
    text = Request("POST", "salesentry/SalesEntries", BODY, "create").text()
    assert list(refs_in(parse(text)["body"])) == [ACCOUNT, ENTRY]
    assert resolve(parse(text)["body"], {ACCOUNT: "guid", ENTRY: 1})["Customer"] == "guid"


def test_text_of_a_request():
    request = Request("PUT", "crm/Accounts", {"b": Decimal("1.50"), "a": "é"}, "put")
    assert request.text() == (
        '{"body":{"a":"é","b":"1.50"},"method":"PUT","path":"crm/Accounts","repeat":"put"}'
    )


def outcome(**changes):
    return Outcome("sales_entry", "INV-1", ("invoice", "INV-1"), **changes)


REQUEST = Request("POST", "x", {"a": ref("account", "customer/c")}, "create")


def test_fingerprint_is_that_of_the_request_with_its_references():
    same = Request("POST", "x", {"a": ref("account", "customer/c")}, "create")
    other = Request("POST", "x", {"a": "guid"}, "create")
    assert outcome(request=REQUEST).fingerprint() == outcome(request=same).fingerprint()
    assert outcome(request=REQUEST).fingerprint() != outcome(request=other).fingerprint()
    assert len(outcome(request=REQUEST).fingerprint()) == 64
    assert outcome(rule="zero").fingerprint() is None
    assert outcome(rule="zero").request_text() is None


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"request": REQUEST}, "planned"),
        ({"problem": Unmapped("revenue_missing")}, "blocked"),
        ({"rule": "zero"}, "skipped"),
        ({"request": REQUEST, "adopt": "guid"}, "posted"),
    ],
)
def test_state_of_an_outcome(changes, state):
    assert outcome(**changes).state == state


def test_needs_and_known_are_not_shared():
    Needs().records.add("x")
    Known().links["x"] = "y"
    assert Needs().records == set()
    assert Known().links == {}


def test_problem_is_stored_as_code_and_text():
    problem = Invalid("total_differs", printed=Decimal("1.10"), computed=1, field=None)
    assert problem.as_dict() == {
        "class": "Invalid",
        "code": "total_differs",
        "params": {"printed": "1.10", "computed": "1", "field": "None"},
    }
    assert str(problem) == "total_differs (computed=1, field=None, printed=1.10)"
    assert str(Invalid("deleted")) == "deleted"


def test_wait_of_a_quota():
    problem = OverQuota("minute_limit", 17, window="minute")
    assert problem.seconds == 17.0
    assert problem.params == {"seconds": "17", "window": "minute"}


@pytest.mark.parametrize(
    ("problem", "state"),
    [
        (Invalid("x"), "blocked"),
        (Unmapped("x"), "blocked"),
        (Refused("x"), "refused"),
        (Uncertain("x"), "uncertain"),
        (Unreachable("x"), None),
        (Unauthorised("x"), None),
        (OverQuota("x", 1), None),
    ],
)
def test_state_in_which_a_problem_leaves_its_link(problem, state):
    assert problem.state == state
