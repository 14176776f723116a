"""Summary entries and the fallback ledger: less exact than document by document, to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from credit_world import credit, credit_note
from exact_world import customer, invoice, known, line, plan, planned, route, vat
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.chargebee_connector.ledger.plan import Part
from odoo.addons.chargebee_connector.systems.exact import summary
from odoo.addons.chargebee_connector.systems.exact.customer_rules import (
    DEBTOR,
    CustomerRules,
    Debtor,
)
from odoo.addons.chargebee_connector.systems.exact.rules import Ledger

NL = Debtor("guid-collective", "999", "Particulieren NL")
RULES = route(
    summary=True, customers=CustomerRules(collective=world.table(DEBTOR, ({"country": "NL"}, NL)))
)
PERSON = known(record=customer(company="", vat_number=""))
CONSUMER = {"company": "", "vat_number": "", "billed_to": "Ada"}


def member(document, rules=RULES):
    return planned(document, rules, PERSON)


def together(*documents, rules=RULES):
    outcomes = [member(document, rules) for document in documents]
    assert len({outcome.bundle for outcome in outcomes}) == 1
    base = outcomes[0].bundle[1]
    parts = [Part(one.key, one.facts, one.request.body) for one in outcomes]
    return summary.together(f"{base}/1", parts, rules)


def test_consumers_of_a_day_are_one_entry_with_a_line_per_ledger_and_code():
    low = line("50.00", vat("50.00", "9"), external_id="li_2")
    facts, request = together(
        invoice(line(), low, **CONSUMER), invoice(line("10.00"), external_id="INV-2", **CONSUMER)
    )
    assert (facts.total, facts.tax) == (Decimal("187.60"), Decimal("27.60"))
    assert request.repeat == "create"
    assert request.body["Customer"] == "guid-collective"
    assert request.body["YourRef"].startswith("2026-")
    assert len(request.body["YourRef"]) <= 40
    found = [
        (one["VATCode"], one["AmountFC"], one["VATAmountFC"])
        for one in request.body["SalesEntryLines"]
    ]
    assert found == [("2", "110.00", "23.10"), ("1", "50.00", "4.50")]


def test_each_document_keeps_its_own_link():
    outcome = member(invoice(**CONSUMER))
    assert (outcome.kind, outcome.key, outcome.request.repeat) == ("sales_entry", "INV-1", "part")
    assert outcome.bundle[1].startswith("summary/")


def test_a_business_is_never_taken_together():
    outcome = planned(invoice(), RULES)
    assert (outcome.bundle, outcome.request.repeat) == (None, "create")


@pytest.mark.parametrize(
    "other",
    [
        {"date": date(2026, 10, 7)},
        {"currency": "USD", "vat_rate": ("EUR", Decimal("0.9"))},
        {"due_date": date(2026, 12, 31)},
    ],
)
def test_what_differs_goes_into_an_entry_of_its_own(other):
    one, two = invoice(**CONSUMER), invoice(external_id="INV-2", **CONSUMER, **other)
    assert member(one).bundle != member(two).bundle


def test_credit_notes_are_not_mixed_with_invoices():
    note = credit_note(credit(credits=""), credits="", **CONSUMER)
    note = replace(note, due_date=invoice().due_date)
    assert plan([note], RULES, PERSON)[0].bundle[1] != member(invoice(**CONSUMER)).bundle[1]


@given(
    st.lists(
        st.decimals(min_value=-500, max_value=500, places=2).filter(bool), min_size=1, max_size=6
    )
)
def test_an_entry_adds_up_to_its_documents(nets):
    documents = [
        invoice(line(str(net)), external_id=f"INV-{number}", **CONSUMER)
        for number, net in enumerate(nets)
    ]
    facts, request = together(*documents)
    assert facts.total == sum(document.total for document in documents)
    booked = sum(
        Decimal(one["AmountFC"]) + Decimal(one["VATAmountFC"])
        for one in request.body["SalesEntryLines"]
    )
    assert booked == facts.total


# The fallback ledger --------------------------------------------------------------------------


def test_what_no_row_covers_goes_to_the_fallback_ledger_and_is_flagged():
    unmapped = route(revenue=world.revenue(({"item": "x"}, world.REVENUE)))
    assert planned(invoice(), unmapped).problem.code == "revenue_missing"
    rules = replace(unmapped, fallback=Ledger("guid-8999", "8999", "To be sorted out", 110))
    outcome = planned(invoice(), rules)
    assert outcome.request.body["SalesEntryLines"][0]["GLAccount"] == "guid-8999"
    assert outcome.facts.fallback
    mapped = replace(rules, revenue=world.revenue())
    assert not planned(invoice(), mapped).facts.fallback


def test_the_fallback_ledger_must_be_one_of_revenue():
    rules = route(
        revenue=world.revenue(({"item": "x"}, world.REVENUE)),
        fallback=Ledger("guid-1300", "1300", "Debtors", 20),
    )
    assert planned(invoice(), rules).problem.code == "ledger_not_revenue"
