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
from .money import digits, major

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
        self.revenue: Sums = defaultdict(lambda: [0, 0])
        self.given_up: Sums = defaultdict(lambda: [0, 0])
        self.round_off: Sums = defaultdict(lambda: [0])
        self.withheld: Sums = defaultdict(lambda: [0])
        self.store: Sums = defaultdict(lambda: [0])
        self.customers: Sums = defaultdict(lambda: [0, 0, 0])
        self.money: dict[str, Sums] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        self.bounced: list[Record] = []
        self.terms: list[tuple[int, int, Record]] = []

    # Documents

    def invoice(self, record: Record) -> None:
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
            for _, net, tax, _ in _lines(record):
                sums[0] += net
                sums[1] += tax
            sums[0] += record["round_off_amount"]
            return
        self._sold(record, -1)

    def _sold(self, record: Record, sign: int) -> None:
        month = month_of(record["date"])
        self.round_off[month][0] += sign * record["round_off_amount"]
        for line, net, tax, entry in _lines(record):
            key = (
                month,
                record["object"],
                self._accounts.get(line.get("entity_id", ""), ""),
                entry.get("tax_juris_code", ""),
                entry.get("tax_name", ""),
                str(entry.get("tax_rate", "")),
                line.get("tax_exempt_reason", ""),
            )
            self.revenue[key][0] += sign * net
            self.revenue[key][1] += sign * tax
            if line["date_to"] > line["date_from"]:
                self.terms.append((record["date"], sign * net, line))

    # Money

    def transaction(self, record: Record) -> None:
        """Successful ones by account and day; what came in and went back is listed apart."""
        account = record.get("gateway_account_id", OFFLINE)
        day = f"{local_date(record['date']):%Y-%m-%d}"
        if record["type"] == "payment" and record["status"] == "success":
            self.money[account][day][0] += record["amount"]
            self.customers[record["customer_id"]][2] += record.get("amount_unused", 0)
        elif record["type"] == "refund" and record["status"] == "success":
            self.money[account][day][1] += record["amount"]
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
                {**dict(zip(_ROW, key, strict=True)), **self._pair(sums)}
                for key, sums in sorted(self.revenue.items())
                if any(sums)
            ],
            "round_off": self._by(self.round_off),
            "given_up": [
                {"month": month, "reason": reason, **self._pair(sums)}
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
                }
                for customer, (due, credit, excess) in sorted(self.customers.items())
                if due or credit or excess
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

    def _pair(self, sums: list[int]) -> dict[str, str]:
        return {"net": self._text(sums[0]), "tax": self._text(sums[1])}

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
