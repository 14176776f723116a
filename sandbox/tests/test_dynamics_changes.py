"""Relationships, and metadata that is changed, deleted, published, slow or locked."""

from __future__ import annotations

from typing import Any

from sandbox.tests.dynamics_caller import Crm, running

pytest_plugins = ("sandbox.tests.dynamics_fixtures",)
CUSTOMER = "EntityDefinitions(LogicalName='cb_customer')"
INVOICE = "EntityDefinitions(LogicalName='cb_invoice')"
CLASS = "Microsoft.Dynamics.CRM."


def test_relationships_name_their_navigation_property(made: Crm) -> None:
    wanted = "ReferencingAttribute,ReferencingEntityNavigationPropertyName,ReferencedEntity"
    rows = made.rows(f"{CUSTOMER}/ManyToOneRelationships", select=wanted)
    found = {
        row["ReferencingAttribute"]: row["ReferencingEntityNavigationPropertyName"] for row in rows
    }
    assert found["cb_accountid"] == "cb_AccountId"
    assert found["ownerid"] == "ownerid"
    assert found["owningbusinessunit"] == "OwningBusinessUnit"
    path = "RelationshipDefinitions(SchemaName='cb_account_cb_customer_cb_AccountId')"
    one = made.get(f"{path}/{CLASS}OneToManyRelationshipMetadata").json
    assert one["CascadeConfiguration"]["Assign"] == "NoCascade"
    assert one["ReferencedEntityNavigationPropertyName"] == "cb_account_cb_customer_cb_AccountId"
    names = {row["SchemaName"] for row in made.rows("RelationshipDefinitions")}
    assert {"quote_details", "Account_CustomerAddress"} <= names


def test_relationships_that_are_refused(made: Crm) -> None:
    made.connect("setup")
    good = made.relationship("account", "cb_invoice", "cb_AccountId")

    def refused(**change: Any) -> Any:
        return made.post("RelationshipDefinitions", {**good, **change})

    assert refused(ReferencedEntity="nothing").status == 404
    assert refused(ReferencedAttribute="name").status == 400
    assert refused(CascadeConfiguration={"Delete": "NoCascade"}).status == 400
    assert refused(**{"@odata.type": f"{CLASS}ManyToManyRelationshipMetadata"}).status == 501
    assert refused(Lookup=made.attribute("String", "cb_AccountId")).status == 400
    assert refused(Lookup=made.attribute("Lookup", "cb_Name")).code == "0x80040237"
    assert made.post("RelationshipDefinitions", good).status == 204
    assert made.post("RelationshipDefinitions", good).code == "0x80040237"


def test_put_replaces_labels_unless_they_are_merged(made: Crm) -> None:
    made.connect("setup")
    path = f"{INVOICE}/Attributes(LogicalName='cb_chargebeeid')"

    def label(*texts: tuple[int, str]) -> dict[str, Any]:
        return {"LocalizedLabels": [{"Label": text, "LanguageCode": code} for code, text in texts]}

    def put(shown: dict[str, Any], **headers: str) -> Any:
        body = made.text("cb_ChargebeeId", 120)
        return made.call("PUT", path, {**body, "DisplayName": shown}, headers)

    def texts() -> dict[int, str]:
        found = made.get(path).json["DisplayName"]["LocalizedLabels"]
        return {one["LanguageCode"]: one["Label"] for one in found}

    assert put(label((1033, "Id"), (1043, "Nummer"))).status == 204
    assert put(label((1033, "Identifier")), **{"MSCRM.MergeLabels": "true"}).status == 204
    assert texts() == {1033: "Identifier", 1043: "Nummer"}
    assert put(label((1033, "Id"))).status == 204
    assert texts() == {1033: "Id"}
    assert put(label((1043, "Nummer"))).status == 400
    cast = f"{path}/{CLASS}StringAttributeMetadata"
    assert made.get(cast, select="MaxLength").json["MaxLength"] == 120


