"""Lines for the story's own invoices: terms, usage, single charges."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..calendar import later
from ..catalog import PRODUCTS, in_currency, price_id
from ..customers import Customer, token
from ..document import Line
from ..sales import named_line
from ..tax import treatment

_BY_ID = {product.id: product for product in PRODUCTS}
# What each business entity sells by the month.
PLAN = {"be-cloud": "growth", "be-retail": "trade-journal", "be-services": "care"}


def term(customer: Customer, start: int, months: int, rng: Random, quantity: int = 1) -> Line:
    """A plan for a term that begins at a moment; its end is that moment, months later."""
    product = _BY_ID[PLAN[customer.entity]]
    yearly = product.years and months == 12
    unit = "year" if yearly else "month"
    price = in_currency(product.price, customer.currency) * (10 if yearly else 1)
    amount = price * quantity * (1 if yearly else months)
    return Line(
        id=f"li_{token(rng, 14)}",
        description=product.name,
        unit_amount=price,
        quantity=quantity,
        amount=amount,
        date_from=start,
        date_to=later(start, months),
        treatment=treatment(customer, reduced=product.id == "trade-journal"),
        entity_type="plan_item_price",
        entity_id=price_id(product, customer.currency, unit),
        pricing_model=product.model,
    )


def usage(customer: Customer, when: int, rng: Random) -> Line:
    """API calls of the month before, at prices in tiers."""
    return named_line(customer, "api-calls", when, rng)


def charge(customer: Customer, when: int, rng: Random, amount: int = 10_000) -> Line:
    """Something sold once, at a price in the cents of the list."""
    value = in_currency(amount, customer.currency)
    product = _BY_ID["consulting" if customer.entity == "be-services" else "scanner"]
    line = Line(
        id=f"li_{token(rng, 14)}",
        description=product.name,
        unit_amount=value,
        quantity=1,
        amount=value,
        date_from=when,
        date_to=when,
        treatment=treatment(customer),
        entity_type="charge_item_price",
        entity_id=price_id(product, customer.currency, ""),
        pricing_model=product.model,
    )
    if customer.entity == "be-cloud":
        return replace(line, entity_type="adhoc", entity_id=None, description="Migration work",
                       pricing_model="flat_fee")  # fmt: skip
    return line
