"""What a line of a document sells, by the source's catalogue."""

from dataclasses import replace

from ...ledger.mapping import Row, Table, rank
from ...ledger.words import Line, Price

ITEM_PRICE = "item_price"

NO_PRICE = Price("")


def asked(line: Line) -> set[tuple[str, str]]:
    """Return the records that say what a line sells.

    A site that left its old catalogue behind keeps the ids, but not the plans: what was a plan
    may be an item's price by now.
    """
    if not line.price:
        return set()
    return {(line.price_kind, line.price), (ITEM_PRICE, line.price)}


def price_of(line: Line, records: dict) -> Price:
    """Return the Price of a line out of {(kind, id): word}, one that says nothing if unknown.

    The family that a line names itself goes before that of its price: a plan's setup fee is not
    its subscription.
    """
    price = NO_PRICE
    if line.price:
        found = records.get((line.price_kind, line.price))
        price = found or records.get((ITEM_PRICE, line.price)) or NO_PRICE
        if line.family and (found or price is NO_PRICE):
            price = replace(
                price,
                item=price.item or line.price,
                item_family=line.family,
                beside=bool(price.item_family) and price.item_family != line.family,
            )
    return price


def coupons(line: Line) -> tuple[str, ...]:
    """Return the coupons of a line, the one that took off most first."""
    named = sorted((-amount, coupon) for coupon, amount in line.discounts if coupon)
    return tuple(coupon for _amount, coupon in named)


def revenue_row(table: Table, facts: dict, line: Line) -> Row | None:
    """Return the row that decides where the revenue of a line goes, None when none fits.

    A line may bear several coupons: the most specific row of any of them wins, of equal ones
    that of the coupon that took off most.
    """
    found = [table.choose({**facts, "coupon": coupon}) for coupon in coupons(line) or ("",)]
    rows = [row for row in found if row is not None]
    return max(rows, key=lambda row: rank(table.fields, row.match), default=None)
