"""Customers after their account: people, addresses, shared debtors, what vanished or was merged."""

from papers import credit_note, customer, invoice
from test_accounts import PLAIN, business, link, prepare
from world import World

CONTACTS = "crm/Contacts"
ADDRESSES = "crm/Addresses"


def rows(world: World, path: str, where: str, select: str) -> list[dict]:
    client = world.target._system()._client(world.target, "100001")
    return [row for page in client.rows(path, select=select, where=where) for row in page]


def people(world: World, account: str) -> list[dict]:
    return rows(world, CONTACTS, f"Account eq guid'{account}'", "ID,FirstName,LastName,Email")


def account(world: World, external_id: str) -> dict:
    fields = "ID,Code,MainContact,ChamberOfCommerce,Language,TradeName,City"
    (found,) = rows(world, "crm/Accounts", f"ID eq guid'{external_id}'", fields)
    return found


def mutate(world: World, external_id: str, **changes) -> None:
    world.site.post("mutate", kind="customer", id=external_id, set=changes)


CONTACT = {
    "id": "contact-1",
    "first_name": "Bea",
    "last_name": "Bos",
    "email": "bea@kade.example",
    "enabled": True,
    "send_billing_email": True,
}


# --- people and addresses ---------------------------------------------------------------------


def test_the_main_contact_comes_with_the_account(mapped):
    prepare(mapped, customers=[business("kade", contacts=[CONTACT])])
    mapped.go_live()
    mapped.sync()
    made = account(mapped, link(mapped, "kade").external_id)
    (person,) = people(mapped, made["ID"])
    assert (person["FirstName"], person["LastName"]) == ("Ada", "de Vries kade")
    assert made["MainContact"] == person["ID"]
    assert mapped.link("customer/kade/contact", "contact").state == "posted"


def test_contacts_follow_changes_and_are_blanked_when_erased(mapped):
    mapped.route.exact_contacts = "all"
    prepare(mapped, customers=[business("kade", contacts=[CONTACT])])
    mapped.go_live()
    mapped.sync()
    stands = link(mapped, "kade").external_id
    mutate(mapped, "kade", contacts=[{**CONTACT, "last_name": "Visser"}])
    mapped.sync()
    assert {row["LastName"] for row in people(mapped, stands)} == {"de Vries kade", "Visser"}
    mutate(mapped, "kade", contacts=[], first_name=None, last_name=None, pii_cleared="cleared")
    mapped.exact.forget_calls()
    mapped.sync()
    mapped.sync()
    assert {row["LastName"] for row in people(mapped, stands)} == {"(erased)"}
    assert {row["Email"] for row in people(mapped, stands)} <= {None, ""}
    assert len(mapped.exact.calls("PUT", CONTACTS)) == 2
    assert mapped.link("inv-kade").state == "posted"


def test_a_contact_that_arrived_without_an_answer_is_not_made_twice(mapped):
    prepare(mapped, customers=[business("kade")])
    mapped.exact.fault("cut_after", method="POST", path=CONTACTS)
    mapped.go_live()
    mapped.sync()
    lost = mapped.link("customer/kade/contact", "contact")
    assert lost.state == "uncertain"
    mapped.sql(
        "UPDATE billing_link SET attempted_at = attempted_at - interval '1 hour' WHERE id = %s",
        lost.id,
    )
    mapped.sync()
    lost.invalidate_recordset()
    assert lost.state == "posted"
    assert len(people(mapped, link(mapped, "kade").external_id)) == 1


def test_a_taken_over_account_keeps_its_address_beside_the_invoice_address(mapped):
    mapped.route.exact_address = "invoice"
    other = {**PLAIN, "AddressLine1": "Bezoekweg 9"}
    (stands,) = prepare(mapped, other, customers=[business("kade")])
    mapped.go_live()
    mapped.sync()
    where = f"Account eq guid'{stands}' and Type eq 3"
    fields = "ID,AddressLine1,City,Type"
    assert [row["AddressLine1"] for row in rows(mapped, ADDRESSES, where, fields)] == ["Kade 1"]
    address = {"line1": "Rokin 2", "city": "Amsterdam", "zip": "1012 KT", "country": "NL"}
    mutate(mapped, "kade", billing_address={**address, "company": "Kade Advies BV"})
    mapped.sync()
    assert [row["AddressLine1"] for row in rows(mapped, ADDRESSES, where, fields)] == ["Rokin 2"]
    assert account(mapped, stands)["City"] == "Delft"


