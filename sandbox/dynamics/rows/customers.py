"""Accounts and contacts: full names and the addresses that the server keeps beside them.

Every account has two embedded addresses, every contact three; each is a row of `customeraddress`
whose `addressnumber` is its place. More addresses of a customer get higher numbers.
"""

from __future__ import annotations

from uuid import uuid4

from ..errors import not_allowed
from ..metadata.model import Table
from ..organisation import Actor, Organisation
from ..store import Row
from .hooks import on
from .org_settings import is_on

EMBEDDED = {"account": 2, "contact": 3}
PARTS = (
    "name",
    "line1",
    "line2",
    "line3",
    "city",
    "stateorprovince",
    "county",
    "country",
    "postalcode",
    "postofficebox",
    "telephone1",
    "telephone2",
    "fax",
    "primarycontactname",
    "addresstypecode",
    "latitude",
    "longitude",
    "freighttermscode",
    "shippingmethodcode",
    "upszone",
    "utcoffset",
)
# Switches of the organisation.
DELETABLE = "EnableDeleteAddressRecords"
NON_EMPTY_ONLY = "CreateOnlyNonEmptyAddressRecordsForEligibleEntities"
_LINES = ("line1", "line2", "line3")


def composite(row: Row, prefix: str = "") -> str | None:
    """The address as one text, as the server puts it together."""
    lines = [row.get(f"{prefix}{part}") for part in _LINES]
    place = " ".join(
        row[f"{prefix}{part}"]
        for part in ("city", "stateorprovince", "postalcode")
        if row.get(f"{prefix}{part}")
    )
    found = [line for line in (*lines, place, row.get(f"{prefix}country")) if line]
    return "\r\n".join(found) or None


@on("before_create", "account", "contact")
@on("before_update", "account", "contact")
def _names(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    if table.logical == "contact":
        full = " ".join(row[name] for name in ("firstname", "lastname") if row.get(name))
        if full:
            row["fullname"] = full
    for number in range(1, EMBEDDED[table.logical] + 1):
        prefix = f"address{number}_"
        if f"{prefix}addressid" not in row:
            row[f"{prefix}addressid"] = str(uuid4())
        whole = composite(row, prefix)
        if whole:
            row[f"{prefix}composite"] = whole
        else:
            row.pop(f"{prefix}composite", None)


@on("after_create", "account", "contact")
@on("after_update", "account", "contact")
def _embedded(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    """Keep the embedded addresses' own rows in step."""
    for number in range(1, EMBEDDED[table.logical] + 1):
        prefix = f"address{number}_"
        names = [f"{prefix}{part}" for part in PARTS]
        if old is not None and all(row.get(name) == old.get(name) for name in names):
            continue
        row_id = row[f"{prefix}addressid"]
        known = org.store.get("customeraddress", row_id)
        made = {
            "_id": row_id,
            "customeraddressid": row_id,
            "parentid": row["_id"],
            "parentid@type": table.logical,
            "objecttypecode": table.logical,
            "addressnumber": number,
            "createdon": known["createdon"] if known else row["createdon"],
            "createdby": known["createdby"] if known else row["createdby"],
            "modifiedon": row["modifiedon"],
            "modifiedby": row["modifiedby"],
        }
        for part, name in zip(PARTS, names, strict=True):
            if name in row and part in org.table("customeraddress").columns:
                made[part] = row[name]
        whole = composite(made)
        if whole:
            made["composite"] = whole
        if known is None and not set(made).intersection(PARTS) and is_on(org, NON_EMPTY_ONLY):
            continue
        org.store.put("customeraddress", row_id, made)


@on("before_create", "customeraddress")
@on("before_update", "customeraddress")
def _address(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    kind = row.get("parentid@type")
    if kind:
        row["objecttypecode"] = kind
    if old is None and "addressnumber" not in row and "parentid" in row:
        others = org.store.find("customeraddress", parentid=row["parentid"])
        numbers = [other["addressnumber"] for other in others]
        row["addressnumber"] = max([*numbers, EMBEDDED.get(str(kind), 2)]) + 1
    whole = composite(row)
    if whole:
        row["composite"] = whole


@on("after_update", "customeraddress")
def _to_parent(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    """An embedded address changed on its own shows in its customer's columns too."""
    _show(org, row, row)


@on("after_delete", "customeraddress")
def _from_parent(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    _show(org, row, {})


def _show(org: Organisation, row: Row, parts: Row) -> None:
    """Put the parts of an embedded address into its customer's columns."""
    kind, number = row.get("parentid@type"), row.get("addressnumber", 0)
    parent = org.store.get(str(kind), row.get("parentid"))
    if parent is None or number > EMBEDDED[str(kind)]:
        return
    prefix = f"address{number}_"
    new = dict(parent)
    columns = org.table(str(kind)).columns
    for part in PARTS:
        name = f"{prefix}{part}"
        new.pop(name, None)
        if part in parts and name in columns:
            new[name] = parts[part]
    new.pop(f"{prefix}composite", None)
    if "composite" in parts:
        new[f"{prefix}composite"] = parts["composite"]
    org.store.put(str(kind), new["_id"], new)


@on("before_delete", "customeraddress")
def _stays(org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None) -> None:
    """An embedded address goes with its customer only, unless the organisation allows more."""
    kind, number = row.get("parentid@type"), row.get("addressnumber", 0)
    if number > EMBEDDED.get(str(kind), 0) or is_on(org, DELETABLE):
        return
    if org.store.get(str(kind), row.get("parentid")) is not None:
        raise not_allowed(
            "The address record is in use and cannot be deleted; it is one of its customer's own.",
            "0x80040227",
        )
