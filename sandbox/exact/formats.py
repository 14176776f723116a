"""Exact's value formats, in and out.

Inside, a row holds: text as `str`, amounts as `Decimal`, moments as milliseconds since 1970 UTC,
GUIDs as lower-case text. Dates without a time are midnight UTC.
"""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from .errors import BadRequest
from .fields import Field

DAY = 86_400_000
EPOCH = datetime(1970, 1, 1)
_GUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2})?(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?"
)
_RANGES = {
    "Byte": (0, 255),
    "Int16": (-(2**15), 2**15 - 1),
    "Int32": (-(2**31), 2**31 - 1),
    "Int64": (-(2**63), 2**63 - 1),
}
# Fixed-length columns: what the database pads, the API hands out padded.
ACCOUNT_CODE_LENGTH = 18
RIGHT_PADDED = {
    "VATCode": 3,
    "SalesVATCode": 3,
    "PurchaseVATCode": 3,
    "SalesVatCode": 3,
    "Country": 3,
}


def new_guid() -> str:
    return str(uuid.uuid4())


def milliseconds(moment: datetime) -> int:
    """A naive UTC moment as milliseconds since 1970."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment(ms: int) -> datetime:
    return EPOCH + timedelta(milliseconds=ms)


def day(ms: int) -> int:
    """Midnight of the day in which the moment lies."""
    return ms - ms % DAY


def date_ms(text: str) -> int:
    """`2026-01-31` as milliseconds."""
    return milliseconds(datetime.fromisoformat(text))


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent, as Edm.Double is written."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short.as_tuple().exponent > 0 else short


def guid(text: Any) -> str:
    """A GUID in Exact's own form. Raises BadRequest where it is none."""
    if not isinstance(text, str) or not _GUID.fullmatch(text):
        raise BadRequest("Unrecognized Guid format.")
    return text.lower()


def iso_moment(text: Any, name: str) -> int:
    """ISO 8601 without a zone. A `Z` or an offset is accepted and shifts the moment.

    Exact stores local time; a moment with a zone is taken apart again on its side, so that
    midnight with a `Z` ends on the day before (one hour, the Dutch winter offset).
    """
    found = _ISO.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise BadRequest(f"Cannot convert the value of '{name}' to Edm.DateTime.")
    date, clock, seconds, fraction, zone = found.groups()
    try:
        value = datetime.fromisoformat(
            f"{date}T{clock or '00:00'}{seconds or ':00'}{(fraction or '.0')[:7]:0<7}"
        )
        if zone == "Z":
            value -= timedelta(hours=1)
        elif zone:
            value = datetime.fromisoformat(value.isoformat() + zone)
            value = value.astimezone(timezone.utc).replace(tzinfo=None)
    except ValueError as error:
        raise BadRequest(f"Cannot convert the value of '{name}' to Edm.DateTime.") from error
    return milliseconds(value)


def _number(value: Any, field: Field) -> Decimal:
    try:
        if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
            raise ValueError(value)
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(value)
    except (ValueError, InvalidOperation) as error:
        raise BadRequest(
            f"Cannot convert the value of '{field.name}' to Edm.{field.type}."
        ) from error
    return number


def _integer(value: Any, field: Field) -> int:
    number = _number(value, field)
    low, high = _RANGES[field.type]
    if number != number.to_integral_value() or not low <= number <= high:
        raise BadRequest(f"Cannot convert the value of '{field.name}' to Edm.{field.type}.")
    return int(number)


def read_value(field: Field, value: Any) -> Any:
    """A JSON value as the row keeps it. Raises BadRequest where it doesn't fit the type."""
    if value is None:
        return None
    if field.type == "Guid":
        return guid(value)
    if field.type == "DateTime":
        return iso_moment(value, field.name)
    if field.type == "Double":
        return _number(value, field)
    if field.type in _RANGES:
        return _integer(value, field)
    wanted = bool if field.type == "Boolean" else str
    if not isinstance(value, wanted):
        raise BadRequest(f"Cannot convert the value of '{field.name}' to Edm.{field.type}.")
    return value


def show_value(entity: str, field: Field, value: Any) -> Any:
    """A row's value as Exact writes it in JSON."""
    if value is None:
        return None
    if field.type == "DateTime":
        return f"/Date({value})/"
    if field.type == "Double":
        return plain(value)
    if field.type == "Int64":
        return str(value)  # OData v2 writes Edm.Int64 as text
    if entity == "vat/VATCodes" and field.name == "Code":
        return value.ljust(RIGHT_PADDED["VATCode"])
    if field.name in RIGHT_PADDED:
        return value.ljust(RIGHT_PADDED[field.name])
    return value


def stored_value(field: Field, value: Any) -> Any:
    """A value that came back from the state file: a whole amount was written without a point."""
    if field.type == "Double" and isinstance(value, int):
        return Decimal(value)
    return value
