"""Making our tables: what is shown before, what is made, and that it is made once."""

from dataclasses import replace

import pytest
from dynamics_metadata import Organisation
from dynamics_tables import CUSTOMER, INVOICE, TABLES
from dynamics_world import api, error, name_of, organisation
from little_server import Reply

from odoo.addons.chargebee_connector.ledger.mirror import MONEY, Column, Lookup, Table
from odoo.addons.chargebee_connector.ledger.problems import OverQuota, Refused
from odoo.addons.chargebee_connector.systems.dynamics.differences import differences, keys_waiting
from odoo.addons.chargebee_connector.systems.dynamics.provision import (
    CREATED,
    EXISTED,
    compare,
    run_step,
)
from odoo.addons.chargebee_connector.systems.dynamics.there import There, entity_sets, read_there


def provision(client, tables=TABLES, prefix="cb", **options):
    steps = compare(tables, prefix, read_there(client, tables, prefix), **options)
    return steps, [run_step(client, step) for step in steps]


@pytest.fixture
def org():
    return Organisation()


def test_everything_is_made_once_and_in_order(org):
    with organisation(org) as (_server, client):
        steps, done = provision(client)
        assert set(done) == {CREATED}
        kinds = [step.kind for step in steps]
        assert kinds == sorted(
            kinds, key=["publisher", "solution", "table", "lookup", "key", "publish"].index
        )
        assert kinds.count("table") == len(TABLES) == kinds.count("key")
        assert org.published == [f"cb_{name}" for name in (
            "customer", "family", "price", "tier", "invoice", "invoiceline"
        )]  # fmt: skip
        there = read_there(client, TABLES, "cb")
        assert compare(TABLES, "cb", there) == [] == differences(TABLES, "cb", there)
        assert entity_sets(there)["cb_family"] == "cb_families"
        assert entity_sets(there)["team"] == "teams"


def test_what_will_be_made_is_told_by_the_names_shown_there():
    steps = compare((CUSTOMER,), "cb", There())
    assert [(step.kind, step.names) for step in steps] == [
        ("publisher", ("Chargebee connector",)),
        ("solution", ("Chargebee connector",)),
        ("table", ("CB Customer",)),
        ("lookup", ("CB Customer", "Account")),
        ("key", ("CB Customer",)),
        ("publish", ()),
    ]


def test_components_go_into_the_solution(org):
    with organisation(org) as (_server, client):
        provision(client, (CUSTOMER,))
    by_path = dict(org.solution_of)
    assert by_path["EntityDefinitions"] == "cb_connector"
    assert by_path["RelationshipDefinitions"] == "cb_connector"
    assert by_path["PublishXml"] is None and by_path["publishers"] is None


def test_labels_are_in_the_base_language(org):
    with organisation(org) as (_server, client):
        provision(client, (CUSTOMER,))
    label = org.tables["cb_customer"]["definition"]["DisplayName"]["LocalizedLabels"][0]
    assert label["LanguageCode"] == 1043


def test_a_later_version_adds_only_what_is_new(org):
    status = replace(INVOICE.columns[0], choices=(*INVOICE.columns[0].choices, ("void", "Void")))
    later = replace(
        INVOICE,
        columns=(status, *INVOICE.columns[1:], Column("paid", "Paid", MONEY)),
        lookups=(*INVOICE.lookups, Lookup("parent", "Parent", "invoice")),
    )
    with organisation(org) as (_server, client):
        provision(client, (CUSTOMER, INVOICE))
        table = org.tables["cb_invoice"]
        table["columns"]["acme_own"] = {"AttributeType": "String"}
        table["columns"]["cb_total"]["DisplayName"] = "Totaal"
        org.published.clear()
        steps, _done = provision(client, (CUSTOMER, later))
        assert [(step.kind, step.names) for step in steps] == [
            ("option", ("CB Invoice", "Status", "Void")),
            ("column", ("CB Invoice", "Paid")),
            ("lookup", ("CB Invoice", "Parent")),
            ("publish", ()),
        ]
        assert compare((CUSTOMER, later), "cb", read_there(client, (CUSTOMER, later), "cb")) == []
    assert org.published == ["cb_invoice"]
    assert table["columns"]["acme_own"] == {"AttributeType": "String"}
    assert table["columns"]["cb_total"]["DisplayName"] == "Totaal"
    values = [one["Value"] for one in table["columns"]["cb_status"]["OptionSet"]["Options"]]
    assert values == [727000000, 727000001, 727000002]


