"""How declared tables are called there, and the bodies that make them."""

import pytest
from dynamics_tables import CUSTOMER, FAMILY, INVOICE, INVOICE_LINE, PRICE, TABLES, TIER

from odoo.addons.chargebee_connector.ledger.mirror import (
    CHOICE,
    DAY,
    FLAG,
    NOTE,
    TEXT,
    Column,
    Lookup,
    Table,
)
from odoo.addons.chargebee_connector.ledger.problems import Invalid
from odoo.addons.chargebee_connector.systems.dynamics import definitions
from odoo.addons.chargebee_connector.systems.dynamics.tables import (
    OPTION_PREFIX,
    check_prefix,
    logical,
    names_of,
    option_value,
    shown,
)


def columns(table, prefix="cb"):
    names = names_of(table, prefix)
    return {one.schema: definitions.column(one, 1043, OPTION_PREFIX) for one in names.columns}


def test_names_of_a_table():
    names = names_of(INVOICE_LINE, "cb")
    assert (names.schema, names.logical, names.primary_id) == (
        "cb_InvoiceLine",
        "cb_invoiceline",
        "cb_invoicelineid",
    )
    assert names.links["invoice"].schema == "cb_InvoiceLookupId"
    assert names.links["invoice"].logical == "cb_invoicelookupid"
    assert names.links["invoice"].target == "cb_invoice"
    assert names.links["invoice"].relationship == "cb_invoice_invoice_line_invoice"
    assert logical("cb", "account") == "account" and logical("acme", "tier") == "acme_tier"
    assert names_of(TIER, "acme").fields["from"].schema == "acme_From"


def test_columns_that_every_table_has():
    for table in TABLES:
        assert [one.schema for one in names_of(table, "cb").columns][:7] == [
            "cb_Name",
            "cb_ChargebeeId",
            "cb_Site",
            "cb_BusinessEntity",
            "cb_ResourceVersion",
            "cb_UpdatedAt",
            "cb_Deleted",
        ]


@pytest.mark.parametrize(
    ("declared", "schemas"),
    [
        ([Column("name", "Name")], ["cb_NameValue"]),
        ([Column("deleted", "Deleted")], ["cb_DeletedValue"]),
        ([Column("deleted_name", "?")], ["cb_DeletedNameValue"]),
        ([Column("thing_id", "The primary id's name")], ["cb_ThingIdValue"]),
        (
            [Column("status", "Status", CHOICE), Column("status_name", "Name")],
            ["cb_Status", "cb_StatusNameValue"],
        ),
        (
            [Column("status_name", "Name"), Column("status", "Status", FLAG)],
            ["cb_StatusName", "cb_StatusValue"],
        ),
        ([Column("other_lookup_id", "?")], ["cb_OtherLookupIdValue"]),
    ],
)
def test_names_that_the_server_takes_are_left_to_it(declared, schemas):
    table = Table("thing", "T", "Ts", tuple(declared), (Lookup("other", "O", "thing"),))
    assert [one.schema for one in names_of(table, "cb").fields.values()] == schemas


def test_no_two_columns_of_one_name():
    for table in TABLES:
        names = names_of(table, "cb")
        logicals = [one.logical for one in (*names.columns, *names.links.values())]
        assert len({*logicals, names.primary_id}) == len(logicals) + 1


def test_definition_of_a_table():
    body = definitions.table(names_of(INVOICE, "cb"), "cb", 1043, OPTION_PREFIX)
    assert body["@odata.type"] == "Microsoft.Dynamics.CRM.EntityMetadata"
    assert body["SchemaName"] == "cb_Invoice"
    assert body["OwnershipType"] == "UserOwned"
    assert body["ChangeTrackingEnabled"] is True
    assert body["DisplayCollectionName"]["LocalizedLabels"][0] == {
        "@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel",
        "Label": "CB Invoices",
        "LanguageCode": 1043,
    }
    primary = [one for one in body["Attributes"] if one.get("IsPrimaryName")]
    assert [one["SchemaName"] for one in primary] == ["cb_Name"]
    assert primary[0]["FormatName"] == {"Value": "Text"}
    for table in (FAMILY, PRICE, TIER):
        body = definitions.table(names_of(table, "cb"), "cb", 1043, OPTION_PREFIX)
        assert body["OwnershipType"] == "OrganizationOwned"


