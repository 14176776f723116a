"""How the seller must treat a sale, by the two countries, the customer and the product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .customers import EU, Customer

COUNTRY_NAMES = {
    "NL": "Netherlands", "BE": "Belgium", "DE": "Germany", "FR": "France", "SE": "Sweden",
}  # fmt: skip
UNION = (*EU, "NL", "SE")
# One-stop-shop: the consumer's country, its own name for the tax and its own rate.
OSS = {
    "BE": ("BTW", "21.0"), "DE": ("MwSt", "19.0"), "FR": ("TVA", "20.0"), "NL": ("BTW", "21.0"),
    "SE": ("Moms", "25.0"),
}  # fmt: skip
# At home: the ordinary rate and the reduced one.
DOMESTIC = {"NL": ("21.0", "9.0"), "BE": ("21.0", "6.0")}


@dataclass(frozen=True)
class Treatment:
    """`reason` is Chargebee's tax_exempt_reason; `shown` keeps a tax line of 0."""

    reason: str | None = None
    name: str = "BTW"
    rate: Decimal = Decimal(0)
    country: str = "NL"
    shown: bool = True


EXPORT = Treatment(reason="export", shown=False)
CUSTOMER_EXEMPT = Treatment(reason="customer_exempt", shown=False)
UNTAXED = Treatment(shown=False)
NOT_CONFIGURED = Treatment(reason="tax_not_configured", shown=False)


def treatment(customer: Customer, *, reduced: bool = False) -> Treatment:
    """The rule for one line; `reduced` is a product that is taxed less at home."""
    if customer.exempt:
        return CUSTOMER_EXEMPT
    if customer.country == customer.home:
        rate = Decimal(DOMESTIC[customer.home][reduced])
        return Treatment(rate=rate, country=customer.home)
    if customer.country not in UNION:
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
