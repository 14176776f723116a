"""Tiers: what a unit, or all of them, cost from a number of units on.

Source: apidocs.chargebee.com, "Item prices", `tiers`: the last one has no end.
"""

from .. import fields
from .declare import Reading, exact, money, position, quantity, shape, whole, words

PRICING_MODELS = {
    "flat_fee": "Flat Fee",
    "per_unit": "Per Unit",
    "tiered": "Tiered",
    "volume": "Volume",
    "stairstep": "Stairstep",
}


TIER = shape(
    ("tier", "Tier", "Tiers"),
    position(),
    quantity("from_unit", "From Unit", at="starting_unit"),
    quantity("to_unit", "To Unit", at="ending_unit"),
    money("amount", "Price", at="price"),
    exact("exact_amount", "Exact Price", at="price_in_decimal"),
    words("pricing_type", "Pricing Type"),
    whole("package_size", "Package Size"),
    lookups={"price": ("Price", "price")},
    owned=False,
    part_of="price",
)


def first_unit(one: Reading) -> str:
    """Return with which unit a tier begins."""
    first = one.quantity("starting_unit")
    if first is None:
        raise fields.wrong("starting_unit", None, one.group)
    return f"{first:f}"


def span(one: Reading) -> str:
    """Return which units a tier is about, as people read it."""
    last = one.quantity("ending_unit")
    return f"{first_unit(one)}+" if last is None else f"{first_unit(one)} - {last:f}"


def tiers_in_words(one: Reading) -> str | None:
    """Return the tiers of an object, one a line, None for none."""
    lines = []
    for tier in one.each("tiers"):
        exact_price = fields.in_decimal(*tier.at("price_in_decimal"))
        price = tier.money("price") if exact_price is None else exact_price
        lines.append(f"{span(tier)}: {price}")
    return "\n".join(lines) or None
