"""Deferred revenue as it is read: per period, by its source entry, by period or by day."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from sandbox.tests.exact_books import YEAR, assert_balanced, by_period, transactions
from sandbox.tests.exact_caller import SALES, Exact

pytest_plugins = ("sandbox.tests.exact_fixtures",)
LINES = "financialtransaction/TransactionLines"
SELECT = (
    "AmountDC,AmountFC,AccountCode,Currency,Description,FinancialPeriod,FinancialYear,"
    "GLAccountCode,InvoiceNumber,JournalCode,Type,YourRef"
)
QUARTER = {"From": "2026-10-01T00:00:00", "To": "2026-12-31T00:00:00"}


def deferred(exact: Exact, number: int, ledger: str = "8000") -> dict[str, Decimal]:
    """What each period takes back of an entry's revenue: period to amount."""
    rows = exact.rows(LINES, filter=f"Type eq 84 and InvoiceNumber eq {number}", select=SELECT)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row["GLAccountCode"] == ledger:
            sums[f"{row['FinancialYear']}-{row['FinancialPeriod']:02d}"] += row["AmountDC"]
    return dict(sums)


def test_deferral_lines_name_customer_reference_and_number_of_their_entry(exact: Exact) -> None:
    made = exact.booked(exact.line(AmountFC="90", Description="Plan", **QUARTER))
    other = exact.booked(exact.line(AmountFC="30", **QUARTER), YourRef="INV-2")
    rows = exact.rows(
        LINES, filter=f"Type eq 84 and InvoiceNumber eq {made['EntryNumber']}", select=SELECT
    )
    assert {
        (row["AccountCode"].strip(), row["YourRef"], row["Description"], row["JournalCode"])
        for row in rows
    } == {("1", "INV-1", "Plan", "90")}
    assert {row["GLAccountCode"] for row in rows} == {"8000", "2150"}
    assert deferred(exact, made["EntryNumber"]) == {"2026-10": 60, "2026-11": -30, "2026-12": -30}
    assert deferred(exact, other["EntryNumber"], "2150") == {
        "2026-10": -20,
        "2026-11": 10,
        "2026-12": 10,
    }
    assert exact.rows("sync/Financial/TransactionLines", filter="Timestamp gt 1L", select="Type")


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        # 76 over three periods; or 15, 30 and 31 days of 1.00
        ("period", {"2026-10": "50.67", "2026-11": "-25.34", "2026-12": "-25.33"}),
        ("day", {"2026-10": "61.00", "2026-11": "-30.00", "2026-12": "-31.00"}),
    ],
)
def test_the_range_is_split_by_period_or_by_day(
    exact: Exact, split: str, expected: dict[str, str]
) -> None:
    exact.control("POST", "deferral", {"division": exact.division, "split": split})
    span = {"From": "2026-10-17T00:00:00", "To": "2026-12-31T00:00:00"}
    made = exact.booked(exact.line(AmountFC="76.00", VATCode="0", **span))
    found = deferred(exact, made["EntryNumber"])
    assert found == {period: Decimal(amount) for period, amount in expected.items()}


def test_a_credit_notes_range_reverses_what_is_left(exact: Exact) -> None:
    exact.booked(exact.line(AmountFC="90", **QUARTER))
    rest = {"From": "2026-11-01T00:00:00", "To": "2026-12-31T00:00:00"}
    made = exact.booked(exact.line(AmountFC="-60", **rest), YourRef="CN-1", EntryDate="2026-11-01")
    assert deferred(exact, made["EntryNumber"]) == {"2026-11": -30, "2026-12": 30}
    per_period = {(cell["period"], cell["ledger"]): Decimal(0) for cell in exact.balance()["cells"]}
    for cell in exact.balance()["cells"]:
        per_period[cell["period"], cell["ledger"]] += Decimal(cell["dc"])
    assert [per_period[period, "8000"] for period in (10, 11, 12)] == [-30, 0, 0]
    assert "2150" not in exact.ledgers()


