"""Which column of the CRM decides which field of a Chargebee customer, and who leads.

Source: apidocs.chargebee.com, "Update a customer" and "Update billing info for a customer".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ....ledger.problems import Invalid

#: What is sent together. Terms touch the books as a whole, billing only by some of its fields.
DETAILS = "details"
TERMS = "terms"
BILLING = "billing"
#: Another business entity is a transfer that people make in Chargebee: it is only shown.
ENTITY = "entity"
FORMS = (DETAILS, TERMS, BILLING, ENTITY)

ADDRESS = "billing_address."

#: Net days of the CRM's own choices of payment terms ("paymenttermscode": Net 30; 2 % 10, Net 30;
#: Net 45; Net 60). Other columns hold days as they are.
TERMS_COLUMN = "paymenttermscode"
NET_DAYS = {"1": "30", "2": "30", "3": "45", "4": "60"}
CUSTOM = "cf_"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a customer: the form that it goes with, and how its texts are compared.

    `books` says that a change of it touches what is booked or taxed.
    """

    form: str
    kind: str = ""
    books: bool = False


FIELDS: Mapping[str, Field] = {
    "first_name": Field(DETAILS),
    "last_name": Field(DETAILS),
    "email": Field(DETAILS, "email"),
    "phone": Field(DETAILS, "phone"),
    "locale": Field(DETAILS),
    "company": Field(TERMS, books=True),
    "net_term_days": Field(TERMS, books=True),
    "business_entity_id": Field(ENTITY, books=True),
    "vat_number": Field(BILLING, "code", books=True),
    ADDRESS + "first_name": Field(BILLING),
    ADDRESS + "last_name": Field(BILLING),
    ADDRESS + "email": Field(BILLING, "email"),
    ADDRESS + "phone": Field(BILLING, "phone"),
    ADDRESS + "company": Field(BILLING, books=True),
    ADDRESS + "line1": Field(BILLING),
    ADDRESS + "line2": Field(BILLING),
    ADDRESS + "line3": Field(BILLING),
    ADDRESS + "city": Field(BILLING),
    ADDRESS + "zip": Field(BILLING),
    ADDRESS + "state": Field(BILLING),
    ADDRESS + "country": Field(BILLING, "code", books=True),
}


def field_of(name: str) -> Field | None:
    """Return what is known of a customer's field, None for one that can't be taken."""
    if name.startswith(CUSTOM):
        return Field(DETAILS)
    return FIELDS.get(name)


@dataclass(frozen=True, slots=True)
class Mapped:
    """One row: `column` of things of `kind` in the CRM, `field` of the customer, who `leads`."""

    kind: str
    column: str
    field: str
    leads: str


@dataclass(frozen=True, slots=True)
class Rules:
    """A route's options. `countries` maps names of countries, in capitals, to their codes.

    `products` maps a product's number in the CRM to the id of an item price; one without a row is
    taken for an item price of that id. `contacts` says that people of an account become contacts
    of its customer, `create` that a quote may make a customer. Quotes dated before `date_from`
    stay out.
    """

    mapped: tuple[Mapped, ...] = ()
    products: Mapping[str, str] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    contacts: bool = False
    create: bool = False
    quotes: bool = True
    date_from: date | None = None

    def told(self, row: Mapped, columns: Mapping[str, str], customer: str) -> str:
        """Return what the CRM says of a mapped field, as Chargebee takes it.

        Raises Invalid for a country, or a choice of payment terms, that nobody knows.
        """
        value = columns.get(row.column, "")
        if row.column == TERMS_COLUMN and row.field == "net_term_days" and value:
            if value not in NET_DAYS:
                raise Invalid("crm_terms_unknown", customer=customer, terms=value)
            return NET_DAYS[value]
        if not row.field.endswith("country") or not value:
            return value
        if len(value) == 2 and value.isalpha():
            return value.upper()
        code = self.countries.get(value.upper())
        if not code:
            raise Invalid("crm_country_unknown", customer=customer, country=value)
        return code
