"""CreateMultiple, UpdateMultiple, UpsertMultiple: all or nothing, and their traps."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import pytest

from sandbox.tests.dynamics_caller import Crm

pytest_plugins = ("sandbox.tests.dynamics_fixtures",)
TYPE = "Microsoft.Dynamics.CRM.cb_customer"
SET = "cb_customers/Microsoft.Dynamics.CRM."


def target(name: str = "A", **values: Any) -> dict[str, Any]:
    return {"@odata.type": TYPE, "cb_name": name, **values}


def keyed(identifier: str, **values: Any) -> dict[str, Any]:
    where = f"cb_customers(cb_site='acme',cb_chargebeeid='{identifier}')"
    return target(**{"@odata.id": where, **values})


def send(crm: Crm, message: str, *targets: Any) -> Any:
    return crm.post(f"{SET}{message}", {"Targets": list(targets)})


def names(crm: Crm) -> list[str]:
    return sorted(row["cb_name"] for row in crm.rows("cb_customers"))


def test_create_multiple_answers_with_ids_in_order(made: Crm) -> None:
    answer = send(made, "CreateMultiple", target("A"), target("B"))
    assert answer.status == 200
    assert answer.json["@odata.context"].endswith("CreateMultipleResponse")
    found = [made.get(f"cb_customers({one})").json["cb_name"] for one in answer.json["Ids"]]
    assert found == ["A", "B"]


def test_update_multiple_and_the_first_of_two(made: Crm) -> None:
    first, second = send(made, "CreateMultiple", target("A"), target("B")).json["Ids"]
    answer = send(
        made,
        "UpdateMultiple",
        target("A1", cb_customerid=first),
        target("B1", cb_customerid=second),
        target("A2", cb_customerid=first),
    )
    assert (answer.status, answer.content) == (204, b"")
    assert names(made) == ["A1", "B1"]


def test_upsert_multiple_by_primary_id_and_by_key(made: Crm) -> None:
    row_id = str(uuid4())
    for name in ("A", "B"):
        answer = send(made, "UpsertMultiple", target(name, cb_customerid=row_id))
        assert (answer.status, answer.content) == (204, b"")
    for name in ("C", "D"):
        assert send(made, "UpsertMultiple", keyed("c-1", cb_name=name)).status == 204
    assert names(made) == ["B", "D"]
    by_address = target("E", **{"@odata.id": f"cb_customers({row_id})"})
    assert send(made, "UpsertMultiple", by_address).status == 204
    assert names(made) == ["D", "E"]


def test_a_target_without_any_key_is_a_new_row_each_time(made: Crm) -> None:
    for _ in range(2):
        assert send(made, "UpsertMultiple", target("A")).status == 204
    assert names(made) == ["A", "A"]
    assert len(made.audit()["posted_twice"]) == 1


def test_the_key_in_the_body_fails_for_new_rows_only(made: Crm) -> None:
    new = send(made, "UpsertMultiple", keyed("c-1", cb_chargebeeid="c-1"))
    assert (new.status, new.code) == (400, "0x80040216")
    assert new.message == "An unexpected error occurred."
    send(made, "UpsertMultiple", keyed("c-1"))
    assert send(made, "UpsertMultiple", keyed("c-1", cb_chargebeeid="c-1")).status == 204
    # By the primary id the key's columns are ordinary ones.
    ordinary = target("B", cb_customerid=str(uuid4()), cb_site="acme", cb_chargebeeid="c-2")
    assert send(made, "UpsertMultiple", ordinary).status == 204


@pytest.mark.parametrize("message", ["CreateMultiple", "UpdateMultiple", "UpsertMultiple"])
def test_every_target_names_its_type(made: Crm, message: str) -> None:
    row_id = made.post("cb_customers", {"cb_name": "old"}).entity_id
    bare = {"cb_name": "A", "cb_customerid": row_id}
    answer = send(made, message, target("B"), bare)
    assert (answer.status, answer.code) == (400, "0x80048d19")
    assert "@odata.type" in answer.message
    other = {**bare, "@odata.type": "Microsoft.Dynamics.CRM.cb_invoice"}
    assert send(made, message, other).status == 400
    assert names(made) == ["old"]


@pytest.mark.parametrize("message", ["CreateMultiple", "UpsertMultiple"])
def test_one_bad_row_undoes_all(made: Crm, message: str) -> None:
    send(made, "UpsertMultiple", keyed("c-1", cb_name="old"))
    rows = [target("A", cb_customerid=str(uuid4())) for _ in range(3)]
    answer = send(made, message, *rows, target("x" * 201, cb_customerid=str(uuid4())))
    assert answer.code == "0x80044331"
    clash = target("B", cb_site="acme", cb_chargebeeid="C-1", cb_customerid=str(uuid4()))
    assert send(made, message, *rows, clash).code == "0x80060892"
    assert names(made) == ["old"]
    assert send(made, message, *rows).status in (200, 204)


def test_a_failed_update_leaves_every_row_as_it_was(made: Crm) -> None:
    first, second = send(made, "CreateMultiple", target("A"), target("B")).json["Ids"]
    before = made.get(f"cb_customers({first})").json
    answer = send(
        made,
        "UpdateMultiple",
        target("A1", cb_customerid=first),
        target("B1", cb_customerid=str(uuid4())),
    )
    assert (answer.status, answer.code) == (404, "0x80040217")
    assert made.get(f"cb_customers({first})").json == before
    assert second


def test_rows_named_twice_are_an_error_of_upsert(made: Crm) -> None:
    row_id = str(uuid4())
    twice = [target(name, cb_customerid=row_id) for name in ("A", "B")]
    assert send(made, "UpsertMultiple", *twice).status == 412
    assert send(made, "UpsertMultiple", keyed("c-1"), keyed("C-1")).status == 412
    assert names(made) == []


def test_the_body_must_have_targets(made: Crm) -> None:
    assert made.post(f"{SET}UpsertMultiple", {"Targets": []}).status == 400
    assert made.post(f"{SET}UpsertMultiple", [target()]).status == 400
    assert made.post(f"{SET}UpsertMultiple", {"Rows": [target()]}).status == 400
    assert made.post(f"{SET}DeleteMultiple", {"Targets": [target()]}).status == 404


def test_which_tables_have_the_messages(made: Crm) -> None:
    made.connect("setup")
    condition = "sdkmessageid/name eq 'CreateMultiple' and primaryobjecttypecode eq '{}'"
    for table, count in (("quote", 1), ("cb_invoice", 1), ("customeraddress", 0)):
        found = made.rows("sdkmessagefilters", filter=condition.format(table))
        assert len(found) == count, table
    never = made.rows("sdkmessagefilters", filter="sdkmessageid/name eq 'UpsertMultiple'")
    assert never == []
    made.connect("sales")
    address = {"@odata.type": "Microsoft.Dynamics.CRM.customeraddress", "line1": "x"}
    path = "customeraddresses/Microsoft.Dynamics.CRM.CreateMultiple"
    assert made.post(path, {"Targets": [address]}).status == 400


def test_many_rows_load_quickly(made: Crm) -> None:
    """10,000 rows; 60,000 take six times as long, which must be well under two minutes."""
    euro, started = made.currency(), time.monotonic()
    kind = "Microsoft.Dynamics.CRM.cb_invoice"
    for page in range(20):
        rows = [
            {
                "@odata.type": kind,
                "cb_invoiceid": str(uuid4()),
                "cb_name": f"INV-{page}-{number}",
                "cb_site": "acme",
                "cb_chargebeeid": f"inv-{page}-{number}",
                "cb_total": number,
                "cb_status": 727000000,
                "transactioncurrencyid@odata.bind": euro,
            }
            for number in range(500)
        ]
        path = f"cb_invoices/{kind.rpartition('.')[0]}.UpsertMultiple"
        assert made.post(path, {"Targets": rows}).status == 204
    seconds = time.monotonic() - started
    assert made.control("GET", "state")["rows"]["cb_invoice"] == 10_000
    assert seconds < 20
