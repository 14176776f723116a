"""A user's and an administrator's hand, the audit, faults, the process alone."""

from __future__ import annotations

import http.client
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from sandbox.tests.dynamics_caller import Crm

pytest_plugins = ("sandbox.tests.dynamics_fixtures",)
ROOT = Path(__file__).resolve().parents[2]


def test_a_users_hand(crm: Crm) -> None:
    row_id = str(uuid4())
    values = {"name": "By hand", "transactioncurrencyid@odata.bind": crm.currency("SEK")}
    made = crm.hand("create", "account", id=row_id, values=values)
    assert made["id"] == row_id
    row = crm.get(f"accounts({row_id})").json
    ids = crm.control("GET", "principals")["users"]
    assert row["_createdby_value"] == row["_ownerid_value"] == ids["anna"]
    where = {"name": "by hand"}
    crm.hand("patch", "account", user="bram", where=where, values={"name": "By Bram"})
    row = crm.get(f"accounts({row_id})").json
    assert (row["name"], row["_modifiedby_value"]) == ("By Bram", ids["bram"])
    assert crm.hand("delete", "account", where={"name": "By Bram"})["deleted"] == 1
    assert crm.get(f"accounts({row_id})").status == 404


@pytest.mark.parametrize(
    "body",
    [
        {"do": "burn", "table": "account", "id": "x"},
        {"do": "patch", "table": "nothing", "id": "x", "values": {}},
        {"do": "patch", "table": "account", "id": "x", "values": {}},
        {"do": "patch", "table": "account", "where": {"name": "nobody"}, "values": {}},
        {"do": "create", "table": "account", "values": {"Name": "x"}},
        {"do": "create", "table": "account", "values": {"name": "x" * 161}},
        {"do": "create", "table": "account", "user": "nobody", "values": {"name": "x"}},
        {"do": "create", "table": "account", "value": {"name": "x"}},
    ],
)
def test_a_hand_that_slips(crm: Crm, body: dict[str, Any]) -> None:
    import json

    answer = crm.http("POST", "/_sandbox/hand", json.dumps(body).encode())
    assert answer.status == 400
    assert answer.json["error"]


def test_an_administrators_hand(made: Crm) -> None:
    def act(**values: Any) -> None:
        made.control("POST", "administrator", values)

    made.post("cb_invoices", {"cb_name": "I", "cb_linecount": 3, "cb_rate": 5})
    act(do="delete_column", table="cb_invoice", column="cb_linecount")
    answer = made.post("cb_invoices", {"cb_name": "I", "cb_linecount": 3})
    assert "Invalid property 'cb_linecount'" in answer.message
    assert made.rows("cb_invoices", select="cb_rate")
    act(do="max_length", table="cb_invoice", column="cb_name", length=5)
    assert made.post("cb_invoices", {"cb_name": "INV-10"}).code == "0x80044331"
    act(do="delete_option", table="cb_invoice", column="cb_status", value=727000001)
    assert made.post("cb_invoices", {"cb_status": 727000001}).status == 400
    act(do="option", table="cb_invoice", column="cb_status", value=727000009, label="New")
    assert made.post("cb_invoices", {"cb_status": 727000009}).status == 204
    act(do="rename", table="cb_invoice", label="Factuur")
    shown = made.get("EntityDefinitions(LogicalName='cb_invoice')").json["DisplayName"]
    assert shown["UserLocalizedLabel"]["Label"] == "Factuur"
    act(do="delete_key", table="cb_invoice", key="cb_chargebeekey")
    assert made.get("cb_invoices(cb_site='a',cb_chargebeeid='b')").status == 400
    # Without asking what depends on it.
    act(do="delete_table", table="cb_customer")
    assert made.get("cb_customers").status == 404
    assert made.get("cb_invoices", select="_cb_cbcustomerid_value").status == 400
    assert made.rows("cb_invoices")


# The audit


def test_a_careful_connector_leaves_nothing_to_find(made: Crm) -> None:
    euro = {"transactioncurrencyid@odata.bind": made.currency()}
    keys = "(cb_site='a',cb_chargebeeid='{}')"
    assert made.patch(f"cb_customers{keys.format('c')}", {"cb_name": "C"}).status == 204
    bound = {"cb_CbCustomerId@odata.bind": f"/cb_customers{keys.format('c')}"}
    invoice = {"cb_name": "I", "cb_total": 5, "cb_linecount": 1, **euro, **bound}
    assert made.patch(f"cb_invoices{keys.format('i')}", invoice).status == 204
    line = {"cb_name": "L", "cb_CbInvoiceId@odata.bind": f"/cb_invoices{keys.format('i')}"}
    assert made.patch(f"cb_invoicelines{keys.format('l')}", line).status == 204
    assert made.audit() == {}


