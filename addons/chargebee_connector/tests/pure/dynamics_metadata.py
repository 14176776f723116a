"""The metadata of a little organisation, kept in memory: enough to make tables in it and read them.

It refuses what Dataverse refuses of these: a thing that is there already, a table or column that
isn't, a key that isn't Active. Used as the `answer` of `dynamics_world.organisation`.
"""

import re

from dynamics_world import GUID, OTHER, body_of, error, name_of
from little_server import Reply

_OF_TABLE = re.compile(r"EntityDefinitions\(LogicalName='(\w+)'\)(/.*)?$")
_OF_COLUMN = re.compile(r"/Attributes\(LogicalName='(\w+)'\)$")
_CASTS = "/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"


class Organisation:
    def __init__(self, language=1043):
        self.language = language
        self.publishers, self.solutions, self.tables = [], [], {}
        self.relationships, self.published, self.solution_of = [], [], []
        #: Replies that the next definitions get instead of being made.
        self.trouble = []
        #: How many reads of rows come before the data API knows what was made.
        self.unseen = 0

    def __call__(self, request):
        name = name_of(request)
        method, path = name.split(" ", 1)
        if method == "POST":
            if self.trouble:
                reply = self.trouble.pop(0)
                if not isinstance(reply, tuple):
                    return reply
                self._make(path, body_of(request), request.headers)
                return reply[0]
            return self._make(path, body_of(request), request.headers)
        return self._read(path, request.query)

    # --- reading ------------------------------------------------------------------------------

    def _read(self, path, query):
        if path == "organizations":
            return _rows([{"languagecode": self.language}])
        if path in ("publishers", "solutions"):
            name = query["$filter"].split("'")[1]
            return _rows([row for row in getattr(self, path) if row["uniquename"] == name])
        found = _OF_TABLE.match(path)
        if not found:
            return self._rows_of(path, query)
        table = self.tables.get(found[1])
        if table is None:
            return error(404, "0x80060888", f"Could not find {found[1]}")
        return self._of_table(table, found[2] or "")

    def _rows_of(self, path, query):
        """Answer for the rows of a table, of which nobody knows before the cache has it."""
        self.unseen -= 1
        if self.unseen >= 0:
            return error(404, "0x80060888", f"Resource not found for the segment '{path}'.")
        (table,) = [one for one in self.tables.values() if one["EntitySetName"] == path]
        lookups = {f"_{name}_value" for name in table["columns"] if name.endswith("lookupid")}
        assert set(query["$select"].split(",")) <= {*table["columns"], *lookups}
        return _rows([])

    def _of_table(self, table, rest):
        if not rest:
            return Reply(200, {name: table[name] for name in (
                "LogicalName", "EntitySetName", "PrimaryIdAttribute", "OwnershipType"
            )})  # fmt: skip
        if rest == "/Attributes":
            return _rows(
                {"LogicalName": name, "AttributeType": one["AttributeType"]}
                for name, one in table["columns"].items()
            )
        if rest == _CASTS:
            return _rows(
                {"LogicalName": name, "OptionSet": one["OptionSet"]}
                for name, one in table["columns"].items()
                if one["AttributeType"] == "Picklist"
            )
        if rest == "/Keys":
            return _rows(table["keys"].values())
        if rest == "/ManyToOneRelationships":
            return _rows(
                {
                    "ReferencingAttribute": one["Lookup"]["SchemaName"].lower(),
                    "ReferencingEntityNavigationPropertyName": one["Lookup"]["SchemaName"],
                    "ReferencedEntity": one["ReferencedEntity"],
                }
                for one in self.relationships
                if one["ReferencingEntity"] == table["LogicalName"]
            )
        column = _OF_COLUMN.match(rest)
        if column and column[1] in table["columns"]:
            return Reply(200, {"LogicalName": column[1]})
        return error(404, "0x80060888", "no such attribute")

    # --- making -------------------------------------------------------------------------------

    def _make(self, path, body, headers):
        self.solution_of.append((path, headers.get("MSCRM.SolutionUniqueName")))
        if path == "publishers":
            self.publishers.append({"publisherid": GUID, **body})
        elif path == "solutions":
            assert body["publisherid@odata.bind"] == f"/publishers({GUID})"
            self.solutions.append({"solutionid": OTHER, **body})
        elif path == "EntityDefinitions":
            return self._table(body)
        elif path == "RelationshipDefinitions":
            return self._relationship(body)
        elif path == "InsertOptionValue":
            column = self.tables[body["EntityLogicalName"]]["columns"][body["AttributeLogicalName"]]
            column["OptionSet"]["Options"].append({"Value": body["Value"]})
        elif path == "PublishXml":
            self.published += re.findall(r"<entity>(\w+)</entity>", body["ParameterXml"])
        elif path == "ReactivateEntityKey":
            keys = self.tables[body["EntityLogicalName"]]["keys"]
            keys[body["EntityKeyLogicalName"]]["EntityKeyIndexStatus"] = "Pending"
        else:
            found = _OF_TABLE.match(path)
            table = self.tables[found[1]]
            if found[2] == "/Keys":
                return self._key(table, body)
            assert found[2] == "/Attributes", path
            return self._column(table, body)
        return Reply(204)

    def _table(self, body):
        logical = body["SchemaName"].lower()
        if logical in self.tables:
            return error(412, "0x80040237", "A table with this name exists.")
        assert sum(bool(one.get("IsPrimaryName")) for one in body["Attributes"]) == 1
        table = {
            "LogicalName": logical,
            "EntitySetName": (logical.removesuffix("y") + "ie" if logical[-1] == "y" else logical)
            + "s",
            "PrimaryIdAttribute": f"{logical}id",
            "OwnershipType": body["OwnershipType"],
            "definition": body,
            "columns": {f"{logical}id": {"AttributeType": "Uniqueidentifier"}},
            "keys": {},
        }
        for one in body["Attributes"]:
            self._column(table, one)
        self.tables[logical] = table
        return Reply(204)

    def _column(self, table, body):
        logical = body["SchemaName"].lower()
        taken = set(table["columns"])
        if logical in taken:
            return error(412, "0x80040237", "A column with this name exists.")
        table["columns"][logical] = body
        if body["AttributeType"] in ("Picklist", "Boolean", "Lookup"):
            table["columns"][f"{logical}name"] = {"AttributeType": "Virtual"}
        return Reply(204)

    def _relationship(self, body):
        if body["ReferencedEntity"] not in {*self.tables, "account"}:
            return error(400, "0x80060888", f"Could not find {body['ReferencedEntity']}")
        assert body["ReferencedAttribute"] == f"{body['ReferencedEntity']}id"
        names = [one["SchemaName"] for one in self.relationships]
        assert body["SchemaName"] not in names
        made = self._column(self.tables[body["ReferencingEntity"]], body["Lookup"])
        if made.status == 204:
            self.relationships.append(body)
        return made

    def _key(self, table, body):
        assert set(body["KeyAttributes"]) <= set(table["columns"])
        logical = body["SchemaName"].lower()
        if logical in table["keys"]:
            return error(412, "0x80040237", "exists")
        table["keys"][logical] = {
            "SchemaName": body["SchemaName"],
            "LogicalName": logical,
            "KeyAttributes": body["KeyAttributes"],
            "EntityKeyIndexStatus": "Pending",
        }
        return Reply(204)


def _rows(rows):
    return Reply(200, {"value": list(rows)})
