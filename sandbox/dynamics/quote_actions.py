"""WinQuote, CloseQuote and ReviseQuote, the actions that move a quote on."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from ..wire import Reply
from .call import Call, answered
from .data import check_write, one_row
from .errors import bad_payload, invalid_value, no_such_row
from .functions import unbound
from .hand import chosen, deed
from .metadata.model import Table
from .odata.query import Query
from .organisation import Actor, Organisation
from .rows import engine
from .rows.engine import quietly
from .rows.payload import Accepted, accept, check_type
from .rows.quotes import ACTIVE, CLOSED, DRAFT, NAMES, WON, lines_of, wrong_state
from .rows.types import GUID
from .store import Row

_LOST, _CANCELED, _REVISED, _WON_STATUS = 5, 6, 7, 4
_REVISION = 776160001
# What a new revision does not take over.
_OWN = ("_id", "quoteid", "versionnumber", "createdon", "modifiedon", "closedon")


@unbound("POST", "WinQuote")
def _win(call: Call) -> Reply:
    return _close(call, "won", WON, (_WON_STATUS,), _WON_STATUS)


@unbound("POST", "CloseQuote")
def _close_quote(call: Call) -> Reply:
    return _close(call, "closed", CLOSED, (_LOST, _CANCELED, _REVISED), _REVISED)


def _close(call: Call, word: str, state: int, known: tuple[int, ...], default: int) -> Reply:
    """An active quote gets its last state; the closing itself is a row too. Raises Refused."""
    body = call.json
    if not isinstance(body, dict) or set(body) - {"Status", "QuoteClose"}:
        raise bad_payload("The parameters are Status and QuoteClose.")
    status, closing = body.get("Status"), body.get("QuoteClose")
    if isinstance(status, bool) or not isinstance(status, int):
        raise bad_payload("The parameter Status must be a number.")
    if not isinstance(closing, dict):
        raise bad_payload("The parameter QuoteClose must be a row of quoteclose.")
    if status not in (-1, *known):
        raise invalid_value(f"{status} is not a valid status code for a quote that is {word}.")
    table, closings = call.org.table("quote"), call.org.table("quoteclose")
    if "@odata.type" in closing:
        check_type(closings, closing["@odata.type"])
    call.check("Write", table)
    with call.org.store.transaction():
        accepted = accept(call.org, closings, closing, creating=True)
        check_write(call, closings, "Create", accepted)
        row = call.org.store.get("quote", accepted.values.get("quoteid"))
        if row is None:
            raise bad_payload("QuoteClose does not say which quote (quoteid@odata.bind).")
        if row["statecode"] != ACTIVE:
            raise wrong_state(
                f"The quote is {NAMES[row['statecode']]}: only an active one can be {word}."
            )
        _record(call.org, call.actor, row, accepted)
        _settle(call.org, call.actor, row, state, default if status == -1 else status)
    return answered(call, 204)


def _record(org: Organisation, actor: Actor, row: Row, accepted: Accepted) -> None:
    """The closing as a row of its own."""
    accepted.values |= {"statecode": 1, "statuscode": 2, "quotenumber": row["quotenumber"]}
    accepted.values["revision"] = row["revisionnumber"]
    engine.create(org, actor, org.table("quoteclose"), accepted)


def _settle(org: Organisation, actor: Actor, row: Row, state: int, status: int) -> Row:
    return quietly(
        org,
        org.table("quote"),
        row,
        statecode=state,
        statuscode=status,
        closedon=org.moment()[:10] if state in (WON, CLOSED) else None,
        modifiedon=org.moment(),
        modifiedby=actor.user,
    )


@unbound("POST", "ReviseQuote")
def _revise(call: Call) -> Reply:
    """A new draft with the number of the old quote, which is closed as revised."""
    body = call.json
    if not isinstance(body, dict) or set(body) != {"QuoteId", "ColumnSet"}:
        raise bad_payload("The parameters are QuoteId and ColumnSet.")
    quote_id, columns = body["QuoteId"], body["ColumnSet"]
    if not isinstance(quote_id, str) or not GUID.fullmatch(quote_id):
        raise bad_payload(f"'{quote_id}' is no guid.")
    if not isinstance(columns, dict) or not (columns.get("AllColumns") or columns.get("Columns")):
        raise bad_payload("ColumnSet needs AllColumns or Columns.")
    table = call.org.table("quote")
    call.check("Create", table)
    call.check("Write", table)
    row = call.org.store.get("quote", quote_id.lower())
    if row is None:
        raise no_such_row("quote", quote_id)
    with call.org.store.transaction():
        made = revised(call.org, call.actor, row)
    wanted = Query(select=list(columns.get("Columns") or ()))
    return answered(call, 200, one_row(call, table, made, wanted))


def revised(org: Organisation, actor: Actor, row: Row) -> Row:
    """The new draft; the old quote is closed. Raises Refused."""
    if row["statecode"] != ACTIVE and (row["statecode"], row["statuscode"]) not in (
        (CLOSED, _LOST),
        (CLOSED, _CANCELED),
    ):
        raise wrong_state(f"The quote is {NAMES[row['statecode']]}: it cannot be revised.")
    made = _revision(org, actor, row)
    _settle(org, actor, row, CLOSED, _REVISED)
    return made


def _revision(org: Organisation, actor: Actor, row: Row) -> Row:
    now = org.moment()
    others = org.store.find("quote", quotenumber=row["quotenumber"])
    quote_id = str(uuid4())
    stamps: dict[str, Any] = {"createdon": now, "modifiedon": now}
    stamps |= {"createdby": actor.user, "modifiedby": actor.user}
    made = {
        **{name: value for name, value in row.items() if name not in _OWN},
        **stamps,
        "_id": quote_id,
        "quoteid": quote_id,
        "statecode": 0,
        "statuscode": 1,
        "quotecreationmethod": _REVISION,
        "revisionnumber": max(other["revisionnumber"] for other in others) + 1,
    }
    org.store.put("quote", quote_id, made)
    for line in lines_of(org, row["_id"]):
        line_id = str(uuid4())
        copy = {**line, **stamps, "_id": line_id, "quotedetailid": line_id, "quoteid": quote_id}
        org.store.put("quotedetail", line_id, copy)
    return made


# A seller's hand


@deed("activate")
def _activated(org: Organisation, actor: Actor, table: Table, body: dict[str, Any]) -> Any:
    for row in chosen(org, table, body):
        accepted = Accepted({"statecode": ACTIVE, "statuscode": 2})
        engine.update(org, actor, table, row["_id"], accepted)
    return {"statecode": ACTIVE}


@deed("win")
def _won(org: Organisation, actor: Actor, table: Table, body: dict[str, Any]) -> Any:
    """Of a draft too: a seller activates it and wins it at once."""
    return _by_hand(org, actor, table, body, WON, _WON_STATUS)


@deed("lose")
def _lost(org: Organisation, actor: Actor, table: Table, body: dict[str, Any]) -> Any:
    return _by_hand(org, actor, table, body, CLOSED, _LOST)


@deed("cancel")
def _cancelled(org: Organisation, actor: Actor, table: Table, body: dict[str, Any]) -> Any:
    return _by_hand(org, actor, table, body, CLOSED, _CANCELED)


def _by_hand(
    org: Organisation, actor: Actor, table: Table, body: dict[str, Any], state: int, status: int
) -> Any:
    for row in chosen(org, table, body):
        if row["statecode"] not in (DRAFT, ACTIVE):
            raise wrong_state(f"The quote is {NAMES[row['statecode']]}.")
        closing = Accepted({"subject": NAMES[state], "quoteid": row["_id"]})
        _record(org, actor, row, closing)
        _settle(org, actor, row, state, status)
    return {"statecode": state, "statuscode": status}


@deed("revise")
def _revised(org: Organisation, actor: Actor, table: Table, body: dict[str, Any]) -> Any:
    """The id of the new draft; a quote that is won is not revised."""
    made = [revised(org, actor, row)["_id"] for row in chosen(org, table, body)]
    return {"ids": made}
