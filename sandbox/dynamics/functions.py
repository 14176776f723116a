"""Functions and actions that belong to no row: `WhoAmI`, `PublishXml` and the like.

`unbound("GET", "WhoAmI")` registers `work(call) -> Reply`; modules that register are imported by
`api`.
"""

from __future__ import annotations

from collections.abc import Callable

from ..wire import Reply
from .call import Call, answered

Work = Callable[[Call], Reply]
UNBOUND: dict[tuple[str, str], Work] = {}


def unbound(method: str, name: str) -> Callable[[Work], Work]:
    """Register a function (GET) or an action (POST)."""

    def register(work: Work) -> Work:
        UNBOUND[(method, name)] = work
        return work

    return register


@unbound("GET", "WhoAmI")
def _who_am_i(call: Call) -> Reply:
    user = call.org.store.get("systemuser", call.actor.user) or {}
    return answered(
        call,
        200,
        {
            "@odata.context": f"{call.root}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse",
            "BusinessUnitId": user.get("businessunitid"),
            "UserId": call.actor.user,
            "OrganizationId": call.org.id,
        },
    )


@unbound("GET", "RetrieveVersion")
def _version(call: Call) -> Reply:
    context = f"{call.root}/$metadata#Microsoft.Dynamics.CRM.RetrieveVersionResponse"
    return answered(call, 200, {"@odata.context": context, "Version": "9.2.26103.00150"})