# --- mapped fields ----------------------------------------------------------------------------


def test_mapped_fields_stand_on_the_new_account(mapped):
    mapped.env["billing.mapping.field"].create(
        [
            {"route_id": mapped.route.id, "source": "cf_debtor", "target": "Code"},
            {
                "route_id": mapped.route.id,
                "source": "cf_trade",
                "target": "TradeName",
                "when": "always",
            },
        ]
    )
    identifier = {"id": "e1", "scheme": "0106", "value": "01234567"}
    fields = {"cf_debtor": "77042", "cf_trade": "Kade", "locale": "nl-NL"}
    prepare(mapped, customers=[business("kade", entity_identifiers=[identifier], **fields)])
    mapped.go_live()
    mapped.sync()
    made = account(mapped, link(mapped, "kade").external_id)
    assert made["Code"].strip() == "77042"
    assert (made["ChamberOfCommerce"], made["Language"].strip()) == ("01234567", "NL")
    assert made["TradeName"] == "Kade"
    mutate(mapped, "kade", cf_debtor="77043", cf_trade="Kaai")
    mapped.sync()
    made = account(mapped, made["ID"])
    assert (made["Code"].strip(), made["TradeName"]) == ("77042", "Kaai")


def test_a_row_that_always_sends_reaches_accounts_that_stand(mapped):
    prepare(mapped, customers=[business("kade", cf_trade="Kade")])
    mapped.go_live()
    mapped.sync()
    mapped.env["billing.mapping.field"].create(
        {
            "route_id": mapped.route.id,
            "source": "cf_trade",
            "target": "TradeName",
            "when": "always",
        }
    )
    mapped.sync()
    assert account(mapped, link(mapped, "kade").external_id)["TradeName"] == "Kade"


# --- debtors ----------------------------------------------------------------------------------


def test_consumers_share_an_account_and_businesses_do_not(mapped):
    (shared,) = prepare(mapped, {"Name": "Particulieren"}, customers=[])
    code = account(mapped, shared)["Code"].strip()
    mapped.env["billing.mapping.debtor"].create(
        {"route_id": mapped.route.id, "country": "NL", "account_code": code}
    )
    prepare(mapped, customers=[customer("ada"), business("kade")])
    mapped.go_live()
    mapped.sync()
    assert mapped.links(kind="account", key="customer/ada") == mapped.env["billing.link"]
    entry = mapped.link("inv-ada").external_id
    where = f"EntryID eq guid'{entry}'"
    (booked,) = rows(mapped, "salesentry/SalesEntries", where, "EntryID,Customer")
    assert booked["Customer"] == shared
    assert link(mapped, "kade").state == "posted"


def test_the_payer_is_the_debtor_where_the_route_says_so(mapped):
    mapped.route.exact_debtor = "payer"
    prepare(mapped, customers=[business("parent"), business("child", company="Kade Kind BV")])
    owned = {"payment_owner": "parent"}
    mapped.site.post("mutate", kind="invoice", id="inv-child", set=owned)
    mapped.site.post("mutate", kind="customer", record=customer("stranger"))
    paper = invoice("inv-other", "child", payment_owner="stranger")
    mapped.site.post("mutate", kind="invoice", record=paper)
    mapped.go_live()
    mapped.sync()
    where = f"EntryID eq guid'{mapped.link('inv-child').external_id}'"
    (booked,) = rows(mapped, "salesentry/SalesEntries", where, "EntryID,Customer")
    assert booked["Customer"] == link(mapped, "parent").external_id
    assert mapped.link("inv-other").problem_code == "payer_other_vat"


# --- merged and deleted -----------------------------------------------------------------------


def code(world: World, external_id: str) -> str:
    return account(world, external_id)["Code"].strip()


def delete_account(world: World, external_id: str) -> None:
    world.exact.post("delete_account", division=100001, account=code(world, external_id))


def test_a_vanished_account_stops_its_documents_until_somebody_decides(mapped):
    prepare(mapped, customers=[business("kade")])
    mapped.link("inv-kade").action_ignore("Later")
    mapped.go_live()
    mapped.sync()
    stood = link(mapped, "kade")
    delete_account(mapped, stood.external_id)
    mapped.link("inv-kade").action_retry()
    mapped.pull()
    mapped.sync()
    stood.invalidate_recordset()
    assert (stood.state, stood.gone, stood.problem_code) == ("posted", True, "account_gone")
    document = mapped.link("inv-kade")
    assert (document.state, document.problem_code) == ("blocked", "account_gone")
    stood.action_make_anew()
    mapped.sync()
    document.invalidate_recordset()
    assert document.state == "posted"
    assert link(mapped, "kade").external_id != stood.external_id
    assert stood.key == "customer/kade/gone/1"


