"""Rebuild: payments that fell through after they were posted come back with their reversals."""

import pytest
from money import add, change, open_up
from papers import at, invoice, payment
from world import World

COLUMNS = "kind, key, external_id, target_number, amount_total, currency_id, date"


@pytest.fixture
def quiet(mapped) -> World:
    """A live world that books money, with nothing on its list."""
    return open_up(mapped)


def links(world: World) -> list[tuple]:
    return world.sql(f"SELECT {COLUMNS} FROM billing_link WHERE state = 'posted' ORDER BY 1, 2")


def decided(world: World) -> list[tuple]:
    return world.sql(
        "SELECT kind, key, state, problem_code, rule FROM billing_link"
        " WHERE state <> 'posted' AND key ~ '/txn_(one|two|three|four|back)' ORDER BY 1, 2"
    )


def rebuild(world: World) -> None:
    world.route.action_pause()
    world.sql("DELETE FROM billing_link")
    world.exact.forget_calls()
    world.route.action_rebuild()
    world.work()


def test_entry_and_reversal_come_back_and_nothing_is_sent(quiet):
    """One fell through without a movement of its own, one with it, one before it was posted."""
    names = ("one", "two", "three", "four")
    add(quiet, "invoice", *(invoice(name, "ada") for name in names))
    add(quiet, "transaction", *(payment(f"txn_{name}", name) for name in names[:3]))
    quiet.sync()
    change(quiet, "transaction", "txn_one", status="late_failure", settled_at=at("2026-03-18"))
    change(
        quiet,
        "transaction",
        "txn_two",
        status="late_failure",
        settled_at=at("2026-03-18"),
        reversal_transaction_id="txn_back",
    )
    back = payment("txn_back", None, 12100, day="2026-03-18", type="payment_reversal")
    add(quiet, "transaction", {**back, "reference_transaction_id": "txn_two", "amount_unused": 0})
    add(quiet, "transaction", payment("txn_four", "four", status="late_failure"))
    quiet.sync()
    before, others = links(quiet), decided(quiet)
    keys = {key for _kind, key, *_rest in before}
    assert {
        "transaction/txn_one",
        "transaction/txn_one/reversed",
        "transaction/txn_two",
        "transaction/txn_back",
        "transaction/txn_three",
    } <= keys
    assert others == [("bank_entry", "transaction/txn_four", "skipped", None, "payment_failed")]
    rebuild(quiet)
    assert links(quiet) == before
    assert decided(quiet) == others
    assert quiet.exact.calls("POST") == []
