"""Actions on metadata: options added, everything published, keys tried again."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from ...wire import Reply
from ..call import Call, answered
from ..errors import Refused, bad_payload, invalid_value, name_taken
from ..functions import unbound
from ..odata.segments import Keyed
from .definitions import next_value, option_list
from .input import (
    OPTION_SET,
    add_component,
    begin,
    changed,
    class_name,
    labels,
    required,
    schema_name,
    solution_of,
)
from .model import Column, Option, OptionSet
from .reading import absent, find_option_set
from .relations import reactivate_key
from .writing import made, prefix_number

_ENTITY = re.compile(r"<entity>([^<]*)</entity>")


def create_option_set(call: Call) -> Reply:
    """Make a global choice. Raises Refused."""
    body = begin(call, "CreateOptionSet")
    class_name(body, "the option set")
    solution = solution_of(call)
    name = schema_name(call, {"SchemaName": required(body, "Name")}, solution).lower()
    if name in call.org.registry.option_sets:
        raise name_taken("An option set", name)
    options = option_list(call, body.get("Options", []), prefix_number(call, solution))
    known = OptionSet(
        str(uuid4()), name, labels(call.org, body, "DisplayName", needed=True), options
    )
    call.org.registry.option_sets[name] = known
    add_component(call, solution, OPTION_SET, known.id)
    changed(call)
    return made(call, f"GlobalOptionSetDefinitions({known.id})")


def delete_option_set(call: Call, segment: Keyed) -> Reply:
    """Delete a global choice that no column uses. Raises Refused."""
    begin(call, "WriteOptionSet")
    known = find_option_set(call.org, segment)
    for table in call.org.registry.tables.values():
        if any(column.option_set == known.name for column in table.columns.values()):
            raise Refused(400, "0x8004f01f", f"{known.name} is used by {table.logical}.")
    del call.org.registry.option_sets[known.name]
    changed(call)
    return answered(call, 204)


def _column(call: Call, body: dict[str, Any]) -> Column:
    table = call.org.registry.tables.get(str(required(body, "EntityLogicalName")))
    if table is None:
        raise absent("an entity", str(body["EntityLogicalName"]))
    column = table.columns.get(str(required(body, "AttributeLogicalName")))
    if column is None:
        raise absent("an attribute", str(body["AttributeLogicalName"]))
    return column


@unbound("POST", "InsertOptionValue")
def _insert_option(call: Call) -> Reply:
    """An option is added to a column's own choice, or to a global one by `OptionSetName`."""
    body = begin(call, "WriteOptionSet")
    solution = solution_of(call, body)
    if body.get("OptionSetName"):
        known = call.org.registry.option_sets.get(str(body["OptionSetName"]))
        if known is None:
            raise absent("an option set", str(body["OptionSetName"]))
        options = known.options
    else:
        column = _column(call, body)
        if column.option_set or column.type not in ("Picklist", "MultiSelect"):
            raise invalid_value(f"{column.logical} has no options of its own.")
        options = column.options
    value = body.get("Value")
    if value is None:
        value = next_value(options, prefix_number(call, solution))
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad_payload("'Value' must be an Edm.Int32.")
    if any(option.value == value for option in options):
        raise name_taken("An option", str(value))
    options.append(Option(value, labels(call.org, body, "Label", needed=True)))
    changed(call)
    context = f"{call.root}/$metadata#Microsoft.Dynamics.CRM.InsertOptionValueResponse"
    return answered(call, 200, {"@odata.context": context, "NewOptionValue": value})


@unbound("POST", "PublishXml")
def _publish(call: Call) -> Reply:
    body = begin(call, "PublishCustomization")
    text = required(body, "ParameterXml")
    if not isinstance(text, str) or not text.strip().startswith("<importexportxml"):
        raise Refused(400, "0x80044151", "ParameterXml must be an importexportxml document.")
    for name in _ENTITY.findall(text):
        if name not in call.org.registry.tables:
            raise absent("an entity", name)
    return answered(call, 204)


@unbound("POST", "PublishAllXml")
def _publish_all(call: Call) -> Reply:
    if not call.body:
        raise bad_payload("A body is expected: {}.")
    begin(call, "PublishCustomization")
    return answered(call, 204)


@unbound("POST", "ReactivateEntityKey")
def _reactivate(call: Call) -> Reply:
    body = begin(call, "CreateAttribute")
    table = call.org.registry.tables.get(str(required(body, "EntityLogicalName")))
    if table is None:
        raise absent("an entity", str(body["EntityLogicalName"]))
    key = table.keys.get(str(required(body, "EntityKeyLogicalName")))
    if key is None:
        raise absent("an entity key", str(body["EntityKeyLogicalName"]))
    reactivate_key(call, table, key)
    return answered(call, 204)
