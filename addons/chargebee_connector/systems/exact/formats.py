"""How Exact Online writes dates, codes, numbers and filter literals (OData v2, verbose JSON)."""

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

_DATE = re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def day(value: str | None) -> date | None:
    """Return the date in `/Date(ms)/` (ms since 1970 UTC), None when Exact gave none.

    Pure dates are midnight UTC, so the UTC date is the one meant, whatever the local zone.
    Raises ValueError for another form.
    """
    if not value:
        return None
    found = _DATE.match(value)
    if not found:
        raise ValueError(f"not a date of Exact: {value!r}")
    return (_EPOCH + timedelta(milliseconds=int(found[1]))).date()


def stamp(value: date) -> str:
    """Return a date as Exact takes it: midnight without a zone (a `Z` shifts the day there)."""
    return f"{value.isoformat()}T00:00:00"


def unstamped(value: str) -> date:
    """Return the date that `stamp` wrote."""
    return date.fromisoformat(value.partition("T")[0])


def text(value: object) -> str:
    """Return a field as text without the blanks that pad codes (accounts, VAT codes, countries)."""
    return "" if value is None else str(value).strip()


def guid(value: object) -> str:
    """Return an id as Exact itself writes it: lower case, no braces; "" when empty."""
    return text(value).strip("{}").lower()


def number(value: object) -> Decimal | None:
    """Return an amount or rate of a parsed answer as Decimal, None when empty."""
    if value is None or value == "":
        return None
    return Decimal(value if isinstance(value, str | int | Decimal) else str(value))


def quote(value: str) -> str:
    """Return a text as a literal of a filter."""
    return "'" + value.replace("'", "''") + "'"


def any_of(field: str, values: list[str]) -> str:
    """Return the filter "field is one of these texts"."""
    return " or ".join(f"{field} eq {quote(value)}" for value in values)


def begins(field: str, value: str) -> str:
    """Return the filter "field begins with this text"."""
    return f"startswith({field},{quote(value)}) eq true"


def plain(value: Decimal) -> str:
    """Return an amount as text with exactly the decimals it came with, and no minus before 0."""
    return format(value + 0, "f")


def cut(value: str, limit: int) -> str:
    """Return a text that fits a field of `limit` characters."""
    return value if len(value) <= limit else value[:limit].rstrip()


def numbered(value: object) -> object:
    """Return a request's body with each `OurRef` as the whole number that Exact takes there.

    Links keep the numbers of entries as text. Raises ValueError for one that is none.
    """
    if isinstance(value, dict):
        return {
            name: int(inner) if name == "OurRef" else numbered(inner)
            for name, inner in value.items()
        }
    return [numbered(inner) for inner in value] if isinstance(value, list) else value
