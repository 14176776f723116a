"""The things that are booked, as every system hands them on.

Amounts are Decimal in the document's currency, dates are those printed on the document, ids are
case-sensitive text. An empty text means that the source said nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)

#: Kinds of records that are read as a Price; plans and add-ons are those of an old catalogue.
PRICE_KINDS = ("item_price", "plan", "addon")


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `country` is ISO 3166 alpha-2 as the source gave it."""

    line1: str = ""
    line2: str = ""
    line3: str = ""
    postcode: str = ""
    city: str = ""
    state: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a customer. `enabled` says that they get mail, `billing` that of invoices."""

    external_id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    role: str = ""
    enabled: bool = True
    billing: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """Who is invoiced, as the source knows them today.

    `chamber` is their number in a chamber of commerce's register. `extra` holds whatever else the
    source says of them, a text by the source's own name of the field. `replaced_by` is the
    customer who took their place in the source.
    `payment_method` is how they pay by habit; with `auto_collection` the source collects itself.
    """

    external_id: str
    company: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    vat_number: str = ""
    language: str = ""
    address: Address = field(default_factory=Address)
    net_term_days: str = ""
    business_entity: str = ""
    deleted: bool = False
    anonymised: bool = False
    replaced_by: str = ""
    chamber: str = ""
    contacts: tuple = ()
    extra: dict = field(default_factory=dict, hash=False)
    payment_method: str = ""
    auto_collection: bool = False

    @property
    def name(self):
        """The name on the invoice: the company's, else the person's."""
        return self.company or " ".join(filter(None, (self.first_name, self.last_name)))

    @property
    def is_business(self):
        return bool(self.company or self.vat_number)


@dataclass(frozen=True, slots=True)
class Price:
    """What a line sells: the price with the item and the family it belongs to.

    In an old catalogue a plan or an add-on is price and item in one; its family says which.
    `beside` says that something else is sold under the price's id, as a plan's setup fee is: what
    the price says of itself is not said of that.
    """

    external_id: str
    name: str = ""
    item: str = ""
    item_family: str = ""
    accounting_code: str = ""
    sku: str = ""
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What is sold, at whatever prices. `ended` is the day from which it is sold no more."""

    external_id: str
    name: str = ""
    family: str = ""
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax on one line: `rate` in percent, `base` and `amount` in the document's currency.

    `country` is the one that levies it, "" when the source names none; `local` says that a state,
    county or city levies it, as sales tax in the United States.
    """

    name: str
    rate: Decimal
    base: Decimal
    amount: Decimal
    country: str = ""
    local: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `net` is without tax and after all discounts, whatever the price type.

    `date_to` is the last day of the service period, included. Both dates are None for a line
    without a period. `credits` is the id of the invoice's line that one of a credit note takes
    back. `discounts` holds (coupon, amount) for what was taken off the list price, "" for one
    without a coupon, and `promotional` what was paid from promotional credits: amounts above
    zero, without tax, and off `net` already. `stored` is the store credit that was used on it
    before its tax was worked out: without tax and off `net` too.

    `price` is stored as a record of `price_kind`. `family` is set where the line itself says what
    kind of thing it sells, as the lines of an old catalogue do.
    """

    external_id: str
    description: str
    net: Decimal
    taxes: tuple = ()
    price: str = ""
    exemption: str = ""
    country: str = ""
    date_from: date | None = None
    date_to: date | None = None
    credits: str = ""
    discounts: tuple = ()
    promotional: Decimal = ZERO
    price_kind: str = "item_price"
    family: str = ""
    stored: Decimal = ZERO

    @property
    def tax(self):
        return sum((tax.amount for tax in self.taxes), ZERO)


@dataclass(frozen=True, slots=True)
class Allocation:
    """What was used of a credit note for one invoice; `before_tax` says that it lowered its VAT."""

    invoice: str
    amount: Decimal
    date: date | None = None
    before_tax: bool = False


@dataclass(frozen=True, slots=True)
class Withheld:
    """A tax that the customer paid to their own authority instead of to us."""

    external_id: str
    amount: Decimal
    date: date | None = None


