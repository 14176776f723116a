"""What Exact matches by itself, and what stands on the list until somebody did it by hand."""

import pytest
from memo_office import add, choose, is_open, memo
from money import open_up, take_money
from papers import at, credit_note, invoice, line, payment
from test_receipts import Back
from world import World


@pytest.fixture
def quiet(mapped) -> World:
    """A live world that books money and memo entries, with nothing on its list."""
    choose(mapped)
    return open_up(mapped)


def half(name: str, **changes) -> dict:
    """A credit note over 60.50 of "sold" that was used for "next" as a whole."""
    lines = [line(5000, id="cl_1", reference_line_item_id="li_1")]
    use = {"invoice_id": "next", "allocated_amount": 6050, "allocated_at": at("2026-03-16")}
    done = {"status": "refunded", "amount_allocated": 6050, "amount_available": 0}
    return credit_note(name, "ada", "sold", lines, **{"allocations": [use], **done, **changes})


def test_two_credit_notes_close_one_invoice_by_one_entry(quiet):
    notes = ("half_1", "half_2")
    told = [{"cn_id": name, "applied_amount": 6050, "cn_status": "refunded"} for name in notes]
    add(quiet, "invoice", invoice("sold", "ada"))
    add(quiet, "invoice", invoice("next", "ada", amount_due=0, applied_credits=told))
    add(quiet, "credit_note", *map(half, notes))
    quiet.sync()
    owner, other = (memo(quiet, f"credit_note/{name}/used") for name in notes)
    assert (owner.state, other.rule) == ("posted", "by_memo_entry")
    assert [is_open(quiet, name) for name in ("next", *notes, "sold")] == [False] * 3 + [True]
    quiet.exact.forget_calls()
    quiet.sync()
    assert quiet.exact.calls("POST") == []
    quiet.site.post("mutate", kind="credit_note", id="half_2", set={"allocations": []})
    quiet.sync()
    other.invalidate_recordset()
    assert (other.state, other.problem_code) == ("blocked", "allocation_removed")


def test_one_payment_closes_invoices_that_share_a_credit_note(quiet):
    uses = {"one": 4050, "two": 2000}
    told = {"cn_id": "half", "cn_status": "refunded"}
    for name, amount in uses.items():
        credited = [{**told, "applied_amount": amount}]
        paid = [{"txn_id": "txn_1", "applied_amount": 12100 - amount, "txn_status": "success"}]
        done = {"status": "paid", "amount_due": 0, "linked_payments": paid}
        add(quiet, "invoice", invoice(name, "ada", applied_credits=credited, **done))
    given = [
        {"invoice_id": name, "allocated_amount": amount, "allocated_at": at("2026-03-12")}
        for name, amount in uses.items()
    ]
    add(quiet, "invoice", invoice("sold", "ada"))
    add(quiet, "credit_note", half("half", allocations=given))
    used = [
        {"invoice_id": name, "applied_amount": 12100 - amount, "applied_at": at("2026-03-12")}
        for name, amount in uses.items()
    ]
    add(quiet, "transaction", payment("txn_1", "one", 18150, linked_invoices=used))
    quiet.sync()
    quiet.sync()
    assert [is_open(quiet, name) for name in ("one", "two", "half", "sold")] == [False] * 3 + [True]
    listed = quiet.links(kind="journal_entry", state="blocked")
    assert listed.mapped("key") == []


def test_instalments_leave_the_list_once_they_were_matched_by_hand(mapped):
    choose(mapped)
    take_money(mapped)
    back, quiet = Back(mapped), mapped
    parts = [("txn_1", 10000), ("txn_2", 2100)]
    days = {"txn_1": "2026-03-12", "txn_2": "2026-03-14"}
    linked = [
        {"txn_id": name, "applied_amount": amount, "txn_status": "success"}
        for name, amount in parts
    ]
    done = {"status": "paid", "amount_due": 0, "amount_paid": 12100}
    add(quiet, "invoice", invoice("one", "ada", linked_payments=linked, **done))
    add(
        quiet,
        "transaction",
        *(payment(name, "one", amount, day=days[name]) for name, amount in parts),
    )
    quiet.sync()
    quiet.sync()
    link = memo(quiet, "one/match")
    assert (link.state, link.problem_code) == ("blocked", "match_instalments")
    assert "txn_1 100.0" in link.problem_summary
    back.sync()
    quiet.sync()
    assert link.state == "blocked"
    numbers = [back.entry("one")]
    numbers += [int(quiet.link(f"transaction/{one}", "bank_entry").target_number) for one in days]
    back.hand("match", entries=[{"entry_number": number} for number in numbers])
    back.sync()
    quiet.sync()
    link.invalidate_recordset()
    assert (link.state, link.rule) == ("skipped", "matched_there")
