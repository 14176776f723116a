"""What Chargebee says, in the ledger's words.

Every reader takes an object's JSON text, or what `ledger.text.parse` made of it, and raises
Invalid with the field's name for a payload that can't be understood. `site_tz` is the time zone
of the billing site, for objects that don't carry it.
"""

from ...ledger.words import Item, Price
from .customers import customer
from .documents import KINDS as DOCUMENTS
from .documents import document
from .fields import flag, identifier, inner, local_date, opened, text, time_zone
from .transactions import transaction
from .unbilled import KIND as UNBILLED
from .unbilled import unbilled

#: What Product Catalog 1.0 has in place of items and prices.
OLD_CATALOGUE = ("plan", "addon")


def read(kind: str, payload, site_tz: str):
    """Return the word for an object, None for a kind that is none."""
    if kind in DOCUMENTS:
        return document(kind, payload, site_tz)
    if kind == "customer":
        return customer(payload, site_tz)
    if kind == "item_price":
        return price(payload)
    if kind == "item":
        return item(payload, site_tz)
    if kind in OLD_CATALOGUE:
        return old_price(kind, payload)
    if kind == "transaction":
        return transaction(payload, site_tz)
    if kind == UNBILLED:
        return unbilled(payload, site_tz)
    return None


def price(payload) -> Price:
    """Return what a line sells, of an item price."""
    source = opened(payload)
    return Price(
        external_id=identifier(source, "id"),
        name=text(source, "external_name") or text(source, "name"),
        item=text(source, "item_id"),
        item_family=text(source, "item_family_id"),
        accounting_code=text(inner(source, "accounting_detail"), "accounting_code"),
        sku=text(inner(source, "accounting_detail"), "sku"),
    )


def item(payload, site_tz: str) -> Item:
    """Return an item; one that was archived or deleted ended on the day of its last change."""
    source = opened(payload)
    ended = None
    if text(source, "status") in ("archived", "deleted") or flag(source, "deleted"):
        zone = time_zone(site_tz)
        ended = local_date(source, "archived_at", zone) or local_date(source, "updated_at", zone)
    return Item(
        external_id=identifier(source, "id"),
        name=text(source, "external_name") or text(source, "name"),
        family=text(source, "item_family_id"),
        ended=ended,
    )


def old_price(kind: str, payload) -> Price:
    """Return what a line sells, of a plan or an add-on: price and item in one.

    ("Plans" and "Addons" of Product Catalog 1.0: the accounting code stands in the object itself.)
    """
    source = opened(payload)
    external_id = identifier(source, "id")
    return Price(
        external_id=external_id,
        name=text(source, "invoice_name") or text(source, "name"),
        item=external_id,
        item_family=kind,
        accounting_code=text(source, "accounting_code"),
        sku=text(source, "sku"),
    )
