"""What a ledger should show of a site's documents: reckoned here, from the documents alone.

Per business entity and currency. A document counts in the month of its date on the site's clock.
Not counted as sales: what is pending, deleted or voided; credit notes that give up a debt (written
off, charged back, fraud: they stand apart, since the sale was made); store credits, which count
where they are used, as less revenue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .books import Record
from .calendar import add_months, local_date
from .document import INCLUSIVE
from .money import BASE, digits, in_local, major

GIVEN_UP = ("write_off", "chargeback", "fraudulent")
OFFLINE = "offline"
_ROW = ("month", "document", "account", "tax_country", "tax_name", "tax_rate", "exempt_reason")
Sums = dict[Any, list[int]]


def ledger(records: dict[str, Iterable[Record]]) -> dict[str, Any]:
    """entity → currency → revenue, round_off, given_up, open, payments, bounced, unearned ...

    Amounts are decimal text in major units.
    """
    accounts = _accounts(records)
    pages: dict[tuple[str, str], _Page] = {}
    for kind in ("invoice", "credit_note", "transaction"):
        for record in records[kind]:
            key = record["business_entity_id"], record["currency_code"]
            page = pages.setdefault(key, _Page(key[1], accounts))
            if not record["deleted"]:
                getattr(page, kind)(record)
    found: dict[str, Any] = {}
    for (entity, currency), page in sorted(pages.items()):
        found.setdefault(entity, {})[currency] = page.shown()
    return found


def _accounts(records: dict[str, Iterable[Record]]) -> dict[str, str]:
    """The ledger code of everything that a line can sell."""
    found = {}
    for kind in ("item_price", "plan", "addon"):
        for record in records.get(kind, ()):
            detail = record.get("accounting_detail", record)
            found[record["id"]] = detail.get("accounting_code", "")
    return found


def month_of(timestamp: int) -> str:
    return f"{local_date(timestamp):%Y-%m}"


class _Page:
    """The sums of one business entity in one currency, in minor units."""

    def __init__(self, currency: str, accounts: dict[str, str]) -> None:
        self.currency, self._accounts = currency, accounts
        self.revenue: Sums = defaultdict(lambda: [0, 0, 0, 0])
        self.voided: Sums = defaultdict(lambda: [0, 0, 0, 0])
        self.given_up: Sums = defaultdict(lambda: [0, 0, 0, 0])
        self.round_off: Sums = defaultdict(lambda: [0])
        self.withheld: Sums = defaultdict(lambda: [0])
        self.store: Sums = defaultdict(lambda: [0])
        self.customers: Sums = defaultdict(lambda: [0, 0, 0, 0])
        self._rates: dict[str, Decimal] = {}
        self.money: dict[str, Sums] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        self.bounced: list[Record] = []
        self.terms: list[tuple[int, int, Record]] = []

    # Documents

    def invoice(self, record: Record) -> None:
        if record["status"] == "voided":
            self._cancelled(record)
        if record["status"] in ("pending", "voided"):
            return
        self._sold(record, 1)
        self.customers[record["customer_id"]][0] += record["amount_due"]
        for entry in record.get("linked_taxes_withheld", ()):
            self.withheld[month_of(entry["date"])][0] += entry["amount"]
        for entry in record.get("line_item_credits", ()):
            self.store["used"][0] += entry["applied_amount"]

    def credit_note(self, record: Record) -> None:
        if record["status"] == "voided":
            return
        if record["type"] == "store":
            self.store["granted"][0] += record["total"]
            self.store["open"][0] += record["amount_available"]
            return
        self.customers[record["customer_id"]][1] += record["amount_available"]
        if record["reason_code"] in GIVEN_UP:
            sums = self.given_up[month_of(record["date"]), record["reason_code"]]
            rate = self._rate(record)
            for _, net, tax, _ in _lines(record):
                self._add(sums, 1, net, tax, rate)
            self._add(sums, 1, record["round_off_amount"], 0, rate)
            return
        self._sold(record, -1)

    def _sold(self, record: Record, sign: int) -> None:
        rate = self._rate(record)
        self.round_off[month_of(record["date"])][0] += sign * record["round_off_amount"]
        for line, net, tax, entry in _lines(record):
            key = self._row(record, line, entry)
            self._add(self.revenue[key], sign, net, tax, rate)
            if line["date_to"] > line["date_from"]:
                self.terms.append((record["date"], sign * net, line))

    def _cancelled(self, record: Record) -> None:
        """A voided invoice stands apart: whether it was ever in a ledger is the ledger's choice."""
        rate, voided = self._rate(record), month_of(record["voided_at"])
        for line, net, tax, entry in _lines(record):
            key = (*self._row(record, line, entry), record["id"], voided)
            self._add(self.voided[key], 1, net, tax, rate)

    def _row(self, record: Record, line: Record, entry: Record) -> tuple[str, ...]:
        return (
            month_of(record["date"]),
            record["object"],
            self._accounts.get(line.get("entity_id", ""), ""),
            entry.get("tax_juris_code", ""),
            entry.get("tax_name", ""),
            str(entry.get("tax_rate", "")),
            line.get("tax_exempt_reason", ""),
        )

    def _add(self, sums: list[int], sign: int, net: int, tax: int, rate: Decimal) -> None:
        local = (in_local(amount, self.currency, rate) for amount in (net, tax))
        for place, amount in enumerate((net, tax, *local)):
            sums[place] += sign * amount

    def _rate(self, record: Record) -> Decimal:
        """The rate of a document's VAT; a credit note has that of the invoice it credits."""
        rate = record.get("local_currency_exchange_rate") or Decimal(1)
        if record["object"] == "invoice":
            self._rates[record["id"]] = rate
        return self._rates.get(record.get("reference_invoice_id", ""), rate)

    # Money

    def transaction(self, record: Record) -> None:
        """Successful ones by account and day; what came in and went back is listed apart."""
        account = record.get("gateway_account_id", OFFLINE)
        day = f"{local_date(record['date']):%Y-%m-%d}"
        if record["type"] == "payment" and record["status"] == "success":
            self.money[account][day][0] += record["amount"]
            self.customers[record["customer_id"]][2] += record.get("amount_unused", 0)
            if account == OFFLINE:
                self.customers[record["customer_id"]][3] += record["amount"]
        elif record["type"] == "refund" and record["status"] == "success":
            self.money[account][day][1] += record["amount"]
            if account == OFFLINE:
                self.customers[record["customer_id"]][3] -= record["amount"]
        elif record["status"] == "late_failure":
            back = local_date(record["settled_at"])
            self.bounced.append(
                {
                    "transaction": record["id"],
                    "reversal": record.get("reversal_transaction_id"),
                    "account": account,
                    "amount": self._text(record["amount"]),
                    "in": day,
                    "back": f"{back:%Y-%m-%d}",
                }
            )

    # What is shown

    def shown(self) -> dict[str, Any]:
        return {
            "revenue": [
                {**dict(zip(_ROW, key, strict=True)), **self._amounts(sums)}
                for key, sums in sorted(self.revenue.items())
                if any(sums)
            ],
            "voided": [
                {
                    **dict(zip((*_ROW, "id", "voided_month"), key, strict=True)),
                    **self._amounts(sums),
                }
                for key, sums in sorted(self.voided.items())
            ],
            "round_off": self._by(self.round_off),
            "given_up": [
                {"month": month, "reason": reason, **self._amounts(sums)}
                for (month, reason), sums in sorted(self.given_up.items())
            ],
            "withheld": self._by(self.withheld),
            "store_credits": self._by(self.store),
            "open": {
                customer: {
                    "due": self._text(due),
                    "credit": self._text(credit),
                    "excess": self._text(excess),
                    "open": self._text(due - credit - excess),
                    "offline": self._text(offline),
                }
                for customer, (due, credit, excess, offline) in sorted(self.customers.items())
                if due or credit or excess or offline
            },
            "payments": {
                account: {
                    day: {"payments": self._text(came), "refunds": self._text(went)}
                    for day, (came, went) in sorted(days.items())
                }
                for account, days in sorted(self.money.items())
            },
            "bounced": self.bounced,
            "unearned": {
                month: self._text(amount) for month, amount in sorted(self._unearned().items())
            },
        }

    def _unearned(self) -> dict[str, int]:
        """What is left of all terms at the end of each month, from the first document on."""
        if not self.terms:
            return {}
        parts = [(local_date(when).replace(day=1), net, *_months(line))
                 for when, net, line in self.terms]  # fmt: skip
        month = min(part[0] for part in parts)
        last = max(add_months(first, count) for _, _, first, count in parts)
        found = {}
        while month < last:
            found[f"{month:%Y-%m}"] = sum(
                net - earned(net, first, count, month)
                for dated, net, first, count in parts
                if dated <= month
            )
            month = add_months(month, 1)
        return found

    def _amounts(self, sums: list[int]) -> dict[str, str]:
        return {
            "net": self._text(sums[0]),
            "tax": self._text(sums[1]),
            "local_net": f"{major(sums[2], BASE):.2f}",
            "local_tax": f"{major(sums[3], BASE):.2f}",
        }

    def _by(self, sums: Sums) -> dict[str, str]:
        return {key: self._text(amount) for key, (amount,) in sorted(sums.items()) if amount}

    def _text(self, amount: int) -> str:
        return f"{major(amount, self.currency):.{digits(self.currency)}f}"


