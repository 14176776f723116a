"""`$batch`: operations, change sets, references, and what is refused."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from .dynamics_batches import batch_of, change_set, operation, send, statuses
from .dynamics_caller import API, Crm, running

ACCOUNT = "accounts?$filter=name%20eq%20'{}'&$select=name"


@pytest.fixture
def crm() -> Iterator[Crm]:
    with running() as caller:
        yield caller.connect("sales")


def named(crm: Crm, name: str) -> list[Any]:
    return crm.rows(ACCOUNT.format(name))


def test_operations_are_done_one_by_one_and_answered_in_order(crm: Crm) -> None:
    answer = send(
        crm,
        batch_of(
            operation("POST", "accounts", {"name": "Eén"}),
            operation("GET", ACCOUNT.format("Eén".replace("é", "%C3%A9"))),
            operation("POST", "accounts", {"name": "Twee"}, prefer="return=representation"),
        ),
    )
    assert answer.status == 200 and statuses(answer) == [204, 200, 201]
    assert answer.headers["Content-Type"].startswith("multipart/mixed; boundary=batchresponse_")
    assert (
        b"OData-EntityId: http://" in answer.content
        and answer.content.count(b'"name":"E\\u00e9n"') == 1
    )
    assert named(crm, "Twee")


def test_the_first_failure_ends_a_batch_and_what_was_done_stays(crm: Crm) -> None:
    text = batch_of(
        operation("POST", "accounts", {"name": "Before"}),
        operation("POST", "accounts", {"colour": "red"}),
        operation("POST", "accounts", {"name": "After"}),
    )
    answer = send(crm, text)
    assert answer.status == 400 and statuses(answer) == [204, 400]
    assert named(crm, "Before") and not named(crm, "After")
    answer = send(crm, text, Prefer="odata.continue-on-error")
    assert answer.status == 200 and statuses(answer) == [204, 400, 204]
    assert named(crm, "After")


def test_a_change_set_is_done_wholly(crm: Crm) -> None:
    text = batch_of(
        change_set(
            operation("POST", "contacts", {"firstname": "Mira", "lastname": "J"}, "1"),
            operation(
                "POST",
                "accounts",
                {"name": "Whole", "primarycontactid@odata.bind": "$1"},
                "2",
                "return=representation",
            ),
            operation("PATCH", "$2", {"telephone1": "+31"}, "3"),
            operation("PUT", "$1/parentcustomerid_account/$ref", {"@odata.id": "$2"}, "4"),
        )
    )
    answer = send(crm, text)
    assert answer.status == 200 and statuses(answer) == [204, 201, 204, 204]
    assert re.findall(rb"Content-ID: (\d)", answer.content) == [b"1", b"2", b"3", b"4"]
    (account,) = crm.rows("accounts", filter="name eq 'Whole'")
    assert account["telephone1"] == "+31"
    contact = crm.get(f"contacts({account['_primarycontactid_value']})").json
    assert contact["_parentcustomerid_value"] == account["accountid"]


@pytest.mark.parametrize("shape", ["nested", "bare"])
def test_a_change_set_that_fails_leaves_nothing(crm: Crm, shape: str) -> None:
    crm.control("POST", "documents_leave_open", {"failed_change_set": shape})
    before = crm.control("GET", "state")["rows"]
    answer = send(
        crm,
        batch_of(
            change_set(
                operation("POST", "contacts", {"lastname": "Gone"}, "1"),
                operation("POST", "accounts", {"name": "x" * 161}, "2"),
                operation("POST", "accounts", {"name": "Never"}, "3"),
            ),
            operation("POST", "accounts", {"name": "Nor this"}),
        ),
    )
    assert answer.status == 400 and statuses(answer) == [400]
    assert b"0x80044331" in answer.content and b"Content-ID: 2" in answer.content
    assert (b"changesetresponse_" in answer.content) == (shape == "nested")
    assert crm.control("GET", "state")["rows"] == before


def test_after_a_failed_change_set_a_batch_goes_on_where_asked(crm: Crm) -> None:
    answer = send(
        crm,
        batch_of(
            change_set(
                operation("POST", "accounts", {"name": "Gone"}, "1"),
                operation("DELETE", "accounts(00000000-0000-0000-0000-00000000000a)", None, "2"),
            ),
            operation("POST", "accounts", {"name": "Stays"}),
        ),
        Prefer="odata.continue-on-error",
    )
    assert answer.status == 200 and statuses(answer) == [404, 204]
    assert not named(crm, "Gone") and named(crm, "Stays")


def test_a_reference_must_be_declared_before(crm: Crm) -> None:
    wanted = b"Content-ID Reference: '$1' does not exist in the batch context."
    for late in (
        operation("POST", "accounts", {"name": "A", "primarycontactid@odata.bind": "$1"}, "2"),
        operation("PATCH", "$1", {"name": "A"}, "2"),
    ):
        answer = send(crm, batch_of(change_set(late)))
        assert answer.status == 400 and wanted in answer.content


def test_an_upsert_in_a_change_set_can_be_referred_to(crm: Crm) -> None:
    key = "11111111-2222-4333-8444-555555555555"
    text = batch_of(
        change_set(
            operation("PATCH", f"accounts({key})", {"name": "Up"}, "1"),
            operation("POST", "contacts", {"lastname": "L", "parentcustomerid_account@odata.bind":
                                           "$1"}, "2"),
        )
    )  # fmt: skip
    assert send(crm, text).status == 200
    (contact,) = crm.rows("contacts", filter="lastname eq 'L'")
    assert contact["_parentcustomerid_value"] == key


@pytest.mark.parametrize(
    "text",
    [
        batch_of(change_set(operation("GET", "accounts", None, "1"))),
        batch_of(change_set(operation("POST", "accounts", {"name": "A"}))),
        batch_of(change_set(operation("POST", "accounts", {"name": "A"}, "1"),
                            operation("POST", "accounts", {"name": "B"}, "1"))),
        batch_of(operation("POST", "$batch", {})),
        batch_of(operation("POST", "accounts", {"name": "A"})).replace("binary", "8bit"),
        batch_of(operation("POST", "accounts", {"name": "A"})).replace("application/http", "text"),
        batch_of(operation("POST", "accounts", {"name": "A"})).removesuffix("--batch_1--\n"),
        batch_of(operation("POST", "accounts", {"name": "A"})).replace(" HTTP/1.1", ""),
        "--batch_1--\n",
        "",
    ],
    ids=["get", "no id", "same id", "nested", "encoding", "type", "open end", "request", "empty",
         "nothing"],
)  # fmt: skip
def test_a_malformed_batch_is_refused_as_plain_json_and_does_nothing(crm: Crm, text: str) -> None:
    before = crm.control("GET", "state")["version"]
    answer = send(crm, text)
    assert answer.status == 400 and answer.code
    assert answer.headers["Content-Type"].startswith("application/json")
    assert crm.control("GET", "state")["version"] == before


def test_a_get_ends_with_an_empty_line_of_its_own(crm: Crm) -> None:
    good = batch_of(operation("GET", "WhoAmI"))
    assert send(crm, good).status == 200
    assert send(crm, good.replace("HTTP/1.1\n\n\n", "HTTP/1.1\n\n")).status == 400


def test_lines_that_do_not_end_in_crlf_are_refused(crm: Crm) -> None:
    body = batch_of(operation("GET", "WhoAmI")).encode()
    kind = {"Content-Type": "multipart/mixed; boundary=batch_1"}
    answer = crm.call("POST", "$batch", body, kind)
    assert answer.status == 400 and "CRLF" in answer.message


def test_a_thousand_operations_and_not_one_more(crm: Crm) -> None:
    parts = [operation("GET", "WhoAmI")] * 1001
    assert send(crm, batch_of(*parts[:1000])).status == 200
    answer = send(crm, batch_of(*parts))
    assert answer.status == 400 and "1000" in answer.message


def test_a_batch_that_is_throttled_or_has_no_token_is_answered_in_plain_json(
    crm: Crm,
) -> None:
    text = batch_of(operation("GET", "WhoAmI"))
    crm.control("POST", "faults", {"kind": "throttle"})
    answer = send(crm, text)
    assert answer.status == 429 and answer.code == "0x80072322"
    assert int(answer.headers["Retry-After"]) > 0
    assert send(crm, text, Authorization="Bearer x").status == 401


def test_an_address_in_a_batch_may_be_twice_as_long(crm: Crm) -> None:
    long = "accounts?$filter=name%20eq%20'" + "a" * 40_000 + "'"
    assert crm.get(long).status == 400
    assert statuses(send(crm, batch_of(operation("GET", long)))) == [200]


def test_no_broken_batch_breaks_the_server(crm: Crm) -> None:
    """Bytes taken out, changed and doubled anywhere: an answer, and a change set wholly or not."""
    rng = random.Random(1)
    text = batch_of(
        change_set(
            operation("POST", "contacts", {"lastname": "Fuzz"}, "1"),
            operation("POST", "accounts", {"primarycontactid@odata.bind": "$1"}, "2"),
        ),
        operation("GET", "accounts?$top=1"),
    )
    good = text.replace("\n", "\r\n").encode()
    kind = {"Content-Type": "multipart/mixed; boundary=batch_1"}
    before = crm.control("GET", "state")["rows"]
    for _ in range(300):
        body = bytearray(good)
        place = rng.randrange(len(body))
        match rng.randrange(3):
            case 0:
                del body[place : place + rng.randrange(1, 30)]
            case 1:
                body[place] = rng.randrange(256)
            case 2:
                body[place:place] = body[place : place + rng.randrange(1, 80)]
        assert crm.call("POST", "$batch", bytes(body), kind).status in (200, 400)
    after = crm.control("GET", "state")["rows"]
    assert after["account"] - before["account"] == after["contact"] - before["contact"] > 0


def test_absolute_addresses_are_understood(crm: Crm) -> None:
    text = batch_of(operation("GET", f"{crm.server.url}{API}/accounts?$top=1"))
    answer = send(crm, text)
    assert answer.status == 200 and answer.content.count(b"@odata.etag") == 1
