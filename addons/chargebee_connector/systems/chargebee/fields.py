"""Reads single fields of a payload and says which one is wrong.

Absent and null mean the same: Chargebee leaves optional attributes out. Lengths and formats are
not checked, since what Chargebee sends exceeds its own documentation at times.
"""

import re
from contextlib import suppress
from datetime import date, datetime, timezone
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from ...ledger.problems import Invalid
from ...ledger.text import parse
from .slices import is_clean, is_id

#: Largest amount in minor units ("Support for High Value Currency").
_LARGEST = 2**53 - 1

#: Currencies whose integer is the major unit itself (apidocs.chargebee.com, "Currencies"). All
#: others come in hundredths, those with three decimals by ISO 4217 too.
_WHOLE = frozenset(("JPY", "KRW", "XAF", "XOF"))

#: Without decimals by ISO 4217, but in none of Chargebee's lists that could be read: guessing
#: would be wrong by a factor of hundred.
_UNKNOWN_UNITS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "KMF", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XPF")
)


_CURRENCY = re.compile("[A-Z]{3}")

#: A number as `…_in_decimal` writes it: at most 39 characters, no exponent.
_IN_DECIMAL = re.compile(r"-?\d{1,33}(\.\d{1,33})?", re.ASCII)


def opened(payload: str | dict) -> dict:
    """Return the object that a record's text holds, or the object itself."""
    if isinstance(payload, str):
        try:
            payload = parse(payload)
        except (ValueError, RecursionError):
            raise Invalid("payload_malformed") from None
    if not isinstance(payload, dict):
        raise Invalid("payload_malformed")
    return payload


def text(source: dict, name: str, group: str = "") -> str:
    """Return a text, "" when absent."""
    value = source.get(name)
    if value is None:
        return ""
    if isinstance(value, str) and is_clean(value):
        return value
    raise wrong(name, value, group)


def identifier(source: dict, name: str) -> str:
    """Return an id that must be there."""
    value = source.get(name)
    if is_id(value):
        return value
    raise wrong(name, value)


def flag(source: dict, name: str, group: str = "") -> bool:
    """Return a yes or no, no when absent."""
    value = source.get(name)
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    raise wrong(name, value, group)


def minor(source: dict, name: str, group: str = "") -> int:
    """Return an amount in minor units that must be there."""
    value = source.get(name)
    if type(value) is int and -_LARGEST <= value <= _LARGEST:
        return value
    raise wrong(name, value, group)


def rate(source: dict, name: str, group: str = "") -> Decimal | None:
    """Return a number that may have a fraction, None when absent."""
    value = source.get(name)
    if value is None or type(value) is Decimal:
        return value
    if type(value) is int:
        return Decimal(value)
    raise wrong(name, value, group)


def in_decimal(source: dict, name: str, group: str = "") -> Decimal | None:
    """Return a number that is written as text, in major units; None when absent.

    ("Multi-decimal pricing": fields named `…_in_decimal`.)
    """
    value = text(source, name, group)
    if not value:
        return None
    if _IN_DECIMAL.fullmatch(value):
        return Decimal(value)
    raise wrong(name, value, group)


def whole(source: dict, name: str, group: str = "") -> int | None:
    """Return a whole number, None when absent."""
    return None if source.get(name) is None else minor(source, name, group)


def digits(source: dict, name: str) -> str:
    """Return a whole number as text, "" when absent."""
    value = source.get(name)
    if value is None:
        return ""
    if type(value) is int:
        return str(value)
    raise wrong(name, value)


def one_of(source: dict, name: str, allowed) -> str:
    """Return a value that must be one of those we know the meaning of."""
    value = source.get(name)
    if isinstance(value, str) and value in allowed:
        return value
    if value is None:
        raise wrong(name, value)
    raise Invalid("unknown_value", field=name, value=shown(value))


def inner(source: dict, name: str, group: str = "") -> dict:
    """Return an object inside, an empty one when absent."""
    value = source.get(name)
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    raise wrong(name, value, group)


def entries(source: dict, name: str) -> list:
    """Return a list of objects inside, an empty one when absent."""
    value = source.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise wrong(name, value)
    for entry in value:
        if not isinstance(entry, dict):
            raise wrong(name, entry)
    return value


def currency(source: dict, name: str) -> str:
    """Return a currency's code that must be there."""
    value = source.get(name)
    if isinstance(value, str) and _CURRENCY.fullmatch(value):
        return value
    raise wrong(name, value)


def places(code: str) -> int:
    """Return how many decimals the integers of a currency hold."""
    if code in _WHOLE:
        return 0
    if code in _UNKNOWN_UNITS:
        raise Invalid("currency_units_unknown", currency=code)
    return 2


def local_date(source: dict, name: str, zone: ZoneInfo, group: str = "") -> date | None:
    """Return a timestamp's date in a time zone, None when absent."""
    value = source.get(name)
    if value is None:
        return None
    if type(value) is int:
        with suppress(OverflowError, OSError, ValueError):
            return datetime.fromtimestamp(value, zone).date()
    raise wrong(name, value, group)


def moment(source: dict, name: str, group: str = "") -> datetime | None:
    """Return a timestamp as a moment in UTC, None when absent."""
    value = source.get(name)
    if value is None:
        return None
    if type(value) is int:
        with suppress(OverflowError, OSError, ValueError):
            return datetime.fromtimestamp(value, timezone.utc)
    raise wrong(name, value, group)


@lru_cache(maxsize=64)
def time_zone(name: str) -> ZoneInfo:
    """Return the time zone of a name; Invalid for none and for one that nobody knows."""
    if not name:
        raise Invalid("time_zone_missing")
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        # A name that nobody knows is a KeyError; a folder's name or "../x" are the others.
        raise Invalid("time_zone_unknown", value=shown(name)) from None


def vat_number(source: dict) -> str:
    """Return the VAT number with its prefix; Northern Ireland's can be another one than XI.

    ("Customers", `vat_number_prefix`: stands for the first two characters of the full number.)
    """
    number, prefix = text(source, "vat_number"), text(source, "vat_number_prefix")
    if not (number and prefix):
        return number
    return prefix + (number[2:] if number[:2].isalpha() else number)


def line_of(entry: dict, group: str) -> str:
    """Return the id of the line that an entry of a group is about."""
    line_id = text(entry, "line_item_id", group)
    if not line_id:
        raise wrong("line_item_id", None, group)
    return line_id


def wrong(name: str, value, group: str = "") -> Invalid:
    """Return the problem of a field that is missing or holds what it can't hold."""
    place = f"{group}.{name}" if group else name
    if value is None:
        return Invalid("field_missing", field=place)
    return Invalid("field_wrong", field=place, value=shown(value))


def shown(value) -> str:
    """Return a value as text that can be stored and read: short, without what can't be shown."""
    whole = value if isinstance(value, str) and is_clean(value) else ascii(value)
    return whole if len(whole) <= 80 else whole[:79] + "…"
