"""What a route has decided about revenue that belongs into other periods than its document."""

from dataclasses import dataclass

from ...ledger.problems import Unmapped
from ...ledger.spreading import BY_PERIOD
from .rules import PROFIT_AND_LOSS, Ledger, Rules

#: Who spreads revenue over its service period: Exact by From and To, nobody, or memo entries.
EXACT, NONE, MEMO = "exact", "none", "memo"


@dataclass(frozen=True, slots=True)
class Deferral:
    """The options; a ledger that nobody chose is None.

    `split` is one of `ledger.spreading`, `ledger` the balance ledger that holds deferred revenue.
    `running` says that some revenue is deferred by memo entries, whatever the mode is by now.
    With `accrue` the unbilled charges of each month's end are booked on `unbilled`.
    """

    mode: str = EXACT
    split: str = BY_PERIOD
    ledger: Ledger | None = None
    running: bool = False
    accrue: bool = False
    unbilled: Ledger | None = None


_NOTHING = Deferral()


def deferral_of(rules: Rules) -> Deferral:
    """Return a route's options of deferred revenue."""
    return rules.spreading or _NOTHING


def defers(rules: Rules) -> bool:
    """Say whether revenue is deferred by memo entries."""
    return deferral_of(rules).mode == MEMO


def spreads(rules: Rules) -> bool:
    """Say whether revenue is spread at all, by Exact or by memo entries."""
    return rules.deferral or defers(rules)


def balance_ledger(ledger: Ledger | None, missing: Unmapped) -> Ledger:
    """Return an option's ledger; raise Unmapped when it is `missing`, or no balance-sheet one."""
    if ledger is None:
        raise missing
    if ledger.type >= PROFIT_AND_LOSS:
        raise Unmapped("ledger_not_balance", ledger=ledger.code, name=ledger.name)
    return ledger
