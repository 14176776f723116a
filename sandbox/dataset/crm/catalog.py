"""Ways of pricing that the invoices don't use, features and which products come with them."""

from __future__ import annotations

from ..books import Books, Record
from ..calendar import local_date
from ..catalog import CREATED, in_currency, stamped

# Item → (name, model, tiers of (first, last, price in euro cents, pricing type, package size)).
_TIERED: dict[str, tuple[str, str, tuple[tuple[int, int | None, int, str, int | None], ...]]] = {
    "reporting": (
        "Reporting seats",
        "stairstep",
        ((1, 10, 1900, "flat_fee", None), (11, 50, 4900, "flat_fee", None),
         (51, None, 9900, "flat_fee", None)),
    ),
    "messages": (
        "Text messages",
        "tiered",
        ((1, 1000, 1500, "package", 500), (1001, None, 1200, "package", 500)),
    ),
    "seats-extra": (
        "Extra seats",
        "volume",
        ((1, 20, 700, "per_unit", None), (21, None, 500, "per_unit", None)),
    ),
}  # fmt: skip
_CURRENCIES = ("EUR", "USD")
# Feature → (name, type, status, unit, levels of (value, name)).
_FEATURES: dict[str, tuple[str, str, str, str | None, tuple[tuple[str, str], ...]]] = {
    "sso": ("Single sign-on", "switch", "active", None, ()),
    "users": (
        "Users",
        "quantity",
        "active",
        "user",
        (("5", "5 users"), ("25", "25 users"), ("unlimited", "Unlimited users")),
    ),
    "api-rate": (
        "API rate",
        "range",
        "active",
        "call",
        (("10", "10 calls"), ("1000", "1000 calls")),
    ),
    "help": (
        "Help & advice",
        "custom",
        "active",
        None,
        (("mail", "By mail"), ("phone", "By phone"), ("onsite", "On site")),
    ),
    "old-theme": ("Old theme", "switch", "archived", None, ()),
    "assistant": ("Assistant", "switch", "draft", None, ()),
}
# (item, feature, value, name)
_ENTITLED = (
    ("starter", "users", "5", "5 users"),
    ("starter", "help", "mail", "By mail"),
    ("growth", "users", "25", "25 users"),
    ("growth", "sso", "true", "Available"),
    ("growth", "help", "phone", "By phone"),
    ("scale", "users", "unlimited", "Unlimited users"),
    ("scale", "sso", "true", "Available"),
    ("scale", "api-rate", "900", "900 calls"),
    ("support", "help", "onsite", "On site"),
    ("classic-archived", "old-theme", "true", "Available"),
    ("scale", "assistant", "true", "Available"),
)
# Item price → an entitlement that goes before its plan's own.
_BY_PRICE = (("scale-EUR-Yearly", "api-rate", "1000", "1000 calls"),)
_ATTACHED = (
    ("growth", "support", "recommended"),
    ("scale", "support", "mandatory"),
    ("scale", "reporting", "optional"),
)


def add_sellable(books: Books) -> None:
    _families(books)
    for key, (name, model, tiers) in _TIERED.items():
        books.add("item", _item(key, name))
        for currency in _CURRENCIES:
            books.add("item_price", _price(key, name, model, tiers, currency))
    for key in _FEATURES:
        books.add("feature", _feature(key))
    _entitlements(books)
    for parent, item, kind in _ATTACHED:
        record = {
            "id": f"att_{parent}_{item}",
            "parent_item_id": parent,
            "item_id": item,
            "type": kind,
            "status": "active",
            "quantity": 1,
            "created_at": CREATED,
            "channel": "web",
        }
        books.add("attached_item", stamped(record, "attached_item"))


def _families(books: Books) -> None:
    gone = {"id": "discontinued", "name": "Discontinued", "status": "deleted"}
    books.add("item_family", stamped(gone, "item_family"))
    books.records["item_family"]["platform"]["description"] = "Everything <online> & hosted"


def _item(key: str, name: str) -> Record:
    record = {
        "id": key,
        "name": name,
        "external_name": name,
        "description": f"{name}, priced in tiers",
        "status": "active",
        "item_family_id": "platform",
        "type": "addon",
        "is_shippable": False,
        "is_giftable": False,
        "enabled_for_checkout": True,
        "enabled_in_portal": True,
        "item_applicability": "all",
        "metered": False,
        "unit": "piece",
        "channel": "web",
    }
    return stamped(record, "item")


def _price(key: str, name: str, model: str, tiers: tuple, currency: str) -> Record:
    record = {
        "id": f"{key}-{currency}-Monthly",
        "name": f"{name} {currency} Monthly",
        "external_name": name,
        "item_id": key,
        "item_family_id": "platform",
        "item_type": "addon",
        "status": "active",
        "pricing_model": model,
        "currency_code": currency,
        "free_quantity": 0,
        "period": 1,
        "period_unit": "month",
        "is_taxable": True,
        "tax_detail": {"tax_profile_id": "high", "object": "tax_detail"},
        "channel": "web",
        "created_at": CREATED,
        "show_description_in_invoices": False,
        "show_description_in_quotes": True,
        "archivable": True,
        "tiers": [_tier(currency, *tier) for tier in tiers],
        "accounting_detail": {
            "sku": key.upper(),
            "accounting_code": "8010",
            "object": "accounting_detail",
        },
    }
    return stamped(record, "item_price")


def _tier(currency: str, first: int, last: int | None, price: int, kind: str, size: int | None
          ) -> Record:  # fmt: skip
    record: Record = {
        "starting_unit": first,
        "price": in_currency(price, currency),
        "pricing_type": kind,
        "object": "tier",
    }
    if last:
        record["ending_unit"] = last
    if size:
        record["package_size"] = size
    return record


def _feature(key: str) -> Record:
    name, kind, status, unit, levels = _FEATURES[key]
    record: Record = {
        "id": key,
        "name": name,
        "description": f"{name}, known since {local_date(CREATED):%Y}",
        "status": status,
        "type": kind,
        "created_at": CREATED,
        "metered": False,
    }
    if unit:
        record["unit"] = unit
    if levels:
        record["levels"] = [
            {
                "name": text,
                "value": value,
                "level": number,
                "is_unlimited": value == "unlimited",
                "object": "level",
            }
            for number, (value, text) in enumerate(levels)
        ]
    record = stamped(record, "feature")
    del record["deleted"]
    return record


def _entitlements(books: Books) -> None:
    """Each as the older kind, by item, and as the newer one, by plan, add-on or price."""
    for item, feature, value, name in _ENTITLED:
        kind = books.records["item"][item]["type"]
        common = _granted(feature, value, name)
        books.add(
            "item_entitlement",
            {
                "id": f"ie_{item}_{feature}",
                "item_id": item,
                "item_type": kind,
                **common,
                "object": "item_entitlement",
            },
        )
        books.add("entitlement", _entitlement(item, kind, common))
    for price, feature, value, name in _BY_PRICE:
        books.add("entitlement", _entitlement(price, "plan_price", _granted(feature, value, name)))


def _granted(feature: str, value: str, name: str) -> Record:
    return {
        "feature_id": feature,
        "feature_name": _FEATURES[feature][0],
        "value": value,
        "name": name,
    }


def _entitlement(entity: str, kind: str, common: Record) -> Record:
    return {
        "id": f"ent_{entity}_{common['feature_id']}",
        "entity_id": entity,
        "entity_type": kind,
        **common,
        "object": "entitlement",
    }
