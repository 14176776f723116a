"""Periods, years and settings that a bookkeeper changes, and what Exact books at their end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.tests.exact_caller import SALES, Exact
from sandbox.wire import dumps

pytest_plugins = ("sandbox.tests.exact_fixtures",)
MEMO = "generaljournalentry/GeneralJournalEntries"
STATUS = "read/financial/JournalStatusList"
PERIODS = "financial/FinancialPeriods"


def act(exact: Exact, action: str, **body: Any) -> dict[str, Any]:
    return dict(exact.control("POST", action, {"division": exact.division, **body}))


def periods(exact: Exact, year: int) -> list[tuple[Any, Any, Any]]:
    rows = exact.rows(PERIODS, filter=f"FinYear eq {year}", select="FinPeriod,StartDate,EndDate")
    return [(row["FinPeriod"], row["StartDate"], row["EndDate"]) for row in rows]


def refusal(exact: Exact, **values: Any) -> str:
    lines = values.pop("SalesEntryLines", [])
    answer = exact.post(SALES, exact.entry(*lines, **values))
    assert answer.status == 500, answer.text
    return answer.message


def test_a_journals_period_is_closed_and_opened_again(exact: Exact) -> None:
    assert act(exact, "close_period", journal="70", year=2026, period=10) == {"changed": 1}
    assert refusal(exact) == "Periode is afgesloten"
    assert exact.post(SALES, exact.entry(Journal="71")).status == 201
    closed = exact.rows(STATUS, filter="Year eq 2026 and Period eq 10 and Status eq 1")
    assert [row["Journal"] for row in closed] == ["70"]
    act(exact, "open_period", year=2026, period=10)
    assert exact.post(SALES, exact.entry()).status == 201
    act(exact, "close_period", year=2026)
    assert refusal(exact) == "Periode is afgesloten"


def test_years_can_be_broken_and_their_periods_other_than_months(exact: Exact) -> None:
    answer = act(exact, "year", year=2026, start="2026-07-01", end="2027-06-30", replace=True)
    assert answer == {"year": 2026, "periods": 12}
    assert exact.booked()["ReportingPeriod"] == 4
    first, *_, last = periods(exact, 2026)
    assert first == (1, "/Date(1782864000000)/", "/Date(1785456000000)/")
    assert last[0] == 12
    assert [number for number, *_ in periods(exact, 2027)] == [7, 8, 9, 10, 11, 12]
    assert refusal(exact, EntryDate="2026-03-01T00:00:00") == (
        "Onbekend: Boekjaar (Periode-datumtabel)"
    )
    answer = act(
        exact,
        "year",
        year=2029,
        start="2029-01-01",
        end="2029-12-31",
        period_days=28,
    )
    assert answer == {"year": 2029, "periods": 14}
    made = exact.booked(EntryDate="2029-12-31T00:00:00", YourRef="INV-2")
    assert (made["ReportingYear"], made["ReportingPeriod"]) == (2029, 14)


def test_a_filed_vat_return_processes_its_entries(exact: Exact) -> None:
    made = exact.booked()
    other = exact.booked(EntryDate="2026-11-08T00:00:00", YourRef="INV-2")
    act(exact, "vat_return", year=2026, periods=[8, 9, 10])
    states = {row["EntryID"]: row["Status"] for row in exact.rows(SALES, select="EntryID,Status")}
    assert states == {made["EntryID"]: 50, other["EntryID"]: 20}
    answer = exact.call("PUT", f"{SALES}(guid'{made['EntryID']}')", {"YourRef": "x"})
    assert (answer.status, answer.message) == (500, "Reeds verwerkt")
    lines = exact.rows(
        "financialtransaction/TransactionLines",
        filter="Type eq 50",
        select="GLAccountCode,AmountDC,FinancialPeriod,Status",
    )
    assert {(row["GLAccountCode"], row["AmountDC"]) for row in lines} == {
        ("1510", 21),
        ("1550", -21),
    }
    assert {(row["FinancialPeriod"], row["Status"]) for row in lines} == {(10, 50)}
    assert exact.ledgers()["1510"] == "-21.00"
    assert exact.ledgers("posted_dc")["1510"] == "-42.00"


def test_revaluation_and_closing_are_made_by_exact(exact: Exact) -> None:
    exact.booked(exact.line(VATCode="8"), Currency="USD", Rate="0.90")
    act(exact, "revalue", year=2026, period=12, currency="USD", rate="0.95")
    assert exact.ledgers()["1300"] == "95.00"
    assert exact.ledgers()["4900"] == "-5.00"
    act(exact, "close_year", year=2026)
    assert exact.ledgers() == {"0510": "-95.00", "1300": "95.00"}
    cells = exact.balance()["cells"]
    assert {cell["type"] for cell in cells if cell["by_exact"]} == {80, 320}
    assert refusal(exact) == "Periode is afgesloten"
    assert exact.balance()["total_dc"] == "0.00"


def test_a_ledger_is_blocked_renamed_and_made_to_ask_for_cost_objects(exact: Exact) -> None:
    line = exact.line()
    act(exact, "ledger", ledger="8000", cost_center="mandatory", cost_unit="forbidden")
    assert refusal(exact, SalesEntryLines=[line]) == "Verplicht: Kostenplaats"
    both = {**line, "CostCenter": "100", "CostUnit": "NL"}
    assert refusal(exact, SalesEntryLines=[both]) == "Niet toegestaan: Kostendrager"
    act(exact, "ledger", ledger="8000", cost_center="optional", blocked=True, new_code="8009")
    assert refusal(exact, SalesEntryLines=[line]) == "Geblokkeerd: Grootboekrekening"
    (row,) = exact.rows("financial/GLAccounts", filter="Code eq '8009'", select="ID,IsBlocked")
    assert (row["ID"], row["IsBlocked"]) == (line["GLAccount"], True)
    body = dumps({"division": exact.division, "ledger": "1300", "cost_center": "perhaps"})
    assert exact.http("POST", "/_sandbox/ledger", body).status == 400


def test_a_journal_that_allows_vat_takes_a_vat_code(exact: Exact) -> None:
    lines = [
        {"GLAccount": exact.ledger("1540"), "AmountFC": "-21.00"},
        {
            "GLAccount": exact.ledger("1510"),
            "AmountFC": "0",
            "VATCode": "15",
            "AmountVATFC": "21.00",
        },
    ]
    dated = [{**line, "Date": "2026-11-05T00:00:00"} for line in lines]
    body = {"JournalCode": "90", "GeneralJournalEntryLines": dated}
    assert exact.post(MEMO, body).message == "Niet toegestaan: Btw-code"
    assert exact.post(MEMO, {**body, "JournalCode": "91", "Reversal": True}).status == 201
    assert exact.ledgers() == {"1510": "21.00", "1540": "-21.00"}
    (row,) = exact.rows(MEMO, select="Type,Reversal,TypeDescription")
    assert (row["Type"], row["Reversal"], row["TypeDescription"]) == (90, True, "Other")


def test_a_sales_entry_takes_its_rate_only_where_the_journal_allows_it(exact: Exact) -> None:
    act(exact, "journal", journal="70", allow_variable_rate=False)
    assert refusal(exact, Currency="USD", Rate="0.5") == "Niet toegestaan: Wisselkoers"
    assert exact.booked(Currency="USD")["Rate"] == Decimal("0.9205")


def test_a_memo_entry_takes_its_rate_only_where_the_journal_allows_it(exact: Exact) -> None:
    ledger = exact.ledger("4510")
    lines = [
        {"GLAccount": ledger, "AmountFC": amount, "CostCenter": "100", "CostUnit": "NL"}
        for amount in ("10", "-10")
    ]
    body = {"JournalCode": "90", "Currency": "USD", "ExchangeRate": "0.5"}
    body["GeneralJournalEntryLines"] = lines
    assert exact.post(MEMO, body).status == 201
    rows = exact.rows(
        "financialtransaction/TransactionLines", select="AmountDC,CostCenter,CostUnit"
    )
    assert {(row["AmountDC"], row["CostCenter"], row["CostUnit"]) for row in rows} == {
        (Decimal(5), "100", "NL"),
        (Decimal(-5), "100", "NL"),
    }
    act(exact, "journal", journal="90", allow_variable_rate=False)
    assert exact.post(MEMO, body).message == "Niet toegestaan: Wisselkoers"
    act(exact, "journal", journal="90", allow_variable_currency=False)
    assert exact.post(MEMO, body).message == "Niet toegestaan: Valuta"
