"""Reads what a client sends to define metadata: names, labels, levels, and the lock around it."""

from __future__ import annotations

import re
from typing import Any

from ..call import Call
from ..errors import Refused, bad_payload, invalid_value
from ..organisation import Organisation
from ..rows import engine
from ..rows.payload import Accepted
from .model import Labels, Table
from .views import NAMESPACE

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LEVELS = ("None", "Recommended", "ApplicationRequired", "SystemRequired")
LONGEST_NAME = 100
# componenttype of solution components.
ENTITY, ATTRIBUTE, OPTION_SET, RELATIONSHIP, KEY = 1, 2, 9, 10, 14


def begin(call: Call, privilege: str) -> dict[str, Any]:
    """What every change of metadata passes first: privilege, lock, a body. Raises Refused."""
    call.check(privilege)
    take_lock(call.org)
    if call.method == "DELETE":
        return {}
    body = call.json
    if not isinstance(body, dict):
        raise bad_payload("The payload must be a JSON object.")
    return body


def take_lock(org: Organisation) -> None:
    """One change of metadata at a time in an organisation. Raises Refused (429 0x80071151)."""
    if org.clock() < org.locked_until:
        raise Refused(
            429,
            "0x80071151",
            "Cannot start another [EntityCustomization] because there is a previous "
            "[EntityCustomization] running at this moment. Use Solution History for more details.",
        )
    if org.options.customizing_seconds:
        org.locked_until = org.clock() + org.options.customizing_seconds
        org.save_settings()


def solution_of(call: Call, body: dict[str, Any] | None = None) -> str | None:
    """The id of the solution that the call names, in a header or the body. Raises Refused."""
    name = call.header("MSCRM.SolutionUniqueName") or (body or {}).get("SolutionUniqueName")
    if not name:
        return None
    found = call.org.store.find("solution", uniquename=name)
    if not found:
        raise Refused(404, "0x80040217", f"solution With Uniquename = {name} Does Not Exist")
    return str(found[0]["_id"])


def schema_name(call: Call, body: dict[str, Any], solution: str | None) -> str:
    """A new schema name with a publisher's prefix: the solution's where one is named."""
    name = required(body, "SchemaName")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise invalid_value(f"The name '{name}' is not valid: letters, digits and _ only.")
    store = call.org.store
    if solution:
        row = store.get("solution", solution) or {}
        publishers = [store.get("publisher", row.get("publisherid")) or {}]
    else:
        publishers = list(store.rows("publisher").by_id.values())
    prefixes = [str(one.get("customizationprefix", "")).lower() for one in publishers]
    prefix, underline, rest = name.partition("_")
    if not underline or not rest or prefix.lower() not in prefixes:
        raise invalid_value(
            f"The name '{name}' must begin with the customization prefix of a publisher: "
            f"{', '.join(sorted(prefixes))}."
        )
    return name


def required(body: dict[str, Any], name: str) -> Any:
    """A property that must be there. Raises Refused."""
    if body.get(name) is None:
        raise Refused(400, "0x80040203", f"Required field '{name}' is missing")
    return body[name]


def labels(org: Organisation, body: dict[str, Any], name: str, *, needed: bool = False) -> Labels:
    """The texts of a label by language; the base language must be among them."""
    given = body.get(name)
    if given is None:
        if needed:
            required(body, name)
        return {}
    texts = given.get("LocalizedLabels") if isinstance(given, dict) else None
    if not isinstance(texts, list):
        raise bad_payload(f"'{name}' must be a Label with LocalizedLabels.")
    found: Labels = {}
    for one in texts:
        if not isinstance(one, dict) or not isinstance(one.get("LanguageCode"), int):
            raise bad_payload(f"'{name}' has a LocalizedLabel without LanguageCode.")
        found[one["LanguageCode"]] = str(one.get("Label") or "")
    if needed and not found.get(org.language):
        raise invalid_value(
            f"The label '{name}' has no text in the base language {org.language} of the "
            "organization."
        )
    return found


def merged(call: Call, old: Labels, new: Labels) -> Labels:
    """Labels after a PUT: other languages are lost unless `MSCRM.MergeLabels: true`."""
    if not new:
        return old
    keep = (call.header("MSCRM.MergeLabels") or "").lower() == "true"
    return {**old, **new} if keep else new


def level(body: dict[str, Any]) -> str:
    """The `RequiredLevel` of a body. Raises Refused for a word it does not know."""
    given = body.get("RequiredLevel")
    if given is None:
        return "None"
    value = given.get("Value") if isinstance(given, dict) else None
    if value not in _LEVELS:
        raise bad_payload(f"RequiredLevel.Value is one of {', '.join(_LEVELS)}.")
    return str(value)


def class_name(body: Any, what: str) -> str:
    """The metadata class that `@odata.type` names. Raises Refused where it is missing."""
    given = body.get("@odata.type") if isinstance(body, dict) else None
    if not isinstance(given, str) or not given.lstrip("#").startswith(NAMESPACE):
        raise bad_payload(
            f"A type name was not found for {what}: '@odata.type' must name its class, such as "
            f"'{NAMESPACE}StringAttributeMetadata'."
        )
    return given.lstrip("#").removeprefix(NAMESPACE)


def add_component(call: Call, solution: str | None, kind: int, object_id: str) -> None:
    """Note a new component in the solution named, or in the default one."""
    org = call.org
    if solution is None:
        known = org.store.find("solution", uniquename="Default")
        solution = str(known[0]["_id"]) if known else None
    if solution is None or org.store.find(
        "solutioncomponent", solutionid=solution, objectid=object_id
    ):
        return
    accepted = Accepted(
        {
            "componenttype": kind,
            "objectid": object_id,
            "solutionid": solution,
            "rootcomponentbehavior": 0,
            "ismetadata": True,
        }
    )
    with org.store.transaction():
        engine.create(org, call.actor, org.table("solutioncomponent"), accepted)


def changed(call: Call, *tables: Table) -> None:
    """After a change of metadata: a new version, and the file. Names the tables that changed."""
    call.org.registry.touch()
    call.org.save_metadata(*tables)
