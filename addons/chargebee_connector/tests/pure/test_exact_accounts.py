"""Customers and accounts: found again, taken over, proposed, created, updated (section 8)."""

import json
import re

import exact_world as world
import pytest
from exact_world import GUID, customer, planned, route

from odoo.addons.chargebee_connector.ledger.plan import Known, LinkNow
from odoo.addons.chargebee_connector.ledger.words import Address
from odoo.addons.chargebee_connector.systems.exact import accounts, mirror
from odoo.addons.chargebee_connector.systems.exact.plan import needs, plan

KEY = "customer/acme"
NEW = LinkNow("new")
CODE = accounts.search_code(route(), "acme")


def account(external_id="a-1", **fields):
    """Return an account of a bookkeeper's that has nothing to do with the customer."""
    standard = {"code": "12", "name": "Other", "status": "C"}
    return mirror.Account(external_id, **{**standard, **fields})


def knows(*standing, link=NEW, taken=None):
    """Return what the database knows when these accounts stand in Exact."""
    found = Known(links={("account", KEY): link} if link else {}, taken=taken or {})
    for each in standing:
        for key in mirror.keys_of(each):
            found.matches[key] = (*found.matches.get(key, ()), each)
    return found


def candidates(outcome):
    assert (type(outcome.problem).__name__, outcome.problem.code) == (
        "Proposed",
        "account_proposed",
    )
    return json.loads(outcome.problem.params["candidates"])


SAME = {"vat_number": "NL004495445B01", "name": "Acme BV", "postcode": "1012lg", "country": "NL"}


def test_the_search_code_fits_and_tells_sites_and_customers_apart():
    assert re.fullmatch(r"cb:[a-z2-7]{26}", CODE)
    others = {
        accounts.search_code(route(site_id="site-2"), "acme"),
        accounts.search_code(route(), "Acme"),
        accounts.search_code(route(site_id="site-1a"), "cme"),
    }
    assert len({CODE, *others}) == 4


def test_needs_names_the_likenesses():
    asked = needs([customer()], route())
    assert asked.links == {("account", KEY)}
    assert asked.matches == {
        ("search_code", CODE),
        ("vat", "NL004495445B01"),
        ("email", "ap@acme.example"),
        ("name", "acme"),
    }
    nobody = needs([customer(company="", email="", vat_number="")], route())
    assert nobody.matches == {("search_code", CODE)}


def test_only_customers_with_a_link_are_planned():
    assert plan([customer()], route(), knows(link=None)) == []


@pytest.mark.parametrize("state", ["posting", "uncertain", "ignored"])
def test_what_may_stand_is_left_alone(state):
    assert plan([customer()], route(), knows(link=LinkNow(state))) == []


def test_creation():
    person = customer(
        phone="020",
        language="nl-NL",
        net_term_days="14",
        address=Address("Damrak 1", "II", "", "1012 LG", "Amsterdam", "Noord-Holland", "nl"),
    )
    outcome = planned(person, facts=knows())
    assert (outcome.kind, outcome.key, outcome.state) == ("account", KEY, "planned")
    assert (outcome.request.method, outcome.request.path) == ("POST", "crm/Accounts")
    assert outcome.request.repeat == "create"
    assert outcome.request.body == {
        "Name": "ACME B.V.",
        "Status": "C",
        "SearchCode": CODE,
        "Email": "ap@acme.example",
        "Phone": "020",
        "AddressLine1": "Damrak 1",
        "AddressLine2": "II",
        "Postcode": "1012 LG",
        "City": "Amsterdam",
        "Country": "NL",
        "VATNumber": "NL004495445B01",
        "Language": "NL",
        "Remarks": "Chargebee acme",
        "PaymentConditionSales": "14",
    }
    assert outcome.content
    assert outcome.facts.title == "ACME B.V."


