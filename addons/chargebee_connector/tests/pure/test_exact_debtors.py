"""Whose account bears a document's debt: invoiced, payer or collective; and what closes it."""

from dataclasses import replace

import exact_world as world
import pytest
from credit_world import after, credit_note, first, sent, stopped
from exact_world import GUID, POSTED, body, customer, invoice, known, line, planned, route

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.ledger.words import Address
from odoo.addons.chargebee_connector.systems.exact import mirror
from odoo.addons.chargebee_connector.systems.exact.booking_rules import Booking, Journal
from odoo.addons.chargebee_connector.systems.exact.customer_rules import (
    DEBTOR,
    CustomerRules,
    Debtor,
)
from odoo.addons.chargebee_connector.systems.exact.plan import needs

PARENT = ("account", "customer/parent")
OURS = {"$ref": ["account", "customer/acme", "external_id"]}
PARENTS = {"$ref": ["account", "customer/parent", "external_id"]}
VAT = "NL004495445B01"
PAYER = route(customers=CustomerRules(debtor="payer"))


def problem(word, rules, facts):
    found = planned(word, rules, facts).problem
    assert found is not None
    return found.code


# Parent and child (I17) -----------------------------------------------------------------------


def family(vat_number=VAT, link=POSTED):
    """Return what is known of a child whom a parent pays for."""
    facts = known()
    parent = customer(external_id="parent", company="Parent B.V.", vat_number=vat_number)
    facts.records["customer", "parent"] = parent
    if link:
        facts.links[PARENT] = link
    return facts


def test_the_invoiced_legal_person_is_the_debtor_unless_a_route_says_otherwise():
    document = invoice(payer="parent")
    assert body(document, facts=family())["Customer"] == OURS
    assert body(document, PAYER, family())["Customer"] == PARENTS
    assert body(invoice(), PAYER, family())["Customer"] == OURS


def test_a_payer_is_asked_for_only_where_it_counts():
    document = invoice(payer="parent")
    assert ("customer", "parent") not in needs([document], route()).records
    asked = needs([document], PAYER)
    assert ("customer", "parent") in asked.records
    assert PARENT in asked.links


@pytest.mark.parametrize(
    ("printed", "payers", "said"),
    [
        (VAT, VAT, None),
        ("NL 0044.95.445.B01", VAT, None),
        ("", VAT, None),
        (VAT, "NL123456789B13", "payer_other_vat"),
        (VAT, "", "payer_other_vat"),
    ],
)
def test_the_payer_is_the_debtor_only_with_the_same_vat_number(printed, payers, said):
    document = invoice(payer="parent", vat_number=printed)
    found = planned(document, PAYER, family(payers)).problem
    assert (found and found.code) == said


def test_two_without_a_vat_number_are_not_one():
    facts = family("")
    facts.records["customer", "acme"] = customer(vat_number="")
    assert problem(invoice(payer="parent"), PAYER, facts) == "payer_other_vat"


def test_a_document_waits_for_the_payers_account():
    outcome = planned(invoice(payer="parent"), PAYER, family(link=LinkNow("new")))
    assert outcome.needs_link == PARENT
    del (facts := family()).records["customer", "parent"]
    assert problem(invoice(payer="parent"), PAYER, facts) == "customer_missing"


# Collective debtors ---------------------------------------------------------------------------

COLLECTIVE = Debtor("guid-collective", "999", "Particulieren NL")
SHARED = route(
    customers=CustomerRules(collective=world.table(DEBTOR, ({"country": "NL"}, COLLECTIVE)))
)
PERSON = customer(company="", first_name="Ann", last_name="Vis", vat_number="")


def consumer(**fields):
    return invoice(billed_to="Ann Vis", **fields)


def test_consumers_of_a_country_share_an_account():
    outcome = planned(consumer(), SHARED, known(record=PERSON, link=None))
    assert outcome.request.body["Customer"] == "guid-collective"
    assert outcome.needs_link is None
    assert outcome.facts.title == "Ann Vis"


@pytest.mark.parametrize(
    ("document", "person"),
    [
        (consumer(country="BE"), PERSON),
        (consumer(company="Vis B.V."), PERSON),
        (consumer(vat_number=VAT), PERSON),
        (consumer(), replace(PERSON, vat_number=VAT)),
        (consumer(), replace(PERSON, company="Vis B.V.")),
    ],
)
def test_businesses_and_other_countries_have_accounts_of_their_own(document, person):
    assert body(document, SHARED, known(record=person))["Customer"] == OURS


def test_a_document_without_a_country_goes_by_the_customers():
    person = replace(PERSON, address=Address(country="nl"))
    document = consumer(country="")
    assert body(document, SHARED, known(record=person))["Customer"] == "guid-collective"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vat_number": VAT}, "collective_has_vat"),
        ({"status": "P"}, "account_not_customer"),
        ({"active": False}, "account_inactive"),
    ],
)
def test_a_collective_account_must_take_entries(changes, code):
    table = world.table(DEBTOR, ({}, replace(COLLECTIVE, **changes)))
    rules = route(customers=CustomerRules(collective=table))
    assert problem(consumer(), rules, known(record=PERSON)) == code


