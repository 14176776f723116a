"""Invoices that Exact can't match by itself stand on a list, each with its reason."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import memo_world
import money_world as money
import pytest
from credit_world import after, credit_note
from exact_world import invoice, line, vat
from memo_world import memos

from odoo.addons.chargebee_connector.ledger.plan import Booked, LinkNow, ref
from odoo.addons.chargebee_connector.ledger.words import Applied, Withheld, WriteOff
from odoo.addons.chargebee_connector.systems.exact.plan import needs, needs_beyond

KEY = "INV-1/match"
ROUTE = replace(memo_world.route(), bank=money.route().bank)


def paid(name, amount):
    return Applied("transaction", name, Decimal(amount))


def world(word, *lines, **transaction):
    """What is known once an invoice is posted, and its payments with these (name, amount)."""
    facts = after(invoice())
    facts.records["invoice", "INV-1"] = word
    for name, amount in lines:
        where = ("bank_entry", f"transaction/{name}")
        facts.records["transaction", name] = money.payment(external_id=name, **transaction)
        facts.links[where] = LinkNow("posted", "guid-bank")
        body = {"AmountFC": amount, "OurRef": ref("sales_entry", "INV-1", "number")}
        facts.booked[where] = Booked({"BankEntryLines": [body]})
    return facts


def listed(word, facts, rules=ROUTE):
    outcome = memos(word, facts, rules).get(KEY)
    return outcome and (outcome.problem.code if outcome.problem else outcome.rule)


INSTALMENTS = invoice(payments=(paid("txn_1", "100.00"), paid("txn_2", "21.00")))
LINES = (("txn_1", "100.00"), ("txn_2", "21.00"))


def test_instalments_are_listed_once_nothing_is_owed():
    facts = world(INSTALMENTS, *LINES)
    problem = memos(INSTALMENTS, facts, ROUTE)[KEY].problem
    assert problem.code == "match_instalments"
    assert problem.params["parts"] == "txn_1 100.00, txn_2 21.00"
    assert listed(replace(INSTALMENTS, owed=Decimal("1.00")), facts) is None


def test_what_one_payment_closes_is_not_listed():
    word = invoice(payments=(paid("txn_1", "121.00"),))
    assert listed(word, world(word, ("txn_1", "121.00"))) is None


NOTE = Applied("credit_note", "CN-1", Decimal("21.00"))
CREDITED = invoice(payments=(paid("txn_1", "100.00"),), credited=(NOTE,))


def test_a_payment_that_names_the_whole_closes_it_with_the_credit_notes():
    assert listed(CREDITED, world(CREDITED, ("txn_1", "121.00"))) is None


def test_a_payment_that_went_before_the_credit_note_is_listed():
    problem = memos(CREDITED, world(CREDITED, ("txn_1", "100.00")), ROUTE)[KEY].problem
    assert (problem.code, problem.params["parts"]) == ("match_credited", "txn_1 100.00, CN-1 21.00")


@pytest.mark.parametrize(
    "changes",
    [
        {"offline": True},
        {"status": "in_progress"},
        {"date": date(2020, 1, 1)},
    ],
)
def test_money_that_is_not_ours_to_book_is_matched_by_who_books_it(changes):
    rules = replace(ROUTE, bank=replace(ROUTE.bank, date_from=date(2026, 1, 1)))
    assert listed(INSTALMENTS, world(INSTALMENTS, *LINES, **changes), rules) is None


def test_a_route_that_books_no_money_lists_none():
    assert listed(INSTALMENTS, world(INSTALMENTS, *LINES), replace(ROUTE, bank=None)) is None


def test_it_waits_for_its_invoice():
    facts = world(INSTALMENTS, *LINES)
    facts.links["sales_entry", "INV-1"] = LinkNow("planned")
    found = memos(INSTALMENTS, facts, ROUTE)[KEY]
    assert (found.problem.code, found.needs_link) == ("invoice_first", ("sales_entry", "INV-1"))
    for state in ("skipped", "ignored"):
        facts.links["sales_entry", "INV-1"] = LinkNow(state)
        assert listed(INSTALMENTS, facts) is None


def test_a_payment_that_will_name_the_whole_is_not_listed():
    """It is not posted yet, and the credit note is used for nothing else."""
    facts = world(CREDITED, ("txn_1", "100.00"))
    facts.booked.clear()
    note = credit_note(line("17.36", vat("17.36")))
    facts.records["credit_note", "CN-1"] = replace(note, total=Decimal("21.00"))
    assert listed(CREDITED, facts) is None
    facts.records["credit_note", "CN-1"] = replace(note, total=Decimal("42.00"))
    assert listed(CREDITED, facts) == "match_credited"


def written_off(amount, note="CN-1"):
    return invoice(write_offs=(WriteOff(note, Decimal(amount), date(2026, 10, 12)),))


@pytest.mark.parametrize("note", ["CN-1", ""])
def test_a_partial_write_off_is_listed(note):
    word = written_off("21.00", note)
    assert listed(word, world(word)) == "match_write_off"
    assert memos(word, world(word), ROUTE)[KEY].problem.params["amount"] == "21.00"
    owed = replace(word, owed=Decimal("100.00"))
    assert listed(owed, world(owed)) == "match_write_off"
    whole = written_off("121.00", note)
    assert listed(whole, world(whole)) is None


def test_one_that_goes_as_a_credit_note_is_closed_with_the_others_unless_money_came_too():
    rules = replace(ROUTE, memo=replace(ROUTE.memo, write_off="credit_note"))
    word = replace(written_off("21.00"), credited=(Applied("credit_note", "CN-2", Decimal(100)),))
    assert listed(word, world(word), rules) is None
    paid_too = replace(word, paid=Decimal("100.00"))
    assert listed(paid_too, world(paid_too), rules) == "match_write_off"


SALE, ENTRY = ("sales_entry", "credit_note/CN-1"), ("journal_entry", "credit_note/CN-1/write-off")


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ({SALE: "skipped"}, "match_write_off"),
        ({SALE: "skipped", ENTRY: "posted"}, "match_write_off"),
        ({SALE: "posted"}, "match_write_off"),
        ({SALE: "skipped", ENTRY: "skipped"}, None),
        ({SALE: "skipped", ENTRY: "ignored"}, None),
        ({SALE: "ignored"}, None),
    ],
)
def test_a_write_off_that_is_not_booked_leaves_nothing_to_match(links, expected):
    word = written_off("21.00")
    facts = world(word)
    facts.links.update({where: LinkNow(state) for where, state in links.items()})
    assert listed(word, facts) == expected


def test_tax_that_was_withheld_is_listed():
    word = invoice(
        withheld=(Withheld("tax_1", Decimal("12.10"), date(2026, 10, 12)),),
        payments=(paid("txn_1", "108.90"),),
    )
    facts = world(word, ("txn_1", "108.90"))
    assert listed(word, facts) == "match_withheld"
    facts.links["journal_entry", "INV-1/withheld/tax_1"] = LinkNow("ignored")
    assert listed(word, facts) is None


def test_it_leaves_the_list():
    facts = world(INSTALMENTS, *LINES)
    facts.links["journal_entry", KEY] = LinkNow("blocked")
    facts.links["sales_entry", "INV-1"] = LinkNow("posted", "guid-1")
    asked = needs_beyond([INSTALMENTS], ROUTE, facts)
    assert asked.matches == {("entry", "guid-1"), ("open", "guid-1")}
    assert listed(INSTALMENTS, facts) == "match_instalments"
    facts.matches["entry", "guid-1"] = facts.matches["open", "guid-1"] = ("term",)
    assert listed(INSTALMENTS, facts) == "match_instalments"
    del facts.matches["open", "guid-1"]
    assert listed(INSTALMENTS, facts) == "matched_there"
    assert listed(replace(INSTALMENTS, owed=Decimal("121.00")), facts) == "superseded"


def test_needs():
    asked = needs([INSTALMENTS], ROUTE)
    assert {("transaction", "txn_1"), ("transaction", "txn_2")} <= asked.records
    assert ("bank_entry", "transaction/txn_1") in asked.booked
    assert ("journal_entry", KEY) in asked.links
    alone = needs([invoice(payments=(paid("txn_1", "121.00"),))], ROUTE)
    assert ("transaction", "txn_1") not in alone.records
    assert ("journal_entry", "credit_note/CN-1/write-off") in needs([written_off("1")], ROUTE).links
