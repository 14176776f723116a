"""Contact persons and invoice addresses: made after the account, updated, erased, found again."""

import json
from decimal import Decimal

import pytest
from exact_world import GUID, customer, route
from little_server import Reply, serve

from odoo.addons.chargebee_connector.ledger.plan import Facts, Known, LinkNow
from odoo.addons.chargebee_connector.ledger.problems import Conflict
from odoo.addons.chargebee_connector.ledger.pull import Ask
from odoo.addons.chargebee_connector.ledger.words import Address, Contact
from odoo.addons.chargebee_connector.systems.exact import contacts, look, mirror, post
from odoo.addons.chargebee_connector.systems.exact.client import Exact
from odoo.addons.chargebee_connector.systems.exact.customer_rules import CustomerRules
from odoo.addons.chargebee_connector.systems.exact.plan import needs, plan

KEY = "customer/acme"
ACCOUNT = ("account", KEY)
OWN = ("contact", f"{KEY}/contact")
ADDRESS = ("address", f"{KEY}/address")
OTHER_GUID = "99999999-2222-3333-4444-555555555555"

ANN = {"first_name": "Ann", "last_name": "Vis"}
BEA = Contact("c-b", "Bea", "Bos", "bea@acme.example", billing=True)
TOM = Contact("c-t", "", "", "tom@acme.example", enabled=False)


def rules(**options):
    return route(customers=CustomerRules(**options))


def known(account=None, standing=None, **links):
    """Return what is known: the account's link, and others by their key behind the customer's."""
    found = Known(links={ACCOUNT: account or LinkNow("posted", GUID, "")})
    for key, link in links.items():
        kind = "address" if key == "address" else "contact"
        found.links[kind, f"{KEY}/{key.replace('__', '/')}"] = link
    if standing is not None:
        found.standing[GUID] = standing
    return found


def people(word, options, facts):
    """Return the outcomes that are about people and addresses, by kind and key."""
    return {
        (one.kind, one.key): one
        for one in plan([word], options, facts)
        if not one.kind.startswith("account")
    }


# Contacts -----------------------------------------------------------------------------------


def test_the_main_contact_is_made_after_the_account_and_named_there():
    word = customer(**ANN, phone="020", contacts=(BEA,))
    found = people(word, rules(contacts="main"), known(LinkNow("new")))
    made, main = found[OWN], found["main_contact", f"{KEY}/contact/main"]
    assert len(found) == 2
    assert made.request.path == "crm/Contacts"
    assert made.request.repeat == "create"
    assert made.request.body == {
        "Account": {"$ref": ["account", KEY, "external_id"]},
        "FirstName": "Ann",
        "LastName": "Vis",
        "Email": "ap@acme.example",
        "Phone": "020",
    }
    assert (made.needs_link, made.parent) == (ACCOUNT, ACCOUNT)
    assert (main.needs_link, main.parent) == (OWN, OWN)
    assert main.request.path == "crm/Accounts"
    assert main.request.repeat == "put"
    assert main.request.body == {
        "ID": {"$ref": ["account", KEY, "external_id"]},
        "MainContact": {"$ref": ["contact", f"{KEY}/contact", "external_id"]},
    }


@pytest.mark.parametrize(
    ("options", "fields", "keys"),
    [
        ("off", {**ANN, "contacts": (BEA,)}, []),
        ("main", {"contacts": (TOM, BEA)}, ["contact/c-b"]),
        ("main", {"contacts": (TOM,)}, ["contact/c-t"]),
        ("main", {}, []),
        ("all", {**ANN, "contacts": (TOM, BEA)}, ["contact", "contact/c-t", "contact/c-b"]),
        ("all", {**ANN, "company": "", "vat_number": "", "contacts": (BEA,)}, []),
    ],
)
def test_which_contacts_are_made(options, fields, keys):
    found = people(customer(**fields), rules(contacts=options), known(LinkNow("new")))
    assert [key for kind, key in found if kind == "contact"] == [f"{KEY}/{key}" for key in keys]


def test_an_account_that_has_a_main_contact_keeps_it():
    standing = mirror.Account(GUID, status="C", main_contact="m-1")
    found = people(customer(**ANN), rules(contacts="main"), known(standing=standing))
    assert list(found) == [OWN]


def test_a_nameless_contact_goes_by_the_address_and_a_malformed_address_stays_out():
    assert contacts.fields_of(TOM)["LastName"] == "tom@acme.example"
    odd = contacts.fields_of(Contact("x", "F" * 60, "", "no address", "1" * 60, "r" * 60))
    assert (len(odd["FirstName"]), odd["LastName"], odd["Email"]) == (50, "", "")
    assert (len(odd["Phone"]), len(odd["JobTitleDescription"])) == (50, 50)


@pytest.mark.parametrize("state", ["blocked", "skipped", "ignored", "uncertain"])
def test_nothing_hangs_on_an_account_that_does_not_come(state):
    word = customer(**ANN, email="malformed" if state == "blocked" else "")
    if state == "skipped":
        word = customer(**ANN, deleted=True)
    assert people(word, rules(contacts="all", address="invoice"), known(LinkNow(state))) == {}