def test_a_vanished_account_is_linked_to_another(mapped):
    prepare(mapped, customers=[business("kade")])
    mapped.link("inv-kade").action_ignore("Later")
    mapped.go_live()
    mapped.sync()
    stood = link(mapped, "kade")
    delete_account(mapped, stood.external_id)
    (other,) = mapped.exact.post("accounts", division=100001, accounts=[{"Name": "Kade Nieuw"}])[
        "accounts"
    ]
    mapped.pull()
    stood.invalidate_recordset()
    stood.action_relink(other["id"])
    mapped.link("inv-kade").action_retry()
    mapped.work()
    assert mapped.link("inv-kade").state == "posted"
    where = f"EntryID eq guid'{mapped.link('inv-kade').external_id}'"
    (booked,) = rows(mapped, "salesentry/SalesEntries", where, "EntryID,Customer")
    assert booked["Customer"] == other["id"]


def test_accounts_that_were_merged_in_exact_take_their_customer_along(mapped):
    prepare(mapped, customers=[business("kade")])
    mapped.go_live()
    mapped.sync()
    stood = link(mapped, "kade")
    (other,) = mapped.exact.post("accounts", division=100001, accounts=[{"Name": "Kade Groep"}])[
        "accounts"
    ]
    both = {"from": code(mapped, stood.external_id), "into": code(mapped, other["id"])}
    mapped.exact.post("merge_accounts", division=100001, **both)
    mapped.sync()
    stood.invalidate_recordset()
    assert (stood.external_id, stood.gone) == (other["id"], False)
    assert stood.log_ids.filtered(lambda log: log.event == "relinked")
    mapped.site.post("mutate", kind="invoice", record=invoice("inv-next", "kade"))
    mapped.exact.forget_calls()
    mapped.sync()
    assert mapped.link("inv-next").state == "posted"
    assert mapped.exact.calls("POST", "crm/Accounts") == []


def test_customers_who_were_merged_keep_their_invoices_and_their_account(mapped):
    prepare(mapped, customers=[business("old")])
    mapped.go_live()
    mapped.sync()
    stood = link(mapped, "old").external_id
    mapped.site.post("mutate", kind="customer", record=business("new"))
    mapped.site.post("mutate", kind="invoice", id="inv-old", set={"customer_id": "new"})
    mapped.site.post("mutate", kind="customer", id="old", set={"deleted": True})
    note = credit_note("cn-old", "new", "inv-old")
    mapped.site.post("mutate", kind="credit_note", record=note)
    mapped.site.post("mutate", kind="invoice", record=invoice("inv-new", "new"))
    mapped.exact.forget_calls()
    mapped.sync()
    assert mapped.exact.calls("POST", "crm/Accounts") == []
    entry = mapped.link("credit_note/cn-old")
    assert entry.state == "posted"
    where = f"EntryID eq guid'{entry.external_id}'"
    (booked,) = rows(mapped, "salesentry/SalesEntries", where, "EntryID,Customer")
    assert booked["Customer"] == stood
    new = link(mapped, "new")
    assert new.problem_code == "account_proposed"
    assert "deleted customer" in new.best_reason
    new.action_accept_best()
    mapped.sync()
    assert new.external_id == stood
    assert mapped.link("inv-new").state == "posted"


def test_everything_is_read_anew_when_the_administration_moved(mapped):
    prepare(mapped, customers=[business("kade")])
    mapped.go_live()
    mapped.sync()
    stood = link(mapped, "kade")
    # The mirror holds an account that Exact's list of deletions says nothing of any more.
    mapped.sql(
        "INSERT INTO billing_record (backend_id, scope, kind, external_id, version, hash, payload)"
        " SELECT backend_id, scope, kind, 'vanished', '1', 'x', '{\"ID\": \"vanished\"}'"
        "   FROM billing_record WHERE kind = 'account' LIMIT 1"
    )
    stream = mapped.env["billing.stream"].search([("kind", "=", "account")])
    stream.exact_moved = "2020-01-01"
    mapped.pull()
    mapped.env.invalidate_all()
    assert mapped.record("account", "vanished").deleted
    assert not mapped.record("account", stood.external_id).deleted
    assert not stood.gone
    assert not stream.exact_sweep
