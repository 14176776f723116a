"""Money, from the billing site to the books: what Exact matches by itself, and what is held."""

import base64
import json
from decimal import Decimal

import pytest
from money import (
    ENTRIES,
    add,
    aggregates,
    change,
    entries,
    lines,
    open_up,
    still_open,
)
from papers import at, credit_note, invoice, line, payment, refund
from world import World

from odoo.exceptions import UserError


@pytest.fixture
def quiet(mapped) -> World:
    """A live world that books money, with nothing on its list."""
    return open_up(mapped)


def movement(world: World, name: str):
    return world.link(f"transaction/{name}", "bank_entry")


# --- T1 -----------------------------------------------------------------------------------------


def test_an_invoice_and_its_payment_in_one_sync_are_matched_by_exact(quiet):
    add(quiet, "invoice", invoice("one", "ada"))
    add(quiet, "transaction", payment("txn_1", "one"))
    quiet.sync()
    assert (quiet.link("one").state, movement(quiet, "txn_1").state) == ("posted", "posted")
    assert lines(quiet) == [("txn_1 one", Decimal(121))]
    assert still_open(quiet, "one") == []
    (entry,) = entries(quiet)
    assert (entry["JournalCode"], entry["FinancialYear"], entry["FinancialPeriod"]) == (
        "21", 2026, 3,
    )  # fmt: skip
    quiet.exact.forget_calls()
    quiet.sync()
    assert quiet.exact.calls("POST") == []


def test_credit_note_and_payment_close_their_invoice_together(quiet):
    note = {"cn_id": "back", "cn_total": 4840, "cn_status": "adjusted"}
    sold = invoice("one", "ada", adjustment_credit_notes=[note])
    add(quiet, "invoice", sold)
    back = {"type": "adjustment", "status": "adjusted"}
    add(quiet, "credit_note", credit_note("back", "ada", "one", **back))
    add(quiet, "transaction", payment("txn_1", "one", 7260))
    quiet.sync()
    assert lines(quiet) == [("txn_1 back", Decimal("-48.4")), ("txn_1 one", Decimal(121))]
    assert still_open(quiet, "one", "back") == []
    assert aggregates(quiet).amount_total == 72.6


def test_it_waits_for_an_invoice_that_is_blocked_and_goes_by_itself(quiet):
    add(quiet, "invoice", invoice("one", "ada", [line(entity_id="brand-new")]))
    add(quiet, "transaction", payment("txn_1", "one"))
    quiet.sync()
    waiting = movement(quiet, "txn_1")
    assert (waiting.state, waiting.problem_code) == ("blocked", "invoice_first")
    assert waiting.blocked_by_id == quiet.link("one")
    quiet.env["billing.mapping.revenue"].create(
        {
            "route_id": quiet.route.id,
            "item_price": "brand-new",
            "reference_id": quiet.reference("gl_account", "8020").id,
        }
    )
    quiet.sync()
    waiting.invalidate_recordset()
    assert (waiting.state, waiting.problem_code) == ("posted", False)
    assert still_open(quiet, "one") == []


def test_without_a_journal_it_is_blocked_and_a_row_is_offered(quiet):
    quiet.env["billing.mapping.payment"].search([]).unlink()
    add(quiet, "invoice", invoice("one", "ada"))
    add(quiet, "transaction", payment("txn_1", "one"))
    quiet.sync()
    link = movement(quiet, "txn_1")
    assert (link.state, link.problem_code) == ("blocked", "payment_missing")
    assert "gw_1" in link.problem_summary and "–" not in link.problem_summary
    offered = link.action_open_mapping()
    assert offered["res_model"] == "billing.mapping.payment"
    assert offered["context"]["default_gateway_account"] == "gw_1"


def test_what_is_in_use_is_suggested(quiet):
    quiet.env["billing.mapping.payment"].search([]).unlink()
    add(quiet, "transaction", payment("txn_1", "one"))
    quiet.pull()
    quiet.route.action_suggest()
    quiet.work()
    rows = quiet.env["billing.mapping.payment"].search([])
    accounts = {(row.gateway_account, row.currency) for row in rows}
    assert accounts >= {("gw_1", "EUR"), ("gw_stripe", "USD"), ("gw_paypal", "EUR")}
    assert set(rows.mapped("state")) == {"suggested"}
    assert not any("not_applicable" in (row.gateway or "") for row in rows)


