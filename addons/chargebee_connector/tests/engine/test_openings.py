"""What was open when the route starts, and was taken over into Exact by hand (I13)."""

import pytest
from money import add, lines, open_up, still_open
from papers import at, credit_note, invoice, payment, refund
from sales import ENTRIES, entries
from world import DIVISION, World

EARLY = "2026-02-10"
DATED = {"date": at(EARLY), "due_date": at(EARLY), "generated_at": at(EARLY)}


@pytest.fixture
def taken_over(mapped) -> World:
    """A route that starts in March, and an invoice of February that stands open in Exact."""
    world = open_up(mapped)
    world.route.date_from = "2026-03-01"
    add(world, "invoice", invoice("known", "ada"))
    world.sync()
    account = world.link("customer/ada", "account").external_id
    by_hand(world, account, "early")
    add(world, "invoice", invoice("early", "ada", **DATED))
    world.refresh()
    world.sync()
    assert (world.link("early").state, world.link("early").rule) == ("skipped", "before_start")
    return world


def by_hand(world: World, account: str, number: str) -> None:
    """Let a bookkeeper enter an open item of 121.00."""
    client = world.target._system()._client(world.target, DIVISION)
    client.create(
        ENTRIES,
        {
            "Customer": account,
            "Journal": "70",
            "EntryDate": f"{EARLY}T00:00:00",
            "YourRef": number,
            "SalesEntryLines": [
                {
                    "GLAccount": world.reference("gl_account", "8000").external_id,
                    "AmountFC": "100.00",
                    "VATCode": "2",
                }
            ],
        },
    )
    world.commit()


def test_a_payment_closes_what_was_taken_over(taken_over):
    assert still_open(taken_over, "early")
    add(taken_over, "transaction", payment("txn_1", "early"))
    taken_over.sync()
    assert ("txn_1 early", 121) in lines(taken_over)
    assert still_open(taken_over, "early") == []
    assert len(entries(taken_over, "early")) == 1
    # Its item is no longer on the list, and still known: another payment would be one too much.
    taken_over.refresh()
    add(taken_over, "transaction", payment("txn_2", "early"))
    taken_over.sync()
    second = taken_over.link("transaction/txn_2", "bank_entry")
    assert second.problem_code == "opening_item_closed"
    assert "no longer open" in second.problem_summary


def test_without_the_right_to_read_them_all_else_is_refreshed_and_it_is_said(taken_over):
    known = taken_over.env["billing.reference"].search([("kind", "=", "opening_item")])
    assert known
    taken_over.exact.post("rights", scope="Financial receivables", allowed=False)
    run = taken_over.refresh().filtered(lambda one: one.kind == "refresh")
    assert run.state == "done"
    assert all(known.mapped("active")), "what was open is still known"
    log = taken_over.env["billing.log"].search([("event", "=", "connection")], limit=1)
    assert log.level == "error" and "bulk/Cashflow/Receivables" in log.message
    add(taken_over, "transaction", payment("txn_1", "early"))
    taken_over.sync()
    assert taken_over.link("transaction/txn_1", "bank_entry").state == "posted"


def test_a_credit_note_and_its_refund_follow_the_paid_one(taken_over):
    add(taken_over, "transaction", payment("txn_1", "early"))
    taken_over.sync()
    taken_over.refresh()
    add(taken_over, "credit_note", credit_note("back", "ada", "early"))
    add(taken_over, "transaction", refund("txn_2", "back"))
    taken_over.sync()
    assert taken_over.link("credit_note/back").state == "posted"
    assert len(entries(taken_over, "back")) == 1
    assert still_open(taken_over, "early", "back") == []


def test_what_nobody_took_over_is_held_and_goes_once_it_stands_there(taken_over):
    add(taken_over, "invoice", invoice("later", "ada", **DATED))
    add(taken_over, "transaction", payment("txn_1", "later"))
    taken_over.sync()
    money = taken_over.link("transaction/txn_1", "bank_entry")
    assert (money.state, money.problem_code) == ("blocked", "opening_balance_paid")
    by_hand(taken_over, taken_over.link("customer/ada", "account").external_id, "later")
    taken_over.refresh()
    taken_over.sync()
    assert taken_over.link("transaction/txn_1", "bank_entry").state == "posted"
    assert still_open(taken_over, "later") == []