@pytest.mark.parametrize("fields", [{"deleted": True}, {"replaced_by": "other"}])
def test_who_is_gone_in_the_source_gets_no_more_contacts(fields):
    assert people(customer(**ANN, **fields), rules(contacts="all"), known()) == {}


def test_nothing_is_made_on_an_account_that_vanished():
    gone = LinkNow("posted", GUID, "", gone=True)
    assert people(customer(**ANN), rules(contacts="all", address="invoice"), known(gone)) == {}


def stands(word, options="main"):
    """Return the content of the main contact once it was made and named."""
    found = people(word, rules(contacts=options), known(LinkNow("new")))
    return found["main_contact", f"{KEY}/contact/main"].content


def test_what_did_not_change_is_not_sent():
    word = customer(**ANN)
    facts = known(contact=LinkNow("posted", OTHER_GUID, stands(word)))
    assert people(word, rules(contacts="main"), facts) == {}


def test_a_change_is_sent_whole_and_counts_on():
    facts = known(contact=LinkNow("posted", OTHER_GUID, stands(customer(**ANN, phone="020"))))
    found = people(customer(**ANN), rules(contacts="main"), facts)
    (update,) = found.values()
    assert (update.kind, update.key) == ("contact_update", f"{KEY}/contact/update/1")
    assert update.parent == OWN
    assert update.request.path == f"crm/Contacts(guid'{OTHER_GUID}')"
    assert update.request.body["Phone"] == ""
    assert "Account" not in update.request.body
    assert update.content.startswith("1m:")


def test_who_was_made_and_never_named_is_named():
    word = customer(**ANN)
    made = people(word, rules(contacts="main"), known(LinkNow("new")))[OWN]
    found = people(
        word,
        rules(contacts="main"),
        known(contact=LinkNow("posted", OTHER_GUID, made.content)),
    )
    assert list(found) == [("main_contact", f"{KEY}/contact/main")]


def test_erased_people_are_blanked_and_the_unsent_left_out():
    facts = known(
        contact=LinkNow("posted", OTHER_GUID, "3m:x"),
        contact__c1=LinkNow("planned"),
        contact__c2=LinkNow("posted", OTHER_GUID, f"1:{contacts.ERASED}"),
    )
    facts.children[(*ACCOUNT, "contact")] = [
        OWN,
        ("contact", f"{KEY}/contact/c1"),
        ("contact", f"{KEY}/contact/c2"),
    ]
    word = customer(anonymised=True, company="", email="")
    found = people(word, rules(), facts)
    assert set(found) == {
        ("contact_update", f"{KEY}/contact/update/4"),
        ("contact", f"{KEY}/contact/c1"),
    }
    update = found["contact_update", f"{KEY}/contact/update/4"]
    assert update.content == f"4m:{contacts.ERASED}"
    assert update.request.body == {
        "FirstName": "",
        "LastName": contacts.ERASED,
        "Email": "",
        "Phone": "",
        "JobTitleDescription": "",
    }
    assert found["contact", f"{KEY}/contact/c1"].rule == "anonymised"


def test_what_is_asked():
    asked = needs([customer(**ANN)], rules(contacts="main", address="invoice"))
    assert asked.children == {(*ACCOUNT, "contact")}
    assert ADDRESS in asked.links
    assert needs([customer(**ANN)], rules()).children == set()
    assert needs([customer(anonymised=True)], rules()).children == {(*ACCOUNT, "contact")}


def test_whether_the_main_contact_was_named_is_asked():
    asked = needs([customer(**ANN, contacts=(BEA,))], rules(contacts="all"))
    assert ("main_contact", f"{KEY}/contact/main") in asked.links


# Addresses ----------------------------------------------------------------------------------

DAMRAK = mirror.Account(
    GUID, status="C", address=("Damrak 1",), postcode="1012LG", city="AMSTERDAM", country="NL"
)
SINGEL = mirror.Account(
    GUID, status="C", address=("Singel 9",), postcode="1012 AA", city="Amsterdam", country="NL"
)
INVOICE = rules(address="invoice")


def test_a_billing_address_that_differs_stands_beside_the_accounts_own():
    found = people(customer(), INVOICE, known(standing=SINGEL))
    (made,) = found.values()
    assert (made.kind, made.key) == ADDRESS
    assert (made.parent, made.needs_link) == (ACCOUNT, None)
    assert made.request.path == "crm/Addresses"
    assert made.request.repeat == "create"
    assert made.request.body == {
        "Account": {"$ref": ["account", KEY, "external_id"]},
        "Type": 3,
        "Main": True,
        "AddressLine1": "Damrak 1",
        "Postcode": "1012 LG",
        "City": "Amsterdam",
        "Country": "NL",
    }


@pytest.mark.parametrize(
    ("word", "standing", "options"),
    [
        (customer(), DAMRAK, INVOICE),
        (customer(), None, INVOICE),
        (customer(), SINGEL, rules()),
        (customer(address=Address(), vat_number=""), SINGEL, INVOICE),
    ],
)
def test_no_address_of_its_own(word, standing, options):
    assert people(word, options, known(standing=standing)) == {}


