"""Who may do what: roles, held by users and teams, and switches that take a privilege away.

A privilege is a verb and a table (`prvReadAccount`); what customises the system has verbs of its
own (`prvCreateEntity`), here with the table `*`.
"""

from __future__ import annotations

from typing import Any

from .errors import missing_privilege
from .metadata.model import Table

VERBS = ("Create", "Read", "Write", "Delete", "Append", "AppendTo", "Assign", "Share")
CUSTOMISING = (
    "CreateEntity",
    "WriteEntity",
    "DeleteEntity",
    "CreateAttribute",
    "DeleteAttribute",
    "CreateRelationship",
    "CreateOptionSet",
    "WriteOptionSet",
    "PublishCustomization",
    "ActOnBehalfOfAnotherUser",
)
SALES_TABLES = frozenset(
    "account contact customeraddress quote quotedetail quoteclose invoice".split()
)
REFERENCE = frozenset(
    """account contact customeraddress quote quotedetail quoteclose invoice product pricelevel
    productpricelevel uom uomschedule transactioncurrency team systemuser businessunit organization
    sdkmessage sdkmessagefilter role""".split()
)
MAKERS = frozenset(("publisher", "solution", "solutioncomponent"))
_LOOKING = frozenset(("Read", "Append", "AppendTo"))


def _runtime(verb: str, table: Table | None) -> bool:
    """Everything on custom tables but sharing; reads what the connector reads of the CRM."""
    if table is None:
        return False
    return table.custom or (verb in _LOOKING and table.logical in REFERENCE)


def _customizer(verb: str, table: Table | None) -> bool:
    if table is None:
        return verb in CUSTOMISING and verb != "ActOnBehalfOfAnotherUser"
    return table.custom or table.logical in MAKERS or (verb in _LOOKING)


def _sales(verb: str, table: Table | None) -> bool:
    if table is None:
        return False
    return table.custom or table.logical in SALES_TABLES or verb in _LOOKING


def _owner(verb: str, table: Table | None) -> bool:
    """What a team needs to own rows: to read them."""
    return table is not None and verb in _LOOKING


ROLES = {
    "runtime": _runtime,
    "customizer": _customizer,
    "sales": _sales,
    "owner": _owner,
    "delegate": lambda verb, table: verb == "ActOnBehalfOfAnotherUser",
    "admin": lambda verb, table: True,
}


class Rights:
    """The roles of each user and team by id, and what is switched off."""

    def __init__(self) -> None:
        self.held: dict[str, set[str]] = {}
        self.denied: set[tuple[str, str, str]] = set()
        self.local: set[tuple[str, str]] = set()

    def hold(self, principal: str, *roles: str) -> None:
        for role in roles:
            if role not in ROLES:
                raise ValueError(f"role is one of {', '.join(ROLES)}")
        self.held.setdefault(principal, set()).update(roles)

    def may(self, principal: str, verb: str, table: Table | None = None) -> bool:
        name = table.logical if table else "*"
        for who in (principal, "*"):
            if (who, verb, name) in self.denied or (who, verb, "*") in self.denied:
                return False
        return any(ROLES[role](verb, table) for role in self.held.get(principal, ()))

    def check(self, principal: str, verb: str, table: Table | None = None) -> None:
        """Raises Refused (403 0x80040220) with the name of the missing privilege."""
        if not self.may(principal, verb, table):
            privilege = f"prv{verb}{table.schema if table else ''}"
            raise missing_privilege(principal, privilege, table.logical if table else "none")

    def organisation_wide(self, principal: str, table: Table) -> bool:
        """Whether Read reaches every row, which change tracking demands."""
        return (principal, table.logical) not in self.local

    def switch(self, principal: str, verb: str, table: str, *, allowed: bool) -> None:
        if verb not in VERBS + CUSTOMISING:
            raise ValueError(f"verb is one of {', '.join(VERBS + CUSTOMISING)}")
        (self.denied.discard if allowed else self.denied.add)((principal, verb, table))

    # State

    def dump(self) -> dict[str, Any]:
        return {
            "held": {who: sorted(roles) for who, roles in self.held.items()},
            "denied": sorted(self.denied),
            "local": sorted(self.local),
        }

    def load(self, saved: dict[str, Any]) -> None:
        self.held = {who: set(roles) for who, roles in saved["held"].items()}
        self.denied = {(one[0], one[1], one[2]) for one in saved["denied"]}
        self.local = {(one[0], one[1]) for one in saved["local"]}
