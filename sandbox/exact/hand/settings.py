"""What a bookkeeper sets up differently: ledgers, journals, the division itself."""

from __future__ import annotations

from typing import Any

from ..deferral import PER_DAY, PER_PERIOD
from ..entities import LEDGERS
from ..store import Division
from .arguments import Arguments

USES = {"optional": 0, "mandatory": 1, "forbidden": 2}
JOURNALS = "financial/Journals"


def ledger(division: Division, args: Arguments) -> Any:
    """Change a `ledger`: `blocked`, `description`, `new_code`, `type`, `vat_code`, and whether
    `cost_center` and `cost_unit` are optional, mandatory or forbidden."""
    row = args.coded("ledger", LEDGERS)
    values = _given(
        args,
        blocked="IsBlocked",
        description="Description",
        new_code="Code",
        type="Type",
        vat_code="VATCode",
    )
    for name, field in (("cost_center", "UseCostcenter"), ("cost_unit", "UseCostunit")):
        use = args.take(name, None)
        if use is not None:
            values[field] = USES[use]
    args.done()
    division.change(LEDGERS, row, values)
    return {"changed": row["ID"]}


def journal(division: Division, args: Arguments) -> Any:
    """Change a `journal`: `blocked`, `description`, `currency`, `allow_variable_currency`,
    `allow_variable_rate`, `allow_vat`."""
    row = args.coded("journal", JOURNALS)
    values = _given(
        args,
        blocked="IsBlocked",
        description="Description",
        currency="Currency",
        allow_variable_currency="AllowVariableCurrency",
        allow_variable_rate="AllowVariableExchangeRate",
        allow_vat="AllowVAT",
    )
    args.done()
    division.change(JOURNALS, row, values)
    return {"changed": row["ID"]}


def move_division(division: Division, args: Arguments) -> Any:
    """Move the division to another database: row versions start again, DivisionMoveDate tells."""
    args.done()
    division.info["DivisionMoveDate"] = division.clock()
    division.restamp()
    return {"last_timestamp": division.counters["_timestamp"]}


def deferral(division: Division, args: Arguments) -> Any:
    """Whether the licence has deferral (`enabled`) and how it is `split`: per period or day."""
    enabled, split = args.take("enabled", None), args.take("split", None)
    args.done()
    if enabled is not None:
        division.deferral = bool(enabled)
    if split is not None:
        if split not in (PER_PERIOD, PER_DAY):
            raise ValueError(f"split is {PER_PERIOD} or {PER_DAY}")
        division.info["_deferral_split"] = split
    return {"enabled": division.deferral, "split": division.info.get("_deferral_split", PER_PERIOD)}


def _given(args: Arguments, **fields: str) -> dict[str, Any]:
    """The values that were sent, by the fields they stand for."""
    missing = object()
    taken = {field: args.take(name, missing) for name, field in fields.items()}
    return {field: value for field, value in taken.items() if value is not missing}
