"""What a route has decided about money: journals of payment providers, and where the rest goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ...ledger.mapping import Table
from ...ledger.problems import Invalid, Unmapped
from .rules import Ledger

#: What the mapping of journals is asked with, heaviest first (see `ledger.mapping.Table`).
PAYMENT = ("gateway_account", "gateway", "payment_method", "currency", "business_entity")

#: Journals.Type of a bank journal. Entries in journals of payment services (16) were seen to be
#: invisible to the API, so a provider's clearing ledger needs a bank journal of its own.
BANK_JOURNAL = 12

#: GLAccounts.Type of the debtors' control ledger.
RECEIVABLE = 20

#: GLAccounts.Type up to which a ledger stands on the balance sheet.
LAST_BALANCE_TYPE = 100

#: How the fees of a provider reach the books: with each payout, or by its purchase invoice.
FEE_BY_PAYOUT, FEE_BY_INVOICE = "payout", "invoice"


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal of Exact; an entry in it may bear another currency when `any_currency` says so."""

    code: str
    name: str = ""
    type: int = BANK_JOURNAL
    currency: str = ""
    any_currency: bool = False


@dataclass(frozen=True, slots=True)
class BankRules:
    """Every decision about money.

    `date_from` is the first day whose movements are booked. `journals` has Journals as targets.
    `receivable` is the debtors' control ledger, `receivables` those of single sales journals by
    their codes; what was paid in excess stands on the first too, unless it is booked
    `in_advance`, on the ledger `advance`. `shared` maps codes of journals in which
    others book to what they booked. The ledgers of settlements: `fees`, `transit` for payouts,
    `unassigned` for what belongs to no known movement; `fee_source` is one of the ways above.
    """

    date_from: date | None
    journals: Table
    receivable: Ledger | None = None
    receivables: dict = field(default_factory=dict)
    in_advance: bool = False
    advance: Ledger | None = None
    shared: dict = field(default_factory=dict)
    fees: Ledger | None = None
    fee_source: str = FEE_BY_PAYOUT
    transit: Ledger | None = None
    unassigned: Ledger | None = None


def journal(facts: dict, rules: BankRules) -> Journal:
    """Return the journal of a movement; raise when none is mapped or it can't take it."""
    row = rules.journals.choose(facts)
    if row is None:
        raise Unmapped(
            "payment_missing",
            gateway_account=facts["gateway_account"],
            gateway=facts["gateway"],
            payment_method=facts["payment_method"],
            currency=facts["currency"],
        )
    found = row.target
    if found.type != BANK_JOURNAL:
        raise Unmapped("journal_not_bank", journal=found.code, name=found.name)
    if found.currency != facts["currency"] and not found.any_currency:
        raise Unmapped(
            "payment_journal_currency",
            journal=found.code,
            name=found.name,
            journal_currency=found.currency,
            currency=facts["currency"],
        )
    if found.code in rules.shared:
        raise Invalid(
            "journal_shared", journal=found.code, name=found.name, entries=rules.shared[found.code]
        )
    return found


def receivable(rules: BankRules, sales_journal: str = "") -> Ledger:
    """Return the debtors' control ledger of a sales journal, or the route's.

    Raises Unmapped when none is chosen or it is none.
    """
    if sales_journal in rules.receivables:
        return rules.receivables[sales_journal]
    if rules.receivable is None:
        raise Unmapped("receivable_missing")
    if rules.receivable.type != RECEIVABLE:
        raise Unmapped("receivable_wrong", ledger=rules.receivable.code, name=rules.receivable.name)
    return rules.receivable


def excess(rules: BankRules) -> Ledger:
    """Return the ledger of what was paid in excess (T3); raise when none is chosen."""
    if not rules.in_advance:
        return receivable(rules)
    if rules.advance is None:
        raise Unmapped("advance_missing")
    if rules.advance.type in (RECEIVABLE, 0) or rules.advance.type > LAST_BALANCE_TYPE:
        raise Unmapped("advance_wrong", ledger=rules.advance.code, name=rules.advance.name)
    return rules.advance
