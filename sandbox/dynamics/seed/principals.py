"""Apps, business units, users, teams and their roles.

- run-time app: reads the CRM, writes custom tables; set-up app: may customise too; sales app: may
  write accounts, contacts and quotes; the stranger has no application user; the expired app's
  secret is no longer good.
- anna and bram sell; carla is disabled; dirk has no role, so that he can own nothing.
- owner teams for three business entities, one team without a role, one access team.
"""

from __future__ import annotations

from ..entra import AppRegistration
from ..organisation import Organisation
from ..standard import stable_id
from .plant import ADMIN

RUNTIME = "a0000000-0000-4000-8000-000000000001"
SETUP = "a0000000-0000-4000-8000-000000000002"
SALES = "a0000000-0000-4000-8000-000000000003"
STRANGER = "a0000000-0000-4000-8000-000000000004"
EXPIRED = "a0000000-0000-4000-8000-000000000005"

APPS = (
    AppRegistration(RUNTIME, "Chargebee connector", "runtime-secret"),
    AppRegistration(SETUP, "Chargebee connector set-up", "setup-secret"),
    AppRegistration(SALES, "Sales connector", "sales-secret"),
    AppRegistration(STRANGER, "Stranger", "stranger-secret"),
    AppRegistration(EXPIRED, "Expired", "expired-secret", 1_577_836_800.0),
)
UNITS = ("Noorderlicht", "Cloud", "Retail", "Services")

# name -> business unit, roles, disabled, app.
_USERS: dict[str, tuple[str, tuple[str, ...], bool, str | None]] = {
    "admin": ("Noorderlicht", ("admin",), False, None),
    "anna": ("Cloud", ("sales",), False, None),
    "bram": ("Retail", ("sales",), False, None),
    "carla": ("Services", ("sales",), True, None),
    "dirk": ("Services", (), False, None),
    "runtime": ("Noorderlicht", ("runtime",), False, RUNTIME),
    "setup": ("Noorderlicht", ("runtime", "customizer"), False, SETUP),
    "sales": ("Noorderlicht", ("runtime", "sales"), False, SALES),
}
# name -> business unit, type (0 owner, 1 access), roles, whether it is its unit's default team.
_TEAMS: dict[str, tuple[str, int, tuple[str, ...], bool]] = {
    **{unit: (unit, 0, (), True) for unit in UNITS},
    "CB Cloud": ("Cloud", 0, ("owner",), False),
    "CB Retail": ("Retail", 0, ("owner",), False),
    "CB Services": ("Services", 0, ("owner",), False),
    "CB No Read": ("Services", 0, (), False),
    "CB Access": ("Services", 1, ("owner",), False),
}


def user_id(name: str) -> str:
    """The id of a seeded user."""
    return stable_id("user", name)


def team_id(name: str) -> str:
    """The id of a seeded team."""
    return stable_id("team", name)


def unit_id(name: str) -> str:
    """The id of a seeded business unit."""
    return stable_id("unit", name)


def _row(org: Organisation, table: str, row_id: str, **values: object) -> None:
    now = org.moment()
    row = {"_id": row_id, f"{table}id": row_id, "createdon": now, "modifiedon": now}
    row |= {"createdby": ADMIN, "modifiedby": ADMIN}
    row |= {name: value for name, value in values.items() if value is not None}
    org.store.put(table, row_id, row)


def add_principals(org: Organisation) -> None:
    """Business units, users, teams, and the roles that they hold."""
    for name in UNITS:
        parent = None if name == UNITS[0] else unit_id(UNITS[0])
        _row(
            org,
            "businessunit",
            unit_id(name),
            name=name,
            parentbusinessunitid=parent,
            isdisabled=False,
            transactioncurrencyid=org.base_currency,
        )
    for name, (unit, roles, disabled, app) in _USERS.items():
        _row(
            org,
            "systemuser",
            user_id(name),
            fullname=f"# {name.title()}" if app else name.title(),
            firstname="#" if app else name.title(),
            lastname=name.title() if app else "Noorderlicht",
            domainname=f"{name}@noorderlicht.example",
            internalemailaddress=f"{name}@noorderlicht.example",
            businessunitid=unit_id(unit),
            isdisabled=disabled,
            accessmode=4 if app else 0,
            applicationid=app,
            azureactivedirectoryobjectid=stable_id("object", name),
        )
        org.rights.hold(user_id(name), *roles)
    for name, (unit, kind, roles, default) in _TEAMS.items():
        _row(
            org,
            "team",
            team_id(name),
            name=name,
            businessunitid=unit_id(unit),
            teamtype=kind,
            isdefault=default,
            administratorid=ADMIN,
        )
        org.rights.hold(team_id(name), *roles)