@pytest.mark.parametrize(
    ("table", "schema", "kind", "details"),
    [
        (CUSTOMER, "cb_Company", "String", {"MaxLength": 20, "FormatName": {"Value": "Text"}}),
        (CUSTOMER, "cb_Comment", "Memo", {"MaxLength": 5000, "Format": "TextArea"}),
        (FAMILY, "cb_Note", "Memo", {"MaxLength": 5000}),
        (CUSTOMER, "cb_Auto", "Boolean", {"DefaultValue": False}),
        (PRICE, "cb_Amount", "Money", {"PrecisionSource": 2}),
        (PRICE, "cb_Period", "Integer", {"MaxValue": 2147483647}),
        (TIER, "cb_From", "Decimal", {"Precision": 4, "MaxValue": 100000000000}),
        (INVOICE, "cb_DueDate", "DateTime", {"Format": "DateOnly"}),
        (INVOICE, "cb_PaidAt", "DateTime", {"DateTimeBehavior": {"Value": "UserLocal"}}),
        (INVOICE, "cb_ResourceVersion", "String", {"MaxLength": 20}),
    ],
)
def test_definition_of_a_column(table, schema, kind, details):
    body = columns(table)[schema]
    assert body["@odata.type"] == f"Microsoft.Dynamics.CRM.{kind}AttributeMetadata"
    assert body["AttributeType"] == kind
    assert body["AttributeTypeName"] == {"Value": f"{kind}Type"}
    assert {name: body[name] for name in details} == details


def test_choices():
    body = columns(INVOICE)["cb_Status"]["OptionSet"]
    assert [one["Value"] for one in body["Options"]] == [727000000, 727000001]
    assert body["IsGlobal"] is False
    status = INVOICE.columns[0]
    assert option_value(status, "due") == 727000001
    assert option_value(status, "Due") is None
    assert option_value(status, "paid", 10000) == 100000000


def test_lookups_leave_rows_where_they_are():
    names = names_of(INVOICE, "cb")
    account = definitions.relationship(names, names.links["account"], "cb", 1043)
    customer = definitions.relationship(names, names.links["customer"], "cb", 1043)
    assert account["ReferencedEntity"] == "account"
    assert account["ReferencedAttribute"] == "accountid"
    for body, merge in ((account, "Cascade"), (customer, "NoCascade")):
        assert body["CascadeConfiguration"] == {
            "Assign": "NoCascade",
            "Delete": "RemoveLink",
            "Merge": merge,
            "Reparent": "NoCascade",
            "Share": "NoCascade",
            "Unshare": "NoCascade",
        }
    assert customer["ReferencingEntity"] == "cb_invoice"
    assert customer["Lookup"]["SchemaName"] == "cb_CustomerLookupId"


def test_key_is_site_and_id_and_short_enough():
    names = names_of(INVOICE, "cb")
    body = definitions.key(names, "cb", 1043)
    assert body["SchemaName"] == "cb_ChargebeeKey"
    assert body["KeyAttributes"] == ["cb_site", "cb_chargebeeid"]
    # "Define alternate keys": 900 bytes, two for each character.
    assert 2 * sum(names.common[one].length for one in ("Site", "ChargebeeId")) <= 900


def test_long_texts_are_notes():
    long = Table("t", "T", "Ts", (Column("a", "A", TEXT, 4001), Column("b", "B", NOTE, 9_999_999)))
    a, b = names_of(long, "cb").fields.values()
    assert (a.type, a.length) == (NOTE, 4001)
    assert b.length == 1_048_576
    assert names_of(INVOICE, "cb").fields["due_date"].type == DAY


def test_labels_say_whose_table_it_is():
    assert shown("cb", "Customer") == "CB Customer" == shown("cb", "CB Customer")


@pytest.mark.parametrize("prefix", ["c", "1cb", "mscrmx", "toolongprefix", "c_b", "CB", ""])
def test_prefix_that_is_not_taken(prefix):
    with pytest.raises(Invalid):
        check_prefix(prefix)


def test_prefix_that_is_taken():
    check_prefix("cb")
    check_prefix("acme2026")
