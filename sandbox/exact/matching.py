"""Which open items settle each other: by Exact itself, by a bookkeeper's hand, and undone again.

By itself Exact matches a line on a debtors' ledger that names an account and, as OurRef, the entry
number of an open item, where what is open is exactly the opposite amount in the same currency.
Anything else (part payments, another currency, no number) stays open on both sides.

What a match leaves over Exact books itself: a difference in the division's currency as type 82
(exchange rate difference), a rest that the bookkeeper writes off as type 83 (payment difference).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from . import checks, numbers, postings, receivables
from .entities import RECEIVABLES, TRANSACTIONS
from .errors import Refusal
from .formats import new_guid
from .store import Division, Row

MATCHES = "_matches"
_INVOICES = (postings.SALES_ENTRY, postings.CREDIT_NOTE)
_OPENED_AGAIN = {
    "Status": receivables.OPEN,
    "IsFullyPaid": False,
    "LastPaymentDate": None,
    "EndDate": None,
    "EndYear": None,
    "EndPeriod": None,
    "_match": None,
}


def by_number(division: Division, receipt: Row) -> None:
    """Match a new item with the open one that its OurRef names, if all of it fits."""
    number = receipt.get("InvoiceNumber")
    if number is None:
        return
    named = division.table(RECEIVABLES).by("EntryNumber", number)
    for item in sorted(named, key=lambda row: row["_seq"]):
        if (
            item["EntryID"] != receipt["EntryID"]
            and item["Status"] == receivables.OPEN
            and item["Account"] == receipt["Account"]
            and item["Currency"] == receipt["Currency"]
            and item["GLAccount"] == receipt["GLAccount"]
            and item["AmountFC"] == -receipt["AmountFC"]
        ):
            settle(division, [item, receipt])
            return


def part_of(division: Division, item: Row, amount: Decimal) -> Row:
    """The item itself, or the part of it that has this amount. Raises Refusal."""
    if amount == item["AmountFC"]:
        return item
    if not amount or (amount < 0) != (item["AmountFC"] < 0) or abs(amount) > abs(item["AmountFC"]):
        raise Refusal("invalid", caption="AmountFC")
    share = checks.rounded(item["AmountDC"] * amount / item["AmountFC"])
    return receivables.split(division, item, amount, share)


def settle(division: Division, items: Sequence[Row], *, difference: str | None = None) -> str:
    """Match open items of one account, ledger and currency; the newest gives the date.

    `difference` is the ledger that takes what is left over. Returns the match's id.
    Raises Refusal where something is left over and no ledger takes it.
    """
    if len({(row["Account"], row["GLAccount"], row["Currency"]) for row in items}) > 1:
        raise Refusal("invalid", caption="Account")
    distinct = {row["_id"] for row in items}
    if len(distinct) < len(items) or any(row["Status"] != receivables.OPEN for row in items):
        raise Refusal("processed")
    settled = list(items)
    rest = sum((row["AmountFC"] for row in settled), Decimal(0))
    if rest:
        if difference is None:
            raise Refusal("invalid", caption="AmountFC")
        largest = max(settled, key=lambda row: abs(row["AmountFC"]))
        share = checks.rounded(rest * largest["RateFC"])
        settled.append(
            _by_exact(division, items, postings.PAYMENT_DIFFERENCE, difference, -rest, -share)
        )
    converted = sum((row["AmountDC"] for row in settled), Decimal(0))
    if converted:
        ledger = division.info["_rate_ledger"]
        nothing = Decimal(0)
        settled.append(
            _by_exact(division, items, postings.RATE_DIFFERENCE, ledger, nothing, -converted)
        )
    made = [row["EntryID"] for row in settled[len(items) :]]
    return _close(division, settled, made)


def undo(division: Division, match: str) -> None:
    """Open again what a match had settled; what Exact had booked for it goes."""
    record = division.table(MATCHES).drop(match)
    assert record is not None
    for entry in record["entries"]:
        _remove_own(division, entry)
    for id_ in record["items"]:
        item = division.table(RECEIVABLES).get(id_)
        if item is not None:
            _reopen(division, item)


def of_entry(division: Division, entry: str) -> list[str]:
    """The matches that items of this entry take part in."""
    rows = division.table(RECEIVABLES).by("EntryID", entry)
    return list(dict.fromkeys(row["_match"] for row in rows if row.get("_match")))


def _close(division: Division, items: list[Row], made: list[str]) -> str:
    """Mark the items as settled since the newest of them; a payment is dated where there is one."""
    match, newest = new_guid(), _newest(items)
    payments = [row for row in items if row["TransactionType"] == postings.CASH_FLOW]
    invoices = [row for row in items if row["TransactionType"] in _INVOICES]
    paid = max((row["EntryDate"] for row in payments), default=None)
    values: Row = {
        "Status": receivables.MATCHED,
        "IsFullyPaid": True,
        "EndDate": newest["EntryDate"],
        "EndYear": newest["TransactionReportingYear"],
        "EndPeriod": newest["TransactionReportingPeriod"],
        "_match": match,
    }
    for item in items:
        own = {"LastPaymentDate": paid or item.get("LastPaymentDate")}
        if len(invoices) == 1 and item in payments:
            own["YourRef"] = invoices[0].get("YourRef")
        receivables.change(division, item, {**values, **own})
        rest = division.table(RECEIVABLES).get(item.get("_split_of"))
        if rest is not None and paid:
            receivables.change(division, rest, {"LastPaymentDate": paid})
    for item in items:
        _set_offset(division, item, _counterpart(item, items))
    ids = [row["_id"] for row in items]
    division.table(MATCHES).set({"_id": match, "items": ids, "entries": made})
    return match


def _newest(items: Sequence[Row]) -> Row:
    """The last item of the latest date."""
    return max(reversed(items), key=lambda row: row["EntryDate"])


def _counterpart(item: Row, items: list[Row]) -> Row:
    """The first item on the other side, which the item's line points at."""
    others = [row for row in items if row is not item]
    side = item["AmountFC"] > 0
    return next((row for row in others if (row["AmountFC"] > 0) != side), others[0])


