"""How Dataverse writes values: JSON without a float, ids, moments, literals of filters."""

import json
from datetime import datetime, timezone
from decimal import Decimal
from urllib.parse import quote

#: What stays as it is in a query: OData's own signs, and none that ends a value.
_PLAIN = "$,()='/:@;*"
#: Made once: `json.dumps` would make one for every value.
_encode = json.JSONEncoder(ensure_ascii=False).encode


def wire(value: object) -> str:
    """Return a value as JSON, Decimals as numbers with exactly the digits that they have."""
    if isinstance(value, dict):
        pairs = (f"{_encode(name)}:{wire(inner)}" for name, inner in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(wire, value)) + "]"
    if isinstance(value, Decimal):
        return plain(value)
    return _encode(value)


def plain(value: Decimal) -> str:
    """Return a number in its one spelling: no exponent, no zeros at its end, no minus before 0."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def moment(value: datetime) -> str:
    """Return an aware moment as Dataverse takes it: UTC, whole seconds."""
    return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def text(value: object) -> str:
    """Return a field as text, "" for an empty one."""
    return "" if value is None else str(value)


def guid(value: object) -> str:
    """Return an id in lower case without braces, "" for an empty one."""
    return text(value).strip("{} ").lower()


def literal(value: str) -> str:
    """Return a text as a literal of a filter."""
    return "'" + value.replace("'", "''") + "'"


def query(options: dict) -> str:
    """Return the options that have a value as a query, "?" before it; "" when none has."""
    pairs = [f"{name}={quote(str(value), safe=_PLAIN)}" for name, value in options.items() if value]
    return "?" + "&".join(pairs) if pairs else ""
