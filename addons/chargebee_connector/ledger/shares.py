"""Splitting an amount so that the parts make up the whole, to the cent."""

from decimal import ROUND_FLOOR, Decimal

from .words import ZERO


def apportion(amount: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Return an amount's parts in proportion to weights, each in the amount's own decimals.

    By the largest remainder: every part is cut, and the units that are left go to those that lost
    most, the earlier one first. Weights must not be below zero; without any weight the first part
    is all.
    """
    whole = sum(weights, ZERO)
    if not whole:
        return [amount, *(amount - amount for _ in weights[1:])]
    unit = Decimal(1).scaleb(amount.as_tuple().exponent)
    exact = [amount * weight / whole for weight in weights]
    parts = [part.quantize(unit, ROUND_FLOOR) for part in exact]
    left = int((amount - sum(parts, ZERO)) / unit)
    order = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[:left]:
        parts[index] += unit
    return parts
