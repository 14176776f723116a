"""The administrations that a fresh server has: a Dutch company, its sister, and a Belgian one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..formats import date_ms
from ..store import Division
from .accounts import add_accounts
from .chart import add_chart, add_journals, ledger_id
from .reference import add_reference
from .years import add_year, months

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
# The ledgers on which Exact books by itself, as its settings name them.
OWN_LEDGERS = {
    "_deferral_ledger": "2150",
    "_rate_ledger": "4900",
    "_difference_ledger": "4910",
    "_vat_due_ledger": "1550",
    "_result_ledger": "0510",
}
YEARS = (2024, 2025, 2026, 2027, 2028)


def seeded(clock: Callable[[], int]) -> dict[int, Division]:
    """The divisions of a fresh server, by code."""
    return {info["Code"]: new_division(info, clock) for info in DIVISIONS}


def new_division(info: dict[str, Any], clock: Callable[[], int]) -> Division:
    """A division with ledgers, journals, codes, years and accounts, and nothing booked."""
    common = {
        "Currency": "EUR",
        "Status": 1,
        "BlockingStatus": 0,
        "StartDate": date_ms("2024-01-01"),
        "_memo_journal": "90",
    }
    division = Division(info["Code"], {**common, **info})
    division.clock = clock
    for name, code in OWN_LEDGERS.items():
        division.info[name] = ledger_id(division, code)
    add_chart(division)
    add_reference(division)
    add_journals(division)
    for year in YEARS:
        add_year(division, year, months(date_ms(f"{year}-01-01"), date_ms(f"{year}-12-31")))
    add_accounts(division)
    return division
