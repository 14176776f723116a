"""Control calls that turn rights, users, apps and settings of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wire import Request
from . import audit
from .control import call
from .entra import TENANT
from .hand import principal
from .organisation import Organisation
from .rights import ROLES
from .rows.engine import quietly
from .rows.org_settings import NAMES, is_on, turn
from .seed.principals import team_id, unit_id

if TYPE_CHECKING:
    from .app import Dynamics

# Options that may change while the server runs, as numbers.
_CHANGEABLE = ("propagation", "key_seconds", "customizing_seconds", "page", "token_life")


def _who(org: Organisation, name: str) -> str:
    """A user or team by name or id; `*` is everybody."""
    if name == "*":
        return name
    for row_id in (team_id(name), name):
        if org.store.get("team", row_id):
            return row_id
    return principal(org, name)


@call("POST", "rights")
def _rights(app: Dynamics, request: Request) -> Any:
    """A privilege, a role, or how far Read reaches, of one user or team."""
    org, body = app.org, request.json()
    who = _who(org, body["user"])
    if "role" in body:
        if body.get("held", True):
            org.rights.hold(who, body["role"])
        else:
            org.rights.held.get(who, set()).discard(body["role"])
    elif "organisation_wide" in body:
        mark = (who, body["table"])
        (org.rights.local.discard if body["organisation_wide"] else org.rights.local.add)(mark)
    else:
        org.rights.switch(who, body["verb"], body.get("table", "*"), allowed=bool(body["allowed"]))
    return org.rights.dump()


@call("POST", "user")
def _user(app: Dynamics, request: Request) -> Any:
    """`disabled`, `unit` (business unit's name) and `member` (false: no application user)."""
    org, body = app.org, request.json()
    row = org.store.get("systemuser", principal(org, body["user"]))
    assert row is not None
    changes: dict[str, Any] = {}
    if "disabled" in body:
        changes["isdisabled"] = bool(body["disabled"])
    if "unit" in body:
        changes["businessunitid"] = unit_id(body["unit"])
    if "member" in body:
        known = row.get("applicationid") or row.get("_application")
        changes["_application"] = known
        changes["applicationid"] = known if body["member"] else None
    quietly(org, org.table("systemuser"), row, **changes)
    return {"user": row["_id"]}


@call("POST", "app")
def _app(app: Dynamics, request: Request) -> Any:
    """`secret`, `expires_in` (seconds; 0 never) or `deleted` of an app by its client id."""
    body = request.json()
    known = app.entra.apps[body["app"]]
    if "secret" in body:
        known.secret = str(body["secret"])
    if "expires_in" in body:
        seconds = float(body["expires_in"])
        known.expires = app.now() + seconds if seconds else 0.0
    if body.get("deleted"):
        del app.entra.apps[known.id]
    return {"app": known.id}


@call("POST", "revoke")
def _revoke(app: Dynamics, request: Request) -> Any:
    """Every token given until now stops working."""
    app.entra.revoke()
    return {"revoked": True}


@call("POST", "customizing")
def _customizing(app: Dynamics, request: Request) -> Any:
    """Somebody else's import or publish runs for this long: 429 0x80071151 for who customises."""
    app.org.locked_until = app.now() + float(request.json()["seconds"])
    return {"seconds": str(request.json()["seconds"])}


@call("POST", "keys")
def _keys(app: Dynamics, request: Request) -> Any:
    """`stuck`: pending keys stay so; `fail`: they become Failed."""
    for name in ("stuck", "fail"):
        if name in request.json():
            app.org.settings[f"keys_{name}"] = bool(request.json()[name])
    return app.org.settings


@call("POST", "options")
def _options(app: Dynamics, request: Request) -> Any:
    for name, value in request.json().items():
        if name not in _CHANGEABLE:
            raise ValueError(f"one of {', '.join(_CHANGEABLE)}")
        setattr(app.options, name, type(getattr(app.options, name))(value))
    app.entra.token_life = app.options.token_life
    return {name: str(getattr(app.options, name)) for name in _CHANGEABLE}


@call("POST", "settings")
def _settings(app: Dynamics, request: Request) -> Any:
    """Switches of the organisation, by the names that they have in `orgdborgsettings`."""
    for name, on in request.json().items():
        turn(app.org, name, bool(on))
    return {name: is_on(app.org, name) for name in NAMES}


@call("GET", "rows")
def _rows(app: Dynamics, request: Request) -> Any:
    """The rows of a table as the server keeps them."""
    rows = app.org.store.rows(str(request.param("table"))).by_id.values()
    return {"rows": list(rows)}


@call("GET", "audit")
def _audit(app: Dynamics, request: Request) -> Any:
    """`?counts=table.column:child.lookup`, as often as wanted: see `audit.findings`."""
    counts = [value for name, value in request.query if name == "counts"]
    return audit.findings(app.org, counts)


@call("GET", "principals")
def _principals(app: Dynamics, request: Request) -> Any:
    """Tenant, apps with their secrets, users, teams, business units and currencies by name."""
    store = app.org.store

    def ids(table: str, name: str) -> dict[str, str]:
        return {row[name]: row["_id"] for row in store.rows(table).by_id.values()}

    users = {
        row["domainname"].partition("@")[0]: row["_id"]
        for row in store.rows("systemuser").by_id.values()
        if "domainname" in row
    }
    return {
        "tenant": TENANT,
        "apps": {
            one.name: {"client_id": one.id, "secret": one.secret} for one in app.entra.apps.values()
        },
        "roles": list(ROLES),
        "users": users,
        "teams": ids("team", "name"),
        "business_units": ids("businessunit", "name"),
        "currencies": ids("transactioncurrency", "isocurrencycode"),
    }
