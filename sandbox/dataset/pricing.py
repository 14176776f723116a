"""What a quantity of an item price costs, by the five ways in which Chargebee prices things.

`flat_fee` a price whatever the quantity; `per_unit` each; `tiered` every tier at its own price;
`volume` all at the price of the tier that the quantity falls in; `stairstep` the price of that tier
as it stands. A tier of pricing type `package` prices every started package.
"""

from __future__ import annotations

from random import Random

from .books import Record
from .calendar import DAY, add_months, local, local_date
from .customers import Customer, token
from .document import Line
from .money import share
from .tax import treatment

_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}


def cost(price: Record, quantity: int, unit_price: int | None = None) -> tuple[int, int, list]:
    """(unit amount, amount, used tiers) in minor units; `unit_price` overrides the price list."""
    tiers = price.get("tiers")
    if unit_price is not None or not tiers:
        unit = price.get("price", 0) if unit_price is None else unit_price
        flat = price["pricing_model"] == "flat_fee"
        return unit, unit if flat else unit * quantity, []
    if price["pricing_model"] == "tiered":
        used = [_used(tier, quantity) for tier in tiers if tier["starting_unit"] <= quantity]
        amount = sum(_tier_amount(tier, part) for tier, part in zip(tiers, used, strict=False))
        return share(amount, 1, quantity), amount, used
    tier = [tier for tier in tiers if tier["starting_unit"] <= quantity][-1]
    if price["pricing_model"] == "stairstep":
        return tier["price"], tier["price"], []
    return tier["price"], tier["price"] * quantity, []


def _used(tier: Record, quantity: int) -> Record:
    used = min(quantity, tier.get("ending_unit", quantity)) - tier["starting_unit"] + 1
    record = {
        "starting_unit": tier["starting_unit"],
        "quantity_used": used,
        "unit_amount": tier["price"],
        "pricing_type": tier.get("pricing_type", "per_unit"),
        "object": "line_item_tier",
    }
    return record | {key: tier[key] for key in ("ending_unit", "package_size") if key in tier}


def _tier_amount(tier: Record, used: Record) -> int:
    if tier.get("pricing_type") == "package":
        return -(-used["quantity_used"] // tier["package_size"]) * tier["price"]
    return used["quantity_used"] * tier["price"]


def term_end(price: Record, start: int) -> int:
    """When a period of this price ends that begins at `start`; at once for a charge."""
    unit, count = price.get("period_unit"), price.get("period", 1)
    if unit is None:
        return start
    day = local_date(start)
    seconds = start - local(day)
    if unit in _DAYS:
        return start + count * _DAYS[unit] * DAY
    return local(add_months(day, count * _MONTHS[unit])) + seconds


def monthly(amount: int, unit: str, count: int) -> int:
    """An amount for a period as one for a month: what MRR is made of."""
    if unit in _MONTHS:
        return share(amount, 1, _MONTHS[unit] * count)
    return share(amount, 365, 12 * _DAYS[unit] * count)


def priced_line(
    customer: Customer,
    price: Record,
    rng: Random,
    start: int,
    *,
    quantity: int = 1,
    unit_price: int | None = None,
) -> Line:
    """A line for so many of an item price, for one period of it."""
    unit, amount, tiers = cost(price, quantity, unit_price)
    reduced = price.get("tax_detail", {}).get("tax_profile_id") == "low"
    return Line(
        id=f"li_{token(rng, 14)}",
        description=price["external_name"],
        unit_amount=unit,
        quantity=quantity,
        amount=amount,
        date_from=start,
        date_to=term_end(price, start),
        treatment=treatment(customer, reduced=reduced),
        entity_type=f"{price['item_type']}_item_price",
        entity_id=price["id"],
        pricing_model=price["pricing_model"],
        tiers=tuple(tiers),
    )
