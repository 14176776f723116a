"""Financial years: their periods, and whether each journal is closed in them."""

from __future__ import annotations

from ..formats import DAY, milliseconds, moment
from ..store import Division

Stretch = tuple[int, int]
CLOSED_YEARS = (2024, 2025)
CLOSED_FOR_SALES, SALES_JOURNALS = (2026, 1), ("70", "71")


def months(first: int, last: int) -> list[Stretch]:
    """The months from one date to another, both included."""
    found, start = [], first
    while start <= last:
        date = moment(start)
        year, month = date.year + date.month // 12, date.month % 12 + 1
        following = milliseconds(date.replace(year=year, month=month, day=1))
        found.append((start, min(following - DAY, last)))
        start = following
    return found


def stretches(first: int, last: int, days: int) -> list[Stretch]:
    """Periods of so many days; the last one takes what is left."""
    found = [(start, start + (days - 1) * DAY) for start in range(first, last + 1, days * DAY)]
    if len(found) > 1 and found[-1][1] > last:
        found[-1:] = [(found[-1][0], last)]
    return found


def add_year(division: Division, year: int, periods: list[Stretch]) -> None:
    """Add a year with these periods, and the status of each for each journal."""
    journals = list(division.table("financial/Journals"))
    for number, (start, end) in enumerate(periods, start=1):
        id_ = f"00000000-0000-4000-8000-{division.code:06d}{year % 100:02d}{number:04d}"
        values = {
            "ID": id_,
            "FinYear": year,
            "FinPeriod": number,
            "StartDate": start,
            "EndDate": end,
        }
        division.put("financial/FinancialPeriods", id_, values)
        for journal in journals:
            sales = journal["Code"] in SALES_JOURNALS and (year, number) == CLOSED_FOR_SALES
            status = {
                "Journal": journal["Code"],
                "Year": year,
                "Period": number,
                "Status": int(year in CLOSED_YEARS or sales),
            }
            key = f"{journal['Code']}/{year}/{number}"
            division.put("read/financial/JournalStatusList", key, status)
