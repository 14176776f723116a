"""Discounts on ledgers of their own: a line at its list price, and what was taken off it.

Both bear the same VAT code, so that the base under each code is the one that was taxed. What was
paid from promotional credits is a discount too, unless the tax was worked out as if it weren't:
then it is a payment with a voucher, a line without VAT.

Store credit that was used before tax is a line below zero on the line's own ledger (C7).
"""

from decimal import ROUND_HALF_UP, Decimal

from ...ledger.problems import Unmapped
from ...ledger.words import ZERO, Line, Tax
from .booking_rules import OWN
from .memo_rules import memo_of
from .rules import Ledger, Rules

#: The tax of the part of a line that was paid with a voucher.
VOUCHER = Tax("", ZERO, ZERO, ZERO)

_PERCENT = Decimal(100)


def is_voucher(line: Line) -> bool:
    """Say whether a line was taxed as if no promotional credits had been used on it."""
    if not line.promotional or not line.tax:
        return False
    return sum((tax.base for tax in line.taxes), ZERO) == line.net + line.promotional


def shown(line: Line, rules: Rules, own: Ledger | None = None) -> list[tuple[Ledger, Decimal]]:
    """Return (ledger, amount) of each discount that is a line of its own.

    `own` is the ledger of the line that it is taken off.

    Raises Unmapped for a coupon without a ledger, and for promotional credits and store credit as
    long as nobody decided what they are.
    """
    booking, found = rules.booking, []
    about = {"line": line.external_id, "description": line.description}
    for coupon, amount in line.discounts if booking.own_discounts else ():
        row = booking.discount.choose({"coupon": coupon})
        if row is None:
            raise Unmapped("discount_missing", coupon=coupon, amount=amount, **about)
        found.append((row.target, amount))
    if line.promotional:
        if not booking.promotional:
            raise Unmapped("promotional_undecided", amount=line.promotional, **about)
        if booking.promotional == OWN and not is_voucher(line):
            found.append((booking.promotional_ledger, line.promotional))
    if line.stored:
        if not memo_of(rules).store:
            raise Unmapped("store_credit_used", amount=line.stored, **about)
        found.append((own, line.stored))
    return found


def spread(
    off: list[tuple[Ledger, Decimal]], nets: list[Decimal]
) -> list[list[tuple[Ledger, Decimal]]]:
    """Return for each taxed part of a line, by its net amount, which discounts are in it."""
    rows, left, whole = [], off, sum(nets, ZERO)
    for net in nets[:-1]:
        row = [(ledger, portion(amount, net, whole)) for ledger, amount in off]
        left = [
            (ledger, amount - taken)
            for (ledger, amount), (_ledger, taken) in zip(left, row, strict=True)
        ]
        rows.append(row)
    return [*rows, left]


def split(
    ledger: Ledger, net: Decimal, tax: Tax, off: list[tuple[Ledger, Decimal]]
) -> list[tuple[Ledger, Decimal, Decimal]]:
    """Return (ledger, net, tax amount) of one taxed part of a line: list price, then what is off.

    The amounts add up to the part's own, to the cent.
    """
    booked = []
    for target, less in off:
        less_tax = _rounded(less * tax.rate / _PERCENT, tax.amount) if tax.amount else ZERO
        booked.append((target, -less, -less_tax))
    list_price = net - sum((each[1] for each in booked), ZERO)
    list_tax = tax.amount - sum((each[2] for each in booked), ZERO)
    return [(ledger, list_price, list_tax), *booked]


def portion(amount: Decimal, piece: Decimal, whole: Decimal) -> Decimal:
    """Return what an amount takes of one piece of a booked whole, rounded as the amount is."""
    return _rounded(amount * piece / whole, amount) if whole else ZERO


def _rounded(value: Decimal, like: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(like.as_tuple().exponent), ROUND_HALF_UP)
