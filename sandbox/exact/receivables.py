"""Open items: one payment term per invoice and one per receipt.

A term has two faces: `cashflow/Receivables` (and the sync of `Cashflow/PaymentTerms`, which shows
payables too) keeps it for good, `ReceivablesList` shows it as long as it is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import checks, postings
from .entities import OPEN_ITEMS, PAYABLES, RECEIVABLES
from .errors import Refusal
from .formats import new_guid
from .store import Division, Row

OPEN, MATCHED = 20, 50
METHODS = ("B", "I", "K", "Q")
RECEIPT, PAYMENT = 20, 22  # LineType of a payment term


def open_item(division: Division, line: Row, extra: Mapping[str, Any]) -> Row:
    """Add the term that belongs to a transaction line on a debtors' ledger.

    An entry that is booked anew keeps its term: same id, new row version.
    """
    old = division.table(RECEIVABLES).one("TransactionID", line["ID"])
    id_ = old["ID"] if old else new_guid()
    hid = old["_hid"] if old else division.next("HID", start=5001)
    values = {**_term(line, RECEIPT), **extra, "ID": id_, "_hid": hid}
    row = division.put(RECEIVABLES, id_, values)
    _list(division, row)
    return row


def open_payable(division: Division, line: Row) -> Row:
    """Add the term of a line on a creditors' ledger; only the sync of payment terms shows it."""
    id_ = new_guid()
    return division.put(PAYABLES, id_, {**_term(line, PAYMENT), "ID": id_})


def change(division: Division, item: Row, values: Mapping[str, Any]) -> Row:
    """Write fields of a term; the list of what is open follows."""
    row = division.change(RECEIVABLES, item, dict(values))
    _list(division, row)
    return row


def update(division: Division, item: Row, values: Row) -> Row:
    """Take over what the API may change of a term. Raises Refusal."""
    checks.check_lengths(RECEIVABLES, values)
    if values.get("PaymentMethod") not in (None, *METHODS):
        raise Refusal("invalid", caption="PaymentMethod")
    return change(division, item, values)


def split(division: Division, item: Row, amount_fc: Any, amount_dc: Any) -> Row:
    """Take a part off an open term; the part is a term of its own, the rest keeps the id."""
    rest = {
        "AmountFC": item["AmountFC"] - amount_fc,
        "AmountDC": item["AmountDC"] - amount_dc,
    }
    change(division, item, rest)
    part = {name: value for name, value in item.items() if name not in ("_id", "_seq")}
    id_ = new_guid()
    part |= {
        "ID": id_,
        "AmountFC": amount_fc,
        "AmountDC": amount_dc,
        "_hid": division.next("HID", start=5001),
        "_split_of": item["_id"],
    }
    row = division.put(RECEIVABLES, id_, part)
    _list(division, row)
    return row


def is_matched(division: Division, entry: str) -> bool:
    """Whether anything of this entry has been paid or set off."""
    rows = division.table(RECEIVABLES).by("EntryID", entry)
    return any(row["Status"] == MATCHED for row in rows)


def drop(division: Division, item: Row) -> None:
    """Remove one term; the sync of what was deleted tells."""
    division.table(RECEIVABLES).drop(item["_id"])
    division.table(OPEN_ITEMS).drop(str(item["_hid"]))
    postings.register_deletion(division, postings.DELETED_PAYMENT_TERM, item["_id"])


def drop_entry(division: Division, entry: str) -> None:
    """Remove the terms of an entry that leaves the books."""
    for row in division.table(RECEIVABLES).by("EntryID", entry):
        drop(division, row)
    for row in division.table(PAYABLES).by("EntryID", entry):
        division.table(PAYABLES).drop(row["_id"])
        postings.register_deletion(division, postings.DELETED_PAYMENT_TERM, row["_id"])


def _term(line: Row, kind: int) -> Row:
    return {
        "Account": line["Account"],
        "AmountDC": line["AmountDC"],
        "AmountFC": line["AmountFC"],
        "TransactionAmountDC": line["AmountDC"],
        "TransactionAmountFC": line["AmountFC"],
        "Currency": line["Currency"],
        "RateFC": line["ExchangeRate"],
        "Description": line.get("Description"),
        "Document": line.get("Document"),
        "EntryDate": line["Date"],
        "InvoiceDate": line["Date"],
        "DueDate": line.get("DueDate", line["Date"]),
        "TransactionDueDate": line.get("DueDate", line["Date"]),
        "EntryID": line["EntryID"],
        "EntryNumber": line["EntryNumber"],
        "InvoiceNumber": line.get("InvoiceNumber"),
        "GLAccount": line["GLAccount"],
        "Journal": line["JournalCode"],
        "LineType": kind,
        "TransactionEntryID": line["EntryID"],
        "TransactionID": line["ID"],
        "TransactionIsReversal": False,
        "TransactionStatus": line["Status"],
        "TransactionType": line["Type"],
        "TransactionReportingYear": line["FinancialYear"],
        "TransactionReportingPeriod": line["FinancialPeriod"],
        "YourRef": line.get("YourRef"),
        "PaymentReference": line.get("PaymentReference"),
        "Status": OPEN,
        "IsFullyPaid": False,
    }


def _list(division: Division, item: Row) -> None:
    """Bring the list of what is open up to date with a term."""
    hid = str(item["_hid"])
    if item["Status"] != OPEN:
        division.table(OPEN_ITEMS).drop(hid)
        return
    division.put(
        OPEN_ITEMS,
        hid,
        {
            "HID": item["_hid"],
            "Id": item["ID"],
            "AccountId": item["Account"],
            "Amount": item["AmountFC"],
            "AmountInTransit": item["AmountFC"] * 0,
            "CurrencyCode": item["Currency"],
            "Description": item.get("Description"),
            "DueDate": item["DueDate"],
            "EntryNumber": item["EntryNumber"],
            "InvoiceDate": item["InvoiceDate"],
            "InvoiceNumber": item.get("InvoiceNumber"),
            "JournalCode": item["Journal"],
            "YourRef": item.get("YourRef"),
        },
    )
