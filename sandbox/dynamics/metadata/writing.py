"""Makes, changes and deletes tables and columns."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from ...wire import Reply
from ..call import Call, answered
from ..errors import Refused, bad_payload, invalid_value, name_taken, not_allowed
from ..odata.segments import Keyed
from ..rows import engine
from ..rows.payload import Accepted
from ..standard import BULK_MESSAGES
from .columns import money_companions, server_made
from .definitions import CLASSES, apply_limits, column_from
from .dropping import drop_column, drop_table, uses
from .input import (
    ATTRIBUTE,
    ENTITY,
    add_component,
    begin,
    changed,
    class_name,
    labels,
    level,
    merged,
    required,
    schema_name,
    solution_of,
)
from .model import Column, Table
from .reading import find_column, find_table
from .relations import system_relations

_VOWELS = "aeiou"


def plural(logical: str) -> str:
    """The entity set name that the server makes of a logical name."""
    if logical.endswith("y") and logical[-2:-1] not in _VOWELS:
        return f"{logical[:-1]}ies"
    if logical.endswith(("s", "x", "z", "ch", "sh")):
        return f"{logical}es"
    return f"{logical}s"


def create_table(call: Call) -> Reply:
    """Make a table with its first columns. Raises Refused."""
    body = begin(call, "CreateEntity")
    if class_name(body, "the entity") != "EntityMetadata":
        raise bad_payload("An entity's '@odata.type' is Microsoft.Dynamics.CRM.EntityMetadata.")
    org, solution = call.org, solution_of(call)
    schema = schema_name(call, body, solution)
    logical = schema.lower()
    if logical in org.registry.tables:
        raise name_taken("Entity", schema)
    for name in ("OwnershipType", "IsActivity", "HasActivities", "HasNotes"):
        required(body, name)
    if body["OwnershipType"] not in ("UserOwned", "OrganizationOwned"):
        raise bad_payload("OwnershipType is UserOwned or OrganizationOwned.")
    owned = body["OwnershipType"] == "UserOwned"
    set_name = str(body.get("EntitySetName") or plural(logical))
    if org.registry.by_set(set_name):
        raise name_taken("Entity set", set_name)
    table = Table(
        logical=logical,
        schema=schema,
        set_name=set_name,
        primary_id=f"{logical}id",
        primary_name="",
        ownership=str(body["OwnershipType"]),
        id=str(uuid4()),
        number=org.registry.next_number(),
        label=labels(org, body, "DisplayName", needed=True),
        plural=labels(org, body, "DisplayCollectionName", needed=True),
        description=labels(org, body, "Description"),
        custom=True,
        change_tracking=bool(body.get("ChangeTrackingEnabled", False)),
        messages=BULK_MESSAGES,
        flags={name: bool(body[name]) for name in ("HasActivities", "HasNotes")},
        visible_at=org.clock() + org.options.propagation,
    )
    table.columns = {column.logical: column for column in server_made(logical, owned, org.language)}
    columns = _first_columns(call, table, body, solution)
    org.registry.tables[logical] = table
    for one in system_relations(table, columns):
        org.registry.relationships[one.schema] = one
    add_component(call, solution, ENTITY, table.id)
    _list_messages(call, table)
    changed(call, table)
    return made(call, f"EntityDefinitions({table.id})")


def _list_messages(call: Call, table: Table) -> None:
    """A custom table has CreateMultiple and UpdateMultiple; UpsertMultiple is never listed."""
    org = call.org
    for message in ("CreateMultiple", "UpdateMultiple"):
        for row in org.store.find("sdkmessage", name=message):
            values = {"sdkmessageid": row["_id"], "primaryobjecttypecode": table.logical}
            with org.store.transaction():
                engine.create(org, call.actor, org.table("sdkmessagefilter"), Accepted(values))


def _first_columns(
    call: Call, table: Table, body: dict[str, Any], solution: str | None
) -> list[Column]:
    """The columns that come with the table, one of them its primary name."""
    given = required(body, "Attributes")
    if not isinstance(given, list):
        raise bad_payload("'Attributes' must be a list.")
    primary = [one for one in given if isinstance(one, dict) and one.get("IsPrimaryName")]
    if len(primary) != 1 or class_name(primary[0], "the primary name") != "StringAttributeMetadata":
        raise invalid_value("An entity needs exactly one string attribute with IsPrimaryName.")
    if (primary[0].get("FormatName") or {}).get("Value") != "Text":
        raise invalid_value("The primary name's FormatName must be Text.")
    for one in given:
        column = _define(call, table, one, solution)
        if one is primary[0]:
            table.primary_name = column.logical
        place_column(call, table, column)
    return list(table.columns.values())


def _define(call: Call, table: Table, body: Any, solution: str | None) -> Column:
    if not isinstance(body, dict):
        raise bad_payload("An attribute must be an object.")
    class_name(body, "an attribute")
    schema = schema_name(call, body, solution)
    refuse_taken(table, schema)
    return column_from(call, body, schema, prefix_number(call, solution))


def prefix_number(call: Call, solution: str | None) -> int:
    """The option value prefix of the solution's publisher, or of the default one."""
    store = call.org.store
    row = store.get("solution", solution) or store.find("solution", uniquename="Default")[0]
    publisher = store.get("publisher", row.get("publisherid")) or {}
    return int(publisher.get("customizationoptionvalueprefix", 10_000))


