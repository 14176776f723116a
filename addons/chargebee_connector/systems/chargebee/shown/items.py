"""What a site sells: families, plans, add-ons and charges.

Source: apidocs.chargebee.com, "Item families", "Items", and "Plans" and "Addons" of Product
Catalog 1.0, which are item and price in one.
"""

from ....ledger.mirror import NOTE, Column, Row
from .. import fields
from .declare import (
    LONG,
    THING,
    Reading,
    choice,
    computed,
    exact,
    moment,
    money,
    note,
    of,
    quantity,
    ref,
    shape,
    whole,
    words,
    yes_no,
)
from .tiers import PRICING_MODELS, tiers_in_words

FAMILY_STATUSES = {"active": "Active", "deleted": "Deleted"}
STATUSES = {"active": "Active", "archived": "Archived", "deleted": "Deleted"}

FAMILY = shape(
    ("family", "Family", "Families"),
    note("description", "Description"),
    choice("status", "Status", FAMILY_STATUSES),
    lookups={},
    owned=False,
)


def _new(*told):
    """Declare columns that an item tells, and a plan or add-on of an old catalogue doesn't."""
    return tuple(of({"item": each}) for each in told)


def _old(*told):
    """Declare columns that only a plan or an add-on of an old catalogue tells."""
    flat = (one for each in told for one in (each if isinstance(each, tuple) else (each,)))
    return tuple(of({"plan": each, "addon": each}) for each in flat)


#: What plans, add-ons and charges tell alike.
_ITEM = (
    of(
        {
            "item": words("external_name", "Name for Customers", THING),
            "plan": words("external_name", "Name for Customers", THING, at="invoice_name"),
            "addon": words("external_name", "Name for Customers", THING, at="invoice_name"),
        }
    ),
    note("description", "Description"),
    choice("status", "Status", STATUSES),
    of({"item": words("unit", "Unit"), "addon": words("unit", "Unit")}),
    *_new(yes_no("metered", "Metered")),
    of(
        {
            "item": yes_no("included_in_mrr", "Included in MRR"),
            "addon": yes_no("included_in_mrr", "Included in MRR"),
        }
    ),
    *_new(yes_no("enabled_for_checkout", "Offered at Checkout")),
    yes_no("enabled_in_portal", "Offered in Portal"),
    of(
        {
            "item": yes_no("giftable", "Giftable", at="is_giftable"),
            "plan": yes_no("giftable", "Giftable"),
        }
    ),
    moment("archived_at", "Archived"),
    words("channel", "Channel"),
)

#: The price that a plan or an add-on of an old catalogue has in itself.
_OWN_PRICE = _old(
    choice("pricing_model", "Pricing Model", PRICING_MODELS),
    words("price_currency", "Currency of Price", at="currency_code"),
    money("price", "Price"),
    exact("exact_price", "Exact Price", at="price_in_decimal"),
    computed(Column("tiers", "Tiers", NOTE, length=LONG), tiers_in_words),
    whole("billing_period", "Billing Period", at="period"),
    words("billing_period_unit", "Billing Period Unit", at="period_unit"),
    words("accounting_code", "Accounting Code"),
    words("sku", "SKU"),
)

_FAMILY = {"family": ("Family", "family")}

PLAN = shape(
    ("plan", "Plan", "Plans"),
    *_ITEM,
    *_OWN_PRICE,
    *_old(
        money("setup_fee", "Setup Fee", at="setup_cost"),
        quantity("free_quantity", "Free Quantity"),
        whole("trial_period", "Trial Period"),
        words("trial_period_unit", "Trial Period Unit"),
        whole("billing_cycles", "Billing Cycles"),
    ),
    lookups=_FAMILY,
    owned=False,
)
ADDON = shape(
    ("addon", "Add-on", "Add-ons"),
    *_ITEM,
    *_OWN_PRICE,
    *_old(words("charge_type", "Charge Type")),
    lookups=_FAMILY,
    owned=False,
)
CHARGE = shape(("charge", "Charge", "Charges"), *_ITEM, lookups=_FAMILY, owned=False)

ITEMS = {"plan": PLAN, "addon": ADDON, "charge": CHARGE}


def family_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return the row of an item family."""
    one = Reading(kind, source, site_tz)
    return FAMILY.row(one, one.external_id, one.text("name"), {})


def item_row(kind: str, source: dict, site_tz: str) -> Row | None:
    """Return the row of an item by its type, None for a type that is new in Chargebee."""
    one = Reading(kind, source, site_tz)
    sort = one.text("type")
    if not sort:
        raise fields.wrong("type", None)
    if sort not in ITEMS:
        return None
    lookups = {"family": ref("item_family", one.text("item_family_id"))}
    return ITEMS[sort].row(one, one.external_id, one.text("name"), lookups)


def old_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return the row of a plan or an add-on of an old catalogue: they know no families."""
    one = Reading(kind, source, site_tz)
    return ITEMS[kind].row(one, one.external_id, one.text("name"), {})
