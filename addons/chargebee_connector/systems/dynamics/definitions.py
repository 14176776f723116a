"""The bodies by which tables, columns, lookups and keys are made.

As Microsoft shows them under "Create and update table definitions using the Web API", and for
columns, relationships and alternate keys alike.
"""

from ...ledger.mirror import (
    ACCOUNT,
    CHOICE,
    DAY,
    DECIMAL,
    FLAG,
    INTEGER,
    MOMENT,
    MONEY,
    NOTE,
    TEXT,
)
from .tables import ID, SITE, Field, Link, Names, shown

_CRM = "Microsoft.Dynamics.CRM."
#: What decimal and whole numbers may be at most.
MOST_DECIMAL = 100_000_000_000
MOST_INTEGER = 2_147_483_647
MOST_PLACES = 10

#: AttributeType of each type of column.
ATTRIBUTES = {
    TEXT: "String",
    NOTE: "Memo",
    MONEY: "Money",
    DECIMAL: "Decimal",
    INTEGER: "Integer",
    FLAG: "Boolean",
    MOMENT: "DateTime",
    DAY: "DateTime",
    CHOICE: "Picklist",
}


def label(text: str, language: int) -> dict:
    """Return a text that people read, in the organisation's base language."""
    return {
        "@odata.type": f"{_CRM}Label",
        "LocalizedLabels": [
            {"@odata.type": f"{_CRM}LocalizedLabel", "Label": text, "LanguageCode": language}
        ],
    }


def _attribute(kind: str, schema: str, text: str, language: int) -> dict:
    return {
        "@odata.type": f"{_CRM}{kind}AttributeMetadata",
        "AttributeType": kind,
        "AttributeTypeName": {"Value": f"{kind}Type"},
        "SchemaName": schema,
        "DisplayName": label(text, language),
        "Description": label(text, language),
        "RequiredLevel": {
            "Value": "None",
            "CanBeChanged": True,
            "ManagedPropertyLogicalName": "canmodifyrequirementlevelsettings",
        },
    }


def column(field: Field, language: int, option_prefix: int) -> dict:
    """Return the definition of a column."""
    kind = ATTRIBUTES[field.type]
    return {
        **_attribute(kind, field.schema, field.column.label, language),
        **_details(field, language, option_prefix),
    }


def _details(field: Field, language: int, option_prefix: int) -> dict:
    if field.type == CHOICE:
        return {"OptionSet": _options(field, language, option_prefix)}
    if field.type == FLAG:
        return {
            "DefaultValue": False,
            "OptionSet": {
                "TrueOption": {"Value": 1, "Label": label("Yes", language)},
                "FalseOption": {"Value": 0, "Label": label("No", language)},
                "OptionSetType": "Boolean",
            },
        }
    return {
        TEXT: {"MaxLength": field.length, "FormatName": {"Value": "Text"}},
        NOTE: {"MaxLength": field.length, "Format": "TextArea"},
        # As many decimals as the row's currency has.
        MONEY: {"PrecisionSource": 2},
        DECIMAL: {
            "MinValue": -MOST_DECIMAL,
            "MaxValue": MOST_DECIMAL,
            "Precision": min(field.column.places, MOST_PLACES),
        },
        INTEGER: {"Format": "None", "MinValue": -MOST_INTEGER, "MaxValue": MOST_INTEGER},
        MOMENT: {"Format": "DateAndTime", "DateTimeBehavior": {"Value": "UserLocal"}},
        DAY: {"Format": "DateOnly", "DateTimeBehavior": {"Value": "DateOnly"}},
    }[field.type]


def _options(field: Field, language: int, option_prefix: int) -> dict:
    return {
        "@odata.type": f"{_CRM}OptionSetMetadata",
        "IsGlobal": False,
        "OptionSetType": "Picklist",
        "Options": [
            {"Value": option_prefix * 10_000 + number, "Label": label(text, language)}
            for number, (_value, text) in enumerate(field.column.choices)
        ],
    }


def table(names: Names, prefix: str, language: int, option_prefix: int) -> dict:
    """Return the definition of a table with all its columns; lookups and keys come after it."""
    own = names.table
    attributes = [column(field, language, option_prefix) for field in names.columns]
    attributes[0]["IsPrimaryName"] = True
    return {
        "@odata.type": f"{_CRM}EntityMetadata",
        "SchemaName": names.schema,
        "DisplayName": label(shown(prefix, own.label), language),
        "DisplayCollectionName": label(shown(prefix, own.plural), language),
        "Description": label(shown(prefix, own.label), language),
        "OwnershipType": ownership(names),
        "IsActivity": False,
        "HasActivities": False,
        "HasNotes": False,
        "ChangeTrackingEnabled": True,
        "Attributes": attributes,
    }


def ownership(names: Names) -> str:
    """Return who owns a table's rows: a business entity's team or user, or the organisation."""
    return "UserOwned" if names.table.owned else "OrganizationOwned"


def relationship(names: Names, link: Link, prefix: str, language: int) -> dict:
    """Return the definition of a lookup.

    Whoever takes over an account doesn't take our rows along; a row that is deleted leaves an
    empty lookup behind; accounts that are merged take theirs with them.
    """
    merge = "Cascade" if link.lookup.table == ACCOUNT else "NoCascade"
    return {
        "@odata.type": f"{_CRM}OneToManyRelationshipMetadata",
        "SchemaName": link.relationship,
        "ReferencedEntity": link.target,
        "ReferencedAttribute": f"{link.target}id",
        "ReferencingEntity": names.logical,
        "AssociatedMenuConfiguration": {
            "Behavior": "UseCollectionName",
            "Group": "Details",
            "Label": label(shown(prefix, names.table.plural), language),
            "Order": 10000,
        },
        "CascadeConfiguration": {
            "Assign": "NoCascade",
            "Delete": "RemoveLink",
            "Merge": merge,
            "Reparent": "NoCascade",
            "Share": "NoCascade",
            "Unshare": "NoCascade",
        },
        "Lookup": _attribute("Lookup", link.schema, link.lookup.label, language),
    }


def key_schema(prefix: str) -> str:
    """Return the schema name of each table's alternate key."""
    return f"{prefix}_ChargebeeKey"


def key(names: Names, prefix: str, language: int) -> dict:
    """Return the definition of the alternate key: site and id, for people and other tools."""
    return {
        "SchemaName": key_schema(prefix),
        "DisplayName": label(ID.label, language),
        "KeyAttributes": [names.common[SITE.name].logical, names.common[ID.name].logical],
    }


def option(names: Names, field: Field, number: int, language: int, option_prefix: int) -> dict:
    """Return the body of InsertOptionValue for the choice with this number."""
    return {
        "EntityLogicalName": names.logical,
        "AttributeLogicalName": field.logical,
        "Value": option_prefix * 10_000 + number,
        "Label": label(field.column.choices[number][1], language),
    }
