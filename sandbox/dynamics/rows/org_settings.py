"""The switches that an organisation keeps as XML in `orgdborgsettings`."""

from __future__ import annotations

import re

from ..organisation import Organisation

NAMES = (
    "EnableOwnershipAcrossBusinessUnits",
    "EnableDeleteAddressRecords",
    "CreateOnlyNonEmptyAddressRecordsForEligibleEntities",
)


def is_on(org: Organisation, name: str) -> bool:
    row = org.store.get("organization", org.id) or {}
    return f"<{name}>true</{name}>" in str(row.get("orgdborgsettings", ""))


def turn(org: Organisation, name: str, on: bool) -> None:
    """Raises ValueError for a name that the server doesn't know."""
    if name not in NAMES:
        raise ValueError(f"a setting is one of {', '.join(NAMES)}")
    row = dict(org.store.get("organization", org.id) or {})
    text = re.sub(rf"<{name}>\w+</{name}>", "", str(row["orgdborgsettings"]))
    entry = f"<{name}>{str(on).lower()}</{name}>"
    row["orgdborgsettings"] = text.replace("</orgSettings>", f"{entry}</orgSettings>")
    org.store.put("organization", org.id, row)
    org.matrix = is_on(org, NAMES[0])
