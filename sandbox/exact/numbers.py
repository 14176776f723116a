"""Entry numbers: one series per journal and year, each number once."""

from __future__ import annotations

from .errors import Refusal
from .store import Division


def entry_number(division: Division, journal_code: str, year: int, given: int | None) -> int:
    """The number of an entry: the one given if it is free, else the next `YYJJnnnn`."""
    series = f"{journal_code}/{year}"
    taken = division.table("_numbers")
    if given:
        if taken.get(f"{series}/{given}"):
            raise Refusal("in_use", caption="EntryNumber")
        return given
    prefix = f"{year % 100:02d}{journal_code.strip():0>2}"
    while True:
        number = int(f"{prefix}{division.next(f'entry {series}'):04d}")
        if not taken.get(f"{series}/{number}"):
            return number


def take_number(division: Division, journal_code: str, year: int, number: int, entry: str) -> None:
    """Reserve an entry number for an entry."""
    id_ = f"{journal_code}/{year}/{number}"
    division.table("_numbers").set({"_id": id_, "entry": entry})


def free_number(division: Division, journal_code: str, year: int, number: int) -> None:
    division.table("_numbers").drop(f"{journal_code}/{year}/{number}")
