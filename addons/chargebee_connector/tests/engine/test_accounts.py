"""Customers: found again, taken over, proposed to a person, created; and what stays theirs."""

import json

import pytest
from papers import customer, invoice
from world import World

from odoo.exceptions import UserError

ACCOUNTS = "crm/Accounts"
PLAIN = {
    "Name": "Kade Advies B.V.",
    "Postcode": "2611 AB",
    "City": "Delft",
    "Country": "NL",
    "Email": "info@kade.example",
    "VATNumber": "NL123456782B12",
}


def business(external_id: str, **changes) -> dict:
    """A customer who agrees with PLAIN in everything unless changed."""
    company = changes.pop("company", "Kade Advies BV")
    return customer(
        external_id,
        company=company,
        email=changes.pop("email", "info@kade.example"),
        vat_number=changes.pop("vat_number", "NL123456782B12"),
        address={"company": company, **changes.pop("address", {})},
        **changes,
    )


def prepare(world: World, *accounts: dict, customers: list[dict]) -> list[str]:
    """Put accounts into Exact and customers with an invoice each on the site; plan. Their ids."""
    made = world.exact.post("accounts", division=100001, accounts=list(accounts))["accounts"]
    world.sql("DELETE FROM billing_todo")
    for one in customers:
        world.site.post("mutate", kind="customer", record=one)
        world.site.post("mutate", kind="invoice", record=invoice(f"inv-{one['id']}", one["id"]))
    world.pull()
    world.plan()
    return [account["id"] for account in made]


def account(world: World, external_id: str) -> dict:
    """The account as Exact has it now."""
    client = world.target._system()._client(world.target, "100001")
    fields = "ID,Name,Email,VATNumber,SearchCode,PaymentConditionSales,Blocked,Phone,Remarks,City"
    (rows,) = client.rows(ACCOUNTS, select=fields, where=f"ID eq guid'{external_id}'")
    return rows[0]


def link(world: World, external_id: str):
    return world.link(f"customer/{external_id}", "account")


# --- created ----------------------------------------------------------------------------------


def test_an_unknown_customer_is_created_before_the_invoice_goes(mapped):
    prepare(mapped, customers=[customer("ada")])
    mapped.go_live()
    mapped.sync()
    made = account(mapped, link(mapped, "ada").external_id)
    assert made["Name"] == "Ada de Vries ada"
    assert made["SearchCode"].startswith("cb:") and len(made["SearchCode"]) == 29
    assert "ada" in made["Remarks"]
    assert mapped.link("inv-ada").state == "posted"


def test_a_name_longer_than_exact_takes_is_cut_and_kept_whole_in_the_remarks(mapped):
    long = "Vereniging tot Behoud van de Historische Binnenvaart in Zuid-Holland en Zeeland"
    prepare(mapped, customers=[business("long", company=long)])
    mapped.go_live()
    mapped.sync()
    made = account(mapped, link(mapped, "long").external_id)
    assert made["Name"] == long[:50].rstrip()
    assert long in made["Remarks"]


def test_customers_without_an_invoice_to_post_are_left_alone(mapped):
    mapped.plan()
    invoiced = {
        record._payload()["customer_id"]
        for record in mapped.env["billing.record"].search([("kind", "=", "invoice")])
    }
    assert {one.key for one in mapped.links(kind="account")} <= {
        f"customer/{one}" for one in invoiced
    }


# --- found ------------------------------------------------------------------------------------


def test_vat_number_name_and_postcode_together_are_taken_over(mapped):
    (stands,) = prepare(mapped, PLAIN, customers=[business("kade")])
    found = link(mapped, "kade")
    assert (found.state, found.external_id, found.adopted) == ("posted", stands, True)
    mapped.go_live()
    mapped.exact.forget_calls()
    mapped.sync()
    assert mapped.exact.calls("POST", ACCOUNTS) == []
    assert account(mapped, stands)["SearchCode"].startswith("cb:")
    assert mapped.link("inv-kade").state == "posted"


def test_what_is_taken_over_follows_the_source_and_keeps_what_the_bookkeeper_owns(mapped):
    (stands,) = prepare(mapped, PLAIN, customers=[business("kade")])
    mapped.go_live()
    mapped.sync()
    mapped.exact.post(
        "mutate",
        division=100001,
        entity=ACCOUNTS,
        id=stands,
        set={"PaymentConditionSales": "60", "Phone": "015 123"},
    )
    mapped.site.post("mutate", kind="customer", id="kade", set={"email": "new@kade.example"})
    mapped.exact.forget_calls()
    mapped.sync()
    now = account(mapped, stands)
    assert now["Email"] == "new@kade.example"
    assert now["PaymentConditionSales"].strip() == "60"
    assert now["Phone"] == "015 123"
    assert len(mapped.exact.calls("PUT", ACCOUNTS)) == 1


# --- proposed ---------------------------------------------------------------------------------