def test_a_run_that_died_goes_on_where_it_was(org):
    with organisation(org) as (_server, client):
        steps = compare(TABLES, "cb", There())
        for step in steps[:7]:
            run_step(client, step)
        assert [run_step(client, step) for step in steps[:7]] == [EXISTED] * 7
        rest = compare(TABLES, "cb", read_there(client, TABLES, "cb"))
        assert [step.names for step in rest] == [step.names for step in steps[7:]]


def test_publishing_that_was_not_come_to_is_asked_for(org):
    with organisation(org) as (_server, client):
        provision(client, (CUSTOMER,))
        steps, _done = provision(client, (CUSTOMER,), publish=True)
    assert [step.kind for step in steps] == ["publish"]


def test_an_answer_that_was_lost_waits_and_is_found(org):
    with organisation(org) as (_server, client):
        steps = compare((CUSTOMER,), "cb", There())
        run_step(client, steps[0])
        run_step(client, steps[1])
        org.trouble.append((Reply(cut="all"),))
        with pytest.raises(OverQuota) as caught:
            run_step(client, steps[2])
        assert (caught.value.code, caught.value.seconds) == ("dynamics_not_ready", 30)
        assert run_step(client, steps[2]) == EXISTED


def test_it_is_not_done_before_rows_can_be_written(org):
    with organisation(org) as (_server, client):
        *steps, publish = compare((CUSTOMER, INVOICE), "cb", There())
        for step in steps:
            run_step(client, step)
        org.unseen = 1
        with pytest.raises(OverQuota) as caught:
            run_step(client, publish)
        assert caught.value.code == "dynamics_not_ready" and org.published == []
        assert run_step(client, publish) == CREATED
    assert org.published == ["cb_customer", "cb_invoice"]


@pytest.mark.parametrize(
    ("reply", "code", "seconds"),
    [
        (error(429, "0x80071151", "Cannot start another"), "dynamics_customizing", 20),
        (error(400, "0x80040216", "An unexpected error occurred."), "dynamics_not_ready", 15),
        (error(404, "0x80060891", "does not exist"), "dynamics_not_ready", 15),
        (
            error(400, "0x0", "Could not find a property named 'x' on type 'y'"),
            "dynamics_not_ready",
            15,
        ),
    ],
)
def test_what_must_wait_is_not_slept_through(org, reply, code, seconds):
    with organisation(org) as (_server, client):
        steps = compare((CUSTOMER,), "cb", There())
        for step in steps[:3]:
            run_step(client, step)
        org.trouble.append(reply)
        with pytest.raises(OverQuota) as caught:
            run_step(client, steps[3])
        assert (caught.value.code, caught.value.seconds) == (code, seconds)
        assert run_step(client, steps[3]) == CREATED


def test_what_somebody_else_made_meanwhile_is_theirs(org):
    with organisation(org) as (_server, client):
        steps = compare((CUSTOMER,), "cb", There())
        for step in steps[:2]:
            run_step(client, step)
        org.trouble.append((error(412, "0x80040237", "exists"),))
        assert run_step(client, steps[2]) == EXISTED


def test_a_refusal_stays_one(org):
    with organisation(org) as (_server, client):
        step = compare((CUSTOMER,), "cb", There())[2]
        org.trouble.append(error(400, "0x80044355", "Publisher prefix is wrong."))
        with pytest.raises(Refused) as caught:
            run_step(client, step)
        assert caught.value.params["message"] == "Publisher prefix is wrong."


