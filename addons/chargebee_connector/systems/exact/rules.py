"""What a route to an Exact division has decided: a frozen snapshot, read once per job."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ...ledger.mapping import Table
from ...ledger.periods import Calendar
from ...ledger.returns import MONTH
from .booking_rules import Booking
from .customer_rules import CustomerRules
from .vat_rules import Liability, Lookup

if TYPE_CHECKING:
    from .bank_rules import BankRules
    from .deferral_rules import Deferral
    from .invoice_rules import InvoiceRules
    from .items import ItemRules
    from .memo_rules import MemoRules

#: The match fields of each mapping table, heaviest first (see `ledger.mapping.Table`).
REVENUE = (
    "coupon",
    "item_price",
    "item",
    "item_family",
    "business_entity",
    "country",
    "currency",
)
TAX = (
    "exemption",
    "registration",
    "tax_name",
    "tax_rate",
    "country",
    "supply",
    "document_class",
    "business_entity",
)
TERM = ("net_term_days", "payment_method", "business_entity")

#: What becomes of a document that was voided before it was posted: nothing, the entry and the one
#: that takes it back, or those two only where they belong into different VAT returns.
SKIP, BOTH, BY_RETURN = "skip", "both", "by_return"

#: How a mapping row names the lines that sell no item of the catalogue.
NO_ITEM = "-"

#: Where the exchange rate of a foreign document comes from: the rate printed for VAT, the
#: source's own for its base currency, or Exact's list of rates (then none is sent).
RATE_SOURCES = ("vat", "base", "exact")

#: GLAccounts.Type of a revenue ledger; the types below PROFIT_AND_LOSS are balance-sheet ones.
REVENUE_TYPE = 110
PROFIT_AND_LOSS = 110

#: VATCodes.Type: 0 % with a base, VAT on top of the amount, VAT within it, no VAT at all.
BASE_ONLY, EXCLUDING, INCLUDING, NO_VAT = "B", "E", "I", "N"

#: VATCodes.EUSalesListing of codes that are listed: goods, services, triangulation (of goods).
LISTINGS = ("L", "S", "T")

#: What a line sells, for VAT.
GOODS, SERVICE = "goods", "service"


@dataclass(frozen=True, slots=True)
class Ledger:
    """A general ledger account; `id` is Exact's, `type` its GLAccounts.Type (0: not known).

    `use_center` and `use_unit` say whether it takes costs (`booking_rules.OPTIONAL` and so on).
    """

    id: str
    code: str
    name: str = ""
    type: int = 0
    use_center: int = 0
    use_unit: int = 0


@dataclass(frozen=True, slots=True)
class VatCode:
    """A VAT code; entries name it by `code`. `percentage` is in percent, None when unknown.

    `listing` is its VATCodes.EUSalesListing (see LISTINGS; "" or N: none), `oss_country` the
    country to whose return under the One Stop Shop it belongs, "" for none.
    """

    code: str
    name: str = ""
    type: str = EXCLUDING
    percentage: Decimal | None = None
    listing: str = ""
    oss_country: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """Every decision that a plan needs.

    `today` is the date in the source's time zone. `site` stands before every number when more
    than one site feeds the division, else it is empty; `site_id` is the source's stable id, part
    of what an account's search code is made from. Targets of the tables: `revenue` a Ledger,
    `tax` a VatCode, `term` the code of a payment condition. `country` is the division's (alpha-2).
    `bank` is None for a route that books no movements of money.
    `vat_return` says how often VAT is returned, `move_across_returns` whether a document of a
    closed period may go into another return. `voided_unposted` says what becomes of a document
    that was voided before it was posted. `summary` says that consumers' documents of a day are
    booked together, `fallback` is the ledger for lines that no row of `revenue` covers.
    `invoices` is None for a route that books invoices as sales entries. `openings` holds the items
    of the opening balance by their `YourRef`, see `openings`; `oss` the VAT codes of the One Stop
    Shop, `listed` those of the EU sales list.
    """

    division: str
    division_currency: str
    today: date
    date_from: date | None
    business_entity: str
    site: str
    site_id: str
    journal: str
    rounding: Ledger
    no_vat: VatCode
    revenue: Table
    tax: Table
    term: Table
    calendar: Calendar
    currencies: frozenset
    country: str = ""
    rate_source: str = "vat"
    deferral: bool = True
    booking: Booking = Booking()
    lookup: Lookup | None = None
    liability: Liability | None = None
    vat_return: str = MONTH
    move_across_returns: bool = False
    bank: BankRules | None = None
    voided_unposted: str = BY_RETURN
    customers: CustomerRules = field(default_factory=CustomerRules)
    memo: MemoRules | None = None
    summary: bool = False
    fallback: Ledger | None = None
    spreading: Deferral | None = None
    invoices: InvoiceRules | None = None
    items: ItemRules | None = None
    openings: dict = field(default_factory=dict)
    oss: frozenset = frozenset()
    listed: frozenset = frozenset()
