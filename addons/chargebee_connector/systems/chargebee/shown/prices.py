"""Prices with their tiers.

Source: apidocs.chargebee.com, "Item prices".
"""

from ....ledger.mirror import Row
from .. import fields
from .declare import (
    THING,
    Reading,
    choice,
    exact,
    moment,
    money,
    note,
    numbered,
    quantity,
    ref,
    shape,
    whole,
    words,
    yes_no,
)
from .items import STATUSES
from .sold import item_lookup
from .tiers import PRICING_MODELS, TIER, first_unit, span

PRICE = shape(
    ("price", "Price", "Prices"),
    words("external_name", "Name for Customers", THING),
    note("description", "Description"),
    choice("status", "Status", STATUSES),
    choice("pricing_model", "Pricing Model", PRICING_MODELS),
    words("price_currency", "Currency of Price", at="currency_code"),
    money("price", "Price"),
    exact("exact_price", "Exact Price", at="price_in_decimal"),
    whole("billing_period", "Billing Period", at="period"),
    words("billing_period_unit", "Billing Period Unit", at="period_unit"),
    whole("trial_period", "Trial Period"),
    words("trial_period_unit", "Trial Period Unit"),
    whole("billing_cycles", "Billing Cycles"),
    quantity("free_quantity", "Free Quantity"),
    yes_no("taxable", "Taxable", at="is_taxable"),
    words("accounting_code", "Accounting Code", at="accounting_detail.accounting_code"),
    words("sku", "SKU", at="accounting_detail.sku"),
    words("channel", "Channel"),
    moment("created_at", "Created There"),
    moment("archived_at", "Archived"),
    lookups={
        "family": ("Family", "family"),
        "plan": ("Plan", "plan"),
        "addon": ("Add-on", "addon"),
        "charge": ("Charge", "charge"),
    },
    owned=False,
)


def price_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return the row of an item price, its tiers as parts."""
    one = Reading(kind, source, site_tz)
    fields.currency(source, "currency_code")
    lookups = {
        "family": ref("item_family", one.text("item_family_id")),
        item_lookup(one.text("item_type")): ref("item", one.text("item_id")),
    }
    tiers = one.each("tiers")
    starts = numbered(first_unit(each) for each in tiers)
    parts = (
        TIER.row(
            each,
            f"{one.external_id}/{start}",
            f"{one.text('name') or one.external_id}: {span(each)}",
            {"price": ref(kind, one.external_id)},
        )
        for each, start in zip(tiers, starts, strict=True)
    )
    return PRICE.row(one, one.external_id, one.text("name"), lookups, parts)
