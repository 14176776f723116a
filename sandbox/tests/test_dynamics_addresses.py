"""Addresses of accounts and contacts: columns of their own and rows of `customeraddress`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .dynamics_caller import Crm, running

STREET = {"address1_line1": "Haven 1", "address1_city": "Gouda", "address1_country": "Nederland"}


@pytest.fixture
def crm() -> Iterator[Crm]:
    with running(accounts=0) as caller:
        yield caller.connect("sales")


def account(crm: Crm, **values: Any) -> str:
    return crm.post("accounts", {"name": "Sluis", **values}).entity_id


def addresses(crm: Crm, parent: str) -> list[dict[str, Any]]:
    rows = crm.rows(
        "customeraddresses",
        filter=f"_parentid_value eq {parent}",
        orderby="addressnumber",
        select="addressnumber,city,line1,composite,objecttypecode",
    )
    return rows


def test_an_account_has_two_addresses_and_a_contact_three_empty_or_not(crm: Crm) -> None:
    key = account(crm, **STREET)
    assert [(row["addressnumber"], row["city"]) for row in addresses(crm, key)] == [
        (1, "Gouda"), (2, None),
    ]  # fmt: skip
    contact = crm.post("contacts", {"lastname": "J"}).entity_id
    assert [row["objecttypecode"] for row in addresses(crm, contact)] == ["contact"] * 3
    row = crm.get(f"accounts({key})").json
    first = crm.get(f"customeraddresses({row['address1_addressid']})").json
    assert first["addressnumber"] == 1 and first["_parentid_value"] == key


def test_both_ways_of_writing_an_embedded_address_show_on_the_other_side(crm: Crm) -> None:
    key = account(crm, **STREET)
    version = crm.get(f"accounts({key})").json["versionnumber"]
    first, second = (row["customeraddressid"] for row in addresses(crm, key))
    assert crm.patch(f"customeraddresses({second})", {"city": "Delft"}).status == 204
    row = crm.get(f"accounts({key})").json
    assert row["address2_city"] == "Delft" and row["address2_composite"] == "Delft"
    assert row["versionnumber"] > version
    crm.patch(f"accounts({key})", {"address1_city": None, "address1_line1": "Haven 2"})
    assert crm.get(f"customeraddresses({first})").json["line1"] == "Haven 2"
    assert crm.get(f"customeraddresses({first})").json["city"] is None


def test_more_addresses_get_higher_numbers_and_can_go(crm: Crm) -> None:
    key = account(crm)
    body = {"city": "Breda", "parentid_account@odata.bind": f"/accounts({key})"}
    made = [crm.post("customeraddresses", body).entity_id for _ in range(2)]
    assert [row["addressnumber"] for row in addresses(crm, key)] == [1, 2, 3, 4]
    assert crm.delete(f"customeraddresses({made[0]})").status == 204
    assert crm.get(f"accounts({key})").json["address1_city"] is None


def test_an_embedded_address_stays_as_long_as_its_customer(crm: Crm) -> None:
    key = account(crm, **STREET)
    first = addresses(crm, key)[0]["customeraddressid"]
    refused = crm.delete(f"customeraddresses({first})")
    assert (refused.status, refused.code) == (405, "0x80040227")
    assert crm.delete(f"accounts({key})").status == 204
    assert addresses(crm, key) == []


def test_an_organisation_may_let_embedded_addresses_go(crm: Crm) -> None:
    key = account(crm, **STREET)
    crm.control("POST", "settings", {"EnableDeleteAddressRecords": True})
    first = addresses(crm, key)[0]["customeraddressid"]
    assert crm.delete(f"customeraddresses({first})").status == 204
    row = crm.get(f"accounts({key})").json
    assert row["address1_city"] is None and row["address1_composite"] is None


def test_an_organisation_may_do_without_empty_addresses(crm: Crm) -> None:
    crm.control("POST", "settings", {"CreateOnlyNonEmptyAddressRecordsForEligibleEntities": True})
    key = account(crm, **STREET)
    assert [row["addressnumber"] for row in addresses(crm, key)] == [1]
    crm.patch(f"accounts({key})", {"address2_city": "Delft"})
    assert [row["city"] for row in addresses(crm, key)] == ["Gouda", "Delft"]


def test_settings_have_known_names(crm: Crm) -> None:
    answer = crm.http("POST", "/_sandbox/settings", b'{"Colour": true}')
    assert answer.status == 400
    on = crm.control("POST", "settings", {"EnableOwnershipAcrossBusinessUnits": True})
    assert on["EnableOwnershipAcrossBusinessUnits"] is True
    (row,) = crm.rows("organizations", select="orgdborgsettings")
    assert row["orgdborgsettings"].count("EnableOwnershipAcrossBusinessUnits>") == 2


def test_the_address_table_has_no_owner_no_bulk_message_and_no_tracking(crm: Crm) -> None:
    table = crm.server.app.org.table("customeraddress")
    assert table.ownership == "None" and "statecode" not in table.columns
    body = {"Targets": [{"@odata.type": "Microsoft.Dynamics.CRM.customeraddress", "city": "X"}]}
    path = "customeraddresses/Microsoft.Dynamics.CRM.CreateMultiple"
    assert crm.post(path, body).code == "0x80040800"
    assert crm.get("customeraddresses?$select=city", prefer="odata.track-changes").status == 400
