"""Sales entries: numbers, signs, VAT, currencies, changes, and what they do to the ledgers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.tests.exact_books import YEAR, assert_balanced, transactions
from sandbox.tests.exact_caller import NL, SALES, Exact, running

pytest_plugins = ("sandbox.tests.exact_fixtures",)
LINES = "salesentry/SalesEntryLines"


def test_numbers_follow_year_journal_and_count(exact: Exact) -> None:
    numbers = [exact.booked()["EntryNumber"] for _ in range(2)]
    numbers.append(exact.booked(Journal="71")["EntryNumber"])
    numbers.append(exact.booked(EntryDate="2027-01-05T00:00:00")["EntryNumber"])
    assert numbers == [26700001, 26700002, 26710001, 27700001]


def test_own_entry_number_is_kept_and_jumped_over(exact: Exact) -> None:
    made = exact.booked(EntryNumber=26700002)
    assert (made["EntryNumber"], made["InvoiceNumber"]) == (26700002, 26700002)
    assert [exact.booked()["EntryNumber"] for _ in range(2)] == [26700001, 26700003]


def test_taken_invoice_number_is_ignored(exact: Exact) -> None:
    assert exact.booked(InvoiceNumber=555)["InvoiceNumber"] == 555
    assert exact.booked(InvoiceNumber=555)["InvoiceNumber"] == 26700002


def test_period_and_due_date_follow_the_entry_date(exact: Exact) -> None:
    made = exact.booked(EntryDate="2026-11-30T00:00:00", PaymentCondition="30")
    assert (made["ReportingYear"], made["ReportingPeriod"]) == (2026, 11)
    assert made["DueDate"] == "/Date(1798588800000)/"
    made = exact.booked(ReportingYear=2026, ReportingPeriod=12, DueDate="2026-10-09T00:00:00")
    assert (made["ReportingPeriod"], made["DueDate"]) == (12, "/Date(1791504000000)/")
    assert made["EntryDate"] == "/Date(1791417600000)/"


def test_payment_condition_of_the_account_is_the_default(exact: Exact) -> None:
    made = exact.booked(Customer=exact.account("4"), PaymentCondition=None)
    assert (made["PaymentCondition"], made["PaymentConditionPaymentMethod"]) == ("30", "B")


@pytest.mark.parametrize(
    ("line", "net", "vat"),
    [
        ({"AmountFC": "100", "VATCode": "2"}, "100", "21"),
        ({"AmountFC": "100", "VATCode": "2", "VATAmountFC": "20.99"}, "100", "20.99"),
        ({"AmountFC": "0.07", "VATCode": "2"}, "0.07", "0.01"),
        ({"AmountFC": "121", "VATCode": "4"}, "100", "21"),
        ({"AmountFC": "9.99", "VATCode": "4"}, "8.26", "1.73"),
        ({"AmountFC": "121", "VATCode": "4", "VATAmountFC": "20.98"}, "100.02", "20.98"),
        ({"AmountFC": "109", "VATCode": "3"}, "100", "9"),
        ({"AmountFC": "100", "VATCode": "6"}, "100", "0"),
        ({"AmountFC": "100", "VATCode": "0"}, "100", "0"),
        ({"AmountFC": "100", "VATCode": None}, "100", "0"),
        ({"AmountFC": "100", "VATCode": "30"}, "100", "19"),
        ({"AmountFC": "-100", "VATCode": "2", "VATAmountFC": "-21"}, "-100", "-21"),
    ],
)
def test_vat_of_a_line(exact: Exact, line: dict[str, Any], net: str, vat: str) -> None:
    made = exact.booked(exact.line(**line))
    (row,) = exact.rows(LINES, select="AmountFC,VATAmountFC,VATBaseAmountFC")
    assert (row["AmountFC"], row["VATAmountFC"]) == (Decimal(net), Decimal(vat))
    assert made["AmountFC"] == Decimal(net) + Decimal(vat)
    assert made["VATAmountFC"] == Decimal(vat)
    assert_balanced(exact)


def test_ledgers_of_an_invoice(exact: Exact) -> None:
    exact.booked(
        exact.line("8000", AmountFC="100.00"),
        exact.line("8030", AmountFC="10.00", VATCode="1"),
        exact.line("8080", AmountFC="-20.00"),
        exact.line("8090", AmountFC="0.01", VATCode="0"),
    )
    assert exact.ledgers() == {
        "1300": "107.71",
        "1510": "-16.80",
        "1520": "-0.90",
        "8000": "-100.00",
        "8030": "-10.00",
        "8080": "20.00",
        "8090": "-0.01",
    }
    vat = {row["code"]: (row["base_dc"], row["vat_dc"]) for row in exact.balance()["vat"]}
    assert vat == {"2": ("-80.00", "-16.80"), "1": ("-10.00", "-0.90"), "0": ("-0.01", "0.00")}
    rows = transactions(exact)
    header = [row for row in rows if row["LineNumber"] == 0]
    assert [(row["GLAccountCode"], row["AmountDC"]) for row in header] == [
        ("1300", Decimal("107.71"))
    ]
    assert all(row["Account"] for row in rows)
    assert_balanced(exact)


@pytest.mark.parametrize(
    ("amounts", "kind"),
    [(["100"], 20), (["-100"], 21), (["100", "-40"], 20), (["40", "-100"], 21), (["0"], 20)],
)
def test_type_follows_the_sign_of_the_total(exact: Exact, amounts: list[str], kind: int) -> None:
    made = exact.booked(*(exact.line(AmountFC=amount) for amount in amounts), Type=21)
    assert (made["Type"], made["Status"]) == (kind, 20)


def test_foreign_currency_takes_the_rate_sent_or_that_of_the_date(exact: Exact) -> None:
    line = exact.line(AmountFC="99.99", VATCode="8")
    made = exact.booked(line, Currency="USD", Rate="0.9137")
    assert (made["AmountFC"], made["AmountDC"]) == (Decimal("99.99"), Decimal("91.36"))
    made = exact.booked(line, Currency="USD", EntryDate="2026-05-05T00:00:00")
    assert (made["Rate"], made["AmountDC"]) == (Decimal("0.91"), Decimal("90.99"))
    made = exact.booked(exact.line(AmountFC="1234.4", VATCode="8"), Currency="JPY")
    assert (made["AmountFC"], made["AmountDC"]) == (1234, Decimal("7.56"))
    (debtors,) = [row for row in exact.balance()["ledgers"] if row["code"] == "1300"]
    assert debtors["dc"] == "189.91"
    assert debtors["fc"] == {"JPY": "1234.00", "USD": "199.98"}
    assert_balanced(exact)


def test_converted_lines_add_up_to_the_converted_total(exact: Exact) -> None:
    lines = [exact.line(AmountFC="0.33") for _ in range(7)]
    exact.booked(*lines, Currency="GBP", Rate="1.1723")
    assert_balanced(exact)


def test_the_same_document_twice_is_accepted_and_reported(exact: Exact) -> None:
    for sign in ("", "", "-"):
        exact.booked(exact.line(AmountFC=f"{sign}100"), YourRef="INV-7")
    exact.booked(YourRef="INV-8")
    found = exact.control("GET", f"duplicates?division={NL}")
    assert found["sales_entries"] == [
        {
            "your_ref": "INV-7",
            "amount_fc": "121.00",
            "currency": "EUR",
            "entry_numbers": [26700001, 26700002],
        }
    ]
    assert found["accounts"] == []


def test_open_items_of_entries(exact: Exact) -> None:
    made = exact.booked()
    exact.booked(exact.line(AmountFC="-10"), YourRef="CN-1")
    rows = exact.rows("read/financial/ReceivablesList", select="HID,Amount,YourRef,InvoiceNumber")
    assert [(row["Amount"], row["YourRef"]) for row in rows] == [
        (121, "INV-1"),
        (Decimal("-12.1"), "CN-1"),
    ]
    assert int(rows[0]["HID"]) > 0
    (item,) = exact.rows(
        "cashflow/Receivables", filter=f"TransactionEntryID eq guid'{made['EntryID']}'"
    )
    assert (item["Status"], item["IsFullyPaid"], item["AmountDC"]) == (20, False, 121)


def test_put_changes_the_header_and_books_anew(exact: Exact) -> None:
    made = exact.booked(exact.line(AmountFC="1000.00", **YEAR))
    path = f"{SALES}(guid'{made['EntryID']}')"
    values = {"YourRef": "INV-2", "EntryDate": "2026-11-02T00:00:00", "DueDate": None}
    assert exact.call("PUT", path, values).status == 204
    (row,) = exact.rows(SALES, select="YourRef,EntryNumber,ReportingPeriod,DueDate,AmountFC")
    assert (row["YourRef"], row["EntryNumber"], row["ReportingPeriod"]) == ("INV-2", 26700001, 11)
    assert row["DueDate"] == "/Date(1794787200000)/"
    assert exact.ledgers() == {"1300": "1210.00", "1510": "-210.00", "8000": "-1000.00"}
    assert exact.call("PUT", path, {"SalesEntryLines": [exact.line()]}).status == 400
    assert exact.call("PUT", path, {"PaymentCondition": "99"}).status == 500
    assert_balanced(exact)


def test_lines_are_added_changed_and_removed_and_the_last_takes_the_entry(exact: Exact) -> None:
    made = exact.booked(exact.line(Description="one"))
    added = exact.post(LINES, {**exact.line("8010", AmountFC="50"), "EntryID": made["EntryID"]})
    assert added.status == 201
    assert exact.ledgers() == {
        "1300": "181.50",
        "1510": "-31.50",
        "8000": "-100.00",
        "8010": "-50.00",
    }
    path = f"{LINES}(guid'{added.d['ID']}')"
    assert exact.call("PUT", path, {"AmountFC": "60"}).status == 204
    assert exact.ledgers()["8010"] == "-60.00"
    assert_balanced(exact)
    for row in exact.rows(LINES, select="ID"):
        assert exact.call("DELETE", f"{LINES}(guid'{row['ID']}')").status == 204
    assert exact.rows(SALES, select="EntryID") == []
    assert exact.ledgers() == {}
    assert exact.post(LINES, exact.line()).status == 400


def test_deleted_entry_leaves_the_books_and_is_reported(exact: Exact) -> None:
    made = exact.booked(exact.line(**YEAR))
    path = f"{SALES}(guid'{made['EntryID']}')"
    assert exact.call("DELETE", path).status == 204
    assert exact.call("DELETE", path).status == 404
    assert exact.ledgers() == {}
    assert exact.rows("read/financial/ReceivablesList", select="HID") == []
    gone = exact.rows(
        "sync/Deleted", filter="Timestamp gt 1L and EntityType eq 1", select="EntityKey,EntityType"
    )
    assert len(gone) == len({row["EntityKey"] for row in gone}) > 3


def test_changed_number_series_frees_the_old_number(exact: Exact) -> None:
    made = exact.booked()
    path = f"{SALES}(guid'{made['EntryID']}')"
    assert exact.call("PUT", path, {"Journal": "71"}).status == 204
    assert exact.booked(EntryNumber=26700001)["EntryNumber"] == 26700001


def test_reporting_balance_and_sync_show_the_same(exact: Exact) -> None:
    exact.booked(exact.line(CostCenter="100", CostUnit="NL"))
    rows = exact.rows("financial/ReportingBalance", filter="GLAccountCode eq '8000'")
    assert [(row["Amount"], row["AmountCredit"], row["CostCenterCode"]) for row in rows] == [
        (-100, 100, "100")
    ]
    lines = exact.rows(
        "sync/Financial/TransactionLines", filter="Timestamp gt 1L", select="AmountDC,LineNumber"
    )
    amounts = [(row["LineNumber"], row["AmountDC"]) for row in lines]
    assert amounts == [(0, 121), (1, -100), (1, -21)]


def test_a_new_financial_year_can_be_added() -> None:
    with running(minutely=1000) as exact:
        exact.connect()
        body = exact.entry(EntryDate="2029-01-01T00:00:00")
        assert exact.post(SALES, body).status == 500
        exact.control("POST", "year", {"division": NL, "year": 2029})
        assert exact.post(SALES, body).status == 201


def test_belgian_division_books_by_its_own_codes(exact: Exact) -> None:
    exact.division = 200001
    made = exact.booked(exact.line(VATCode="5"))
    assert made["VATAmountFC"] == 12
    assert exact.ledgers()["1520"] == "-12.00"
