"""The quarter to which VAT under the One Stop Shop belongs."""

from dataclasses import replace
from datetime import date

import exact_world as world
import pytest
from credit_world import after, credit, credit_note, first
from exact_world import invoice, line, vat

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.systems.exact import oss
from odoo.addons.chargebee_connector.systems.exact.openings import Opening
from odoo.addons.chargebee_connector.systems.exact.plan import plan

RULES = world.route(oss=frozenset({"30"}))
GERMAN = vat("100.00", "19", "MwSt", "DE")
SOLD = line("100.00", GERMAN, country="DE")
CONSUMER = {"country": "DE", "vat_number": "", "date": date(2026, 5, 8)}


def takes_back(**fields):
    part = credit("40.00", vat("40.00", "19", "MwSt", "DE"), country="DE")
    return credit_note(part, **{"country": "DE", **fields})


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 12, 31), "2025-Q4"),
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 4, 1), "2026-Q2"),
    ],
)
def test_quarters(day, expected):
    assert oss.quarter(day) == expected


def test_an_invoice_belongs_to_its_own_quarter():
    assert world.planned(invoice(SOLD, **CONSUMER), RULES).facts.oss_quarter == "2026-Q2"


def test_what_is_declared_at_home_belongs_to_none():
    assert world.planned(invoice(), RULES).facts.oss_quarter == ""


def test_a_credit_note_belongs_to_the_quarter_of_its_invoice():
    facts = after(invoice(SOLD, **CONSUMER), rules=RULES)
    outcome = first(takes_back(), facts, RULES)
    assert (outcome.facts.date, outcome.facts.oss_quarter) == (world.DAY, "2026-Q2")


def test_a_credit_note_without_an_invoice_belongs_to_its_own():
    part = credit("40.00", vat("40.00", "19", "MwSt", "DE"), country="DE", takes="")
    note = credit_note(part, credits="", country="DE")
    assert first(note, world.known(), RULES).facts.oss_quarter == "2026-Q4"


def test_what_takes_an_invoice_back_belongs_to_the_quarter_of_the_invoice():
    document = invoice(SOLD, **CONSUMER)
    facts = after(document, rules=RULES)
    gone = replace(document, status="voided", voided=date(2026, 10, 1))
    (void,) = [one for one in plan([gone], RULES, facts) if one.key == "INV-1/void"]
    assert (void.facts.date, void.facts.oss_quarter) == (date(2026, 10, 1), "2026-Q2")


def test_a_credit_note_of_an_invoice_that_was_taken_over():
    document = invoice(SOLD, **CONSUMER)
    facts = after(document, link=LinkNow("skipped"))
    item = Opening("1", world.GUID, "EUR", document.total)
    rules = replace(RULES, date_from=date(2026, 10, 1), openings={"INV-1": (item,)})
    assert first(takes_back(), facts, rules).facts.oss_quarter == "2026-Q2"
