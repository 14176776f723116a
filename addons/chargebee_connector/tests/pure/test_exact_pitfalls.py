"""What has gone wrong for others who connected to Exact: each has a test here or elsewhere.

Users of Exact's API report these in the issues of its client libraries, in partners' support pages
and on blogs. PITFALLS names for each the tests that prove that it can't happen here; CASES does
so for what Exact does in cases that a bookkeeper would ask about. Tests that are named must be
there.
"""

import ast
import re

import exact_world as world
import pytest
from little_server import Reply, in_turn, serve
from test_exact_refusals import control
from test_exact_sandbox import ROOT, connect, running

from odoo.addons.chargebee_connector.ledger.plan import Known, LinkNow
from odoo.addons.chargebee_connector.ledger.problems import OverQuota, Refused
from odoo.addons.chargebee_connector.systems.exact import look, post
from odoo.addons.chargebee_connector.systems.exact.client import Exact
from odoo.addons.chargebee_connector.systems.exact.plan import plan

ADDON = ROOT / "addons" / "chargebee_connector"
TESTS = ADDON / "tests"
GUID = "6f3c2b1a-0000-4000-8000-00000000000a"
HERE = "pure/test_exact_pitfalls.py"

PITFALLS = {
    1: (
        "two workers refresh with the same token, and the connection is dead",
        "process/test_tokens.py::test_two_refresh_at_once",
        "process/test_tokens.py::test_killed_while_it_refreshes",
        "engine/test_limits.py::test_workers_that_need_a_new_token_at_once_refresh_it_once",
        "engine/test_limits.py::test_a_token_stays_good_when_the_work_that_renewed_it_fails",
    ),
    2: (
        "a token is refreshed too early",
        "pure/test_exact_oauth.py::test_refused_refreshes",
        "pure/test_exact_sandbox.py::test_tokens",
        "engine/test_limits.py::test_an_old_token_is_renewed_before_it_is_used",
        "engine/test_pitfalls.py::test_a_fresh_token_that_is_refused_is_not_renewed_in_a_loop",
    ),
    3: (
        "the same user of Exact serves two installations",
        "engine/test_module.py::test_a_neutralised_copy_can_reach_nobody",
        "pure/test_exact_oauth.py::test_refused_refreshes",
    ),
    4: (
        "a connection dies after 30 idle days",
        "engine/test_pitfalls.py::test_a_connection_of_a_paused_route_is_kept_alive",
        "engine/test_connections.py::test_a_revoked_connection",
    ),
    5: (
        "a library that only knew the access token gave up at a 401",
        "pure/test_exact_client.py::test_a_rejected_token_is_renewed_once",
        "pure/test_exact_client.py::test_two_rejected_tokens_are_enough",
    ),
    6: (
        "XML comes instead of JSON",
        "pure/test_exact_client.py::test_rows_follow_the_next_page_as_it_is_told",
    ),
    7: (
        "a filter on an account's code finds nothing unless it is padded, and makes twins",
        f"{HERE}::test_nothing_is_looked_for_by_an_accounts_code",
        "pure/test_exact_mirror.py::test_accounts_are_found_by_our_key",
        "pure/test_exact_formats.py::test_padding_is_stripped",
    ),
    8: (
        "codes of accounts are numbers only",
        f"{HERE}::test_our_key_is_no_account_code",
    ),
    9: (
        "one thing comes alone or in a list",
        f"{HERE}::test_one_thing_comes_in_three_forms",
    ),
    10: (
        "sixty rows come, and no word of the others",
        "pure/test_exact_client.py::test_rows_follow_the_next_page_as_it_is_told",
        "pure/test_exact_sandbox.py::test_references",
    ),
    11: (
        "a request without $select is refused",
        f"{HERE}::test_rows_can_not_be_asked_for_without_their_fields",
    ),
    12: (
        "the administration changes because the user opened another one",
        f"{HERE}::test_the_administration_stays_when_the_user_opens_another",
    ),
    13: (
        "headers that are missing in a 429 are taken for 0",
        "pure/test_exact_formats.py::test_limits",
        "pure/test_exact_formats.py::test_exhausted",
        "engine/test_limits.py::test_a_refusal_for_too_many_calls_holds_all_workers_back",
    ),
    14: (
        "ten errors in an hour block an endpoint, and retries make it worse",
        f"{HERE}::test_a_blocked_endpoint_is_waited_for",
        "engine/test_post.py::test_what_was_refused_is_not_sent_again_by_itself",
        "engine/test_gates.py::test_a_gate",
    ),
    15: (
        "Exact's own VAT differs by cents",
        "pure/test_exact_sandbox.py::test_what_is_booked_is_the_document_to_the_cent",
        "pure/test_exact_lines.py::test_the_sources_vat_is_sent_not_computed",
    ),
    16: (
        "VAT codes count on top of the amount or within it",
        "pure/test_exact_lines.py::test_codes_within_the_amount_want_it_gross",
    ),
    17: (
        "several VAT codes have the same rate",
        "pure/test_exact_taxing.py::test_a_rate_alone_is_no_key",
    ),
    18: (
        "dates with a zone shift by a day",
        "pure/test_exact_formats.py::test_stamps_are_midnight_without_a_zone",
    ),
    19: (
        "milliseconds are read as local time",
        "pure/test_exact_formats.py::test_day",
    ),
    20: (
        "an answer gets lost and the booking is doubled",
        "pure/test_exact_client.py::test_a_lost_answer_to_a_create_is_never_sent_again",
        "engine/test_post_again.py::test_an_answer_that_got_lost_is_found_and_not_sent_again",
        "process/test_killed.py::test_killed",
    ),
    21: (
        "lines don't come with the answer to a POST",
        f"{HERE}::test_an_entry_is_known_without_its_lines",
    ),
    22: (
        "a PUT doesn't change lines",
        "engine/test_post_again.py::test_what_changes_after_posting_is_flagged_and_nothing_else",
    ),
    23: (
        "bank entries can't be changed, and their balances must follow on one another",
        "engine/test_payments.py::test_what_was_posted_and_is_no_money_any_more_is_held",
        "process/test_two_workers.py::test_lane_is_held",
        "pure/test_exact_refusals.py::test_a_sentence_is_its_case",
    ),
    24: (
        "entries in journals of payment services can't be seen",
        "pure/test_exact_payments.py::test_what_a_route_lacks",
    ),
    25: (
        "the customer is a prospect or a supplier in Exact",
        "pure/test_exact_gates.py::test_an_account_that_takes_no_entries",
        "pure/test_exact_sandbox.py::test_refusals_in_both_languages",
    ),
    26: (
        "the customer has ended in Exact",
        "pure/test_exact_gates.py::test_an_account_that_takes_no_entries",
        "pure/test_exact_mirror.py::test_active_on_new_years_day",
    ),
    27: (
        "the customer's own ledger for debts is not the journal's",
        "pure/test_exact_journals.py::test_the_account_s_own_ledger_for_debts_must_be_the_journal_s",
    ),
    28: (
        "users of an accountant's portal lack rights",
        "engine/test_pitfalls.py::test_a_right_that_is_missing_shows_when_the_connection_is_tested",
        "pure/test_exact_refusals.py::test_a_sentence_is_its_case",
    ),
    29: (
        "a 403 has no JSON",
        "pure/test_exact_client.py::test_statuses",
        "pure/test_exact_client.py::test_what_is_forbidden_is_named",
    ),
    30: (
        "messages come in Dutch or English",
        "pure/test_exact_refusals.py::test_a_sentence_that_exact_says",
        "pure/test_exact_refusals.py::test_no_category_is_unknown",
    ),
    31: (
        "drafts of sales invoices are never booked, lines get lost",
        f"{HERE}::test_documents_are_entries_without_items",
        "pure/test_exact_sales_invoices.py::test_the_entry_is_made_by_printing",
        "pure/test_exact_sales_invoices.py::test_an_entry_that_exact_made_otherwise_is_shown",
        "pure/test_exact_sandbox.py::test_what_is_booked_is_the_document_to_the_cent",
    ),
    32: (
        "the list of receivables can't be filtered by code",
        f"{HERE}::test_what_is_not_used",
    ),
    33: (
        "the XML service answers 200 with errors inside",
        f"{HERE}::test_what_is_not_used",
    ),
    34: (
        "Modified is not unique, so a delta by it loses rows",
        "pure/test_exact_mirror.py::test_where_a_pull_starts",
        "pure/test_exact_mirror.py::test_the_cursor_grows_page_by_page",
    ),
    35: (
        "a filter with too many terms is refused",
        "pure/test_exact_mirror.py::test_looks_go_forty_at_a_time",
    ),
    36: (
        "lines without items",
        f"{HERE}::test_documents_are_entries_without_items",
        "pure/test_exact_sales_invoices.py::test_a_line_without_an_item_stops_its_invoice",
    ),
}

