"""The same company on a site of the old product catalogue: plans and add-ons instead of items."""

from __future__ import annotations

from .books import Books, Record

# Charges for setting a plan up, billed with it.
_SETUP_ITEM, _SETUP_OF = "onboarding", "care"
_LINE_TYPES = {"plan_item_price": "plan", "addon_item_price": "addon", "charge_item_price": "addon"}
_ADDON_TYPES = {"flat_fee": "on_off", "per_unit": "quantity"}
_KEPT = (
    "id", "name", "status", "price", "currency_code", "pricing_model", "tiers", "channel",
    "updated_at", "resource_version", "show_description_in_invoices",
    "show_description_in_quotes",
)  # fmt: skip


def with_old_catalog(books: Books) -> Books:
    """Turn every item price into a plan or an add-on of the same id, and every line to it."""
    prices = books.records["item_price"]
    for price in prices.values():
        record = _plan(price) if price["item_type"] == "plan" else _addon(price)
        books.add(record["object"], record)
    for kind in ("invoice", "credit_note"):
        for document in books.records[kind].values():
            for line in document["line_items"]:
                _relabel(line, prices)
    for charge in books.records.get("unbilled_charge", {}).values():
        _relabel(charge, prices)
    for coupon in books.records["coupon"].values():
        _constrain(coupon)
    for kind in ("item_family", "item", "item_price"):
        books.records[kind] = {}
        books.planted.pop(kind, None)
    return books


def _common(price: Record) -> Record:
    record = {key: price[key] for key in _KEPT if key in price}
    accounting = price.get("accounting_detail", {})
    record |= {
        "invoice_name": price["external_name"],
        "taxable": price["is_taxable"],
        "tax_profile_id": price["tax_detail"]["tax_profile_id"],
        "enabled_in_portal": True,
        **{key: value for key, value in accounting.items() if key != "object"},
    }
    return record


def _plan(price: Record) -> Record:
    return {
        **_common(price),
        "period": price["period"],
        "period_unit": price["period_unit"],
        "charge_model": price["pricing_model"],
        "free_quantity": price["free_quantity"],
        "enabled_in_hosted_pages": True,
        "addon_applicability": "all",
        "giftable": False,
        "object": "plan",
    }


def _addon(price: Record) -> Record:
    recurring = price["item_type"] == "addon"
    record = {
        **_common(price),
        "type": _ADDON_TYPES.get(price["pricing_model"], price["pricing_model"]),
        "charge_type": "recurring" if recurring else "non_recurring",
        "period_unit": price["period_unit"] if recurring else "not_applicable",
        "object": "addon",
    }
    if recurring:
        record["period"] = price["period"]
    return record


def _relabel(line: Record, prices: dict[str, Record]) -> None:
    if line["entity_type"] == "adhoc":
        return
    price = prices[line["entity_id"]]
    if price["item_id"] == _SETUP_ITEM:
        line["entity_type"] = "plan_setup"
        line["entity_id"] = f"{_SETUP_OF}-{price['currency_code']}-Monthly"
    else:
        line["entity_type"] = _LINE_TYPES[line["entity_type"]]


def _constrain(coupon: Record) -> None:
    """What a coupon is good for, in the words of plans and add-ons."""
    specified = coupon["apply_on"] != "invoice_amount"
    coupon.pop("item_constraints", None)
    coupon |= {
        "apply_discount_on": "plans" if specified else "not_applicable",
        "plan_constraint": "all" if specified else "not_applicable",
        "addon_constraint": "none" if specified else "not_applicable",
    }
