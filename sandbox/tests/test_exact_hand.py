"""A bookkeeper's hand: receipts, matches undone, write-offs, credits, edits, merges."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.tests.exact_caller import SALES, Exact
from sandbox.wire import dumps

pytest_plugins = ("sandbox.tests.exact_fixtures",)
DATE = "2026-11-05"


def act(exact: Exact, action: str, **body: Any) -> dict[str, Any]:
    return dict(exact.control("POST", action, {"division": exact.division, **body}))


def refused(exact: Exact, action: str, **body: Any) -> str:
    sent = dumps({"division": exact.division, **body})
    answer = exact.http("POST", f"/_sandbox/{action}", sent)
    assert answer.status == 400, answer.text
    return answer.text


def numbers(exact: Exact, *totals: str, **values: Any) -> list[int]:
    """Book invoices of these net amounts; their entry numbers."""
    made = []
    for place, total in enumerate(totals, start=1):
        line = exact.line(AmountFC=total, VATCode="0")
        made.append(exact.booked(line, YourRef=f"INV-{place}", **values)["EntryNumber"])
    return made


def left(exact: Exact) -> list[tuple[Any, Any]]:
    """What is open: entry number and amount."""
    rows = exact.rows("read/financial/ReceivablesList", select="EntryNumber,Amount")
    return sorted((row["EntryNumber"], row["Amount"]) for row in rows)


def types(exact: Exact) -> set[int]:
    rows = exact.rows("financialtransaction/TransactionLines", select="Type")
    return {row["Type"] for row in rows}


def test_a_receipt_pays_several_invoices_line_by_line(exact: Exact) -> None:
    first, second = numbers(exact, "100", "50")
    paid = [{"entry_number": first}, {"entry_number": second}]
    made = act(exact, "receipt", date=DATE, invoices=paid)
    assert left(exact) == []
    (entry,) = exact.rows(
        "financialtransaction/BankEntries", select="JournalCode,EntryNumber,ClosingBalanceFC"
    )
    assert (entry["JournalCode"], entry["EntryNumber"]) == ("20", made["entry_number"])
    assert entry["ClosingBalanceFC"] == 150
    assert len(made["transactions"]) == 2


def test_one_line_pays_several_invoices(exact: Exact) -> None:
    first, second = numbers(exact, "100", "50")
    paid = [{"entry_number": first}, {"entry_number": second, "amount": "20"}]
    act(exact, "receipt", date=DATE, one_line=True, invoices=paid)
    assert left(exact) == [(second, 30)]
    lines = exact.rows("financialtransaction/BankEntryLines", select="AmountFC")
    assert [row["AmountFC"] for row in lines] == [120]


def test_a_part_payment_splits_the_term_and_undoing_it_mends_it(exact: Exact) -> None:
    (number,) = numbers(exact, "100")
    made = act(exact, "receipt", date=DATE, invoices=[{"entry_number": number, "amount": "40"}])
    assert left(exact) == [(number, 60)]
    select = "AmountFC,Status,IsFullyPaid,TransactionAmountFC,LastPaymentDate,TransactionType"
    rows = exact.rows("cashflow/Receivables", select=select)
    invoice = [row for row in rows if row["TransactionType"] == 20]
    assert sorted((row["AmountFC"], row["Status"], row["IsFullyPaid"]) for row in invoice) == [
        (40, 50, True),
        (60, 20, False),
    ]
    assert {row["TransactionAmountFC"] for row in invoice} == {100}
    assert all(row["LastPaymentDate"] for row in invoice)
    act(exact, "receipt", date=DATE, invoices=[{"entry_number": number, "amount": "25"}])
    assert left(exact) == [(number, 35)]
    act(exact, "unmatch", entry_number=made["entry_number"])
    assert left(exact) == [(made["entry_number"], -40), (number, 75)]
    act(exact, "unmatch", entry_number=number)
    assert sorted(amount for _, amount in left(exact)) == [-40, -25, 100]
    assert "nothing of this entry" in refused(exact, "unmatch", entry_number=number)


@pytest.mark.parametrize(("came", "cost"), [("99.50", "0.50"), ("100.75", "-0.75")])
def test_a_payment_difference_is_written_off(exact: Exact, came: str, cost: str) -> None:
    (number,) = numbers(exact, "100")
    paid = [{"entry_number": number, "amount": came, "difference": True}]
    act(exact, "receipt", date=DATE, invoices=paid)
    assert left(exact) == []
    assert exact.ledgers()["4910"] == cost
    assert exact.ledgers()["1100"] == came
    assert "1300" not in exact.ledgers()
    assert 83 in types(exact)
    assert exact.balance()["total_dc"] == "0.00"
    act(exact, "unmatch", entry_number=number)
    assert 83 not in types(exact)
    assert "4910" not in exact.ledgers()


def test_a_foreign_receipt_at_another_rate(exact: Exact) -> None:
    (number,) = numbers(exact, "100", Currency="USD", Rate="0.90")
    paid = [{"entry_number": number, "amount": "60"}]
    act(exact, "receipt", journal="26", currency="USD", rate="0.95", date=DATE, invoices=paid)
    assert left(exact) == [(number, 40)]
    assert exact.ledgers()["4900"] == "-3.00"
    assert exact.ledgers()["1300"] == "36.00"
    assert 82 in types(exact)


def test_money_on_account_is_matched_by_hand_later(exact: Exact) -> None:
    (number,) = numbers(exact, "100")
    lines = [{"account": "1", "amount": "70"}]
    made = act(exact, "receipt", date=DATE, on_account=lines, description="van Dijk")
    assert left(exact) == [(made["entry_number"], -70), (number, 100)]
    pair = [{"entry_number": number, "amount": "70"}, {"entry_number": made["entry_number"]}]
    act(exact, "match", entries=pair)
    assert left(exact) == [(number, 30)]
    text = refused(exact, "match", entries=[{"entry_number": number}])
    assert "Ongeldig: Bedrag" in text


def test_cash_payments_out_and_other_ledgers(exact: Exact) -> None:
    (number,) = numbers(exact, "-30")
    act(exact, "receipt", journal="10", date=DATE, invoices=[{"entry_number": number}])
    assert left(exact) == []
    assert exact.ledgers()["1000"] == "-30.00"
    act(exact, "receipt", date=DATE, other=[{"ledger": "1120", "amount": "388.41"}])
    assert exact.ledgers()["1120"] == "-388.41"


def test_an_invoice_is_written_off_by_hand_wholly_or_in_part(exact: Exact) -> None:
    (number,) = numbers(exact, "100")
    act(exact, "write_off", entry_number=number, amount="30", date=DATE)
    assert left(exact) == [(number, 70)]
    act(exact, "write_off", entry_number=number, date=DATE)
    assert left(exact) == []
    assert exact.ledgers() == {"4510": "100.00", "8000": "-100.00"}
    assert types(exact) == {20, 90}


def test_an_invoice_is_credited_by_hand_wholly_or_in_part(exact: Exact) -> None:
    number = exact.booked()["EntryNumber"]
    made = act(exact, "credit", entry_number=number, amount="60.50", date=DATE)
    assert left(exact) == [(number, Decimal("60.5"))]
    (entry,) = exact.rows(
        SALES, filter=f"EntryNumber eq {made['entry_number']}", select="Type,AmountFC,YourRef"
    )
    assert (entry["Type"], entry["AmountFC"]) == (21, Decimal("-60.5"))
    act(exact, "credit", entry_number=number, amount="60.50", date=DATE, match=False)
    assert [amount for _, amount in left(exact)] == [Decimal("60.5"), Decimal("-60.5")]
    assert exact.ledgers() == {}


def test_an_entry_is_edited_and_deleted_by_hand(exact: Exact) -> None:
    (number,) = numbers(exact, "100")
    receipt = act(exact, "receipt", date=DATE, invoices=[{"entry_number": number}])
    act(exact, "receipt", date=DATE, on_account=[{"account": "2", "amount": "5"}])
    change = [{"line": 1, "set": {"AmountFC": "90"}}]
    act(exact, "edit_entry", entry_number=number, set={"YourRef": "X"}, lines=change)
    assert left(exact)[-1] == (number, 90)
    act(exact, "delete_entry", entry_number=receipt["entry_number"])
    (other,) = exact.rows(
        "financialtransaction/BankEntries", select="OpeningBalanceFC,ClosingBalanceFC"
    )
    assert (other["OpeningBalanceFC"], other["ClosingBalanceFC"]) == (0, 5)
    act(exact, "delete_entry", entry_number=number)
    assert exact.rows(SALES, select="EntryID") == []
    assert "no entry" in refused(exact, "delete_entry", entry_number=number)


def test_what_is_closed_can_not_be_touched_by_hand_either(exact: Exact) -> None:
    (number,) = numbers(exact, "100")
    act(exact, "close_period", year=2026, period=10)
    text = refused(exact, "delete_entry", entry_number=number)
    assert "Periode is afgesloten" in text
    assert "unknown: amuont" in refused(exact, "write_off", entry_number=number, amuont=1)


def test_what_is_refused_half_way_leaves_nothing_behind(exact: Exact) -> None:
    (number,) = numbers(exact, "100")
    act(exact, "close_period", year=2026, period=11, journal="90")
    before = exact.control("GET", "state"), left(exact)
    text = refused(exact, "write_off", entry_number=number, amount="30", date=DATE)
    assert "Periode is afgesloten" in text
    paid = [{"entry_number": number, "amount": "130"}]
    assert "Ongeldig: Bedrag" in refused(exact, "receipt", date=DATE, invoices=paid)
    assert (exact.control("GET", "state"), left(exact)) == before
    assert exact.balance()["total_dc"] == "0.00"
    act(exact, "receipt", date=DATE, invoices=[{"entry_number": number}])
    assert left(exact) == []


def test_a_dollar_invoice_is_not_paid_into_a_euro_bank(exact: Exact) -> None:
    (number,) = numbers(exact, "100", Currency="USD", Rate="0.90")
    text = refused(exact, "receipt", date=DATE, invoices=[{"entry_number": number}])
    assert "Niet toegestaan: Valuta" in text
    act(exact, "receipt", journal="26", date=DATE, invoices=[{"entry_number": number}])
    assert left(exact) == []


def test_a_renamed_ledger_keeps_what_exact_books_on_it(exact: Exact) -> None:
    (number,) = numbers(exact, "100", Currency="USD", Rate="0.90")
    act(exact, "ledger", ledger="4900", new_code="4999")
    paid = [{"entry_number": number}]
    act(exact, "receipt", journal="26", rate="0.95", date=DATE, invoices=paid)
    assert exact.ledgers()["4999"] == "-5.00"


def test_the_rest_of_a_part_payment_is_matched_by_exact_itself(exact: Exact) -> None:
    (number,) = numbers(exact, "100")
    act(exact, "receipt", date=DATE, invoices=[{"entry_number": number, "amount": "40"}])
    line = {
        "GLAccount": exact.ledger("1300"),
        "Account": exact.account("1"),
        "OurRef": number,
        "Date": f"{DATE}T00:00:00",
    }
    for amount, open_ in (("100", [(number, 60)]), ("60", [])):
        body = {"JournalCode": "21", "BankEntryLines": [{**line, "AmountFC": amount}]}
        assert exact.post("financialtransaction/BankEntries", body).status == 201
        assert [one for one in left(exact) if one[0] == number] == open_


def test_two_accounts_are_merged(exact: Exact) -> None:
    (number,) = numbers(exact, "100")
    gone = exact.account("1")
    exact.post("crm/Contacts", {"Account": gone, "LastName": "L"})
    answer = act(exact, "merge_accounts", **{"from": "1", "into": "2"})
    assert answer["stays"] == exact.account("2")
    assert exact.get(f"crm/Accounts(guid'{gone}')").status == 404
    (entry,) = exact.rows(SALES, select="CustomerName,Customer,EntryNumber")
    assert (entry["Customer"], entry["EntryNumber"]) == (answer["stays"], number)
    for path, field in (
        ("cashflow/Receivables", "Account"),
        ("read/financial/ReceivablesList", "AccountId"),
        ("financialtransaction/TransactionLines", "Account"),
        ("crm/Contacts", "Account"),
    ):
        assert {row[field] for row in exact.rows(path, select=field)} == {answer["stays"]}
    (told,) = exact.rows(
        "sync/Deleted", filter="Timestamp gt 0L and EntityType eq 2", select="EntityKey"
    )
    assert told["EntityKey"] == gone
    act(exact, "edit_entry", entry_number=number, set={"YourRef": "Y"})
    assert exact.rows(SALES, select="Customer")[0]["Customer"] == answer["stays"]


def test_only_an_account_without_entries_is_deleted(exact: Exact) -> None:
    numbers(exact, "100")
    assert "Kan niet verwijderen" in refused(exact, "delete_account", account="1")
    unused = exact.account("2")
    act(exact, "delete_account", account="2")
    assert exact.get(f"crm/Accounts(guid'{unused}')").status == 404
