"""Owners, business units, privileges, and acting for somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.tests.dynamics_caller import ALL, Crm, running

pytest_plugins = ("sandbox.tests.dynamics_fixtures",)
TABLE = "Microsoft.Dynamics.CRM.lookuplogicalname"


def known(crm: Crm) -> Any:
    return crm.control("GET", "principals")


def owned_by(crm: Crm, team: str = "", user: str = "", **headers: str) -> Any:
    """The answer to a new row with this owner."""
    ids = known(crm)
    owner = f"/teams({ids['teams'][team]})" if team else f"/systemusers({ids['users'][user]})"
    return crm.post("cb_customers", {"cb_name": "A", "ownerid@odata.bind": owner}, **headers)


def test_a_team_owns_a_row_and_its_unit_follows(made: Crm) -> None:
    row = made.get(owned_by(made, "CB Cloud").entity, ALL).json
    ids = known(made)
    assert row["_ownerid_value"] == row["_owningteam_value"] == ids["teams"]["CB Cloud"]
    assert row[f"_ownerid_value@{TABLE}"] == "team"
    assert row["_owninguser_value"] is None
    assert row["_owningbusinessunit_value"] == ids["business_units"]["Cloud"]
    where = f"cb_customers({row['cb_customerid']})"
    anna = f"/systemusers({ids['users']['bram']})"
    assert made.patch(where, {"ownerid@odata.bind": anna}).status == 204
    row = made.get(where, ALL).json
    assert row["_owningteam_value"] is None
    assert row["_owninguser_value"] == ids["users"]["bram"]
    assert row[f"_ownerid_value@{TABLE}"] == "systemuser"
    assert row["_owningbusinessunit_value"] == ids["business_units"]["Retail"]


@pytest.mark.parametrize(
    ("team", "user", "status", "code"),
    [
        ("CB No Read", "", 403, "0x80040220"),
        ("", "dirk", 403, "0x80040220"),
        ("CB Access", "", 400, "0x80041d1f"),
        ("", "carla", 403, "0x80040225"),
    ],
)
def test_who_cannot_own(made: Crm, team: str, user: str, status: int, code: str) -> None:
    answer = owned_by(made, team, user)
    assert (answer.status, answer.code) == (status, code)
    if code == "0x80040220":
        assert answer.message.startswith("Read Privilege Check For Owner failed.")
        assert "prvReadcb_Customer" in answer.message
    assert made.rows("cb_customers") == []


def test_an_owner_that_loses_read_keeps_what_he_has(made: Crm) -> None:
    where = owned_by(made, "CB Cloud").entity
    switch = {"user": "CB Cloud", "verb": "Read", "table": "cb_customer", "allowed": False}
    made.control("POST", "rights", switch)
    assert made.patch(where, {"cb_name": "B"}).status == 204
    assert owned_by(made, "CB Cloud").status == 403
    made.control("POST", "rights", {**switch, "allowed": True})
    assert owned_by(made, "CB Cloud").status == 204


def test_unknown_owners_and_tables_without_owner(made: Crm) -> None:
    nobody = "/teams(00000000-0000-0000-0000-000000000001)"
    answer = made.post("cb_customers", {"cb_name": "A", "ownerid@odata.bind": nobody})
    assert answer.code == "0x80040217"
    unit = f"/businessunits({known(made)['business_units']['Cloud']})"
    answer = made.post("cb_customers", {"cb_name": "A", "ownerid@odata.bind": unit})
    assert answer.code == "0x80048d19"


def test_the_unit_is_not_the_callers_to_choose(made: Crm) -> None:
    unit = f"/businessunits({known(made)['business_units']['Services']})"
    body = {"cb_name": "A", "OwningBusinessUnit@odata.bind": unit}
    where = made.post("cb_customers", body).entity
    row = made.get(where).json
    assert row["_owningbusinessunit_value"] == known(made)["business_units"]["Noorderlicht"]
    lower = {"cb_name": "A", "owningbusinessunit@odata.bind": unit}
    assert made.post("cb_customers", lower).code == "0x80048d19"


def test_the_unit_is_chosen_where_ownership_crosses_units() -> None:
    with running(organisation="matrix") as crm:
        crm.provision()
        xml = crm.one("organizations")["orgdborgsettings"]
        assert "<EnableOwnershipAcrossBusinessUnits>true<" in xml
        unit = known(crm)["business_units"]["Services"]
        bind = {"OwningBusinessUnit@odata.bind": f"/businessunits({unit})"}
        row = crm.get(crm.post("cb_customers", {"cb_name": "A", **bind}).entity).json
        assert row["_owningbusinessunit_value"] == unit
        assert row["_ownerid_value"] == known(crm)["users"]["runtime"]


def test_a_new_owner_of_an_account_takes_contacts_and_quotes_along(crm: Crm) -> None:
    crm.connect("sales")
    quote = crm.rows("quotes", filter="name eq 'Offer draft'")[0]
    account = quote["_customerid_value"]
    team = known(crm)["teams"]["CB Retail"]
    bind = {"ownerid@odata.bind": f"/teams({team})"}
    assert crm.patch(f"accounts({account})", bind).status == 204
    (contact,) = crm.rows("contacts", filter=f"_parentcustomerid_value eq {account}")
    assert contact["_ownerid_value"] == team
    assert crm.get(f"quotes({quote['quoteid']})").json["_ownerid_value"] == team


@pytest.mark.parametrize("assign", ["NoCascade", "Cascade"])
def test_own_tables_follow_only_where_they_were_made_to(crm: Crm, assign: str) -> None:
    crm.connect("setup").publisher()
    crm.make("EntityDefinitions", crm.table("cb_Customer"))
    relation = crm.relationship("account", "cb_customer", "cb_AccountId", Assign=assign)
    crm.make("RelationshipDefinitions", relation)
    account = crm.one("accounts")["accountid"]
    body = {"cb_name": "A", "cb_AccountId@odata.bind": f"/accounts({account})"}
    where = crm.connect().post("cb_customers", body).entity
    team = known(crm)["teams"]["CB Cloud"]
    bind = {"ownerid@odata.bind": f"/teams({team})"}
    crm.hand("patch", "account", id=account, values=bind)
    followed = crm.get(where).json["_ownerid_value"] == team
    assert followed == (assign == "Cascade")


@pytest.mark.parametrize(
    ("verb", "method", "path", "body"),
    [
        ("Read", "GET", "cb_customers", None),
        ("Read", "GET", "cb_customers/$count", None),
        ("Create", "POST", "cb_customers", {"cb_name": "B"}),
        ("Write", "PATCH", "{row}", {"cb_name": "B"}),
        ("Delete", "DELETE", "{row}", None),
        ("Assign", "PATCH", "{row}", {"ownerid@odata.bind": "{team}"}),
        ("Append", "PATCH", "{row}", {"cb_AccountId@odata.bind": "{account}"}),
    ],
)
def test_each_privilege_is_checked_and_named(
    made: Crm, verb: str, method: str, path: str, body: dict[str, str] | None
) -> None:
    row = made.post("cb_customers", {"cb_name": "A"}).entity
    team = f"/teams({known(made)['teams']['CB Cloud']})"
    account = f"/accounts({made.one('accounts')['accountid']})"
    filled = {
        name: value.format(team=team, account=account) for name, value in (body or {}).items()
    }
    switch = {"user": "runtime", "verb": verb, "table": "cb_customer", "allowed": False}
    made.control("POST", "rights", switch)
    answer = made.call(method, path.format(row=row), filled or None)
    assert (answer.status, answer.code) == (403, "0x80040220")
    assert f"prv{verb}cb_Customer" in answer.message
    made.control("POST", "rights", {**switch, "allowed": True})
    assert made.call(method, path.format(row=row), filled or None).status in (200, 204)


def test_append_to_is_a_privilege_of_the_other_table(made: Crm) -> None:
    switch = {"user": "*", "verb": "AppendTo", "table": "account", "allowed": False}
    made.control("POST", "rights", switch)
    account = f"/accounts({made.one('accounts')['accountid']})"
    answer = made.post("cb_customers", {"cb_name": "A", "cb_AccountId@odata.bind": account})
    assert "prvAppendToAccount" in answer.message


def test_the_run_time_role_reads_the_crm_and_writes_nothing_of_it(crm: Crm) -> None:
    account = f"accounts({crm.one('accounts')['accountid']})"
    assert crm.patch(account, {"name": "X"}).status == 403
    assert crm.post("accounts", {"name": "X"}).status == 403
    assert crm.delete(account).status == 403
    assert crm.get("solutions").status == 403
    for name in ("contacts", "quotes", "products", "teams", "transactioncurrencies"):
        assert crm.get(name).status == 200, name
    crm.connect("sales")
    assert crm.patch(account, {"name": "X"}).status == 204


def test_a_role_is_given_and_taken(crm: Crm) -> None:
    account = f"accounts({crm.one('accounts')['accountid']})"
    role = {"user": "runtime", "role": "sales"}
    crm.control("POST", "rights", {**role, "held": True})
    assert crm.patch(account, {"name": "X"}).status == 204
    crm.control("POST", "rights", {**role, "held": False})
    assert crm.patch(account, {"name": "X"}).status == 403


def test_acting_for_somebody_needs_its_own_privilege(made: Crm) -> None:
    anna = known(made)["users"]["anna"]
    by_id = {"MSCRMCallerID": anna}
    refused = made.post("cb_customers", {"cb_name": "A"}, **by_id)
    assert "prvActOnBehalfOfAnotherUser" in refused.message
    made.control("POST", "rights", {"user": "runtime", "role": "delegate", "held": True})
    row = made.get(made.post("cb_customers", {"cb_name": "A"}, **by_id).entity).json
    assert row["_createdby_value"] == row["_ownerid_value"] == anna
    assert row["_createdonbehalfby_value"] == known(made)["users"]["runtime"]
    users = made.rows("systemusers", filter="domainname eq 'bram@noorderlicht.example'")
    by_object = {"CallerObjectId": users[0]["azureactivedirectoryobjectid"]}
    row = made.get(made.post("cb_customers", {"cb_name": "A"}, **by_object).entity).json
    assert row["_createdby_value"] == users[0]["systemuserid"]
    nobody = {"CallerObjectId": "00000000-0000-0000-0000-000000000001"}
    assert made.post("cb_customers", {"cb_name": "A"}, **nobody).status == 403


def test_who_acts_for_somebody_has_the_rights_that_both_have(made: Crm) -> None:
    made.control("POST", "rights", {"user": "runtime", "role": "delegate", "held": True})
    anna = {"MSCRMCallerID": known(made)["users"]["anna"]}
    # Anna may write accounts, the app may not.
    account = f"accounts({made.one('accounts')['accountid']})"
    assert made.call("PATCH", account, {"name": "X"}, anna).status == 403
    dirk = {"MSCRMCallerID": known(made)["users"]["dirk"]}
    assert made.call("GET", "cb_customers", headers=dirk).status == 403
