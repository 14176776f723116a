"""Makes 1:N relationships with their lookups, and alternate keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from ...wire import Reply
from ..call import Call, answered
from ..errors import Refused, bad_payload, invalid_value, name_taken
from ..odata.segments import Keyed
from ..standard.names import REFERENTIAL
from .columns import fresh_column
from .dropping import drop_column
from .input import (
    KEY,
    RELATIONSHIP,
    add_component,
    begin,
    changed,
    class_name,
    labels,
    level,
    required,
    schema_name,
    solution_of,
)
from .model import LOOKUPS, Column, Key, Relationship, Table
from .reading import find_key, find_relationship, find_table

_CASCADES = {
    "Assign": ("NoCascade", "Cascade", "Active", "UserOwned"),
    "Delete": ("RemoveLink", "Restrict", "Cascade"),
    "Merge": ("NoCascade", "Cascade"),
    "Reparent": ("NoCascade", "Cascade", "Active", "UserOwned"),
    "Share": ("NoCascade", "Cascade", "Active", "UserOwned"),
    "Unshare": ("NoCascade", "Cascade", "Active", "UserOwned"),
    "RollupView": ("NoCascade", "Cascade", "Active"),
    "Archive": ("NoCascade", "RemoveLink"),
}
_KEY_TYPES = ("Decimal", "Integer", "String", "DateTime", "Lookup", "Picklist")
_BYTES = {"Decimal": 17, "Integer": 4, "DateTime": 8, "Lookup": 16, "Picklist": 4}
MOST_KEYS, MOST_KEY_COLUMNS, MOST_KEY_BYTES = 10, 16, 900


def system_relations(table: Table, columns: Iterable[Column]) -> list[Relationship]:
    """The relationships of the lookups that the server makes itself.

    The navigation property of a custom table's business unit is cased, that of a standard one not.
    """
    made = []
    for column in columns:
        if column.type not in LOOKUPS:
            continue
        target = "owner" if column.type == "Owner" else column.targets[0]
        navigation = column.logical
        if column.logical == "owningbusinessunit":
            navigation = "OwningBusinessUnit"
        schema = f"{target}_{table.logical}_{column.logical}"
        cascade = {**REFERENTIAL, "Delete": "NoCascade"}
        if target == "transactioncurrency":
            cascade["Delete"] = "Restrict"
        made.append(
            Relationship(
                id=str(uuid4()),
                schema=schema,
                referenced=target,
                referencing=table.logical,
                column=column.logical,
                navigation=navigation,
                collection=schema,
                cascade=cascade,
            )
        )
    return made


def create_relationship(call: Call) -> Reply:
    """Make a 1:N relationship with its lookup. Raises Refused."""
    body = begin(call, "CreateRelationship")
    kind = class_name(body, "the relationship")
    if kind == "ManyToManyRelationshipMetadata":
        raise Refused(501, "0x80060888", "The sandbox has no N:N relationships.")
    if kind != "OneToManyRelationshipMetadata":
        raise bad_payload("'@odata.type' must be OneToManyRelationshipMetadata.")
    org, solution = call.org, solution_of(call)
    schema = schema_name(call, body, solution)
    if any(known.lower() == schema.lower() for known in org.registry.relationships):
        raise name_taken("A relationship", schema)
    referenced = _table(call, required(body, "ReferencedEntity"))
    referencing = _table(call, required(body, "ReferencingEntity"))
    if body.get("ReferencedAttribute", referenced.primary_id) != referenced.primary_id:
        raise invalid_value(f"ReferencedAttribute must be '{referenced.primary_id}'.")
    column = _lookup(call, referencing, referenced, required(body, "Lookup"), solution)
    one = Relationship(
        id=str(uuid4()),
        schema=schema,
        referenced=referenced.logical,
        referencing=referencing.logical,
        column=column.logical,
        navigation=column.schema,
        collection=schema,
        cascade=_cascade(body.get("CascadeConfiguration")),
        menu=_menu(body.get("AssociatedMenuConfiguration")),
        custom=True,
        visible_at=column.visible_at,
    )
    referencing.columns[column.logical] = column
    org.registry.relationships[schema] = one
    add_component(call, solution, RELATIONSHIP, one.id)
    changed(call, referencing)
    where = f"{call.root}/RelationshipDefinitions({one.id})"
    return answered(call, 204, None, {"OData-EntityId": where, "Location": where})


def _table(call: Call, logical: Any) -> Table:
    table = call.org.registry.tables.get(logical)
    if table is None:
        raise Refused(404, "0x80040217", f"Could not find an entity with the name {logical}.")
    return table


def _lookup(
    call: Call, table: Table, target: Table, body: dict[str, Any], solution: str | None
) -> Column:
    if class_name(body, "the lookup") != "LookupAttributeMetadata":
        raise bad_payload("The lookup's '@odata.type' must be LookupAttributeMetadata.")
    schema = schema_name(call, body, solution)
    if schema.lower() in table.columns:
        raise name_taken(f"An attribute of the entity {table.logical}", schema)
    column = fresh_column(schema, "Lookup", str(uuid4()), {})
    column.label = labels(call.org, body, "DisplayName", needed=True)
    column.description = labels(call.org, body, "Description")
    column.required = level(body)
    column.targets, column.custom = (target.logical,), True
    column.visible_at = call.org.clock() + call.org.options.propagation
    return column


def _cascade(given: Any) -> dict[str, str]:
    if given is None:
        return dict(REFERENTIAL)
    if not isinstance(given, dict):
        raise bad_payload("'CascadeConfiguration' must be an object.")
    for name, value in given.items():
        if name.startswith("@"):
            continue
        if value not in _CASCADES.get(name, ()):
            raise invalid_value(f"'{value}' is not valid for CascadeConfiguration.{name}.")
    return {**REFERENTIAL, **{name: v for name, v in given.items() if not name.startswith("@")}}


def _menu(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise bad_payload("'AssociatedMenuConfiguration' must be an object.")
    return {name: value for name, value in given.items() if name in ("Behavior", "Group", "Order")}


def delete_relationship(call: Call, segment: Keyed) -> Reply:
    """Delete a relationship with its lookup. Raises Refused."""
    begin(call, "DeleteAttribute")
    one = find_relationship(call, segment)
    if not one.custom:
        raise invalid_value(f"The relationship {one.schema} is not custom.")
    table = call.org.table(one.referencing)
    drop_column(call.org, table, table.columns[one.column])
    changed(call, table)
    return answered(call, 204)


# Alternate keys


def create_key(call: Call, table_segment: Keyed) -> Reply:
    """A key begins as Pending; an index is made for it in the background."""
    body = begin(call, "CreateAttribute")
    org, table, solution = call.org, find_table(call, table_segment), solution_of(call)
    schema = schema_name(call, body, solution)
    if schema.lower() in table.keys:
        raise name_taken(f"An entity key of the entity {table.logical}", schema)
    if len(table.keys) >= MOST_KEYS:
        raise invalid_value(f"An entity has at most {MOST_KEYS} alternate keys.")
    columns = _key_columns(table, required(body, "KeyAttributes"))
    key = Key(
        id=str(uuid4()),
        schema=schema,
        logical=schema.lower(),
        label=labels(org, body, "DisplayName", needed=True),
        columns=columns,
        active_at=org.clock() + org.options.key_seconds,
    )
    if any(set(other.columns) == set(columns) for other in table.keys.values()):
        raise name_taken("An entity key over the same attributes", schema)
    table.keys[key.logical] = key
    add_component(call, solution, KEY, key.id)
    changed(call, table)
    where = f"{call.root}/EntityDefinitions({table.id})/Keys({key.id})"
    return answered(call, 204, None, {"OData-EntityId": where, "Location": where})


def _key_columns(table: Table, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not given or len(set(given)) != len(given):
        raise bad_payload("'KeyAttributes' must be a list of logical names.")
    if len(given) > MOST_KEY_COLUMNS:
        raise invalid_value(f"A key has at most {MOST_KEY_COLUMNS} attributes.")
    size = 0
    for name in given:
        column = table.columns.get(name)
        if column is None:
            raise Refused(404, "0x80040217", f"Could not find an attribute with the name {name}.")
        if column.type not in _KEY_TYPES:
            raise invalid_value(f"An attribute of type {column.type} cannot be part of a key.")
        size += _BYTES.get(column.type, 2 * (column.max_length or 0))
    if size > MOST_KEY_BYTES:
        raise invalid_value(
            f"The key's attributes take {size} bytes, which exceeds the maximum of "
            f"{MOST_KEY_BYTES} bytes."
        )
    return tuple(given)


def delete_key(call: Call, table_segment: Keyed, segment: Keyed) -> Reply:
    """Delete an alternate key, also one that is still pending. Raises Refused."""
    begin(call, "DeleteAttribute")
    table = find_table(call, table_segment)
    del table.keys[find_key(table, segment).logical]
    changed(call, table)
    return answered(call, 204)


def reactivate_key(call: Call, table: Table, key: Key) -> None:
    """A failed key tries again to become active."""
    key.status = "Pending"
    key.active_at = call.org.clock() + call.org.options.key_seconds
    changed(call, table)
