"""What bank, cash and general journal entries have in common.

A kind of entry differs from the others by its endpoints, its journals and its sign: lines of bank
and cash entries are seen from the bank (a receipt is positive and credits the line's ledger), lines
of general journal entries are debit positive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import checks, matching, numbers, postings, receivables
from .entities import ACCOUNTS, BANK, BANK_LINES, CASH, CASH_LINES, MEMO, MEMO_LINES
from .errors import Refusal
from .formats import day, new_guid
from .store import Division, Row

Values = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of entry: table of headers and of lines, the property with the lines, its journals."""

    entries: str
    lines: str
    collection: str
    journals: tuple[int, ...]
    type: int
    sign: int


BANK_KIND = Kind(BANK, BANK_LINES.path, "BankEntryLines", (12,), postings.CASH_FLOW, -1)
CASH_KIND = Kind(CASH, CASH_LINES.path, "CashEntryLines", (10,), postings.CASH_FLOW, -1)
MEMO_KIND = Kind(MEMO, MEMO_LINES.path, "GeneralJournalEntryLines", (90,), postings.MEMO, 1)
KINDS = (BANK_KIND, CASH_KIND, MEMO_KIND)


@dataclass
class Draft:
    """An entry whose header is checked: what its lines and its posting need."""

    header: Values
    lines: list[Values]
    journal: Row
    decimals: int
    date: int


def opened(division: Division, kind: Kind, values: Values) -> Draft:
    """Check journal, currency and period of a new entry. Raises Refusal."""
    lines = values.get(kind.collection) or []
    journal = checks.journal(division, values.get("JournalCode"), kind.journals)
    if not lines:
        raise Refusal("missing", caption=kind.collection)
    currency = checks.currency(division, values.get("Currency") or journal["Currency"], journal)
    date = max(line_date(division, line) for line in lines)
    year, period = checks.period(
        division, journal["Code"], date, values.get("FinancialYear"), values.get("FinancialPeriod")
    )
    header = {
        "EntryID": new_guid(),
        "JournalCode": journal["Code"],
        "Currency": currency["Code"],
        "FinancialYear": year,
        "FinancialPeriod": period,
        "Status": postings.OPEN,
    }
    return Draft(header, lines, journal, currency["_decimals"], date)


def line_date(division: Division, line: Values) -> int:
    return day(line["Date"] if line.get("Date") is not None else division.clock())


def rate(division: Division, draft: Draft, given: Decimal | None, date: int) -> Decimal:
    """The rate of an entry or of one of its lines."""
    return checks.rate(division, draft.journal, draft.header["Currency"], given, date)


def line(
    division: Division, kind: Kind, draft: Draft, values: Values, number: int, rate_: Decimal
) -> Values:
    """One line as it is stored. Raises Refusal."""
    ledger = checks.ledger(division, values.get("GLAccount"))
    if values.get("Account") is not None:
        checks.reference(division, ACCOUNTS, values["Account"], "Account")
    if values.get("VATCode") and kind is MEMO_KIND and not draft.journal.get("AllowVAT"):
        raise Refusal("not_allowed", caption="VATCode")
    checks.check_lengths(kind.lines, values)
    checks.document(division, values.get("Document"))
    checks.costs(division, values, ledger)
    given = values.get("AmountVATFC")
    split = checks.vat_split(
        division,
        values,
        amount=checks.rounded(values.get("AmountFC") or 0, draft.decimals),
        given=None if given is None else checks.rounded(given, draft.decimals),
        default=None,
        decimals=draft.decimals,
        side=None,
    )
    kept = ("Account", "CostCenter", "CostUnit", "Description", "Document", "Notes", "OurRef")
    return {
        **{name: values.get(name) for name in (*kept, "Quantity", "Project")},
        "ID": new_guid(),
        "EntryID": draft.header["EntryID"],
        "GLAccount": ledger["ID"],
        "LineNumber": number,
        "Date": line_date(division, values),
        "ExchangeRate": rate_,
        "AmountFC": split.base + split.vat,
        "AmountDC": checks.rounded(split.base * rate_) + checks.rounded(split.vat * rate_),
        "AmountVATFC": split.vat,
        "VATBaseAmountFC": split.base if split.code else None,
        "VATCode": split.code["Code"] if split.code else None,
        "_base_fc": split.base,
    }


