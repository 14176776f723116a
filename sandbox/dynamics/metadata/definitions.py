"""A column from what a client defines: its class, limits, defaults and options."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from ..call import Call
from ..errors import bad_payload, invalid_value
from ..odata.segments import parse_segment
from .columns import DECIMAL_LIMIT, INT_MAX, MONEY_LIMIT, fresh_column
from .input import class_name, labels, level, required
from .model import Column, Option
from .reading import find_option_set

# Metadata class -> column type.
CLASSES = {
    "StringAttributeMetadata": "String",
    "MemoAttributeMetadata": "Memo",
    "IntegerAttributeMetadata": "Integer",
    "BigIntAttributeMetadata": "BigInt",
    "BooleanAttributeMetadata": "Boolean",
    "DecimalAttributeMetadata": "Decimal",
    "DoubleAttributeMetadata": "Double",
    "MoneyAttributeMetadata": "Money",
    "DateTimeAttributeMetadata": "DateTime",
    "PicklistAttributeMetadata": "Picklist",
    "MultiSelectPicklistAttributeMetadata": "MultiSelect",
}
LONGEST = {"String": 4000, "Memo": 1_048_576}
STRING_FORMATS = ("Text", "TextArea", "Url", "Phone", "TickerSymbol")
BEHAVIORS = ("UserLocal", "DateOnly", "TimeZoneIndependent")


def column_from(call: Call, body: dict[str, Any], schema: str, prefix_number: int) -> Column:
    """The column that a body defines. Raises Refused for what Dataverse would not make."""
    kind = class_name(body, f"the attribute '{schema}'")
    if kind == "LookupAttributeMetadata":
        raise invalid_value("A lookup is made through RelationshipDefinitions.")
    if kind not in CLASSES:
        raise bad_payload(f"'{kind}' is not a class of attributes that can be created.")
    column = fresh_column(schema, CLASSES[kind], str(uuid4()), {})
    column.custom = True
    column.label = labels(call.org, body, "DisplayName", needed=True)
    column.description = labels(call.org, body, "Description")
    column.required = level(body)
    apply_limits(call, column, body)
    if column.type in ("Picklist", "MultiSelect"):
        _options(call, column, body, prefix_number)
    if column.type == "Boolean":
        _boolean(call, column, body)
    return column


def apply_limits(call: Call, column: Column, body: dict[str, Any]) -> None:
    """Take lengths, ranges, precision and formats over from a body. Raises Refused."""
    work = _LIMITS.get(column.type)
    if work:
        work(column, body)


def _whole(body: dict[str, Any], name: str, least: int, most: int, default: Any) -> Any:
    value = body.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad_payload(f"'{name}' must be an Edm.Int32.")
    if not least <= value <= most:
        raise invalid_value(f"'{name}' must be between {least} and {most}, not {value}.")
    return value


def _range(column: Column, body: dict[str, Any], limit: Decimal) -> None:
    for name, field in (("MinValue", "minimum"), ("MaxValue", "maximum")):
        value = body.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            raise bad_payload(f"'{name}' must be a number.")
        if not -limit <= value <= limit:
            raise invalid_value(f"'{name}' must be between {-limit} and {limit}, not {value}.")
        setattr(column, field, Decimal(value))
    assert column.minimum is not None
    assert column.maximum is not None
    if column.minimum > column.maximum:
        raise invalid_value("'MinValue' must not be greater than 'MaxValue'.")


def _string(column: Column, body: dict[str, Any]) -> None:
    longest = LONGEST[column.type]
    column.max_length = _whole(body, "MaxLength", 1, longest, column.max_length)
    if column.type == "Memo":
        column.format = str(body.get("Format") or column.format)
        return
    given = body.get("FormatName")
    if given is not None:
        value = given.get("Value") if isinstance(given, dict) else None
        if value not in STRING_FORMATS:
            raise invalid_value(f"FormatName.Value is one of {', '.join(STRING_FORMATS)}.")
        column.format = str(value)


def _integer(column: Column, body: dict[str, Any]) -> None:
    column.format = str(body.get("Format") or column.format)
    _range(column, body, Decimal(INT_MAX + 1))


def _decimal(column: Column, body: dict[str, Any]) -> None:
    most = 10 if column.type == "Decimal" else 5
    column.precision = _whole(body, "Precision", 0, most, column.precision)
    _range(column, body, DECIMAL_LIMIT)


def _money(column: Column, body: dict[str, Any]) -> None:
    column.precision = _whole(body, "Precision", 0, 4, column.precision)
    column.precision_source = _whole(body, "PrecisionSource", 0, 2, column.precision_source)
    _range(column, body, MONEY_LIMIT)


def _moment(column: Column, body: dict[str, Any]) -> None:
    column.format = str(body.get("Format") or column.format)
    if column.format not in ("DateOnly", "DateAndTime"):
        raise invalid_value("Format is DateOnly or DateAndTime.")
    given = body.get("DateTimeBehavior")
    if given is not None:
        value = given.get("Value") if isinstance(given, dict) else None
        if value not in BEHAVIORS:
            raise invalid_value(f"DateTimeBehavior.Value is one of {', '.join(BEHAVIORS)}.")
        if value == "DateOnly" and column.format != "DateOnly":
            raise invalid_value("The behavior DateOnly needs the format DateOnly.")
        column.behavior = str(value)


_LIMITS: dict[str, Callable[[Column, dict[str, Any]], None]] = {
    "String": _string,
    "Memo": _string,
    "Integer": _integer,
    "Decimal": _decimal,
    "Double": _decimal,
    "Money": _money,
    "DateTime": _moment,
}


def _options(call: Call, column: Column, body: dict[str, Any], prefix_number: int) -> None:
    """Local options, or those of a global choice."""
    bound = body.get("GlobalOptionSet@odata.bind")
    if bound is not None:
        segment = parse_segment(str(bound).rstrip("/").rpartition("/")[2])
        known = find_option_set(call.org, segment)
        column.option_set, column.options = known.name, known.options
    else:
        given = required(body, "OptionSet")
        if not isinstance(given, dict) or given.get("IsGlobal"):
            raise bad_payload("A local OptionSet has IsGlobal false.")
        column.options = option_list(call, given.get("Options"), prefix_number)
    default = body.get("DefaultFormValue")
    if default not in (None, -1):
        if all(option.value != default for option in column.options):
            raise invalid_value(f"DefaultFormValue {default} is not one of the options.")
        column.default = default


def option_list(call: Call, given: Any, prefix_number: int) -> list[Option]:
    """The options of a body; who has no value gets the next one of the publisher's prefix."""
    if not isinstance(given, list):
        raise bad_payload("'Options' must be a list of options.")
    found: list[Option] = []
    for one in given:
        if not isinstance(one, dict):
            raise bad_payload("An option is an object with Value and Label.")
        value = _whole(one, "Value", 0, INT_MAX, None)
        if value is None:
            value = next_value(found, prefix_number)
        if any(option.value == value for option in found):
            raise invalid_value(f"The option value {value} is there twice.")
        found.append(Option(value, labels(call.org, one, "Label", needed=True)))
    return found


def next_value(options: list[Option], prefix_number: int) -> int:
    """The value after the highest one of the publisher."""
    first = prefix_number * 10_000
    taken = [option.value for option in options if option.value >= first]
    return max(taken) + 1 if taken else first


def _boolean(call: Call, column: Column, body: dict[str, Any]) -> None:
    """Two options; the default is kept where the body names one."""
    given = required(body, "OptionSet")
    made = []
    for name, value in (("FalseOption", 0), ("TrueOption", 1)):
        one = given.get(name) if isinstance(given, dict) else None
        if not isinstance(one, dict) or one.get("Value") != value:
            raise bad_payload(f"A Boolean's OptionSet needs {name} with Value {value}.")
        made.append(Option(value, labels(call.org, one, "Label", needed=True)))
    column.options = made
    default = body.get("DefaultValue", False)
    if not isinstance(default, bool):
        raise bad_payload("'DefaultValue' must be an Edm.Boolean.")
    column.default = default