def test_a_changed_entry_is_deferred_anew_and_the_old_lines_are_told_gone(exact: Exact) -> None:
    made = exact.booked(exact.line(AmountFC="90", **QUARTER))
    path = f"{SALES}(guid'{made['EntryID']}')"
    assert exact.call("PUT", path, {"EntryDate": "2026-11-01T00:00:00"}).status == 204
    kinds = {row["Type"] for row in exact.rows(LINES, select="Type")}
    assert kinds == {20, 84, 95}
    told = exact.rows(
        "sync/Deleted", filter="Timestamp gt 0L and EntityType eq 1", select="EntityKey"
    )
    assert len(told) == 8  # two lines out, and two back in each of three periods


def test_without_the_licence_from_and_to_are_refused(exact: Exact) -> None:
    features = exact.rows("system/AvailableFeatures", select="ID,Description")
    assert "Deferred revenue" in {row["Description"] for row in features}
    exact.control("POST", "deferral", {"division": exact.division, "enabled": False})
    features = exact.rows("system/AvailableFeatures", select="Description")
    assert "Deferred revenue" not in {row["Description"] for row in features}
    answer = exact.post(SALES, exact.entry(exact.line(**QUARTER)))
    assert (answer.status, answer.message) == (500, "Niet toegestaan: Van / Tot en met")
    wrong = {"division": exact.division, "split": "week"}
    with pytest.raises(AssertionError, match="split is period or day"):
        exact.control("POST", "deferral", wrong)


def test_deferral_spreads_the_net_over_the_periods(exact: Exact) -> None:
    exact.booked(exact.line(AmountFC="1000.00", **YEAR))
    revenue = by_period(exact, "8000")
    assert len(revenue) == 12
    assert revenue["2026-10"] == "-83.33"
    assert sum(Decimal(amount) for amount in revenue.values()) == -1000
    assert by_period(exact, "2150")["2026-10"] == "-916.67"
    assert exact.ledgers() == {"1300": "1210.00", "1510": "-210.00", "8000": "-1000.00"}
    kinds = {row["Type"] for row in transactions(exact) if row["JournalCode"] == "90"}
    assert kinds == {84}
    assert_balanced(exact)


def test_deferral_is_told_apart_from_what_was_posted(exact: Exact) -> None:
    exact.booked(exact.line(AmountFC="100", From="2026-11-01", To="2026-11-30"))
    assert by_period(exact, "8000") == {"2026-11": "-100.00"}
    assert exact.ledgers("posted_dc")["8000"] == "-100.00"
    assert "2150" not in exact.ledgers("posted_dc")


def test_deferral_within_the_own_period_is_none(exact: Exact) -> None:
    exact.booked(exact.line(From="2026-10-01T00:00:00", To="2026-10-31T00:00:00"))
    assert {row["JournalCode"] for row in transactions(exact)} == {"70"}


def test_deferral_into_an_earlier_period_is_accrued(exact: Exact) -> None:
    exact.booked(exact.line(From="2026-09-01T00:00:00", To="2026-10-31T00:00:00"))
    kinds = {row["FinancialPeriod"]: row["Type"] for row in transactions(exact) if row["Type"] > 21}
    assert kinds == {9: 95, 10: 84}
    assert_balanced(exact)


def test_deferral_may_run_through_a_period_closed_for_the_sales_journal(exact: Exact) -> None:
    status = "read/financial/JournalStatusList"
    exact.mutate(status, where={"Journal": "70", "Year": 2026, "Period": 11}, set={"Status": 1})
    assert exact.post(SALES, exact.entry(exact.line(**YEAR))).status == 201
    exact.mutate(status, where={"Journal": "90", "Year": 2026, "Period": 12}, set={"Status": 1})
    answer = exact.post(SALES, exact.entry(exact.line(**YEAR)))
    assert (answer.status, answer.message) == (500, "Periode is afgesloten")


def test_deferral_of_a_credit_note_and_of_a_foreign_currency(exact: Exact) -> None:
    exact.booked(exact.line(AmountFC="-100", VATCode="8", **YEAR), Currency="USD", Rate="0.9137")
    exact.booked(exact.line(AmountFC="1000", VATCode="8", **YEAR), Currency="JPY", Rate="0.0061")
    assert by_period(exact, "2150")
    assert exact.ledgers()["8000"] == "85.27"
    assert_balanced(exact)
