"""Units, products and a price list."""

from __future__ import annotations

from decimal import Decimal

from ..organisation import Organisation
from ..standard import stable_id
from .plant import plant

# Product number -> name, price, state (0 active, 1 retired, 2 draft). The first five are item
# prices of the Chargebee sandbox, the others it does not know.
PRODUCTS = {
    "growth-EUR-Monthly": ("Growth plan", "40.00", 0),
    "scale-EUR-Monthly": ("Scale & grow plan", "99.00", 0),
    "support-EUR-Monthly": ("Premium support", "249.00", 0),
    "onboarding-EUR": ("Onboarding workshop", "1500.00", 0),
    "consulting-EUR": ("Consulting hour", "135.00", 0),
    "cloud-pro-EUR-monthly": ("Cloud Pro", "49.00", 0),
    "legacy": ("Legacy plan", "9.00", 1),
    "next": ("Next plan", "99.00", 2),
}


def add_catalog(org: Organisation) -> None:
    """Units, products, two price lists with every product."""
    schedule = plant(
        org,
        "uomschedule",
        "default",
        name="Default Unit",
        baseuomname="Primary Unit",
        statecode=0,
        statuscode=1,
    )
    unit = plant(
        org,
        "uom",
        "primary",
        name="Primary Unit",
        uomscheduleid=schedule["_id"],
        quantity=Decimal(1),
        isschedulebaseuom=True,
    )
    levels = [
        plant(
            org,
            "pricelevel",
            code,
            name=f"Price list {code}",
            transactioncurrencyid=stable_id("currency", code),
            statecode=0,
            statuscode=100001,
        )
        for code in ("EUR", "USD")
    ]
    for number, (name, price, state) in PRODUCTS.items():
        amount = Decimal(price).quantize(Decimal("0.0001"))
        product = plant(
            org,
            "product",
            number,
            name=name,
            productnumber=number,
            productstructure=1,
            defaultuomid=unit["_id"],
            defaultuomscheduleid=schedule["_id"],
            quantitydecimal=2,
            price=amount,
            transactioncurrencyid=stable_id("currency", "EUR"),
            pricelevelid=levels[0]["_id"],
            statecode=state,
            statuscode={0: 1, 1: 2, 2: 0}[state],
        )
        for level in levels:
            plant(
                org,
                "productpricelevel",
                f"{number}/{level['name']}",
                pricelevelid=level["_id"],
                productid=product["_id"],
                uomid=unit["_id"],
                uomscheduleid=schedule["_id"],
                amount=amount,
                pricingmethodcode=1,
                productnumber=number,
                transactioncurrencyid=level["transactioncurrencyid"],
            )