SAID = "pure/test_exact_refusals.py::test_a_sentence_is_its_case"
CASES = {
    "the journal's period is closed": (
        "pure/test_exact_gates.py::test_closed_periods",
        "pure/test_exact_refusals.py::test_some_validation_comes_as_a_bad_request",
        "engine/test_post.py::test_a_period_closed_after_planning_is_a_refusal_in_words",
    ),
    "the year was not made": (
        "pure/test_exact_gates.py::test_periods_around_new_year_and_in_broken_years",
        "pure/test_exact_lines.py::test_service_periods_need_their_years",
    ),
    "a ledger or cost centre is missing, blocked or of the wrong type": (
        SAID,
        "engine/test_post.py::test_a_refusal_stops_only_its_own_document",
        "engine/test_pitfalls.py::test_a_ledger_that_was_blocked_or_renamed_in_between",
    ),
    "a VAT code is unknown": (SAID,),
    "an entry number is taken": (SAID,),
    "the same number stands there twice": (
        "pure/test_exact_sandbox.py::test_a_second_entry_of_the_same_number_is_seen",
    ),
    "the same account code, or our key, stands there twice": (
        SAID,
        "pure/test_exact_mirror.py::test_accounts_are_found_by_our_key",
    ),
    "a VAT number is malformed": ("pure/test_exact_gates.py::test_reverse_charge", SAID),
    "a field is unknown": ("pure/test_exact_sandbox.py::test_refusals_in_both_languages",),
    "an entry has no lines, or a line is zero": (
        "pure/test_exact_entries.py::test_zero_documents",
        "pure/test_exact_lines.py::test_zero_lines_are_left_out",
    ),
    "the entry is processed": (SAID,),
    "the balance of a bank entry is wrong": (SAID,),
    "a payment names its invoice, and the amount is equal": (
        "engine/test_payments.py::test_an_invoice_and_its_payment_in_one_sync_are_matched_by_exact",
    ),
    "a payment pays several invoices, or a part": (
        "pure/test_exact_payments.py::test_one_line_for_each_invoice_that_it_was_used_for",
    ),
    "the 61st call of a minute": (
        "pure/test_exact_sandbox.py::test_the_minutes_limit_is_waited_for",
        "engine/test_limits.py::test_a_post_beyond_the_limit_waits_and_is_never_refused",
    ),
    "the administration was moved": (
        "engine/test_pitfalls.py::test_an_administration_that_moved_is_read_anew_and_nothing_doubled",
        "engine/test_customers.py::test_everything_is_read_anew_when_the_administration_moved",
    ),
    "the user is blocked, or the connection revoked, in the middle of posting": (
        "engine/test_pitfalls.py::test_posting_goes_on_where_it_was_shut_out",
        "engine/test_connections.py::test_a_user_who_is_shut_out",
    ),
    "the administration books in another currency": (
        "engine/test_pitfalls.py::test_an_administration_in_another_currency",
    ),
}


