"""State and status reason, which go together."""

from __future__ import annotations

from typing import Any

from ..errors import Refused
from ..metadata.model import Table
from ..store import Row

# The status that a state gets by itself where it is not the first one; table and state.
DEFAULT_STATUS = {("quote", 3): 7, ("invoice", 3): 100003}
# The state of a new row where it is not 0.
FIRST_STATE = {"product": 2}


def default_status(table: Table, state: int) -> int | None:
    """The status reason that a state gets where none is named."""
    known = DEFAULT_STATUS.get((table.logical, state))
    if known is not None:
        return known
    options = table.columns["statuscode"].options if "statuscode" in table.columns else []
    return next((option.value for option in options if option.state == state), None)


def settle_state(table: Table, row: Row, named: dict[str, Any], old: Row | None) -> None:
    """Make `statecode` and `statuscode` of the new row fit. Raises Refused (400 0x80048408)."""
    if "statecode" not in table.columns:
        return
    before = old["statecode"] if old else FIRST_STATE.get(table.logical, 0)
    state = named.get("statecode", before)
    status = named.get("statuscode")
    if state is None:
        state = before
    if status is None:
        keep = old is not None and "statecode" not in named
        status = old["statuscode"] if old and keep else default_status(table, state)
    options = {option.value: option.state for option in table.columns["statuscode"].options}
    if options and options.get(status) != state:
        raise Refused(
            400,
            "0x80048408",
            f"{status} is not a valid status code for state code {table.schema}State.{state} on "
            f"{table.logical}.",
        )
    row["statecode"], row["statuscode"] = state, status
