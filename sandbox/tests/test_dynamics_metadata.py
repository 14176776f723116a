"""Metadata: tables, columns, relationships and choices are read, made, changed and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.tests.dynamics_caller import SOLUTION, Crm, running

pytest_plugins = ("sandbox.tests.dynamics_fixtures",)
CUSTOMER = "EntityDefinitions(LogicalName='cb_customer')"
INVOICE = "EntityDefinitions(LogicalName='cb_invoice')"
CLASS = "Microsoft.Dynamics.CRM."


@pytest.fixture
def setup(crm: Crm) -> Crm:
    """The set-up app in an organisation with its publisher, and no table yet."""
    crm.connect("setup").publisher()
    return crm


def test_a_table_and_what_the_server_makes_with_it(setup: Crm) -> None:
    answer = setup.post("EntityDefinitions", setup.table("cb_Family"), **SOLUTION)
    assert answer.status == 204
    assert answer.entity.startswith("EntityDefinitions(")
    family = "EntityDefinitions(LogicalName='cb_family')"
    row = setup.get(family).json
    assert row["MetadataId"] == answer.entity_id
    assert row["EntitySetName"] == "cb_families"
    assert (row["PrimaryIdAttribute"], row["PrimaryNameAttribute"]) == ("cb_familyid", "cb_name")
    assert (row["IsCustomEntity"], row["ChangeTrackingEnabled"]) == (True, True)
    assert row["DisplayName"]["UserLocalizedLabel"]["Label"] == "cb_Family"
    names = {one["LogicalName"] for one in setup.rows(f"{family}/Attributes")}
    assert names >= {
        "cb_familyid", "cb_name", "createdon", "createdby", "modifiedon", "modifiedby", "ownerid",
        "owningbusinessunit", "owninguser", "owningteam", "statecode", "statuscode",
        "versionnumber", "overriddencreatedon",
    }  # fmt: skip
    assert setup.rows("cb_families") == []


def test_an_organisations_table_has_no_owner(setup: Crm) -> None:
    setup.make("EntityDefinitions", setup.table("cb_Plan", OwnershipType="OrganizationOwned"))
    plan = setup.post("cb_plans", {"cb_name": "A"}).entity
    assert "_ownerid_value" not in setup.get(plan).json


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SchemaName": "Customer"}, "prefix"),
        ({"SchemaName": "new_Customer"}, "prefix"),
        ({"SchemaName": "cb_Cust omer"}, "not valid"),
        ({"SchemaName": None}, "'SchemaName' is missing"),
        ({"DisplayName": None}, "'DisplayName' is missing"),
        ({"DisplayCollectionName": None}, "'DisplayCollectionName' is missing"),
        ({"OwnershipType": None}, "'OwnershipType' is missing"),
        ({"OwnershipType": "TeamOwned"}, "OwnershipType"),
        ({"IsActivity": None}, "'IsActivity' is missing"),
        ({"HasNotes": None}, "'HasNotes' is missing"),
        ({"Attributes": None}, "'Attributes' is missing"),
        ({"Attributes": []}, "exactly one"),
        ({"@odata.type": None}, "@odata.type"),
        ({"@odata.type": f"{CLASS}StringAttributeMetadata"}, "EntityMetadata"),
    ],
)
def test_tables_that_are_refused(setup: Crm, change: dict[str, Any], words: str) -> None:
    body = {**setup.table("cb_Customer"), **change}
    answer = setup.post("EntityDefinitions", body, **SOLUTION)
    assert answer.status == 400, answer.content
    assert words in answer.message
    assert setup.control("GET", "state")["custom_tables"] == []


def test_names_are_taken_once(setup: Crm) -> None:
    setup.make("EntityDefinitions", setup.table("cb_Customer"))
    again = setup.post("EntityDefinitions", setup.table("cb_customer"), **SOLUTION)
    assert (again.status, again.code) == (412, "0x80040237")
    # The primary key takes the name that a lookup to another system's customer would want.
    for schema in ("cb_CustomerId", "cb_Name", "cb_name"):
        taken = setup.post(f"{CUSTOMER}/Attributes", setup.text(schema))
        assert (taken.status, taken.code) == (412, "0x80040237"), schema


def test_labels_need_the_base_language() -> None:
    with running(organisation="dutch") as crm:
        crm.connect("setup").publisher()
        assert crm.one("organizations")["languagecode"] == 1043
        refused = crm.post("EntityDefinitions", crm.table("cb_Customer"))
        assert "1043" in refused.message
        crm.language = 1043
        crm.make("EntityDefinitions", crm.table("cb_Customer"))


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("String", {"MaxLength": 4001, "FormatName": {"Value": "Text"}}, "MaxLength"),
        ("String", {"MaxLength": "100"}, "MaxLength"),
        ("String", {"MaxLength": 100, "FormatName": {"Value": "Email"}}, "FormatName"),
        ("Memo", {"MaxLength": 1_048_577}, "MaxLength"),
        ("Decimal", {"Precision": 11}, "Precision"),
        ("Decimal", {"MaxValue": 100_000_000_001}, "MaxValue"),
        ("Integer", {"MaxValue": 2_147_483_649}, "MaxValue"),
        ("Integer", {"MinValue": 5, "MaxValue": 4}, "MinValue"),
        ("Money", {"PrecisionSource": 3}, "PrecisionSource"),
        ("DateTime", {"DateTimeBehavior": {"Value": "DateOnly"}}, "DateOnly"),
        ("DateTime", {"Format": "DateOnly", "DateTimeBehavior": {"Value": "Day"}}, "Behavior"),
        ("Boolean", {}, "OptionSet"),
        ("Picklist", {}, "OptionSet"),
        ("Lookup", {}, "RelationshipDefinitions"),
        ("Nothing", {}, "NothingAttributeMetadata"),
    ],
)
def test_columns_that_are_refused(
    setup: Crm, kind: str, values: dict[str, Any], words: str
) -> None:
    setup.make("EntityDefinitions", setup.table("cb_Customer"))
    body = setup.attribute(kind, "cb_New", **values)
    answer = setup.post(f"{CUSTOMER}/Attributes", body, **SOLUTION)
    assert answer.status == 400
    assert words in answer.message


def test_limits_are_read_by_the_typed_cast_only(made: Crm) -> None:
    path = f"{INVOICE}/Attributes(LogicalName='cb_name')"
    bare = made.get(path).json
    assert bare["@odata.type"] == "#Microsoft.Dynamics.CRM.StringAttributeMetadata"
    assert "MaxLength" not in bare
    assert made.get(f"{path}?$select=MaxLength").status == 400
    typed = made.get(f"{path}/{CLASS}StringAttributeMetadata?$select=MaxLength").json
    assert typed["MaxLength"] == 200
    assert made.get(f"{path}/{CLASS}MoneyAttributeMetadata").status == 404
    rate = made.get(f"{INVOICE}/Attributes(LogicalName='cb_rate')/{CLASS}DecimalAttributeMetadata")
    assert (rate.json["Precision"], rate.json["MaxValue"]) == (6, 1000)
    many = made.rows(f"{INVOICE}/Attributes/{CLASS}MoneyAttributeMetadata")
    assert {one["LogicalName"] for one in many} == {"cb_total", "cb_total_base"}
    day = made.get(
        f"{INVOICE}/Attributes(LogicalName='cb_duedate')/{CLASS}DateTimeAttributeMetadata"
    )
    assert day.json["DateTimeBehavior"] == {"Value": "DateOnly"}


def test_options_are_read_by_expand(made: Crm) -> None:
    path = f"{INVOICE}/Attributes(LogicalName='cb_status')/{CLASS}PicklistAttributeMetadata"
    assert "OptionSet" not in made.get(path).json
    options = made.get(path, expand="OptionSet").json["OptionSet"]["Options"]
    found = {one["Value"]: one["Label"]["UserLocalizedLabel"]["Label"] for one in options}
    assert found == {727000000: "Paid", 727000001: "Open"}
    status = f"{INVOICE}/Attributes(LogicalName='statuscode')/{CLASS}StatusAttributeMetadata"
    options = made.get(status, expand="OptionSet").json["OptionSet"]["Options"]
    assert {one["Value"]: one["State"] for one in options} == {1: 0, 2: 1}


def test_the_first_money_column_brings_currency_and_rate(setup: Crm) -> None:
    setup.make("EntityDefinitions", setup.table("cb_Customer"))
    attributes = f"{CUSTOMER}/Attributes"
    before = {one["LogicalName"] for one in setup.rows(attributes)}
    setup.make(attributes, setup.attribute("Money", "cb_Amount"))
    first = {one["LogicalName"] for one in setup.rows(attributes)} - before
    assert first == {"cb_amount", "cb_amount_base", "transactioncurrencyid", "exchangerate"}
    setup.make(attributes, setup.attribute("Money", "cb_Other"))
    second = {one["LogicalName"] for one in setup.rows(attributes)} - before - first
    assert second == {"cb_other", "cb_other_base"}


def test_solutions_know_their_components(setup: Crm) -> None:
    table = setup.make("EntityDefinitions", setup.table("cb_Customer"))
    solution = setup.rows("solutions", filter="uniquename eq 'cb_connector'")[0]["solutionid"]
    condition = f"_solutionid_value eq {solution}"
    rows = setup.rows("solutioncomponents", filter=condition)
    assert {(row["componenttype"], row["objectid"]) for row in rows} == {(1, table)}
    missing = {"MSCRM.SolutionUniqueName": "nothing"}
    answer = setup.post("EntityDefinitions", setup.table("cb_Other"), **missing)
    assert (answer.status, answer.code) == (404, "0x80040217")


@pytest.mark.parametrize(
    "change",
    [
        {"customizationprefix": "c"},
        {"customizationprefix": "toolongprefix"},
        {"customizationprefix": "mscrmx"},
        {"customizationprefix": "1cb"},
        {"customizationoptionvalueprefix": 9999},
        {"customizationoptionvalueprefix": 100000},
        {"uniquename": "with blank"},
        {"friendlyname": None},
    ],
)
def test_publishers_that_are_refused(crm: Crm, change: dict[str, Any]) -> None:
    body = {
        "uniquename": "p",
        "friendlyname": "P",
        "customizationprefix": "pp",
        "customizationoptionvalueprefix": 10001,
    }
    crm.connect("setup")
    assert crm.post("publishers", {**body, **change}).status == 400
    made = crm.post("publishers", body)
    assert made.status == 204
    assert crm.post("publishers", body).status == 412
    assert crm.patch(made.entity, {"customizationprefix": "qq"}).status == 400


def test_global_choices(setup: Crm) -> None:
    setup.make("EntityDefinitions", setup.table("cb_Customer"))
    options = [{"Value": 727000000, "Label": setup.label("Monthly")}]
    body = {
        "@odata.type": f"{CLASS}OptionSetMetadata",
        "Name": "cb_period",
        "DisplayName": setup.label("Period"),
        "OptionSetType": "Picklist",
        "IsGlobal": True,
        "Options": options,
    }
    known = setup.make("GlobalOptionSetDefinitions", body)
    bound = {"GlobalOptionSet@odata.bind": f"/GlobalOptionSetDefinitions({known})"}
    setup.make(f"{CUSTOMER}/Attributes", setup.attribute("Picklist", "cb_Period", **bound))
    assert setup.post("cb_customers", {"cb_name": "A", "cb_period": 727000001}).status == 400
    added = {"OptionSetName": "cb_period", "Value": 727000001, "Label": setup.label("Yearly")}
    assert setup.post("InsertOptionValue", added).status == 200
    assert setup.post("cb_customers", {"cb_name": "A", "cb_period": 727000001}).status == 204
    shown = setup.get("GlobalOptionSetDefinitions(Name='cb_period')").json
    assert len(shown["Options"]) == 2
    assert setup.delete("GlobalOptionSetDefinitions(Name='cb_period')").status == 400
