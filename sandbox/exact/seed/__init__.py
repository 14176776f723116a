"""The administrations that a fresh server has: a Dutch company, its sister, and a Belgian one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..formats import DAY, date_ms
from ..store import Division
from .accounts import add_accounts
from .chart import add_chart, add_journals
from .reference import add_reference

DIVISIONS: tuple[dict[str, Any], ...] = (
    {
        "Code": 100001,
        "Hid": 1,
        "Description": "Noorderlicht Cloud B.V.",
        "Country": "NL",
        "Legislation": "1",
        "VATNumber": "NL812345678B01",
        "City": "Groningen",
        "IsMainDivision": True,
    },
    {
        "Code": 100002,
        "Hid": 2,
        "Description": "Noorderlicht Hardware B.V.",
        "Country": "NL",
        "Legislation": "1",
        "VATNumber": "NL812345679B01",
        "City": "Groningen",
        "IsMainDivision": False,
    },
    {
        "Code": 200001,
        "Hid": 3,
        "Description": "Noorderlicht Belgium B.V.",
        "Country": "BE",
        "Legislation": "2",
        "VATNumber": "BE0812345678",
        "City": "Antwerpen",
        "IsMainDivision": False,
    },
)
YEARS = (2025, 2026, 2027, 2028)
CLOSED_YEARS = (2025,)
CLOSED_FOR_SALES = (2026, 1)


def seeded(clock: Callable[[], int]) -> dict[int, Division]:
    """The divisions of a fresh server, by code."""
    divisions = {}
    for info in DIVISIONS:
        common = {
            "Currency": "EUR",
            "Status": 1,
            "BlockingStatus": 0,
            "StartDate": date_ms("2025-01-01"),
            "_memo_journal": "90",
            "_deferral_ledger": "2150",
        }
        division = Division(info["Code"], {**common, **info})
        division.clock = clock
        add_chart(division)
        add_reference(division)
        add_journals(division)
        for year in YEARS:
            add_year(division, year)
        add_accounts(division)
        divisions[division.code] = division
    return divisions


def add_year(division: Division, year: int) -> None:
    """Twelve months as periods, and the status of each for each journal."""
    journals = list(division.table("financial/Journals"))
    for month in range(1, 13):
        following = f"{year + 1}-01-01" if month == 12 else f"{year}-{month + 1:02d}-01"
        id_ = _period_id(division.code, year, month)
        values = {
            "ID": id_,
            "FinYear": year,
            "FinPeriod": month,
            "StartDate": date_ms(f"{year}-{month:02d}-01"),
            "EndDate": date_ms(following) - DAY,
        }
        division.put("financial/FinancialPeriods", id_, values)
        for journal in journals:
            sales = journal["Type"] == 20 and (year, month) == CLOSED_FOR_SALES
            status = {
                "Journal": journal["Code"],
                "Year": year,
                "Period": month,
                "Status": int(year in CLOSED_YEARS or sales),
            }
            key = f"{journal['Code']}/{year}/{month}"
            division.put("read/financial/JournalStatusList", key, status)


def _period_id(code: int, year: int, month: int) -> str:
    return f"00000000-0000-4000-8000-{code:06d}{year % 100:02d}{month:04d}"
