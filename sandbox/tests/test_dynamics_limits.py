"""Service protection, duplicate detection and what goes wrong in the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from .dynamics_batches import batch_of, operation, send
from .dynamics_caller import Crm, running

Start = Callable[..., Crm]


@pytest.fixture
def start() -> Iterator[Start]:
    with ExitStack() as servers:

        def begin(**options: Any) -> Crm:
            caller = servers.enter_context(running(**{"accounts": 6, **options}))
            return caller.connect("sales")

        yield begin


def test_a_window_takes_so_many_requests_and_opens_again(start: Start) -> None:
    crm = start(requests=5)
    for left in (4, 3, 2, 1, 0):
        answer = crm.get("WhoAmI")
        assert answer.status == 200
        assert answer.headers["x-ms-ratelimit-burst-remaining-xrm-requests"] == str(left)
    answer = crm.get("WhoAmI")
    assert answer.refusal == (429, "0x80072322")
    assert answer.message == (
        "Number of requests exceeded the limit of 5 over time window of 300 seconds."
    )
    wait = int(answer.headers["Retry-After"])
    assert 290 <= wait <= 300
    crm.forward(wait - 5)
    assert crm.get("WhoAmI").status == 429
    crm.forward(6)
    assert crm.get("WhoAmI").status == 200


def test_each_user_has_his_own_window(start: Start) -> None:
    crm = start(requests=2)
    other = Crm(crm.server).connect()
    assert [crm.get("WhoAmI").status for _ in range(3)] == [200, 200, 429]
    assert other.get("WhoAmI").status == 200


def test_tokens_and_controls_are_not_counted(start: Start) -> None:
    crm = start(requests=1)
    for _ in range(3):
        crm.connect("sales")
        crm.control("GET", "state")
    assert crm.get("WhoAmI").status == 200


def test_every_operation_of_a_batch_counts(start: Start) -> None:
    crm = start(requests=10)
    assert send(crm, batch_of(*[operation("GET", "WhoAmI")] * 10)).status == 200
    assert crm.get("WhoAmI").status == 429


def test_execution_time_is_limited_too(start: Start) -> None:
    crm = start()
    crm.control("POST", "limits", {"execution_seconds": 100, "cost_seconds": 40})
    answers = [crm.get("WhoAmI") for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert answers[3].code == "0x80072321"
    assert answers[3].message.startswith(
        "Combined execution time of incoming requests exceeded limit of 100,000  milliseconds"
    )


def test_so_many_at_once_and_no_more(start: Start) -> None:
    crm = start(concurrent=2)
    crm.control("POST", "faults", {"kind": "hold", "times": 2, "path": "WhoAmI"})
    others = [Crm(crm.server).connect("sales") for _ in range(2)]
    threads = [threading.Thread(target=other.get, args=("WhoAmI",)) for other in others]
    for thread in threads:
        thread.start()
    while crm.control("GET", "holds")["held"] < 2:
        time.sleep(0.01)
    assert crm.get("WhoAmI").refusal == (429, "0x80072326")
    crm.control("POST", "release", {})
    for thread in threads:
        thread.join()
    assert crm.get("WhoAmI").status == 200
    assert crm.control("GET", "limits")["most_concurrent"] == 2


def test_a_share_of_calls_is_refused_at_random_and_who_does_not_wait_is_noted(
    start: Start,
) -> None:
    crm = start()
    crm.control("POST", "limits", {"random_share": 0.5, "retry_after": 1, "seed": 3})
    answers = [crm.get("WhoAmI") for _ in range(20)]
    refused = [answer.headers for answer in answers if answer.status == 429]
    assert 3 < len(refused) < 17
    assert {headers["Retry-After"] for headers in refused} == {"1"}
    time.sleep(0.15)
    crm.get("WhoAmI")
    assert crm.control("GET", "limits")["early"]
    crm.control("DELETE", "limits")
    assert crm.control("GET", "limits")["early"] == []


def test_who_waits_as_told_is_not_noted(start: Start) -> None:
    crm = start()
    crm.control("POST", "limits", {"random_share": 0.4, "retry_after": 1, "seed": 5})
    done = 0
    for _ in range(12):
        answer = crm.get("WhoAmI")
        if answer.status == 429:
            crm.forward(int(answer.headers["Retry-After"]))
        done += answer.status == 200
    found = crm.control("GET", "limits")
    assert found["early"] == [] and found["throttled"]["0x80072322"] == 12 - done > 0


def test_an_ordered_429_is_remembered_as_well(start: Start) -> None:
    crm = start()
    crm.control("POST", "faults", {"kind": "throttle"})
    assert crm.get("WhoAmI").status == 429
    time.sleep(0.15)
    assert crm.get("WhoAmI").status == 200
    assert len(crm.control("GET", "limits")["early"]) == 1


def test_limits_have_known_names(start: Start) -> None:
    crm = start()
    assert crm.http("POST", "/_sandbox/limits", b'{"speed": 3}').status == 400


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("failover", (500, "0x80044150")),
        ("sql_timeout", (500, "0x80044151")),
        ("deadlock", (500, "0x80044150")),
        ("unavailable", (503, "0x80044150")),
        ("customizing", (429, "0x80071151")),
    ],
)
def test_what_goes_wrong_by_itself_does_nothing(
    start: Start, kind: str, answer: tuple[int, str]
) -> None:
    crm = start()
    before = crm.control("GET", "state")["version"]
    crm.control("POST", "outage", {"kind": kind, "method": "POST"})
    assert crm.get("WhoAmI").status == 200
    assert crm.post("accounts", {"name": "X"}).refusal == answer
    assert crm.control("GET", "state")["version"] == before
    assert crm.post("accounts", {"name": "X"}).status == 204


# Duplicates

DETECT = {"MSCRM.SuppressDuplicateDetection": "false"}


@pytest.mark.parametrize(
    "values", [{"name": "SLUIS & zn."}, {"name": "Else", "emailaddress1": "AP@sluis.example"}]
)
def test_duplicates_are_found_only_where_asked_for(start: Start, values: dict[str, str]) -> None:
    crm = start()
    crm.post("accounts", {"name": "Sluis & Zn.", "emailaddress1": "ap@sluis.example"})
    assert crm.call("POST", "accounts", values, headers=DETECT).refusal == (412, "0x80040333")
    crm.control("POST", "documents_leave_open", {"duplicate_status": 500})
    assert crm.call("POST", "accounts", values, headers=DETECT).refusal == (500, "0x80040333")
    assert crm.post("accounts", values).status == 204


def test_a_duplicate_leaves_no_row_and_no_change(start: Start) -> None:
    crm = start()
    crm.post("contacts", {"firstname": "Mira", "lastname": "J"})
    other = crm.post("contacts", {"firstname": "Mira", "lastname": "K"}).entity_id
    rows = crm.control("GET", "state")["rows"]
    body = {"firstname": "mira", "lastname": "j"}
    assert crm.call("POST", "contacts", body, headers=DETECT).status == 412
    assert crm.call("PATCH", f"contacts({other})", {"lastname": "J"}, headers=DETECT).status == 412
    assert crm.control("GET", "state")["rows"] == rows
    assert crm.get(f"contacts({other})").json["lastname"] == "K"


def test_the_organisation_can_do_without(start: Start) -> None:
    crm = start()
    crm.post("accounts", {"name": "Twice"})
    org = crm.server.app.org
    row = dict(org.store.get("organization", org.id) or {}, isduplicatedetectionenabled=False)
    org.store.put("organization", org.id, row)
    assert crm.call("POST", "accounts", {"name": "Twice"}, headers=DETECT).status == 204


def test_which_bulk_messages_a_table_has_can_be_asked(start: Start) -> None:
    crm = start()

    def has(message: str, table: str) -> bool:
        path = (
            "sdkmessagefilters?$select=sdkmessagefilterid&$filter=sdkmessageid/name%20eq%20"
            f"'{message}'%20and%20primaryobjecttypecode%20eq%20'{table}'"
        )
        return bool(crm.rows(path))

    assert has("CreateMultiple", "quote") and has("UpdateMultiple", "account")
    assert not has("UpsertMultiple", "quote")
    assert not has("CreateMultiple", "customeraddress")
