"""How the seller (one Dutch legal person) must treat a sale, by customer and by product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .customers import EU, Customer

SELLER = {"country": "NL", "registration_number": "NL859471238B01", "object": "tax_origin"}
COUNTRY_NAMES = {"NL": "Netherlands", "BE": "Belgium", "DE": "Germany", "FR": "France"}
# One-stop-shop: the consumer's country, its own name for the tax and its own rate.
OSS = {"BE": ("BTW", "21.0"), "DE": ("MwSt", "19.0"), "FR": ("TVA", "20.0")}


@dataclass(frozen=True)
class Treatment:
    """`reason` is Chargebee's tax_exempt_reason; `shown` keeps a tax line of 0."""

    reason: str | None = None
    name: str = "BTW"
    rate: Decimal = Decimal(0)
    country: str = "NL"
    shown: bool = True


DOMESTIC = Treatment(rate=Decimal("21.0"))
DOMESTIC_LOW = Treatment(rate=Decimal("9.0"))
EXPORT = Treatment(reason="export", shown=False)
UNTAXED = Treatment(shown=False)
NOT_CONFIGURED = Treatment(reason="tax_not_configured", shown=False)


def treatment(customer: Customer, *, reduced: bool = False) -> Treatment:
    """The rule for one line; `reduced` is a product that Dutch customers buy at 9 %."""
    if customer.country == "NL":
        return DOMESTIC_LOW if reduced else DOMESTIC
    if customer.country not in EU:
        return EXPORT
    if customer.vat_valid:
        return Treatment(
            reason="reverse_charge",
            name=OSS[customer.country][0],
            country=customer.country,
            shown=(customer.index + customer.index // 20) % 2 == 0,
        )
    name, rate = OSS[customer.country]
    return Treatment(name=name, rate=Decimal(rate), country=customer.country)
