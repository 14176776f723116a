"""Sales invoices: Exact prints them, and only then an entry stands in the books.

A line's item decides the ledger: the item's own, else that of its group. Lines of a credit note
(type 8021) are positive and booked negative.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from . import checks, deferral, postings, sales
from .entities import ACCOUNTS, INVOICE_LINES, INVOICES, ITEMS, PRINTED
from .errors import BadRequest, Refusal
from .formats import day, new_guid
from .store import Division, Row

Values = dict[str, Any]
LINES = INVOICE_LINES.path
INVOICE, CREDIT_NOTE = 8020, 8021
OPEN, PROCESSED = 20, 50


def create(division: Division, values: Values) -> Row:
    """Add an open invoice; nothing is booked yet."""
    values = dict(values)
    given = values.pop("SalesInvoiceLines", None) or []
    header = _header(division, {**values, "InvoiceID": new_guid()})
    if not given:
        raise Refusal("missing", caption="SalesInvoiceLines")
    lines = [_line(division, header, line, new_guid()) for line in given]
    for number, line in enumerate(lines, start=1):
        division.put(LINES, line["ID"], {**line, "LineNumber": number})
    return division.put(INVOICES, header["InvoiceID"], {**header, **_totals(lines)})


def update(division: Division, invoice: Row, values: Values) -> Row:
    """Change the header of an invoice that isn't processed."""
    _check_open(invoice)
    header = _header(division, {**invoice, **values})
    return division.put(INVOICES, invoice["_id"], {**invoice, **header})


def delete(division: Division, invoice: Row) -> None:
    _check_open(invoice)
    for line in division.table(LINES).by("InvoiceID", invoice["_id"]):
        division.table(LINES).drop(line["_id"])
    division.table(INVOICES).drop(invoice["_id"])
    postings.register_deletion(division, postings.DELETED_SALES_INVOICE, invoice["_id"])


def create_line(division: Division, values: Values) -> Row:
    """Add a line to an open invoice."""
    invoice = _invoice_of(division, values)
    rows = division.table(LINES).by("InvoiceID", invoice["_id"])
    line = _line(division, invoice, values, new_guid())
    line["LineNumber"] = max((row["LineNumber"] for row in rows), default=0) + 1
    row = division.put(LINES, line["ID"], line)
    _add_up(division, invoice)
    return row


def update_line(division: Division, line: Row, values: Values) -> Row:
    invoice = _invoice_of(division, line)
    merged = {**line["_given"], **values}
    row = division.put(
        LINES,
        line["_id"],
        {**_line(division, invoice, merged, line["_id"]), "LineNumber": line["LineNumber"]},
    )
    _add_up(division, invoice)
    return row


def delete_line(division: Division, line: Row) -> None:
    """Remove a line; an invoice keeps at least one."""
    invoice = _invoice_of(division, line)
    if len(division.table(LINES).by("InvoiceID", invoice["_id"])) == 1:
        raise Refusal("missing", caption="SalesInvoiceLines")
    division.table(LINES).drop(line["_id"])
    _add_up(division, invoice)


def print_(division: Division, values: Values) -> Row:
    """Print an invoice: it is processed and its entry stands in the books."""
    if values.get("InvoiceID") is None:
        raise Refusal("mandatory", caption="SalesInvoice")
    invoice = checks.reference(division, INVOICES, values["InvoiceID"], "SalesInvoice")
    _check_open(invoice)
    date = day(values.get("InvoiceDate") or division.clock())
    lines = sorted(
        division.table(LINES).by("InvoiceID", invoice["_id"]), key=lambda row: row["LineNumber"]
    )
    sign = -1 if invoice["Type"] == CREDIT_NOTE else 1
    entry = sales.create(
        division,
        {
            "Customer": invoice["InvoiceTo"],
            "Journal": invoice["Journal"],
            "EntryDate": date,
            "DueDate": invoice.get("DueDate"),
            "ReportingYear": values.get("ReportingYear"),
            "ReportingPeriod": values.get("ReportingPeriod"),
            "Currency": invoice["Currency"],
            "PaymentCondition": invoice["PaymentCondition"],
            "PaymentReference": invoice.get("PaymentReference"),
            "YourRef": invoice.get("YourRef"),
            "Description": invoice.get("Description"),
            "Document": invoice.get("Document"),
            "SalesEntryLines": [_booked(line, sign) for line in lines],
        },
    )
    division.change(
        INVOICES,
        invoice,
        {
            "Status": PROCESSED,
            "InvoiceDate": date,
            "InvoiceNumber": entry["EntryNumber"],
            "DueDate": entry["DueDate"],
            "_entry": entry["EntryID"],
        },
    )
    sent = values.get("SendEmailToCustomer")
    printed = {**values, "InvoiceDate": date, "EmailCreationSuccess": "1" if sent else None}
    return division.put(PRINTED, invoice["_id"], printed)


def _check_open(invoice: Row) -> None:
    if invoice["Status"] == PROCESSED:
        raise Refusal("processed")


