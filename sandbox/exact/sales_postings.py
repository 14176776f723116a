"""What a sales entry does to the ledgers: debtors against revenue and VAT, and an open item."""

from __future__ import annotations

from typing import Any

from . import postings, receivables
from .store import Division, Row

Values = dict[str, Any]


def post(division: Division, entry: Row, lines: list[Values], kept: postings.Kept) -> None:
    """Debit the debtors' ledger (line 0), credit revenue and VAT, open the item.

    `kept` are the ids of the lines that the entry had before.
    """
    journal = division.table("financial/Journals").one("Code", entry["Journal"])
    assert journal is not None
    head = {
        "EntryID": entry["EntryID"],
        "EntryNumber": entry["EntryNumber"],
        "InvoiceNumber": entry["InvoiceNumber"],
        "JournalCode": entry["Journal"],
        "FinancialYear": entry["ReportingYear"],
        "FinancialPeriod": entry["ReportingPeriod"],
        "Date": entry["EntryDate"],
        "DueDate": entry["DueDate"],
        "Type": entry["Type"],
        "Account": entry["Customer"],
        "Currency": entry["Currency"],
        "ExchangeRate": entry["Rate"],
        "Description": entry.get("Description"),
        "YourRef": entry.get("YourRef"),
        "PaymentReference": entry.get("PaymentReference"),
        "Document": entry.get("Document"),
    }
    debtors = {
        "GLAccount": journal["GLAccount"],
        "AmountFC": entry["AmountFC"],
        "AmountDC": entry["AmountDC"],
        "LineNumber": 0,
    }
    rows = [debtors, *(_revenue(line) for line in lines)]
    rows += [_vat(division, line) for line in lines if line["VATAmountFC"]]
    posted = postings.post(division, head, rows, kept)
    condition = division.table("cashflow/PaymentConditions").one("Code", entry["PaymentCondition"])
    assert condition is not None
    terms = {
        "PaymentCondition": condition["Code"],
        "PaymentDays": condition.get("PaymentDays"),
        "PaymentMethod": condition.get("PaymentMethod"),
    }
    receivables.open_item(division, posted[0], terms)


def _revenue(line: Values) -> Values:
    return {
        "GLAccount": line["GLAccount"],
        "AmountFC": -line["AmountFC"],
        "AmountDC": -line["AmountDC"],
        "VATCode": line["VATCode"],
        "AmountVATFC": -line["VATAmountFC"],
        "AmountVATBaseFC": -line["VATBaseAmountFC"],
        "CostCenter": line["CostCenter"],
        "CostUnit": line["CostUnit"],
        "Quantity": line["Quantity"],
        "Description": line["Description"],
        "LineNumber": line["LineNumber"],
    }


def _vat(division: Division, line: Values) -> Values:
    code = division.table("vat/VATCodes").one("Code", line["VATCode"])
    assert code is not None
    return {
        "GLAccount": code["GLToPay"],
        "AmountFC": -line["VATAmountFC"],
        "AmountDC": -line["VATAmountDC"],
        "VATCode": line["VATCode"],
        "VATType": "V",
        "LineNumber": line["LineNumber"],
    }
