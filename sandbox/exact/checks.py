"""What every entry must satisfy: journal, period, currency, ledger, VAT code, cost centre."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .bodies import LENGTHS
from .entities import JOURNAL_STATUS, LEDGERS
from .errors import Refusal
from .formats import day
from .store import Division, Row

CENT = Decimal("0.01")
OPTIONAL, MANDATORY, NOT_ALLOWED = 0, 1, 2
REVENUE = 110
RECEIVABLE, PAYABLE = 20, 22


def rounded(amount: Decimal | int, decimals: int = 2) -> Decimal:
    """Commercial rounding to the currency's smallest unit."""
    return Decimal(amount).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def check_lengths(entity: str, values: Mapping[str, Any]) -> None:
    for name, length in LENGTHS.get(entity, {}).items():
        if len(values.get(name) or "") > length:
            raise Refusal("too_long", caption=name, length=str(length))


def reference(division: Division, table: str, id_: str | None, caption: str) -> Row:
    """The row that a GUID points at, in this division only."""
    row = division.table(table).get(id_)
    if row is None:
        raise Refusal("reference", caption=caption)
    return row


def code_reference(division: Division, table: str, code: str, caption: str) -> Row:
    """The row with this code; spaces around a code don't count."""
    row = division.table(table).one("Code", code.strip())
    if row is None:
        raise Refusal("reference", caption=caption)
    return row


def document(division: Division, id_: str | None) -> None:
    """A document that an entry names exists."""
    if id_ is not None:
        reference(division, "documents/Documents", id_, "Document")


def journal(division: Division, code: str | None, types: Collection[int]) -> Row:
    if not code:
        raise Refusal("mandatory", caption="Journal")
    row = code_reference(division, "financial/Journals", code, "Journal")
    if row["Type"] not in types:
        raise Refusal("invalid", caption="JournalType")
    if row.get("IsBlocked"):
        raise Refusal("blocked", caption="Journal")
    if row.get("GLAccount") is None:
        raise Refusal("missing", caption="GLAccount")
    return row


def period_of(division: Division, date: int) -> tuple[int, int]:
    """The year and period in which a date lies, by the period-date table."""
    for row in division.table("financial/FinancialPeriods"):
        if row["StartDate"] <= date < row["EndDate"] + 86_400_000:
            return row["FinYear"], row["FinPeriod"]
    raise Refusal("period_unknown")


def is_closed(division: Division, journal_code: str, year: int, period: int) -> bool:
    status = division.table(JOURNAL_STATUS).get(f"{journal_code}/{year}/{period}")
    return status is not None and status["Status"] == 1


def period(
    division: Division, journal_code: str, date: int, year: int | None, number: int | None
) -> tuple[int, int]:
    """The open period to book in: the one given, else the one of the date."""
    if (year is None) != (number is None):
        raise Refusal("mandatory", caption="ReportingYear" if year is None else "ReportingPeriod")
    if year is None or number is None:
        year, number = period_of(division, date)
    elif not any(
        row["FinPeriod"] == number
        for row in division.table("financial/FinancialPeriods").by("FinYear", year)
    ):
        raise Refusal("period_unknown")
    if is_closed(division, journal_code, year, number):
        raise Refusal("period_closed")
    return year, number


def currency_row(division: Division, code: str) -> Row:
    """An active currency. Raises Refusal."""
    row = code_reference(division, "general/Currencies", code, "Currency")
    if row.get("_hidden"):
        raise Refusal("invalid", caption="CurrencyInactive")
    return row


def currency(division: Division, code: str | None, journal_row: Row) -> Row:
    """The currency of an entry: the division's own where none is given."""
    row = currency_row(division, code or division.currency)
    if row["Code"] != journal_row["Currency"] and not journal_row.get("AllowVariableCurrency"):
        raise Refusal("not_allowed", caption="Currency")
    return row


