"""Where and how documents are booked: what a route to an Exact division has decided about it."""

from dataclasses import dataclass, field

from ...ledger.mapping import Table

#: The match fields of each mapping table, heaviest first (see `ledger.mapping.Table`).
ENTITY = ("business_entity", "currency", "document_class")
COST = ("item", "item_family", "country", "business_entity", "year")
DISCOUNT = ("coupon",)

#: GLAccounts.UseCostcenter and UseCostunit.
OPTIONAL, MANDATORY, FORBIDDEN = 0, 1, 2

#: What a sale paid from promotional credits is, when somebody decided it: a lower price, or a
#: discount on a ledger of its own.
NETTED, OWN = "netted", "own"

#: PaymentConditions.PaymentMethod of those by which Exact collects: itself, and through a PSP.
COLLECTING = ("I", "Q")

#: GLAccounts.Type of a ledger for debtors.
RECEIVABLE = 20

#: Journals.Type of those that take sales entries: sales, and returned sales (credits only).
SALES_JOURNAL, RETURN_JOURNAL = 20, 21


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal. In `any_currency` all are booked, else only `currency`.

    `receivable` is Exact's id of the ledger that it books its debtors on, "" when unknown.
    """

    code: str
    name: str = ""
    type: int = SALES_JOURNAL
    currency: str = ""
    any_currency: bool = True
    receivable: str = ""
    blocked: bool = False


def _none() -> Table:
    return Table((), ())


@dataclass(frozen=True, slots=True)
class Booking:
    """The options of this room.

    Targets of the tables: `entity` a Journal, `cost` the codes of a cost centre and a cost unit
    ("" for none), `discount` a Ledger (asked only with `own_discounts`). `journals` holds the
    division's by code; one that it lacks is not known, and not judged. `promotional` is "" as
    long as nobody decided it. `reference_field` names the source's own field that holds the
    payment reference, "" for the one that the source tells. `collecting` holds the codes of the
    payment conditions by which Exact collects. With `attach` the printed document goes beside its
    entry.
    """

    entity: Table = field(default_factory=_none)
    cost: Table = field(default_factory=_none)
    discount: Table = field(default_factory=_none)
    journals: dict = field(default_factory=dict)
    own_discounts: bool = False
    promotional: str = ""
    promotional_ledger: object = None
    reference_field: str = ""
    collecting: frozenset = frozenset()
    attach: bool = False
