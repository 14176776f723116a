"""Features, and which of them a plan, an add-on, a charge or a price includes.

Source: apidocs.chargebee.com, "Features" and "Entitlements" (the list of all of them, with
`entity_type` and `entity_id` of what includes the feature).
"""

from ....ledger.mirror import NOTE, Column, Row
from .. import fields
from .declare import LONG, THING, choice, computed, moment, note, ref, shape, words, yes_no
from .reading import Reading

STATUSES = {"active": "Active", "archived": "Archived", "draft": "Draft"}
TYPES = {"switch": "Switch", "custom": "Custom", "quantity": "Quantity", "range": "Range"}

_UNLIMITED = "unlimited"


def _levels(one):
    """Return the levels of a feature, one a line, None for a switch."""
    lines = []
    for each in one.each("levels"):
        unlimited = fields.flag(*each.at("is_unlimited"))
        value = _UNLIMITED if unlimited else each.text("value")
        name = each.text("name")
        lines.append(f"{name} ({value})" if name and name != value else value)
    return "\n".join(lines) or None


FEATURE = shape(
    ("feature", "Feature", "Features"),
    note("description", "Description"),
    choice("status", "Status", STATUSES),
    choice("type", "Type", TYPES),
    words("unit", "Unit"),
    yes_no("metered", "Metered"),
    computed(Column("levels", "Levels", NOTE, length=LONG), _levels),
    moment("created_at", "Created There"),
    lookups={},
    owned=False,
)

PRODUCT_FEATURE = shape(
    ("product_feature", "Product Feature", "Product Features"),
    words("value", "Value", THING),
    words("level", "Level", THING, at="name"),
    words("product_type", "Product Type", at="entity_type"),
    lookups={
        "feature": ("Feature", "feature"),
        "plan": ("Plan", "plan"),
        "addon": ("Add-on", "addon"),
        "charge": ("Charge", "charge"),
        "price": ("Price", "price"),
    },
    owned=False,
)

#: `entity_type`: the lookup, and the kind of record that includes the feature.
_PRODUCTS = {
    "plan": ("plan", "item"),
    "addon": ("addon", "item"),
    "charge": ("charge", "item"),
    "plan_price": ("price", "item_price"),
    "addon_price": ("price", "item_price"),
}


def feature_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return the row of a feature."""
    one = Reading(kind, source, site_tz)
    return FEATURE.row(one, one.external_id, one.text("name"), {})


def entitlement_row(kind: str, source: dict, site_tz: str) -> Row:
    """Return the row of what a product includes of a feature, called by both."""
    one = Reading(kind, source, site_tz)
    lookups = {"feature": ref("feature", one.text("feature_id"))}
    found = _PRODUCTS.get(one.text("entity_type"))
    if found:
        lookup, product = found
        lookups[lookup] = ref(product, one.text("entity_id"))
    feature = one.text("feature_name") or one.text("feature_id")
    title = ": ".join(filter(None, (feature, one.text("name") or one.text("value"))))
    return PRODUCT_FEATURE.row(one, one.external_id, title, lookups)
