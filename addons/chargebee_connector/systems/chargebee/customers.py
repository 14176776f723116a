"""Customers: who is invoiced, their contacts, and what else a site keeps of them.

Source: apidocs.chargebee.com, "Customers".
"""

from decimal import Decimal

from ...ledger.mapping import plain_rate
from ...ledger.words import Address, Contact, Customer
from .fields import digits, entries, flag, identifier, inner, opened, text, vat_number
from .slices import is_clean

#: Schemes of `entity_identifiers` that are registers of companies (ISO 6523): the Dutch chamber
#: of commerce and the Belgian crossroads bank.
_REGISTERS = ("0106", "0208")

#: What else of a customer a bookkeeper may want to see in the books, by Chargebee's own names.
_EXTRA = (
    "locale",
    "preferred_currency_code",
    "channel",
    "auto_collection",
    "offline_payment_method",
    "net_term_days",
    "taxability",
    "invoice_notes",
    "business_entity_id",
    "customer_type",
    "entity_code",
)
_CUSTOM = "cf_"
_META = "meta_data"


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
        chamber=_chamber(source),
        contacts=_contacts(source),
        extra=_extra(source),
        payment_method=_way_to_pay(source),
        auto_collection=text(source, "auto_collection") == "on",
    )


def _way_to_pay(source):
    """Return how a customer pays: as their payment source says, else as they do offline."""
    if text(source, "auto_collection") == "on":
        return text(inner(source, "payment_method"), "type")
    return text(source, "offline_payment_method")


def _chamber(source) -> str:
    """Return the number in a register of companies, "" when no identifier is one."""
    for entry in entries(source, "entity_identifiers"):
        if text(entry, "scheme", "entity_identifiers") in _REGISTERS:
            return text(entry, "value", "entity_identifiers")
    return ""


def _contacts(source) -> tuple:
    """Return the contacts that can be told apart, in Chargebee's order."""
    return tuple(
        Contact(
            external_id=identifier(entry, "id"),
            first_name=text(entry, "first_name", "contacts"),
            last_name=text(entry, "last_name", "contacts"),
            email=text(entry, "email", "contacts"),
            phone=text(entry, "phone", "contacts"),
            role=text(entry, "label", "contacts"),
            enabled=flag(entry, "enabled"),
            billing=flag(entry, "send_billing_email"),
        )
        for entry in entries(source, "contacts")
        if entry.get("id")
    )


def _extra(source) -> dict:
    """Return custom fields (`cf_…`), metadata (`meta_data.…`) and some others, as texts.

    Custom fields come as text, number or yes/no; what is a list or an object is left out.
    """
    found = {name: source.get(name) for name in source if name.startswith(_CUSTOM)}
    found |= {name: source.get(name) for name in _EXTRA}
    meta = source.get(_META)
    if isinstance(meta, dict):
        found |= {f"{_META}.{name}": value for name, value in meta.items()}
    texts = {name: _as_text(value) for name, value in found.items()}
    return {name: value for name, value in texts.items() if value and is_clean(value)}


def _as_text(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain_rate(value)
    return str(value).strip() if isinstance(value, str | int) else ""
