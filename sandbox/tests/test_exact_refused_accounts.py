"""Accounts, contacts and other reference data that are refused, and what can not be deleted."""

from __future__ import annotations

import pytest

from sandbox.tests.exact_caller import Exact
from sandbox.tests.exact_refused import Body

pytest_plugins = ("sandbox.tests.exact_fixtures",)

OTHER_REFUSALS: dict[str, tuple[str, Body, str]] = {
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
