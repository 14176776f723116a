"""The CRM's side back into billing: fields of customers, people, and quotes that were won."""

from odoo.addons.chargebee_connector.ledger.text import parse


def begun(world):
    """A route back whose first reading has agreed on what is alike; nothing of ours echoes."""
    route = world.way_back()
    route.action_sync()
    world.work()
    return route


def pair(world, **wanted):
    """A customer and the account that stands for them alone."""
    links = world.links(kind="crm_account", state="posted")
    for link in links:
        told = parse(link.record_id.sudo().payload)
        alone = len(links.filtered(lambda one, link=link: one.external_id == link.external_id)) == 1
        if alone and not told.get("deleted") and all(told.get(n) for n in wanted):
            return told, link.external_id
    raise AssertionError("no customer has an account of their own")


def customer(world, external_id):
    client = world.source._system()._client(world.source)
    return parse(client.fetch("customer", external_id).text)


def synced(world, route):
    route.action_sync()
    return world.work()


def changes(world, external_id, **wanted):
    return world.links(kind="customer_change", **wanted).filtered(
        lambda link: f"/{external_id}/" in link.key
    )


def test_a_first_reading_sends_nothing_that_billing_has(shown):
    begun(shown)
    for link in shown.links(kind="customer_change", state="posted", adopted=False):
        before = parse(link.record_id.sudo().payload)
        sent = parse(link.sudo().request)["body"]["fields"]
        held = parse(shown.record("customer", link.key.split("/")[2]).sudo().payload)
        assert before and not [name for name in sent if held.get(name)]
    assert not shown.links(kind="quote", state="posted")


def test_a_phone_number_that_the_crm_changed_goes_back_once(shown):
    told, account = pair(shown)
    shown.hand("patch", "account", id=account, values={"telephone1": told.get("phone") or "1"})
    shown.site.post(
        "mutate", kind="customer", id=told["id"], set={"phone": told.get("phone") or "1"}
    )
    route = begun(shown)
    shown.hand("patch", "account", id=account, values={"telephone1": "+31 20 777"})
    synced(shown, route)
    assert customer(shown, told["id"])["phone"] == "+31 20 777"
    shown.site.forget_calls()
    synced(shown, route)
    assert not [call for call in shown.site.calls("POST") if "/customers" in call["path"]]


def test_what_only_billing_changed_is_asked_about(shown):
    told, account = pair(shown)
    shown.hand("patch", "account", id=account, values={"telephone1": "1"})
    shown.site.post("mutate", kind="customer", id=told["id"], set={"phone": "1"})
    route = begun(shown)
    shown.site.post("mutate", kind="customer", id=told["id"], set={"phone": "4"})
    synced(shown, route)
    (asked,) = changes(shown, told["id"], state="blocked")
    assert asked.problem_code == "crm_change_unclear"
    asked.action_ignore("billing is right")
    synced(shown, route)
    assert not changes(shown, told["id"], state="blocked")
    assert customer(shown, told["id"])["phone"] == "4"


def test_both_changed_and_the_rule_decides(shown):
    told, account = pair(shown)
    shown.hand("patch", "account", id=account, values={"telephone1": "1"})
    shown.site.post("mutate", kind="customer", id=told["id"], set={"phone": "1"})
    route = begun(shown)
    shown.hand("patch", "account", id=account, values={"telephone1": "2"})
    shown.site.post("mutate", kind="customer", id=told["id"], set={"phone": "3"})
    synced(shown, route)
    assert customer(shown, told["id"])["phone"] == "2"
    log = shown.env["billing.log"].search([("event", "=", "settled")])
    assert "phone 3 → 2 (1)" in " ".join(log.mapped("message"))


def test_what_touches_the_books_waits_for_an_approver(shown):
    told, account = pair(shown, vat_number=True)
    route = begun(shown)
    route.crm_field_ids.filtered(lambda row: row.customer_field == "company").leads = "there"
    synced(shown, route)
    shown.hand("patch", "account", id=account, values={"name": "Quite Another Name BV"})
    synced(shown, route)
    waiting = changes(shown, told["id"], state="blocked").filtered(
        lambda link: link.problem_code == "crm_change_books"
    )
    assert waiting and "Quite Another Name BV" in waiting.problem_summary
    assert customer(shown, told["id"])["company"] == told["company"]
    waiting.action_release()
    shown.work()
    assert customer(shown, told["id"])["company"] == "Quite Another Name BV"


def test_an_address_goes_back_and_the_vat_number_stays(shown):
    told, account = pair(shown, vat_number=True)
    shown.hand(
        "patch", "account", id=account,
        values={"address1_line1": told["billing_address"].get("line1") or "a"},
    )  # fmt: skip
    route = begun(shown)
    route.crm_field_ids.filtered(
        lambda row: row.customer_field == "billing_address.line1"
    ).leads = "there"
    synced(shown, route)
    shown.hand("patch", "account", id=account, values={"address1_line1": "Keizersgracht 1"})
    synced(shown, route)
    after = customer(shown, told["id"])
    assert after["billing_address"]["line1"] == "Keizersgracht 1"
    assert after["vat_number"] == told["vat_number"]


def test_a_quote_that_is_won_goes_once(shown):
    route = begun(shown)
    history = shown.links(kind="quote")
    assert history and set(history.mapped("rule")) == {"before_start"}
    route.write({"date_from": "2000-01-01", "chargebee_new_customers": True})
    synced(shown, route)
    won = shown.rows("quotes", filter="statecode eq 2", select="quotenumber")
    links = shown.links(kind="quote")
    assert {link.key for link in links} == {f"crm_quote/{one['quotenumber']}" for one in won}
    assert links.filtered(lambda link: link.state == "posted")
    for link in links.filtered(lambda link: link.state != "posted"):
        assert link.state == "blocked" and link.problem_code.startswith("crm_quote_"), link.problem
    shown.site.forget_calls()
    synced(shown, route)
    assert not [call for call in shown.site.calls("POST") if "quote" in call["path"]]


def test_a_quote_that_is_revised_and_won_is_one(shown):
    route = begun(shown)
    route.chargebee_new_customers = True
    active = shown.rows("quotes", filter="statecode eq 1", select="quoteid,quotenumber")[0]
    (revised,) = shown.hand("revise", "quote", id=active["quoteid"])["ids"]
    synced(shown, route)
    key = f"crm_quote/{active['quotenumber']}"
    assert not shown.links(kind="quote", key=key)
    shown.hand("activate", "quote", id=revised)
    shown.hand("win", "quote", id=revised)
    synced(shown, route)
    assert len(shown.links(kind="quote", key=key)) == 1


def test_a_quiet_hour_costs_one_call_per_table(shown):
    route = begun(shown)
    synced(shown, route)
    shown.crm.forget_calls()
    synced(shown, route)
    reads = [call["path"].split("?")[0].rsplit("/", 1)[1] for call in shown.crm.calls("GET")]
    assert sorted(reads) == ["accounts", "contacts", "customeraddresses", "quotes"]
