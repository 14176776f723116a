"""Documents from before the start that people took over as open items (I13)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import exact_world as world
import memo_world as memos
import money_world as money
import pytest
from credit_world import credit, credit_note
from exact_world import invoice, known

from odoo.addons.chargebee_connector.ledger.plan import LinkNow
from odoo.addons.chargebee_connector.ledger.words import Allocation, Applied, Withheld, WriteOff
from odoo.addons.chargebee_connector.systems.exact import openings
from odoo.addons.chargebee_connector.systems.exact.openings import Opening
from odoo.addons.chargebee_connector.systems.exact.plan import needs, needs_beyond, plan

START = date(2026, 10, 1)
EARLY = invoice(date=date(2026, 9, 15))
ITEM = Opening("26700009", world.GUID, "EUR", Decimal("121.00"), "70")
LATE = date(2026, 10, 12)


def taken(*items, **others):
    return {"INV-1": items, **others}


def books(document=EARLY, **fields):
    """Return what is known of a document that was left out because it is dated too early."""
    facts = known(**fields)
    facts.records[document.kind, document.external_id] = document
    facts.links["sales_entry", document.external_id] = LinkNow("skipped")
    return facts


def paying(*items):
    openings_of = taken(*(items or (ITEM,)))
    return replace(money.route(), date_from=START, openings=openings_of)


# payments -------------------------------------------------------------------------------------


def test_a_payment_settles_the_item_that_was_taken_over():
    word = money.payment(date=LATE)
    outcome = money.first(word, books(), paying())
    (line,) = outcome.request.body["BankEntryLines"]
    assert (line["OurRef"], line["Account"], line["AmountFC"]) == ("26700009", world.GUID, "121.00")
    assert line["Description"] == "txn_1 INV-1"


def test_an_instalment_settles_a_part_of_it():
    part = money.payment("50.00", money.used(amount="50.00"), date=LATE)
    (line,) = money.first(part, books(), paying()).request.body["BankEntryLines"]
    assert (line["OurRef"], line["AmountFC"]) == ("26700009", "50.00")


def test_what_was_left_of_it_when_it_was_taken_over():
    rest = replace(ITEM, amount=Decimal("21.00"))
    word = money.payment("21.00", money.used(amount="21.00"), date=LATE)
    (line,) = money.first(word, books(), paying(rest)).request.body["BankEntryLines"]
    assert line["AmountFC"] == "21.00"


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ((replace(ITEM, account="another"),), "opening_item_differs"),
        ((replace(ITEM, currency="USD"),), "opening_item_differs"),
        ((replace(ITEM, amount=Decimal("121.01")),), "opening_item_differs"),
        ((ITEM, replace(ITEM, number="26700010")), "opening_item_twice"),
        ((replace(ITEM, is_open=False),), "opening_item_closed"),
        ((replace(ITEM, amount=Decimal("120.99")),), "opening_item_smaller"),
        ((replace(ITEM, amount=Decimal("-121.00")),), "opening_balance_paid"),
    ],
)
def test_an_item_that_cannot_be_the_one_that_is_meant(items, code):
    word = money.payment(date=LATE)
    assert money.stopped(word, books(), paying(*items))[1] == code


def test_a_site_among_others_bears_its_name_and_the_item_may_lack_it():
    rules = replace(paying(), site="Shop", openings={"Shop INV-1": (ITEM,)})
    assert money.first(money.payment(date=LATE), books(), rules).state == "planned"
    assert money.first(money.payment(date=LATE), books(), replace(paying(), site="Shop")).request


def test_it_waits_until_the_customer_is_known():
    facts = books(link=LinkNow("blocked"))
    stop = money.stopped(money.payment(date=LATE), facts, paying())
    assert stop == ("Waiting", "account_first", world.ACCOUNT)


def test_the_customer_of_the_document_is_asked_for():
    word, rules = money.payment(date=LATE, customer="parent"), paying()
    assert world.ACCOUNT not in needs([word], rules).links
    assert world.ACCOUNT in needs_beyond([word], rules, books()).links


def test_a_document_of_ours_is_settled_by_its_own_link():
    facts = money.books(invoice(date=date(2026, 9, 15)))
    body = money.first(money.payment(date=LATE), facts, paying()).request.body
    assert body["BankEntryLines"][0]["OurRef"] == {"$ref": ["sales_entry", "INV-1", "number"]}


def test_a_refund_of_a_credit_note_that_was_taken_over():
    note = credit_note(date=date(2026, 9, 20))
    item = replace(ITEM, amount=Decimal("-48.40"))
    rules = replace(paying(), openings={"CN-1": (item,), "INV-1": (ITEM,)})
    facts = books(note)
    facts.links["sales_entry", "credit_note/CN-1"] = LinkNow("skipped")
    (line,) = money.first(money.refund(date=LATE), facts, rules).request.body["BankEntryLines"]
    assert (line["OurRef"], line["AmountFC"]) == ("26700009", "-48.40")


def test_a_credit_note_of_ours_made_up_the_rest_of_it():
    early = replace(EARLY, credited=(Applied("credit_note", "CN-1", Decimal("48.40")),))
    facts = books(early)
    facts.records["credit_note", "CN-1"] = credit_note()
    facts.links["sales_entry", "credit_note/CN-1"] = money.THERE
    word = money.payment("72.60", money.used(amount="72.60"), date=LATE)
    found = money.first(word, facts, paying()).request.body["BankEntryLines"]
    assert [(one["AmountFC"], one["OurRef"]) for one in found] == [
        ("121.00", "26700009"),
        ("-48.40", {"$ref": ["sales_entry", "credit_note/CN-1", "number"]}),
    ]
    # Where less was taken over, the whole total would close nothing.
    rest = paying(replace(ITEM, amount=Decimal("80.00")))
    found = money.first(word, facts, rest).request.body["BankEntryLines"]
    assert [one["AmountFC"] for one in found] == ["72.60"]


# credit notes ---------------------------------------------------------------------------------


def credited(note, facts=None, **changes):
    rules = world.route(date_from=START, openings=taken(ITEM), **changes)
    return plan([note], rules, facts or books())[0]


def test_a_credit_note_of_it_is_booked_by_todays_mapping():
    outcome = credited(credit_note())
    body = outcome.request.body
    assert body["Customer"] == {"$ref": [*world.ACCOUNT, "external_id"]}
    assert [
        (one["GLAccount"], one["VATCode"], one["AmountFC"], one["VATAmountFC"])
        for one in body["SalesEntryLines"]
    ] == [("guid-8000", "2", "-40.00", "-8.40")]
    assert body["YourRef"] == "CN-1"


def test_a_credit_note_of_what_was_settled_meanwhile():
    rules = world.route(date_from=START, openings=taken(replace(ITEM, is_open=False)))
    assert plan([credit_note()], rules, books())[0].state == "planned"


def test_a_credit_note_of_what_nobody_took_over_is_held():
    rules = world.route(date_from=START, openings={"INV-2": (ITEM,)})
    assert plan([credit_note()], rules, books())[0].problem.code == "opening_balance"


def test_a_credit_note_over_more_than_the_invoice():
    outcome = credited(credit_note(credit("100.01")))
    assert outcome.problem.code == "credit_exceeds_invoice"


def test_a_credit_note_waits_for_the_account():
    outcome = credited(credit_note(), books(link=LinkNow("new")))
    assert (outcome.problem.code, outcome.needs_link) == ("account_first", world.ACCOUNT)


def test_a_reverse_charged_one_takes_the_number_of_the_invoice():
    shifted = {"exemption": "reverse_charge", "country": "DE"}
    there = {"country": "DE", "vat_number": "DE123456788"}
    early = invoice(world.line("100.00", None, **shifted), date=EARLY.date, **there)
    note = credit_note(credit("40.00", None, **shifted), country="DE")
    item = replace(ITEM, amount=Decimal("100.00"))
    rules = world.route(date_from=START, openings=taken(item))
    home = replace(world.customer().address, country="DE")
    buyer = world.customer(address=home, vat_number="DE123456788")
    outcome = plan([note], rules, books(early, record=buyer))[0]
    assert outcome.state == "planned", outcome.problem
    assert outcome.request.body["SalesEntryLines"][0]["VATCode"] == "6"


# memo entries ---------------------------------------------------------------------------------


def test_a_write_off_of_it_names_the_item():
    rules = replace(memos.route(), date_from=START, openings=taken(ITEM))
    found = memos.memos(memos.write_off(), books(), rules)["credit_note/CN-1/write-off"]
    debtor = found.request.body["GeneralJournalEntryLines"][2]
    assert (debtor["OurRef"], debtor["Account"], debtor["AmountFC"]) == (
        "26700009",
        world.GUID,
        "-121.00",
    )


def test_a_write_off_in_another_currency_goes_at_the_rate_of_the_item():
    early = replace(EARLY, currency="USD")
    item = replace(ITEM, currency="USD", rate="0.91")
    rules = replace(memos.route(), date_from=START, openings=taken(item))
    word = memos.write_off(currency="USD")
    found = memos.memos(word, books(early), rules)["credit_note/CN-1/write-off"]
    assert found.request.body["ExchangeRate"] == "0.91"
    rules = replace(rules, openings=taken(replace(item, rate="")))
    found = memos.memos(word, books(early), rules)["credit_note/CN-1/write-off"]
    assert found.problem.code == "rate_missing"


@pytest.mark.parametrize(("day", "count"), [(LATE, 1), (date(2026, 9, 20), 0), (None, 0)])
def test_a_tax_withheld_from_it_since_the_start(day, count):
    early = replace(EARLY, withheld=(Withheld("tax_1", Decimal("12.10"), day),))
    rules = replace(memos.route(), date_from=START, openings=taken(ITEM))
    found = memos.memos(early, books(early), rules)
    assert len(found) == count
    for one in found.values():
        assert one.request.body["GeneralJournalEntryLines"][1]["OurRef"] == "26700009"
        assert one.parent is None, "its own link never stands"


@pytest.mark.parametrize(("day", "count"), [(LATE, 1), (date(2026, 9, 20), 0)])
def test_a_write_off_without_a_note_waits_for_a_person(day, count):
    early = replace(EARLY, write_offs=(WriteOff("", Decimal("121.00"), day),))
    rules = replace(memos.route(), date_from=START, openings=taken(ITEM))
    found = memos.memos(early, books(early), rules)
    assert [one.problem.code for one in found.values()] == ["write_off_without_note"] * count


def test_a_credit_note_that_closes_it():
    note = credit_note(
        credit("100.00"), allocations=(Allocation("INV-1", Decimal("121.00"), LATE),)
    )
    rules = replace(memos.route(), date_from=START, openings=taken(ITEM))
    facts = books()
    facts.links["sales_entry", "credit_note/CN-1"] = money.THERE
    used = memos.memos(note, facts, rules)["credit_note/CN-1/used"]
    found = used.request.body["GeneralJournalEntryLines"]
    assert [one["OurRef"] for one in found] == [
        {"$ref": ["sales_entry", "credit_note/CN-1", "number"]},
        "26700009",
    ]
    memos.post(facts, used)
    assert memos.memos(note, facts, rules) == {}
    free = replace(note, allocations=())
    (changed,) = memos.memos(free, facts, rules).values()
    assert changed.rule == "allocation_removed"


# voids ----------------------------------------------------------------------------------------


def voided(day, items=(ITEM,), **fields):
    document = replace(EARLY, status="voided", voided=day, **fields)
    rules = world.route(date_from=START, openings=taken(*items))
    return {one.key: one for one in plan([document], rules, books(document))}


def test_a_void_of_it_is_held():
    found = voided(LATE)["INV-1/void"]
    assert (found.state, found.problem.code) == ("blocked", "opening_balance_voided")


@pytest.mark.parametrize(
    ("day", "items"), [(date(2026, 9, 20), (ITEM,)), (LATE, ())], ids=["before", "not taken over"]
)
def test_a_void_that_is_no_affair_of_ours(day, items):
    assert "INV-1/void" not in voided(day, items)


# what is read ---------------------------------------------------------------------------------


def test_terms_of_one_document_are_one_item():
    half = replace(ITEM, amount=Decimal("60.50"))
    gone = replace(ITEM, amount=Decimal("100.00"), is_open=False)
    assert openings.table([("INV-1", half), ("INV-1", gone), ("INV-1", half)]) == {"INV-1": (ITEM,)}
    assert openings.table([("INV-1", gone), ("INV-1", half)]) == {"INV-1": (half,)}
    assert openings.table([("INV-1", gone), ("INV-1", gone)])["INV-1"][0].amount == 200


class _Client:
    """Exact's list, as a client hands it on; keeps what it was asked for."""

    def __init__(self, *rows):
        self._rows = rows
        self.asked = []

    def rows(self, path, select="", where=""):
        self.asked.append((path, where))
        yield list(self._rows)


def test_only_what_bears_a_number_is_read():
    row = {
        "ID": world.GUID.upper(),
        "YourRef": " INV-1 ",
        "Account": world.GUID.upper(),
        "AccountName": "ACME B.V.",
        "AmountFC": 120.99999999999,
        "Currency": "USD",
        "EntryNumber": 25900001,
        "InvoiceNumber": 26700009,
        "Journal": "70",
        "RateFC": 0.91,
        "TransactionType": 20,
    }
    client = _Client(
        row,
        {**row, "YourRef": None},
        {**row, "TransactionType": 40},
        {**row, "InvoiceNumber": 0, "RateFC": 1.0},
    )
    first, second = openings.read(client, START)
    where = "Status lt 50 and InvoiceDate le datetime'2026-10-01T00:00:00'"
    assert client.asked == [("bulk/Cashflow/Receivables", where)]
    assert (first.external_id, first.code, first.name) == (world.GUID, "INV-1", "ACME B.V.")
    assert first.data == {
        "number": "26700009",
        "account": world.GUID,
        "currency": "USD",
        "amount": "121.00",
        "journal": "70",
        "rate": "0.91",
    }
    assert (second.data["number"], second.data["rate"]) == ("25900001", "")
