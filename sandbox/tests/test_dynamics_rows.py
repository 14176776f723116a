"""One row: created, read, changed, deleted; names, types, limits and row versions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from sandbox.tests.dynamics_caller import ALL, Crm

pytest_plugins = ("sandbox.tests.dynamics_fixtures",)


def invoice(crm: Crm, **values: Any) -> str:
    """The address of a new invoice row."""
    answer = crm.post("cb_invoices", {"cb_name": "INV-1", **values})
    assert answer.status == 204, answer.content
    return answer.entity


def test_create_answers_with_the_address_or_with_the_row(made: Crm) -> None:
    answer = made.post("cb_customers", {"cb_name": "Acme"})
    assert (answer.status, answer.content) == (204, b"")
    assert answer.entity.startswith("cb_customers(")
    prefer = "return=representation"
    answer = made.post("cb_customers?$select=cb_name", {"cb_name": "B"}, Prefer=prefer)
    assert answer.status == 201
    assert answer.headers["OData-EntityId"] is None
    assert answer.headers["Preference-Applied"] == "return=representation"
    body = answer.json
    assert body["@odata.context"].endswith("#cb_customers(cb_name)/$entity")
    assert set(body) == {"@odata.context", "@odata.etag", "cb_name", "cb_customerid"}


def test_a_new_row_has_what_the_server_makes(made: Crm) -> None:
    row = made.get(invoice(made)).json
    me = made.get("WhoAmI").json
    assert row["_createdby_value"] == row["_modifiedby_value"] == row["_ownerid_value"]
    assert row["_ownerid_value"] == row["_owninguser_value"] == me["UserId"]
    assert row["_owningbusinessunit_value"] == me["BusinessUnitId"]
    assert row["_owningteam_value"] is None
    assert (row["statecode"], row["statuscode"], row["cb_deleted"]) == (0, 1, False)
    assert row["createdon"].endswith("Z")
    assert row["@odata.etag"] == f'W/"{row["versionnumber"]}"'


def test_a_chosen_primary_key_is_kept_and_taken_once(made: Crm) -> None:
    row_id = str(uuid4())
    answer = made.post("cb_customers", {"cb_customerid": row_id, "cb_name": "A"})
    assert answer.entity_id == row_id
    again = made.post("cb_customers", {"cb_customerid": row_id.upper(), "cb_name": "B"})
    assert (again.status, again.code) == (412, "0x80040237")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"cb_Name": "A"}, "0x80048d19"),
        ({"nothing": 1}, "0x80048d19"),
        ({"cb_name": 5}, "0x80048d19"),
        ({"cb_name": "x" * 201}, "0x80044331"),
        ({"cb_name": "😀" * 101}, "0x80044331"),
        ({"cb_total": "12.50"}, "0x80048d19"),
        ({"cb_total": Decimal("922337203685478")}, "0x80040203"),
        ({"cb_linecount": 2_147_483_648}, "0x80048d19"),
        ({"cb_linecount": -1}, "0x80040203"),
        ({"cb_linecount": Decimal("1.5")}, "0x80048d19"),
        ({"cb_linecount": True}, "0x80048d19"),
        ({"cb_rate": Decimal("1000.1")}, "0x80040203"),
        ({"cb_status": 727000002}, "0x8004431A"),
        ({"cb_status": "Paid"}, "0x80048d19"),
        ({"statuscode": 9}, "0x8004431A"),
        ({"statecode": 0, "statuscode": 2}, "0x80048408"),
        ({"cb_deleted": 1}, "0x80048d19"),
        ({"cb_updatedat": "2026-11-22"}, "0x80048d19"),
        ({"cb_updatedat": "2026-11-22T10:00:00"}, "0x80048d19"),
        ({"cb_updatedat": "2026-02-30T10:00:00Z"}, "0x80048d19"),
        ({"cb_updatedat": "1752-12-31T23:59:59Z"}, "0x80040239"),
        ({"cb_duedate": "2026-11-22T00:00:00Z"}, "0x80048d19"),
        ({"cb_invoiceid": "not-a-guid"}, "0x80048d19"),
        ({"_cb_cbcustomerid_value": str(uuid4())}, "0x80048d19"),
        ({"cb_cbcustomerid": str(uuid4())}, "0x80048d19"),
        ({"cb_cbcustomerid@odata.bind": f"/cb_customers({uuid4()})"}, "0x80048d19"),
        ({"cb_CbCustomerId@odata.bind": f"/accounts({uuid4()})"}, "0x80048d19"),
        ({"cb_CbCustomerId@odata.bind": f"/cb_customers({uuid4()})"}, "0x80040217"),
        ({"cb_CbCustomerId@odata.bind": 5}, "0x80048d19"),
        ({"@odata.type": "Microsoft.Dynamics.CRM.account"}, "0x80048d19"),
        ([], "0x80048d19"),
    ],
)
def test_refused_values(made: Crm, body: Any, code: str) -> None:
    if isinstance(body, dict):
        body = {"cb_name": "INV", **body}
    answer = made.post("cb_invoices", body)
    assert answer.code == code, answer.message
    assert answer.status == (404 if code == "0x80040217" else 400)
    assert made.rows("cb_invoices") == []


def test_the_sentences_of_the_documentation(made: Crm) -> None:
    long = made.post("cb_invoices", {"cb_name": "x" * 201})
    assert long.message == (
        "A validation error occurred.  The length of the 'cb_name' attribute of the 'cb_invoice' "
        "entity exceeded the maximum allowed length of '200'."
    )
    bind = made.post("cb_invoices", {"cb_cbcustomerid@odata.bind": "/cb_customers(x)"})
    assert "An undeclared property 'cb_cbcustomerid' which only has property" in bind.message
    unknown = made.post("cb_invoices", {"cb_nothing": 1})
    assert "Invalid property 'cb_nothing' was found in entity" in unknown.message


def test_broken_bodies(made: Crm) -> None:
    assert made.call("POST", "cb_customers", b'{"cb_name": ').code == "0x80048d19"
    kind = {"Content-Type": "text/xml"}
    assert made.call("POST", "cb_customers", b"<a/>", kind).status == 415


def test_values_come_back_as_they_are_kept(made: Crm) -> None:
    where = invoice(
        made,
        cb_total=Decimal("12.345"),
        cb_rate=Decimal("0.1234567"),
        cb_updatedat="2026-11-22T10:00:00.789+02:00",
        cb_duedate="2026-11-22",
        cb_chargebeeid="",
        **{"transactioncurrencyid@odata.bind": made.currency("USD")},
    )
    answer = made.get(where)
    row = answer.json
    # Half to even, to the currency's precision, with four decimals.
    assert b'"cb_total":12.3400' in answer.content
    assert row["cb_total_base"] == Decimal("11.4259")
    assert row["exchangerate"] == Decimal("1.08")
    assert row["cb_rate"] == Decimal("0.123457")
    assert row["cb_updatedat"] == "2026-11-22T08:00:00Z"
    assert row["cb_duedate"] == "2026-11-22"
    assert row["cb_chargebeeid"] is None


def test_money_without_currency_is_the_base_currencys(made: Crm) -> None:
    row = made.get(invoice(made, cb_total=5)).json
    assert made.currency("EUR") == f"/transactioncurrencies({row['_transactioncurrencyid_value']})"
    yen = made.currency("JPY")
    row = made.get(invoice(made, cb_total=5, **{"transactioncurrencyid@odata.bind": yen})).json
    assert row["cb_total"] == 5
    where = invoice(made, cb_total=Decimal("5.5"), **{"transactioncurrencyid@odata.bind": yen})
    assert made.get(where).json["cb_total"] == 6


def test_what_the_server_makes_is_ignored_in_a_body(made: Crm) -> None:
    where = invoice(made, createdon="2001-01-01T00:00:00Z", cb_total_base=99)
    row = made.get(where).json
    assert row["createdon"] > "2020"
    assert row["cb_total_base"] is None
    where = invoice(made, overriddencreatedon="2001-01-01T00:00:00Z")
    assert made.get(where).json["createdon"] == "2001-01-01T00:00:00Z"


def test_patch_without_if_match_creates_a_ghost(made: Crm) -> None:
    row_id = str(uuid4())
    assert made.patch(f"cb_customers({row_id})", {"cb_name": "A"}, If_Match="*").status == 404
    assert made.rows("cb_customers") == []
    answer = made.patch(f"cb_customers({row_id})", {"cb_name": "A"})
    assert (answer.status, answer.entity) == (204, f"cb_customers({row_id})")
    again = made.patch(f"cb_customers({row_id})", {"cb_name": "B"}, If_None_Match="*")
    assert (again.status, again.message) == (
        412,
        "A record with matching key values already exists.",
    )
    assert made.patch(f"cb_customers({row_id})", {"cb_name": "B"}, If_Match="*").status == 204
    assert made.get(f"cb_customers({row_id})").json["cb_name"] == "B"


def test_patch_tells_by_the_status_what_it_did_where_the_row_is_asked_for(made: Crm) -> None:
    where = f"cb_customers({uuid4()})"
    prefer = {"Prefer": "return=representation"}
    assert made.patch(where, {"cb_name": "A"}, **prefer).status == 201
    assert made.patch(where, {"cb_name": "B"}, **prefer).status == 200


def test_row_versions_rise_and_guard(made: Crm) -> None:
    where = invoice(made)
    first = made.get(where).json["@odata.etag"]
    assert made.patch(where, {"cb_name": "B"}, If_Match=first).status == 204
    stale = made.patch(where, {"cb_name": "C"}, If_Match=first)
    assert (stale.status, stale.code) == (412, "0x80060882")
    assert made.delete(where, If_Match=first).status == 412
    second = made.get(where).json["@odata.etag"]
    assert int(second[3:-1]) > int(first[3:-1])
    assert made.delete(where, If_Match=second).status == 204
    assert made.get(where).status == 404


def test_a_read_with_the_version_at_hand_is_304_but_not_with_expand(made: Crm) -> None:
    where = invoice(made)
    tag = {"If-None-Match": made.get(where).json["@odata.etag"]}
    assert made.call("GET", where, headers=tag).status == 304
    assert made.call("GET", where, headers=tag, expand="cb_CbCustomerId").status == 200
    assert made.call("GET", where, headers={**tag, "Prefer": ALL}).status == 200
    assert made.call("GET", where, headers={"If-None-Match": "null"}).status == 200


def test_lookups_are_bound_read_and_emptied(made: Crm) -> None:
    customer = made.post("cb_customers", {"cb_name": "Acme"}).entity
    for reference in (customer, f"/{customer}", f"{made.server.url}/api/data/v9.2/{customer}"):
        where = invoice(made, **{"cb_CbCustomerId@odata.bind": reference})
        row = made.get(where, ALL).json
        assert f"cb_customers({row['_cb_cbcustomerid_value']})" == customer
        name = "_cb_cbcustomerid_value"
        assert row[f"{name}@Microsoft.Dynamics.CRM.lookuplogicalname"] == "cb_customer"
        nav = row[f"{name}@Microsoft.Dynamics.CRM.associatednavigationproperty"]
        assert nav == "cb_CbCustomerId"
        assert row[f"{name}@OData.Community.Display.V1.FormattedValue"] == "Acme"
    for empty in ({"cb_CbCustomerId": None}, {"cb_CbCustomerId@odata.bind": None}):
        assert made.patch(where, {"cb_CbCustomerId@odata.bind": customer}).status == 204
        assert made.patch(where, empty).status == 204
        assert made.get(where).json["_cb_cbcustomerid_value"] is None


def test_references_of_their_own_address(made: Crm) -> None:
    customer = made.post("cb_customers", {"cb_name": "Acme"}).entity
    where = invoice(made)
    short = made.call("PUT", f"{where}/cb_CbCustomerId/$ref", {"@odata.id": customer})
    assert short.code == "0x80048d19"
    full = {"@odata.id": f"{made.server.url}/api/data/v9.2/{customer}"}
    assert made.call("PUT", f"{where}/cb_CbCustomerId/$ref", full).status == 204
    assert made.get(f"{where}/cb_CbCustomerId").json["cb_name"] == "Acme"
    found = made.rows(f"{customer}/cb_cb_customer_cb_invoice_cb_CbCustomerId")
    assert [row["cb_name"] for row in found] == ["INV-1"]
    assert made.delete(f"{where}/cb_CbCustomerId/$ref").status == 204
    assert made.get(f"{where}/cb_CbCustomerId").status == 204


def test_single_columns_have_an_address(made: Crm) -> None:
    where = invoice(made)
    assert made.call("PUT", f"{where}/cb_name", {"value": "X"}).status == 204
    assert made.get(f"{where}/cb_name").json["value"] == "X"
    assert made.delete(f"{where}/cb_name").status == 204
    assert made.get(f"{where}/cb_name").status == 204
    assert made.get(f"{where}/nothing").status == 404


def test_methods_that_are_not_there(made: Crm) -> None:
    where = invoice(made)
    assert made.call("PUT", where, {"cb_name": "X"}).status == 405
    assert made.delete("cb_invoices").status == 405
    assert made.patch("cb_invoices", {"cb_name": "X"}).status == 405
    assert made.get("cb_nothings").status == 404
    assert made.get("CB_Invoices").status == 404
    assert made.get(f"cb_invoices({uuid4()})").code == "0x80040217"
    assert made.delete(f"cb_invoices({uuid4()})").status == 404


def test_state_and_status_go_together(made: Crm) -> None:
    where = invoice(made)
    assert made.patch(where, {"statecode": 1}).status == 204
    row = made.get(where, select="statecode,statuscode").json
    assert (row["statecode"], row["statuscode"]) == (1, 2)
    assert made.patch(where, {"statuscode": 1}).code == "0x80048408"
    assert made.patch(where, {"statecode": 0, "statuscode": 1}).status == 204


def test_an_emptied_amount_takes_its_base_amount_along(made: Crm) -> None:
    where = invoice(made, cb_total=10)
    assert made.patch(where, {"cb_total": None}).status == 204
    row = made.get(where).json
    assert (row["cb_total"], row["cb_total_base"]) == (None, None)
