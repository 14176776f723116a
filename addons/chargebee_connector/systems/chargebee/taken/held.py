"""A customer, a contact or a price as Chargebee has it now, as texts that can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..fields import entries, flag, identifier, inner, opened, text
from .rules import ADDRESS, CUSTOM, FIELDS


@dataclass(frozen=True, slots=True)
class HeldContact:
    """A contact of a customer."""

    external_id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A customer: `fields` by the names of `rules.FIELDS` and custom ones, "" for what is empty."""

    external_id: str
    fields: dict[str, str] = field(default_factory=dict)
    contacts: tuple[HeldContact, ...] = ()
    deleted: bool = False

    @property
    def name(self):
        person = f"{self.fields.get('first_name', '')} {self.fields.get('last_name', '')}"
        return self.fields.get("company") or person.strip() or self.external_id


@dataclass(frozen=True, slots=True)
class HeldPrice:
    """An item price: what a quote can sell. `item_type` is `plan`, `addon` or `charge`."""

    external_id: str
    item_type: str
    currency: str
    active: bool


def customer(payload) -> Held:
    """Return a customer; raises Invalid for a payload that can't be understood."""
    source = opened(payload)
    address = inner(source, "billing_address")
    fields = {}
    for name in FIELDS:
        at = address if name.startswith(ADDRESS) else source
        fields[name] = _plain(at.get(name.removeprefix(ADDRESS)))
    fields.update({key: _plain(source[key]) for key in source if key.startswith(CUSTOM)})
    contacts = tuple(
        HeldContact(
            identifier(entry, "id"),
            *(text(entry, name) for name in ("first_name", "last_name", "email", "phone")),
        )
        for entry in entries(source, "contacts")
    )
    return Held(identifier(source, "id"), fields, contacts, flag(source, "deleted"))


def price(payload) -> HeldPrice:
    """Return an item price; raises Invalid for a payload that can't be understood."""
    source = opened(payload)
    return HeldPrice(
        identifier(source, "id"),
        text(source, "item_type"),
        text(source, "currency_code"),
        text(source, "status") in ("", "active"),
    )


def _plain(value):
    """Return any plain value of JSON as text, "" for none."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


READERS = {"customer": customer, "item_price": price}
