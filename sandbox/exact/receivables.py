"""Open items: one per invoice and one per receipt, matched by account, number and equal amount."""

from __future__ import annotations

from typing import Any

from .entities import OPEN_ITEMS, RECEIVABLES, TRANSACTIONS
from .formats import new_guid
from .store import Division, Row

OPEN, MATCHED = 20, 50


def open_item(division: Division, line: Row, extra: dict[str, Any]) -> Row:
    """Add the receivable and the open item that belong to a transaction line on the AR ledger."""
    id_ = new_guid()
    hid = division.next("HID", start=5001)
    shared = {
        "Account": line["Account"],
        "AmountDC": line["AmountDC"],
        "AmountFC": line["AmountFC"],
        "TransactionAmountDC": line["AmountDC"],
        "TransactionAmountFC": line["AmountFC"],
        "Currency": line["Currency"],
        "RateFC": line["ExchangeRate"],
        "Description": line.get("Description"),
        "EntryDate": line["Date"],
        "InvoiceDate": line["Date"],
        "DueDate": line.get("DueDate", line["Date"]),
        "EntryID": line["EntryID"],
        "EntryNumber": line["EntryNumber"],
        "InvoiceNumber": line.get("InvoiceNumber"),
        "GLAccount": line["GLAccount"],
        "Journal": line["JournalCode"],
        "TransactionEntryID": line["EntryID"],
        "TransactionID": line["ID"],
        "TransactionType": line["Type"],
        "TransactionReportingYear": line["FinancialYear"],
        "TransactionReportingPeriod": line["FinancialPeriod"],
        "YourRef": line.get("YourRef"),
        "PaymentReference": line.get("PaymentReference"),
        "Status": OPEN,
        "IsFullyPaid": False,
        "_hid": hid,
        **extra,
    }
    row = division.put(RECEIVABLES, id_, {"ID": id_, **shared})
    division.put(
        OPEN_ITEMS,
        str(hid),
        {
            "HID": hid,
            "Id": id_,
            "AccountId": row["Account"],
            "Amount": row["AmountFC"],
            "AmountInTransit": row["AmountFC"] * 0,
            "CurrencyCode": row["Currency"],
            "Description": row.get("Description"),
            "DueDate": row["DueDate"],
            "EntryNumber": row["EntryNumber"],
            "InvoiceDate": row["InvoiceDate"],
            "InvoiceNumber": row.get("InvoiceNumber"),
            "JournalCode": row["Journal"],
            "YourRef": row.get("YourRef"),
        },
    )
    return row


def match_by_number(division: Division, receipt: Row) -> Row | None:
    """Match a receipt with the open item of its account, number and exactly opposite amount.

    Anything else (part payments, other currencies, no number) stays open on both sides.
    """
    for item in division.table(RECEIVABLES).by("InvoiceNumber", receipt.get("InvoiceNumber")):
        if (
            item["_id"] != receipt["_id"]
            and receipt.get("InvoiceNumber") is not None
            and item["Status"] == OPEN
            and item["Account"] == receipt["Account"]
            and item["Currency"] == receipt["Currency"]
            and item["GLAccount"] == receipt["GLAccount"]
            and item["AmountFC"] == -receipt["AmountFC"]
        ):
            _settle(division, item, receipt)
            return item
    return None


def _settle(division: Division, item: Row, receipt: Row) -> None:
    for one, other in ((item, receipt), (receipt, item)):
        division.change(
            RECEIVABLES,
            one,
            {
                "Status": MATCHED,
                "IsFullyPaid": True,
                "LastPaymentDate": receipt["EntryDate"],
                "EndDate": receipt["EntryDate"],
                "EndYear": receipt["TransactionReportingYear"],
                "EndPeriod": receipt["TransactionReportingPeriod"],
                "_matched": other["_id"],
            },
        )
        division.table(OPEN_ITEMS).drop(str(one["_hid"]))
        line = division.table(TRANSACTIONS).get(one["TransactionID"])
        if line is not None:
            division.change(TRANSACTIONS, line, {"OffsetID": other["TransactionID"]})


def is_matched(division: Division, entry: str) -> bool:
    """Whether anything of this entry has been paid or set off."""
    rows = division.table(RECEIVABLES).by("EntryID", entry)
    return any(row["Status"] == MATCHED for row in rows)


def drop_entry(division: Division, entry: str) -> None:
    """Remove the receivables of an entry that is removed or booked anew."""
    for row in division.table(RECEIVABLES).by("EntryID", entry):
        division.table(RECEIVABLES).drop(row["_id"])
        division.table(OPEN_ITEMS).drop(str(row["_hid"]))
