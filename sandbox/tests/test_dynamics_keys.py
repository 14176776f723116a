"""Alternate keys: upserts by them, what they forbid, and how they become active."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.tests.dynamics_caller import ALL, Crm, running

pytest_plugins = ("sandbox.tests.dynamics_fixtures",)
KEYS = "EntityDefinitions(LogicalName='cb_customer')/Keys"


def at(identifier: str, site: str = "acme") -> str:
    return f"cb_customers(cb_site='{site}',cb_chargebeeid='{identifier}')"


def test_upsert_by_key_creates_and_changes(made: Crm) -> None:
    prefer = {"Prefer": "return=representation"}
    first = made.patch(f"{at('169lFJSx')}?$select=cb_customerid", {"cb_name": "A"}, **prefer)
    assert first.status == 201
    again = made.patch(f"{at('169lFJSx')}?$select=cb_customerid", {"cb_name": "B"}, **prefer)
    assert again.status == 200
    assert again.json["cb_customerid"] == first.json["cb_customerid"]
    row = made.get(at("169lFJSx")).json
    assert (row["cb_name"], row["cb_site"], row["cb_chargebeeid"]) == ("B", "acme", "169lFJSx")


def test_the_answer_names_the_key_not_the_id(made: Crm) -> None:
    answer = made.patch(at("c-1"), {"cb_name": "A"})
    assert (answer.status, answer.entity) == (204, at("c-1"))
    assert made.patch(at("c-1"), {"cb_name": "B"}).entity == at("c-1")


def test_the_order_of_the_key_does_not_matter_but_its_names_do(made: Crm) -> None:
    made.patch(at("c-1"), {"cb_name": "A"})
    assert made.get("cb_customers(cb_chargebeeid='c-1',cb_site='acme')").status == 200
    for wrong in ("cb_chargebeeid='c-1'", "cb_site='acme',cb_name='c-1'", "cb_Site='acme'"):
        answer = made.get(f"cb_customers({wrong})")
        assert answer.status == 400
        assert answer.message.startswith(
            "The key in the request URI is not valid for resource "
            "'Microsoft.Dynamics.CRM.cb_customer'."
        )


def test_if_match_and_if_none_match(made: Crm) -> None:
    absent = made.patch(at("c-1"), {"cb_name": "A"}, If_Match="*")
    assert (absent.status, absent.code) == (404, "0x80060891")
    assert made.patch(at("c-1"), {"cb_name": "A"}, If_None_Match="*").status == 204
    there = made.patch(at("c-1"), {"cb_name": "A"}, If_None_Match="*")
    assert there.status == 412
    assert made.get(at("c-2")).code == "0x80060891"
    assert made.delete(at("c-2")).status == 404
    assert made.delete(at("c-1")).status == 204


def test_key_columns_in_the_body_win_on_create_and_are_ignored_on_update(made: Crm) -> None:
    made.patch(at("c-1"), {"cb_name": "A", "cb_chargebeeid": "other"})
    assert made.get(at("c-1")).status == 404
    assert made.get(at("other")).status == 200
    made.patch(at("other"), {"cb_name": "B", "cb_chargebeeid": "third"})
    assert made.get(at("other")).json["cb_name"] == "B"


def test_case_accents_and_trailing_blanks_are_no_difference(made: Crm) -> None:
    made.patch(at("Zoë"), {"cb_name": "A"})
    for same in ("zoe", "ZOË", "zoe "):
        assert made.patch(at(same.replace(" ", "%20")), {"cb_name": same}).status == 204
    assert [row["cb_name"] for row in made.rows("cb_customers")] == ["zoe "]


def test_quotes_are_doubled(made: Crm) -> None:
    assert made.patch(at("O''Neill"), {"cb_name": "A"}).status == 204
    assert made.one("cb_customers")["cb_chargebeeid"] == "O'Neill"
    assert made.get(at("O'Neill")).status == 400


@pytest.mark.parametrize("char", list("<>*%&:\\?+/"))
def test_characters_that_no_key_in_an_address_can_have(made: Crm, char: str) -> None:
    value = f"a{char}b"
    made.post("cb_customers", {"cb_name": "A", "cb_site": "acme", "cb_chargebeeid": value})
    encoded = f"a%{ord(char):02X}b"
    for method, body in (("GET", None), ("PATCH", {"cb_name": "B"}), ("DELETE", None)):
        answer = made.call(method, at(encoded), body)
        assert answer.status == (404 if char in "/\\" else 400), answer.content
    literal = value.replace("'", "''")
    (row,) = made.rows("cb_customers", filter=f"cb_chargebeeid eq '{literal}'")
    assert row["cb_name"] == "A"


def test_no_parameter_aliases_in_a_key(made: Crm) -> None:
    assert made.get("cb_customers(cb_site=@p,cb_chargebeeid='x')?@p='acme'").status == 400


def test_duplicates_are_412_with_the_column_in_the_details(made: Crm) -> None:
    made.patch(at("c-1"), {"cb_name": "A"})
    body = {"cb_name": "B", "cb_site": "acme", "cb_chargebeeid": "C-1"}
    answer = made.post("cb_customers", body, Prefer=ALL)
    assert (answer.status, answer.code) == (412, "0x80060892")
    assert answer.message.startswith("Entity Key Chargebee id violated. A record with the same")
    details = {k: v for k, v in answer.json["error"].items() if "ErrorDetails" in k}
    assert details == {
        "@Microsoft.PowerApps.CDS.ErrorDetails.0": "cb_site",
        "@Microsoft.PowerApps.CDS.ErrorDetails.1": "cb_chargebeeid",
    }
    other = made.post("cb_customers", {**body, "cb_chargebeeid": "c-2"}).entity
    assert made.patch(other, {"cb_chargebeeid": "c-1"}).code == "0x80060892"
    assert made.get(other).json["cb_chargebeeid"] == "c-2"


def test_an_empty_key_column_is_bound_by_nothing(made: Crm) -> None:
    for _ in range(2):
        assert made.post("cb_customers", {"cb_name": "A", "cb_site": "acme"}).status == 204


def test_a_reference_by_key(made: Crm) -> None:
    made.patch(at("c-1"), {"cb_name": "A"})
    bound = {"cb_name": "I", "cb_CbCustomerId@odata.bind": f"/{at('c-1')}"}
    where = made.post("cb_invoices", bound).entity
    assert made.get(where, expand="cb_CbCustomerId").json["cb_CbCustomerId"]["cb_name"] == "A"
    bound["cb_CbCustomerId@odata.bind"] = f"/{at('nobody')}"
    absent = made.post("cb_invoices", bound)
    assert (absent.status, absent.code) == (404, "0x80060891")


# Activation


def status_of(crm: Crm) -> list[str]:
    return [row["EntityKeyIndexStatus"] for row in crm.rows(KEYS)]


def fresh(crm: Crm) -> Crm:
    """An organisation with the customer table, and no key yet."""
    crm.connect("setup").publisher()
    crm.make("EntityDefinitions", crm.table("cb_Customer"))
    return crm


def test_a_key_is_pending_first_and_of_no_use_until_active() -> None:
    with running(key_seconds=10) as crm:
        fresh(crm).make(KEYS, crm.key("cb_K", "cb_site", "cb_chargebeeid"))
        (row,) = crm.rows(KEYS)
        assert (row["EntityKeyIndexStatus"], row["LogicalName"]) == ("Pending", "cb_k")
        assert row["AsyncJob"]
        assert crm.patch(at("c-1"), {"cb_name": "A"}).status == 400
        crm.forward(6)
        assert status_of(crm) == ["InProgress"]
        crm.forward(5)
        assert status_of(crm) == ["Active"]
        assert crm.rows(KEYS)[0]["AsyncJob"] is None
        assert crm.patch(at("c-1"), {"cb_name": "A"}).status == 204


def test_duplicates_make_a_key_fail_until_it_is_tried_again(crm: Crm) -> None:
    body: dict[str, Any] = {"cb_name": "A", "cb_site": "s", "cb_chargebeeid": "x"}
    fresh(crm).make(KEYS, crm.key("cb_K", "cb_site", "cb_chargebeeid"))
    ids = [crm.post("cb_customers", body).entity for _ in range(2)]
    crm.forward(2)
    assert status_of(crm) == ["Failed"]
    assert crm.audit()["failed_keys"] == [{"table": "cb_customer", "key": "cb_k"}]
    crm.delete(ids[0])
    again = {"EntityLogicalName": "cb_customer", "EntityKeyLogicalName": "cb_k"}
    assert crm.post("ReactivateEntityKey", again).status == 204
    assert status_of(crm) == ["Pending"]
    crm.forward(2)
    assert status_of(crm) == ["Active"]


def test_a_key_that_is_stuck_can_be_deleted_and_made_again(crm: Crm) -> None:
    fresh(crm).control("POST", "keys", {"stuck": True})
    crm.make(KEYS, crm.key("cb_K", "cb_site", "cb_chargebeeid"))
    crm.forward(3000)
    assert status_of(crm) == ["Pending"]
    crm.control("POST", "keys", {"stuck": False})
    assert crm.delete(f"{KEYS}(LogicalName='cb_k')").status == 204
    crm.make(KEYS, crm.key("cb_K", "cb_site", "cb_chargebeeid"))
    crm.forward(2)
    assert status_of(crm) == ["Active"]


def test_limits_of_keys(crm: Crm) -> None:
    fresh(crm)
    attributes = "EntityDefinitions(LogicalName='cb_customer')/Attributes"
    for number in range(11):
        crm.make(attributes, crm.text(f"cb_T{number}", 20))
    crm.make(attributes, crm.text("cb_Long", 401))
    crm.make(attributes, crm.attribute("Money", "cb_Amount"))
    too_long = crm.post(KEYS, crm.key("cb_L", "cb_long", "cb_site"))
    assert "900 bytes" in too_long.message
    assert crm.post(KEYS, crm.key("cb_M", "cb_amount")).status == 400
    assert crm.post(KEYS, crm.key("cb_N", "cb_nothing")).status == 404
    for number in range(10):
        crm.make(KEYS, crm.key(f"cb_K{number}", f"cb_t{number}"))
    assert "at most 10" in crm.post(KEYS, crm.key("cb_K10", "cb_t10")).message
    assert crm.post(KEYS, crm.key("cb_K1", "cb_t10")).code == "0x80040237"


def test_a_lookup_can_be_part_of_a_key(made: Crm) -> None:
    made.connect("setup")
    keys = "EntityDefinitions(LogicalName='cb_invoice')/Keys"
    made.make(keys, made.key("cb_ByCustomer", "cb_cbcustomerid", "cb_site"))
    made.forward(2)
    made.patch(at("c-1"), {"cb_name": "A"})
    customer = made.one("cb_customers")["cb_customerid"]
    where = f"cb_invoices(_cb_cbcustomerid_value={customer},cb_site='s')"
    assert made.patch(where, {"cb_name": "I"}).status == 204
    assert made.get(where).json["_cb_cbcustomerid_value"] == customer
