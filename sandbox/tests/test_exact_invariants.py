"""What holds after any sequence of bookings, matches and undone matches.

Debit equals credit; the debtors' ledger is the sum of what is open; the list of open items shows
exactly the open terms; every match adds up to nothing; all terms of a line add up to the line.
"""

from __future__ import annotations

import random
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from sandbox.tests.exact_caller import Exact
from sandbox.wire import dumps

pytest_plugins = ("sandbox.tests.exact_fixtures",)
BANK = "financialtransaction/BankEntries"
TERMS = "ID,TransactionID,AmountDC,AmountFC,TransactionAmountFC,TransactionAmountDC,Status,Currency"
STEPS = 40
DATE = "2026-11-05"


class Bookkeeper:
    """Does one thing after the other, at random but the same for the same number."""

    def __init__(self, exact: Exact, seed: int) -> None:
        self.exact = exact
        self.chance = random.Random(seed)
        self.line = exact.line(VATCode="0")
        self.customer = exact.account("1")
        self.debtors = exact.ledger("1300")
        self.done: dict[str, int] = defaultdict(int)

    def act(self, action: str, **body: Any) -> None:
        """A control call; one that is refused must leave everything as it was."""
        sent = dumps({"division": self.exact.division, **body})
        answer = self.exact.http("POST", f"/_sandbox/{action}", sent)
        assert answer.status in (200, 400), answer.text
        self.done[f"{action} {answer.status}"] += 1

    def amount(self) -> str:
        return str(Decimal(self.chance.randint(1, 20_000)) / 100)

    def invoice(self) -> None:
        sign = self.chance.choice(("", "", "-"))
        foreign = {"Currency": "USD", "Rate": str(Decimal(self.chance.randint(80, 99)) / 100)}
        values = self.chance.choice(({}, foreign))
        line = {**self.line, "AmountFC": f"{sign}{self.amount()}"}
        self.exact.booked(line, Customer=self.customer, **values)

    def step(self) -> None:
        rows = self.exact.rows(
            "read/financial/ReceivablesList", select="EntryNumber,Amount,CurrencyCode,InvoiceNumber"
        )
        if len(rows) < 4:
            self.invoice()
            return
        row = self.chance.choice(rows)
        number, amount = row["EntryNumber"], str(row["Amount"])
        part = str((Decimal(row["Amount"]) / 3).quantize(Decimal("0.01")))
        rate = str(Decimal(self.chance.randint(80, 99)) / 100)
        foreign = {"rate": rate} if row["CurrencyCode"] == "USD" else {}
        common = {"journal": "26", "date": DATE, **foreign}
        paid = {"entry_number": number, "amount": self.chance.choice((amount, part))}
        difference = {**paid, "difference": self.chance.choice((True, False))}
        chosen = self.chance.choice(
            ("receipt", "receipt", "account", "unmatch", "write_off", "match", "delete", "ours")
        )
        if chosen == "receipt":
            self.act("receipt", invoices=[difference], **common)
        elif chosen == "account":
            self.act(
                "receipt",
                **{**common, "journal": "20", "rate": None},
                on_account=[{"account": "1", "amount": self.amount()}],
            )
        elif chosen == "unmatch":
            everything = self.exact.rows("cashflow/Receivables", select="EntryNumber")
            self.act("unmatch", entry_number=self.chance.choice(everything)["EntryNumber"])
        elif chosen == "write_off":
            self.act("write_off", entry_number=number, amount=part, date=DATE)
        elif chosen == "match":
            other = self.chance.choice(rows)
            pair = [{"entry_number": one["EntryNumber"]} for one in (row, other)]
            self.act("match", entries=pair, difference=self.chance.choice((True, False)))
        elif chosen == "delete":
            self.act("delete_entry", entry_number=number)
        else:
            self.pay(number, amount, row["CurrencyCode"])

    def pay(self, number: int, amount: str, currency: str) -> None:
        line = {
            "GLAccount": self.debtors,
            "Account": self.customer,
            "OurRef": number,
            "AmountFC": amount,
            "Date": f"{DATE}T00:00:00",
        }
        body = {"JournalCode": "26", "Currency": currency, "BankEntryLines": [line]}
        assert self.exact.post(BANK, body).status == 201


def check(exact: Exact) -> None:
    """The invariants, read over the API alone."""
    assert exact.balance()["total_dc"] == "0.00"
    terms = pages(exact, "cashflow/Receivables", TERMS)
    opened = {row["ID"]: row for row in terms if row["Status"] == 20}
    listed = pages(exact, "read/financial/ReceivablesList", "Id,Amount,CurrencyCode")
    assert {row["Id"]: (row["Amount"], row["CurrencyCode"]) for row in listed} == {
        id_: (row["AmountFC"], row["Currency"]) for id_, row in opened.items()
    }
    assert len(listed) == len(opened)
    debtors = sum((row["AmountDC"] for row in opened.values()), Decimal(0))
    assert Decimal(exact.ledgers().get("1300", "0.00")) == debtors
    settled: dict[str, Decimal] = defaultdict(Decimal)
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in terms:
        lines[row["TransactionID"]].append(row)
        if row["Status"] == 50:
            settled[f"FC {row['Currency']}"] += row["AmountFC"]
            settled["DC"] += row["AmountDC"]
    assert not any(settled.values()), settled
    for rows in lines.values():
        assert sum(row["AmountFC"] for row in rows) == rows[0]["TransactionAmountFC"]
        assert sum(row["AmountDC"] for row in rows) == rows[0]["TransactionAmountDC"]


def pages(exact: Exact, path: str, select: str) -> list[dict[str, Any]]:
    answer = exact.get(path, select=select)
    rows = list(answer.d["results"])
    while "__next" in answer.d:
        answer = exact.get(answer.d["__next"])
        rows += answer.d["results"]
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_books_and_open_items_agree_after_every_step(exact: Exact, seed: int) -> None:
    bookkeeper = Bookkeeper(exact, seed)
    for _ in range(STEPS):
        bookkeeper.step()
        check(exact)
    assert sum(count for name, count in bookkeeper.done.items() if name.endswith("200")) > 15