def _set_offset(division: Division, item: Row, other: Row | None) -> None:
    """Point a line at what settled it; while a part of it is open it points where it did before."""
    line = division.table(TRANSACTIONS).get(item["TransactionID"])
    if line is None:
        return
    terms = division.table(RECEIVABLES).by("TransactionID", item["TransactionID"])
    if other is None or any(row["Status"] == receivables.OPEN for row in terms):
        target = line.get("_own_offset")
    else:
        target = other["TransactionID"]
    division.change(TRANSACTIONS, line, {"OffsetID": target})


def _reopen(division: Division, item: Row) -> None:
    rest = division.table(RECEIVABLES).get(item.get("_split_of"))
    values: Row = dict(_OPENED_AGAIN)
    if item["TransactionType"] == postings.CASH_FLOW:
        values["YourRef"] = None
    _set_offset(division, item, None)
    if rest is None or rest["Status"] != receivables.OPEN:
        receivables.change(division, item, {**values, "_split_of": None})
        return
    together = {
        "AmountFC": rest["AmountFC"] + item["AmountFC"],
        "AmountDC": rest["AmountDC"] + item["AmountDC"],
    }
    receivables.change(division, rest, {**together, "LastPaymentDate": None})
    receivables.drop(division, item)


def _by_exact(
    division: Division,
    items: Sequence[Row],
    kind: int,
    ledger: str,
    amount_fc: Decimal,
    amount_dc: Decimal,
) -> Row:
    """An entry that Exact makes in the memorial journal; returns its item on the debtors' ledger.

    The amounts are those of the debtors' line; the ledger takes the opposite.
    """
    first, last = items[0], _newest(items)
    year, period = last["TransactionReportingYear"], last["TransactionReportingPeriod"]
    head = {
        **postings.head_of_own(division, kind, year, period),
        "Date": last["EntryDate"],
        "Account": last["Account"],
        "Currency": last["Currency"],
        "ExchangeRate": last["RateFC"],
        "InvoiceNumber": first.get("InvoiceNumber"),
    }
    debtors: dict[str, Any] = {"GLAccount": last["GLAccount"]}
    other: dict[str, Any] = {"GLAccount": ledger}
    debtors |= {"AmountFC": amount_fc, "AmountDC": amount_dc}
    other |= {"AmountFC": -amount_fc, "AmountDC": -amount_dc}
    posted = postings.post(division, head, [debtors, other])
    return receivables.open_item(division, posted[0], {})


def _remove_own(division: Division, entry: str) -> None:
    line = division.table(TRANSACTIONS).one("EntryID", entry)
    assert line is not None
    numbers.free_number(division, line["JournalCode"], line["FinancialYear"], line["EntryNumber"])
    postings.remove(division, entry)
    receivables.drop_entry(division, entry)
