"""Memo entries: write-offs, withheld tax, used credit notes; posted once, matched by Exact."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from memo_office import add, choose, exact, is_open, lines, memo
from papers import at, credit_note, customer, invoice, line
from world import World

from odoo import fields
from odoo.exceptions import UserError

MEMOS = "generaljournalentry/GeneralJournalEntries"
#: The memo journals without and with VAT are the only ones of their kind.
FILLED = {"exact_memo_journal_id": "90", "exact_reclaim_journal_id": "91"}
WRITE_OFF = "credit_note/gone/write-off"


@pytest.fixture
def quiet(mapped) -> World:
    """A live world with memo options in which only what a test adds is on the list."""
    choose(mapped)
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.pull()
    mapped.go_live()
    mapped.sql("DELETE FROM billing_todo")
    return mapped


def write_off(**changes) -> dict:
    """The credit note that writes the whole of "sold" off."""
    lines = [line(10000, id="cl_1", reference_line_item_id="li_1")]
    made = {"type": "adjustment", "status": "adjusted", "reason_code": "write_off"}
    return credit_note("gone", "ada", "sold", lines, **{**made, **changes})


# --- write-offs ---------------------------------------------------------------------------------


def test_a_write_off_goes_behind_its_invoice_and_exact_matches_them(quiet):
    add(quiet, "invoice", invoice("sold", "ada"))
    add(quiet, "credit_note", write_off())
    quiet.sync()
    assert quiet.link("credit_note/gone").rule == "by_memo_entry"
    entry = memo(quiet, WRITE_OFF)
    assert (entry.state, entry.amount_total) == ("posted", -121.0)
    assert sorted(lines(quiet, WRITE_OFF)) == [
        ("1300", Decimal("-121")),
        ("1540", Decimal("21")),
        ("4510", Decimal("100")),
    ]
    assert not is_open(quiet, "sold")
    quiet.exact.forget_calls()
    quiet.sync()
    assert quiet.exact.calls("POST") == []


def test_a_missing_ledger_is_named_and_filled_it_goes(quiet):
    choose(quiet, exact_bad_debt_ledger_id="")
    add(quiet, "invoice", invoice("sold", "ada"))
    add(quiet, "credit_note", write_off())
    quiet.sync()
    entry = memo(quiet, WRITE_OFF)
    assert (entry.state, entry.problem_code) == ("blocked", "bad_debt_missing")
    assert "bad debts" in entry.problem_summary
    assert is_open(quiet, "sold")
    quiet.route.exact_bad_debt_ledger_id = quiet.reference("gl_account", "4510")
    quiet.sql("DELETE FROM billing_todo")
    quiet.sync()
    assert entry.state == "posted"


def test_by_option_it_is_a_credit_note(quiet):
    quiet.route.exact_write_off = "credit_note"
    quiet.sql("DELETE FROM billing_todo")
    add(quiet, "invoice", invoice("sold", "ada", amount_due=0))
    add(quiet, "credit_note", write_off())
    quiet.sync()
    assert quiet.link("credit_note/gone").state == "posted"
    assert not quiet.links(kind="journal_entry", key=WRITE_OFF)
    # The invoice and the credit note close each other.
    assert memo(quiet, "credit_note/gone/used").state == "posted"
    assert not is_open(quiet, "sold")
    assert not is_open(quiet, "gone")


def test_store_credit_waits_for_a_choice(quiet):
    add(quiet, "credit_note", credit_note("later", "ada", None, type="store"))
    quiet.sync()
    link = quiet.link("credit_note/later")
    assert (link.state, link.problem_code) == ("blocked", "store_credit_note")
    assert link.problem_cure
    quiet.route.exact_store_credit = "off_ledger"
    quiet.sql("DELETE FROM billing_todo")
    quiet.sync()
    assert (link.state, link.rule) == ("skipped", "store_credit_off_ledger")


# --- killed on the way --------------------------------------------------------------------------


def age(world: World, link) -> None:
    """Let enough time pass for what is uncertain to be looked up."""
    world.sql(
        "UPDATE billing_link SET attempted_at = attempted_at - interval '1 hour',"
        " looked_at = looked_at - interval '1 hour' WHERE id = %s",
        link.id,
    )


def test_an_entry_whose_answer_was_lost_is_found_again(quiet):
    add(quiet, "invoice", invoice("sold", "ada"))
    quiet.sync()
    add(quiet, "credit_note", write_off())
    quiet.exact.fault("cut_after", method="POST", path=MEMOS)
    quiet.sync()
    entry = memo(quiet, WRITE_OFF)
    assert entry.state == "uncertain"
    age(quiet, entry)
    quiet.exact.forget_faults()
    quiet.sync()
    entry.invalidate_recordset()
    assert (entry.state, entry.adopted) == ("posted", False)
    assert len(lines(quiet, WRITE_OFF)) == 3


def test_an_entry_that_stands_is_taken_over_and_not_made_again(quiet):
    add(quiet, "invoice", invoice("sold", "ada"))
    add(quiet, "credit_note", write_off())
    quiet.sync()
    entry = memo(quiet, WRITE_OFF)
    number, there = entry.target_number, entry.external_id
    quiet.sql("DELETE FROM billing_link WHERE id = %s", entry.id)
    quiet.exact.forget_calls()
    quiet.sync_of("credit_note", "gone")
    entry = memo(quiet, WRITE_OFF)
    assert (entry.state, entry.adopted) == ("posted", True)
    assert (entry.target_number, entry.external_id) == (number, there)
    assert quiet.exact.calls("POST") == []


def test_an_entry_of_another_amount_is_no_find(quiet):
    add(quiet, "invoice", invoice("sold", "ada"))
    add(quiet, "credit_note", write_off())
    quiet.sync()
    entry = memo(quiet, WRITE_OFF)
    quiet.sql("DELETE FROM billing_link WHERE id = %s", entry.id)
    choose(quiet, exact_bad_debt_ledger_id="4900")
    quiet.sync_of("credit_note", "gone")
    entry = memo(quiet, WRITE_OFF)
    assert (entry.state, entry.problem_code) == ("blocked", "memo_differs")
    assert len(lines(quiet, WRITE_OFF)) == 3


# --- the VAT of bad debts -----------------------------------------------------------------------


def test_vat_is_reclaimed_only_when_an_approver_says_so(quiet):
    add(quiet, "invoice", invoice("sold", "ada"))
    add(quiet, "credit_note", write_off())
    quiet.sync()
    reclaim = memo(quiet, WRITE_OFF + "/vat-reclaim")
    assert (reclaim.state, reclaim.problem_code) == ("blocked", "vat_reclaim_due")
    assert str(reclaim.date) == "2027-03-10"
    assert "21.00" in reclaim.problem_summary
    with pytest.raises(UserError):
        reclaim.with_env(quiet.as_user("operate")).action_reclaim_vat()
    with pytest.raises(UserError):
        memo(quiet, WRITE_OFF).action_reclaim_vat()
    reclaim.with_env(quiet.as_user("approve")).action_reclaim_vat()
    quiet.work()
    reclaim.invalidate_recordset()
    # No code was chosen: nothing is posted, and the option is named.
    assert (reclaim.state, reclaim.problem_code) == ("blocked", "reclaim_code_missing")
    today = fields.Date.today()
    assert reclaim.date in (today, today + timedelta(days=1))
    quiet.route.exact_reclaim_vat_code_id = quiet.reference("vat_code", "2")
    quiet.sql("DELETE FROM billing_todo")
    quiet.sync()
    reclaim.invalidate_recordset()
    assert reclaim.state == "posted"
    booked = exact(
        quiet,
        "financialtransaction/TransactionLines",
        select="GLAccountCode,AmountFC",
        where=f"EntryID eq guid'{reclaim.external_id}'",
    )
    assert sorted(
        (row["GLAccountCode"].strip(), Decimal(str(row["AmountFC"]))) for row in booked
    ) == [
        ("1510", Decimal(21)),
        ("1540", Decimal(-21)),
        ("4510", Decimal(-100)),
        ("4510", Decimal(100)),
    ]
    quiet.sql(
        "UPDATE billing_link SET state = 'uncertain', problem_code = 'worker_died',"
        " attempted_at = attempted_at - interval '1 hour' WHERE id = %s",
        reclaim.id,
    )
    quiet.sync()
    reclaim.invalidate_recordset()
    assert reclaim.state == "posted"


def test_what_there_is_only_one_of_is_chosen_by_itself(quiet):
    assert {name: quiet.route[name].code for name in FILLED} == FILLED
    quiet.route.write({"exact_receivable_ledger_id": False})
    quiet.route._fill_exact_defaults()
    assert quiet.route.exact_receivable_ledger_id.code == "1300"


# --- withheld tax -------------------------------------------------------------------------------


def test_withheld_tax_is_booked_behind_its_invoice(quiet):
    withheld = {"id": "tax_wh_1", "amount": 1210, "date": at("2026-03-20")}
    add(quiet, "invoice", invoice("sold", "ada", linked_taxes_withheld=[withheld]))
    quiet.sync()
    entry = memo(quiet, "sold/withheld/tax_wh_1")
    assert (entry.state, str(entry.date)) == ("posted", "2026-03-20")
    assert entry.parent_id == quiet.link("sold")
    assert lines(quiet, "sold/withheld/tax_wh_1") == [
        ("1350", Decimal("12.1")),
        ("1300", Decimal("-12.1")),
    ]


def test_withheld_tax_that_vanishes_before_it_is_posted_is_not_booked(quiet):
    choose(quiet, exact_withheld_ledger_id="")
    withheld = {"id": "tax_wh_1", "amount": 1210, "date": at("2026-03-20")}
    add(quiet, "invoice", invoice("sold", "ada", linked_taxes_withheld=[withheld]))
    quiet.sync()
    assert memo(quiet, "sold/withheld/tax_wh_1").problem_code == "withheld_missing"
    quiet.site.post("mutate", kind="invoice", id="sold", set={"linked_taxes_withheld": []})
    quiet.sync()
    link = memo(quiet, "sold/withheld/tax_wh_1")
    assert (link.state, link.rule) == ("skipped", "superseded")


# --- used credit notes --------------------------------------------------------------------------


def used_for(number: str) -> dict:
    """A credit note of "sold" over 121.00 that was used for another invoice as a whole."""
    lines = [line(10000, id="cl_1", reference_line_item_id="li_1")]
    use = {"invoice_id": number, "allocated_amount": 12100, "allocated_at": at("2026-03-16")}
    done = {"status": "refunded", "amount_allocated": 12100, "amount_available": 0}
    return credit_note("back", "ada", "sold", lines, allocations=[use], **done)


def test_exact_closes_a_used_credit_note_and_its_invoice(quiet):
    add(quiet, "invoice", invoice("sold", "ada"), invoice("next", "ada", amount_due=0))
    add(quiet, "credit_note", used_for("next"))
    quiet.sync()
    entry = memo(quiet, "credit_note/back/used")
    assert entry.state == "posted"
    assert {reference: is_open(quiet, reference) for reference in ("next", "back", "sold")} == {
        "next": False,
        "back": False,
        "sold": True,
    }
    quiet.site.post("mutate", kind="credit_note", id="back", set={"allocations": []})
    quiet.exact.forget_calls()
    quiet.sync()
    entry.invalidate_recordset()
    assert (entry.state, entry.changed) == ("posted", True)
    assert entry.problem_code == "allocation_removed"
    assert quiet.exact.calls("POST") == []


def test_what_exact_can_not_match_is_listed(quiet):
    add(
        quiet,
        "invoice",
        invoice("sold", "ada"),
        invoice("next", "ada", [line(20000)], amount_due=0),
    )
    add(quiet, "credit_note", used_for("next"))
    quiet.sync()
    link = memo(quiet, "credit_note/back/used")
    assert (link.state, link.problem_code) == ("blocked", "match_by_hand")
    assert "next" in link.problem_summary


# --- previews -----------------------------------------------------------------------------------


def test_a_preview_shows_what_is_booked_by_ledger(quiet):
    add(quiet, "invoice", invoice("sold", "ada"))
    quiet.sync()
    add(quiet, "credit_note", write_off())
    quiet.pull()
    quiet.route.action_preview()
    quiet.work()
    preview = quiet.runs("preview")[0]
    assert {line.key for line in preview.preview_ids if line.state == "planned"} == {WRITE_OFF}
    (request,) = (line.request for line in preview.preview_ids if line.state == "planned")
    assert json.loads(request)["path"] == MEMOS
    shown = quiet.sql(
        "SELECT split_part(ledger, ' ', 1), amount_net::text FROM billing_preview_total"
        " WHERE run_id = %s ORDER BY 1",
        preview.id,
    )
    assert shown == [("1300", "121.00"), ("1540", "-21.00"), ("4510", "-100.00")]