@dataclass(frozen=True, slots=True)
class WriteOff:
    """What was given up of an invoice, by the credit note that says so ("" when none does)."""

    note: str
    amount: Decimal
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice or a credit note. `kind` is `invoice` or `credit_note`.

    `status` is `pending`, `final` or `voided`. `total` and `tax` are the printed ones, in the
    document's currency, `total` without the store credit that was used before tax, since nobody
    owes that: it stands in `stored`, as it was used. `round_off` is what the source added to make
    the total round.
    `issued` is the day on which the document became final; one dated before it is backdated.
    `vat_rate` and `base_rate` are (currency, units of it for one unit of the document's
    currency): the rate printed for VAT, and the source's own for its base currency.

    A credit note's amounts are positive too; it tells its `type` (`adjustment` of an unpaid
    invoice, `refundable`, `store` credit), its `reason` and, in `credits`, the id of its invoice.
    `voided` is the day on which the document was voided. `company` is the one that it is made out
    to, "" for a person; `payer` the customer who pays it when that is another one.

    `credited` says what of which credit notes was used for an invoice, as `Applied`.
    `allocations` are the uses of a credit note for invoices, `refunded` is what was paid back of
    it. An invoice tells the taxes `withheld` from it, its `write_offs`, what of it was `paid`, by
    which `payments` (as `Applied`), and what is still `owed`. `inclusive` says that its prices
    include tax, `einvoiced` that the source sends it as an e-invoice.

    `payment_reference` is the one printed for the payer; `custom` holds (name, text) of the
    source's own fields. `auto_collection` says that the source collected, or tried to.
    """

    kind: str
    external_id: str
    customer: str
    status: str
    currency: str
    total: Decimal
    tax: Decimal
    date: date | None = None
    due_date: date | None = None
    issued: date | None = None
    round_off: Decimal = ZERO
    lines: tuple = ()
    vat_number: str = ""
    billed_to: str = ""
    country: str = ""
    business_entity: str = ""
    registration: str = ""
    net_term_days: str = ""
    payment_method: str = ""
    vat_rate: tuple | None = None
    base_rate: tuple | None = None
    deleted: bool = False
    version: str = ""
    type: str = ""
    reason: str = ""
    credits: str = ""
    voided: date | None = None
    credited: tuple = ()
    company: str = ""
    payer: str = ""
    payment_reference: str = ""
    custom: tuple = ()
    auto_collection: bool = False
    allocations: tuple = ()
    refunded: Decimal = ZERO
    withheld: tuple = ()
    write_offs: tuple = ()
    paid: Decimal = ZERO
    owed: Decimal = ZERO
    inclusive: bool = False
    einvoiced: bool = False
    stored: Decimal = ZERO
    payments: tuple = ()

    @property
    def sign(self):
        """What the amounts are multiplied with in the books: a credit note is a negative sale."""
        return -1 if self.kind == "credit_note" else 1

    @property
    def is_backdated(self):
        return bool(self.date and self.issued and self.date < self.issued)


@dataclass(frozen=True, slots=True)
class Applied:
    """What of a movement of money, or of a credit note, was used for one document, and when.

    `kind` is `invoice` or `credit_note`.
    """

    kind: str
    external_id: str
    amount: Decimal
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """A movement of money as the source knows it: `kind` is `payment`, `refund`, ...

    `amount` is positive whichever way the money went. `applied` says for which documents it was
    used; what is left is an excess. `offline` means that no gateway took part: it stands on a bank
    statement. `linked` is the id of the movement that this one pays back or reverses, `reversal`
    the id of the one that reverses it. `settled` is the day on which its status became final.
    """

    external_id: str
    kind: str
    status: str
    currency: str
    amount: Decimal
    date: date | None = None
    customer: str = ""
    business_entity: str = ""
    offline: bool = False
    deleted: bool = False
    gateway: str = ""
    gateway_account: str = ""
    payment_method: str = ""
    applied: tuple = ()
    reference: str = ""
    linked: str = ""
    reversal: str = ""
    settled: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a payment provider's settlement.

    `kind` is `payment`, `refund`, `chargeback`, `fee`, `payout` or `other`. `amount` is as the
    provider's account sees it: what came in is positive. `fee` is what was withheld of it, a cost
    above zero. `movement` is the id of the transaction that it is, "" for one that nobody knows.
    """

    kind: str
    reference: str
    amount: Decimal
    fee: Decimal = ZERO
    movement: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a payment provider settled with one payout, by its own statement."""

    external_id: str
    number: str
    date: date
    currency: str
    gateway: str = ""
    gateway_account: str = ""
    shares: tuple = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What a line of the books settles of one document there.

    `document` is the document's id in the books, `number` what people know it by; `amount` is in
    the document's own `currency`, whatever the money came in.
    """

    document: str
    number: str
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Receipt:
    """A line of the books that settles documents of a customer, or did.

    `nature` is `receipt` (money came in by bank or cash), `rate_difference` or
    `payment_difference` (what the books make of one by themselves), `credit` (a credit note) or
    `memo` (anything else that is written by hand). `external_id` is the line's own id, `record`
    that of the pulled record it was last told in; `entry` and `number` are the entry's id and
    number. `amount` is all that came in, `matches` are the documents that it settles. When nobody
    can say which document takes how much, it is `unclear` and the amounts of its matches are zero.
    """

    external_id: str
    record: str
    entry: str
    number: str
    line: int
    journal: str
    nature: str
    currency: str
    amount: Decimal
    date: date | None = None
    account: str = ""
    matches: tuple = ()
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Unbilled:
    """A charge that is not invoiced yet: `net` is without tax and after discounts.

    `date_to` is the last day of its service, the first one for what happens once. `gone` says that
    it was invoiced, deleted or voided; `changed` is the day of its last change.
    """

    external_id: str
    customer: str
    currency: str
    net: Decimal
    description: str = ""
    price: str = ""
    date_from: date | None = None
    date_to: date | None = None
    gone: bool = False
    changed: date | None = None