def test_key_that_failed_is_built_again_and_one_that_waits_is_told(org):
    with organisation(org) as (_server, client):
        provision(client, (CUSTOMER,))
        there = read_there(client, (CUSTOMER,), "cb")
        assert keys_waiting((CUSTOMER,), "cb", there) == [("CB Customer", "Pending")]
        key = org.tables["cb_customer"]["keys"]["cb_chargebeekey"]
        key["EntityKeyIndexStatus"] = "Failed"
        steps, done = provision(client, (CUSTOMER,))
        assert [step.kind for step in steps] == ["key_again"] and done == [CREATED]
        key["EntityKeyIndexStatus"] = "Active"
        there = read_there(client, (CUSTOMER,), "cb")
        assert keys_waiting((CUSTOMER,), "cb", there) == []
        assert keys_waiting((INVOICE,), "cb", there) == []


def test_what_differs_is_named_and_not_touched(org):
    with organisation(org) as (_server, client):
        provision(client, (CUSTOMER, INVOICE))
        table = org.tables["cb_invoice"]
        table["columns"]["cb_total"]["AttributeType"] = "Decimal"
        table["OwnershipType"] = "OrganizationOwned"
        org.publishers[0]["customizationprefix"] = "acme"
        org.relationships[-1]["ReferencedEntity"] = "contact"
        there = read_there(client, (CUSTOMER, INVOICE), "cb")
        found = differences((CUSTOMER, INVOICE), "cb", there)
        assert [(one.code, one.params) for one in found] == [
            ("dynamics_prefix_differs", {"wanted": "cb", "found": "acme"}),
            (
                "dynamics_ownership_differs",
                {"wanted": "UserOwned", "found": "OrganizationOwned", "table": "CB Invoice"},
            ),
            (
                "dynamics_column_differs",
                {
                    "column": "cb_total",
                    "wanted": "Money",
                    "found": "Decimal",
                    "table": "CB Invoice",
                },
            ),
            (
                "dynamics_column_differs",
                {
                    "column": "cb_accountlookupid",
                    "wanted": "cb_AccountLookupId → account",
                    "found": "cb_AccountLookupId → contact",
                    "table": "CB Invoice",
                },
            ),
        ]
        assert compare((CUSTOMER, INVOICE), "cb", there) == []


def test_option_values_follow_a_publisher_that_is_there(org):
    with organisation(org) as (_server, client):
        provision(client, (CUSTOMER,))
        org.publishers[0]["customizationoptionvalueprefix"] = 10000
        provision(client, (CUSTOMER, INVOICE))
        values = org.tables["cb_invoice"]["columns"]["cb_status"]["OptionSet"]["Options"]
    assert [one["Value"] for one in values] == [100000000, 100000001]


def test_another_prefix_makes_tables_of_its_own(org):
    with organisation(org) as (_server, client):
        provision(client, (CUSTOMER,))
        provision(client, (CUSTOMER,), "acme")
    assert set(org.tables) == {"cb_customer", "acme_customer"}
    assert [one["uniquename"] for one in org.publishers] == ["cbconnector", "acmeconnector"]


def test_reading_takes_few_calls_a_table(org):
    with organisation(org) as (server, client):
        provision(client)
        before = len(api(server))
        read_there(client, TABLES, "cb")
        calls = api(server)[before:]
    assert len(calls) <= 3 + 5 * len(TABLES)
    assert all(
        call.headers.get("Consistency") == "Strong"
        for call in calls
        if name_of(call).startswith("GET EntityDefinitions")
    )


def test_table_without_anything_of_its_own(org):
    with organisation(org) as (_server, client):
        plain = Table("feature", "Feature", "Features", ())
        _steps, done = provision(client, (plain,))
        assert set(done) == {CREATED}
        assert "cb_featureid" in org.tables["cb_feature"]["columns"]
