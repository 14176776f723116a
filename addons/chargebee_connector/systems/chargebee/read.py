"""What Chargebee says, in the ledger's words.

Every reader takes an object's JSON text, or what `ledger.text.parse` made of it, and raises
Invalid with the field's name for a payload that can't be understood. `site_tz` is the time zone
of the billing site, for objects that don't carry it.
"""

from ...ledger.words import Address, Customer, Price
from .documents import KINDS as DOCUMENTS
from .documents import document
from .fields import digits, flag, identifier, inner, opened, text, vat_number
from .transactions import transaction


def read(kind: str, payload, site_tz: str):
    """Return the word for an object, None for a kind that is none."""
    if kind in DOCUMENTS:
        return document(kind, payload, site_tz)
    if kind == "customer":
        return customer(payload, site_tz)
    if kind == "item_price":
        return price(payload)
    if kind == "transaction":
        return transaction(payload, site_tz)
    return None


def customer(payload, site_tz: str = "") -> Customer:
    """Return who is invoiced; what the customer lacks is taken from the billing address."""
    source = opened(payload)
    billing = inner(source, "billing_address")
    external_id = identifier(source, "id")
    active = text(source, "active_id")
    return Customer(
        external_id=external_id,
        company=text(source, "company") or text(billing, "company"),
        first_name=text(source, "first_name") or text(billing, "first_name"),
        last_name=text(source, "last_name") or text(billing, "last_name"),
        email=text(source, "email") or text(billing, "email"),
        phone=text(source, "phone") or text(billing, "phone"),
        vat_number=vat_number(source),
        language=text(source, "locale"),
        address=Address(
            line1=text(billing, "line1"),
            line2=text(billing, "line2"),
            line3=text(billing, "line3"),
            postcode=text(billing, "zip"),
            city=text(billing, "city"),
            state=text(billing, "state") or text(billing, "state_code"),
            country=text(billing, "country"),
        ),
        net_term_days=digits(source, "net_term_days"),
        business_entity=text(source, "business_entity_id"),
        deleted=flag(source, "deleted"),
        anonymised=source.get("pii_cleared") == "cleared",
        replaced_by="" if active == external_id else active,
        payment_method=_way_to_pay(source),
        auto_collection=text(source, "auto_collection") == "on",
    )


def _way_to_pay(source):
    """Return how a customer pays: as their payment source says, else as they do offline."""
    if text(source, "auto_collection") == "on":
        return text(inner(source, "payment_method"), "type")
    return text(source, "offline_payment_method")


def price(payload) -> Price:
    """Return what a line sells, of an item price."""
    source = opened(payload)
    return Price(
        external_id=identifier(source, "id"),
        name=text(source, "external_name") or text(source, "name"),
        item=text(source, "item_id"),
        item_family=text(source, "item_family_id"),
        accounting_code=text(inner(source, "accounting_detail"), "accounting_code"),
    )