def _lines(record: Record) -> Iterator[tuple[Record, int, int, Record]]:
    """Each line with its net amount after discounts and store credits, its tax, its tax entry."""
    taxes = {entry["line_item_id"]: entry for entry in record["line_item_taxes"]}
    credits: dict[str, int] = defaultdict(int)
    for entry in record.get("line_item_credits", ()):
        credits[entry["line_item_id"]] += entry["applied_amount"]
    for line in record["line_items"]:
        entry = taxes.get(line["id"], {})
        tax = entry.get("tax_amount", 0)
        net = line["amount"] - line["discount_amount"] - credits[line["id"]]
        if record["price_type"] == INCLUSIVE:
            net -= tax
        yield line, net, tax, entry


def _months(line: Record) -> tuple[date, int]:
    """First month that a term touches and how many it touches; its end belongs to it no more."""
    first = local_date(line["date_from"]).replace(day=1)
    last = local_date(line["date_to"]) - timedelta(days=1)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return first, max(count, 1)


def earned(net: int, first: date, count: int, month: date) -> int:
    """What of a term is earned by the end of a month: equal parts for each month touched."""
    passed = (month.year - first.year) * 12 + month.month - first.month + 1
    passed = min(max(passed, 0), count)
    return int((Decimal(net) * passed / count).quantize(Decimal(1), ROUND_HALF_UP))