def test_definitions_are_put_never_patched(made: Crm) -> None:
    made.connect("setup")
    assert made.patch(CUSTOMER, {"DisplayName": made.label("X")}).status == 405
    body = {**made.table("cb_Customer"), "DisplayName": made.label("CB klant")}
    assert made.call("PUT", CUSTOMER, {**body, "ChangeTrackingEnabled": False}).status == 400
    assert made.call("PUT", CUSTOMER, {**body, "OwnershipType": "OrganizationOwned"}).status == 400
    assert made.call("PUT", CUSTOMER, body).status == 204
    assert made.get(CUSTOMER).json["DisplayName"]["UserLocalizedLabel"]["Label"] == "CB klant"


def test_an_option_is_added_later(made: Crm) -> None:
    assert made.post("cb_invoices", {"cb_name": "I", "cb_status": 727000005}).status == 400
    made.connect("setup")
    body = {
        "EntityLogicalName": "cb_invoice",
        "AttributeLogicalName": "cb_status",
        "Value": 727000005,
        "Label": made.label("Voided"),
        "SolutionUniqueName": "cb_connector",
    }
    assert made.post("InsertOptionValue", body).json["NewOptionValue"] == 727000005
    assert made.post("InsertOptionValue", body).code == "0x80040237"
    del body["Value"]
    assert made.post("InsertOptionValue", body).json["NewOptionValue"] == 727000006
    assert made.post("cb_invoices", {"cb_name": "I", "cb_status": 727000005}).status == 204


def test_columns_and_tables_are_deleted_where_nothing_needs_them(made: Crm) -> None:
    made.post("cb_invoices", {"cb_name": "I", "cb_linecount": 3})
    tag = made.one("cb_invoices")["@odata.etag"]
    made.connect("setup")
    assert made.delete(f"{INVOICE}/Attributes(LogicalName='cb_site')").code == "0x8004f01f"
    assert made.delete(f"{INVOICE}/Attributes(LogicalName='cb_name')").status == 405
    assert made.delete(f"{INVOICE}/Attributes(LogicalName='createdon')").status == 405
    assert made.delete(f"{INVOICE}/Attributes(LogicalName='cb_linecount')").status == 204
    assert made.get("cb_invoices", select="cb_linecount").status == 400
    assert "cb_linecount" not in made.one("cb_invoices")
    assert made.one("cb_invoices")["@odata.etag"] == tag
    assert made.delete(CUSTOMER).code == "0x8004f01f"
    relation = "RelationshipDefinitions(SchemaName='cb_cb_customer_cb_invoice_cb_CbCustomerId')"
    assert made.delete(relation).status == 204
    assert made.get("cb_invoices", select="_cb_cbcustomerid_value").status == 400
    assert made.delete(CUSTOMER).status == 204
    assert made.get(CUSTOMER).status == 404
    assert made.get("cb_customers").status == 404
    assert made.delete("EntityDefinitions(LogicalName='account')").status == 405


def test_one_change_at_a_time(crm: Crm) -> None:
    crm.connect("setup").publisher()
    crm.control("POST", "customizing", {"seconds": 20})
    answer = crm.post("EntityDefinitions", crm.table("cb_Customer"))
    assert (answer.status, answer.code) == (429, "0x80071151")
    assert answer.headers["Retry-After"] is None
    assert crm.post("PublishAllXml", {}).code == "0x80071151"
    assert crm.get("accounts").status == 200
    crm.forward(21)
    assert crm.post("EntityDefinitions", crm.table("cb_Customer")).status == 204


def test_a_change_keeps_the_next_one_out_for_a_while() -> None:
    with running(customizing_seconds=5) as crm:
        crm.connect("setup").publisher()
        assert crm.post("EntityDefinitions", crm.table("cb_Customer")).status == 204
        again = crm.post("EntityDefinitions", crm.table("cb_Invoice"))
        assert again.code == "0x80071151"
        crm.forward(6)
        assert crm.post("EntityDefinitions", crm.table("cb_Invoice")).status == 204


