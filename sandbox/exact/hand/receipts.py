"""Money that a bookkeeper books: receipts and payments by bank and cash, purchase invoices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .. import bank, checks, matching, numbers, postings, receivables
from ..booking import BANK_KIND, CASH_KIND
from ..entities import LEDGERS, RECEIVABLES
from ..formats import new_guid
from ..store import Division, Row
from .arguments import Arguments

REAL_BANK = "20"


def receipt(division: Division, args: Arguments) -> Any:
    """Book a bank or cash entry and match its lines by hand.

    `invoices`: each `entry_number`, `amount` (what came in; all that is open where left out) and
    `difference` (true: the rest is written off). `on_account`: each `account` and `amount`.
    `other`: each `ledger` and `amount`. With `one_line` all invoices are paid by one line. Money
    that goes out is negative, as is a credit note's amount.
    """
    journal = args.coded("journal", "financial/Journals", REAL_BANK)
    date, rate = args.date(), args.amount("rate", None)
    text, one_line = args.take("description", None), bool(args.take("one_line", False))
    currency = args.take("currency", None)
    shared = {"Date": date, "ExchangeRate": rate, "Description": text}
    paid = [_paid(one) for one in args.below("invoices")]
    if currency is None and paid:
        currency = paid[0][0]["Currency"]
    lines = [_line(item, amount) for item, amount, _ in paid]
    if one_line:
        lines = [_line(paid[0][0], sum(amount for _, amount, _ in paid))]
    for one in args.below("on_account"):
        account = one.coded("account", "crm/Accounts")
        ledger = division.table(LEDGERS).one("Code", one.take("ledger", "1300"))
        assert ledger is not None
        lines.append(
            {"GLAccount": ledger["ID"], "Account": account["ID"], "AmountFC": one.amount("amount")}
        )
        one.done()
    for one in args.below("other"):
        ledger = one.coded("ledger", LEDGERS)
        lines.append({"GLAccount": ledger["ID"], "AmountFC": one.amount("amount")})
        one.done()
    args.done()
    cash = journal["Type"] in CASH_KIND.journals
    values = {
        "JournalCode": journal["Code"],
        "Currency": currency,
        (CASH_KIND if cash else BANK_KIND).collection: [{**line, **shared} for line in lines],
    }
    entry = (bank.create_cash if cash else bank.create)(division, values)
    receipts = _items_of(division, entry)
    if one_line:
        parts = [_part(division, item, amount, rest) for item, amount, rest in paid]
        _settle(division, [*parts, receipts[0]], any(rest for _, _, rest in paid))
    else:
        for (item, amount, rest), line in zip(paid, receipts, strict=False):
            _settle(division, [_part(division, item, amount, rest), line], rest)
    return {
        "entry_id": entry["EntryID"],
        "entry_number": entry["EntryNumber"],
        "transactions": [row["TransactionID"] for row in receipts],
    }


def purchase(division: Division, args: Arguments) -> Any:
    """Book a purchase invoice, so that a payable stands among the payment terms."""
    account = args.coded("account", "crm/Accounts", "8")
    amount, date = args.amount("amount"), args.date()
    args.done()
    year, period = checks.period(division, "60", date, None, None)
    id_ = new_guid()
    number = numbers.entry_number(division, "60", year, None)
    numbers.take_number(division, "60", year, number, id_)
    head = {
        "EntryID": id_,
        "EntryNumber": number,
        "InvoiceNumber": number,
        "JournalCode": "60",
        "FinancialYear": year,
        "FinancialPeriod": period,
        "Type": postings.PURCHASE,
        "Date": date,
        "Account": account["ID"],
        "Currency": division.currency,
        "ExchangeRate": Decimal(1),
    }
    ledgers = {row["Code"]: row["ID"] for row in division.table(LEDGERS)}
    rows = [
        {"GLAccount": ledgers["1600"], "AmountFC": -amount, "AmountDC": -amount},
        {"GLAccount": ledgers["4000"], "AmountFC": amount, "AmountDC": amount},
    ]
    posted = postings.post(division, head, rows)
    receivables.open_payable(division, posted[0])
    return {"entry_number": number}


def _paid(one: Arguments) -> tuple[Row, Any, bool]:
    """The item that is paid, the amount that came in, and whether the rest is written off."""
    item = one.open_item()
    amount = one.amount("amount", item["AmountFC"])
    rest = bool(one.take("difference", False))
    one.done()
    return item, amount, rest


def _line(item: Row, amount: Any) -> dict[str, Any]:
    return {"GLAccount": item["GLAccount"], "Account": item["Account"], "AmountFC": amount}


def _part(division: Division, item: Row, amount: Any, rest: bool) -> Row:
    current = division.table(RECEIVABLES).rows[item["_id"]]
    return current if rest else matching.part_of(division, current, amount)


def _settle(division: Division, items: list[Row], rest: bool) -> None:
    ledger = division.info["_difference_ledger"] if rest else None
    matching.settle(division, items, difference=ledger)


def _items_of(division: Division, entry: Row) -> list[Row]:
    rows = division.table(RECEIVABLES).by("EntryID", entry["EntryID"])
    return sorted(rows, key=lambda row: row["_seq"])
