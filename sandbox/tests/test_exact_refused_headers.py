"""Headers of sales entries that are refused, in both languages, with nothing booked."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.tests.exact_caller import SALES, Exact, running
from sandbox.tests.exact_refused import UNKNOWN, Body, in_blocked, refused

pytest_plugins = ("sandbox.tests.exact_fixtures",)


def header(**values: Any) -> Body:
    return lambda exact: exact.entry(**values)


def of_account(code: str) -> Body:
    return lambda exact: exact.entry(Customer=exact.account(code))


def with_debtors_ledger(exact: Exact) -> dict[str, Any]:
    other = exact.ledger("1310")
    exact.mutate("crm/Accounts", code="2", set={"GLAR": other})
    return exact.entry(Customer=exact.account("2"))


def taken_number(exact: Exact) -> dict[str, Any]:
    return exact.entry(EntryNumber=exact.booked()["EntryNumber"])


SALES_REFUSALS: dict[str, tuple[Body, str, str]] = {
    "customer missing": (header(Customer=None), "Verplicht: Klant", "Mandatory: Customer"),
    "customer unknown": (
        header(Customer=UNKNOWN),
        "Ongeldige referentie: Klant",
        "Invalid reference: Customer",
    ),
    "supplier": (of_account("8"), "Ongeldig: Klant (Type)", "Invalid: Customer (Type)"),
    "prospect": (of_account("9"), "Ongeldig: Klant (Type)", "Invalid: Customer (Type)"),
    "customer ended": (of_account("13"), "Klant: non-actief", "Customer: inactive"),
    "customer blocked": (of_account("14"), "Geblokkeerd: Klant", "Blocked: Customer"),
    "other debtors' ledger": (
        with_debtors_ledger,
        "Ongeldig: Debiteurenrekening",
        "Invalid: Accounts receivable",
    ),
    "journal missing": (header(Journal=None), "Verplicht: Dagboek", "Mandatory: Journal"),
    "journal unknown": (
        header(Journal="99"),
        "Ongeldige referentie: Dagboek",
        "Invalid reference: Journal",
    ),
    "journal of another type": (
        header(Journal="20"),
        "Ongeldig: Dagboek (type)",
        "Invalid: Journal (type)",
    ),
    "journal blocked": (
        in_blocked("financial/Journals", "IsBlocked", "70"),
        "Geblokkeerd: Dagboek",
        "Blocked: Journal",
    ),
    "no lines": (header(SalesEntryLines=[]), "Ontbrekend: Regels", "Missing: Lines"),
    "lines missing": (header(SalesEntryLines=None), "Ontbrekend: Regels", "Missing: Lines"),
    "period closed for the journal": (
        header(EntryDate="2026-01-10T00:00:00"),
        "Periode is afgesloten",
        "Period is closed",
    ),
    "year closed": (
        header(EntryDate="2025-12-31T00:00:00"),
        "Periode is afgesloten",
        "Period is closed",
    ),
    "explicit period closed": (
        header(ReportingYear=2026, ReportingPeriod=1),
        "Periode is afgesloten",
        "Period is closed",
    ),
    "year unknown": (
        header(EntryDate="2029-01-01T00:00:00"),
        "Onbekend: Boekjaar (Periode-datumtabel)",
        "Unknown: Financial year (Period-date table)",
    ),
    "period unknown": (
        header(ReportingYear=2026, ReportingPeriod=13),
        "Onbekend: Boekjaar (Periode-datumtabel)",
        "Unknown: Financial year (Period-date table)",
    ),
    "year without period": (
        header(ReportingYear=2026),
        "Verplicht: Periode",
        "Mandatory: Period",
    ),
    "period without year": (
        header(ReportingPeriod=3),
        "Verplicht: Boekjaar",
        "Mandatory: Financial year",
    ),
    "entry number taken": (taken_number, "In gebruik: Boekstuknummer", "In use: Entry number"),
    "payment condition missing": (
        header(PaymentCondition=None),
        "Verplicht: Betalingsconditie",
        "Mandatory: Payment condition",
    ),
    "payment condition unknown": (
        header(PaymentCondition="99"),
        "Ongeldige referentie: Betalingsconditie",
        "Invalid reference: Payment condition",
    ),
    "currency unknown": (
        header(Currency="XXX"),
        "Ongeldige referentie: Valuta",
        "Invalid reference: Currency",
    ),
    "currency inactive": (
        header(Currency="KRW"),
        "Ongeldig: Valuta (non-actief)",
        "Invalid: Currency (inactive)",
    ),
    "currency not for this journal": (
        header(Currency="USD", Journal="71"),
        "Niet toegestaan: Valuta",
        "Not allowed: Currency",
    ),
    "rate not positive": (
        header(Currency="USD", Rate=0),
        "Ongeldig: Wisselkoers",
        "Invalid: Exchange rate",
    ),
    "rate of the own currency": (
        header(Rate="1.1"),
        "Ongeldig: Wisselkoers",
        "Invalid: Exchange rate",
    ),
    "your reference too long": (
        header(YourRef="x" * 41),
        "Ongeldig: Uw ref. (maximale lengte: 40)",
        "Invalid: Your ref. (maximum length: 40)",
    ),
    "description too long": (
        header(Description="x" * 61),
        "Ongeldig: Omschrijving (maximale lengte: 60)",
        "Invalid: Description (maximum length: 60)",
    ),
}


@pytest.mark.parametrize("name", SALES_REFUSALS)
def test_sales_entry_is_refused(exact: Exact, name: str) -> None:
    make, dutch, english = SALES_REFUSALS[name]
    refused(exact, make(exact), dutch, english)


def test_rate_missing_for_the_date(exact: Exact) -> None:
    for row in exact.rows("financial/ExchangeRates", filter="SourceCurrency eq 'USD'"):
        exact.call("DELETE", f"financial/ExchangeRates(guid'{row['ID']}')")
    answer = exact.post(SALES, exact.entry(Currency="USD"))
    assert (answer.status, answer.message) == (500, "Ontbrekend: Wisselkoers")


def test_without_deferral_from_and_to_are_refused() -> None:
    with running(minutely=1000, deferral=False) as exact:
        exact.connect()
        body = exact.entry(exact.line(From="2026-10-01T00:00:00", To="2027-09-30T00:00:00"))
        answer = exact.post(SALES, body)
        assert (answer.status, answer.message) == (500, "Niet toegestaan: Van / Tot en met")


def test_processed_entry_stays_as_it_is(exact: Exact) -> None:
    made = exact.booked()
    path = f"{SALES}(guid'{made['EntryID']}')"
    exact.mutate(SALES, id=made["EntryID"], set={"Status": 50})
    for answer in (exact.call("PUT", path, {"YourRef": "x"}), exact.call("DELETE", path)):
        assert (answer.status, answer.message) == (500, "Reeds verwerkt")


def test_entry_in_a_period_closed_since_stays_as_it_is(exact: Exact) -> None:
    made = exact.booked()
    where = {"Journal": "70", "Year": 2026, "Period": 10}
    exact.mutate("read/financial/JournalStatusList", where=where, set={"Status": 1})
    answer = exact.call("DELETE", f"{SALES}(guid'{made['EntryID']}')")
    assert (answer.status, answer.message) == (500, "Periode is afgesloten")
