"""What a line sells: the price, or the plan or add-on of an old catalogue, that it names.

Source: apidocs.chargebee.com, `entity_type` and `entity_id` of lines; a setup fee is a plan's.
"""

from .declare import Reading, ref

#: The lookups of whatever sells something.
SOLD = {"price": ("Price", "price"), "plan": ("Plan", "plan"), "addon": ("Add-on", "addon")}

#: `entity_type`: the lookup, and the kind of record that is sold.
_ENTITIES = {
    "plan_item_price": ("price", "item_price"),
    "addon_item_price": ("price", "item_price"),
    "charge_item_price": ("price", "item_price"),
    "plan_setup": ("plan", "plan"),
    "plan": ("plan", "plan"),
    "addon": ("addon", "addon"),
}


def sold(one: Reading) -> dict:
    """Return the lookup of what a line or a charge sells; none for what was typed in by hand."""
    found = _ENTITIES.get(one.text("entity_type"))
    if found is None:
        return {}
    lookup, kind = found
    return {lookup: ref(kind, one.text("entity_id"))}


def item_lookup(item_type: str) -> str:
    """Return the lookup to an item of a type, "" for a type that is new in Chargebee."""
    return item_type if item_type in ("plan", "addon", "charge") else ""