def refuse_taken(table: Table, schema: str) -> None:
    """Raises Refused where the table has a column of this name; its own id is one of them."""
    if schema.lower() in table.columns:
        raise name_taken(f"An attribute of the entity {table.logical}", schema)


def place_column(call: Call, table: Table, column: Column) -> None:
    """Add a column with what the server makes for it."""
    org = call.org
    added = [column]
    if column.type == "Money":
        added += money_companions(column, set(table.columns), org.language)
    for one in added:
        one.visible_at = org.clock() + org.options.propagation
        table.columns[one.logical] = one
        if one.type == "Lookup" and table.logical in org.registry.tables:
            for relation in system_relations(table, [one]):
                org.registry.relationships[relation.schema] = relation


def create_column(call: Call, table_segment: Keyed) -> Reply:
    """Make a column. Raises Refused."""
    body = begin(call, "CreateAttribute")
    table, solution = find_table(call, table_segment), solution_of(call)
    if not call.org.visible(table.visible_at) and "Picklist" in class_name(body, "an attribute"):
        # The table is too new for its choices.
        raise Refused(400, "0x80040216", "An unexpected error occurred.")
    column = _define(call, table, body, solution)
    if body.get("IsPrimaryName"):
        raise invalid_value(f"The entity {table.logical} has a primary name already.")
    place_column(call, table, column)
    add_component(call, solution, ATTRIBUTE, column.id)
    changed(call, table)
    return made(call, f"EntityDefinitions({table.id})/Attributes({column.id})")


def update_table(call: Call, segment: Keyed) -> Reply:
    """PUT replaces a definition; what cannot change must be as it was."""
    body = begin(call, "WriteEntity")
    table = find_table(call, segment)
    class_name(body, "the entity")
    if body.get("OwnershipType", table.ownership) != table.ownership:
        raise invalid_value("OwnershipType cannot be changed after an entity was created.")
    if table.change_tracking and body.get("ChangeTrackingEnabled") is False:
        raise invalid_value("Change tracking cannot be switched off.")
    table.label = merged(call, table.label, labels(call.org, body, "DisplayName", needed=True))
    table.plural = merged(call, table.plural, labels(call.org, body, "DisplayCollectionName"))
    table.description = merged(call, table.description, labels(call.org, body, "Description"))
    if body.get("ChangeTrackingEnabled"):
        table.change_tracking = True
    changed(call, table)
    return answered(call, 204)


def update_column(call: Call, table_segment: Keyed, segment: Keyed) -> Reply:
    """PUT replaces the definition of a column; its type stays. Raises Refused."""
    body = begin(call, "WriteEntity")
    table = find_table(call, table_segment)
    column = find_column(call, table, segment)
    kind = class_name(body, "the attribute")
    if CLASSES.get(kind, column.type) != column.type:
        raise invalid_value("The type of an attribute cannot be changed.")
    new_label = labels(call.org, body, "DisplayName", needed=True)
    apply_limits(call, column, body)
    column.label = merged(call, column.label, new_label)
    column.description = merged(call, column.description, labels(call.org, body, "Description"))
    if "RequiredLevel" in body:
        column.required = level(body)
    changed(call, table)
    return answered(call, 204)


def delete_column(call: Call, table_segment: Keyed, segment: Keyed) -> Reply:
    """Delete a column of one's own that no key needs. Raises Refused."""
    begin(call, "DeleteAttribute")
    table = find_table(call, table_segment)
    column = find_column(call, table, segment)
    if not column.custom:
        raise not_allowed(f"The attribute {column.logical} is not custom: it cannot be deleted.")
    if column.logical == table.primary_name:
        raise not_allowed("The primary name of an entity cannot be deleted.", "0x80047007")
    _refuse_used(column.logical, [k.schema for k in table.keys.values() if uses(k, column)])
    drop_column(call.org, table, column)
    changed(call, table)
    return answered(call, 204)


def delete_table(call: Call, segment: Keyed) -> Reply:
    """Delete a table of one's own that no lookup points at. Raises Refused."""
    begin(call, "DeleteEntity")
    table = find_table(call, segment)
    if not table.custom:
        raise not_allowed(f"The entity {table.logical} is not custom: it cannot be deleted.")
    users = call.org.registry.one_to_many(table.logical)
    _refuse_used(table.logical, [one.schema for one in users if one.referencing != table.logical])
    drop_table(call.org, table)
    changed(call)
    return answered(call, 204)


def _refuse_used(name: str, users: list[str]) -> None:
    if users:
        raise Refused(
            400,
            "0x8004f01f",
            f"The component '{name}' cannot be deleted because it is referenced by {len(users)} "
            f"other components: {', '.join(users)}.",
        )


def made(call: Call, path: str) -> Reply:
    """204 with the address of what was made."""
    where = f"{call.root}/{path}"
    return answered(call, 204, None, {"OData-EntityId": where, "Location": where})
