"""Who is proposed, and how strongly; customers who were merged or replaced in the source."""

import pytest
from exact_world import GUID, customer, planned, route
from test_exact_accounts import KEY, PERSON, SAME, account, candidates, knows

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.systems.exact.plan import needs, plan


def test_the_chamber_of_commerce_proposes_whatever_zeros_stand_before_it():
    facts = knows(account(chamber="01234567"))
    found = candidates(planned(customer(chamber="1234567"), facts=facts))
    assert (found[0]["reasons"], found[0]["weak"]) == (["chamber"], False)


@pytest.mark.parametrize(
    ("likeness", "weak"),
    [
        ({"name": "Acme"}, True),
        ({"email": "ap@acme.example"}, True),
        ({"name": "Acme", "postcode": "1012 LG"}, False),
        ({"name": "Acme", "email": "ap@acme.example"}, False),
        ({"vat_number": "NL004495445B01", "country": "NL"}, False),
    ],
)
def test_weak_candidates_are_marked(likeness, weak):
    found = candidates(planned(customer(), facts=knows(account(**likeness))))
    assert found[0]["weak"] == weak


def test_a_strong_likeness_stands_before_many_weak_ones():
    alike = account("weak", name="Acme", email="ap@acme.example", postcode="1012 LG")
    strong = account("strong", code="99", vat_number="NL004495445B01", country="NL")
    found = candidates(planned(customer(), facts=knows(alike, strong)))
    assert [each["external_id"] for each in found] == ["strong", "weak"]


def held_by(holder, **likeness):
    """Return what is known when an account of ours stands for another customer."""
    ours = account(search_code="cb:" + "a" * 26, **likeness)
    facts = knows(ours, taken={"a-1": f"customer/{holder.external_id}"})
    facts.holders["a-1"] = holder
    return facts


def test_the_account_of_a_customer_who_was_merged_away_is_proposed():
    merged = customer(external_id="old", deleted=True)
    found = candidates(planned(customer(), facts=held_by(merged, **SAME)))
    assert found[0]["reasons"] == ["merged", "vat", "name", "postcode"]
    standing = customer(external_id="old")
    assert planned(customer(), facts=held_by(standing, **SAME)).request.method == "POST"


@pytest.mark.parametrize(
    ("likeness", "proposed"),
    [
        ({"name": "ann vis"}, False),
        ({"email": "ap@acme.example"}, True),
        ({"name": "ann vis", "postcode": "1012LG"}, True),
    ],
)
def test_a_name_alone_makes_no_person_a_deleted_one(likeness, proposed):
    merged = customer(external_id="old", deleted=True)
    outcome = planned(customer(**PERSON), facts=held_by(merged, **likeness))
    assert (outcome.state == "blocked") == proposed


def test_who_was_erased_is_no_candidate():
    erased = customer(external_id="old", deleted=True, anonymised=True)
    assert planned(customer(), facts=held_by(erased, **SAME)).request.method == "POST"


def test_who_takes_the_place_of_another_takes_the_account_too():
    old = customer(external_id="old", replaced_by="acme")
    outcome = planned(customer(), facts=held_by(old, email="ap@acme.example"))
    assert (outcome.state, outcome.adopt) == ("posted", "a-1")


def replaced(link, **fields):
    """Return what is known of a customer whose place another one took."""
    facts = knows()
    facts.links["account", "customer/new"] = link
    facts.records["customer", "new"] = customer(external_id="new", **fields)
    return facts


def test_who_was_replaced_shares_the_account_of_the_other():
    old = customer(replaced_by="new")
    assert needs([old], route()).links == {("account", KEY), ("account", "customer/new")}
    outcome = planned(old, facts=replaced(LinkNow("posted", GUID)))
    assert (outcome.state, outcome.adopt) == ("posted", GUID)


def test_who_was_replaced_waits_for_the_other():
    outcome = planned(customer(replaced_by="new"), facts=replaced(LinkNow("planned")))
    assert outcome.problem.code == "account_first"
    assert outcome.needs_link == ("account", "customer/new")


@pytest.mark.parametrize(
    "facts",
    [
        knows(),
        replaced(LinkNow("posted", GUID, gone=True)),
        replaced(LinkNow("new"), deleted=True),
    ],
)
def test_who_was_replaced_by_nobody_with_an_account_gets_one(facts):
    assert planned(customer(replaced_by="new"), facts=facts).request.method == "POST"


def test_who_was_replaced_sends_no_changes_any_more():
    facts = knows(link=LinkNow("posted", GUID, "0:x"))
    assert plan([customer(replaced_by="new")], route(), facts) == []