def test_what_the_audit_finds(made: Crm) -> None:
    made.control("POST", "administrator", {"do": "delete_key", "table": "cb_customer",
                                           "key": "cb_chargebeekey"})  # fmt: skip
    same = {"cb_site": "a", "cb_chargebeeid": "c"}
    first = made.patch(f"cb_customers({uuid4()})", {"cb_name": "1", **same}).entity
    second = made.patch(f"cb_customers({uuid4()})", {"cb_name": "2", **same}).entity
    other_case = {"cb_site": "a", "cb_chargebeeid": "C"}
    made.patch(f"cb_customers({uuid4()})", {"cb_name": "3", **other_case})
    (doubled,) = made.audit()["doubled"]
    assert doubled["values"] == ["c", "a"]
    assert {f"cb_customers({one})" for one in doubled["ids"]} == {first, second}

    for _ in range(2):
        made.post("cb_customers", {"cb_name": "posted"})
    (posted,) = made.audit()["posted_twice"]
    assert len(posted["ids"]) == 2

    invoice = made.patch(
        f"cb_invoices({uuid4()})",
        {"cb_name": "I", "cb_linecount": 2, "cb_total": 5, "cb_CbCustomerId@odata.bind": first},
    ).entity
    bound = {"cb_name": "L", "cb_CbInvoiceId@odata.bind": invoice}
    line = made.patch(f"cb_invoicelines({uuid4()})", bound).entity
    found = made.audit()
    assert [(one["says"], one["stored"]) for one in found["line_counts"]] == [(2, 1)]
    assert [one["name"] for one in found["assumed_currency"]] == ["I"]
    assert "orphans" not in found
    made.hand("delete", "cb_invoice", where={"cb_name": "I"})
    assert [one["name"] for one in made.audit()["orphans"]] == ["L"]
    assert made.get(line).status == 200


def test_a_lookup_that_points_nowhere_is_found(made: Crm) -> None:
    rows = made.server.app.org.store
    where = made.post("cb_customers", {"cb_name": "A"}).entity_id
    with rows.transaction():
        rows.put("cb_customer", where, {**rows.get("cb_customer", where), "cb_accountid": "gone"})
    (found,) = made.audit()["dangling"]
    assert (found["column"], found["points_at"]) == ("cb_accountid", "gone")


# Faults, options, process


def test_a_lost_answer_has_done_its_work(made: Crm) -> None:
    where = f"cb_customers({uuid4()})"
    fault = {"kind": "cut_after", "method": "PATCH", "path": "cb_customers"}
    made.control("POST", "faults", fault)
    with pytest.raises((http.client.HTTPException, OSError)):
        made.patch(where, {"cb_name": "A"})
    assert made.get(where).json["cb_name"] == "A"
    assert made.patch(where, {"cb_name": "A"}).status == 204
    assert made.audit() == {}


def test_a_lost_answer_to_a_post_is_what_the_audit_is_for(made: Crm) -> None:
    made.control("POST", "faults", {"kind": "cut_after", "method": "POST", "path": "cb_cust"})
    with pytest.raises((http.client.HTTPException, OSError)):
        made.post("cb_customers", {"cb_name": "A"})
    made.post("cb_customers", {"cb_name": "A"})
    assert set(made.audit()) == {"posted_twice"}


def test_throttling_on_demand(made: Crm) -> None:
    made.control("POST", "faults", {"kind": "throttle", "path": "cb_customers"})
    answer = made.get("cb_customers")
    assert (answer.status, answer.code) == (429, "0x80072322")
    assert answer.headers["Retry-After"]


def test_calls_are_counted_without_their_keys(made: Crm) -> None:
    made.control("DELETE", "calls")
    made.get("cb_customers", top=1)
    made.get(f"cb_customers({uuid4()})")
    counts = made.control("GET", "calls")["counts"]
    assert counts["GET cb_customers"] == 2


def test_unknown_controls(crm: Crm) -> None:
    assert crm.http("GET", "/_sandbox/nothing").status == 404
    assert crm.http("POST", "/_sandbox/rights", b'{"user": "nobody"}').status == 400
    assert crm.http("POST", "/_sandbox/options", b'{"accounts": 5}').status == 400


def test_options_change_while_it_runs(crm: Crm) -> None:
    crm.control("POST", "options", {"page": 2, "token_life": 60})
    answer = crm.get("accounts", select="name")
    assert len(answer.rows) == 2
    assert "@odata.nextLink" in answer.json
    assert crm.token().json["expires_in"] == 60
    assert crm.control("GET", "options")["page"] == "2"


def test_the_process_on_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox.dynamics", "--port", "0", "--accounts", "6"]
    command += ["--organisation", "dollar", "--state", str(tmp_path / "crm.db")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:")
        port = int(line.rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/_sandbox/state")
        assert b'"organisation":"dollar"' in connection.getresponse().read()
        connection.close()
        process.terminate()
        assert process.wait(20) == 0
