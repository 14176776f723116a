"""A bookkeeper's hand: what people do in Exact's own screens, as control calls.

Each takes `division` and what its function names, refuses what Exact would refuse, and leaves
row versions and deletions as the screens would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..store import Division
from . import entries, matches, periods, receipts, settings
from .arguments import Arguments

CALLS: dict[str, Callable[[Division, Arguments], Any]] = {
    "receipt": receipts.receipt,
    "purchase": receipts.purchase,
    "match": matches.match,
    "unmatch": matches.unmatch,
    "write_off": matches.write_off,
    "credit": matches.credit,
    "edit_entry": entries.edit_entry,
    "delete_entry": entries.delete_entry,
    "merge_accounts": entries.merge_accounts,
    "delete_account": entries.delete_account,
    "close_period": periods.close_period,
    "open_period": periods.open_period,
    "year": periods.year,
    "vat_return": periods.vat_return,
    "revalue": periods.revalue,
    "close_year": periods.close_year,
    "ledger": settings.ledger,
    "journal": settings.journal,
    "move_division": settings.move_division,
    "deferral": settings.deferral,
}


def act(division: Division, action: str, body: Mapping[str, Any]) -> Any:
    """Do what a control call asks, wholly or not at all.

    Raises Refusal, BadRequest, KeyError, TypeError or ValueError.
    """
    saved = division.snapshot()
    try:
        return CALLS[action](division, Arguments(division, body))
    except Exception:
        division.restore(saved)
        raise
