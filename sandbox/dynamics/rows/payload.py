"""A JSON body as values of columns: names, bindings and values checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import Refused, bad_payload
from ..metadata.model import LOOKUPS, Column, Relationship, Table
from ..organisation import Organisation
from .find import place_of_reference
from .types import checked

BIND = "@odata.bind"


@dataclass
class Accepted:
    """What a body asks for. `values` has None where a column is to be emptied.

    `bound` lists the tables that lookups point at, for the check of privileges. `named` are the
    columns that the body itself named. `marks` are the sandbox's own notes on a new row, for its
    audit; their names begin with an underline and no query reads them.
    """

    values: dict[str, Any] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    marks: dict[str, Any] = field(default_factory=dict)


def accept(
    org: Organisation, table: Table, body: Any, *, creating: bool, skip: tuple[str, ...] = ()
) -> Accepted:
    """The body's values. Raises Refused for what the table does not know or take.

    `skip` names columns to leave out of an update: the key by which the row was addressed.
    """
    if not isinstance(body, dict):
        raise bad_payload("The payload must be a JSON object.")
    found = Accepted()
    for name, value in body.items():
        if name.endswith(BIND):
            _bind(org, table, name, value, found)
        elif "@" not in name:
            _plain(org, table, name, value, creating, found)
        elif name.startswith("@odata.type"):
            check_type(table, value)
    for name in skip:
        found.values.pop(name, None)
    return found


def check_type(table: Table, value: Any) -> None:
    """Raises Refused where `@odata.type` names another table."""
    if not isinstance(value, str) or value.lstrip("#") != table.type_name:
        raise bad_payload(
            f"A type named '{value}' could not be resolved by the model, or it is not compatible "
            f"with the expected type '{table.type_name}'."
        )


def _bind(org: Organisation, table: Table, name: str, value: Any, found: Accepted) -> None:
    navigation = name.removesuffix(BIND)
    relation = org.registry.navigations(table.logical).get(navigation)
    if relation is None or not org.visible(relation.visible_at):
        raise bad_payload(
            "Error identified in Payload provided by the user for Entity :"
            f"'{table.set_name}', For more information on this error please follow this help link "
            "https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : "
            f"Microsoft.OData.ODataException: An undeclared property '{navigation}' which only has "
            "property annotations in the payload but no property value was found in the payload. "
            "In OData, only declared navigation properties and declared named streams can be "
            "represented as properties without values."
        )
    _set_lookup(org, table, relation, value, name, found)


def _set_lookup(
    org: Organisation,
    table: Table,
    relation: Relationship,
    value: Any,
    name: str,
    found: Accepted,
) -> None:
    column = table.columns[relation.column]
    found.named.add(column.logical)
    if value is None:
        _settle(org, column, None, None, found)
        return
    targets = org.registry.targets(relation)
    where = place_of_reference(org, value, targets, name)
    found.bound.add(where.table.logical)
    _settle(org, column, where.row_id, where.table.logical, found)


def _settle(
    org: Organisation, column: Column, row_id: str | None, target: str | None, found: Accepted
) -> None:
    """A business unit can be chosen only where ownership across business units is switched on."""
    chosen_unit = org.matrix and column.logical == "owningbusinessunit"
    if not (column.created or column.updated or chosen_unit):
        return
    found.values[column.logical] = row_id
    if column.type != "Lookup" or len(column.targets) > 1:
        found.values[f"{column.logical}@type"] = target


def _plain(
    org: Organisation, table: Table, name: str, value: Any, creating: bool, found: Accepted
) -> None:
    column = table.columns.get(name)
    if column is not None and column.type not in LOOKUPS and org.visible(column.visible_at):
        found.named.add(name)
        if creating and column.created or not creating and column.updated:
            found.values[name] = checked(table, column, value)
        else:
            checked(table, column, value)
        return
    relation = org.registry.navigations(table.logical).get(name)
    if relation is not None and value is None and org.visible(relation.visible_at):
        _set_lookup(org, table, relation, None, name, found)
        return
    if name in org.registry.properties(table.logical) and name.startswith("_"):
        raise bad_payload(
            "CRM do not support direct update of Entity Reference properties, Use Navigation "
            "properties instead."
        )
    if relation is not None or name in org.registry.collections(table.logical):
        raise Refused(
            501, "0x80060888", f"A nested row under '{name}' is not supported by the sandbox."
        )
    raise bad_payload(
        "Error identified in Payload provided by the user for Entity :"
        f"'{table.set_name}', For more information on this error please follow this help link "
        "https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : "
        f"Microsoft.Crm.CrmException: Invalid property '{name}' was found in entity "
        f"'{table.type_name}'."
    )
