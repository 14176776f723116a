"""Which account of the CRM a customer belongs to: found for sure, proposed, or set by a person."""

import json

from odoo.addons.chargebee_connector.ledger.text import parse


def accounts(world, **wanted):
    return world.links(kind="crm_account", **wanted)


def bound(world, link):
    """The account that the CB row of an account link's customer leads to."""
    row = world.link(link.key.removesuffix("/account"), "cb_customer")
    (told,) = world.rows("cb_customers", filter=f"cb_customerid eq {row.external_id}")
    return told["_cb_accountlookupid_value"]


def test_each_customer_is_found_proposed_or_left(shown):
    found, proposed = accounts(shown, state="posted"), accounts(shown, state="blocked")
    left = accounts(shown, state="skipped")
    assert found and proposed
    assert set(proposed.mapped("problem_code")) == {"account_proposed"}
    assert set(left.mapped("rule")) <= {"no_account_there", "deleted", "anonymised"}
    for link in found:
        assert bound(shown, link) == link.external_id


def test_a_proposal_that_is_accepted_is_bound(shown):
    link = accounts(shown, state="blocked")[0]
    best = json.loads(parse(link.problem)["params"]["candidates"])[0]
    assert best["reasons"]
    link.action_link(best["external_id"])
    shown.sync()
    assert bound(shown, link) == best["external_id"]


def test_a_person_sets_any_account(shown):
    link = (accounts(shown, state="skipped", rule="no_account_there") or accounts(shown))[0]
    other = shown.rows("accounts", select="accountid,name,accountnumber", top="5")[-1]
    wizard = shown.env["billing.crm.account"].create(
        {"link_id": link.id, "account": other["accountid"]}
    )
    assert wizard.found == other["name"]
    wizard.action_set()
    shown.sync()
    assert bound(shown, link) == other["accountid"]


def test_accounts_of_the_crm_are_never_written(shown):
    assert not [
        call
        for call in shown.crm.calls()
        if call["method"] != "GET" and "/accounts" in call["path"]
    ]