def test_a_weaker_likeness_is_proposed_and_the_invoice_waits(mapped):
    (stands,) = prepare(mapped, PLAIN, customers=[business("kade", company="Kade Holding BV")])
    found = link(mapped, "kade")
    assert (found.state, found.problem_code) == ("blocked", "account_proposed")
    candidates = json.loads(json.loads(found.problem)["params"]["candidates"])
    assert [one["external_id"] for one in candidates] == [stands]
    assert set(candidates[0]["reasons"]) == {"vat", "email", "postcode"}
    waiting = mapped.link("inv-kade")
    assert (waiting.state, waiting.problem_code) == ("blocked", "account_first")
    assert waiting.blocked_by_id == found


def test_the_candidate_that_a_person_chose_is_used(mapped):
    (stands,) = prepare(mapped, PLAIN, customers=[business("kade", company="Kade Holding BV")])
    link(mapped, "kade").action_link(stands)
    mapped.go_live()
    mapped.exact.forget_calls()
    mapped.sync()
    assert mapped.link("inv-kade").state == "posted"
    assert mapped.exact.calls("POST", ACCOUNTS) == []


def test_a_new_account_is_made_when_a_person_says_so(mapped):
    (stands,) = prepare(mapped, PLAIN, customers=[business("kade", company="Kade Holding BV")])
    link(mapped, "kade").action_create_new()
    mapped.go_live()
    mapped.sync()
    found = link(mapped, "kade")
    assert found.state == "posted", found.problem_summary
    assert found.external_id != stands
    assert mapped.link("inv-kade").state == "posted"


def test_two_customers_do_not_share_an_account(mapped):
    prepare(
        mapped,
        PLAIN,
        customers=[business("one", company="Kade Een"), business("two", company="Kade Twee")],
    )
    (stands,) = {
        one["external_id"]
        for key in ("one", "two")
        for one in json.loads(json.loads(link(mapped, key).problem)["params"]["candidates"])
    }
    link(mapped, "one").action_link(stands)
    with pytest.raises(UserError):
        link(mapped, "two").action_link(stands)


def test_what_we_created_is_no_candidate_for_another_customer(mapped):
    prepare(mapped, customers=[business("first")])
    mapped.go_live()
    mapped.sync()
    prepare(mapped, customers=[business("second", company="Kade Zwei")])
    assert link(mapped, "second").state == "planned"


def test_a_consumer_is_proposed_only_by_email_name_and_postcode_together(mapped):
    stands = {"Name": "Ada de Vries ada", "Postcode": "2611AB", "Country": "NL"}
    prepare(
        mapped,
        {**stands, "Email": "ada@example.com"},
        {**stands, "Name": "Somebody", "Email": "bea@example.com"},
        customers=[customer("ada"), customer("bea")],
    )
    assert link(mapped, "ada").problem_code == "account_proposed"
    assert link(mapped, "bea").state == "planned"


# --- changed ----------------------------------------------------------------------------------


def test_a_change_that_exact_does_not_keep_is_no_update(posted):
    posted.site.post("mutate", kind="customer", id="cust-00001", set={"auto_collection": "off"})
    posted.exact.forget_calls()
    posted.sync()
    assert posted.exact.calls("PUT") == []


def test_a_change_is_sent_once(mapped):
    prepare(mapped, customers=[customer("ada")])
    mapped.go_live()
    mapped.sync()
    mapped.site.post("mutate", kind="customer", id="ada", set={"email": "ada@new.example"})
    mapped.exact.forget_calls()
    mapped.sync()
    mapped.sync()
    assert len(mapped.exact.calls("PUT", ACCOUNTS)) == 1
    assert account(mapped, link(mapped, "ada").external_id)["Email"] == "ada@new.example"


def test_a_change_back_is_sent_too(mapped):
    prepare(mapped, customers=[customer("ada")])
    mapped.go_live()
    mapped.sync()
    for email in ("ada@new.example", "ada@example.com"):
        mapped.site.post("mutate", kind="customer", id="ada", set={"email": email})
        mapped.sync()
    assert account(mapped, link(mapped, "ada").external_id)["Email"] == "ada@example.com"


def changed_but_not_sent(world: World):
    """Let ada's account stand, change her e-mail address and only plan. The planned update."""
    prepare(world, customers=[customer("ada")])
    world.go_live()
    world.sync()
    world.site.post("mutate", kind="customer", id="ada", set={"email": "ada@new.example"})
    world.pull()
    world.plan()
    update = world.link("customer/ada/update/1", "account_update")
    assert update.state == "planned"
    return update


def test_an_update_waits_whatever_else_is_planned_for_the_customer(mapped):
    update = changed_but_not_sent(mapped)
    mapped.site.post("mutate", kind="invoice", record=invoice("inv-later", "ada"))
    mapped.pull()
    mapped.plan()
    update.invalidate_recordset()
    assert update.state == "planned"


def test_an_update_that_was_overtaken_is_not_sent(mapped):
    update = changed_but_not_sent(mapped)
    mapped.site.post("mutate", kind="customer", id="ada", set={"email": "ada@example.com"})
    mapped.exact.forget_calls()
    mapped.sync()
    update.invalidate_recordset()
    assert (update.state, update.rule) == ("skipped", "superseded")
    assert mapped.exact.calls("PUT") == []