def test_creation_of_a_person_without_a_fitting_condition():
    person = customer(company="", first_name="Ann", last_name="Vis", vat_number="")
    rules = route(term=world.terms(({"net_term_days": "30"}, "30")))
    request = planned(person, rules, knows()).request.body
    assert request["Name"] == "Ann Vis"
    assert "PaymentConditionSales" not in request
    assert "VATNumber" not in request


@pytest.mark.parametrize(("length", "whole"), [(49, False), (50, False), (51, True), (250, True)])
def test_long_names_stand_whole_in_the_remarks(length, whole):
    name = "N" * length
    request = planned(customer(company=name), facts=knows()).request.body
    assert request["Name"] == name[:50]
    assert (name in request["Remarks"]) == whole


@pytest.mark.parametrize(
    ("state", "country", "sent"),
    [("CA", "US", "CA"), ("ca", "US", "CA"), ("California", "US", None)],
)
def test_states_go_by_their_codes(state, country, sent):
    person = customer(address=Address(state=state, country=country), vat_number="")
    assert planned(person, facts=knows()).request.body.get("State") == sent


def test_northern_ireland_is_british_in_exact():
    person = customer(address=Address(country="XI"), vat_number="110305878")
    request = planned(person, facts=knows()).request.body
    assert (request["Country"], request["VATNumber"]) == ("GB", "XI110305878")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"company": ""}, "name_missing"),
        ({"email": "ap@acme"}, "email_malformed"),
        ({"email": "ap acme@x.nl"}, "email_malformed"),
        ({"email": "a@b.nl, c@d.nl"}, "email_malformed"),
        ({"email": "a" * 96 + "@b.nl"}, "email_malformed"),
        ({"vat_number": "NL 8123.45.678"}, "vat_number_malformed"),
        ({"vat_number": "BE0123"}, "vat_number_malformed"),
        ({"vat_number": "NL004495446B01"}, "vat_number_malformed"),
    ],
)
def test_what_exact_would_refuse(fields, code):
    found = planned(customer(**fields), facts=knows()).problem
    assert (type(found).__name__, found.code) == ("Invalid", code)


@pytest.mark.parametrize("email", ["", "a.b+c@sub.example.co", "ü@xn--mnchen-3ya.de"])
def test_addresses_that_are_fine(email):
    assert planned(customer(email=email), facts=knows()).state == "planned"


@pytest.mark.parametrize(("field", "rule"), [("deleted", "deleted"), ("anonymised", "anonymised")])
def test_gone_customers(field, rule):
    outcome = planned(customer(**{field: True}), facts=knows())
    assert (outcome.state, outcome.rule) == ("skipped", rule)
    posted = LinkNow("posted", GUID, "0:x")
    assert plan([customer(**{field: True})], route(), knows(link=posted)) == []


# Found again --------------------------------------------------------------------------------


def test_our_own_key_links_by_itself():
    outcome = planned(customer(email="malformed"), facts=knows(account(search_code=CODE)))
    assert (outcome.state, outcome.adopt) == ("posted", "a-1")
    assert outcome.content


def test_vat_number_name_and_postcode_together_link_by_themselves():
    adopted, claim = plan([customer()], route(), knows(account(**SAME)))
    assert (adopted.state, adopted.adopt) == ("posted", "a-1")
    assert (claim.kind, claim.key) == ("account_update", f"{KEY}/update/1")
    assert claim.parent == ("account", KEY)
    assert claim.request.body == {"SearchCode": CODE}
    assert claim.request.path == "crm/Accounts(guid'a-1')"
    assert claim.request.repeat == "put"
    assert len(plan([customer()], route(), knows(account(search_code="mine", **SAME)))) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"vat_number": ""},
        {"vat_number": "NL123456789B13"},
        {"name": "Acme Holding"},
        {"postcode": ""},
        {"postcode": "1012 LH"},
        {"status": "P"},
        {"active": False},
    ],
)
def test_anything_less_is_proposed(changed):
    outcome = planned(customer(), facts=knows(account(**{**SAME, **changed})))
    found = candidates(outcome)
    assert [each["external_id"] for each in found] == ["a-1"]
    reasons = found[0]["reasons"]
    assert ("not_customer" in reasons) == ("status" in changed)
    assert ("inactive" in reasons) == ("active" in changed)


