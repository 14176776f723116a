"""Bodies that define metadata, for tests: labels, columns, tables, relationships, keys."""

from __future__ import annotations

from typing import Any


class Bodies:
    """Makes bodies with labels in one language, 1033 unless told otherwise."""

    language = 1033

    def label(self, text: str) -> dict[str, Any]:
        one = {
            "@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel",
            "Label": text,
            "LanguageCode": self.language,
        }
        return {"@odata.type": "Microsoft.Dynamics.CRM.Label", "LocalizedLabels": [one]}

    def attribute(self, kind: str, schema: str, **values: Any) -> dict[str, Any]:
        return {
            "@odata.type": f"Microsoft.Dynamics.CRM.{kind}AttributeMetadata",
            "SchemaName": schema,
            "DisplayName": self.label(schema.partition("_")[2]),
            "Description": self.label(schema),
            "RequiredLevel": {"Value": "None"},
            **values,
        }

    def text(self, schema: str, length: int = 100, **values: Any) -> dict[str, Any]:
        shape = {"MaxLength": length, "FormatName": {"Value": "Text"}}
        return self.attribute("String", schema, **shape, **values)

    def choice(self, schema: str, *labels: str) -> dict[str, Any]:
        options = [
            {"Value": 727_000_000 + number, "Label": self.label(label)}
            for number, label in enumerate(labels)
        ]
        shape = {"IsGlobal": False, "OptionSetType": "Picklist", "Options": options}
        return self.attribute("Picklist", schema, OptionSet=shape)

    def table(self, schema: str, *attributes: dict[str, Any], **values: Any) -> dict[str, Any]:
        """The body that makes a table with a name, a site and a Chargebee id."""
        return {
            "@odata.type": "Microsoft.Dynamics.CRM.EntityMetadata",
            "SchemaName": schema,
            "DisplayName": self.label(schema),
            "DisplayCollectionName": self.label(f"{schema}s"),
            "OwnershipType": "UserOwned",
            "IsActivity": False,
            "HasActivities": False,
            "HasNotes": False,
            "ChangeTrackingEnabled": True,
            "Attributes": [
                self.text("cb_Name", 200, IsPrimaryName=True),
                self.text("cb_Site", 50),
                self.text("cb_ChargebeeId", 100),
                *attributes,
            ],
            **values,
        }

    def relationship(self, parent: str, child: str, lookup: str, **cascade: str) -> dict[str, Any]:
        return {
            "@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata",
            "SchemaName": f"cb_{parent}_{child}_{lookup}",
            "ReferencedEntity": parent,
            "ReferencedAttribute": f"{parent}id",
            "ReferencingEntity": child,
            "CascadeConfiguration": {
                "Assign": "NoCascade",
                "Delete": "RemoveLink",
                "Merge": "Cascade",
                "Reparent": "NoCascade",
                "Share": "NoCascade",
                "Unshare": "NoCascade",
                **cascade,
            },
            "Lookup": self.attribute("Lookup", lookup),
        }

    def key(self, schema: str, *columns: str) -> dict[str, Any]:
        return {
            "SchemaName": schema,
            "DisplayName": self.label("Chargebee id"),
            "KeyAttributes": list(columns),
        }
