"""What a customer buys on one invoice: plans with their term, usage in tiers, single charges."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from .books import Record
from .calendar import DAY, later, local, local_date
from .catalog import (
    COUPONS,
    PRODUCTS,
    REDUCED_ITEM,
    UNMAPPED_ITEM,
    Product,
    in_currency,
    price_id,
    tiers,
)
from .customers import Customer, token
from .document import Discount, Line
from .money import share, spread
from .tax import treatment

_BY_ENTITY: dict[str, tuple[Product, ...]] = {}
for _product in PRODUCTS:
    if _product.id != UNMAPPED_ITEM:
        _BY_ENTITY[_product.entity] = (*_BY_ENTITY.get(_product.entity, ()), _product)
_BY_ID = {product.id: product for product in PRODUCTS}


def basket(customer: Customer, when: int, rng: Random) -> list[Line]:
    """One to three lines from the range of the customer's business entity."""
    offered = _BY_ENTITY[customer.entity]
    chosen = rng.sample(offered, k=min(len(offered), rng.choice((1, 1, 2, 2, 3))))
    return [product_line(customer, product, when, rng) for product in chosen]


def named_line(customer: Customer, product_id: str, when: int, rng: Random) -> Line:
    return product_line(customer, _BY_ID[product_id], when, rng)


def product_line(customer: Customer, product: Product, when: int, rng: Random) -> Line:
    yearly = product.years and rng.random() < 0.4
    unit = "" if product.type == "charge" else "year" if yearly else "month"
    price = in_currency(product.price, customer.currency) * (10 if yearly else 1)
    line = Line(
        id=f"li_{token(rng, 14)}",
        description=product.name,
        unit_amount=price,
        quantity=1,
        amount=price,
        date_from=when,
        date_to=when,
        treatment=treatment(customer, reduced=product.id == REDUCED_ITEM),
        entity_type=f"{product.type}_item_price",
        entity_id=price_id(product, customer.currency, unit),
        pricing_model=product.model,
        metered=product.code == "8010",
    )
    if product.model == "per_unit":
        quantity = rng.randrange(1, 12)
        line = replace(line, quantity=quantity, amount=price * quantity)
    if product.model in ("tiered", "volume"):
        line = _with_usage(line, price, rng)
    if line.metered:
        return replace(line, date_from=later(when, -1), date_to=when)
    if unit:
        return _with_term(line, when, 12 if yearly else 1, rng)
    return line


def adhoc_line(customer: Customer, when: int, rng: Random, amount: int = 12500) -> Line:
    """A line without a product, as typed in by a person; a negative amount is a correction."""
    value = in_currency(abs(amount), customer.currency) * (1 if amount > 0 else -1)
    return Line(
        id=f"li_{token(rng, 14)}",
        description="Travel expenses" if amount > 0 else "Goodwill correction",
        unit_amount=value,
        quantity=1,
        amount=value,
        date_from=when,
        date_to=when,
        treatment=treatment(customer),
    )


def _with_usage(line: Line, price: int, rng: Random) -> Line:
    """Tiered: each part at its own price; volume: everything at the price of its tier."""
    used = rng.randrange(20, 400)
    low, high = (tier["price"] for tier in tiers(price))
    if line.pricing_model == "volume":
        unit = low if used <= 100 else high
        return replace(line, quantity=used, unit_amount=unit, amount=used * unit)
    parts = [_tier(1, min(used, 100), low, ending=100)]
    if used > 100:
        parts.append(_tier(101, used - 100, high))
    amount = sum(part["quantity_used"] * part["unit_amount"] for part in parts)
    average = share(amount, 1, used)
    return replace(line, quantity=used, amount=amount, unit_amount=average, tiers=tuple(parts))


def _tier(starting: int, used: int, price: int, ending: int | None = None) -> Record:
    tier: Record = {
        "starting_unit": starting,
        "quantity_used": used,
        "unit_amount": price,
        "pricing_type": "per_unit",
        "object": "line_item_tier",
    }
    if ending:
        tier["ending_unit"] = ending
    return tier


def _with_term(line: Line, when: int, months: int, rng: Random) -> Line:
    """A term from this moment (or its midnight) on; sometimes only what is left of one."""
    start = when if rng.random() < 0.5 else local(local_date(when))
    end = later(start, months)
    if rng.random() >= 0.12:
        return replace(line, date_from=start, date_to=end)
    days = round((end - start) / DAY)
    left = rng.randrange(1, days)
    return replace(
        line,
        description=f"{line.description} - Prorated Charges",
        date_from=end - left * DAY,
        date_to=end,
        amount=share(line.amount, left, days),
        extra={"proration_mode": "delta"},
    )


def discounted(lines: list[Line], currency: str, rng: Random) -> list[Line]:
    """Now and then a coupon on a line, one on the document, or both."""
    chance = rng.random()
    if chance < 0.12 or chance > 0.97:
        lines = [_item_coupon(lines[0]), *lines[1:]]
    if 0.12 <= chance < 0.2 or chance > 0.97:
        lines = document_coupon(lines, "LOYAL5")
    elif 0.2 <= chance < 0.24 and currency == "EUR" and sum(line.net for line in lines) > 5000:
        lines = _spread(lines, Discount("document_level_coupon", 2500, "WELCOME25",
                                        "Welcome 25 off", percentage=False))  # fmt: skip
    return lines


def _item_coupon(line: Line) -> Line:
    amount = share(line.net, 10, 100)
    return line.with_discount(Discount("item_level_coupon", amount, "LAUNCH10", "Launch 10%"))


def document_coupon(lines: list[Line], coupon: str) -> list[Line]:
    """A percentage off the whole document, spread over its lines."""
    name, _, _, percentage = COUPONS[coupon]
    amount = share(sum(line.net for line in lines), percentage, 100)
    return _spread(lines, Discount("document_level_coupon", amount, coupon, name))


def credit_discount(lines: list[Line], kind: str) -> list[Line]:
    """Promotional or prorated credits: a tenth of the document, taken off before tax."""
    amount = sum(line.net for line in lines) // 10
    return _spread(lines, Discount(kind, amount, None, kind.replace("_", " "), percentage=False))


def _spread(lines: list[Line], discount: Discount) -> list[Line]:
    parts = spread(discount.amount, [line.net for line in lines])
    return [
        line.with_discount(replace(discount, amount=part)) if part else line
        for line, part in zip(lines, parts, strict=True)
    ]
