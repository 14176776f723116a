"""Which account a customer belongs to: found by what is theirs alone, proposed by what isn't."""

from dataclasses import replace

import pytest
from crm_world import ACME, RULES, address, customer_row

from odoo.addons.chargebee_connector.ledger.crm import CrmAccount
from odoo.addons.chargebee_connector.ledger.plan import Known, LinkNow
from odoo.addons.chargebee_connector.ledger.problems import Proposed
from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.ledger.words import Address, Customer
from odoo.addons.chargebee_connector.systems.dynamics.accounts import keys_of, pairs
from odoo.addons.chargebee_connector.systems.dynamics.alike import domain, domains, site, vat_number
from odoo.addons.chargebee_connector.systems.dynamics.plan import needs, plan
from odoo.addons.chargebee_connector.systems.dynamics.rules import AccountRules

BETA = ACME[:-1] + "2"
PLACE = ("crm_account", "customer/c1/account")
CUSTOMER = Customer(
    "c1",
    company="Acme B.V.",
    email="jan@acme.nl",
    vat_number="NL001234567B01",
    address=address(),
    extra={"cf_crm_account_id": ""},
)
ACCOUNT = CrmAccount(
    ACME,
    name="ACME",
    number="C1",
    vat_number="NL 0012.34.567.B01",
    email="info@acme.nl",
    website="https://www.acme.nl/contact",
    address=Address(city="Amsterdam", postcode="1011AB"),
)


def matches(customer, *accounts, rules=RULES.accounts):
    """Return what a database would answer: accounts by the keys that were asked for."""
    found = {}
    for account in accounts:
        for key in set(keys_of(account)) & set(pairs(customer, rules)):
            found[key] = (*found.get(key, ()), account)
    return found


def matched(customer, *accounts, link=None, rules=RULES):
    known = Known(
        links={PLACE: link} if link else {},
        matches=matches(customer, *accounts, rules=rules.accounts),
    )
    outcomes = plan([customer_row(word=customer)], rules, known)
    return next((one for one in outcomes if one.kind == "crm_account"), None)


def only(account, *names):
    """Return an account that has nothing but these fields."""
    kept = {name: getattr(account, name) for name in names}
    return CrmAccount(account.external_id, **kept)


@pytest.mark.parametrize(
    ("customer", "account"),
    [
        (CUSTOMER, only(ACCOUNT, "number")),
        (CUSTOMER, only(ACCOUNT, "vat_number")),
        (replace(CUSTOMER, extra={"cf_crm_account_id": f"{{{ACME.upper()}}}"}), only(ACCOUNT)),
        (replace(CUSTOMER, vat_number="001234567B01"), only(ACCOUNT, "vat_number")),
        (CUSTOMER, ACCOUNT),
        (Customer("c1", first_name="Jan"), only(ACCOUNT, "number")),
    ],
)
def test_what_is_theirs_alone_is_enough(customer, account):
    outcome = matched(customer, account)
    assert (outcome.kind, outcome.key) == PLACE
    assert (outcome.state, outcome.adopt, outcome.number) == ("posted", ACME, account.number)
    assert outcome.request is None and outcome.source == ("customer", "c1")


def test_stored_id_wins_over_the_number_of_another():
    customer = replace(CUSTOMER, extra={"cf_crm_account_id": BETA})
    other = CrmAccount(BETA, name="Beta")
    assert matched(customer, ACCOUNT, other).adopt == BETA


@pytest.mark.parametrize(
    ("account", "reasons", "weak"),
    [
        (only(ACCOUNT, "website"), ["domain"], True),
        (only(ACCOUNT, "email"), ["domain"], True),
        (only(ACCOUNT, "name"), ["name"], True),
        (only(ACCOUNT, "name", "email"), ["domain", "name"], False),
        (replace(only(ACCOUNT, "number"), active=False), ["number", "inactive"], False),
    ],
)
def test_what_others_may_have_too_is_proposed(account, reasons, weak):
    outcome = matched(CUSTOMER, account)
    assert outcome.state == "blocked" and type(outcome.problem) is Proposed
    assert outcome.problem.code == "account_proposed"
    (candidate,) = parse(outcome.problem.params["candidates"])
    assert (candidate["external_id"], candidate["reasons"], candidate["weak"]) == (
        ACME,
        reasons,
        weak,
    )


def test_several_are_proposed_the_likeliest_first():
    other = replace(ACCOUNT, external_id=BETA, number="", name="Other")
    outcome = matched(CUSTOMER, replace(ACCOUNT, number=""), other)
    candidates = parse(outcome.problem.params["candidates"])
    assert [one["external_id"] for one in candidates] == [ACME, BETA]
    assert candidates[0]["reasons"] == ["vat", "domain", "name"]
    assert candidates[0] | {"reasons": 0} == {
        "external_id": ACME,
        "code": "",
        "name": "ACME",
        "city": "Amsterdam",
        "postcode": "1011AB",
        "reasons": 0,
        "weak": False,
    }


