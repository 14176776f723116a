"""Tables that an administrator or a later version changed, and what becomes of their rows."""

import json
import urllib.request
from dataclasses import replace

from crm_standing import differing, standing, synced
from test_bad_rows import provisioned_again, stopped, told

from odoo.addons.chargebee_connector.systems.chargebee import shown as declared

LATER = "phone"


def define(world, path: str, body: dict) -> None:
    """Make something in the table designer."""
    headers = {**world.headers(), "Content-Type": "application/json"}
    target = f"{world.crm.url}/api/data/v9.2/{path}"
    request = urllib.request.Request(target, json.dumps(body).encode(), headers)
    urllib.request.urlopen(request, timeout=30).close()


def text_column(schema: str, label: str) -> dict:
    words = {"@odata.type": "Microsoft.Dynamics.CRM.Label"}
    words["LocalizedLabels"] = [
        {
            "@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel",
            "Label": label,
            "LanguageCode": 1033,
        }
    ]
    return {
        "@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata",
        "SchemaName": schema,
        "DisplayName": words,
        "RequiredLevel": {"Value": "None"},
        "MaxLength": 50,
        "FormatName": {"Value": "Text"},
    }


def test_what_was_deleted_is_made_again_and_filled(shown):
    """A column, a lookup and tables go; only rows that need them stop; one press heals all."""
    before = standing(shown)
    gone = (("cb_coupon", None), ("cb_invoiceline", None), ("cb_unbilledcharge", None))
    for table, column in (*gone, ("cb_invoice", "cb_ponumber"), ("cb_subscription", "cb_status")):
        if column:
            shown.crm.post("administrator", do="delete_column", table=table, column=column)
        else:
            shown.crm.post("administrator", do="delete_table", table=table)
    invoice = shown.links(kind="cb_invoice", state="posted")[0].record_id.external_id
    coupon = shown.links(kind="cb_coupon", state="posted")[0].record_id.external_id
    customer = shown.links(kind="cb_customer", state="posted")[0].record_id.external_id
    shown.site.post("mutate", kind="invoice", id=invoice, set={"po_number": "anew"})
    shown.site.post("mutate", kind="coupon", id=coupon, set={"name": "Anew"})
    shown.site.post("mutate", kind="customer", id=customer, set={"phone": "+31 999"})
    synced(shown)
    refused = stopped(shown, kind="cb_update")
    assert {invoice, coupon} <= {link.record_id.external_id for link in refused}
    told(refused)

    made = provisioned_again(shown)
    assert "Table · CB Coupon" in made and len(made) < 30
    synced(shown)
    assert not stopped(shown), stopped(shown).mapped("problem_summary")
    # What Chargebee deleted meanwhile is not made again only to be marked.
    found = {
        place: both
        for place, both in differing(shown, before).items()
        if both[1] or not both[0]["cb_deleted"]
    }
    assert {table for table, _id in found} <= {"cb_invoice", "cb_coupon", "cb_customer"}
    for one, other in found.values():
        changed = {name for name in one | other if one.get(name) != other.get(name)}
        assert changed <= {"cb_ponumber", "cb_name", "cb_invoicename", "cb_phone"}, changed
    assert len(found) == 3
    shown.crm.forget_calls()
    synced(shown)
    assert not shown.crm.calls("POST", "/api/data")
    shown.check()


def test_a_later_version_adds_its_columns_and_nothing_else(ready, monkeypatch):
    ready.crm.post("administrator", do="delete_column", table="cb_customer", column="cb_phone")
    earlier = tuple(
        replace(table, columns=tuple(one for one in table.columns if one.name != LATER))
        if table.name == "customer"
        else table
        for table in declared.TABLES
    )
    with monkeypatch.context() as patched:
        patched.setattr(declared, "TABLES", earlier)
        ready.go_live()
        synced(ready)
    assert not stopped(ready), stopped(ready).mapped("problem_summary")
    own = text_column("new_Mood", "Mood")
    define(ready, "EntityDefinitions(LogicalName='cb_customer')/Attributes", own)
    for column, label in ((None, "Payer"), ("cb_company", "Firm")):
        named = {"column": column} if column else {}
        ready.crm.post("administrator", do="rename", table="cb_customer", label=label, **named)
    customer = ready.links(kind="cb_customer", state="posted")[0]
    ready.hand(
        "patch", "cb_customer", user="admin", id=customer.external_id, values={"new_mood": "fine"}
    )
    ready.crm.forget_calls()
    assert provisioned_again(ready) == ["Column · CB Customer · Phone", "Publish all of it"]
    written = [call["path"].rsplit("/", 1)[1] for call in ready.crm.calls("POST", "/api/data")]
    assert written == ["Attributes", "PublishXml"]
    synced(ready)
    assert not stopped(ready), stopped(ready).mapped("problem_summary")
    rows = {row["_id"]: row for row in ready.crm.get("rows", table="cb_customer")["rows"]}
    assert rows[customer.external_id]["new_mood"] == "fine"
    for link in ready.links(kind="cb_customer", state="posted"):
        phone = json.loads(link.record_id.sudo().payload).get("phone")
        assert rows[link.external_id].get("cb_phone") == phone
    assert label_of(ready, "cb_customer") == "Payer"
    assert label_of(ready, "cb_customer", "cb_company") == "Firm"
    ready.check()


def label_of(world, table, column=""):
    path = f"EntityDefinitions(LogicalName='{table}')"
    path += f"/Attributes(LogicalName='{column}')" if column else ""
    found = world._ask(f"{world.crm.url}/api/data/v9.2/{path}?$select=DisplayName")
    return found["DisplayName"]["UserLocalizedLabel"]["Label"]


def test_somebody_elses_table_of_our_name_is_left_alone(fresh):
    fresh.connect()
    body = {
        "@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata",
        "SchemaName": "cb_Invoice",
        "DisplayName": text_column("x", "Their Invoice")["DisplayName"],
        "DisplayCollectionName": text_column("x", "Their Invoices")["DisplayName"],
        "OwnershipType": "UserOwned",
        "HasActivities": False,
        "HasNotes": False,
        "IsActivity": False,
        "Attributes": [
            {**text_column("cb_Name", "Name"), "IsPrimaryName": True},
            text_column("cb_Total", "Total in Words"),
        ],
    }
    publisher = {"uniquename": "theirs", "friendlyname": "Theirs", "customizationprefix": "cb"}
    define(fresh, "publishers", {**publisher, "customizationoptionvalueprefix": 10_000})
    define(fresh, "EntityDefinitions", body)
    fresh.crm.forget_calls()
    fresh.target.action_provision()
    (run,) = fresh.work()
    assert run.state == "failed"
    assert "cb_total" in run.message and "Invoice" in run.message
    assert not fresh.crm.calls("POST", "/api/data")
    fresh.target.dynamics_prefix = "cbx"
    fresh.provision()
    assert "cbx_invoice" in fresh.env["billing.reference"].search(
        [("kind", "=", "crm_table")]
    ).mapped("external_id")
    assert label_of(fresh, "cb_invoice") == "Their Invoice"
    fresh.check()