def test_a_route_that_posts_no_payments_leaves_them_out(quiet):
    quiet.route.exact_payments = False
    quiet.sql("DELETE FROM billing_todo")
    add(quiet, "transaction", payment("txn_1", "one"))
    quiet.sync()
    link = movement(quiet, "txn_1")
    assert (link.state, link.rule) == ("skipped", "payments_off")


def test_money_begins_at_a_day_of_its_own(quiet):
    quiet.route.exact_payments_from = "2026-03-13"
    quiet.sql("DELETE FROM billing_todo")
    add(quiet, "invoice", invoice("one", "ada"))
    add(quiet, "transaction", payment("txn_1", "one"), payment("txn_2", "one", day="2026-03-13"))
    quiet.sync()
    assert (movement(quiet, "txn_1").rule, movement(quiet, "txn_2").state) == (
        "before_start", "posted",
    )  # fmt: skip


# --- T3, T7 -------------------------------------------------------------------------------------


def test_an_excess_of_a_customer_without_invoices_makes_the_account_first(quiet):
    add(quiet, "transaction", payment("txn_1"))
    quiet.sync()
    assert quiet.link("customer/ada", "account").state == "posted"
    assert movement(quiet, "txn_1").state == "posted"
    assert lines(quiet) == [("txn_1", Decimal(121))]


# --- T5 -----------------------------------------------------------------------------------------


def test_a_bounced_payment_opens_its_invoice_again(quiet):
    add(quiet, "invoice", invoice("one", "ada"))
    add(quiet, "transaction", payment("txn_1", "one"))
    quiet.sync()
    change(quiet, "transaction", "txn_1", status="late_failure", settled_at=at("2026-03-18"))
    quiet.sync()
    back = movement(quiet, "txn_1/reversed")
    assert (back.state, back.amount_total) == ("posted", -121)
    itself = movement(quiet, "txn_1")
    assert (itself.state, itself.changed, itself.problem_code) == ("posted", False, False)
    assert lines(quiet)[1] == ("txn_1 reversed one", Decimal(-121))
    add(quiet, "transaction", payment("txn_2", "one", day="2026-03-20"))
    quiet.sync()
    assert len(entries(quiet)) == 3
    quiet.sync()
    assert len(entries(quiet)) == 3


def test_what_was_posted_and_is_no_money_any_more_is_held(quiet):
    add(quiet, "invoice", invoice("one", "ada"))
    add(quiet, "transaction", payment("txn_1", "one"))
    quiet.sync()
    change(quiet, "transaction", "txn_1", status="failure")
    quiet.sync()
    link = movement(quiet, "txn_1")
    assert (link.state, link.changed, link.problem_code) == ("posted", True, "movement_gone")
    assert "txn_1" in link.problem_summary
    assert len(entries(quiet)) == 1


# --- T6 -----------------------------------------------------------------------------------------


def test_a_refund_closes_its_credit_note(quiet):
    add(quiet, "invoice", invoice("one", "ada"))
    add(quiet, "credit_note", credit_note("back", "ada", "one"))
    add(quiet, "transaction", payment("txn_1", "one"), refund("txn_2", "back"))
    quiet.sync()
    quiet.sync()
    assert movement(quiet, "txn_2").state == "posted"
    assert still_open(quiet, "one", "back") == []
    assert lines(quiet) == [("txn_1 one", Decimal(121)), ("txn_2 back", Decimal("-48.4"))]


# --- T9 -----------------------------------------------------------------------------------------


def test_what_was_paid_outside_a_gateway_is_listed_and_never_posted(quiet):
    add(quiet, "invoice", invoice("one", "ada"))
    typed = {"gateway": "not_applicable", "gateway_account_id": None}
    add(quiet, "transaction", payment("txn_1", "one", **typed))
    quiet.sync()
    link = movement(quiet, "txn_1")
    assert (link.state, link.rule) == ("skipped", "paid_offline")
    assert entries(quiet) == []


# --- one owner ----------------------------------------------------------------------------------


def book_by_hand(world: World) -> None:
    """Have somebody else book in our journal."""
    world.target._system()._client(world.target, "100001").create(
        ENTRIES,
        {
            "JournalCode": "21",
            "Currency": "EUR",
            "BankEntryLines": [
                {
                    "GLAccount": world.reference("gl_account", "4500").external_id,
                    "AmountFC": "-3.00",
                    "Date": "2026-03-12T00:00:00",
                    "Description": "Fee of March",
                }
            ],
        },
    )


