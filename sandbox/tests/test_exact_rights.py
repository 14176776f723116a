"""Scopes and rights that are taken away, and every sentence of Exact's ordered by name."""

from __future__ import annotations

import pytest

from sandbox.exact.messages import TEXTS
from sandbox.exact.rights import scope_of
from sandbox.tests.exact_caller import NL, SALES, Exact, running

pytest_plugins = ("sandbox.tests.exact_fixtures",)
MEMO = "generaljournalentry/GeneralJournalEntries"


def test_without_the_scope_its_endpoints_are_forbidden(exact: Exact) -> None:
    body = {"scope": "Crm accounts", "allowed": False}
    exact.control("POST", "rights", body)
    for path in ("crm/Accounts", "crm/Contacts", "sync/CRM/Accounts", "bulk/CRM/Accounts"):
        answer = exact.get(path, select="ID")
        assert (answer.status, answer.message) == (403, "Forbidden - Application Scope Violated")
    assert exact.get("financial/Journals", select="ID").status == 200
    exact.control("POST", "rights", {**body, "allowed": True})
    assert exact.get("crm/Accounts", select="ID").status == 200


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("sync/Cashflow/PaymentTerms", "Financial cashflow"),
        ("bulk/Cashflow/Receivables", "Financial receivables"),
        ("read/financial/ReceivablesList", "Financial receivables"),
        ("read/financial/JournalStatusList", "Financial accounting"),
        ("sync/Financial/GLAccounts", "Financial generalledgers"),
        ("sync/Deleted", "Organization administration"),
        ("hrm/Costunits", "Financial costcenters"),
        ("hrm/Divisions", None),
        ("current/Me", None),
    ],
)
def test_scopes_are_those_of_the_reference(path: str, scope: str | None) -> None:
    assert scope_of(path) == scope


def test_a_user_may_lack_the_right_to_one_verb_of_an_endpoint(exact: Exact) -> None:
    body = {"endpoint": SALES, "methods": ["POST"], "allowed": False}
    exact.control("POST", "rights", body)
    answer = exact.post(SALES, exact.entry())
    assert (answer.status, answer.text, answer.headers["Reason"]) == (403, "", None)
    assert exact.rows(SALES, select="EntryID") == []
    exact.control("POST", "rights", {**body, "allowed": True})
    exact.booked()
    for wrong in (b'{"scope": "x", "allowed": true}', b'{"endpoint": "x", "allowed": true}'):
        assert exact.http("POST", "/_sandbox/rights", wrong).status == 400


def test_every_sentence_can_be_ordered_in_both_languages(exact: Exact) -> None:
    texts = exact.control("GET", "texts")
    assert set(texts) == set(TEXTS)
    body = exact.entry()
    for language in ("nl", "en"):
        exact.control("POST", "language", {"language": language})
        for key, sentences in texts.items():
            exact.control("POST", "refuse", {"endpoint": SALES, "text": key})
            answer = exact.post(SALES, body)
            assert (answer.status, answer.message) == (500, sentences[language])
            assert "{" not in answer.message
    assert exact.rows(SALES, select="EntryID") == []
    assert exact.post(SALES, body).status == 201


KNOWN = {
    "period_closed_named": ("Periode is afgesloten: 2026 – 10", "Period is closed: 2026 – 10"),
    "fiscal_year_unknown": (
        "Onbekend: Boekjaar (Periode - datumtabel)",
        "Unknown: Fiscal year (Period - date table)",
    ),
    "entry_exists": (
        "Bestaat reeds - Boekstuknummer: 26700001, Dagboek: 70",
        "Already exists - Entry number: 26700001, Journal: 70",
    ),
    "guid_format": ("Niet herkende GUID-indeling", "Unrecognized Guid format."),
    "wrong_division": ("Wrong Division", "Wrong Division"),
    "document_type_not_allowed": ("Document Type not allowed", "Document Type not allowed"),
    "ledger_type": ("Ongeldig grootboekrekeningtype", "Invalid G/L account type"),
    "account_not_found": (
        "Niet gevonden: Rekening (26700001) - Grootboekrekening: Verkoop",
        "Not found: Account (26700001) - G/L Account: Sales",
    ),
    "vat_line_differs": (
        "Invoer 17: Het bedrag van de BTW regel met BTW code 2 komt niet overeen met het totaal aan"
        " BTW-bedragen in de grondslagregels",
        "Entry 17: The amount of the VAT line with VAT code 2 does not match the total of the VAT"
        " amounts in the base lines",
    ),
    "term_not_found": (
        "Betalingstermijn: GLAccount=1300 Account=26700001 finyear=2026 finperiod=10"
        " Niet gevonden!",
        "Payment term: GLAccount=1300 Account=26700001 finyear=2026 finperiod=10 Not found!",
    ),
}


@pytest.mark.parametrize("key", KNOWN)
def test_sentences_that_only_users_have_met(exact: Exact, key: str) -> None:
    texts = exact.control("GET", "texts")[key]
    assert (texts["nl"], texts["en"]) == KNOWN[key]


def test_a_refusal_is_ordered_for_one_verb_a_number_of_times_and_with_its_own_words(
    exact: Exact,
) -> None:
    order = {"endpoint": MEMO, "text": "mandatory", "times": 2, "params": {"caption": "CostCenter"}}
    exact.control("POST", "refuse", order)
    assert exact.get(MEMO, select="EntryID").status == 200
    for _ in range(2):
        assert exact.post(MEMO, {}).message == "Verplicht: Kostenplaats"
    assert exact.post(MEMO, {}).message == "Verplicht: Dagboek"
    exact.control("POST", "refuse", {**order, "method": "GET", "times": 1, "status": 400})
    assert exact.get(MEMO, select="EntryID").status == 400
    for wrong in (b'{"endpoint": "x", "text": "mandatory"}', b'{"endpoint": "", "text": "x"}'):
        assert exact.http("POST", "/_sandbox/refuse", wrong).status == 400


def test_what_was_taken_and_ordered_outlives_a_restart(tmp_path) -> None:
    state = str(tmp_path / "state.json")
    with running(minutely=1000, state=state) as exact:
        exact.connect()
        exact.control("POST", "rights", {"scope": "Financial cashflow", "allowed": False})
        exact.control("POST", "refuse", {"endpoint": SALES, "text": "processed"})
    with running(minutely=1000, state=state) as exact:
        exact.connect()
        assert exact.get("cashflow/PaymentConditions").status == 403
        assert exact.post(SALES, exact.entry()).message == "Reeds verwerkt"


def test_a_division_in_another_currency_can_be_added(exact: Exact) -> None:
    made = exact.control("POST", "add_division", {"code": 300001, "currency": "GBP"})
    assert made == {"division": 300001, "currency": "GBP"}
    codes = [row["Code"] for row in exact.rows("hrm/Divisions", select="Code")]
    assert codes == [NL, 100002, 200001, 300001]
    exact.division = 300001
    made = exact.booked()
    assert made["Currency"] == "GBP"
    made = exact.booked(Currency="EUR", YourRef="INV-2")
    assert str(made["Rate"]) == "0.853024"
    assert {row["code"]: row["dc"] for row in exact.balance()["ledgers"]}["8000"] == "-185.30"
    assert exact.balance()["currency"] == "GBP"
    assert exact.http("POST", "/_sandbox/add_division", b'{"code": 300001}').status == 400
