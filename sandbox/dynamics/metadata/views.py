"""Metadata as the API writes it: plain dicts, one per table, column, key, relationship, choice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..organisation import Organisation
from .model import LOOKUPS, Column, Key, Labels, Option, OptionSet, Relationship, Table

NAMESPACE = "Microsoft.Dynamics.CRM."
# Column type -> AttributeType, AttributeTypeName, metadata class.
_CLASSES = {
    "String": ("String", "StringType", "StringAttributeMetadata"),
    "Memo": ("Memo", "MemoType", "MemoAttributeMetadata"),
    "Integer": ("Integer", "IntegerType", "IntegerAttributeMetadata"),
    "BigInt": ("BigInt", "BigIntType", "BigIntAttributeMetadata"),
    "Boolean": ("Boolean", "BooleanType", "BooleanAttributeMetadata"),
    "Decimal": ("Decimal", "DecimalType", "DecimalAttributeMetadata"),
    "Double": ("Double", "DoubleType", "DoubleAttributeMetadata"),
    "Money": ("Money", "MoneyType", "MoneyAttributeMetadata"),
    "DateTime": ("DateTime", "DateTimeType", "DateTimeAttributeMetadata"),
    "Picklist": ("Picklist", "PicklistType", "PicklistAttributeMetadata"),
    "MultiSelect": ("Virtual", "MultiSelectPicklistType", "MultiSelectPicklistAttributeMetadata"),
    "State": ("State", "StateType", "StateAttributeMetadata"),
    "Status": ("Status", "StatusType", "StatusAttributeMetadata"),
    "Uniqueidentifier": (
        "Uniqueidentifier",
        "UniqueidentifierType",
        "UniqueIdentifierAttributeMetadata",
    ),
    "Lookup": ("Lookup", "LookupType", "LookupAttributeMetadata"),
    "Customer": ("Customer", "CustomerType", "LookupAttributeMetadata"),
    "Owner": ("Owner", "OwnerType", "LookupAttributeMetadata"),
}
CLASS_NAMES = frozenset(names[2] for names in _CLASSES.values())
WITH_OPTIONS = ("Picklist", "MultiSelect", "State", "Status", "Boolean")


def class_of(column: Column) -> str:
    """The metadata class of a column, such as StringAttributeMetadata."""
    return _CLASSES[column.type][2]


def label(labels: Labels, language: int) -> dict[str, Any]:
    """A label in all its languages, and the one of the caller."""
    made = [
        {
            "Label": text,
            "LanguageCode": code,
            "IsManaged": False,
            "MetadataId": None,
            "HasChanged": None,
        }
        for code, text in labels.items()
    ]
    own = next((one for one in made if one["LanguageCode"] == language), None)
    return {"LocalizedLabels": made, "UserLocalizedLabel": own}


def managed(value: Any, name: str) -> dict[str, Any]:
    """A managed property, which can be changed."""
    return {"Value": value, "CanBeChanged": True, "ManagedPropertyLogicalName": name}


def table_view(org: Organisation, table: Table) -> dict[str, Any]:
    """A table without its columns, keys and relationships."""
    language = org.language
    return {
        "MetadataId": table.id,
        "LogicalName": table.logical,
        "SchemaName": table.schema,
        "EntitySetName": table.set_name,
        "LogicalCollectionName": table.set_name,
        "CollectionSchemaName": table.set_name,
        "PrimaryIdAttribute": table.primary_id,
        "PrimaryNameAttribute": table.primary_name,
        "OwnershipType": table.ownership,
        "ObjectTypeCode": table.number,
        "TableType": "Standard",
        "IsCustomEntity": table.custom,
        "IsManaged": False,
        "IsActivity": table.logical == "quoteclose",
        "HasActivities": bool(table.flags.get("HasActivities", not table.custom)),
        "HasNotes": bool(table.flags.get("HasNotes", not table.custom)),
        "ChangeTrackingEnabled": table.change_tracking,
        "CanChangeTrackingBeEnabled": managed(
            table.logical != "customeraddress", "canchangetrackingbeenabled"
        ),
        "IsOptimisticConcurrencyEnabled": True,
        "IsCustomizable": managed(True, "iscustomizable"),
        "CanCreateAttributes": managed(True, "cancreateattributes"),
        "DisplayName": label(table.label, language),
        "DisplayCollectionName": label(table.plural, language),
        "Description": label(table.description, language),
    }


def column_view(org: Organisation, table: Table, column: Column, *, typed: bool) -> dict[str, Any]:
    """A column; what only its own class has stands there where the address casts to it."""
    attribute_type, type_name, class_name = _CLASSES[column.type]
    found = {
        "@odata.type": f"#{NAMESPACE}{class_name}",
        "MetadataId": column.id,
        "LogicalName": column.logical,
        "SchemaName": column.schema,
        "EntityLogicalName": table.logical,
        "AttributeType": attribute_type,
        "AttributeTypeName": {"Value": type_name},
        "AttributeOf": None,
        "DisplayName": label(column.label, org.language),
        "Description": label(column.description, org.language),
        "RequiredLevel": managed(column.required, "canmodifyrequirementlevelsettings"),
        "IsCustomAttribute": column.custom,
        "IsManaged": False,
        "IsPrimaryId": column.logical == table.primary_id,
        "IsPrimaryName": column.logical == table.primary_name,
        "IsValidForCreate": column.created,
        "IsValidForRead": True,
        "IsValidForUpdate": column.updated,
        "IsSecured": False,
        "IsCustomizable": managed(True, "iscustomizable"),
        "IsValidODataAttribute": True,
    }
    if typed:
        found |= _typed(column)
    return found


def _plain_number(value: Decimal | None) -> Any:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value


def _typed(column: Column) -> dict[str, Any]:
    least, most = _plain_number(column.minimum), _plain_number(column.maximum)
    if column.type in ("String", "Memo"):
        found: dict[str, Any] = {"MaxLength": column.max_length, "Format": column.format}
        if column.type == "String":
            found["FormatName"] = {"Value": column.format}
        return found
    if column.type in ("Integer", "BigInt"):
        return {"MinValue": least, "MaxValue": most, "Format": column.format or "None"}
    if column.type in ("Decimal", "Double"):
        return {"MinValue": least, "MaxValue": most, "Precision": column.precision}
    if column.type == "Money":
        return {
            "MinValue": least,
            "MaxValue": most,
            "Precision": column.precision,
            "PrecisionSource": column.precision_source,
            "IsBaseCurrency": column.base_of is not None,
            "CalculationOf": column.base_of,
        }
    if column.type == "DateTime":
        return {"Format": column.format, "DateTimeBehavior": {"Value": column.behavior}}
    if column.type == "Boolean":
        return {"DefaultValue": bool(column.default)}
    if column.type in LOOKUPS:
        return {"Targets": list(column.targets)}
    if column.type in WITH_OPTIONS:
        return {"DefaultFormValue": -1 if column.default is None else column.default}
    return {}


def option_view(org: Organisation, option: Option) -> dict[str, Any]:
    """An option; that of a status reason names its state."""
    found = {
        "Value": option.value,
        "Label": label(option.label, org.language),
        "Description": label({}, org.language),
        "Color": None,
        "IsManaged": False,
        "ExternalValue": "",
    }
    if option.state is not None:
        found |= {"@odata.type": f"#{NAMESPACE}StatusOptionMetadata", "State": option.state}
    return found


def column_options(org: Organisation, table: Table, column: Column) -> dict[str, Any]:
    """What `$expand=OptionSet` shows of a column with options."""
    made: dict[str, Any] = {
        "MetadataId": column.id,
        "Name": column.option_set or f"{table.logical}_{column.logical}",
        "IsGlobal": column.option_set is not None,
        "IsCustomOptionSet": column.custom,
        "OptionSetType": "Boolean" if column.type == "Boolean" else column.type,
    }
    if column.type == "Boolean":
        no, yes = column.options or (
            Option(0, {org.language: "No"}),
            Option(1, {org.language: "Yes"}),
        )
        return made | {"TrueOption": option_view(org, yes), "FalseOption": option_view(org, no)}
    return made | {"Options": [option_view(org, one) for one in column.options]}


def key_view(org: Organisation, table: Table, key: Key) -> dict[str, Any]:
    """An alternate key with the state of its index."""
    pending = key.status in ("Pending", "InProgress")
    return {
        "MetadataId": key.id,
        "SchemaName": key.schema,
        "LogicalName": key.logical,
        "EntityLogicalName": table.logical,
        "KeyAttributes": list(key.columns),
        "EntityKeyIndexStatus": key.status,
        "DisplayName": label(key.label, org.language),
        "AsyncJob": {"asyncoperationid": key.id} if pending else None,
        "IsManaged": False,
        "IsCustomizable": managed(True, "iscustomizable"),
    }


def relationship_view(org: Organisation, one: Relationship) -> dict[str, Any]:
    """A 1:N relationship with both its navigation properties."""
    referenced = org.registry.tables.get(one.referenced)
    return {
        "@odata.type": f"#{NAMESPACE}OneToManyRelationshipMetadata",
        "MetadataId": one.id,
        "SchemaName": one.schema,
        "RelationshipType": "OneToManyRelationship",
        "ReferencedEntity": one.referenced,
        "ReferencedAttribute": referenced.primary_id if referenced else f"{one.referenced}id",
        "ReferencingEntity": one.referencing,
        "ReferencingAttribute": one.column,
        "ReferencingEntityNavigationPropertyName": one.navigation,
        "ReferencedEntityNavigationPropertyName": one.collection,
        "IsCustomRelationship": one.custom,
        "IsManaged": False,
        "IsHierarchical": False,
        "CascadeConfiguration": dict(one.cascade),
        "AssociatedMenuConfiguration": dict(one.menu),
    }


def option_set_view(org: Organisation, known: OptionSet) -> dict[str, Any]:
    """A global choice with its options."""
    return {
        "@odata.type": f"#{NAMESPACE}OptionSetMetadata",
        "MetadataId": known.id,
        "Name": known.name,
        "IsGlobal": True,
        "IsCustomOptionSet": known.custom,
        "IsManaged": False,
        "OptionSetType": "Picklist",
        "DisplayName": label(known.label, org.language),
        "Options": [option_view(org, option) for option in known.options],
    }