def test_every_pitfall_is_there():
    assert list(PITFALLS) == list(range(1, 37))


NAMED = sorted(
    {name for _told, *names in PITFALLS.values() for name in names}
    | {name for names in CASES.values() for name in names}
)


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_is_there(name):
    path, _colons, wanted = name.partition("::")
    tree = ast.parse((TESTS / path).read_text())
    assert wanted in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


# Those that had no test yet --------------------------------------------------------------------


def source():
    """Return what the addon says to Exact, as its source has it."""
    rooms = sorted((ADDON / "systems" / "exact").glob("*.py"))
    return "\n".join(path.read_text() for path in rooms)


def test_nothing_is_looked_for_by_an_accounts_code():
    looked_by = {path: field for _kind, path, field, *_rest in look._KINDS}
    assert looked_by["crm/Accounts"] == "SearchCode"
    assert not re.search(r"\bCode (eq|ne|gt|lt)\b", source())


def test_our_key_is_no_account_code():
    known = Known(links={("account", "customer/acme"): LinkNow("new")})
    (outcome,) = plan([world.customer()], world.route(), known)
    assert outcome.request.body["SearchCode"].startswith("cb:")
    assert "Code" not in outcome.request.body


def test_documents_are_entries_without_items():
    request = world.planned(world.invoice()).request
    assert request.path == "salesentry/SalesEntries"
    assert request.body["SalesEntryLines"]
    assert not any("Item" in line for line in request.body["SalesEntryLines"])


