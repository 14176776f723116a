"""What a CRM's own people keep there, in words: accounts, contacts, addresses and quotes.

Columns are named as the CRM names them, since people choose among them in a mapping table; their
values are text as it stands there, trimmed, "" for an empty one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ACCOUNT = "crm_account"
CONTACT = "crm_contact"
ADDRESS = "crm_address"
QUOTE = "crm_quote"


@dataclass(frozen=True, slots=True)
class CrmThing:
    """An account, a contact or an address: `kind` says which.

    `account` is the id of the account that a contact or address belongs to ("" for none; an
    account's own id). `number` is the position of an address (1 and 2 are the account's own).
    `merged_into` is the id of the account that took this one's place. `modified_by` is the id of
    the user who changed it last.
    """

    kind: str
    external_id: str
    columns: dict[str, str]
    account: str = ""
    number: int = 0
    active: bool = True
    merged_into: str = ""
    modified_by: str = ""


@dataclass(frozen=True, slots=True)
class CrmQuoteLine:
    """One line of a quote: `product` is the product's number there ("" for a written-in line).

    `price` is for one, `discount` for the line, both in the quote's currency and without tax.
    """

    external_id: str
    product: str
    name: str
    quantity: Decimal
    price: Decimal
    discount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class CrmQuote:
    """A quote of one revision. `account` is its customer's account, `contact` a person instead.

    `state` is `draft`, `active`, `won` or `closed`; `currency` an ISO code; days are the CRM's.
    """

    external_id: str
    number: str
    revision: int
    name: str
    state: str
    account: str = ""
    contact: str = ""
    currency: str = ""
    total: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    lines: tuple[CrmQuoteLine, ...] = field(default_factory=tuple)
