"""What a CRM tells of its own accounts, people, addresses and quotes, for the way back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .words import Address

#: What a quote has come to.
DRAFT, OPEN, WON, LOST, CANCELLED, REVISED = "draft", "open", "won", "lost", "cancelled", "revised"


@dataclass(frozen=True, slots=True)
class CrmAccount:
    """A company, or whoever else is sold to, as the CRM knows them.

    `number` is the account number that people gave it. `merged_into` is the account that took this
    one's place. `extra` holds every column that was read, by the CRM's own name: text, numbers as
    Decimal or int, flags, None for empty ones. `changed` is the moment of its last change and
    `changed_by` the id of the user who made it.
    """

    external_id: str
    name: str = ""
    number: str = ""
    vat_number: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    address: Address = field(default_factory=Address)
    primary_contact: str = ""
    payment_terms: int | None = None
    currency: str = ""
    owner: str = ""
    active: bool = True
    merged_into: str = ""
    changed: datetime | None = None
    changed_by: str = ""
    extra: dict = field(default_factory=dict, hash=False)

    @property
    def city(self) -> str:
        return self.address.city

    @property
    def postcode(self) -> str:
        return self.address.postcode

    @property
    def country(self) -> str:
        return self.address.country


@dataclass(frozen=True, slots=True)
class CrmContact:
    """A person. `account` is the one they belong to, "" for none or for another person's."""

    external_id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    job_title: str = ""
    account: str = ""
    address: Address = field(default_factory=Address)
    active: bool = True
    merged_into: str = ""
    changed: datetime | None = None
    changed_by: str = ""
    extra: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class CrmAddress:
    """An address of an account or a contact: `parent` (its kind, its id).

    `number` 1 and 2 are an account's own, 1 to 3 a contact's; `purpose` is `billing`, `shipping`,
    `primary`, `other` or "". `country` in `address` is free text. One in which nothing is filled
    in is `empty`: the CRM keeps two such for everybody.
    """

    external_id: str
    parent: tuple[str, str] = ("", "")
    number: int = 0
    purpose: str = ""
    name: str = ""
    contact: str = ""
    phone: str = ""
    address: Address = field(default_factory=Address)
    changed: datetime | None = None
    changed_by: str = ""
    extra: dict = field(default_factory=dict, hash=False)

    @property
    def empty(self) -> bool:
        return self.address == Address() and not self.name


@dataclass(frozen=True, slots=True)
class CrmQuoteLine:
    """A line of a quote. `product` is the product's number, "" for one that was written in.

    `net` is quantity by price less its discount, without tax; `extended` what the CRM made of it
    with tax.
    """

    external_id: str
    number: int = 0
    product: str = ""
    product_name: str = ""
    description: str = ""
    quantity: Decimal = Decimal(0)
    unit_price: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    extended: Decimal = Decimal(0)
    written_in: bool = False
    price_overridden: bool = False
    extra: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class CrmQuote:
    """A quote. A revised one is another quote with the same `number` and a higher `revision`.

    `state` is one of DRAFT, OPEN, WON, LOST, CANCELLED and REVISED; lines are told of those that
    are no longer worked on (`lines_known`). `customer` is (its kind, its id). `discount` is an
    amount on the whole, `discount_percent` a percentage.
    """

    external_id: str
    number: str = ""
    revision: int = 0
    name: str = ""
    state: str = DRAFT
    customer: tuple[str, str] = ("", "")
    currency: str = ""
    date_from: date | None = None
    date_to: date | None = None
    closed: date | None = None
    total: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    freight: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    payment_terms: int | None = None
    billing: Address = field(default_factory=Address)
    shipping: Address = field(default_factory=Address)
    owner: str = ""
    changed: datetime | None = None
    changed_by: str = ""
    lines: tuple[CrmQuoteLine, ...] = ()
    lines_known: bool = False
    extra: dict = field(default_factory=dict, hash=False)
