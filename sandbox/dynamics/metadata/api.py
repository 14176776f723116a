"""The metadata addresses: EntityDefinitions and what is below them."""

from __future__ import annotations

from ...wire import Reply
from ..call import Call
from ..errors import no_such_resource

ROOTS = ("EntityDefinitions", "RelationshipDefinitions", "GlobalOptionSetDefinitions")


def answer(call: Call) -> Reply:
    raise no_such_resource(call.parts[0])
