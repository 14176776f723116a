"""Minor units, rates and their rounding. Amounts are ints, rates are Decimals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

BASE = "EUR"
ZERO_DECIMAL = {"JPY"}
_EURO_PER_UNIT = {
    "EUR": Decimal("1"),
    "USD": Decimal("0.915"),
    "GBP": Decimal("1.165"),
    "JPY": Decimal("0.00612"),
    "XTS": Decimal("0.5"),
    "SEK": Decimal("0.0875"),
}
_EPOCH = date(2025, 1, 1)


def digits(currency: str) -> int:
    """Chargebee's exponent: 0 for a zero-decimal currency, 2 for every other one."""
    return 0 if currency in ZERO_DECIMAL else 2


def major(amount: int, currency: str) -> Decimal:
    return Decimal(amount).scaleb(-digits(currency))


def rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def share(amount: int, part: int | Decimal, whole: int | Decimal) -> int:
    """`amount × part / whole` in whole minor units."""
    return rounded(Decimal(amount) * part / whole)


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """Divide an amount over weights so that the parts add up to it."""
    total, done, parts, so_far = sum(weights), 0, [], 0
    for weight in weights:
        so_far += weight
        part = share(amount, so_far, total) - done
        parts.append(part)
        done += part
    return parts


def base_rate(currency: str, day: date) -> Decimal:
    """Euros for one unit, as the billing system converts."""
    return _rate(currency, day, 37)


def vat_rate(currency: str, day: date) -> Decimal:
    """Euros for one unit, as the tax authority wants it (another source, another rate)."""
    return _rate(currency, day, 53)


def _rate(currency: str, day: date, factor: int) -> Decimal:
    mean = _EURO_PER_UNIT[currency]
    if currency == BASE:
        return Decimal("1.0")
    swing = Decimal(((day - _EPOCH).days * factor) % 81 - 40) / 2000
    return (mean * (1 + swing)).quantize(Decimal("0.000001"))


def in_local(amount: int, currency: str, rate: Decimal) -> int:
    """An amount in minor units of the base currency."""
    return rounded(major(amount, currency) * rate * 100)