def test_what_is_not_used():
    said = source()
    for word in ("ReceivablesList", "XMLUpload", "XMLDownload", "MatchSets", "$batch"):
        assert word not in said


@pytest.mark.parametrize("content", ["alone", "results", "list"])
def test_one_thing_comes_in_three_forms(content):
    thing = {"ID": GUID, "Name": "x"}
    said = {"alone": thing, "results": {"results": [thing]}, "list": [thing]}[content]
    with serve(in_turn(Reply(200, {"d": said}), Reply(201, {"d": said}))) as server:
        client = Exact(server.url, "1", lambda rejected: "t")
        assert client.one(f"crm/Accounts(guid'{GUID}')", select="ID,Name") == thing
        assert client.create("crm/Accounts", {"Name": "x"}) == thing


def test_rows_can_not_be_asked_for_without_their_fields():
    client = Exact("http://127.0.0.1:9", "1", lambda rejected: "t")
    with pytest.raises(TypeError, match="select"):
        client.rows("financialtransaction/BankEntries")


def test_an_entry_is_known_without_its_lines():
    lines = {"__deferred": {"uri": "https://start.exactonline.nl/api/v1/1/x/SalesEntryLines"}}
    answer = {"EntryID": GUID, "EntryNumber": 26700001, "SalesEntryLines": lines}
    with serve(in_turn(Reply(201, {"d": answer}))) as server:
        client = Exact(server.url, "1", lambda rejected: "t")
        posted = post.send(client, "POST", "salesentry/SalesEntries", {"YourRef": "1"}, "create")
        assert len(server.requests) == 1
    assert (posted.external_id, posted.number) == (GUID, "26700001")


def test_the_administration_stays_when_the_user_opens_another():
    with running() as url:
        exact, _tokens = connect(url)
        control(url, "user", current_division=100002)
        assert exact.me()["CurrentDivision"] == 100002
        rows = [row for page in exact.rows("crm/Accounts", select="ID,Division") for row in page]
        assert {row["Division"] for row in rows} == {100001}


def test_a_blocked_endpoint_is_waited_for():
    with running("--error-limit", "10") as url:
        exact, _tokens = connect(url)
        for _again in range(10):
            with pytest.raises(Refused):
                list(exact.rows("crm/Accounts", select="Nothing"))
        with pytest.raises(OverQuota) as caught:
            list(exact.rows("crm/Accounts", select="ID"))
        assert 60 < caught.value.seconds <= 3602
        assert caught.value.code == "errors_limit"
        assert exact.me(), "only the endpoint is blocked"
