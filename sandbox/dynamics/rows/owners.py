"""Who owns a row, and to which business unit it belongs by that."""

from __future__ import annotations

from ..errors import Refused, missing_privilege, no_such_row
from ..metadata.model import Table
from ..organisation import Actor, Organisation
from ..store import Row

OWNER_TEAM = 0


def owned(table: Table) -> bool:
    """Whether rows of the table have an owner of their own."""
    return table.ownership == "UserOwned"


def settle_owner(
    org: Organisation, actor: Actor, table: Table, row: Row, *, checked: bool = True
) -> None:
    """Fill in the owner (the caller where none is named) and what follows from it.

    Raises Refused where that principal cannot own rows of this table.
    """
    if "ownerid" not in row:
        row["ownerid"], row["ownerid@type"] = actor.user, "systemuser"
    kind, who = row["ownerid@type"], row["ownerid"]
    principal = org.store.get(kind, who)
    if principal is None:
        raise no_such_row(kind, who)
    if checked:
        _check(org, table, kind, principal)
    row.pop("owninguser", None)
    row.pop("owningteam", None)
    row["owninguser" if kind == "systemuser" else "owningteam"] = who
    unit = principal["businessunitid"]
    if not org.matrix or "owningbusinessunit" not in row:
        row["owningbusinessunit"] = unit


def _check(org: Organisation, table: Table, kind: str, principal: Row) -> None:
    who = principal["_id"]
    if kind == "team" and principal.get("teamtype", OWNER_TEAM) == 1:
        raise Refused(
            400, "0x80041d1f", f"The team '{principal.get('name')}' is an access team: it cannot "
            "own records."
        )  # fmt: skip
    if kind == "systemuser" and principal.get("isdisabled"):
        raise Refused(
            403,
            "0x80040225",
            f"The specified user(Id = {who}) is disabled. Consider enabling this user.",
        )
    if not org.rights.may(who, "Read", table):
        refused = missing_privilege(who, f"prvRead{table.schema}", table.logical)
        refused.message = f"Read Privilege Check For Owner failed. {refused.message}"
        raise refused
