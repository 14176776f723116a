"""What people pick from in a CRM, and what a test of the connection finds."""

import pytest
from dynamics_metadata import Organisation
from dynamics_tables import CUSTOMER, FAMILY, INVOICE, TABLES
from dynamics_world import GUID, OTHER, api, body_of, error, name_of, organisation
from little_server import Reply

from odoo.addons.chargebee_connector.ledger.mirror import CHOICE
from odoo.addons.chargebee_connector.ledger.problems import Refused, Unauthorised
from odoo.addons.chargebee_connector.ledger.pull import Referenced
from odoo.addons.chargebee_connector.systems.dynamics import checks, references
from odoo.addons.chargebee_connector.systems.dynamics.provision import compare, run_step
from odoo.addons.chargebee_connector.systems.dynamics.tables import OPTION_PREFIX, names_of
from odoo.addons.chargebee_connector.systems.dynamics.there import (
    TableThere,
    There,
    option_prefix,
)

SETS = {"cb_customer": "cb_customers", "cb_family": "cb_families"}


def read(kind, *rows):
    with organisation(lambda request: Reply(200, {"value": list(rows)})) as (server, client):
        return list(references.read(client, kind)), api(server)[0]


def test_teams_that_can_own():
    found, call = read(
        "team",
        {"teamid": GUID.upper(), "name": "NL", "isdefault": True, "_businessunitid_value": OTHER},
    )
    assert call.query["$filter"] == "teamtype eq 0"
    data = {"default": True, "business_unit": OTHER}
    assert found == [Referenced(GUID, "", "NL", True, data)]


def test_users_that_are_disabled_are_not_active():
    (found,), _call = read(
        "user",
        {"systemuserid": GUID, "fullname": "Jan", "domainname": "jan@x.nl", "isdisabled": True},
    )
    assert found == Referenced(
        GUID, "jan@x.nl", "Jan", False, {"application": False, "business_unit": ""}
    )


def test_currencies_with_their_decimals():
    (found,), _call = read(
        "crm_currency",
        {
            "transactioncurrencyid": GUID,
            "isocurrencycode": "KWD",
            "currencyname": "Dinar",
            "currencyprecision": 3,
            "statecode": 0,
        },
    )
    assert found == Referenced(GUID, "KWD", "Dinar", True, {"places": "3"})


def test_business_units_and_the_organisation():
    (unit,), _call = read("business_unit", {"businessunitid": GUID, "name": "NL"})
    assert unit == Referenced(GUID, "", "NL")
    (own,), _call = read(
        "organisation",
        {
            "organizationid": GUID,
            "name": "Acme",
            "languagecode": 1043,
            "_basecurrencyid_value": OTHER,
        },
    )
    assert own == Referenced(GUID, "", "Acme", True, {"language": "1043", "base_currency": OTHER})


def test_tables_that_were_made():
    org = Organisation()
    with organisation(org) as (_server, client):
        for step in compare((FAMILY,), "cb", There()):
            run_step(client, step)
        found = list(references.tables(client, TABLES, "cb"))
    data = {"option_prefix": "72700"}
    assert found == [Referenced("cb_family", "cb_families", "CB Family", True, data)]


def test_choices_begin_with_the_number_that_ours_have_there():
    names = names_of(INVOICE)
    (choice,) = (one for one in names.fields.values() if one.type == CHOICE)
    own = {choice.logical: frozenset((123450000, 123450001)), "new_country": frozenset(range(99))}
    there = {names.logical: TableThere("cb_invoices", "cb_invoiceid", "UserOwned", options=own)}
    assert option_prefix(there, (FAMILY, INVOICE), "cb") == 12345
    assert option_prefix({}, (FAMILY, INVOICE), "cb") == OPTION_PREFIX


def found_by(answer, tables=(CUSTOMER, FAMILY), sets=SETS):
    def reply(request):
        return answer(name_of(request).removeprefix("GET "), request) or Reply(200, {"value": []})

    with organisation(reply) as (server, client):
        return checks.test(client, tables, "cb", sets), api(server)


def test_all_is_well():
    findings, calls = found_by(lambda path, request: None)
    assert findings == []
    assert name_of(calls[0]) == "GET WhoAmI"
    assert all(call.method == "GET" and call.query.get("$top") == "1" for call in calls[1:])
    paths = [name_of(call).removeprefix("GET ") for call in calls]
    assert {"accounts", "contacts", "customeraddresses", "quotes", "cb_customers"} <= set(paths)
    columns = calls[paths.index("cb_customers")].query["$select"].split(",")
    assert {"cb_customerid", "cb_name", "cb_company"} <= set(columns)


def test_who_nobody_knows_is_raised():
    with pytest.raises(Unauthorised):
        found_by(lambda path, request: error(403, "0x80072560", "not a member"))


def test_right_that_is_missing_on_one_table():
    def answer(path, _request):
        if path == "quotes":
            return error(403, "0x80040220", "missing prvReadQuote privilege")
        return None

    findings, _calls = found_by(answer)
    ((level, code, params),) = findings
    assert (level, code) == ("error", "dynamics_privilege_missing")
    assert (params["table"], params["privilege"]) == ("quote", "prvReadQuote")


def test_tables_and_columns_that_somebody_deleted():
    def answer(path, _request):
        if path == "cb_customers":
            return error(400, "0x0", "Could not find a property named 'cb_auto' on type 'x'.")
        if path == "cb_families":
            return error(404, "0x1", "Resource not found for the segment 'cb_families'.")
        return None

    findings, _calls = found_by(answer)
    assert [(code, params["table"]) for _level, code, params in findings] == [
        ("dynamics_column_unknown", "CB Customer"),
        ("dynamics_table_unknown", "CB Family"),
    ]
    assert findings[0][2]["column"] == "cb_auto"


def test_tables_that_were_not_made():
    findings, _calls = found_by(lambda path, request: None, sets={"cb_family": "cb_families"})
    assert findings == [("warning", "dynamics_not_provisioned", {"table": "CB Customer"})]


@pytest.mark.parametrize(
    ("kind", "reply", "code"),
    [
        ("team", Reply(200, {"name": "A", "teamtype": 0}), None),
        ("team", Reply(200, {"name": "A", "teamtype": 1}), "dynamics_owner_access_team"),
        ("user", Reply(200, {"fullname": "J", "isdisabled": False}), None),
        ("user", Reply(200, {"fullname": "J", "isdisabled": True}), "dynamics_owner_disabled"),
        (
            "user",
            error(404, "0x80040217", f"systemuser With Id = {GUID} Does Not Exist"),
            "dynamics_owner_missing",
        ),
    ],
)
def test_who_can_own(kind, reply, code):
    with organisation(lambda request: reply) as (_server, client):
        problem = checks.owner(client, kind, GUID)
    assert (problem.code if problem else None) == code


def test_trial_of_an_owner_leaves_nothing_behind():
    with organisation(lambda request: Reply(204)) as (server, client):
        assert checks.trial(client, CUSTOMER, "cb", "cb_customers", "team", GUID) is None
        made, gone = api(server)
    assert made.method == "PATCH" and gone.method == "DELETE" and made.path == gone.path
    assert body_of(made)["ownerid@odata.bind"] == f"/teams({GUID})"


def test_trial_of_an_owner_without_rights():
    refused = error(403, "0x80040220", "Read Privilege Check For Owner failed")
    with organisation(lambda request: refused) as (server, client):
        problem = checks.trial(client, CUSTOMER, "cb", "cb_customers", "user", GUID)
        assert len(api(server)) == 1
    assert (type(problem), problem.code) == (Refused, "dynamics_owner_rights")
