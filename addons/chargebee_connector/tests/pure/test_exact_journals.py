"""The journal of a document: by entity, currency and kind, and whether it takes the document."""

from dataclasses import replace
from datetime import date

import exact_world as world
import pytest
from booking_world import DOLLARS, RETURNS, SALES, booking, journals
from credit_world import after, credit_note, sent
from exact_world import POSTED, body, calendar, invoice, known, line, problem

from odoo.addons.chargebee_connector.systems.exact import checks
from odoo.addons.chargebee_connector.systems.exact.mirror import Account, account
from odoo.addons.chargebee_connector.systems.exact.plan import plan

NORTH = replace(SALES, code="73")
BY_ALL = journals(
    ({"business_entity": "north"}, NORTH),
    ({"currency": "USD"}, DOLLARS),
    ({"document_class": "credit_note"}, RETURNS),
)
DOLLAR = {"currency": "USD", "vat_rate": ("EUR", world.Decimal("0.9"))}


def mapped(*known_journals, **options):
    return booking(*known_journals, entity=BY_ALL, **options)


@pytest.mark.parametrize(
    ("fields", "journal"),
    [
        ({}, "70"),
        ({"business_entity": "north"}, "73"),
        ({"business_entity": "south"}, "70"),
        (DOLLAR, "71"),
        ({"business_entity": "north", **DOLLAR}, "73"),
    ],
)
def test_the_most_specific_row_chooses_and_else_the_route(fields, journal):
    assert body(invoice(**fields), mapped())["Journal"] == journal


def test_a_credit_note_has_a_journal_of_its_own():
    rules = mapped()
    assert sent(credit_note(), after(invoice(), rules=rules), rules)["Journal"] == "72"


def test_the_period_of_the_chosen_journal_counts():
    closed = calendar(closed=[(2026, 10)])  # Of journal 70.
    elsewhere = replace(mapped(), calendar=closed)
    assert problem(invoice(), elsewhere)[1] == "vat_return_differs"
    assert body(invoice(**DOLLAR), elsewhere)["Journal"] == "71"


def test_what_is_spread_asks_the_chosen_journal_too():
    closed = calendar(closed=[(2026, 9)])
    sold = line(date_from=date(2026, 9, 1), date_to=date(2026, 10, 31))
    by_route = replace(mapped(), calendar=closed)
    (moved,) = body(invoice(sold), by_route)["SalesEntryLines"]
    (whole,) = body(invoice(sold, **DOLLAR), by_route)["SalesEntryLines"]
    assert (moved["From"], whole["From"]) == ("2026-10-01T00:00:00", "2026-09-01T00:00:00")
    assert checks.service_period(sold, by_route) == (date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("journal", "fields", "code"),
    [
        (replace(SALES, blocked=True), {}, "journal_blocked"),
        (replace(SALES, type=22), {}, "journal_type"),
        (replace(SALES, type=21), {}, "journal_type"),
        (replace(SALES, any_currency=False), DOLLAR, "journal_currency"),
    ],
)
def test_a_journal_that_does_not_take_it(journal, fields, code):
    kind, found, params = problem(invoice(**fields), booking(journal))
    assert (kind, found, params["journal"]) == ("Unmapped", code, "70")


def test_a_journal_of_returns_takes_credit_notes():
    rules = mapped(SALES, RETURNS)
    assert sent(credit_note(), after(invoice(), rules=rules), rules)["Journal"] == "72"


def test_a_journal_whose_type_nobody_told_is_not_judged():
    assert body(invoice(), booking(replace(SALES, type=0)))["Journal"] == "70"


@pytest.mark.parametrize(
    ("receivable", "passes"),
    [("", True), ("guid-1300", True), ("guid-1310", False)],
)
def test_the_account_s_own_ledger_for_debts_must_be_the_journal_s(receivable, passes):
    debtor = Account(POSTED.external_id, "C1", "ACME", status="C", receivable=receivable)
    facts = known(standing={POSTED.external_id: debtor})
    if passes:
        assert body(invoice(), booking(SALES), facts)
    else:
        assert problem(invoice(), booking(SALES), facts)[:2] == ("Unmapped", "journal_receivable")


def test_the_mirror_tells_the_ledger_for_debts():
    assert account({"ID": "{AB}", "GLAR": "{CD}"}).receivable == "cd"
    assert account({"ID": "{AB}"}).receivable == ""


def test_a_blocked_journal_stops_a_void_too():
    voided = invoice(status="voided", voided=world.DAY)
    facts = after(invoice())
    outcomes = plan([voided], booking(replace(SALES, blocked=True)), facts)
    assert outcomes[-1].problem.code == "journal_blocked"
