"""What the company sells: families, items, prices per currency and term, coupons, currencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .books import Books, Record
from .calendar import local
from .money import BASE, digits

CURRENCIES = ("EUR", "USD", "GBP", "JPY")
ENTITIES = ("be-cloud", "be-retail", "be-services")
UNMAPPED_ITEM = "legacy-export"
REDUCED_ITEM = "trade-journal"
_PRICE_FACTOR = {"EUR": 100, "USD": 110, "GBP": 87, "JPY": 16000, "SEK": 1140}
CREATED = local(date(2025, 2, 3), 32_400)


@dataclass(frozen=True)
class Product:
    """One row of the price list; `price` in euro cents for a month or one piece."""

    id: str
    name: str
    family: str
    type: str
    model: str
    price: int
    code: str | None
    entity: str
    years: bool = False


PRODUCTS = (
    Product("starter", "Starter plan", "platform", "plan", "flat_fee", 2900, "8000", "be-cloud"),
    Product(
        "growth", "Growth plan", "platform", "plan", "per_unit", 4000, "8000", "be-cloud", True
    ),
    Product(
        "scale", "Scale & grow plan", "platform", "plan", "per_unit", 9900, "8000", "be-cloud", True
    ),
    Product(
        "api-calls", "API calls (x1000)", "platform", "addon", "tiered", 50, "8010", "be-cloud"
    ),
    Product("storage", "Storage (GB)", "platform", "addon", "volume", 12, "8010", "be-cloud"),
    Product(
        "support", "Premium support", "platform", "addon", "flat_fee", 24900, "8000", "be-cloud"
    ),
    Product(
        UNMAPPED_ITEM, "Legacy export", "platform", "charge", "flat_fee", 7500, None, "be-cloud"
    ),
    Product(
        "onboarding",
        "Onboarding workshop",
        "services",
        "charge",
        "flat_fee",
        150000,
        "8020",
        "be-services",
    ),
    Product(
        "consulting",
        "Consulting hour",
        "services",
        "charge",
        "per_unit",
        13500,
        "8020",
        "be-services",
    ),
    Product(
        "care", "Managed care", "services", "plan", "flat_fee", 49500, "8020", "be-services", True
    ),
    Product(
        "scanner", "Barcode scanner", "retail", "charge", "per_unit", 18995, "8030", "be-retail"
    ),
    Product(
        "labels", 'Labels 4" (roll)', "retail", "charge", "per_unit", 1249, "8030", "be-retail"
    ),
    Product(
        REDUCED_ITEM,
        "Trade journal (digital)",
        "retail",
        "plan",
        "flat_fee",
        1199,
        "8000",
        "be-retail",
    ),
)
FAMILIES = {"platform": "Cloud platform", "services": "Services", "retail": "Shop 'n Scan"}
COUPONS = {
    "LAUNCH10": ("Launch 10%", "each_specified_item", "percentage", Decimal("10.0")),
    "LOYAL5": ("Loyalty 5%", "invoice_amount", "percentage", Decimal("5.0")),
    "WELCOME25": ("Welcome 25 off", "invoice_amount", "fixed_amount", 2500),
    "FREE100": ("First month free", "invoice_amount", "percentage", Decimal("100.0")),
}


def price_id(product: Product, currency: str, unit: str) -> str:
    suffix = {"month": "-Monthly", "year": "-Yearly", "": ""}[unit]
    return f"{product.id}-{currency}{suffix}"


def in_currency(cents: int, currency: str) -> int:
    """A list price in minor units of another currency, in steps that look like a price list."""
    amount = cents * _PRICE_FACTOR[currency] // 100
    return amount // 1000 * 10 if digits(currency) == 0 else amount


def add_catalog(books: Books, currencies: Sequence[str] = CURRENCIES) -> None:
    """Add everything that customers can buy, and an archived and a deleted item."""
    for currency in currencies:
        books.add("currency", _currency(currency))
    for family, name in FAMILIES.items():
        books.add("item_family", stamped({"id": family, "name": name, "status": "active"}))
    for product in PRODUCTS:
        books.add("item", _item(product, "active"))
        for currency in currencies:
            for unit in _units(product):
                books.add("item_price", _price(product, currency, unit))
    for status in ("archived", "deleted"):
        gone = replace(PRODUCTS[0], id=f"classic-{status}", name=f"Classic ({status})")
        books.add("item", _item(gone, status))
        books.add("item_price", _price(gone, "EUR", "month", status))
    for coupon in COUPONS:
        books.add("coupon", _coupon(coupon))
    for record in (*books.records["item"].values(), *books.records["item_price"].values()):
        if UNMAPPED_ITEM in record["id"]:
            books.plant(record["object"], record, "item_without_accounting_code")


def _units(product: Product) -> tuple[str, ...]:
    if product.type == "charge":
        return ("",)
    return ("month", "year") if product.years else ("month",)


def stamped(record: Record, kind: str = "item_family", at: int = CREATED) -> Record:
    version = at * 1000 + sum(record["id"].encode()) % 1000
    return {
        **record,
        "updated_at": at,
        "resource_version": version,
        "deleted": record.get("status") == "deleted",
        "object": kind,
    }


def _currency(code: str) -> Record:
    automatic = {"forex_type": "auto"} if code != BASE else {}
    return {
        "id": f"cur_{code}",
        "enabled": True,
        "currency_code": code,
        "is_base_currency": code == BASE,
        **automatic,
        "object": "currency",
    }


def _item(product: Product, status: str) -> Record:
    record: Record = {
        "id": product.id,
        "name": product.name,
        "external_name": product.name,
        "status": status,
        "item_family_id": product.family,
        "type": product.type,
        "is_shippable": product.code == "8030",
        "is_giftable": False,
        "enabled_for_checkout": True,
        "enabled_in_portal": True,
        "item_applicability": "all",
        "metered": product.code == "8010",
        "channel": "web",
        "cf_product_group": product.family.upper(),
    }
    if product.code == "8010":
        record["usage_calculation"] = "sum_of_usages"
    if status == "archived":
        record["archived_at"] = CREATED
    return stamped(record, "item")


def _price(product: Product, currency: str, unit: str, status: str = "active") -> Record:
    price = in_currency(product.price, currency) * (10 if unit == "year" else 1)
    term = {"month": " Monthly", "year": " Yearly", "": ""}[unit]
    record: Record = {
        "id": price_id(product, currency, unit),
        "name": f"{product.name} {currency}{term}",
        "external_name": product.name,
        "item_id": product.id,
        "item_family_id": product.family,
        "item_type": product.type,
        "status": status,
        "pricing_model": product.model,
        "currency_code": currency,
        "free_quantity": 0,
        "is_taxable": True,
        "tax_detail": {
            "tax_profile_id": "low" if product.id == REDUCED_ITEM else "high",
            "object": "tax_detail",
        },
        "channel": "web",
        "created_at": CREATED,
        "show_description_in_invoices": False,
        "show_description_in_quotes": False,
        "archivable": True,
    }
    if unit:
        record |= {"period": 1, "period_unit": unit}
    if product.model in ("tiered", "volume"):
        record["tiers"] = tiers(price)
    else:
        record["price"] = price
    if product.code:
        record["accounting_detail"] = {
            "sku": product.id.upper(),
            "accounting_code": product.code,
            "accounting_category1": f"K{100 + ENTITIES.index(product.entity)}: {product.family}",
            "object": "accounting_detail",
        }
    return stamped(record, "item_price")


def tiers(price: int) -> list[Record]:
    """Full price up to 100 pieces, four fifths of it above."""
    first = {"starting_unit": 1, "ending_unit": 100, "price": price, "object": "tier"}
    return [first, {"starting_unit": 101, "price": price * 4 // 5, "object": "tier"}]


def _coupon(coupon: str) -> Record:
    name, applied, kind, value = COUPONS[coupon]
    record: Record = {
        "id": coupon,
        "name": name,
        "invoice_name": name,
        "discount_type": kind,
        "duration_type": "forever",
        "status": "expired" if coupon == "FREE100" else "active",
        "apply_on": applied,
        "apply_discount_on": "not_applicable",
        "created_at": CREATED,
    }
    if kind == "percentage":
        record["discount_percentage"] = value
    else:
        record |= {"discount_amount": value, "currency_code": BASE}
    if applied == "each_specified_item":
        record["item_constraints"] = [
            {"item_type": "plan", "constraint": "all", "object": "item_constraint"}
        ]
    return stamped(record, "coupon")
