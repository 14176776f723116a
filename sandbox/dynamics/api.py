"""The Web API: which address below `/api/data/v9.2/` is answered by what."""

from __future__ import annotations

from ..wire import Reply
from . import bulk, data, functions, merging, quote_actions
from .batch import answer_batch
from .call import Call, answered, refused
from .errors import Refused, bad_request, no_such_resource
from .metadata import api as metadata_api
from .mishaps import LostRace, settle
from .preferences import Preferences
from .rows import customers, makers, quotes

LONGEST_URL = 32_768
# Imported for what they register.
REGISTERING = (bulk, customers, makers, merging, metadata_api, quote_actions, quotes)


def answer(call: Call, longest: int = LONGEST_URL) -> Reply:
    """Answer one call by its address. Everything refused is an OData error."""
    try:
        return _answer(call, longest)
    except Refused as refusal:
        return refused(refusal, _prefer(call))
    except LostRace as lost:
        return refused(settle(call.org, lost), _prefer(call))


def _prefer(call: Call) -> Preferences | None:
    try:
        return call.prefer
    except Refused:
        return None


def _answer(call: Call, longest: int) -> Reply:
    length = len(call.path) + sum(len(name) + len(value) + 2 for name, value in call.query)
    if length > longest:
        raise bad_request("The URL is too long.")
    if call.parts == ["$batch"] and call.method == "POST":
        return answer_batch(call, answer)
    if not call.parts:
        return _service_document(call)
    name = call.parts[0].partition("(")[0]
    if name in metadata_api.ROOTS:
        return metadata_api.answer(call)
    work = functions.UNBOUND.get((call.method, name))
    if work is not None and len(call.parts) == 1:
        return work(call)
    if any(known == name for _, known in functions.UNBOUND):
        raise Refused(
            405, "0x80060888", f"The http method '{call.method}' is not supported for '{name}'."
        )
    if call.org.registry.by_set(name) is None:
        raise no_such_resource(name)
    return data.answer(call)


def _service_document(call: Call) -> Reply:
    sets = sorted(table.set_name for table in call.org.registry.tables.values())
    value = [{"name": name, "kind": "EntitySet", "url": name} for name in sets]
    return answered(call, 200, {"@odata.context": f"{call.root}/$metadata", "value": value})
