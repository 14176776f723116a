"""The control calls that only this server has, under `/_sandbox/`.

POST token     {"user"?}                         a fresh refresh token, usable at once
POST revoke    {}                                every token of every user stops working
POST user      {"user"?, "blocked"?, "divisions"?, "current_division"?}
POST language  {"language": "nl" | "en"}
POST rights    {"scope", "allowed"} | {"user"?, "endpoint", "methods"?, "allowed"}
POST refuse    {"endpoint", "text", "method"?, "times"?, "status"?, "params"?}   GET texts
POST add_division {"code", "currency"?, "country"?, "description"?}
POST accounts  {"division", "accounts": [{...}]} adds accounts by the API's own rules
POST mutate    {"division", "entity"?, "id" | "code" | "where"?, "set": {...}}
GET  trial_balance?division=  GET open_items?division=  GET duplicates?division=  GET options

What a bookkeeper does by hand stands in `hand`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..wire import Reply, Request, json_reply
from . import bodies, hand, master, reports, twins
from .entities import ENTITIES, Entity
from .errors import BadRequest, Refusal
from .formats import ACCOUNT_CODE_LENGTH, read_value
from .messages import LANGUAGES, SAMPLES, TEXTS, sentence
from .principals import DEFAULT_USER
from .seed import new_division
from .store import Division, Row

if TYPE_CHECKING:
    from .app import ExactOnline


def answer(app: ExactOnline, request: Request, action: str) -> Reply | None:
    """Answer a control call; None where it is unknown."""
    call = _CALLS.get((request.method, action))
    by_hand = request.method == "POST" and action in hand.CALLS
    if call is None and not by_hand:
        return None
    try:
        value = call(app, request) if call else _by_hand(app, request, action)
    except BadRequest as error:
        raise ValueError(str(error)) from error
    except Refusal as refusal:
        raise ValueError(sentence(refusal, app.options.language)) from refusal
    if request.method != "GET":
        app.changed()
    return json_reply(200, value)


def _token(app: ExactOnline, request: Request) -> Any:
    user = request.json().get("user", DEFAULT_USER)
    app.users.named(user)
    return {"user": user, "refresh_token": app.tokens.connect(user, app.now())}


def _revoke(app: ExactOnline, request: Request) -> Any:
    app.tokens.revoke()
    return {"revoked": True}


def _user(app: ExactOnline, request: Request) -> Any:
    return asdict(app.users.change(request.json()))


def _rights(app: ExactOnline, request: Request) -> Any:
    body = request.json()
    user = body.get("user", DEFAULT_USER)
    app.users.named(user)
    return app.rights.change(body, user)


def _refuse(app: ExactOnline, request: Request) -> Any:
    return app.rights.order(request.json())


def _texts(app: ExactOnline, request: Request) -> Any:
    """Every sentence by its key, in both languages, its gaps filled as `refuse` fills them."""
    return {
        key: {language: sentence(Refusal(key, **SAMPLES), language) for language in LANGUAGES}
        for key in TEXTS
    }


def _add_division(app: ExactOnline, request: Request) -> Any:
    """A fresh administration, perhaps in another currency or country."""
    body = request.json()
    code = int(body["code"])
    if code in app.divisions:
        raise ValueError(f"division {code} is there already")
    country = body.get("country", "NL")
    info = {
        "Code": code,
        "Hid": len(app.divisions) + 1,
        "Description": body.get("description", f"Noorderlicht {code}"),
        "Country": country,
        "Legislation": {"NL": "1", "BE": "2"}[country],
        "Currency": body.get("currency", "EUR"),
        "IsMainDivision": False,
    }
    division = new_division(info, app.milliseconds)
    division.deferral = app.options.deferral
    division.attachment_limit = app.options.attachment_mb
    app.divisions[code] = division
    return {"division": code, "currency": division.currency}


def _language(app: ExactOnline, request: Request) -> Any:
    language = request.json()["language"]
    if language not in LANGUAGES:
        raise ValueError(f"language is one of {', '.join(LANGUAGES)}")
    app.options.language = language
    return {"language": language}


def _accounts(app: ExactOnline, request: Request) -> Any:
    """Add accounts; Status is C where none is given."""
    body = request.json()
    division, entity = _division(app, body["division"]), ENTITIES["crm/Accounts"]
    made = []
    for values in body["accounts"]:
        accepted = bodies.accept(entity, {"Status": "C", **values}, "post")
        made.append(master.create(division, entity, accepted))
    return {"accounts": [{"id": row["ID"], "code": row["Code"].strip()} for row in made]}


def _mutate(app: ExactOnline, request: Request) -> Any:
    """Write fields of rows past all rules; of the division itself where no entity is named."""
    body = request.json()
    unknown = set(body) - {"division", "entity", "id", "code", "where", "set"}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    division = _division(app, body["division"])
    if body.get("entity") in (None, "system/Divisions"):
        values = _typed(ENTITIES["system/Divisions"], body["set"])
        division.info.update(values)
        return {"changed": 1}
    entity = ENTITIES[body["entity"]]
    rows = _chosen(division, entity, body)
    for row in rows:
        division.change(entity.rows, row, _typed(entity, body["set"]))
    return {"changed": len(rows)}


def _by_hand(app: ExactOnline, request: Request, action: str) -> Any:
    body = request.json()
    return hand.act(_division(app, body.pop("division")), action, body)


def _typed(entity: Entity, values: dict[str, Any]) -> dict[str, Any]:
    return {name: read_value(entity.fields[name], value) for name, value in values.items()}


def _chosen(division: Division, entity: Entity, body: dict[str, Any]) -> list[Row]:
    """The rows by `id`, by `code`, or all whose fields are as in `where`. Raises ValueError."""
    table = division.table(entity.rows)
    if "id" in body:
        rows = [row for row in [table.get(str(body["id"]))] if row]
    elif "code" in body:
        code = str(body["code"])
        rows = table.by(
            "Code", code.rjust(ACCOUNT_CODE_LENGTH) if entity.rows == "crm/Accounts" else code
        )
    else:
        where = _typed(entity, body["where"])
        rows = [row for row in table if all(row.get(k) == v for k, v in where.items())]
    if not rows:
        raise ValueError("no such row")
    return rows


def _division(app: ExactOnline, code: Any) -> Division:
    division = app.divisions.get(int(code))
    if division is None:
        raise ValueError(f"no division {code}")
    return division


def _trial_balance(app: ExactOnline, request: Request) -> Any:
    return reports.trial_balance(_division(app, request.param("division")))


def _open_items(app: ExactOnline, request: Request) -> Any:
    return reports.open_items(_division(app, request.param("division")))


def _duplicates(app: ExactOnline, request: Request) -> Any:
    """Of one division, or of all, by code."""
    code = request.param("division")
    if code:
        return twins.duplicates(_division(app, code))
    return {str(one.code): twins.duplicates(one) for one in app.divisions.values()}


def _options(app: ExactOnline, request: Request) -> Any:
    return {k: v for k, v in asdict(app.options).items() if k != "client_secret"}


_CALLS: dict[tuple[str, str], Callable[[ExactOnline, Request], Any]] = {
    ("POST", "token"): _token,
    ("POST", "revoke"): _revoke,
    ("POST", "user"): _user,
    ("POST", "language"): _language,
    ("POST", "rights"): _rights,
    ("POST", "refuse"): _refuse,
    ("GET", "texts"): _texts,
    ("POST", "add_division"): _add_division,
    ("POST", "accounts"): _accounts,
    ("POST", "mutate"): _mutate,
    ("GET", "trial_balance"): _trial_balance,
    ("GET", "open_items"): _open_items,
    ("GET", "duplicates"): _duplicates,
    ("GET", "options"): _options,
}
