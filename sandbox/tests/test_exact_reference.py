"""Contacts, cost objects, rates, journals and conditions: what they take and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.tests.exact_caller import Exact

pytest_plugins = ("sandbox.tests.exact_fixtures",)
UNKNOWN = "11111111-1111-4111-8111-111111111111"
RATES, JOURNALS = "financial/ExchangeRates", "financial/Journals"
CONDITIONS, CONTACTS = "cashflow/PaymentConditions", "crm/Contacts"
USD = {"SourceCurrency": "USD", "StartDate": "2026-11-01T00:00:00", "Rate": "0.9"}


@pytest.mark.parametrize("path", ["hrm/Costcenters", "hrm/Costunits"])
def test_cost_objects_are_added_ended_and_kept_while_used(exact: Exact, path: str) -> None:
    field = {"hrm/Costcenters": "CostCenter", "hrm/Costunits": "CostUnit"}[path]
    made = exact.post(path, {"Code": "DE", "Description": "Germany"}).d
    exact.booked(exact.line(**{field: "DE"}))
    own = f"{path}(guid'{made['ID']}')"
    assert exact.call("DELETE", own).status == 500
    assert exact.call("PUT", own, {"EndDate": "2026-01-31T00:00:00"}).status == 204
    answer = exact.post("salesentry/SalesEntries", exact.entry(exact.line(**{field: "DE"})))
    assert answer.message.startswith("Ongeldige referentie: Kosten")
    (row,) = exact.rows(path, filter="Code eq 'DE'", select="Description,EndDate")
    assert (row["Description"], row["EndDate"]) == ("Germany", "/Date(1769817600000)/")


def test_a_contact_is_changed_and_deleted(exact: Exact) -> None:
    body = {"Account": exact.account("1"), "FirstName": "Ada", "LastName": "Lovelace"}
    made = exact.post(CONTACTS, {**body, "Email": "ada@lovelace.example"}).d
    path = f"{CONTACTS}(guid'{made['ID']}')"
    assert exact.call("PUT", path, {"LastName": "King"}).status == 204
    assert exact.get(path).d["FullName"] == "Ada King"
    assert exact.call("PUT", path, {"FirstName": None, "LastName": None}).status == 500
    assert exact.call("DELETE", path).status == 204
    assert exact.get(path).status == 404


@pytest.mark.parametrize(
    ("values", "status", "message"),
    [
        ({"Account": None}, 500, "Verplicht: Relatie"),
        ({"Account": UNKNOWN}, 500, "Ongeldige referentie: Relatie"),
        ({"FirstName": None, "LastName": None}, 500, "Verplicht: Voornaam"),
        ({"Email": "nobody"}, 500, "Ongeldig: E-mail []"),
        (
            {"Surname": "x"},
            400,
            "The property 'Surname' does not exist on type 'Exact.Web.Api.Models.Contact'.",
        ),
        ({"BirthDate": "soon"}, 400, "Cannot convert the value of 'BirthDate' to Edm.DateTime."),
    ],
)
def test_contacts_are_refused(
    exact: Exact, values: dict[str, Any], status: int, message: str
) -> None:
    body = {"Account": exact.account("1"), "FirstName": "Ada", "LastName": "Lovelace"}
    answer = exact.post(CONTACTS, {**body, **values})
    assert (answer.status, answer.message) == (status, message)


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (RATES, {**USD, "SourceCurrency": None}, "Verplicht: Valuta"),
        (RATES, {**USD, "SourceCurrency": "XXX"}, "Ongeldige referentie: Valuta"),
        (RATES, {**USD, "Rate": None}, "Verplicht: Wisselkoers"),
        (RATES, {**USD, "Rate": 0}, "Ongeldig: Wisselkoers"),
        (JOURNALS, {"Code": "30", "Description": "x", "Type": 12}, "Verplicht: Bankrekening"),
        (
            JOURNALS,
            {"Code": "30", "Description": "x", "GLAccount": UNKNOWN},
            "Ongeldige referentie: Grootboekrekening",
        ),
        (JOURNALS, {"Code": "70", "Description": "x"}, "Bestaat reeds: Code"),
        (
            CONDITIONS,
            {"Code": "X", "Description": "x", "PaymentMethod": "Z"},
            "Ongeldig: Betalingswijze",
        ),
    ],
)
def test_reference_data_is_refused(
    exact: Exact, path: str, body: dict[str, Any], message: str
) -> None:
    answer = exact.post(path, body)
    assert (answer.status, answer.message) == (500, message)


def test_a_new_rate_is_taken_from_its_date(exact: Exact) -> None:
    made = exact.post(RATES, USD).d
    assert made["TargetCurrency"] == "EUR"
    for date, rate in (("2026-10-31", "0.9205"), ("2026-11-01", "0.9")):
        entry = exact.booked(Currency="USD", EntryDate=f"{date}T00:00:00", YourRef=date)
        assert str(entry["Rate"]) == rate
    path = f"{RATES}(guid'{made['ID']}')"
    assert exact.call("PUT", path, {"Rate": "0.95"}).status == 204
    late = exact.booked(Currency="USD", EntryDate="2026-11-02T00:00:00", YourRef="late")
    assert str(late["Rate"]) == "0.95"


def test_a_condition_takes_a_new_row_but_no_change(exact: Exact) -> None:
    body = {"Code": "CB", "Description": "Collected", "PaymentMethod": "B", "PaymentDays": 0}
    made = exact.post(CONDITIONS, body).d
    assert exact.call("PUT", f"{CONDITIONS}(guid'{made['ID']}')", {"PaymentDays": 3}).status == 405
    entry = exact.booked(PaymentCondition="CB")
    assert (entry["PaymentConditionDescription"], entry["DueDate"]) == (
        "Collected",
        entry["EntryDate"],
    )


def test_all_divisions_shows_those_too_that_the_user_may_not_open(exact: Exact) -> None:
    exact.control("POST", "user", {"divisions": [100001]})
    for path, codes in (
        ("system/Divisions", [100001]),
        ("system/AllDivisions", [100001, 100002, 200001]),
    ):
        assert [row["Code"] for row in exact.rows(path, select="Code")] == codes
