"""Store credit that was used for invoices: before tax on their lines, after tax as a payment."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import pytest
from credit_world import after, credit, credit_note
from exact_world import invoice, line
from memo_world import memos, post, route, sent

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.ledger.words import Allocation
from odoo.addons.chargebee_connector.systems.exact.plan import needs, plan

KEY = "INV-1/store-credit"
FORTY = Decimal("40.00")
LIABILITY, LISTED = route(store="liability"), route(store="off_ledger")


def used(net="80.00", *taxed, amount=FORTY, **fields):
    """An invoice over 120.00 of which 40.00 was paid with store credit before its tax."""
    return invoice(line(net, *taxed, stored=amount), stored=amount, **fields)


# --- before tax ---------------------------------------------------------------------------------


def test_nothing_is_booked_before_a_treatment_is_chosen():
    outcome = plan([used()], route(), world.known())[0]
    assert (type(outcome.problem).__name__, outcome.problem.code) == (
        "Unmapped",
        "store_credit_used",
    )
    assert outcome.problem.params["amount"] == "40.00"


@pytest.mark.parametrize("rules", [LIABILITY, LISTED])
def test_it_is_a_line_below_zero_on_the_same_ledger_and_code(rules):
    outcome = plan([used()], rules, world.known())[0]
    lines = outcome.request.body["SalesEntryLines"]
    assert [
        (one["GLAccount"], one["AmountFC"], one["VATCode"], one["VATAmountFC"]) for one in lines
    ] == [("guid-8000", "120.00", "2", "25.20"), ("guid-8000", "-40.00", "2", "-8.40")]
    assert outcome.facts.total == Decimal("96.80")


def test_what_is_only_listed_ends_there():
    assert memos(used(), world.known(), LISTED) == {}


def test_the_liability_goes_to_revenue():
    entry = memos(used(), world.known(), LIABILITY)[KEY]
    assert sent(entry) == [("guid-2170", "40.00", "", ()), ("guid-8000", "-40.00", "", ())]
    assert (entry.parent, entry.facts.date) == (("sales_entry", "INV-1"), world.DAY)


def test_it_goes_to_the_ledgers_and_costs_that_stand_in_the_books():
    word = used()
    facts = after(word, rules=LISTED)
    for one in facts.booked["sales_entry", "INV-1"].body["SalesEntryLines"]:
        one.update(GLAccount="guid-8010", CostCenter="NORTH")
    entry = memos(word, facts, LIABILITY)[KEY]
    assert sent(entry)[1] == ("guid-8010", "-40.00", "", ())
    assert entry.request.body["GeneralJournalEntryLines"][1]["CostCenter"] == "NORTH"


def test_each_lines_ledger_gets_its_own():
    rules = replace(
        LIABILITY,
        revenue=world.revenue(({"item_price": "pro-eur"}, world.REVENUE), ({}, world.HARDWARE)),
    )
    word = invoice(
        line("80.00", stored=Decimal("30.00")),
        line("10.00", external_id="li_2", price="", stored=Decimal("10.00")),
        stored=FORTY,
    )
    assert [one[:2] for one in sent(memos(word, world.known(), rules)[KEY])] == [
        ("guid-2170", "40.00"),
        ("guid-8000", "-30.00"),
        ("guid-8030", "-10.00"),
    ]


def test_of_prices_with_tax_the_whole_use_leaves_the_liability():
    """40.00 off a gross price of 121.00: 33.06 without tax."""
    word = invoice(line("66.94", stored=Decimal("33.06")), stored=FORTY, inclusive=True)
    amounts = [one[1] for one in sent(memos(word, world.known(), LIABILITY)[KEY])]
    assert amounts == ["40.00", "-40.00"]


def test_a_line_that_store_credit_paid_as_a_whole():
    word = used("0.00", None, amount=Decimal("120.00"))
    assert planned_rule(word, LIABILITY) == "zero"
    entry = memos(word, world.known(), LIABILITY)[KEY]
    assert [one[1] for one in sent(entry)] == ["120.00", "-120.00"]
    assert entry.parent is None
    assert memos(word, world.known(), route())[KEY].problem.code == "store_credit_used"
    assert memos(word, world.known(), LISTED) == {}


def planned_rule(word, rules):
    return plan([word], rules, world.known())[0].rule


def test_the_liability_ledger_is_needed():
    rules = route(store="liability", store_credit=None)
    assert memos(used(), world.known(), rules)[KEY].problem.code == "store_credit_missing"


def test_an_entry_that_is_no_longer_wanted():
    facts = world.known(links={("journal_entry", KEY): LinkNow("planned")})
    facts.links[world.ACCOUNT] = world.POSTED
    assert memos(used(), facts, LISTED)[KEY].rule == "superseded"
    assert memos(used(status="pending"), facts, LIABILITY)[KEY].rule == "pending"


def test_it_goes_back_behind_the_invoice():
    facts = after(used(), rules=LISTED)
    post(facts, memos(used(), facts, LIABILITY)[KEY])
    word = used(status="voided", voided=date(2026, 10, 19))
    back = memos(word, facts, LIABILITY)[KEY + "/back"]
    assert [one[:2] for one in sent(back)] == [("guid-2170", "-40.00"), ("guid-8000", "40.00")]
    assert (back.parent, back.facts.date) == (("sales_entry", "INV-1/void"), date(2026, 10, 19))


def test_what_is_credited_of_such_a_line_is_taken_back_in_proportion():
    facts = after(used(), rules=LISTED)
    note = credit_note(credit("40.00"))
    taken = plan([note], LIABILITY, facts)[0].request.body["SalesEntryLines"]
    assert [(one["AmountFC"], one["VATAmountFC"]) for one in taken] == [
        ("-60.00", "-12.60"),
        ("20.00", "4.20"),
    ]


# --- after tax ----------------------------------------------------------------------------------

PAID = "credit_note/CN-1/store-credit/INV-1"


def store(*uses, **fields):
    allocations = tuple(
        Allocation(number, Decimal(amount), date(2026, 10, 16)) for number, amount in uses
    )
    standard = {"type": "store", "credits": "", "allocations": allocations}
    return credit_note(line("200.00", None), **{**standard, **fields})


@pytest.mark.parametrize(("rules", "ledger"), [(LIABILITY, "guid-2170"), (LISTED, "guid-4600")])
def test_after_tax_it_pays_the_debtor(rules, ledger):
    entry = memos(store(("INV-1", "121.00")), after(invoice()), rules)[PAID]
    assert sent(entry) == [
        (ledger, "121.00", "", ()),
        ("guid-1300", "-121.00", "customer/acme", ("sales_entry", "INV-1", "number")),
    ]
    assert (entry.facts.date, entry.facts.total) == (date(2026, 10, 16), Decimal("-121.00"))


def test_what_was_used_before_tax_pays_nothing():
    note = store(("INV-1", "121.00"))
    note = replace(note, allocations=(replace(note.allocations[0], before_tax=True),))
    assert PAID not in memos(note, after(invoice()), LIABILITY)


@pytest.mark.parametrize(
    ("amount", "rules", "code"),
    [
        ("121.00", route(), "store_credit_note"),
        ("121.01", LIABILITY, "credit_exceeds_invoice"),
        ("121.00", route(store="off_ledger", goodwill=None), "goodwill_missing"),
    ],
)
def test_what_can_not_pay(amount, rules, code):
    found = memos(store(("INV-1", amount)), after(invoice()), rules)[PAID]
    assert found.problem.code == code


def test_it_waits_for_the_invoice():
    facts = after(invoice(), link=LinkNow("planned"))
    found = memos(store(("INV-1", "121.00")), facts, LIABILITY)[PAID]
    assert (found.problem.code, found.needs_link) == ("invoice_first", ("sales_entry", "INV-1"))


@pytest.mark.parametrize(
    ("state", "rule"), [("posted", "allocation_removed"), ("planned", "superseded")]
)
def test_a_use_that_was_taken_back(state, rule):
    facts = after(invoice())
    facts.links["journal_entry", PAID] = LinkNow(state)
    facts.below["journal_entry", "credit_note/CN-1/store-credit"] = (("journal_entry", PAID),)
    assert memos(store(), facts, LIABILITY)[PAID].rule == rule


def test_needs():
    asked = needs([store(("INV-9", "1.00")), used()], LIABILITY)
    assert ("journal_entry", "credit_note/CN-1/store-credit") in asked.below
    assert ("invoice", "INV-9") in asked.records
    assert {("journal_entry", KEY), ("journal_entry", KEY + "/back")} <= asked.links
