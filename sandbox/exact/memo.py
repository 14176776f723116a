"""General journal entries: debit positive, credit negative, and they must balance."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from . import checks, postings, receivables
from .bank import ledger_rows, open_receipts
from .entities import ACCOUNTS, MEMO, MEMO_LINES
from .errors import Refusal
from .formats import day, new_guid
from .store import Division, Row

MEMO_JOURNALS = (90,)
Values = dict[str, Any]


def create(division: Division, values: Values) -> Row:
    """Book a general journal entry (type 90) and match what its lines name."""
    lines = values.get("GeneralJournalEntryLines") or []
    journal = checks.journal(division, values.get("JournalCode"), MEMO_JOURNALS)
    if not lines:
        raise Refusal("missing", caption="GeneralJournalEntryLines")
    currency = checks.currency(division, values.get("Currency"), journal)
    date = max(_date(division, line) for line in lines)
    year, period = checks.period(
        division, journal["Code"], date, values.get("FinancialYear"), values.get("FinancialPeriod")
    )
    rate = checks.rate(division, currency["Code"], values.get("ExchangeRate"), date)
    header = {
        "EntryID": new_guid(),
        "JournalCode": journal["Code"],
        "Currency": currency["Code"],
        "ExchangeRate": rate,
        "FinancialYear": year,
        "FinancialPeriod": period,
        "Reversal": values.get("Reversal"),
        "Status": postings.OPEN,
        "Type": postings.MEMO,
    }
    built = [
        _line(division, header, journal, line, number, currency["_decimals"])
        for number, line in enumerate(lines, start=1)
    ]
    _check_balance(division, header, built)
    number = checks.entry_number(division, journal["Code"], year, values.get("EntryNumber"))
    header["EntryNumber"] = number
    checks.take_number(division, journal["Code"], year, number, header["EntryID"])
    entry = division.put(MEMO, header["EntryID"], header)
    for row in built:
        division.put(MEMO_LINES.path, row["ID"], {**row, "EntryNumber": number})
    _post(division, entry, built)
    return entry


def delete(division: Division, entry: Row) -> None:
    """Take an open entry out of the books."""
    code, year, period = entry["JournalCode"], entry["FinancialYear"], entry["FinancialPeriod"]
    if checks.is_closed(division, code, year, period):
        raise Refusal("period_closed")
    if entry["Status"] == postings.PROCESSED or receivables.is_matched(division, entry["_id"]):
        raise Refusal("processed")
    postings.remove(division, entry["_id"])
    receivables.drop_entry(division, entry["_id"])
    for line in division.table(MEMO_LINES.path).by("EntryID", entry["_id"]):
        division.table(MEMO_LINES.path).drop(line["_id"])
    checks.free_number(division, code, year, entry["EntryNumber"])
    division.table(MEMO).drop(entry["_id"])


def _date(division: Division, line: Values) -> int:
    return day(line["Date"] if line.get("Date") is not None else division.clock())


def _line(
    division: Division, header: Values, journal: Row, line: Values, number: int, decimals: int
) -> Values:
    ledger = checks.ledger(division, line.get("GLAccount"))
    if line.get("Account") is not None:
        checks.reference(division, ACCOUNTS, line["Account"], "Account")
    if line.get("VATCode") and not journal.get("AllowVAT"):
        raise Refusal("not_allowed", caption="VATCode")
    checks.check_lengths(MEMO_LINES.path, line)
    checks.costs(division, line, ledger)
    amount = checks.rounded(line.get("AmountFC") or 0, decimals)
    given = line.get("AmountVATFC")
    split = checks.vat_split(
        division,
        line,
        amount=amount,
        given=None if given is None else checks.rounded(given, decimals),
        default=None,
        decimals=decimals,
        side="S" if amount < 0 else "P",
    )
    rate = header["ExchangeRate"]
    kept = ("Account", "CostCenter", "CostUnit", "Description", "Document", "Notes", "OurRef")
    return {
        **{name: line.get(name) for name in kept},
        "ID": new_guid(),
        "EntryID": header["EntryID"],
        "GLAccount": ledger["ID"],
        "LineNumber": number,
        "Date": _date(division, line),
        "ExchangeRate": rate,
        "AmountFC": split.base + split.vat,
        "AmountDC": checks.rounded(split.base * rate) + checks.rounded(split.vat * rate),
        "AmountVATFC": split.vat,
        "VATBaseAmountFC": split.base if split.code else None,
        "VATCode": split.code["Code"] if split.code else None,
        "_base_fc": split.base,
    }


def _check_balance(division: Division, header: Values, lines: list[Values]) -> None:
    """Debit equals credit; a rounding of the conversion goes to the largest line."""
    difference = sum((line["AmountFC"] for line in lines), Decimal(0))
    if difference:
        raise Refusal(
            "out_of_balance",
            year=str(header["FinancialYear"]),
            period=str(header["FinancialPeriod"]),
            type=str(header["Type"]),
            currency=header["Currency"],
            difference=f"{difference:f}".replace(".", ","),
        )
    converted = sum((line["AmountDC"] for line in lines), Decimal(0))
    if converted:
        largest = max(lines, key=lambda line: abs(line["AmountDC"]))
        largest["AmountDC"] -= converted


def _post(division: Division, entry: Row, lines: list[Values]) -> None:
    head = {
        "EntryID": entry["EntryID"],
        "EntryNumber": entry["EntryNumber"],
        "JournalCode": entry["JournalCode"],
        "FinancialYear": entry["FinancialYear"],
        "FinancialPeriod": entry["FinancialPeriod"],
        "Type": postings.MEMO,
        "Currency": entry["Currency"],
    }
    rows: list[Values] = []
    for line in lines:
        rows += ledger_rows(division, line, sign=1)
    open_receipts(division, postings.post(division, head, rows))
