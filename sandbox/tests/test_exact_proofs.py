"""What proofs read: cells of the trial balance, open items, entries that stand twice."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sandbox.tests.exact_caller import Exact

pytest_plugins = ("sandbox.tests.exact_fixtures",)
BANK = "financialtransaction/BankEntries"
MEMO = "generaljournalentry/GeneralJournalEntries"
DATE = "2026-11-05T00:00:00"


def cells(exact: Exact, **wanted: Any) -> list[dict[str, Any]]:
    return [
        cell
        for cell in exact.balance()["cells"]
        if all(cell[name] == value for name, value in wanted.items())
    ]


def test_cells_keep_currencies_vat_codes_and_periods_apart(exact: Exact) -> None:
    exact.booked(exact.line(AmountFC="100"), exact.line(AmountFC="50", VATCode="1"))
    exact.booked(Currency="USD", Rate="0.90")
    exact.booked(EntryDate="2026-11-02T00:00:00", YourRef="INV-2")
    (base,) = cells(exact, ledger="8000", vat_code="2", currency="EUR", period=10)
    assert base == {
        "year": 2026,
        "period": 10,
        "ledger": "8000",
        "vat_code": "2",
        "tax": False,
        "currency": "EUR",
        "type": 20,
        "by_exact": False,
        "fc": "-100.00",
        "dc": "-100.00",
        "lines": 1,
    }
    (dollars,) = cells(exact, ledger="8000", currency="USD")
    assert (dollars["fc"], dollars["dc"]) == ("-100.00", "-90.00")
    assert [cell["fc"] for cell in cells(exact, ledger="8000", vat_code="1")] == ["-50.00"]
    assert [cell["dc"] for cell in cells(exact, tax=True, vat_code="2", period=11)] == ["-21.00"]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for cell in cells(exact):
        sums[cell["ledger"]] += Decimal(cell["dc"])
    assert {code: str(amount) for code, amount in sums.items()} == exact.ledgers()


def test_cells_tell_what_exact_made(exact: Exact) -> None:
    line = exact.line(AmountFC="90", From="2026-10-01", To="2026-12-31")
    exact.booked(line)
    made = cells(exact, by_exact=True)
    assert {cell["type"] for cell in made} == {84}
    assert {cell["ledger"] for cell in made} == {"2150", "8000"}
    assert [cell["dc"] for cell in cells(exact, ledger="8000", by_exact=False)] == ["-90.00"]


def test_open_items_per_account_and_document(exact: Exact) -> None:
    number = exact.booked()["EntryNumber"]
    exact.booked(Customer=exact.account("2"), Currency="USD", Rate="0.90", YourRef="INV-2")
    paid = [{"entry_number": number, "amount": "21"}]
    body = {"division": exact.division, "date": "2026-11-05"}
    account = [{"account": "1", "amount": "5"}]
    exact.control("POST", "receipt", {**body, "invoices": paid, "on_account": account})
    found = exact.control("GET", f"open_items?division={exact.division}")
    one, two = found["accounts"]
    assert (one["code"], one["fc"], one["dc"]) == ("1", {"EUR": "95.00"}, "95.00")
    assert [(row["your_ref"], row["fc"], row["of_fc"]) for row in one["documents"]] == [
        ("INV-1", "100.00", "121.00"),
        (None, "-5.00", "-5.00"),
    ]
    assert (two["fc"], two["dc"]) == ({"USD": "121.00"}, "108.90")
    (document,) = two["documents"]
    assert (document["date"], document["due_date"]) == ("2026-10-08", "2026-10-22")
    assert (document["type"], document["journal"], document["ledger"]) == (20, "70", "1300")


def test_bank_and_memo_lines_that_stand_twice_are_seen(exact: Exact) -> None:
    ledger, other = exact.ledger("4500"), exact.ledger("4510")
    line = {"GLAccount": ledger, "AmountFC": "5", "Date": DATE, "Description": "txn_1"}
    bank = {"JournalCode": "21", "BankEntryLines": [line, line]}
    memo = {
        "JournalCode": "90",
        "GeneralJournalEntryLines": [
            {**line, "Description": "WO-1"},
            {"GLAccount": other, "AmountFC": "-5", "Date": DATE},
        ],
    }
    asked = f"duplicates?division={exact.division}"
    for path, body in ((BANK, bank), (MEMO, memo)):
        assert exact.post(path, body).status == 201
    assert exact.control("GET", asked) == {"sales_entries": [], "accounts": []}
    for path, body in ((BANK, bank), (MEMO, memo)):
        assert exact.post(path, body).status == 201
    found = exact.control("GET", asked)
    assert found["bank_entries"] == [
        {
            "description": "txn_1",
            "amount_fc": "5.00",
            "our_ref": None,
            "entry_numbers": [26210001, 26210002],
        }
    ]
    assert [row["description"] for row in found["memo_entries"]] == ["WO-1"]
    assert "cash_entries" not in found
