"""What a route has decided about memo entries: their journals, ledgers and treatments."""

from dataclasses import dataclass

from ...ledger.problems import Unmapped
from .rules import Ledger, Rules, VatCode

#: What becomes of a credit note that writes an invoice off, or answers a chargeback: a memo entry
#: against the debtor, a negative sale, or each for its part of the service period.
MEMO, CREDIT_NOTE, SPLIT = "memo", "credit_note", "split"
#: What becomes of store credit: only listed, or a liability in the books; "" is not yet chosen.
OFF_LEDGER, LIABILITY = "off_ledger", "liability"
#: What becomes of an invoice that a discount made zero.
SKIP = "skip"


@dataclass(frozen=True, slots=True)
class MemoRules:
    """The options; a ledger or journal that nobody chose is None or "".

    `vat_suspense` holds the VAT of bad debts until it is reclaimed with `reclaim_code`, in
    `reclaim_journal`, which must be one that takes VAT codes (`reclaim_allows_vat`).
    """

    journal: str = ""
    receivable: Ledger | None = None
    bad_debt: Ledger | None = None
    vat_suspense: Ledger | None = None
    withheld: Ledger | None = None
    zero_discount: Ledger | None = None
    goodwill: Ledger | None = None
    store_credit: Ledger | None = None
    reclaim_journal: str = ""
    reclaim_allows_vat: bool = False
    reclaim_code: VatCode | None = None
    write_off: str = MEMO
    chargeback: str = MEMO
    store: str = ""
    zero: str = SKIP


NOTHING_CHOSEN = MemoRules()


def memo_of(rules: Rules) -> MemoRules:
    """Return a route's options of memo entries."""
    return rules.memo or NOTHING_CHOSEN


def chosen(rules: Rules, name: str):
    """Return an option's ledger, journal or code; raise Unmapped naming the one that is missing."""
    value = getattr(memo_of(rules), name)
    if not value:
        raise Unmapped(f"{name}_missing")
    return value
