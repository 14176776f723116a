"""Deferred revenue: what Exact books by itself for sales lines with From and To.

The form of this server (a real company chooses journal, ledger and split in its settings):
- the line's net amount leaves its revenue ledger for the deferral ledger in the entry's own
  period, and comes back in parts, one for each period from From's to To's, both included: equal
  ones, or by the number of days that each period has of the range (a setting of the company);
  the parts are cut from the running total, so that they add up to the cent;
- all of it in the memorial journal, one entry per period, transaction type 84, or 95 (accrued)
  for a period before the entry's; its lines name customer, YourRef and, as InvoiceNumber, the
  number of the sales entry, but not the line they come from;
- a range within the entry's own period gives nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from . import checks, postings
from .errors import Refusal
from .formats import DAY
from .store import Division, Row

Period = tuple[int, int]
PER_PERIOD, PER_DAY = "period", "day"


def check_range(division: Division, header: Mapping[str, Any], line: Mapping[str, Any]) -> None:
    """From and To stand together, in order, and name periods that exist and can be booked in.

    From's period must be open for the entry's journal too, the others for the memorial only.
    """
    start, end = line.get("From"), line.get("To")
    if start is None and end is None:
        return
    if not division.deferral:
        raise Refusal("not_allowed", caption="FromTo")
    if start is None or end is None:
        raise Refusal("mandatory", caption="From" if start is None else "To")
    if start > end:
        raise Refusal("invalid", caption="FromTo")
    memo = division.info["_memo_journal"]
    periods = [(row["FinYear"], row["FinPeriod"]) for row in periods_between(division, start, end)]
    touched = [(header["Journal"], periods[0]), *((memo, period) for period in periods)]
    if any(checks.is_closed(division, journal, *period) for journal, period in touched):
        raise Refusal("period_closed")


def periods_between(division: Division, start: int, end: int) -> list[Row]:
    """The periods that a range touches. Raises Refusal where one of its days lies in none."""
    rows = sorted(
        (
            row
            for row in division.table("financial/FinancialPeriods")
            if row["StartDate"] <= end and start < row["EndDate"] + DAY
        ),
        key=lambda row: row["StartDate"],
    )
    if not rows or start < rows[0]["StartDate"] or end >= rows[-1]["EndDate"] + DAY:
        raise Refusal("period_unknown")
    return rows


def shares(amount: Decimal, weights: list[int], decimals: int = 2) -> list[Decimal]:
    """The amount in parts by these weights, which add up to it exactly."""
    parts, given, weight = [], Decimal(0), 0
    for one in weights:
        weight += one
        reached = checks.rounded(amount * weight / sum(weights), decimals)
        parts.append(reached - given)
        given = reached
    return parts


def _weights(division: Division, line: Mapping[str, Any], rows: list[Row]) -> list[int]:
    """How much of a range each of its periods takes: the same, or its days."""
    if division.info.get("_deferral_split") != PER_DAY:
        return [1] * len(rows)
    return [
        (min(row["EndDate"], line["To"]) - max(row["StartDate"], line["From"])) // DAY + 1
        for row in rows
    ]


def book(
    division: Division, header: Mapping[str, Any], lines: Iterable[Row], decimals: int
) -> None:
    """Book the deferral of a sales entry's lines."""
    own: Period = (header["ReportingYear"], header["ReportingPeriod"])
    deferred = division.table("financial/GLAccounts").rows[division.info["_deferral_ledger"]]
    moves: dict[Period, list[dict[str, Any]]] = defaultdict(list)
    dates: dict[Period, int] = {own: header["EntryDate"]}
    for line in lines:
        if line.get("From") is None or not line["AmountFC"]:
            continue
        rows = periods_between(division, line["From"], line["To"])
        touched = [(row["FinYear"], row["FinPeriod"]) for row in rows]
        if touched == [own]:
            continue
        moves[own] += _move(line, deferred, line["AmountFC"], line["AmountDC"])
        weights = _weights(division, line, rows)
        parts = zip(
            rows,
            shares(line["AmountFC"], weights, decimals),
            shares(line["AmountDC"], weights),
            strict=True,
        )
        for row, part_fc, part_dc in parts:
            key = (row["FinYear"], row["FinPeriod"])
            dates.setdefault(key, row["EndDate"])
            moves[key] += _move(line, deferred, -part_fc, -part_dc)
    for key in sorted(moves):
        _entry(division, header, key, dates[key], moves[key], accrued=key < own)


def _move(line: Row, deferred: Row, fc: Decimal, dc: Decimal) -> list[dict[str, Any]]:
    """Debit the line's revenue, credit the deferral ledger (a negative amount: the reverse)."""
    same = {name: line.get(name) for name in ("Description", "CostCenter", "CostUnit")}
    return [
        {**same, "GLAccount": line["GLAccount"], "AmountFC": fc, "AmountDC": dc},
        {**same, "GLAccount": deferred["ID"], "AmountFC": -fc, "AmountDC": -dc},
    ]


def _entry(
    division: Division,
    header: Mapping[str, Any],
    key: Period,
    date: int,
    lines: list[dict[str, Any]],
    *,
    accrued: bool,
) -> None:
    kind = postings.ACCRUED if accrued else postings.DEFERRED
    head = {
        **postings.head_of_own(division, kind, *key),
        "Date": date,
        "Account": header["Customer"],
        "Currency": header["Currency"],
        "ExchangeRate": header["Rate"],
        "InvoiceNumber": header["EntryNumber"],
        "YourRef": header.get("YourRef"),
        "_source": header["EntryID"],
    }
    numbered = [{**line, "LineNumber": place} for place, line in enumerate(lines, start=1)]
    postings.post(division, head, numbered)
