"""All documents of a period in one entry: nothing is lost, and nothing listed goes in."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import memo_world as memos
import money_world as money
import pytest
from credit_world import credit, credit_note
from exact_world import customer, invoice, known, line, plan, planned, vat
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.chargebee_connector.ledger.plan import Booked, LinkNow, Part
from odoo.addons.chargebee_connector.ledger.words import Allocation
from odoo.addons.chargebee_connector.systems.exact import period_journal, summary
from odoo.addons.chargebee_connector.systems.exact.customer_rules import CustomerRules, Debtor

ALL = Debtor("guid-everyone", "1", "Chargebee")
RULES = world.route(customers=CustomerRules(everyone=ALL), listed=frozenset({"6"}))


def member(document, rules=RULES, facts=None):
    outcome = planned(document, rules, facts or known(link=None))
    assert outcome.state == "planned", outcome.problem or outcome.rule
    return outcome


def together(*outcomes):
    (base,) = {outcome.bundle[1] for outcome in outcomes}
    parts = [Part(one.key, one.facts, one.request.body) for one in outcomes]
    return summary.together(f"{base}/1", parts, RULES)


def test_documents_of_a_month_are_one_entry_at_its_end():
    first = member(invoice(date=date(2026, 9, 2)))
    last = member(
        invoice(
            line("10.00", vat("10.00", "9")),
            external_id="INV-2",
            date=date(2026, 9, 30),
            due_date=date(2026, 12, 1),
            net_term_days="30",
            customer="acme",
        )
    )
    facts, request = together(first, last)
    assert request.body["Customer"] == "guid-everyone"
    assert request.body["EntryDate"] == "2026-09-30T00:00:00"
    assert "DueDate" not in request.body and request.body["PaymentCondition"] == "14"
    assert request.body["YourRef"].startswith("2026-09/EUR/")
    assert (facts.date, facts.total, facts.tax) == (
        date(2026, 9, 30),
        Decimal("131.90"),
        Decimal("21.90"),
    )
    assert [
        (one["GLAccount"], one["VATCode"], one["AmountFC"], one["VATAmountFC"])
        for one in request.body["SalesEntryLines"]
    ] == [("guid-8000", "2", "100.00", "21.00"), ("guid-8000", "1", "10.00", "0.90")]


def test_each_document_keeps_its_date_and_makes_no_account():
    outcome = member(invoice())
    assert (outcome.facts.date, outcome.request.repeat) == (world.DAY, "part")
    assert outcome.needs_link is None


@pytest.mark.parametrize(
    "other",
    [
        {"date": date(2026, 9, 30)},
        {"currency": "USD", "vat_rate": ("EUR", Decimal("0.9"))},
    ],
    ids=["month", "currency"],
)
def test_what_goes_into_another_entry(other):
    assert member(invoice()).bundle != member(invoice(**other)).bundle


def test_rates_are_told_apart_since_the_vat_hangs_on_them():
    foreign = {"currency": "USD", "vat_rate": ("EUR", Decimal("0.9"))}
    same = member(invoice(**foreign)).bundle
    assert same == member(invoice(external_id="INV-2", **foreign)).bundle
    foreign["vat_rate"] = ("EUR", Decimal("0.91"))
    assert same != member(invoice(**foreign)).bundle


def test_another_entity_of_the_same_books_has_entries_of_its_own():
    other = replace(RULES, business_entity="be")
    own = member(invoice(business_entity="be"), other)
    assert own.bundle != member(invoice()).bundle


@pytest.mark.parametrize(("today", "due"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True)])
def test_it_goes_when_the_period_is_over(today, due):
    base = member(invoice()).bundle[1]
    assert period_journal.is_due(base, replace(RULES, today=today)) is due
    assert period_journal.is_due("summary/2026-10-08/NL/EUR/abc", replace(RULES, today=today))


def test_what_the_eu_sales_list_names_is_refused():
    shifted = line("100.00", None, exemption="reverse_charge", country="DE")
    there = {"country": "DE", "vat_number": "DE123456788"}
    home = replace(customer().address, country="DE")
    facts = known(record=customer(address=home, vat_number="DE123456788"), link=None)
    outcome = planned(invoice(shifted, **there), RULES, facts)
    assert (outcome.state, outcome.problem.code) == ("blocked", "journal_listed")


def test_what_the_belgian_listing_names_is_refused():
    belgian = replace(RULES, country="BE")
    sold = line("100.00", vat("100.00", country="BE"), country="BE")
    there = {"country": "BE", "vat_number": "BE0428759497"}
    outcome = planned(invoice(sold, **there), belgian, known(link=None))
    assert outcome.problem.code == "journal_listed_be"
    assert member(invoice(sold, country="BE", vat_number=""), belgian).bundle


def test_a_credit_note_goes_into_an_entry_of_its_own():
    sold = member(invoice(date=date(2026, 10, 1)))
    facts = known(link=None)
    facts.records["invoice", "INV-1"] = invoice(date=date(2026, 10, 1))
    facts.links["sales_entry", "INV-1"] = LinkNow("posted", "guid-entry")
    facts.booked["sales_entry", "INV-1"] = Booked(sold.request.body, {}, sold.facts.total)
    outcome = plan([credit_note()], RULES, facts)[0]
    assert outcome.bundle and outcome.bundle != sold.bundle
    _facts, request = together(outcome)
    assert request.body["SalesEntryLines"][0]["AmountFC"] == "-40.00"
    # One of an invoice that was posted on its customer's account stays there.
    own = {**sold.request.body, "Customer": {"$ref": [*world.ACCOUNT, "external_id"]}}
    facts.booked["sales_entry", "INV-1"] = Booked(own, {}, sold.facts.total)
    assert plan([credit_note()], RULES, facts)[0].bundle is None


def paying(**changes):
    return replace(money.route(), customers=RULES.customers, **changes)


def test_a_payment_goes_on_the_shared_account_and_waits_for_nothing():
    facts = known(link=None)
    facts.records["invoice", "INV-1"] = invoice()
    (paid,) = money.first(money.payment(), facts, paying()).request.body["BankEntryLines"]
    assert (paid["Account"], "OurRef" in paid) == ("guid-everyone", False)


@pytest.mark.parametrize("state", ["skipped", "ignored"])
def test_a_payment_of_what_was_left_out_is_held(state):
    facts = known(link=None)
    facts.records["invoice", "INV-1"] = invoice()
    facts.links["sales_entry", "INV-1"] = LinkNow(state)
    assert money.stopped(money.payment(), facts, paying())[1] == "credited_invoice_left_out"


def test_a_payment_of_what_was_posted_before_names_it():
    body = money.first(money.payment(), money.books(), paying()).request.body
    assert body["BankEntryLines"][0]["OurRef"] == {"$ref": ["sales_entry", "INV-1", "number"]}


def test_memo_entries_name_no_document_and_matching_is_left():
    rules = replace(memos.route(), customers=RULES.customers)
    facts = known(link=None)
    facts.records["invoice", "INV-1"] = invoice()
    facts.links["sales_entry", "INV-1"] = LinkNow("posted", "guid-entry")
    body = {**member(invoice()).request.body, "Customer": "guid-everyone"}
    facts.booked["sales_entry", "INV-1"] = Booked(body, {}, Decimal("121.00"))
    found = memos.memos(memos.write_off(), facts, rules)["credit_note/CN-1/write-off"]
    debtor = found.request.body["GeneralJournalEntryLines"][2]
    assert (debtor["Account"], "OurRef" in debtor) == ("guid-everyone", False)
    used = credit_note(credit("100.00"), allocations=(Allocation("INV-1", Decimal("121.00")),))
    assert memos.memos(used, facts, rules) == {}


@given(
    st.lists(
        st.tuples(
            st.decimals(min_value=-500, max_value=500, places=2).filter(bool),
            st.integers(min_value=1, max_value=31),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_an_entry_adds_up_to_its_documents(sales):
    rules = replace(RULES, today=date(2026, 11, 2))
    documents = [
        invoice(line(str(net)), external_id=f"INV-{number}", date=date(2026, 10, day))
        for number, (net, day) in enumerate(sales)
    ]
    facts, request = together(*(member(document, rules) for document in documents))
    assert facts.total == sum(document.total for document in documents)
    booked = sum(
        Decimal(one["AmountFC"]) + Decimal(one["VATAmountFC"])
        for one in request.body["SalesEntryLines"]
    )
    assert booked == facts.total


def test_a_void_is_an_entry_of_its_own_on_the_shared_account():
    sold = member(invoice())
    facts = known(link=None)
    facts.records["invoice", "INV-1"] = invoice()
    facts.links["sales_entry", "INV-1"] = LinkNow("posted", "guid-entry")
    facts.booked["sales_entry", "INV-1"] = Booked(
        sold.request.body, {}, sold.facts.total, sold.facts.tax
    )
    gone = invoice(status="voided", voided=date(2026, 10, 12))
    void = next(one for one in plan([gone], RULES, facts) if one.key == "INV-1/void")
    assert void.problem.code == "void_needs_approval"
    assert void.request.body["Customer"] == "guid-everyone"
    assert (void.bundle, void.request.body["EntryDate"]) == (None, "2026-10-12T00:00:00")


def test_what_is_paid_in_excess_stands_on_the_shared_account():
    word = money.payment("20.00", applied=())
    (paid,) = money.first(word, known(link=None), paying()).request.body["BankEntryLines"]
    assert (paid["Account"], paid["AmountFC"]) == ("guid-everyone", "20.00")
