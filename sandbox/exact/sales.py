"""Sales entries: from an accepted body to an entry, its lines, postings and open item.

Nothing makes a second POST of the same document harmless: the same YourRef twice is two entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from . import checks, deferral, numbers, postings, receivables, sales_postings
from .entities import ACCOUNTS, RECEIVABLES, SALES, SALES_LINES
from .errors import BadRequest, Refusal
from .formats import DAY, day, new_guid
from .store import Division, Row

LINES = SALES_LINES.path
SALES_JOURNALS = (20, 21)
Values = dict[str, Any]


def create(division: Division, values: Values) -> Row:
    """Book a new sales entry."""
    values = dict(values)
    lines = values.pop("SalesEntryLines", None) or []
    return _book(division, new_guid(), values, [(new_guid(), line) for line in lines], None)


def update(division: Division, entry: Row, values: Values) -> Row:
    """Change header fields of an open entry; it is booked anew, its lines stay."""
    lines = [(row["_id"], row["_given"]) for row in _lines_of(division, entry["_id"])]
    return _book(division, entry["_id"], {**entry["_given"], **values}, lines, entry)


def delete(division: Division, entry: Row) -> None:
    """Take an open entry out of the books."""
    _check_open(division, entry)
    id_ = entry["_id"]
    for line in _lines_of(division, id_):
        division.table(LINES).drop(line["_id"])
    postings.remove(division, id_)
    receivables.drop_entry(division, id_)
    numbers.free_number(division, entry["Journal"], entry["ReportingYear"], entry["EntryNumber"])
    division.table(SALES).drop(id_)


def create_line(division: Division, values: Values) -> Row:
    """Add a line to an open entry."""
    entry = _entry_of(division, values)
    lines = [(row["_id"], row["_given"]) for row in _lines_of(division, entry["_id"])]
    id_ = new_guid()
    _book(division, entry["_id"], entry["_given"], [*lines, (id_, values)], entry)
    return division.table(LINES).rows[id_]


def update_line(division: Division, line: Row, values: Values) -> Row:
    entry = _entry_of(division, line)
    lines = [
        (row["_id"], {**row["_given"], **values} if row is line else row["_given"])
        for row in _lines_of(division, entry["_id"])
    ]
    _book(division, entry["_id"], entry["_given"], lines, entry)
    return division.table(LINES).rows[line["_id"]]


def delete_line(division: Division, line: Row) -> None:
    """Remove a line; with the last one the entry goes too."""
    entry = _entry_of(division, line)
    rest = [row for row in _lines_of(division, entry["_id"]) if row is not line]
    if not rest:
        delete(division, entry)
        return
    lines = [(row["_id"], row["_given"]) for row in rest]
    _book(division, entry["_id"], entry["_given"], lines, entry)


def _lines_of(division: Division, entry: str) -> list[Row]:
    return sorted(division.table(LINES).by("EntryID", entry), key=lambda row: row["LineNumber"])


def _entry_of(division: Division, values: Mapping[str, Any]) -> Row:
    if values.get("EntryID") is None:
        raise BadRequest("EntryID is mandatory.")
    return checks.reference(division, SALES, values["EntryID"], "SalesEntry")


def _check_open(division: Division, entry: Row) -> None:
    if entry["Status"] == postings.PROCESSED or receivables.is_matched(division, entry["_id"]):
        raise Refusal("processed")
    journal, year, period = entry["Journal"], entry["ReportingYear"], entry["ReportingPeriod"]
    if checks.is_closed(division, journal, year, period):
        raise Refusal("period_closed")


def customer_of(division: Division, id_: str | None, date: int, journal: Row) -> Row:
    """The customer of an entry, fit to be invoiced in this journal. Raises Refusal."""
    if id_ is None:
        raise Refusal("mandatory", caption="Customer")
    row = checks.reference(division, ACCOUNTS, id_, "Customer")
    if row.get("Status") != "C":
        raise Refusal("invalid", caption="CustomerType")
    today = day(division.clock())
    if row.get("EndDate") is not None and row["EndDate"] < today:
        raise Refusal("customer_inactive")
    if row.get("StartDate") is not None and row["StartDate"] > max(date, today):
        raise Refusal("customer_inactive")
    if row.get("Blocked"):
        raise Refusal("blocked", caption="Customer")
    if row.get("GLAR") is not None and row["GLAR"] != journal["GLAccount"]:
        raise Refusal("invalid", caption="GLAR")
    return row


def _book(
    division: Division,
    id_: str,
    values: Values,
    lines: list[tuple[str, Values]],
    old: Row | None,
) -> Row:
    """Check everything, then write: a refused entry leaves the books as they were."""
    if old is not None:
        _check_open(division, old)
    header = _header(division, values, old)
    if not lines:
        raise Refusal("missing", caption="SalesEntryLines")
    decimals = header.pop("_decimals")
    header["EntryID"] = id_
    built = [
        _line(division, header, line_id, line, number, decimals)
        for number, (line_id, line) in enumerate(lines, start=1)
    ]
    number = _number(division, header, values, old)
    header |= {"EntryNumber": number, "InvoiceNumber": _invoice_number(division, values, number)}
    header |= _totals(built)
    header |= {"_given": values, "Status": postings.OPEN}
    kept = postings.kept_lines(division, id_)
    if old is not None:
        postings.remove_derived(division, id_)
        stays = {row["ID"] for row in built}
        for row in _lines_of(division, id_):
            if row["_id"] not in stays:
                division.table(LINES).drop(row["_id"])
    numbers.take_number(division, header["Journal"], header["ReportingYear"], number, id_)
    entry = division.put(SALES, id_, header)
    for row in built:
        division.put(LINES, row["ID"], row)
    sales_postings.post(division, entry, built, kept)
    postings.drop_rest(division, kept)
    deferral.book(division, entry, built, decimals)
    return entry


def _header(division: Division, values: Values, old: Row | None) -> Values:
    date = day(values["EntryDate"]) if values.get("EntryDate") is not None else None
    date = day(division.clock()) if date is None else date
    journal = checks.journal(division, values.get("Journal"), SALES_JOURNALS)
    customer = customer_of(division, values.get("Customer"), date, journal)
    checks.check_lengths(SALES, values)
    checks.document(division, values.get("Document"))
    year, period = checks.period(
        division,
        journal["Code"],
        date,
        values.get("ReportingYear"),
        values.get("ReportingPeriod"),
    )
    currency = checks.currency(division, values.get("Currency"), journal)
    rate = checks.rate(division, journal, currency["Code"], values.get("Rate"), date)
    condition = condition_of(division, values, customer)
    due = values.get("DueDate")
    if due is None:
        due = date + DAY * condition.get("PaymentDays", 0)
    kept = ("Description", "YourRef", "PaymentReference", "OrderNumber", "Document", "Reversal")
    return {
        **{name: values.get(name) for name in (*kept, "ExternalLinkReference", "BatchNumber")},
        "Customer": customer["ID"],
        "Journal": journal["Code"],
        "EntryDate": date,
        "DueDate": day(due),
        "ReportingYear": year,
        "ReportingPeriod": period,
        "Currency": currency["Code"],
        "Rate": rate,
        "PaymentCondition": condition["Code"],
        "_decimals": currency["_decimals"],
    }


def condition_of(division: Division, values: Values, customer: Row) -> Row:
    """The payment condition sent, else the customer's. Raises Refusal."""
    code = values.get("PaymentCondition") or customer.get("PaymentConditionSales")
    if not code:
        raise Refusal("mandatory", caption="PaymentCondition")
    return checks.code_reference(division, "cashflow/PaymentConditions", code, "PaymentCondition")