def test_the_account_that_is_taken_over_in_the_same_plan_is_compared_too():
    same = mirror.Account(
        "a-1", "1", "Acme BV", "NL004495445B01", postcode="1012LG", country="NL", status="C"
    )
    facts = known(LinkNow("new"))
    for name in mirror.keys_of(same):
        facts.matches[name] = (same,)
    assert list(people(customer(), INVOICE, facts)) == [ADDRESS]


def test_an_address_follows_by_updates():
    made = people(customer(), INVOICE, known(standing=SINGEL))[ADDRESS]
    stood = LinkNow("posted", OTHER_GUID, made.content)
    assert people(customer(), INVOICE, known(standing=SINGEL, address=stood)) == {}
    moved = customer(address=Address("Rokin 2", country="NL"))
    (update,) = people(moved, INVOICE, known(standing=SINGEL, address=stood)).values()
    assert (update.kind, update.key) == ("address_update", f"{KEY}/address/update/1")
    assert update.parent == ADDRESS
    assert update.request.path == f"crm/Addresses(guid'{OTHER_GUID}')"
    assert (update.request.body["AddressLine1"], update.request.body["City"]) == ("Rokin 2", "")


def test_the_accounts_own_address_is_left_to_the_bookkeeper():
    content = plan([customer()], INVOICE, known(LinkNow("new")))[0].content
    account = LinkNow("posted", GUID, content)
    moved = customer(address=Address("Rokin 2", country="NL"))
    assert [
        one for one in plan([moved], INVOICE, known(account, DAMRAK)) if one.kind != "address"
    ] == []
    update = plan(
        [customer(phone="1", address=Address("Rokin 2", country="NL"))],
        INVOICE,
        known(account, DAMRAK),
    )[0]
    assert update.kind == "account_update"
    assert not {"AddressLine1", "City", "Country"} & set(update.request.body)


# Looks and requests -------------------------------------------------------------------------


def looked(kind, body, *rows):
    """Return (what a look finds for one request, the filter it asked with)."""
    reply = Reply(200, {"d": {"results": list(rows)}})
    facts = Facts(total=Decimal(0))
    with serve(lambda request: reply) as server:
        client = Exact(server.url, "1", lambda rejected: "t")
        ask = Ask(7, kind, "key", {"Account": GUID, **body}, facts)
        found = look.look(client, [ask])[7]
        return found, server.requests[0].query["$filter"]


def contact(number, **fields):
    standard = {"ID": f"ID-{number}", "Account": GUID.upper(), "FirstName": "Ann"}
    return {**standard, "LastName": "Vis", "Email": None, **fields}


@pytest.mark.parametrize(
    ("body", "rows", "found"),
    [
        ({"Email": "ann@x.nl"}, [contact(1, Email="Ann@X.nl ")], "id-1"),
        ({"Email": "ann@x.nl"}, [contact(1)], None),
        ({"FirstName": "Ann", "LastName": "Vis"}, [contact(1), contact(2, FirstName="B")], "id-1"),
        ({"Email": "ann@x.nl"}, [contact(1, Email="ann@x.nl", Account="other")], None),
        ({"Email": "ann@x.nl"}, [], None),
    ],
)
def test_contacts_are_found_by_account_and_address(body, rows, found):
    answer, where = looked("contact", body, *rows)
    assert (answer and answer.external_id) == found
    assert where == f"Account eq guid'{GUID}'"


def test_two_contacts_alike_are_for_a_person():
    twice = [contact(1, Email="ann@x.nl"), contact(2, Email="ann@x.nl")]
    answer, _where = looked("contact", {"Email": "ann@x.nl"}, *twice)
    assert isinstance(answer, Conflict)
    assert (answer.code, answer.params["count"]) == ("contact_twice", "2")


SAID = {"AddressLine1": "Damrak 1", "City": "Amsterdam", "Country": "NL"}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({**SAID, "Country": "NL "}, "id-1"),
        ({**SAID, "City": "AMSTERDAM"}, "id-1"),
        ({**SAID, "Postcode": "1012 LG"}, None),
    ],
)
def test_addresses_are_found_by_what_they_say(row, found):
    rows = [{"ID": f"ID-{number}", "Account": GUID, **row} for number in (2, 1)]
    answer, where = looked("address", SAID, *rows)
    assert (answer and answer.external_id) == found
    assert where == f"(Account eq guid'{GUID}') and Type eq 3"


def test_a_request_can_name_its_thing_in_the_body():
    with serve(lambda request: Reply(204)) as server:
        client = Exact(server.url, "1", lambda rejected: "t")
        body = {"ID": GUID, "MainContact": OTHER_GUID}
        posted = post.send(client, "PUT", "crm/Accounts", body, "put")
        request = server.requests[0]
    assert posted.external_id == GUID
    assert request.path == f"/api/v1/1/crm/Accounts(guid'{GUID}')"
    assert json.loads(request.body) == {"MainContact": OTHER_GUID}
    assert "ID" in body
