"""What Exact matches by itself, what stays open, and what it books of the differences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.tests.exact_caller import Exact

pytest_plugins = ("sandbox.tests.exact_fixtures",)
BANK = "financialtransaction/BankEntries"
CASH = "financialtransaction/CashEntries"
MEMO = "generaljournalentry/GeneralJournalEntries"
TERMS = "cashflow/Receivables"
STATE = "EntryNumber,Status,IsFullyPaid,AmountFC,AmountDC,LastPaymentDate,EndDate,TransactionType"
DATE = "2026-11-05T00:00:00"


def line(exact: Exact, amount: str, number: int | None = None, **values: Any) -> dict[str, Any]:
    body = {
        "GLAccount": exact.ledger("1300"),
        "Account": exact.account("1"),
        "AmountFC": amount,
        "Date": DATE,
        "OurRef": number,
        **values,
    }
    return {name: value for name, value in body.items() if value is not None}


def pay(exact: Exact, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
    answer = exact.post(BANK, {"JournalCode": "21", "BankEntryLines": list(lines), **values})
    assert answer.status == 201, answer.text
    return dict(answer.d)


def open_amounts(exact: Exact) -> list[Any]:
    return sorted(
        row["Amount"] for row in exact.rows("read/financial/ReceivablesList", select="Amount")
    )


def terms(exact: Exact) -> dict[int, dict[str, Any]]:
    """The payment terms by type of transaction."""
    return {row["TransactionType"]: row for row in exact.rows(TERMS, select=STATE)}


def by_type(exact: Exact, kind: int) -> list[dict[str, Any]]:
    return exact.rows(
        "financialtransaction/TransactionLines",
        filter=f"Type eq {kind}",
        select="GLAccountCode,AmountFC,AmountDC,Currency,JournalCode,Account,FinancialPeriod",
    )


def test_bank_line_with_account_and_number_closes_the_invoice(exact: Exact) -> None:
    number = exact.booked()["EntryNumber"]
    pay(exact, line(exact, "121.00", number))
    assert open_amounts(exact) == []
    for row in exact.rows(TERMS, select=f"{STATE},EndYear,EndPeriod,YourRef"):
        assert (row["Status"], row["IsFullyPaid"]) == (50, True)
        assert row["LastPaymentDate"] == row["EndDate"] == "/Date(1793836800000)/"
        assert (row["EndYear"], row["EndPeriod"], row["YourRef"]) == (2026, 11, "INV-1")


def test_a_write_off_is_no_payment(exact: Exact) -> None:
    number = exact.booked()["EntryNumber"]
    body = {"division": exact.division, "entry_number": number, "date": "2026-11-05"}
    exact.control("POST", "write_off", body)
    for row in terms(exact).values():
        assert (row["Status"], row["LastPaymentDate"]) == (50, None)
        assert row["EndDate"] == "/Date(1793836800000)/"


def test_a_line_points_at_its_counterpart_once_all_of_it_is_settled(exact: Exact) -> None:
    number = exact.booked()["EntryNumber"]
    offsets = []
    for amount in ("21", "100"):
        paid = [{"entry_number": number, "amount": amount, "difference": amount == "100"}]
        body = {"division": exact.division, "date": "2026-11-05", "invoices": paid}
        made = exact.control("POST", "receipt", body)
        (row,) = exact.rows(
            "financialtransaction/TransactionLines",
            filter=f"EntryNumber eq {number} and LineNumber eq 0",
            select="OffsetID",
        )
        offsets.append(row["OffsetID"])
    assert offsets[0] is None
    (line,) = exact.rows(
        "financialtransaction/TransactionLines",
        filter=f"ID eq guid'{offsets[1]}'",
        select="EntryNumber",
    )
    assert line["EntryNumber"] == made["entry_number"]
    refs = exact.rows(TERMS, filter="TransactionType eq 40", select="YourRef")
    assert [row["YourRef"] for row in refs] == ["INV-1", "INV-1"]


def test_a_receipt_with_a_difference_still_names_the_invoice(exact: Exact) -> None:
    number = exact.booked()["EntryNumber"]
    paid = [{"entry_number": number, "amount": "120.50", "difference": True}]
    body = {"division": exact.division, "date": "2026-11-05", "invoices": paid}
    exact.control("POST", "receipt", body)
    rows = exact.rows(TERMS, select="TransactionType,YourRef,AmountFC,Status")
    found = {row["TransactionType"]: (row["YourRef"], row["AmountFC"]) for row in rows}
    assert found == {
        20: ("INV-1", 121),
        40: ("INV-1", Decimal("-120.5")),
        83: (None, Decimal("-0.5")),
    }


def test_cash_and_memo_lines_match_like_bank_lines(exact: Exact) -> None:
    first, second = (exact.booked(YourRef=ref)["EntryNumber"] for ref in ("A", "B"))
    cash = {"JournalCode": "10", "CashEntryLines": [line(exact, "121.00", first)]}
    made = exact.post(CASH, cash)
    assert (made.status, made.d["ClosingBalanceFC"]) == (201, 121)
    assert open_amounts(exact) == [121]
    lost = {"GLAccount": exact.ledger("4510"), "AmountFC": "121.00", "Date": DATE}
    memo = {"JournalCode": "90", "GeneralJournalEntryLines": [lost, line(exact, "-121", second)]}
    assert exact.post(MEMO, memo).status == 201
    assert open_amounts(exact) == []
    rows = exact.rows(CASH, select="EntryNumber,StatusDescription,JournalDescription")
    assert [(row["StatusDescription"], row["JournalDescription"]) for row in rows] == [
        ("Open", "Kas")
    ]
    (row,) = exact.rows("financialtransaction/CashEntryLines", select="OurRef,AccountName,EntryID")
    assert (row["OurRef"], row["AccountName"]) == (first, "Bakkerij Van Dijk B.V.")


def test_refund_closes_the_credit_note_that_it_names(exact: Exact) -> None:
    number = exact.booked(exact.line(AmountFC="-100"), YourRef="CN-1")["EntryNumber"]
    pay(exact, line(exact, "121.00", number))
    assert open_amounts(exact) == [-121, -121]
    pay(exact, line(exact, "-121.00", number))
    assert open_amounts(exact) == [-121]


@pytest.mark.parametrize(
    "values",
    [
        {"AmountFC": "120.99"},
        {"AmountFC": "121.01"},
        {"OurRef": None},
        {"OurRef": 26700099},
        {"Account": "2"},
        {"Account": None},
        {"GLAccount": "1310"},
    ],
)
def test_what_does_not_fit_exactly_stays_open_on_both_sides(
    exact: Exact, values: dict[str, Any]
) -> None:
    number = exact.booked()["EntryNumber"]
    if values.get("Account"):
        values = {**values, "Account": exact.account(values["Account"])}
    if "GLAccount" in values:
        values = {**values, "GLAccount": exact.ledger(values["GLAccount"])}
    receipt = line(exact, **{"amount": "121.00", "number": number, **values})
    pay(exact, receipt)
    left = [] if "Account" in values and values["Account"] is None else [receipt["AmountFC"]]
    assert open_amounts(exact) == sorted([Decimal(121), *(-Decimal(one) for one in left)])
    assert {row["Status"] for row in terms(exact).values()} == {20}


def test_an_invoice_paid_already_is_not_matched_twice(exact: Exact) -> None:
    number = exact.booked()["EntryNumber"]
    pay(exact, line(exact, "121.00", number), line(exact, "121.00", number))
    assert open_amounts(exact) == [-121]


def test_another_currency_stays_open(exact: Exact) -> None:
    number = exact.booked(Currency="USD", Rate="1")["EntryNumber"]
    pay(exact, line(exact, "121.00", number))
    assert open_amounts(exact) == [-121, 121]


@pytest.mark.parametrize(("rate", "loss"), [("0.9300", "-2.42"), ("0.9000", "1.21")])
def test_exact_books_the_rate_difference_itself(exact: Exact, rate: str, loss: str) -> None:
    number = exact.booked(Currency="USD", Rate="0.9100")["EntryNumber"]
    body = {"JournalCode": "22", "BankEntryLines": [line(exact, "121.00", number)]}
    body["BankEntryLines"][0]["ExchangeRate"] = rate
    assert exact.post(BANK, body).status == 201
    assert open_amounts(exact) == []
    rows = {row["GLAccountCode"]: row for row in by_type(exact, 82)}
    assert rows["4900"]["AmountDC"] == Decimal(loss)
    assert rows["1300"]["AmountDC"] == -Decimal(loss)
    assert {(row["AmountFC"], row["Currency"], row["JournalCode"]) for row in rows.values()} == {
        (0, "USD", "90")
    }
    assert exact.ledgers()["4900"] == loss
    assert "1300" not in exact.ledgers()
    assert exact.balance()["total_dc"] == "0.00"
    exact.control("POST", "unmatch", {"division": exact.division, "entry_number": number})
    assert by_type(exact, 82) == []
    assert open_amounts(exact) == [-121, 121]
    assert exact.ledgers()["1300"] == str(Decimal(loss))


def test_a_term_takes_changes_of_three_fields_only(exact: Exact) -> None:
    exact.booked()
    (row,) = exact.rows(TERMS, select="ID")
    path = f"{TERMS}(guid'{row['ID']}')"
    values = {"Description": "Paid by PSP", "PaymentMethod": "B", "PaymentReference": "123"}
    assert exact.call("PUT", path, {**values, "AmountDC": 1, "Status": 50}).status == 204
    changed = exact.get(path).d
    assert {name: changed[name] for name in values} == values
    assert (changed["AmountDC"], changed["Status"]) == (121, 20)
    answer = exact.call("PUT", path, {"PaymentMethod": "X"})
    assert (answer.status, answer.message) == (500, "Ongeldig: Betalingswijze")
    (listed,) = exact.rows("read/financial/ReceivablesList", select="Description")
    assert listed["Description"] == "Paid by PSP"
