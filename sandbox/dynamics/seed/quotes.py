"""Quotes in each state, with lines of products and a write-in line."""

from __future__ import annotations

from decimal import Decimal

from ..organisation import Organisation
from ..standard import stable_id
from ..store import Row
from .catalog import PRODUCTS
from .plant import plant
from .principals import team_id, unit_id, user_id

# Name -> state, status, revision, customer, product number and quantity of each line.
QUOTES: dict[str, tuple[int, int, int, int, tuple[tuple[str, int], ...]]] = {
    "draft": (0, 1, 0, 0, (("growth-EUR-Monthly", 5),)),
    "active": (1, 3, 0, 0, (("scale-EUR-Monthly", 3), ("onboarding-EUR", 1))),
    "active-2": (1, 2, 0, 4, (("support-EUR-Monthly", 1),)),
    "won": (2, 4, 0, 6, (("scale-EUR-Monthly", 10), ("onboarding-EUR", 1))),
    "won-charges": (2, 4, 0, 0, (("onboarding-EUR", 1), ("consulting-EUR", 6))),
    "won-write-in": (2, 4, 0, 12, (("growth-EUR-Monthly", 2), ("", 1))),
    "won-unknown": (2, 4, 0, 12, (("cloud-pro-EUR-monthly", 2),)),
    "lost": (3, 5, 0, 0, (("growth-EUR-Monthly", 1),)),
    "canceled": (3, 6, 0, 4, (("growth-EUR-Monthly", 1),)),
    "revised": (3, 7, 0, 6, (("growth-EUR-Monthly", 7),)),
    "revised-2": (0, 1, 1, 6, (("growth-EUR-Monthly", 8),)),
}
_FOUR = Decimal("0.0001")


def add_quotes(org: Organisation) -> None:
    """Quotes of seeded accounts; those whose account is not there are left out."""
    for place, (name, (state, status, revision, customer, lines)) in enumerate(QUOTES.items()):
        account = stable_id("account", f"customer/{customer}")
        if org.store.get("account", account) is None:
            continue
        number = "QUO-01050" if name.startswith("revised") else f"QUO-0{1001 + place}"
        quote = plant(
            org,
            "quote",
            name,
            name=f"Offer {name}",
            quotenumber=number,
            revisionnumber=revision,
            customerid=account,
            **{"customerid@type": "account"},
            pricelevelid=stable_id("pricelevel", "EUR"),
            transactioncurrencyid=stable_id("currency", "EUR"),
            exchangerate=Decimal(1),
            ownerid=user_id("anna") if place % 2 else team_id("CB Cloud"),
            **{"ownerid@type": "systemuser" if place % 2 else "team"},
            owningbusinessunit=unit_id("Cloud"),
            effectivefrom="2026-10-31T23:00:00Z",
            effectiveto="2026-12-30T23:00:00Z",
            statecode=state,
            statuscode=status,
        )
        _lines(org, quote, name, lines)


def _lines(org: Organisation, quote: Row, name: str, lines: tuple[tuple[str, int], ...]) -> None:
    total = Decimal(0)
    for number, (product, quantity) in enumerate(lines, 1):
        price = Decimal(PRODUCTS[product][1]) if product else Decimal("125.50")
        amount = (price * quantity).quantize(_FOUR)
        total += amount
        plant(
            org,
            "quotedetail",
            f"{name}/{number}",
            quoteid=quote["_id"],
            productid=stable_id("product", product) if product else None,
            uomid=stable_id("uom", "primary") if product else None,
            quotedetailname=PRODUCTS[product][0] if product else "Training on site",
            productdescription=None if product else "Training on site",
            isproductoverridden=not product,
            ispriceoverridden=False,
            quantity=Decimal(quantity),
            priceperunit=price.quantize(_FOUR),
            baseamount=amount,
            extendedamount=amount,
            lineitemnumber=number,
            sequencenumber=number,
            producttypecode=1,
            transactioncurrencyid=quote["transactioncurrencyid"],
        )
    new = dict(quote)
    for column in ("totallineitemamount", "totalamount", "totalamountlessfreight"):
        new[column] = new[f"{column}_base"] = total.quantize(_FOUR)
    org.store.put("quote", quote["_id"], new)
