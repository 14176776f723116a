"""Bank entries: lines from the bank's point of view (a receipt is positive), and the balance rule.

The opening balance must be the closing balance of the journal's last entry, and opening plus all
lines must be closing; a balance that isn't sent is computed. Entries can't be changed, only
deleted while they are open, the last one first.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from . import checks, postings, receivables
from .entities import ACCOUNTS, BANK, BANK_LINES
from .errors import Refusal
from .formats import day, new_guid
from .store import Division, Row

BANK_JOURNALS = (12,)
Values = dict[str, Any]


def create(division: Division, values: Values) -> Row:
    """Book a bank entry and match what its lines name."""
    lines = values.get("BankEntryLines") or []
    journal = checks.journal(division, values.get("JournalCode"), BANK_JOURNALS)
    if not lines:
        raise Refusal("missing", caption="BankEntryLines")
    currency = checks.currency(division, values.get("Currency") or journal["Currency"], journal)
    date = max(_date(division, line) for line in lines)
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
        "BankStatementDocument": values.get("BankStatementDocument"),
    }
    built = [
        _line(division, header, line, number, currency["_decimals"])
        for number, line in enumerate(lines, start=1)
    ]
    header |= _balances(division, values, header, built)
    number = checks.entry_number(division, journal["Code"], year, values.get("EntryNumber"))
    header["EntryNumber"] = number
    checks.take_number(division, journal["Code"], year, number, header["EntryID"])
    entry = division.put(BANK, header["EntryID"], header)
    for row in built:
        division.put(BANK_LINES.path, row["ID"], {**row, "EntryNumber": number})
    _post(division, entry, journal, built, date)
    return entry


def delete(division: Division, entry: Row) -> None:
    """Take an open entry out again; only the journal's last one, or the balances would break."""
    code, year, period = entry["JournalCode"], entry["FinancialYear"], entry["FinancialPeriod"]
    if checks.is_closed(division, code, year, period):
        raise Refusal("period_closed")
    if entry["Status"] == postings.PROCESSED or receivables.is_matched(division, entry["_id"]):
        raise Refusal("processed")
    if _last(division, entry["JournalCode"], entry["Currency"]) is not entry:
        raise Refusal("invalid", caption="ClosingBalanceFC")
    postings.remove(division, entry["_id"])
    receivables.drop_entry(division, entry["_id"])
    for line in division.table(BANK_LINES.path).by("EntryID", entry["_id"]):
        division.table(BANK_LINES.path).drop(line["_id"])
    checks.free_number(division, code, year, entry["EntryNumber"])
    division.table(BANK).drop(entry["_id"])


def _date(division: Division, line: Values) -> int:
    return day(line["Date"] if line.get("Date") is not None else division.clock())


def _line(division: Division, header: Values, line: Values, number: int, decimals: int) -> Values:
    ledger = checks.ledger(division, line.get("GLAccount"))
    if line.get("AmountFC") is None:
        raise Refusal("mandatory", caption="AmountFC")
    if line.get("Account") is not None:
        checks.reference(division, ACCOUNTS, line["Account"], "Account")
    checks.check_lengths(BANK_LINES.path, line)
    checks.costs(division, line, ledger)
    date = _date(division, line)
    rate = checks.rate(division, header["Currency"], line.get("ExchangeRate"), date)
    given = line.get("AmountVATFC")
    amount = checks.rounded(line["AmountFC"], decimals)
    split = checks.vat_split(
        division,
        line,
        amount=amount,
        given=None if given is None else checks.rounded(given, decimals),
        default=None,
        decimals=decimals,
        side="S" if amount > 0 else "P",
    )
    kept = ("Account", "CostCenter", "CostUnit", "Description", "Document", "Notes", "OurRef")
    return {
        **{name: line.get(name) for name in kept},
        "ID": new_guid(),
        "EntryID": header["EntryID"],
        "GLAccount": ledger["ID"],
        "LineNumber": number,
        "Date": date,
        "ExchangeRate": rate,
        "AmountFC": split.base + split.vat,
        "AmountDC": checks.rounded(split.base * rate) + checks.rounded(split.vat * rate),
        "AmountVATFC": split.vat,
        "VATCode": split.code["Code"] if split.code else None,
        "_base_fc": split.base,
    }


def _last(division: Division, journal: str, currency: str) -> Row | None:
    """The entry whose closing balance the next one opens with."""
    rows = [
        row
        for row in division.table(BANK).by("JournalCode", journal)
        if row["Currency"] == currency
    ]
    return max(rows, key=lambda row: row["_seq"], default=None)


def _balances(division: Division, values: Values, header: Values, lines: list[Values]) -> Values:
    last = _last(division, header["JournalCode"], header["Currency"])
    opening = Decimal(last["ClosingBalanceFC"]) if last else Decimal(0)
    closing = opening + sum((line["AmountFC"] for line in lines), Decimal(0))
    computed = {"OpeningBalanceFC": opening, "ClosingBalanceFC": closing}
    for name, amount in computed.items():
        if values.get(name) is not None and values[name] != amount:
            raise Refusal("invalid", caption=name)
    return computed


def _post(division: Division, entry: Row, journal: Row, lines: list[Values], date: int) -> None:
    """Debit the bank with the whole (line 0), credit each line's ledger."""
    head = {
        "EntryID": entry["EntryID"],
        "EntryNumber": entry["EntryNumber"],
        "JournalCode": entry["JournalCode"],
        "FinancialYear": entry["FinancialYear"],
        "FinancialPeriod": entry["FinancialPeriod"],
        "Type": postings.CASH_FLOW,
        "Currency": entry["Currency"],
    }
    bank = {
        "GLAccount": journal["GLAccount"],
        "AmountFC": sum((line["AmountFC"] for line in lines), Decimal(0)),
        "AmountDC": sum((line["AmountDC"] for line in lines), Decimal(0)),
        "ExchangeRate": lines[0]["ExchangeRate"],
        "Date": date,
        "LineNumber": 0,
    }
    rows = [bank]
    for line in lines:
        rows += ledger_rows(division, line, sign=-1)
    posted = postings.post(division, head, rows)
    open_receipts(division, posted[1:])


def ledger_rows(division: Division, line: Values, *, sign: int) -> list[Values]:
    """The rows of a bank or memorial line: its ledger without VAT, and its VAT."""
    vat_dc = checks.rounded(line["AmountVATFC"] * line["ExchangeRate"])
    shared = {
        "LineNumber": line["LineNumber"],
        "ExchangeRate": line["ExchangeRate"],
        "Date": line["Date"],
        "VATCode": line["VATCode"],
        "Account": line.get("Account"),
        "Description": line.get("Description"),
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


def open_receipts(division: Division, rows: list[Row]) -> None:
    """Open an item for every row on a debtors' ledger with an account, and match what fits."""
    for row in rows:
        ledger = division.table("financial/GLAccounts").get(row["GLAccount"])
        if ledger is None or ledger["Type"] != checks.RECEIVABLE or row.get("Account") is None:
            continue
        item = receivables.open_item(division, row, {})
        receivables.match_by_number(division, item)