# What takes back stands where the invoice stands ------------------------------------------------


def test_a_credit_note_follows_its_invoice_whoever_the_customer_is_by_now():
    facts = after(invoice())
    moved = credit_note(customer="other")
    facts.records["customer", "other"] = customer(external_id="other")
    facts.records["invoice", "INV-1"] = invoice(customer="other")
    facts.links["account", "customer/other"] = LinkNow("new")
    outcome = first(moved, facts)
    assert outcome.state == "planned", outcome.problem
    assert outcome.request.body["Customer"] == OURS
    assert outcome.needs_link is None


def test_a_credit_note_of_a_shared_account_stays_there():
    facts = after(consumer(), record=PERSON)
    entry = ("sales_entry", "INV-1")
    shared = {**facts.booked[entry].body, "Customer": "guid-collective"}
    facts.booked[entry] = replace(facts.booked[entry], body=shared)
    note = credit_note(billed_to="Ann Vis")
    assert sent(note, facts, SHARED)["Customer"] == "guid-collective"
    assert sent(note, facts)["Customer"] == "guid-collective"


def test_a_credit_note_of_an_account_of_its_own_stays_there():
    facts = after(consumer(), record=PERSON)
    assert sent(credit_note(billed_to="Ann Vis"), facts, SHARED)["Customer"] == OURS


# Accounts that take no entries (Exact's own refusals) -------------------------------------------

SALES = route(booking=Booking(journals={"70": Journal("70", receivable="guid-1300")}))


def standing(link=POSTED, **fields):
    return known(
        link=link,
        standing={GUID: mirror.Account(GUID, "12", "Acme", vat_number=VAT, country="NL", **fields)},
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "P"}, "account_not_customer"),
        ({"status": "S"}, "account_not_customer"),
        ({"status": ""}, "account_not_customer"),
        ({"status": "C", "active": False}, "account_inactive"),
        ({"status": "C", "receivable": "guid-1310"}, "journal_receivable"),
        ({"status": "C", "receivable": "guid-1300"}, None),
        ({"status": "C"}, None),
    ],
)
def test_what_exact_would_refuse_of_a_customer(fields, code):
    found = planned(invoice(), SALES, standing(**fields)).problem
    assert (found and found.code) == code


def test_an_unknown_ledger_of_the_journal_stops_nothing():
    facts = standing(status="C", receivable="guid-1310")
    assert planned(invoice(), route(), facts).state == "planned"


def account(**fields):
    """Return a row of Exact's as it is mirrored, of an account that takes entries."""
    row = {"ID": GUID, "Code": f"{12:>18}", "Status": "C", "Country": "NL", "VATNumber": VAT}
    return mirror.account({**row, **fields}, world.TODAY)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"EndDate": "/Date(1760832000000)/"}, "account_inactive"),  # 19 October 2025
        ({"StartDate": "/Date(1918252800000)/"}, "account_inactive"),  # in 2030
        ({"Blocked": True}, "account_inactive"),
        ({"Status": "P"}, "account_not_customer"),
        ({"GLAR": "GUID-1310"}, "journal_receivable"),
        ({"GLAR": "{GUID-1300}"}, None),
    ],
)
def test_rows_of_exact_that_take_no_entries(fields, code):
    facts = known(standing={GUID: account(**fields)})
    found = planned(invoice(), SALES, facts).problem
    assert (found and found.code) == code


def test_numbers_are_padded_there_and_plain_here():
    found = account()
    assert found.code == "12"
    assert ("code", "12") in mirror.keys_of(found)


@pytest.mark.parametrize("word", [invoice(), credit_note(credits="")])
def test_a_vanished_account_stops_its_documents(word):
    gone = replace(POSTED, gone=True)
    assert stopped(word, standing(link=gone, status="")) == ("Invalid", "account_gone")


def test_a_vanished_account_stops_what_takes_a_void_back():
    facts = after(invoice())
    facts.links[world.ACCOUNT] = replace(POSTED, gone=True)
    void = invoice(line(), status="voided", voided=world.TODAY)
    (outcome,) = [one for one in world.plan([void], route(), facts) if one.key == "INV-1/void"]
    assert outcome.problem.code == "account_gone"


def test_a_void_of_a_shared_account_asks_nothing_of_the_customers_own():
    facts = after(consumer(), record=PERSON)
    entry = ("sales_entry", "INV-1")
    shared = {**facts.booked[entry].body, "Customer": "guid-collective"}
    facts.booked[entry] = replace(facts.booked[entry], body=shared)
    facts.links[world.ACCOUNT] = replace(POSTED, gone=True)
    void = consumer(status="voided", voided=world.TODAY)
    (outcome,) = [one for one in world.plan([void], route(), facts) if one.key == "INV-1/void"]
    assert outcome.request.body["Customer"] == "guid-collective"
