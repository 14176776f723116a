"""The metadata addresses: which of them and which method is answered by what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...wire import Reply
from ..call import Call
from ..errors import not_allowed
from ..odata.segments import parse_segment
from . import actions, reading, relations, writing

ROOTS = ("EntityDefinitions", "RelationshipDefinitions", "GlobalOptionSetDefinitions")


def answer(call: Call) -> Reply:
    """Answer a call below one of ROOTS. Raises Refused."""
    if call.method == "GET":
        return reading.read(call)
    parts = [parse_segment(part) for part in call.parts]
    shape = tuple((part.name, part.key is not None) for part in parts)
    work = _WRITES.get((call.method, *shape))
    if work is None:
        raise not_allowed(f"The requested resource does not support http method '{call.method}'.")
    return work(call, *(part for part in parts if part.key is not None))


_TABLES, _TABLE = ("EntityDefinitions", False), ("EntityDefinitions", True)
# Method and segments, each with whether it has a key -> what answers, given the keyed segments.
_WRITES: dict[tuple[Any, ...], Callable[..., Reply]] = {
    ("POST", _TABLES): writing.create_table,
    ("PUT", _TABLE): writing.update_table,
    ("DELETE", _TABLE): writing.delete_table,
    ("POST", _TABLE, ("Attributes", False)): writing.create_column,
    ("PUT", _TABLE, ("Attributes", True)): writing.update_column,
    ("DELETE", _TABLE, ("Attributes", True)): writing.delete_column,
    ("POST", _TABLE, ("Keys", False)): relations.create_key,
    ("DELETE", _TABLE, ("Keys", True)): relations.delete_key,
    ("POST", ("RelationshipDefinitions", False)): relations.create_relationship,
    ("DELETE", ("RelationshipDefinitions", True)): relations.delete_relationship,
    ("POST", ("GlobalOptionSetDefinitions", False)): actions.create_option_set,
    ("DELETE", ("GlobalOptionSetDefinitions", True)): actions.delete_option_set,
}
