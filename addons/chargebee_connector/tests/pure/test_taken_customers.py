"""Facts about customers that changed in the CRM: sent, held for a person, or left."""

import json
from dataclasses import replace

from taken_world import GUID, RULES, account, contact, held, known, planned, posted

from odoo.addons.chargebee_connector.ledger.crm import CrmAddress
from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.ledger.text import dump
from odoo.addons.chargebee_connector.systems.chargebee.taken.held import HeldContact
from odoo.addons.chargebee_connector.systems.chargebee.taken.rules import Mapped

DETAILS = f"crm_account/{GUID}/cust_1/details"
TERMS = f"crm_account/{GUID}/cust_1/terms"
BILLING = f"crm_account/{GUID}/cust_1/billing"


def of(outcomes, key):
    return next(one for one in outcomes if one.key.startswith(key))


def before(key, number=1, **agreed):
    agreed = {name.replace("__", "."): text for name, text in agreed.items()}
    return {("customer_change", f"{key}/{number}"): posted(dump(agreed))}


def test_an_account_that_stands_for_nobody_changes_nothing():
    assert planned(account(telephone1="1"), known()) == []


def test_a_gap_in_billing_is_filled_at_once():
    found = of(planned(account(telephone1="+31 20"), known(held())), DETAILS)
    assert found.state == "planned"
    assert found.request.path == "/customers/cust_1"
    assert found.request.body == {"customer": "cust_1", "fields": {"phone": "+31 20"}}
    assert found.request.repeat == "keyed"


def test_what_is_alike_is_remembered_and_not_sent():
    found = of(planned(account(telephone1="+31 20"), known(held(phone="+3120"))), DETAILS)
    assert found.state == "posted" and found.adopt == "cust_1"
    assert json.loads(found.content)["phone"] == "+31 20"


def test_a_first_difference_waits_for_a_person_with_both_values():
    found = of(planned(account(telephone1="2"), known(held(phone="1"))), DETAILS)
    assert found.problem.code == "crm_change_unclear"
    assert found.problem.params["changes"] == "phone 1 → 2 (–)"


def test_released_it_goes():
    state = known(held(phone="1"))
    waiting = of(planned(account(telephone1="2"), state), DETAILS)
    link = LinkNow("new", released=waiting.fingerprint())
    state = known(held(phone="1"), links={("customer_change", f"{DETAILS}/1"): link})
    assert of(planned(account(telephone1="2"), state), DETAILS).state == "planned"


def test_a_change_in_the_crm_alone_goes_as_the_next_one():
    links = before(DETAILS, phone="1")
    found = of(planned(account(telephone1="2"), known(held(phone="1"), links=links)), DETAILS)
    assert found.key == f"{DETAILS}/2" and found.state == "planned"
    assert found.remark is None


def test_where_both_changed_the_rule_decides_and_the_log_says_so():
    links = before(DETAILS, phone="1")
    found = of(planned(account(telephone1="2"), known(held(phone="3"), links=links)), DETAILS)
    assert found.request.body["fields"] == {"phone": "2"}
    assert found.remark.code == "crm_both_changed"
    assert found.remark.params["changes"] == "phone 3 → 2 (1)"


def test_what_only_billing_changed_is_not_overwritten_blindly():
    links = before(DETAILS, phone="1")
    found = of(planned(account(telephone1="1"), known(held(phone="3"), links=links)), DETAILS)
    assert found.problem.code == "crm_change_unclear"


def test_where_billing_leads_nothing_is_sent_and_the_log_says_that_both_changed():
    links = before(DETAILS, email="a@x.org") | before(TERMS, company="Acme")
    state = known(held(email="b@x.org"), links=links)
    (found,) = planned(account(emailaddress1="c@x.org"), state)
    assert found.request is None and found.adopt == "cust_1"
    assert found.remark.code == "crm_both_changed_kept"
    links = {(found.kind, found.key): posted(found.content)} | before(TERMS, company="Acme")
    assert (
        planned(account(emailaddress1="c@x.org"), known(held(email="b@x.org"), links=links)) == []
    )


def test_what_went_does_not_come_again():
    links = before(DETAILS, phone="2") | before(TERMS, company="Acme")
    assert planned(account(telephone1="2"), known(held(phone="2"), links=links)) == []


def test_the_legal_name_waits_for_finance():
    links = before(TERMS, company="Acme")
    found = of(planned(account(name="Acme BV"), known(held(), links=links)), TERMS)
    assert found.problem.code == "crm_change_books"
    assert found.request.body["fields"] == {"company": "Acme BV"}


def test_a_country_waits_and_shows_what_it_does_to_vat():
    links = before(BILLING, billing_address__country="NL", billing_address__line1="a")
    state = known(held(billing_address__country="NL", billing_address__line1="a"), links=links)
    found = of(planned(account(address1_country="Belgium", address1_line1="b"), state), BILLING)
    assert found.problem.code == "crm_change_books"
    assert found.problem.params["effect"] == "other_country"
    assert found.request.path == "/customers/cust_1/update_billing_info"
    assert found.request.body["fields"] == {
        "billing_address.country": "BE",
        "billing_address.line1": "b",
    }


def test_an_address_in_the_same_country_goes_by_itself():
    links = before(BILLING, billing_address__country="NL", billing_address__line1="a")
    state = known(held(billing_address__country="NL", billing_address__line1="a"), links=links)
    found = of(planned(account(address1_country="NL", address1_line1="b"), state), BILLING)
    assert found.state == "planned"


