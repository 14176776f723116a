"""What a fresh server's divisions hold: what a connector between billing and books needs."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.tests.exact_caller import Exact

pytest_plugins = ("sandbox.tests.exact_fixtures",)
DIVISIONS = (100001, 100002, 200001)


@pytest.fixture(params=DIVISIONS)
def books(exact: Exact, request: Any) -> Exact:
    exact.division = request.param
    return exact


def by_code(books: Exact, path: str, select: str) -> dict[str, dict[str, Any]]:
    rows = books.rows(path, select=f"Code,{select}")
    return {row["Code"].strip(): row for row in rows}


def test_clearing_journals_of_four_currencies_with_a_ledger_each(books: Exact) -> None:
    journals = by_code(books, "financial/Journals", "Type,Currency,GLAccountCode,GLAccountType")
    clearing = {code: journals[code] for code in ("21", "22", "23", "24", "25")}
    assert [row["Currency"] for row in clearing.values()] == ["EUR", "USD", "GBP", "SEK", "CHF"]
    assert {row["Type"] for row in clearing.values()} == {12}
    assert len({row["GLAccountCode"] for row in clearing.values()}) == 5
    assert (journals["20"]["Type"], journals["10"]["Type"]) == (12, 10)
    memo = by_code(books, "financial/Journals", "AllowVAT")
    assert (memo["90"]["AllowVAT"], memo["91"]["AllowVAT"]) == (False, True)
    assert (journals["71"]["Type"], journals["72"]["GLAccountCode"]) == (20, "1310")


def test_ledgers_for_everything_that_is_booked(books: Exact) -> None:
    ledgers: dict[str, int] = {}
    answer = books.get("financial/GLAccounts", select="Code,Type")
    ledgers = {row["Code"]: row["Type"] for row in answer.d["results"]}
    assert {
        code: ledgers[code]
        for code in ("1300", "1310", "1320", "1540", "2150", "2170", "1360", "1350", "4500")
    } == {
        "1300": 20,
        "1310": 20,
        "1320": 21,
        "1540": 24,
        "2150": 27,
        "2170": 90,
        "1360": 90,
        "1350": 26,
        "4500": 120,
    }
    wanted = {"1120", "1125", "4510", "4900", "4910", "8080", "8085", "8090", "8500", "1370"}
    assert wanted <= set(ledgers)


def test_payment_conditions_of_every_way_to_collect(books: Exact) -> None:
    conditions = by_code(books, "cashflow/PaymentConditions", "PaymentMethod")
    assert {code: conditions[code]["PaymentMethod"] for code in ("PS", "IN", "PQ")} == {
        "PS": "B",
        "IN": "I",
        "PQ": "Q",
    }


def test_vat_codes_of_every_treatment(books: Exact) -> None:
    select = "Type,Percentage,EUSalesListing,OssCountry,VATTransactionType"
    codes = by_code(books, "vat/VATCodes", select)
    assert (codes["6"]["EUSalesListing"], codes["7"]["EUSalesListing"]) == ("S", "L")
    assert {codes[code]["Type"] for code in ("6", "7", "8", "9", "10", "18")} == {"B"}
    assert codes["15"]["VATTransactionType"] == "B"
    assert codes["0"]["Type"] == "N"
    countries = {row["OssCountry"] for row in codes.values() if row["OssCountry"]}
    assert {"DE", "FR", "ES", "IT", "SE", "AT"} < countries


def test_years_and_rates(books: Exact) -> None:
    years = {row["FinYear"] for row in books.rows("financial/FinancialPeriods", select="FinYear")}
    assert years == {2024, 2025, 2026, 2027, 2028}
    rates = books.rows("financial/ExchangeRates", select="SourceCurrency,TargetCurrency")
    assert {row["SourceCurrency"] for row in rates} == {"USD", "GBP", "SEK", "CHF", "JPY"}
    assert {row["TargetCurrency"] for row in rates} == {"EUR"}


def test_a_clearing_journal_of_a_currency_takes_that_one_only(books: Exact) -> None:
    line = {"GLAccount": books.ledger("1125"), "AmountFC": "5", "Date": "2026-11-05T00:00:00"}
    body = {"JournalCode": "24", "BankEntryLines": [line]}
    made = books.post("financialtransaction/BankEntries", body)
    assert (made.status, made.d["Currency"]) == (201, "SEK")
    other = books.post("financialtransaction/BankEntries", {**body, "Currency": "EUR"})
    assert (other.status, other.message) == (500, "Niet toegestaan: Valuta")


def test_a_belgian_account_has_a_vat_liability(books: Exact) -> None:
    made = books.post("crm/Accounts", {"Name": "x", "VATLiability": "1"}).d
    assert made["VATLiability"] == ("1" if books.division == 200001 else None)