def _invoice_of(division: Division, values: Values) -> Row:
    if values.get("InvoiceID") is None:
        raise BadRequest("InvoiceID is mandatory.")
    invoice = checks.reference(division, INVOICES, values["InvoiceID"], "SalesInvoice")
    _check_open(invoice)
    return invoice


def _header(division: Division, values: Values) -> Values:
    date = day(values.get("OrderDate") or division.clock())
    journal = checks.journal(division, values.get("Journal"), sales.SALES_JOURNALS)
    if values.get("OrderedBy") is None:
        raise Refusal("mandatory", caption="OrderedBy")
    ordered = checks.reference(division, ACCOUNTS, values["OrderedBy"], "OrderedBy")
    to = values.get("InvoiceTo") or ordered.get("InvoiceAccount") or ordered["ID"]
    customer = sales.customer_of(division, to, date, journal)
    if values.get("Type") not in (None, INVOICE, CREDIT_NOTE):
        raise Refusal("invalid", caption="InvoiceType")
    checks.check_lengths(INVOICES, values)
    checks.document(division, values.get("Document"))
    kept = ("Description", "YourRef", "PaymentReference", "Remarks", "Document", "OrderNumber")
    return {
        **{name: values.get(name) for name in kept},
        "InvoiceID": values["InvoiceID"],
        "Journal": journal["Code"],
        "OrderedBy": ordered["ID"],
        "InvoiceTo": customer["ID"],
        "DeliverTo": values.get("DeliverTo") or ordered["ID"],
        "Type": values.get("Type") or INVOICE,
        "Status": OPEN,
        "OrderDate": date,
        "DueDate": values.get("DueDate"),
        "Currency": checks.currency(division, values.get("Currency"), journal)["Code"],
        "PaymentCondition": sales.condition_of(division, values, customer)["Code"],
    }


def _line(division: Division, header: Values, line: Values, id_: str) -> Values:
    if line.get("Item") is None:
        raise Refusal("mandatory", caption="Item")
    item = checks.reference(division, ITEMS, line["Item"], "Item")
    ledger = _ledger(division, item)
    checks.check_lengths(LINES, line)
    checks.costs(division, line, ledger)
    currency = checks.currency_row(division, header["Currency"])
    quantity = Decimal(line["Quantity"]) if line.get("Quantity") is not None else Decimal(1)
    price = line.get("NetPrice") if line.get("NetPrice") is not None else line.get("UnitPrice")
    amount = line.get("AmountFC")
    if amount is None:
        amount = quantity * (Decimal(0) if price is None else Decimal(price))
    given = line.get("VATAmountFC")
    split = checks.vat_split(
        division,
        line,
        amount=checks.rounded(amount, currency["_decimals"]),
        given=None if given is None else checks.rounded(given, currency["_decimals"]),
        default=item.get("SalesVatCode") or ledger.get("VATCode"),
        decimals=currency["_decimals"],
    )
    span = {"From": line.get("StartTime"), "To": line.get("EndTime")}
    deferral.check_range(division, {"Journal": header["Journal"]}, span)
    kept = ("CostCenter", "CostUnit", "StartTime", "EndTime", "Notes", "UnitCode", "Discount")
    return {
        **{name: line.get(name) for name in kept},
        "ID": id_,
        "InvoiceID": header["InvoiceID"],
        "Item": item["ID"],
        "GLAccount": ledger["ID"],
        "Description": line.get("Description") or item["Description"],
        "Quantity": quantity,
        "UnitPrice": line.get("UnitPrice"),
        "NetPrice": price,
        "AmountFC": split.base,
        "VATAmountFC": split.vat,
        "VATCode": split.code["Code"] if split.code else None,
        "_given": line,
        "_amount": amount,
    }


def _ledger(division: Division, item: Row) -> Row:
    """The revenue ledger of an item, or of its group."""
    group = division.table("logistics/ItemGroups").get(item.get("ItemGroup"))
    id_ = item.get("GLRevenue") or (group.get("GLRevenue") if group else None)
    if id_ is None:
        raise Refusal("missing", caption="GLAccount")
    return checks.ledger(division, id_)


def _booked(line: Row, sign: int) -> Values:
    """The line of the sales entry that printing makes."""
    vat = line["_given"].get("VATAmountFC")
    same = ("GLAccount", "VATCode", "Description", "CostCenter", "CostUnit", "Notes", "Quantity")
    return {
        **{name: line.get(name) for name in same},
        "AmountFC": sign * line["_amount"],
        "VATAmountFC": None if vat is None else sign * vat,
        "From": line.get("StartTime"),
        "To": line.get("EndTime"),
    }


def _add_up(division: Division, invoice: Row) -> None:
    lines = division.table(LINES).by("InvoiceID", invoice["_id"])
    division.change(INVOICES, invoice, _totals(lines))


def _totals(lines: list[Values]) -> Values:
    vat = sum((line["VATAmountFC"] for line in lines), Decimal(0))
    return {
        "AmountFC": vat + sum((line["AmountFC"] for line in lines), Decimal(0)),
        "VATAmountFC": vat,
    }