def test_two_equal_finds_are_proposed():
    found = candidates(planned(customer(), facts=knows(account(**SAME), account("a-2", **SAME))))
    assert [each["external_id"] for each in found] == ["a-1", "a-2"]


@pytest.mark.parametrize(
    ("likeness", "reason"),
    [
        ({"vat_number": "NL 0044.95.445.B01", "country": "NL"}, "vat"),
        ({"vat_number": "004495445B01", "country": "NL"}, "vat"),
        ({"name": "Acme"}, "name"),
        ({"email": "AP@acme.example "}, "email"),
    ],
)
def test_each_likeness_of_a_business_is_proposed(likeness, reason):
    outcome = planned(customer(), facts=knows(account(**likeness)))
    assert candidates(outcome)[0]["reasons"] == [reason]


def test_at_most_five_candidates_the_likeliest_first():
    many = [account(f"a-{number}", code=str(number), name="Acme") for number in range(7)]
    best = account("best", code="99", name="Acme", email="ap@acme.example", city="Amsterdam")
    found = candidates(planned(customer(), facts=knows(*many, best)))
    assert len(found) == 5
    assert found[0] == {
        "external_id": "best",
        "code": "99",
        "name": "Acme",
        "city": "Amsterdam",
        "postcode": "",
        "reasons": ["email", "name"],
        "weak": False,
    }


PERSON = {"company": "", "first_name": "Ann", "last_name": "Vis", "vat_number": ""}


@pytest.mark.parametrize(
    ("likeness", "proposed"),
    [
        ({"email": "ap@acme.example", "name": "ann vis", "postcode": "1012LG"}, True),
        ({"email": "ap@acme.example", "name": "ann vis", "postcode": "1012LH"}, False),
        ({"email": "ap@acme.example", "name": "Other", "postcode": "1012LG"}, False),
        ({"email": "other@acme.example", "name": "Ann Vis", "postcode": "1012LG"}, False),
    ],
)
def test_persons_need_all_three(likeness, proposed):
    outcome = planned(customer(**PERSON), facts=knows(account(**likeness)))
    assert (outcome.state == "blocked") == proposed


@pytest.mark.parametrize(
    ("likeness", "taken"),
    [({**SAME, "search_code": "CB:" + "a" * 26}, {}), (SAME, {"a-1": "customer/other"})],
)
def test_accounts_of_other_customers_are_no_candidates(likeness, taken):
    outcome = planned(customer(), facts=knows(account(**likeness), taken=taken))
    assert outcome.request.method == "POST"


def test_a_person_who_decided_for_a_new_one_is_not_asked_again():
    facts = knows(account(name="Acme"), link=LinkNow("blocked", create_new=True))
    assert planned(customer(), facts=facts).request.method == "POST"


@pytest.mark.parametrize(
    ("standing", "taken", "code"),
    [
        ([account(search_code=CODE), account("a-2", search_code=CODE)], {}, "account_twice"),
        ([account(search_code=CODE, vat_number="NL123456789B13")], {}, "account_differs"),
        ([account(search_code=CODE)], {"a-1": "customer/other"}, "account_taken"),
    ],
)
def test_conflicts(standing, taken, code):
    found = planned(customer(), facts=knows(*standing, taken=taken)).problem
    assert (type(found).__name__, found.code) == ("Conflict", code)


# Updates ------------------------------------------------------------------------------------


def posted(person=None, content=None):
    content = content or planned(person or customer(), facts=knows()).content
    return knows(link=LinkNow("posted", GUID, content))


