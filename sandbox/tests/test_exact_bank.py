"""Bank and general journal entries: balances, matching, and what stays open."""

from __future__ import annotations

from typing import Any

from sandbox.tests.exact_caller import SALES, Exact

pytest_plugins = ("sandbox.tests.exact_fixtures",)
BANK = "financialtransaction/BankEntries"
MEMO = "generaljournalentry/GeneralJournalEntries"
OPEN = "read/financial/ReceivablesList"


def receipt(exact: Exact, number: int | None, amount: str, customer: str = "1") -> dict[str, Any]:
    line = {
        "GLAccount": exact.ledger("1300"),
        "Account": exact.account(customer),
        "AmountFC": amount,
        "Date": "2026-11-05T00:00:00",
        "Description": "txn_1",
    }
    return line if number is None else {**line, "OurRef": number}


def bank(exact: Exact, *lines: dict[str, Any], **values: Any):
    return exact.post(BANK, {"JournalCode": "21", "BankEntryLines": list(lines), **values})


def open_amounts(exact: Exact) -> list[Any]:
    return [row["Amount"] for row in exact.rows(OPEN, select="Amount")]


def test_balances_chain_from_entry_to_entry(exact: Exact) -> None:
    fee = {"GLAccount": exact.ledger("4500"), "AmountFC": "-3.81", "Date": "2026-11-05T00:00:00"}
    first = bank(exact, fee).d
    assert (first["OpeningBalanceFC"], str(first["ClosingBalanceFC"])) == (0, "-3.81")
    assert first["EntryNumber"] == 26210001
    wrong = bank(exact, fee, OpeningBalanceFC="0", ClosingBalanceFC="-3.81")
    assert (wrong.status, wrong.message) == (500, "Ongeldig: Beginsaldo")
    second = bank(exact, fee, OpeningBalanceFC="-3.81", ClosingBalanceFC="-7.62")
    assert second.status == 201
    assert exact.ledgers() == {"1110": "-7.62", "4500": "7.62"}


def test_receipt_with_number_and_equal_amount_is_matched(exact: Exact) -> None:
    number = exact.booked()["EntryNumber"]
    assert bank(exact, receipt(exact, number, "121.00")).status == 201
    assert open_amounts(exact) == []
    assert exact.ledgers() == {"1110": "121.00", "1510": "-21.00", "8000": "-100.00"}
    states = exact.rows("cashflow/Receivables", select="Status,IsFullyPaid")
    assert [(row["Status"], row["IsFullyPaid"]) for row in states] == [(50, True), (50, True)]
    lines = exact.rows(
        "financialtransaction/TransactionLines",
        filter="GLAccountCode eq '1300'",
        select="ID,OffsetID",
    )
    assert lines[0]["OffsetID"] == lines[1]["ID"]
    made = exact.rows(SALES, select="EntryID")[0]["EntryID"]
    assert exact.call("DELETE", f"{SALES}(guid'{made}')").message == "Reeds verwerkt"


def test_other_receipts_stay_open(exact: Exact) -> None:
    number = exact.booked()["EntryNumber"]
    bank(
        exact,
        receipt(exact, number, "100.00"),
        receipt(exact, None, "121.00"),
        receipt(exact, number, "121.00", customer="2"),
        receipt(exact, 999, "121.00"),
    )
    assert sorted(open_amounts(exact)) == [-121, -121, -121, -100, 121]


def test_invoice_credit_note_and_payment_close_together(exact: Exact) -> None:
    invoice = exact.booked()["EntryNumber"]
    credit = exact.booked(exact.line(AmountFC="-10"), YourRef="CN-1")["EntryNumber"]
    made = bank(exact, receipt(exact, invoice, "121.00"), receipt(exact, credit, "-12.10"))
    assert str(made.d["ClosingBalanceFC"]) == "108.9"
    assert open_amounts(exact) == []


def test_line_on_the_debtors_ledger_without_account_opens_nothing(exact: Exact) -> None:
    line = receipt(exact, None, "50")
    del line["Account"]
    assert bank(exact, line).status == 201
    assert open_amounts(exact) == []


