"""Looking up the buyer's VAT number before VAT is left to them, and Belgium's customer listing."""

from dataclasses import replace
from datetime import timedelta

import exact_world as world
import pytest
from exact_world import invoice, known, line, planned, route

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.systems.exact import accounts, vat_rules
from odoo.addons.chargebee_connector.systems.exact.plan import needs, plan

GERMAN_VAT = "DE136695976"
CAREFUL = route(lookup=vat_rules.Lookup(30))


def shifted(number=GERMAN_VAT, country="DE", **fields):
    free = line("100.00", None, exemption="reverse_charge", country=country)
    return invoice(free, vat_number=number, country=country, **fields)


def facts(number=GERMAN_VAT, country="DE", **answers):
    address = replace(world.customer().address, country=country)
    found = known(record=world.customer(vat_number=number, address=address))
    found.vat_checks = answers
    return found


def ago(days):
    return world.TODAY - timedelta(days)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, "vies_first"),
        ({GERMAN_VAT: (True, ago(0))}, ""),
        ({GERMAN_VAT: (True, ago(30))}, ""),
        ({GERMAN_VAT: (True, ago(31))}, "vies_first"),
        ({GERMAN_VAT: (False, ago(30))}, "vat_number_unregistered"),
        ({GERMAN_VAT: (False, ago(31))}, "vies_first"),
        ({"DE129274202": (True, ago(0))}, "vies_first"),
    ],
)
def test_an_answer_decides_while_it_is_fresh(answers, code):
    outcome = planned(shifted(), CAREFUL, facts(**answers))
    assert (outcome.problem.code if outcome.problem else "") == code
    if code == "vies_first":
        assert type(outcome.problem).__name__ == "Waiting"
        assert outcome.problem.params == {"number": GERMAN_VAT}


def test_numbers_are_looked_up_in_their_one_spelling():
    found = facts(**{GERMAN_VAT: (True, ago(1))})
    assert planned(shifted("136.695.976"), CAREFUL, found).request
    assert needs([shifted("136.695.976")], CAREFUL).vat_numbers == {GERMAN_VAT}


@pytest.mark.parametrize(
    "document",
    [
        invoice(vat_number=GERMAN_VAT, country="DE"),
        shifted("GB980780684", "GB"),
        shifted("DE136695977"),
        shifted(""),
        replace(shifted(), kind="credit_note", type="refundable"),
    ],
)
def test_what_is_not_looked_up(document):
    assert needs([document], CAREFUL).vat_numbers == set()
    problem = planned(document, CAREFUL, facts()).problem
    assert problem is None or not problem.code.startswith("vies")


def test_nothing_is_looked_up_unless_the_route_says_so():
    assert needs([shifted()], route()).vat_numbers == set()
    assert planned(shifted(), route(), facts()).request


def test_a_number_of_no_country_can_not_be_looked_up():
    outcome = planned(shifted("136695976", ""), CAREFUL, facts())
    assert outcome.problem.code == "vies_not_covered"


def test_the_gates_before_it_come_first():
    assert planned(shifted(), CAREFUL, facts("DE129274202")).problem.code == "vat_number_differs"


# --- Belgium ----------------------------------------------------------------------------------

LISTED = vat_rules.Liability("L", "N")


@pytest.mark.parametrize(
    ("number", "country", "rules", "sent"),
    [
        ("BE0403170701", "BE", {"country": "BE", "liability": LISTED}, "L"),
        ("0403170701", "BE", {"country": "BE", "liability": LISTED}, "L"),
        ("BE0403170701", "NL", {"country": "BE", "liability": LISTED}, "L"),
        ("", "BE", {"country": "BE", "liability": LISTED}, "N"),
        ("NL004495445B01", "NL", {"country": "BE", "liability": LISTED}, "N"),
        ("BE0403170701", "BE", {"country": "NL", "liability": LISTED}, None),
        ("BE0403170701", "BE", {"country": "BE", "liability": vat_rules.Liability()}, None),
        ("", "BE", {"country": "BE", "liability": vat_rules.Liability("L", "")}, None),
        ("BE0403170701", "BE", {"country": "BE"}, None),
    ],
)
def test_the_vat_status_of_a_new_account(number, country, rules, sent):
    address = replace(world.customer().address, country=country)
    buyer = world.customer(vat_number=number, address=address)
    found = known(link=LinkNow("new"))
    (outcome,) = plan([buyer], route(**rules), found)
    assert outcome.request.body.get("VATLiability") == sent


def test_the_vat_status_is_never_updated():
    assert "VATLiability" not in accounts.owned(world.customer())
