"""What a route has decided about sales invoices of Exact, and the items that their lines name."""

from dataclasses import dataclass, field

#: What an invoice is booked as: an entry in the books, or an invoice that Exact makes.
ENTRY, INVOICE = "entry", "invoice"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of Exact; `ledger` is the id of the ledger that it books its revenue on.

    That is its own, else its item group's, "" when neither has one.
    """

    id: str
    code: str
    ledger: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceRules:
    """The options of sales invoices.

    With `email` Exact sends them to the customers. `items` holds the division's items by code and
    `ids` by their id, `ledgers` the codes of its ledgers by id, `including` the VAT codes that
    count VAT within the amount.
    """

    email: bool = False
    items: dict = field(default_factory=dict)
    ledgers: dict = field(default_factory=dict)
    including: frozenset = frozenset()
    ids: dict = field(default_factory=dict)
