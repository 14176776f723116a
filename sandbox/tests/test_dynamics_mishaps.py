"""Lost races, pages that don't go on, counts that a test names."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from sandbox.tests.dynamics_caller import Crm

pytest_plugins = ("sandbox.tests.dynamics_fixtures",)
WHERE = "cb_customers(cb_site='a',cb_chargebeeid='c')"


@pytest.mark.parametrize("where", [WHERE, f"cb_customers({uuid4()})"])
def test_who_loses_a_race_for_a_new_row_tries_again(made: Crm, where: str) -> None:
    made.control("POST", "race", {"table": "cb_customer"})
    lost = made.patch(where, {"cb_name": "A"})
    assert (lost.status, lost.message) == (412, "A record with matching key values already exists.")
    winner = made.get(where).json
    assert winner["_createdby_value"] != made.get("WhoAmI").json["UserId"]
    assert made.patch(where, {"cb_name": "B"}).status == 204
    assert [row["cb_name"] for row in made.rows("cb_customers")] == ["B"]
    assert made.audit() == {}


def test_a_lost_race_undoes_the_whole_page(made: Crm) -> None:
    made.control("POST", "race", {"table": "cb_customer", "times": 1})
    kind = "Microsoft.Dynamics.CRM.cb_customer"
    path = "cb_customers/Microsoft.Dynamics.CRM.UpsertMultiple"
    rows: list[Any] = [
        {"@odata.type": kind, "cb_name": name, "cb_customerid": str(uuid4())} for name in "AB"
    ]
    assert made.post(path, {"Targets": rows}).status == 412
    assert [row["cb_name"] for row in made.rows("cb_customers")] == ["A"]
    assert made.post(path, {"Targets": rows}).status == 204
    assert len(made.rows("cb_customers")) == 2


def test_updates_lose_no_race(made: Crm) -> None:
    made.patch(WHERE, {"cb_name": "A"})
    made.control("POST", "race", {"table": "cb_customer"})
    assert made.patch(WHERE, {"cb_name": "B"}).status == 204


def test_a_cookie_that_does_not_advance(crm: Crm) -> None:
    crm.control("POST", "paging", {"stuck": True})
    page = "odata.maxpagesize=10"
    first = crm.get("accounts", page, select="name")
    second = crm.get(first.json["@odata.nextLink"], page)
    third = crm.get(second.json["@odata.nextLink"], page)
    assert first.rows != second.rows == third.rows
    assert second.json["@odata.nextLink"] == first.json["@odata.nextLink"]
    crm.control("POST", "paging", {"stuck": False})
    assert (
        crm.get(second.json["@odata.nextLink"], page).json["@odata.nextLink"]
        != (second.json["@odata.nextLink"])
    )


def test_counts_that_a_test_names(made: Crm) -> None:
    customer = made.patch(WHERE, {"cb_name": "A"}).entity
    bound = {"cb_CbCustomerId@odata.bind": f"/{customer}"}
    made.patch(f"cb_invoices({uuid4()})", {"cb_name": "I", "cb_linecount": 1, **bound})
    assert set(made.audit()) == {"line_counts"}
    assert made.audit("cb_invoice.cb_linecount:cb_invoice.cb_cbcustomerid")["line_counts"]
    made.connect("setup")
    attributes = "EntityDefinitions(LogicalName='cb_customer')/Attributes"
    made.make(attributes, made.attribute("Integer", "cb_Invoices"))
    made.patch(WHERE, {"cb_invoices": 2})
    found = made.audit("cb_customer.cb_invoices:cb_invoice.cb_cbcustomerid")["line_counts"]
    assert ("A", 2, 1) in {(one["name"], one["says"], one["stored"]) for one in found}
