"""Values of our columns as Dataverse takes them. What it would refuse is refused here, named."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

from ...ledger.mirror import CHOICE, DECIMAL, INTEGER, MOMENT, MONEY, NOTE, TEXT
from ...ledger.problems import Invalid
from . import formats
from .definitions import MOST_DECIMAL, MOST_INTEGER, MOST_PLACES
from .tables import Field, option_value

#: What an amount may be at most, and its decimals ("MoneyAttributeMetadata").
MOST_MONEY = 922_337_203_685_477
_MONEY_PLACES = 4

_ELLIPSIS = "…"
_UNFIT = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def written(field: Field, value: object, option_prefix: int, places: int | None) -> object:
    """Return a value as it is written; numbers with decimals as text.

    Texts are cut to the column, a choice that isn't declared is empty. `places` are the decimals
    of the row's currency there (None: not known). Raises Invalid for a number that would not be
    taken, or not be kept to the cent.
    """
    if value is None:
        return None
    kind = field.type
    if kind in (TEXT, NOTE):
        return cut(str(value), field.length)
    if kind == CHOICE:
        return option_value(field.column, value, option_prefix)
    if kind == MONEY:
        return _money(field, Decimal(value), places)
    if kind == DECIMAL:
        return _decimal(field, Decimal(value))
    if kind == INTEGER:
        if abs(value) > MOST_INTEGER:
            raise _too_large(field, value, MOST_INTEGER)
        return int(value)
    if kind == MOMENT:
        return formats.moment(value)
    return value.isoformat() if hasattr(value, "isoformat") else bool(value)


def is_number(field: Field) -> bool:
    """Say whether a column's values have decimals: they go as text until they are sent."""
    return field.type in (MONEY, DECIMAL)


def cut(text: str, length: int) -> str | None:
    """Return a text that fits a column, None for an empty one; one that was cut ends so.

    Characters beyond the first 65,536 of Unicode count twice there. Those that no XML can hold,
    and halves of one, are left out: Dataverse refuses them.
    """
    if not text.isprintable():
        text = _UNFIT.sub("", text)
    if _units(text) <= length:
        return text or None
    kept = text[: length - 1]
    while _units(kept) >= length:
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _money(field: Field, value: Decimal, places: int | None) -> str:
    if abs(value) > MOST_MONEY:
        raise _too_large(field, value, MOST_MONEY)
    text = formats.plain(value)
    decimals = len(text.partition(".")[2])
    most = _MONEY_PLACES if places is None else min(places, _MONEY_PLACES)
    if decimals > most:
        raise Invalid(
            "dynamics_too_many_decimals", column=field.column.label, value=text, most=most
        )
    return text


def _decimal(field: Field, value: Decimal) -> str:
    """Return a number rounded to the column: it is shown, nothing is booked by it."""
    if abs(value) > MOST_DECIMAL:
        raise _too_large(field, value, MOST_DECIMAL)
    unit = Decimal(1).scaleb(-min(field.column.places, MOST_PLACES))
    if value.as_tuple().exponent < unit.as_tuple().exponent:
        value = value.quantize(unit, ROUND_HALF_EVEN)
    return formats.plain(value)


def _too_large(field: Field, value: object, most: int) -> Invalid:
    return Invalid("dynamics_number_too_large", column=field.column.label, value=value, most=most)