def test_bank_entry_can_be_deleted_while_it_is_the_last_but_never_changed(exact: Exact) -> None:
    first = bank(exact, receipt(exact, None, "5")).d
    second = bank(exact, receipt(exact, None, "7")).d
    path = f"{BANK}(guid'{first['EntryID']}')"
    assert exact.call("PUT", path, {"Currency": "EUR"}).status == 405
    assert exact.call("DELETE", path).status == 500
    assert exact.call("DELETE", f"{BANK}(guid'{second['EntryID']}')").status == 204
    assert exact.call("DELETE", path).status == 204
    assert exact.ledgers() == {}
    assert open_amounts(exact) == []


def test_lines_of_a_bank_entry_read_back(exact: Exact) -> None:
    bank(exact, receipt(exact, 12, "5"))
    (row,) = exact.rows(
        "financialtransaction/BankEntryLines",
        filter="substringof('txn_1',Description) eq true",
        select="AmountFC,OurRef,GLAccountCode,AccountName,EntryNumber",
    )
    assert (row["AmountFC"], row["OurRef"], row["GLAccountCode"]) == (5, 12, "1300")
    assert (row["AccountName"], row["EntryNumber"]) == ("Bakkerij Van Dijk B.V.", 26210001)


def test_foreign_bank_entry_has_balances_of_its_own(exact: Exact) -> None:
    line = {**receipt(exact, None, "100"), "ExchangeRate": "0.9205"}
    made = bank(exact, line, Currency="USD")
    assert made.status == 201
    assert bank(exact, receipt(exact, None, "1")).d["OpeningBalanceFC"] == 0
    assert exact.ledgers() == {"1110": "93.05", "1300": "-93.05"}


def memo_line(exact: Exact, ledger: str, amount: str, **values: Any) -> dict[str, Any]:
    date = "2026-11-05T00:00:00"
    return {"GLAccount": exact.ledger(ledger), "AmountFC": amount, "Date": date, **values}


def test_general_journal_books_debit_and_credit(exact: Exact) -> None:
    lines = [memo_line(exact, "8000", "100"), memo_line(exact, "2150", "-100")]
    body = {"JournalCode": "90", "GeneralJournalEntryLines": lines}
    made = exact.post(MEMO, body)
    assert (made.status, made.d["Type"], made.d["EntryNumber"]) == (201, 90, 26900001)
    assert exact.ledgers() == {"2150": "-100.00", "8000": "100.00"}
    assert exact.call("DELETE", f"{MEMO}(guid'{made.d['EntryID']}')").status == 204
    assert exact.ledgers() == {}


def test_general_journal_sets_off_a_credit_note_against_its_invoice(exact: Exact) -> None:
    invoice = exact.booked()["EntryNumber"]
    credit = exact.booked(exact.line(AmountFC="-100"), YourRef="CN-1")["EntryNumber"]
    account = exact.account("1")
    lines = [
        memo_line(exact, "1300", "121", Account=account, OurRef=credit),
        memo_line(exact, "1300", "-121", Account=account, OurRef=invoice),
    ]
    exact.post(MEMO, {"JournalCode": "90", "GeneralJournalEntryLines": lines})
    assert open_amounts(exact) == []


def test_general_journal_in_foreign_currency_balances_in_both(exact: Exact) -> None:
    lines = [memo_line(exact, "4900", "0.03") for _ in range(3)]
    lines.append(memo_line(exact, "1120", "-0.09"))
    body = {"JournalCode": "90", "Currency": "USD", "ExchangeRate": "0.9137"}
    made = exact.post(MEMO, {**body, "GeneralJournalEntryLines": lines})
    assert made.status == 201
    assert exact.balance()["total_dc"] == "0.00"


def test_vat_on_a_bank_line_goes_to_the_claim_ledger(exact: Exact) -> None:
    fee = memo_line(exact, "4500", "-10.00", VATCode="12")
    assert bank(exact, fee).status == 201
    assert exact.ledgers() == {"1110": "-12.10", "1500": "2.10", "4500": "10.00"}