def test_a_journal_in_which_others_book_takes_nothing(quiet):
    book_by_hand(quiet)
    add(quiet, "invoice", invoice("one", "ada"))
    add(quiet, "transaction", payment("txn_1", "one"))
    quiet.sync()
    everything = aggregates(quiet) | movement(quiet, "txn_1")
    assert set(everything.mapped("problem_code")) == {"journal_shared"}
    assert len(entries(quiet)) == 1
    row = quiet.env["billing.mapping.payment"].search([])
    assert row.others == str(entries(quiet)[0]["EntryNumber"])
    quiet.sync()
    assert len(entries(quiet)) == 1
    row.invalidate_recordset()
    row.action_accept_others()
    quiet.sync()
    assert movement(quiet, "txn_1").state == "posted"
    assert aggregates(quiet).state == "posted"
    assert len(entries(quiet)) == 2


def test_the_connection_test_names_such_a_journal(quiet):
    book_by_hand(quiet)
    findings = quiet.target._system()._test(quiet.target)
    assert ("error", "journal_shared") in {(level, code) for level, code, _params in findings}


def test_a_run_that_waits_for_calls_asks_once_who_else_books_in_a_journal(quiet):
    for number, day in enumerate(("2026-03-12", "2026-03-13", "2026-03-14")):
        add(quiet, "invoice", invoice(f"no-{number}", "ada"))
        add(quiet, "transaction", payment(f"txn_{number}", f"no-{number}", day=day))
    quiet.exact.forget_calls()
    quiet.exact.fault("throttle", method="POST", path=ENTRIES, skip=1)
    quiet.sync()
    (waiting,) = quiet.runs("post").filtered(lambda run: run.state == "running")
    quiet.sql(
        "UPDATE billing_quota SET next_call_at = NULL, minute_resets_at = now() AT TIME ZONE 'UTC'"
    )
    quiet.sql("UPDATE billing_run SET eta = now() AT TIME ZONE 'UTC' WHERE id = %s", waiting.id)
    quiet.work()
    assert (waiting.state, set(aggregates(quiet).mapped("state"))) == ("done", {"posted"})
    assert len(quiet.exact.calls("POST", ENTRIES)) == 4, "one was refused"
    assert len(quiet.exact.calls("GET", ENTRIES)) == 1
    quiet.exact.forget_calls()
    add(quiet, "invoice", invoice("later", "ada"))
    add(quiet, "transaction", payment("txn_later", "later", day="2026-03-15"))
    quiet.sync()
    assert len(quiet.exact.calls("GET", ENTRIES)) == 1, "another run asks anew"


# --- settlements --------------------------------------------------------------------------------


STATEMENT = (
    "payout,date,currency,type,reference,amount,fee\n"
    "po_1,2026-03-16,EUR,payment,pi_1,121.00,1.50\n"
    "po_1,2026-03-16,EUR,payment,pi_other,10.00,\n"
    "po_1,2026-03-16,EUR,payout,,{payout},\n"
)


def bring(world: World, payout: str = "-129.50") -> None:
    file = base64.b64encode(STATEMENT.format(payout=payout).encode())
    wizard = world.env["billing.settlement"].create(
        {"route_id": world.route.id, "gateway_account": "gw_1", "file": file}
    )
    wizard.action_import()
    world.work()


@pytest.fixture
def paid(quiet) -> World:
    """A world with a posted payment, and ledgers for what a settlement books."""
    quiet.route.write(
        {
            "exact_fee_ledger_id": quiet.reference("gl_account", "4500").id,
            "exact_transit_ledger_id": quiet.reference("gl_account", "1120").id,
            "exact_unassigned_ledger_id": quiet.reference("gl_account", "2160").id,
        }
    )
    quiet.sql("DELETE FROM billing_todo")
    add(quiet, "invoice", invoice("one", "ada"))
    add(quiet, "transaction", payment("txn_1", "one", id_at_gateway="pi_1"))
    quiet.sync()
    return quiet


