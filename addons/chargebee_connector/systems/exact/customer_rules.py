"""What a route has decided about customers: their fields, contacts, addresses and debtors."""

from dataclasses import dataclass, field

from ...ledger.mapping import Table

#: The match fields of the collective debtors (see `ledger.mapping.Table`).
DEBTOR = ("country",)

#: Which contacts become contact persons: none, the main one, all of them.
CONTACTS = ("off", "main", "all")

#: Where a changed billing address goes: on the account itself, or beside it as an invoice address.
ADDRESSES = ("account", "invoice")

#: Whose account bears the debt: who is invoiced, or who pays for them.
PAYERS = ("invoiced", "payer")


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the source and the account's field it goes to; `always` also sends changes."""

    source: str
    target: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class Debtor:
    """An account that takes the documents of many consumers."""

    id: str
    code: str
    name: str = ""
    status: str = "C"
    active: bool = True
    vat_number: str = ""


@dataclass(frozen=True, slots=True)
class CustomerRules:
    """Everything about customers that a plan needs beside `Rules`.

    `ledgers` and `conditions` hold what a mapped field may name: the ids of ledgers for
    receivables by their codes, and the codes of payment conditions. `collective` has Debtor as
    targets. `everyone` is the account of all customers where no documents are wanted in Exact.
    """

    fields: tuple = ()
    contacts: str = "off"
    address: str = "account"
    debtor: str = "invoiced"
    collective: Table = field(default_factory=lambda: Table(DEBTOR, ()))
    ledgers: dict = field(default_factory=dict)
    conditions: frozenset = frozenset()
    everyone: Debtor | None = None
