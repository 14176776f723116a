"""No documents in Exact: all of a period in one entry, on one account."""

from datetime import date

import pytest
from money import add, lines, open_up
from papers import at, invoice, line, payment, untaxed
from sales import ENTRIES, posts
from world import DIVISION, World

from odoo.exceptions import ValidationError


@pytest.fixture
def journal(mapped) -> World:
    """A live world that books a month in one entry, with only a test's documents on its list."""
    world = open_up(mapped)
    account = {"Name": "All customers of Chargebee", "Status": "C"}
    world.exact.post("accounts", division=DIVISION, accounts=[account])
    world.pull()
    record = next(
        one
        for one in world.env["billing.record"].search([("kind", "=", "account")])
        if one._payload()["Name"] == account["Name"]
    )
    code = record._payload()["Code"].strip()
    world.route.write({"exact_journal": True, "exact_journal_account_code": code})
    assert world.route.exact_journal_account_name == account["Name"]
    world.sql("DELETE FROM billing_todo")
    return world


def test_a_month_of_documents_is_one_entry(journal):
    for number in ("one", "two", "three"):
        add(journal, "invoice", invoice(number, "ada"))
    add(journal, "invoice", invoice("other", "ada", [line(5000)]))
    add(journal, "transaction", payment("txn_1", "one"))
    journal.sync()
    (sent,) = [call for call in posts(journal) if call["status"] == 201]
    assert sent["path"].endswith(ENTRIES)
    client = journal.target._system()._client(journal.target, DIVISION)
    where = f"EntryNumber eq {journal.link('one').target_number}"
    fields = "EntryID,EntryNumber,AmountFC,EntryDate,YourRef"
    (row,) = [r for page in client.rows(ENTRIES, select=fields, where=where) for r in page]
    assert row["AmountFC"] == 423.5
    members = journal.links(kind="sales_entry", aggregate=False)
    assert {link.state for link in members} == {"posted"}
    aggregate = journal.link("one").parent_id
    assert (aggregate.amount_total, str(aggregate.date)) == (423.5, "2026-03-31")
    # The payment names the account alone; the customer has none of their own.
    assert lines(journal) == [("txn_1 one", 121)]
    assert journal.links(kind="account") == journal.env["billing.link"]
    journal.exact.forget_calls()
    journal.sync()
    assert journal.exact.calls("POST") == []
    # The running month is not over: its documents wait for its end.
    today = {"date": at(str(date.today())), "generated_at": at(str(date.today()))}
    add(journal, "invoice", invoice("running", "ada", **today))
    journal.sync()
    running = journal.link("running")
    assert (running.state, running.parent_id.id) == ("planned", False)
    # What comes late goes into another entry of the month.
    add(journal, "invoice", invoice("late", "ada"))
    journal.sync()
    assert journal.link("late").parent_id.key == aggregate.key[:-1] + "2"


def test_what_a_listing_names_is_refused(journal):
    shifted = invoice("shifted", "biz", [untaxed("reverse_charge")], vat_number="136695976")
    shifted |= {"vat_number_prefix": "DE"}
    shifted["billing_address"]["country"] = "DE"
    shifted["line_items"][0]["tax_exempt_reason"] = "reverse_charge"
    buyer = {
        "id": "biz",
        "company": "Biz GmbH",
        "vat_number": "136695976",
        "vat_number_prefix": "DE",
        "billing_address": {"country": "DE", "city": "Berlin", "object": "billing_address"},
    }
    add(journal, "customer", buyer)
    add(journal, "invoice", shifted)
    journal.sync()
    link = journal.link("shifted")
    assert (link.state, link.problem_code) == ("blocked", "journal_listed"), link.problem_summary
    assert "EU sales list" in link.problem_summary


def test_the_account_must_be_nobodys(journal):
    with pytest.raises(ValidationError):
        journal.route.exact_journal_account_code = "no such"