def test_a_settlement_takes_the_clearing_ledger_back_to_zero(paid):
    bring(paid)
    link = paid.link("settlement/gw_1 po_1", "bank_entry")
    assert (link.state, link.amount_total) == ("posted", -121)
    assert lines(paid) == [
        ("po_1", Decimal("-129.5")),
        ("po_1", Decimal("-1.5")),
        ("po_1 pi_other", Decimal(10)),
        ("txn_1 one", Decimal(121)),
    ]
    balance = paid.exact.get("trial_balance", division="100001")
    clearing = [row for row in balance["ledgers"] if row["code"] == "1110"]
    assert all(Decimal(row["posted_fc"].get("EUR", "0")) == 0 for row in clearing)
    paid.exact.forget_calls()
    bring(paid)
    assert paid.exact.calls("POST", ENTRIES) == []


def test_a_settlement_that_does_not_add_up_is_blocked(paid):
    bring(paid, "-129.00")
    link = paid.link("settlement/gw_1 po_1", "bank_entry")
    assert (link.state, link.problem_code) == ("blocked", "settlement_unbalanced")
    assert "0.50" in link.problem_summary


def test_another_statement_of_a_posted_payout_is_held(paid):
    bring(paid)
    unknown = "po_1,2026-03-16,EUR,payment,pi_other,10.00,\n"
    file = STATEMENT.format(payout="-119.50").replace(unknown, "")
    paid.env["billing.settlement"].create(
        {
            "route_id": paid.route.id,
            "gateway_account": "gw_1",
            "file": base64.b64encode(file.encode()),
        }
    ).action_import()
    paid.work()
    link = paid.link("settlement/gw_1 po_1", "bank_entry")
    assert (link.state, link.problem_code) == ("posted", "settlement_changed")


def test_a_file_that_can_not_be_read_is_said_so(paid):
    wizard = paid.env["billing.settlement"].create(
        {
            "route_id": paid.route.id,
            "gateway_account": "gw_1",
            "file": base64.b64encode(b"payout,date\n"),
        }
    )
    with pytest.raises(UserError, match="amount"):
        wizard.action_import()


# --- many ---------------------------------------------------------------------------------------


def test_a_month_of_payments_is_an_entry_a_day(quiet):
    add(quiet, "invoice", invoice("one", "ada"))
    quiet.sync()
    quiet.exact.forget_calls()
    for number in range(60):
        day = f"2026-03-{number % 20 + 1:02}"
        add(quiet, "transaction", payment(f"txn_{number}", "one", 100, day=day))
    quiet.sync()
    assert len(quiet.exact.calls("POST", ENTRIES)) == 20
    assert len(lines(quiet)) == 60


def test_a_batch_of_payments_takes_as_many_queries_as_a_few(quiet):
    add(quiet, "invoice", invoice("one", "ada"))
    add(quiet, "transaction", payment("txn_1", "one"))
    quiet.sync()
    few = plan_copies(quiet, 45)
    assert plan_copies(quiet, 180) <= few


def plan_copies(world: World, count: int) -> int:
    """Add copies of the payment, plan them; return the number of queries."""
    world.sql(
        "INSERT INTO billing_record (backend_id, scope, kind, external_id, version, deleted,"
        "                            hash, payload)"
        " SELECT backend_id, scope, kind, 'copy' || %s || '-' || n, '1', false, n::text,"
        "        replace(payload, '\"txn_1\"', '\"copy' || %s || '-' || n || '\"')"
        "   FROM billing_record, generate_series(1, %s) AS n"
        "  WHERE kind = 'transaction' AND external_id = 'txn_1'",
        count, count, count,
    )  # fmt: skip
    world.sql(
        "INSERT INTO billing_todo (route_id, record_id, sequence) SELECT %s, id, 3"
        "  FROM billing_record WHERE external_id LIKE %s",
        world.route.id,
        f"copy{count}-%",
    )
    before = world.cr.sql_log_count
    world.plan()
    queries = world.cr.sql_log_count - before
    planned = world.links(state="planned").filtered(lambda link: f"/copy{count}-" in link.key)
    assert len(planned) == count
    return queries


def test_the_request_of_a_part_is_never_sent_by_itself(quiet):
    add(quiet, "invoice", invoice("one", "ada"))
    add(quiet, "transaction", payment("txn_1", "one"))
    quiet.sync()
    request = json.loads(movement(quiet, "txn_1").sudo().request)
    assert request["repeat"] == "part"
    assert [len(one["path"]) > 0 for one in quiet.exact.calls("POST", ENTRIES)] == [True]