def test_no_more_than_five_are_proposed():
    accounts = [CrmAccount(f"{ACME[:-1]}{number}", name="Acme") for number in range(9)]
    assert len(parse(matched(CUSTOMER, *accounts).problem.params["candidates"])) == 5


def test_account_that_was_merged_is_the_other_one():
    merged = replace(only(ACCOUNT, "number"), active=False, merged_into=BETA)
    assert matched(CUSTOMER, merged).adopt == BETA
    merged = replace(only(ACCOUNT, "name"), active=False, merged_into=BETA)
    (candidate,) = parse(matched(CUSTOMER, merged).problem.params["candidates"])
    assert candidate["external_id"] == BETA


def test_nothing_alike():
    outcome = matched(CUSTOMER)
    assert (outcome.state, outcome.rule) == ("skipped", "no_account_there")


def test_person_is_not_found_by_name_or_domain():
    customer = Customer("c9", first_name="Jan", last_name="Acme", email="jan@acme.nl")
    account = CrmAccount(ACME, name="Jan Acme", email="jan@acme.nl")
    known = Known(matches=matches(customer, account))
    (outcome,) = [
        one
        for one in plan([customer_row("c9", word=customer)], RULES, known)
        if one.kind == "crm_account"
    ]
    assert outcome.rule == "no_account_there"


def test_someone_decided_that_none_is_meant():
    link = LinkNow("new", create_new=True)
    assert matched(CUSTOMER, only(ACCOUNT, "name"), link=link).rule == "no_account_there"
    assert matched(CUSTOMER, ACCOUNT, link=link).adopt == ACME


@pytest.mark.parametrize("state", ["posted", "ignored", "posting"])
def test_link_that_stands_is_left_alone(state):
    assert matched(CUSTOMER, ACCOUNT, link=LinkNow(state, BETA)) is None


@pytest.mark.parametrize("flag", ["deleted", "anonymised"])
def test_customer_that_is_no_more(flag):
    assert matched(replace(CUSTOMER, **{flag: True}), ACCOUNT).rule == flag


def test_routes_without_accounts_and_of_other_entities():
    assert matched(CUSTOMER, rules=replace(RULES, accounts=AccountRules())) is not None
    rules = replace(RULES, accounts=None)
    assert needs([customer_row(word=CUSTOMER)], rules).matches == set()
    assert [one.kind for one in plan([customer_row(word=CUSTOMER)], rules, Known())] == [
        "cb_customer"
    ]
    rules = replace(RULES, business_entity="nl")
    outcomes = plan([customer_row(word=CUSTOMER, entity="be")], rules, Known())
    assert [one.rule for one in outcomes] == ["other_entity"]


def test_likeness_can_be_left_out():
    rules = replace(RULES, accounts=AccountRules(likeness=False))
    assert matched(CUSTOMER, only(ACCOUNT, "name", "email"), rules=rules).rule


def test_keys():
    assert set(keys_of(ACCOUNT)) == {
        ("id", ACME),
        ("number", "c1"),
        ("vat", "NL001234567B01"),
        ("name", "acme"),
        ("domain", "acme.nl"),
    }
    assert keys_of(CrmAccount(ACME)) == [("id", ACME)]
    other = "00000000-0000-4000-8000-0000000000a9"
    merged = CrmAccount(ACME, merged_into=other)
    assert keys_of(merged) == [("id", ACME), ("merged_into", other)]


@pytest.mark.parametrize(
    ("email", "found"),
    [
        ("jan@Acme.NL ", "acme.nl"),
        ("jan@gmail.com", ""),
        ("jan", ""),
        ("jan@localhost", ""),
        ("", ""),
        ("a@b@sub.acme.nl", "sub.acme.nl"),
    ],
)
def test_domain_of_an_address(email, found):
    assert domain(email) == found


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://www.acme.nl/x?y", "acme.nl"),
        ("acme.nl", "acme.nl"),
        ("WWW.ACME.NL", "acme.nl"),
        ("http://[bad", ""),
        ("n/a", ""),
        ("", ""),
    ],
)
def test_domain_of_a_website(address, found):
    assert site(address) == found


def test_domains_are_told_once():
    assert domains("a@acme.nl", "www.acme.nl") == ["acme.nl"]
    assert domains("a@gmail.com", "acme.be") == ["acme.be"]


@pytest.mark.parametrize(
    ("number", "country", "found"),
    [
        ("NL 123.B01", "", "NL123B01"),
        ("123B01", "nl", "NL123B01"),
        ("123B01", "Nederland", "123B01"),
        ("", "NL", ""),
    ],
)
def test_vat_numbers(number, country, found):
    assert vat_number(number, country) == found