def test_nothing_changed_nothing_sent():
    assert plan([customer(net_term_days="60", language="fr")], route(), posted()) == []
    assert plan([customer(phone="1")], route(), knows(link=LinkNow("posted", GUID, ""))) == []


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ({"company": "ACME N.V."}, {"Name": "ACME N.V."}),
        ({"email": "new@acme.example"}, {"Email": "new@acme.example"}),
        ({"phone": "030"}, {"Phone": "030"}),
        ({"vat_number": "NL123456789B13"}, {"VATNumber": "NL123456789B13"}),
        ({"address": Address("Singel 1", country="NL")}, {"AddressLine1": "Singel 1", "City": ""}),
    ],
)
def test_updates_carry_the_sources_fields_and_no_others(change, sent):
    outcome = planned(customer(**change), facts=posted())
    assert (outcome.kind, outcome.key) == ("account_update", f"{KEY}/update/1")
    assert outcome.parent == ("account", KEY)
    assert outcome.request.method == "PUT"
    assert outcome.request.path == f"crm/Accounts(guid'{GUID}')"
    assert outcome.request.repeat == "put"
    assert sent.items() <= outcome.request.body.items()
    assert set(outcome.request.body) <= set(accounts.owned(customer()))


def test_what_the_source_lacks_is_not_wiped_out():
    outcome = planned(customer(email="", vat_number="", company="New"), facts=posted())
    assert not {"Email", "Phone", "VATNumber"} & set(outcome.request.body)


def test_going_back_and_forth_gives_an_update_each_time():
    first, second = customer(), customer(phone="1")
    content = planned(first, facts=knows()).content
    keys = []
    for person in (second, first, second):
        outcome = planned(person, facts=posted(content=content))
        keys.append(outcome.key)
        content = outcome.content
    assert keys == [f"{KEY}/update/{number}" for number in (1, 2, 3)]
    assert plan([second], route(), posted(content=content)) == []


def test_a_malformed_change_blocks_the_update_alone():
    outcome = planned(customer(email="x"), facts=posted())
    assert (outcome.kind, outcome.problem.code) == ("account_update", "email_malformed")


def test_an_account_taken_over_without_a_search_code_gets_ours_once():
    adopted, claim = plan([customer()], route(), knows(account(**SAME)))
    for content in (adopted.content, ""):
        facts = posted(content=content) if content else knows(link=LinkNow("posted", GUID, ""))
        facts.standing[GUID] = account(GUID)
        outcome = planned(customer(), facts=facts)
        assert outcome.key == f"{KEY}/update/1"
        assert outcome.request.body == {"SearchCode": CODE}
        assert outcome.content == claim.content
    facts = posted(content=claim.content)
    facts.standing[GUID] = account(GUID)
    assert plan([customer()], route(), facts) == []
    moved = planned(customer(phone="1"), facts=facts)
    assert moved.key == f"{KEY}/update/2"
    assert "SearchCode" not in moved.request.body


def test_a_change_takes_the_search_code_along():
    adopted = plan([customer()], route(), knows(account(**SAME)))[0]
    facts = posted(content=adopted.content)
    facts.standing[GUID] = account(GUID)
    request = planned(customer(phone="1"), facts=facts).request
    assert (request.body["SearchCode"], request.body["Phone"]) == (CODE, "1")


def test_a_search_code_of_a_bookkeepers_own_stays():
    content = planned(customer(), facts=knows(account(search_code="TOP", **SAME))).content
    facts = posted(content=content)
    facts.standing[GUID] = account(GUID, search_code="TOP")
    assert plan([customer()], route(), facts) == []
    assert "SearchCode" not in planned(customer(phone="1"), facts=facts).request.body


def test_an_account_that_vanished_is_left_alone():
    gone = LinkNow("posted", GUID, "0:x", gone=True)
    assert plan([customer(phone="1")], route(), knows(link=gone)) == []