def test_what_is_new_takes_its_time_to_be_known() -> None:
    with running(propagation=20) as crm:
        crm.connect("setup").publisher()
        crm.make("EntityDefinitions", crm.table("cb_Customer"))
        assert crm.get("cb_customers").status == 404
        assert crm.get(CUSTOMER).status == 404
        strong = {"Consistency": "Strong"}
        assert crm.call("GET", CUSTOMER, headers=strong).status == 200
        crm.forward(21)
        assert crm.get("cb_customers").status == 200
        crm.make(f"{CUSTOMER}/Attributes", crm.text("cb_Later"))
        crm.make("RelationshipDefinitions", crm.relationship("account", "cb_customer", "cb_Acc"))
        assert "Could not find a property" in crm.get("cb_customers?$select=cb_later").message
        assert "Invalid property" in crm.post("cb_customers", {"cb_later": "x"}).message
        bind = {"cb_Acc@odata.bind": f"/accounts({crm.one('accounts')['accountid']})"}
        assert "undeclared property" in crm.post("cb_customers", bind).message
        crm.forward(21)
        assert crm.post("cb_customers", {"cb_later": "x", **bind}).status == 204


def test_publishing(made: Crm) -> None:
    made.connect("setup")
    text = "<importexportxml><entities><entity>{}</entity></entities></importexportxml>"
    assert made.post("PublishXml", {"ParameterXml": text.format("cb_customer")}).status == 204
    assert made.post("PublishXml", {"ParameterXml": text.format("cb_nothing")}).status == 404
    assert made.post("PublishXml", {}).status == 400
    assert made.post("PublishAllXml", {}).status == 204
    assert made.call("POST", "PublishAllXml").status == 400
    assert made.get("PublishAllXml").status == 405


def test_the_run_time_app_may_not_customise(made: Crm) -> None:
    for path, body in (
        ("EntityDefinitions", made.table("cb_Other")),
        (f"{CUSTOMER}/Attributes", made.text("cb_Other")),
        (f"{CUSTOMER}/Keys", made.key("cb_Other", "cb_name")),
        ("RelationshipDefinitions", made.relationship("account", "cb_invoice", "cb_Acc")),
        ("PublishAllXml", {}),
        ("publishers", {"uniquename": "x"}),
    ):
        answer = made.post(path, body)
        assert (answer.status, answer.code) == (403, "0x80040220"), path
    assert "prvCreateEntity" in made.post("EntityDefinitions", made.table("cb_Other")).message


def test_lists_of_tables(made: Crm) -> None:
    rows = made.rows("EntityDefinitions", select="LogicalName", filter="IsCustomEntity eq true")
    assert {row["LogicalName"] for row in rows} == {"cb_customer", "cb_invoice", "cb_invoiceline"}
    one = "LogicalName eq 'account' or LogicalName eq 'quote'"
    assert len(made.rows("EntityDefinitions", filter=one)) == 2
    assert made.get("EntityDefinitions", filter="startswith(LogicalName,'cb_')").status == 501
    expanded = made.get(CUSTOMER, expand="Attributes($select=LogicalName),Keys").json
    assert {"LogicalName", "MetadataId", "@odata.type"} == set(expanded["Attributes"][0])
    assert expanded["Keys"][0]["KeyAttributes"] == ["cb_site", "cb_chargebeeid"]
    address = made.get("EntityDefinitions(LogicalName='customeraddress')").json
    assert address["OwnershipType"] == "None"
    assert address["CanChangeTrackingBeEnabled"]["Value"] is False


def test_the_metadata_version_rises_with_each_change(made: Crm) -> None:
    name = "Microsoft.Dynamics.CRM.globalmetadataversion"

    def version() -> str:
        prefer = 'odata.include-annotations="*"'
        return str(made.get("accounts", prefer, top=1).json[f"@{name}"])

    before = version()
    assert version() == before
    rename = {"do": "rename", "table": "cb_invoice", "column": "cb_total", "label": "Amount"}
    made.control("POST", "administrator", rename)
    assert version() != before