def rate(
    division: Division, journal_row: Row, code: str, given: Decimal | None, date: int
) -> Decimal:
    """What one unit of the entry's currency is worth in the division's: AmountDC = FC x rate.

    A rate that is sent needs a journal that takes any; without one that of the date is taken.
    """
    if code == division.currency:
        if given is not None and given != 1:
            raise Refusal("invalid", caption="Rate")
        return Decimal(1)
    if given is not None:
        if journal_row.get("AllowVariableExchangeRate") is False:
            raise Refusal("not_allowed", caption="Rate")
        if given <= 0:
            raise Refusal("invalid", caption="Rate")
        return Decimal(given)
    known = [
        row
        for row in division.table("financial/ExchangeRates").by("SourceCurrency", code)
        if row["StartDate"] <= date
    ]
    if not known:
        raise Refusal("missing", caption="Rate")
    return Decimal(max(known, key=lambda row: row["StartDate"])["Rate"])


def ledger(division: Division, id_: str | None) -> Row:
    if id_ is None:
        raise Refusal("mandatory", caption="GLAccount")
    row = reference(division, LEDGERS, id_, "GLAccount")
    if row.get("IsBlocked"):
        raise Refusal("blocked", caption="GLAccount")
    return row


def costs(division: Division, line: Mapping[str, Any], ledger_row: Row) -> None:
    """Cost centre and unit exist, are there where the ledger demands them, and only there."""
    for name, table, rule in (
        ("CostCenter", "hrm/Costcenters", "UseCostcenter"),
        ("CostUnit", "hrm/Costunits", "UseCostunit"),
    ):
        use, code = ledger_row.get(rule, OPTIONAL), line.get(name)
        if use == MANDATORY and not code:
            raise Refusal("mandatory", caption=name)
        if use == NOT_ALLOWED and code:
            raise Refusal("not_allowed", caption=name)
        if code:
            row = code_reference(division, table, code, name)
            if row.get("EndDate") is not None and row["EndDate"] < day(division.clock()):
                raise Refusal("reference", caption=name)


@dataclass(frozen=True)
class Split:
    """A line's amount taken apart: base without VAT, VAT, and the code behind it."""

    base: Decimal
    vat: Decimal
    code: Row | None


def vat_split(
    division: Division,
    line: Mapping[str, Any],
    *,
    amount: Decimal,
    given: Decimal | None,
    default: str | None,
    decimals: int,
    side: str | None = "S",
) -> Split:
    """Base and VAT of a line.

    With a code of type E the amount is without VAT, with type I it is gross. A VAT amount that is
    sent stands; without one Exact computes it from the code's percentage. Codes of type N (no VAT)
    and B (base only) take no VAT amount. `side` is the only one, sales or purchase, that the code
    may belong to; None takes both.
    """
    text = line.get("VATCode") or default
    percentage = line.get("VATPercentage")
    if not text:
        if given:
            raise Refusal("vat_amount_without_vat")
        return Split(amount, Decimal(0), None)
    code = code_reference(division, "vat/VATCodes", text, "VATCode")
    if code.get("IsBlocked"):
        raise Refusal("blocked", caption="VATCode")
    if side is not None and code["VATTransactionType"] not in (side, "B"):
        raise Refusal("not_allowed", caption="VATCode")
    if percentage is not None and (percentage <= 0 or percentage != code.get("Percentage")):
        raise Refusal("invalid_empty", caption="VATPercentage")
    if code["Type"] in ("N", "B"):
        if given:
            raise Refusal("vat_amount_without_vat")
        return Split(amount, Decimal(0), code)
    if code.get("GLToPay") is None:
        raise Refusal("missing", caption="GLAccount")
    share = Decimal(code.get("Percentage", 0))
    if code["Type"] == "I":
        vat = rounded(amount * share / (1 + share), decimals) if given is None else given
        return Split(amount - vat, vat, code)
    vat = rounded(amount * share, decimals) if given is None else given
    return Split(amount, vat, code)