def test_a_country_of_which_nobody_knows_the_code_is_named():
    found = of(planned(account(address1_country="Atlantis"), known(held())), BILLING)
    assert found.problem.code == "crm_country_unknown"
    assert found.problem.params["country"] == "Atlantis"


def test_a_vat_number_that_the_crm_lost_is_never_wiped_by_itself():
    links = before(BILLING, vat_number="NL1")
    found = of(planned(account(), known(held(vat_number="NL1"), links=links)), BILLING)
    assert found.problem.code == "crm_change_books"
    assert found.problem.params["effect"] == "number_lost"


def test_what_is_no_longer_wanted_is_taken_back():
    links = before(DETAILS, phone="1") | {
        ("customer_change", f"{DETAILS}/2"): LinkNow("planned"),
        **before(TERMS, company="Acme"),
    }
    (found,) = planned(account(telephone1="1"), known(held(phone="1"), links=links))
    assert found.key == f"{DETAILS}/2" and found.rule == "superseded"


def test_what_is_on_its_way_is_left_alone():
    links = before(DETAILS, phone="1") | {
        ("customer_change", f"{DETAILS}/2"): LinkNow("posting"),
        **before(TERMS, company="Acme"),
    }
    assert planned(account(telephone1="2"), known(held(phone="1"), links=links)) == []


def test_what_a_person_said_no_to_is_not_asked_again_but_a_later_change_is():
    content = dump({"phone": "2"})
    links = before(DETAILS, phone="1") | {
        ("customer_change", f"{DETAILS}/2"): LinkNow("ignored", content=content),
        **before(TERMS, company="Acme"),
    }
    state = known(held(phone="1"), links=links)
    assert planned(account(telephone1="2"), state) == []
    (found,) = planned(account(telephone1="3"), state)
    assert found.key == f"{DETAILS}/3" and found.request.body["fields"] == {"phone": "3"}


def test_another_business_entity_is_only_shown():
    rules = replace(
        RULES, mapped=(Mapped("crm_account", "new_entity", "business_entity_id", "there"),)
    )
    (found,) = planned(account(new_entity="be-2"), known(held(business_entity_id="be-1")), rules)
    assert found.problem.code == "crm_entity_differs" and found.request is None


def test_payment_terms_are_days_and_wait_for_finance():
    rules = replace(
        RULES, mapped=(Mapped("crm_account", "paymenttermscode", "net_term_days", "there"),)
    )
    state = known(held(net_term_days="30"))
    (found,) = planned(account(paymenttermscode="4"), state, rules)
    assert found.problem.code == "crm_change_books"
    assert found.request.body["fields"] == {"net_term_days": "60"}
    assert planned(account(paymenttermscode="1"), state, rules)[0].adopt
    (found,) = planned(account(paymenttermscode="9"), state, rules)
    assert found.problem.code == "crm_terms_unknown"


def test_a_country_that_is_not_taken_need_not_be_known():
    rules = replace(
        RULES,
        mapped=(Mapped("crm_account", "address1_country", "billing_address.country", "fill"),),
    )
    state = known(held(billing_address__country="NL"))
    assert not [
        one for one in planned(account(address1_country="Atlantis"), state, rules) if one.problem
    ]


def test_only_the_main_contact_and_the_billing_address_decide():
    found = planned(contact(jobtitle="CFO"), known(held(), "contact-7"))
    assert of(found, "crm_contact/contact-7").request.body["fields"] == {"cf_job": "CFO"}
    assert planned(contact("8", jobtitle="CFO"), known(held(), "contact-7")) == []
    rules = replace(
        RULES, mapped=(Mapped("crm_address", "line1", "billing_address.line1", "there"),)
    )
    for purpose, wanted in (("billing", 1), ("shipping", 0)):
        address = CrmAddress("a", ("account", GUID), 3, purpose, "Desk", extra={"line1": "x"})
        assert len(planned(address, known(held()), rules)) == wanted


PERSON = {"firstname": "Ann", "lastname": "Bee", "emailaddress1": "ann@x.org", "telephone1": ""}


def test_a_person_becomes_a_contact_once():
    (found,) = planned(contact(**PERSON), known(held()))
    assert found.request.path == "/customers/cust_1/add_contact"
    assert found.request.body["contact[email]"] == "ann@x.org"
    links = {(found.kind, found.key): posted(found.content)}
    assert planned(contact(**PERSON), known(held(), links=links)) == []


def test_a_person_who_is_there_is_taken_over_and_changed_later():
    there = HeldContact("con_1", "Ann", "Bee", "ANN@x.org", "")
    (found,) = planned(contact(**PERSON), known(held([there])))
    assert found.adopt == "con_1"
    links = {(found.kind, found.key): LinkNow("posted", "con_1", found.content)}
    changed = contact(**{**PERSON, "lastname": "Cee"})
    (found,) = planned(changed, known(held([there]), links=links))
    assert found.request.path == "/customers/cust_1/update_contact"
    assert found.request.body["contact[id]"] == "con_1"


def test_a_person_without_mail_or_option_is_left():
    assert planned(contact(firstname="Ann"), known(held())) == []
    assert planned(contact(**PERSON), known(held()), replace(RULES, contacts=False)) == []
