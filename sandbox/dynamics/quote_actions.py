"""WinQuote, CloseQuote and ReviseQuote, the actions that move a quote on."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from ..wire import Reply
from .call import Call, answered
from .data import check_write, one_row
from .errors import bad_payload, invalid_value, no_such_row
from .functions import unbound
from .odata.query import Query
from .rows import engine
from .rows.engine import quietly
from .rows.payload import accept, check_type
from .rows.quotes import ACTIVE, CLOSED, NAMES, WON, lines_of, wrong_state
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
        accepted.values |= {"statecode": 1, "statuscode": 2, "quotenumber": row["quotenumber"]}
        accepted.values["revision"] = row["revisionnumber"]
        engine.create(call.org, call.actor, closings, accepted)
        _settle(call, row, state, default if status == -1 else status)
    return answered(call, 204)


def _settle(call: Call, row: Row, state: int, status: int) -> None:
    quietly(
        call.org,
        call.org.table("quote"),
        row,
        statecode=state,
        statuscode=status,
        closedon=call.org.moment()[:10],
        modifiedon=call.org.moment(),
        modifiedby=call.actor.user,
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
    if row["statecode"] != ACTIVE and (row["statecode"], row["statuscode"]) not in (
        (CLOSED, _LOST),
        (CLOSED, _CANCELED),
    ):
        raise wrong_state(f"The quote is {NAMES[row['statecode']]}: it cannot be revised.")
    with call.org.store.transaction():
        made = _revision(call, row)
        _settle(call, row, CLOSED, _REVISED)
    chosen = Query(select=list(columns.get("Columns") or ()))
    return answered(call, 200, one_row(call, table, made, chosen))


def _revision(call: Call, row: Row) -> Row:
    org, now = call.org, call.org.moment()
    others = org.store.find("quote", quotenumber=row["quotenumber"])
    quote_id = str(uuid4())
    stamps: dict[str, Any] = {"createdon": now, "modifiedon": now}
    stamps |= {"createdby": call.actor.user, "modifiedby": call.actor.user}
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