def store(
    division: Division, kind: Kind, draft: Draft, lines: list[Values], number: int | None
) -> Row:
    """Give the entry its number and write header and lines."""
    journal, year = draft.journal["Code"], draft.header["FinancialYear"]
    taken = numbers.entry_number(division, journal, year, number)
    header = {**draft.header, "EntryNumber": taken}
    numbers.take_number(division, journal, year, taken, header["EntryID"])
    entry = division.put(kind.entries, header["EntryID"], header)
    for row in lines:
        division.put(kind.lines, row["ID"], {**row, "EntryNumber": taken})
    return entry


def post(
    division: Division, kind: Kind, entry: Row, lines: list[Values], first: Values | None
) -> None:
    """Write the entry's lines into the ledgers, open its items and match them.

    `first` is line 0 of a bank or cash entry, which the items point at until they are matched.
    """
    head = {
        "EntryID": entry["EntryID"],
        "EntryNumber": entry["EntryNumber"],
        "JournalCode": entry["JournalCode"],
        "FinancialYear": entry["FinancialYear"],
        "FinancialPeriod": entry["FinancialPeriod"],
        "Type": kind.type,
        "Currency": entry["Currency"],
    }
    rows: list[Values] = [] if first is None else [first]
    for one in lines:
        rows += _ledger_rows(division, one, kind.sign)
    posted = postings.post(division, head, rows)
    for row in posted[0 if first is None else 1 :]:
        _open(division, row, None if first is None else posted[0])


def check_removable(division: Division, entry: Row) -> None:
    """An entry can go while its period is open and nothing of it is processed or matched."""
    code, year, period = entry["JournalCode"], entry["FinancialYear"], entry["FinancialPeriod"]
    if checks.is_closed(division, code, year, period):
        raise Refusal("period_closed")
    if entry["Status"] == postings.PROCESSED or receivables.is_matched(division, entry["_id"]):
        raise Refusal("processed")


def remove(division: Division, kind: Kind, entry: Row) -> None:
    """Take an open entry out of the books again. Raises Refusal."""
    check_removable(division, entry)
    postings.remove(division, entry["_id"])
    receivables.drop_entry(division, entry["_id"])
    for row in division.table(kind.lines).by("EntryID", entry["_id"]):
        division.table(kind.lines).drop(row["_id"])
    numbers.free_number(
        division, entry["JournalCode"], entry["FinancialYear"], entry["EntryNumber"]
    )
    division.table(kind.entries).drop(entry["_id"])


def _ledger_rows(division: Division, line: Mapping[str, Any], sign: int) -> list[Values]:
    """The rows of one line: its ledger without VAT, and its VAT."""
    vat_dc = checks.rounded(line["AmountVATFC"] * line["ExchangeRate"])
    shared = {
        "LineNumber": line["LineNumber"],
        "ExchangeRate": line["ExchangeRate"],
        "Date": line["Date"],
        "VATCode": line["VATCode"],
        "Account": line.get("Account"),
        "Description": line.get("Description"),
        "Document": line.get("Document"),
    }
    rows = [
        {
            **shared,
            "GLAccount": line["GLAccount"],
            "AmountFC": sign * line["_base_fc"],
            "AmountDC": sign * (line["AmountDC"] - vat_dc),
            "AmountVATFC": sign * line["AmountVATFC"],
            "AmountVATBaseFC": sign * line["_base_fc"] if line["VATCode"] else Decimal(0),
            "CostCenter": line.get("CostCenter"),
            "CostUnit": line.get("CostUnit"),
            "InvoiceNumber": line.get("OurRef"),
        }
    ]
    if line["AmountVATFC"]:
        code = division.table("vat/VATCodes").one("Code", line["VATCode"])
        assert code is not None
        purchase = code["VATTransactionType"] == "P"
        rows.append(
            {
                **shared,
                "GLAccount": code["GLToClaim"] if purchase else code["GLToPay"],
                "AmountFC": sign * line["AmountVATFC"],
                "AmountDC": sign * vat_dc,
                "VATType": "V",
            }
        )
    return rows


def _open(division: Division, row: Row, first: Row | None) -> None:
    """Open an item for a row on a debtors' ledger with an account, and match what fits."""
    ledger = division.table("financial/GLAccounts").get(row["GLAccount"])
    if ledger is None or row.get("Account") is None:
        return
    if ledger["Type"] == checks.PAYABLE:
        receivables.open_payable(division, row)
    if ledger["Type"] != checks.RECEIVABLE:
        return
    if first is not None:
        own = {"OffsetID": first["ID"], "_own_offset": first["ID"]}
        row = division.change("financialtransaction/TransactionLines", row, own)
    matching.by_number(division, receivables.open_item(division, row, {}))
