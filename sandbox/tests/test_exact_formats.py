"""How values look on the wire, in and out, and what a body may hold."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from sandbox.tests.exact_caller import NL, SALES, Exact

pytest_plugins = ("sandbox.tests.exact_fixtures",)


def test_codes_are_padded(exact: Exact) -> None:
    made = exact.post(
        "crm/Accounts", {"Name": "Pad", "Code": "58", "Country": "NL", "SalesVATCode": "2"}
    ).d
    assert (made["Code"], made["Country"], made["SalesVATCode"]) == (" " * 16 + "58", "NL ", "2  ")
    (code,) = exact.rows("vat/VATCodes", filter="Code eq '30'", select="Code,Percentage,OssCountry")
    assert (code["Code"], code["Percentage"]) == ("30 ", Decimal("0.19"))
    exact.booked()
    (line,) = exact.rows("salesentry/SalesEntryLines", select="VATCode,VATPercentage")
    assert (line["VATCode"], line["VATPercentage"]) == ("2  ", Decimal("0.21"))


def test_dates_go_out_as_milliseconds_at_midnight_utc(exact: Exact) -> None:
    made = exact.booked()
    assert made["EntryDate"] == "/Date(1791417600000)/"
    assert made["DueDate"] == "/Date(1792627200000)/"


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2026-10-08T00:00:00", 8),
        ("2026-10-08", 8),
        ("2026-10-08T23:59:59.999", 8),
        ("2026-10-08T00:00:00Z", 7),
        ("2026-10-08T12:00:00Z", 8),
        ("2026-10-08T00:00:00+02:00", 7),
    ],
)
def test_a_zone_shifts_the_date(exact: Exact, sent: str, day: int) -> None:
    made = exact.booked(EntryDate=sent)
    ms = 1790812800000 + (day - 1) * 86_400_000
    assert made["EntryDate"] == f"/Date({ms})/"


@pytest.mark.parametrize("sent", ["/Date(1791417600000)/", "8-10-2026", "2026-13-01", 1791417600])
def test_other_date_forms_are_400(exact: Exact, sent: object) -> None:
    assert exact.post(SALES, exact.entry(EntryDate=sent)).status == 400


def test_amounts_are_numbers_with_their_own_digits(exact: Exact) -> None:
    lines = [exact.line(AmountFC="0.10", VATCode="0") for _ in range(3)]
    answer = exact.post(SALES, exact.entry(*lines, exact.line(AmountFC="9075", VATCode="0")))
    assert answer.d["AmountFC"] == Decimal("9075.3")
    assert '"AmountFC":9075.3,' in answer.text
    whole = exact.post(SALES, exact.entry(exact.line(AmountFC=1000, VATCode="0")))
    assert '"AmountFC":1000,' in whole.text
    small = exact.post("crm/Accounts", {"Name": "x", "DiscountSales": "0.00001"})
    assert '"DiscountSales":0.00001,' in small.text


def test_unpadded_and_padded_codes_are_accepted_in_a_body(exact: Exact) -> None:
    made = exact.booked(exact.line(VATCode="2  "))
    assert made["VATAmountFC"] == 21


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("crm/Accounts", {"Name": "x", "Nmae": "y"}),
        ("crm/Accounts", {"Name": 5}),
        ("crm/Accounts", {"Name": "x", "Blocked": "true"}),
        ("crm/Accounts", {"Name": "x", "GLAR": "1300"}),
        ("crm/Accounts", {"Name": "x", "InvoicingMethod": 1.5}),
        ("crm/Accounts", {"Name": "x", "CreditLineSales": "12,50"}),
        ("crm/Accounts", {"Name": "x", "SeparateInvPerSubscription": 256}),
        ("crm/Accounts", []),
        ("crm/Accounts", {"Name": "x", "BankAccounts": [{}]}),
        (SALES, {"Customer": "1", "Journal": "70"}),
        (SALES, {"SalesEntryLines": {}}),
        (SALES, {"SalesEntryLines": [{"Amount": 1}]}),
    ],
)
def test_body_that_is_wrong_is_400(exact: Exact, path: str, body: object) -> None:
    assert exact.post(path, body).status == 400


def test_malformed_guid_has_its_own_sentence(exact: Exact) -> None:
    answer = exact.post(SALES, exact.entry(Customer="12345"))
    assert (answer.status, answer.message) == (400, "Unrecognized Guid format.")


def test_body_must_be_json_and_say_so(exact: Exact) -> None:
    headers = {"Authorization": f"Bearer {exact.access}", "Accept": "application/json"}
    path = f"/api/v1/{NL}/crm/Accounts"
    assert exact.http("POST", path, b'{"Name":"x"}', headers).status == 400
    headers["Content-Type"] = "application/json"
    assert exact.http("POST", path, b"{nonsense", headers).status == 400
    assert exact.http("POST", path, b'{"Name":"x"}', headers).status == 201


def test_read_only_fields_and_keys_are_ignored(exact: Exact) -> None:
    own = "11111111-1111-4111-8111-111111111111"
    made = exact.booked(EntryID=own, AmountDC="5.00", VATAmountDC=1, Type=21, Status=50)
    assert made["EntryID"] != own
    assert (made["AmountDC"], made["Type"], made["Status"]) == (121, 20, 20)


def test_put_answers_204_or_what_prefer_asks_for(exact: Exact) -> None:
    path = f"crm/Accounts(guid'{exact.account('1')}')"
    plain = exact.call("PUT", path, {"City": "Assen"})
    assert (plain.status, plain.text) == (204, "")
    shown = exact.call("PUT", path, {"Phone": "1"}, headers={"Prefer": "return=representation"})
    assert (shown.status, shown.d["City"], shown.d["Phone"]) == (200, "Assen", "1")


def test_without_accept_json_the_answer_is_atom(exact: Exact) -> None:
    headers = {"Authorization": f"Bearer {exact.access}"}
    path = f"/api/v1/{NL}/crm/Accounts"
    answer = exact.http("GET", f"{path}?$select=ID,Name", headers=headers)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.text)
    spaces = {"a": "http://www.w3.org/2005/Atom"}
    assert len(feed.findall("a:entry", spaces)) == 16
    assert "Dupont &amp; Fils" in answer.text
    wrong = exact.http("GET", f"{path}?$select=Nmae", headers=headers)
    assert wrong.status == 400
    assert "Nmae" in str(ElementTree.fromstring(wrong.text)[1].text)


def test_current_me_and_divisions(exact: Exact) -> None:
    (me,) = exact.rows("/api/v1/current/Me", select="CurrentDivision,UserName")
    assert (me["CurrentDivision"], me["UserName"]) == (NL, "demo")
    assert exact.get("/api/v1/current/Me", select="Nonsense").status == 400
    rows = exact.rows("system/Divisions", select="Code,Country,Currency,Status,Current")
    assert [(row["Code"], row["Country"].strip(), row["Current"]) for row in rows] == [
        (100001, "NL", True),
        (100002, "NL", False),
        (200001, "BE", False),
    ]


def test_guids_differ_between_divisions(exact: Exact) -> None:
    here = exact.ledger("8000")
    exact.division = 100002
    assert exact.ledger("8000") != here
    answer = exact.post(SALES, exact.entry(exact.line(GLAccount=here)))
    assert (answer.status, answer.message) == (500, "Ongeldige referentie: Grootboekrekening")