def _line(
    division: Division, header: Values, id_: str, line: Values, number: int, decimals: int
) -> Values:
    ledger = checks.ledger(division, line.get("GLAccount"))
    if ledger["Type"] != checks.REVENUE:
        raise Refusal("invalid", caption="GLAccountType")
    if line.get("AmountFC") is None:
        raise Refusal("mandatory", caption="AmountFC")
    checks.check_lengths(LINES, line)
    checks.costs(division, line, ledger)
    deferral.check_range(division, header, line)
    given = line.get("VATAmountFC")
    split = checks.vat_split(
        division,
        line,
        amount=checks.rounded(line["AmountFC"], decimals),
        given=None if given is None else checks.rounded(given, decimals),
        default=ledger.get("VATCode"),
        decimals=decimals,
    )
    base_dc = checks.rounded(split.base * header["Rate"])
    kept = ("Description", "CostCenter", "CostUnit", "From", "To", "Quantity", "Notes", "Project")
    return {
        **{name: line.get(name) for name in kept},
        "ID": id_,
        "EntryID": header["EntryID"],
        "GLAccount": ledger["ID"],
        "LineNumber": number,
        "AmountFC": split.base,
        "AmountDC": base_dc,
        "VATCode": split.code["Code"] if split.code else None,
        "VATAmountFC": split.vat,
        "VATAmountDC": checks.rounded(split.vat * header["Rate"]),
        "VATBaseAmountFC": split.base,
        "VATBaseAmountDC": base_dc,
        "_given": line,
    }


def _totals(lines: list[Values]) -> Values:
    vat_fc = sum((line["VATAmountFC"] for line in lines), Decimal(0))
    vat_dc = sum((line["VATAmountDC"] for line in lines), Decimal(0))
    total_fc = vat_fc + sum((line["AmountFC"] for line in lines), Decimal(0))
    total_dc = vat_dc + sum((line["AmountDC"] for line in lines), Decimal(0))
    kind = postings.CREDIT_NOTE if total_fc < 0 else postings.SALES_ENTRY
    return {
        "AmountFC": total_fc,
        "AmountDC": total_dc,
        "VATAmountFC": vat_fc,
        "VATAmountDC": vat_dc,
        "Type": kind,
    }


def _number(division: Division, header: Values, values: Values, old: Row | None) -> int:
    journal, year = header["Journal"], header["ReportingYear"]
    given = values.get("EntryNumber")
    if old is not None:
        same_series = (old["Journal"], old["ReportingYear"]) == (journal, year)
        if same_series and given in (None, old["EntryNumber"]):
            return int(old["EntryNumber"])
    number = numbers.entry_number(division, journal, year, given)
    if old is not None:
        numbers.free_number(division, old["Journal"], old["ReportingYear"], old["EntryNumber"])
    return number


def _invoice_number(division: Division, values: Values, entry_number: int) -> int:
    """The entry number, unless a free number was sent: Exact ignores one that is taken."""
    given = values.get("InvoiceNumber")
    if given and not division.table(RECEIVABLES).by("InvoiceNumber", given):
        return int(given)
    return entry_number
