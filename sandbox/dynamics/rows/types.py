"""One value of a column: is it of the right kind, length and range, and how it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timezone
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from ..errors import Refused, bad_payload, invalid_value
from ..metadata.model import Column, Table

GUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EARLIEST = "1753-01-01"
_EDM = {
    "String": "Edm.String",
    "Memo": "Edm.String",
    "MultiSelect": "Edm.String",
    "Integer": "Edm.Int32",
    "Picklist": "Edm.Int32",
    "State": "Edm.Int32",
    "Status": "Edm.Int32",
    "BigInt": "Edm.Int64",
    "Decimal": "Edm.Decimal",
    "Money": "Edm.Decimal",
    "Double": "Edm.Double",
    "Boolean": "Edm.Boolean",
    "DateTime": "Edm.DateTimeOffset",
    "Uniqueidentifier": "Edm.Guid",
}


def edm_type(column: Column) -> str:
    """The column's type in OData."""
    if column.type == "DateTime" and column.behavior == "DateOnly":
        return "Edm.Date"
    return _EDM.get(column.type, "Edm.Guid")


def checked(table: Table, column: Column, value: Any) -> Any:
    """The value as it is kept; None for none (an empty text is none). Raises Refused."""
    if value is None:
        return None
    return _CHECKS[column.type](table, column, value)


def _wrong(column: Column, value: Any) -> Refused:
    return bad_payload(
        "Error identified in Payload provided by the user for Entity :'', For more information on "
        "this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  "
        f"---->  InnerException : Cannot convert the literal '{value}' to the expected type "
        f"'{edm_type(column)}' of property '{column.logical}'."
    )


def _text(table: Table, column: Column, value: Any) -> str | None:
    if not isinstance(value, str):
        raise _wrong(column, value)
    length = len(value) if value.isascii() else len(value.encode("utf-16-le")) // 2
    if column.max_length and length > column.max_length:
        raise Refused(
            400,
            "0x80044331",
            f"A validation error occurred.  The length of the '{column.logical}' attribute of the "
            f"'{table.logical}' entity exceeded the maximum allowed length of "
            f"'{column.max_length}'.",
        )
    return value or None


def _whole(table: Table, column: Column, value: Any) -> int:
    bits = 63 if column.type == "BigInt" else 31
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**bits) <= value < 2**bits:
        raise _wrong(column, value)
    _in_range(table, column, value)
    return value


def _choice(table: Table, column: Column, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(column, value)
    if column.options and all(option.value != value for option in column.options):
        accepted = ",".join(str(option.value) for option in column.options)
        raise Refused(
            400,
            "0x8004431A",
            f"A validation error occurred. The value {value} of '{column.logical}' on record of "
            f"type '{table.logical}' is outside the valid range. Accepted Values: {accepted}",
        )
    return value


def _number(table: Table, column: Column, value: Any) -> Decimal:
    """A fraction; what has more decimals than the column is rounded, as the platform does."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise _wrong(column, value)
    number = Decimal(value)
    _in_range(table, column, number)
    if column.type == "Money":
        return number.quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
    if column.type == "Double":
        return number
    places = column.precision if column.precision is not None else 2
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def _in_range(table: Table, column: Column, value: Any) -> None:
    least, most = column.minimum, column.maximum
    if (least is not None and value < least) or (most is not None and value > most):
        raise invalid_value(
            f"The value {value} of '{column.logical}' on record of type '{table.logical}' is "
            f"outside the valid range. Accepted range: {least} to {most}."
        )


def _flag(table: Table, column: Column, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(column, value)
    return value


def _moment(table: Table, column: Column, value: Any) -> str:
    day_only = column.behavior == "DateOnly"
    pattern = _DAY if day_only else _MOMENT
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise _wrong(column, value)
    try:
        kept = date.fromisoformat(value).isoformat() if day_only else as_utc(value)
    except ValueError as error:
        raise _wrong(column, value) from error
    if kept < _EARLIEST:
        raise Refused(
            400,
            "0x80040239",
            "DateTime is less than minumum value supported by CrmDateTime. Actual value: "
            f"{value}, Minimum value supported: 01/01/1753 00:00:00",
        )
    return kept


def as_utc(text: str) -> str:
    """A moment with its offset as UTC to the second. Raises ValueError."""
    head, _, fraction = text.partition(".")
    if fraction:
        offset = re.sub(r"^\d+", "", fraction)
        text = head + offset
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _guid(table: Table, column: Column, value: Any) -> str:
    if not isinstance(value, str) or not GUID.fullmatch(value):
        raise _wrong(column, value)
    return value.lower()


def _several(table: Table, column: Column, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(column, value)
    numbers = [int(part) for part in value.split(",") if part.strip().isdigit()]
    if len(numbers) != len(value.split(",")):
        raise _wrong(column, value)
    for number in numbers:
        _choice(table, column, number)
    return ",".join(str(number) for number in sorted(set(numbers)))


_CHECKS: dict[str, Callable[[Table, Column, Any], Any]] = {
    "String": _text,
    "Memo": _text,
    "MultiSelect": _several,
    "Integer": _whole,
    "BigInt": _whole,
    "Picklist": _choice,
    "State": _choice,
    "Status": _choice,
    "Decimal": _number,
    "Money": _number,
    "Double": _number,
    "Boolean": _flag,
    "DateTime": _moment,
    "Uniqueidentifier": _guid,
}
