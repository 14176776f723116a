"""What people do in the CRM to rows and accounts that others lead to: everything finds its way."""

import pytest

from odoo.exceptions import UserError


def of_customer(world, external_id, kind="cb_invoice"):
    """The rows that stand in the CRM of a customer."""
    return world.links(kind=kind, customer=external_id, state="posted", parent_id=False)


def with_invoices(world):
    """A customer with an account of their own and invoices that stand in the CRM."""
    links = world.links(kind="crm_account", state="posted")
    for link in links:
        alone = links.filtered(lambda one, link=link: one.external_id == link.external_id) == link
        external_id = link.key.split("/")[1]
        row = world.links(kind="cb_customer", key=f"customer/{external_id}", state="posted")
        if alone and row and len(of_customer(world, external_id)) > 1:
            return link, row, external_id
    raise AssertionError("no customer with an account of their own has invoices")


def rows_of(world, links, table="cb_invoice"):
    ids = " or ".join(f"{table}id eq {link.external_id}" for link in links)
    return world.rows(f"{table}s", filter=ids)


def accounts_of(world, external_id):
    """The accounts that a customer's row and invoices lead to there."""
    rows = rows_of(world, of_customer(world, external_id))
    rows += rows_of(world, of_customer(world, external_id, "cb_customer"), "cb_customer")
    return {row["_cb_accountlookupid_value"] for row in rows}


def other_account(world, but):
    found = world.rows("accounts", select="accountid,name", filter="statecode eq 0")
    return next(one["accountid"] for one in found if one["accountid"] != but)


def test_an_account_shows_what_its_customer_has_owes_and_paid(shown):
    link, _row, external_id = with_invoices(shown)
    assert accounts_of(shown, external_id) == {link.external_id}


def test_a_customer_that_gets_another_account_takes_everything_along(shown):
    link, _row, external_id = with_invoices(shown)
    other = other_account(shown, link.external_id)
    link.action_set_account(other)
    shown.sync()
    assert accounts_of(shown, external_id) == {other}


def test_an_account_that_is_made_later_takes_everything_along(shown):
    for link in shown.links(kind="crm_account", rule="no_account_there"):
        external_id = link.key.split("/")[1]
        if of_customer(shown, external_id):
            break
    else:
        raise AssertionError("every customer with invoices has an account")
    values = {"name": "Quite Late Ltd", "accountnumber": external_id}
    shown.hand("create", "account", values=values)
    (made,) = shown.rows("accounts", filter=f"accountnumber eq '{external_id}'")
    shown.sync()
    run = shown.refresh()
    assert run.state == "done", run.message
    shown.sync()
    assert (link.state, link.external_id) == ("posted", made["accountid"])
    assert accounts_of(shown, external_id) == {made["accountid"]}


def test_a_row_that_others_lead_to_comes_back_by_itself(shown):
    _link, row, external_id = with_invoices(shown)
    invoices = of_customer(shown, external_id)
    shown.hand("delete", "cb_customer", user="admin", id=row.external_id)
    changed = invoices[0].record_id.external_id
    shown.env.cr.execute(
        "UPDATE billing_link SET content = regexp_replace(content,"
        " '(\"cb_CustomerLookupId\":\")[0-9a-f]+', '\\1', 'g') WHERE id = %s",
        (invoices[0].id,),
    )
    shown.sync_of("invoice", changed)
    shown.sync()
    log = shown.env["billing.log"].search([("link_id", "=", row.id), ("event", "=", "gone")])
    assert len(log) == 1
    assert not row.gone
    (there,) = rows_of(shown, row, "cb_customer")
    assert there["cb_name"]
    stopped = shown.links(kind="cb_update").filtered(lambda one: one.state != "posted")
    assert not stopped, stopped.mapped("problem")
    # All of its invoices lead to it again, those too of which nothing was sent.
    led = {one["_cb_customerlookupid_value"] for one in rows_of(shown, invoices)}
    assert led == {row.external_id}
    shown.crm.forget_calls()
    shown.sync()
    assert not [call for call in shown.crm.calls("POST") if "oauth2" not in call["path"]]


def test_accounts_that_are_merged_take_their_customers_along(shown):
    link, _row, external_id = with_invoices(shown)
    old, survivor = link.external_id, other_account(shown, link.external_id)
    shown.hand("merge", "account", id=old, into=survivor)
    shown.sync()
    assert link.external_id == survivor and not link.gone
    log = shown.env["billing.log"].search([("link_id", "=", link.id), ("event", "=", "relinked")])
    assert len(log) == 1 and log.note == f"{old} → {survivor}"
    assert accounts_of(shown, external_id) == {survivor}
    shown.sync()
    again = shown.env["billing.log"].search([("link_id", "=", link.id), ("event", "=", "relinked")])
    assert again == log


def test_an_account_that_is_deleted_says_what_to_do(shown):
    link, _row, external_id = with_invoices(shown)
    shown.hand("delete", "account", user="admin", id=link.external_id)
    shown.sync()
    assert link.gone and link.problem_code == "crm_account_gone"
    assert "another one" in link.problem_cure
    assert accounts_of(shown, external_id) == {None}
    back = shown.way_back()
    back.action_sync()
    shown.work()
    assert not shown.links(route_id=back.id).filtered(lambda one: f"/{external_id}/" in one.key)
    other = other_account(shown, link.external_id)
    link.action_set_account(other)
    assert not link.gone and not link.problem
    shown.sync()
    assert accounts_of(shown, external_id) == {other}


def test_the_address_of_a_site_that_is_shown_stays(shown):
    url = shown.source.chargebee_url
    shown.source.chargebee_url = f" {url.replace('http', 'HTTP')}/ "
    assert shown.source.chargebee_url == url
    with pytest.raises(UserError, match="twice"):
        shown.source.chargebee_url = "https://other.chargebee.com"


def test_no_account_is_made_in_the_crm(shown):
    proposed = shown.links(kind="crm_account", state="blocked")
    wizard = shown.env["billing.decide"].with_context(active_id=proposed[0].id).create({})
    assert wizard.line_ids and not wizard.makes_accounts
    with pytest.raises(UserError, match="No accounts are made"):
        proposed.action_create_new()
    assert not any(proposed.mapped("create_new"))


def test_one_account_is_set_for_several_customers(shown):
    links = shown.links(kind="crm_account").filtered(
        lambda link: link.state in ("posted", "skipped", "blocked")
    )[:2]
    account = other_account(shown, links[0].external_id)
    wizard = (
        shown.env["billing.crm.account"]
        .with_context(active_id=links[0].id, active_ids=links.ids)
        .create({"account": account})
    )
    wizard.action_set()
    assert set(links.mapped("external_id")) == {account}
