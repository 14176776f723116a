"""Every business refusal: HTTP 500, its sentence in both languages, and nothing booked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.tests.exact_caller import NL, SALES, Exact, running

pytest_plugins = ("sandbox.tests.exact_fixtures",)
BANK = "financialtransaction/BankEntries"
MEMO = "generaljournalentry/GeneralJournalEntries"
UNKNOWN = "11111111-1111-4111-8111-111111111111"
Body = Callable[[Exact], dict[str, Any]]
NO_VAT_NL = (
    'Een btw bedrag is niet toegestaan als u gebruikmaakt van een btw-code van het type "geen btw"'
)
NO_VAT_EN = 'A VAT amount is not allowed if you use a VAT code of the type "no VAT"'


def header(**values: Any) -> Body:
    return lambda exact: exact.entry(**values)


def of_account(code: str) -> Body:
    return lambda exact: exact.entry(Customer=exact.account(code))


def line(ledger: str = "8000", **values: Any) -> Body:
    return lambda exact: exact.entry(exact.line(ledger, **values))


def with_debtors_ledger(exact: Exact) -> dict[str, Any]:
    other = exact.ledger("1310")
    exact.mutate("crm/Accounts", code="2", set={"GLAR": other})
    return exact.entry(Customer=exact.account("2"))


def in_blocked(entity: str, field: str, code: str, **values: Any) -> Body:
    def body(exact: Exact) -> dict[str, Any]:
        exact.mutate(entity, code=code, set={field: True})
        return exact.entry(exact.line(**values))

    return body


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
    "line's description too long": (
        line(Description="x" * 61),
        "Ongeldig: Omschrijving (maximale lengte: 60)",
        "Invalid: Description (maximum length: 60)",
    ),
    "amount missing": (line(AmountFC=None), "Verplicht: Bedrag", "Mandatory: Amount"),
    "ledger missing": (
        line(GLAccount=None),
        "Verplicht: Grootboekrekening",
        "Mandatory: G/L Account",
    ),
    "ledger unknown": (
        line(GLAccount=UNKNOWN),
        "Ongeldige referentie: Grootboekrekening",
        "Invalid reference: G/L Account",
    ),
    "ledger blocked": (line("8900"), "Geblokkeerd: Grootboekrekening", "Blocked: G/L Account"),
    "balance ledger": (
        line("2150"),
        "Ongeldig: Grootboekrekeningtype",
        "Invalid: G/L account type",
    ),
    "cost ledger": (
        line("4500"),
        "Ongeldig: Grootboekrekeningtype",
        "Invalid: G/L account type",
    ),
    "VAT code unknown": (
        line(VATCode="99"),
        "Ongeldige referentie: Btw-code",
        "Invalid reference: VAT code",
    ),
    "VAT code blocked": (
        in_blocked("vat/VATCodes", "IsBlocked", "2"),
        "Geblokkeerd: Btw-code",
        "Blocked: VAT code",
    ),
    "purchase VAT code": (
        line(VATCode="12"),
        "Niet toegestaan: Btw-code",
        "Not allowed: VAT code",
    ),
    "VAT with a no-VAT code": (line(VATCode="0", VATAmountFC="21.00"), NO_VAT_NL, NO_VAT_EN),
    "VAT with reverse charge": (line(VATCode="6", VATAmountFC="21.00"), NO_VAT_NL, NO_VAT_EN),
    "VAT without a code": (line(VATCode=None, VATAmountFC="21.00"), NO_VAT_NL, NO_VAT_EN),
    "VAT percentage differs": (
        line(VATPercentage="0.09"),
        "Ongeldig: Btw-percentage []",
        "Invalid: VAT percentage []",
    ),
    "VAT percentage zero": (
        line(VATPercentage=0),
        "Ongeldig: Btw-percentage []",
        "Invalid: VAT percentage []",
    ),
    "cost centre mandatory": (
        line("8025"),
        "Verplicht: Kostenplaats",
        "Mandatory: Cost center",
    ),
    "cost centre not allowed": (
        line("8090", CostCenter="100"),
        "Niet toegestaan: Kostenplaats",
        "Not allowed: Cost center",
    ),
    "cost centre unknown": (
        line(CostCenter="777"),
        "Ongeldige referentie: Kostenplaats",
        "Invalid reference: Cost center",
    ),
    "cost centre ended": (
        line(CostCenter="900"),
        "Ongeldige referentie: Kostenplaats",
        "Invalid reference: Cost center",
    ),
    "cost unit not allowed": (
        line("8090", CostUnit="NL"),
        "Niet toegestaan: Kostendrager",
        "Not allowed: Cost unit",
    ),
    "From without To": (
        line(From="2026-10-01T00:00:00"),
        "Verplicht: Tot en met",
        "Mandatory: To",
    ),
    "To without From": (line(To="2026-10-31T00:00:00"), "Verplicht: Van", "Mandatory: From"),
    "From after To": (
        line(From="2026-11-01T00:00:00", To="2026-10-31T00:00:00"),
        "Ongeldig: Van / Tot en met",
        "Invalid: From / To",
    ),
    "To in a year without periods": (
        line(From="2028-06-01T00:00:00", To="2029-05-31T00:00:00"),
        "Onbekend: Boekjaar (Periode-datumtabel)",
        "Unknown: Financial year (Period-date table)",
    ),
    "From in a closed period": (
        line(From="2026-01-01T00:00:00", To="2026-12-31T00:00:00"),
        "Periode is afgesloten",
        "Period is closed",
    ),
}


@pytest.mark.parametrize("name", SALES_REFUSALS)
def test_sales_entry_is_refused(exact: Exact, name: str) -> None:
    make, dutch, english = SALES_REFUSALS[name]
    body = make(exact)
    before = exact.control("GET", "state")["divisions"][str(NL)]
    answer = exact.post(SALES, body)
    assert (answer.status, answer.message) == (500, dutch)
    assert answer.json["error"]["code"] == ""
    exact.control("POST", "language", {"language": "en"})
    answer = exact.post(SALES, body)
    assert (answer.status, answer.message) == (500, english)
    assert exact.control("GET", "state")["divisions"][str(NL)] == before


def bank(**values: Any) -> Body:
    def body(exact: Exact) -> dict[str, Any]:
        lines = [{"GLAccount": exact.ledger("4500"), "AmountFC": "-3.81"}]
        entry = {"JournalCode": "20", "BankEntryLines": lines, **values}
        return {name: value for name, value in entry.items() if value is not None}

    return body


def memo(*amounts: str, **values: Any) -> Body:
    def body(exact: Exact) -> dict[str, Any]:
        ledger = exact.ledger("4500")
        lines = [
            {"GLAccount": ledger, "AmountFC": amount, "Date": "2026-11-05T00:00:00"}
            for amount in amounts
        ]
        return {"JournalCode": "90", "GeneralJournalEntryLines": lines, **values}

    return body


def memo_with_vat(exact: Exact) -> dict[str, Any]:
    entry = memo("10", "-10")(exact)
    entry["GeneralJournalEntryLines"][0]["VATCode"] = "12"
    return entry


OTHER_REFUSALS: dict[str, tuple[str, Body, str]] = {
    "bank without lines": (BANK, bank(BankEntryLines=[]), "Ontbrekend: Regels"),
    "bank journal missing": (BANK, bank(JournalCode=None), "Verplicht: Dagboek"),
    "bank in a sales journal": (BANK, bank(JournalCode="70"), "Ongeldig: Dagboek (type)"),
    "bank opening": (BANK, bank(OpeningBalanceFC="5"), "Ongeldig: Beginsaldo"),
    "bank closing": (BANK, bank(ClosingBalanceFC="0"), "Ongeldig: Eindsaldo"),
    "bank in a closed year": (
        BANK,
        bank(FinancialYear=2025, FinancialPeriod=12),
        "Periode is afgesloten",
    ),
    "bank in another currency": (BANK, bank(Currency="USD"), "Niet toegestaan: Valuta"),
    "memo without lines": (MEMO, memo(), "Ontbrekend: Regels"),
    "memo in a bank journal": (MEMO, memo("1", "-1", JournalCode="20"), "Ongeldig: Dagboek (type)"),
    "memo out of balance": (
        MEMO,
        memo("10.00", "-10.01"),
        "De boeking is niet in evenwicht op: 2026 / 11 (Type: 90) - Verschil: EUR -0,01",
    ),
    "VAT code in a journal without VAT": (MEMO, memo_with_vat, "Niet toegestaan: Btw-code"),
    "account without name": ("crm/Accounts", lambda _: {"Code": "77"}, "Verplicht: Naam"),
    "account with a blank name": ("crm/Accounts", lambda _: {"Name": "  "}, "Verplicht: Naam"),
    "account's name too long": (
        "crm/Accounts",
        lambda _: {"Name": "x" * 51},
        "Ongeldig: Naam (maximale lengte: 50)",
    ),
    "account's search code too long": (
        "crm/Accounts",
        lambda _: {"Name": "x", "SearchCode": "x" * 31},
        "Ongeldig: Zoekcode (maximale lengte: 30)",
    ),
    "account's code not numeric": (
        "crm/Accounts",
        lambda _: {"Name": "x", "Code": "cus_1"},
        "Ongeldig: Code",
    ),
    "account's code taken": (
        "crm/Accounts",
        lambda _: {"Name": "x", "Code": "1"},
        "Bestaat reeds: Code",
    ),
    "account's status": (
        "crm/Accounts",
        lambda _: {"Name": "x", "Status": "X"},
        "Ongeldig: Status",
    ),
    "account's country": (
        "crm/Accounts",
        lambda _: {"Name": "x", "Country": "UK"},
        "Ongeldige referentie: Land",
    ),
    "account's payment condition": (
        "crm/Accounts",
        lambda _: {"Name": "x", "PaymentConditionSales": "99"},
        "Ongeldige referentie: Betalingsconditie",
    ),
    "contact without account": (
        "crm/Contacts",
        lambda _: {"LastName": "x"},
        "Verplicht: Relatie",
    ),
    "cost centre without description": (
        "hrm/Costcenters",
        lambda _: {"Code": "55"},
        "Verplicht: Omschrijving",
    ),
    "cost centre twice": (
        "hrm/Costcenters",
        lambda _: {"Code": "100", "Description": "x"},
        "Bestaat reeds: Code",
    ),
}


@pytest.mark.parametrize("name", OTHER_REFUSALS)
def test_other_bodies_are_refused(exact: Exact, name: str) -> None:
    path, make, dutch = OTHER_REFUSALS[name]
    before = exact.control("GET", "state")
    answer = exact.post(path, make(exact))
    assert (answer.status, answer.message) == (500, dutch)
    assert exact.control("GET", "state") == before


@pytest.mark.parametrize(
    ("number", "country", "accepted"),
    [
        ("NL801234567B01", "NL", True),
        ("NL801234567B1", "NL", False),
        ("nl801234567b01", "NL", False),
        ("NL 8012.34.567.B01", "NL", False),
        ("801234567B01", "NL", False),
        ("BE0403567890", "BE", True),
        ("BE2403567890", "BE", False),
        ("DE12345678", "DE", False),
        ("FR40303265045", "FR", True),
        ("GB123456789", "GB", True),
        ("EL123456789", "GR", True),
        ("123456789", "GR", False),
        ("12-3456789", "US", True),
        ("T1234567890123", "JP", True),
        ("not a number", "US", False),
    ],
)
def test_vat_number_form(exact: Exact, number: str, country: str, accepted: bool) -> None:
    answer = exact.post("crm/Accounts", {"Name": "x", "Country": country, "VATNumber": number})
    if accepted:
        assert answer.status == 201
    else:
        assert (answer.status, answer.message) == (500, "Ongeldig: Btw-nummer")


@pytest.mark.parametrize(
    ("address", "accepted"),
    [
        ("a@b.nl", True),
        ("a.b+c@d-e.example", True),
        ("a@b", False),
        ("a b@c.nl", False),
        ("a@b..nl", False),
        ("a@b.nl;c@d.nl", False),
    ],
)
def test_email_form(exact: Exact, address: str, accepted: bool) -> None:
    answer = exact.post("crm/Accounts", {"Name": "x", "Email": address})
    if accepted:
        assert answer.status == 201
    else:
        assert (answer.status, answer.message) == (500, "Ongeldig: E-mail []")


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


def test_used_account_and_ledger_can_not_be_deleted(exact: Exact) -> None:
    exact.booked()
    answer = exact.call("DELETE", f"crm/Accounts(guid'{exact.account('1')}')")
    assert answer.status == 500
    assert answer.message == "Kan niet verwijderen: Relatie 1 - In gebruik in: Verkoopboeking"
    exact.control("POST", "language", {"language": "en"})
    answer = exact.call("DELETE", f"crm/Accounts(guid'{exact.account('1')}')")
    assert answer.message == "Can't delete: Account 1 - Used in: Sales entry"
    answer = exact.call("DELETE", f"financial/GLAccounts(guid'{exact.ledger('8000')}')")
    assert answer.status == 500
    unused = f"financial/GLAccounts(guid'{exact.ledger('8120')}')"
    assert exact.call("DELETE", unused).status == 204
