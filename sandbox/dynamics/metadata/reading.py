"""Reads metadata: the objects behind an address, cut by `$select`, `$filter` and `$expand`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...wire import Reply
from ..call import Call, answered
from ..errors import Refused, bad_request, no_such_resource, not_allowed
from ..odata.filters import Term, compile_filter
from ..odata.query import Query
from ..odata.segments import Keyed, parse_segment
from ..organisation import Organisation
from ..rows.keys import refresh_keys
from .model import Column, Key, OptionSet, Relationship, Table
from .views import (
    CLASS_NAMES,
    NAMESPACE,
    WITH_OPTIONS,
    class_of,
    column_options,
    column_view,
    key_view,
    option_set_view,
    relationship_view,
    table_view,
)

View = dict[str, Any]
RELATIONSHIP_CLASS = f"{NAMESPACE}OneToManyRelationshipMetadata"
_UNSUPPORTED = ("startswith(", "contains(", "endswith(")


def absent(what: str, name: str) -> Refused:
    """404 0x80060888-like answer for metadata that isn't there."""
    return Refused(404, "0x80040217", f"Could not find {what} with the name {name}.")


def fresh(call: Call, visible_at: float) -> bool:
    """Whether a read sees this: the cache lags behind unless `Consistency: Strong` is asked."""
    strong = (call.header("Consistency") or "").lower() == "strong"
    return strong or call.org.visible(visible_at)


def named(segment: Keyed, *names: str) -> tuple[str, str]:
    """The key of a metadata segment: (`MetadataId` or one of the names, value)."""
    if isinstance(segment.key, str):
        return "MetadataId", segment.key
    pairs = segment.key or ()
    if len(pairs) == 1 and pairs[0][0] in names:
        return pairs[0][0], str(pairs[0][1])
    raise bad_request(f"The key in the request URI is not valid for '{segment.name}'.")


def find_table(call: Call, segment: Keyed) -> Table:
    """The table of `EntityDefinitions(...)`. Raises Refused (404)."""
    kind, value = named(segment, "LogicalName")
    for table in call.org.registry.tables.values():
        if value == (table.id if kind == "MetadataId" else table.logical):
            if fresh(call, table.visible_at) or call.method != "GET":
                return table
    raise absent("an entity", value)


def find_column(call: Call, table: Table, segment: Keyed) -> Column:
    """The column of `Attributes(...)`. Raises Refused (404)."""
    kind, value = named(segment, "LogicalName")
    for column in table.columns.values():
        if value == (column.id if kind == "MetadataId" else column.logical):
            if fresh(call, column.visible_at) or call.method != "GET":
                return column
    raise absent(f"an attribute of the entity '{table.logical}'", value)


def find_key(table: Table, segment: Keyed) -> Key:
    """The key of `Keys(...)`. Raises Refused (404)."""
    kind, value = named(segment, "LogicalName")
    for key in table.keys.values():
        if value == (key.id if kind == "MetadataId" else key.logical):
            return key
    raise absent("an entity key", value)


def find_relationship(call: Call, segment: Keyed) -> Relationship:
    """The relationship of `RelationshipDefinitions(...)`. Raises Refused (404)."""
    kind, value = named(segment, "SchemaName")
    for one in call.org.registry.relationships.values():
        if value == (one.id if kind == "MetadataId" else one.schema):
            if fresh(call, one.visible_at) or call.method != "GET":
                return one
    raise absent("a relationship", value)


def find_option_set(org: Organisation, segment: Keyed) -> OptionSet:
    """The choice of `GlobalOptionSetDefinitions(...)`. Raises Refused (404)."""
    kind, value = named(segment, "Name")
    for known in org.registry.option_sets.values():
        if value == (known.id if kind == "MetadataId" else known.name):
            return known
    raise absent("an option set", value)


# Answers


def read(call: Call) -> Reply:
    """Answer a GET below one of the metadata roots."""
    if call.method != "GET":
        raise not_allowed(f"{call.method} is not supported here.")
    parts = [parse_segment(part) for part in call.parts]
    root = parts[0]
    if root.name == "EntityDefinitions":
        return _tables(call, root, parts[1:])
    if root.name == "RelationshipDefinitions":
        return _relationships(call, root, parts[1:])
    sets = call.org.registry.option_sets.values()
    if root.key is None:
        return _many(call, root.name, (option_set_view(call.org, one) for one in sets))
    found = option_set_view(call.org, find_option_set(call.org, root))
    return _one(call, "GlobalOptionSetDefinitions", found)


def _tables(call: Call, root: Keyed, rest: list[Keyed]) -> Reply:
    org = call.org
    if root.key is None:
        shown = [table for table in org.registry.tables.values() if fresh(call, table.visible_at)]
        views = [_expanded_table(call, table) for table in shown]
        return _many(call, "EntityDefinitions", views)
    table = find_table(call, root)
    if not rest:
        return _one(call, "EntityDefinitions", _expanded_table(call, table))
    below = rest[0].name
    context = f"EntityDefinitions('{table.logical}')/{below}"
    if below == "Attributes":
        return _attributes(call, table, rest, context)
    if below == "Keys":
        refresh_keys(org, table)
        if rest[0].key is not None:
            return _one(call, context, key_view(org, table, find_key(table, rest[0])))
        return _many(call, context, (key_view(org, table, key) for key in table.keys.values()))
    if below in ("ManyToOneRelationships", "OneToManyRelationships"):
        return _many(call, context, _relation_views(call, table, below))
    if below == "ManyToManyRelationships":
        return _many(call, context, ())
    if len(rest) == 1 and rest[0].key is None:
        view = table_view(org, table)
        if below in view:
            body = {"@odata.context": f"{call.root}/$metadata#{context}", "value": view[below]}
            return answered(call, 200, body)
    raise no_such_resource(below)


def _relation_views(call: Call, table: Table, below: str) -> list[View]:
    registry = call.org.registry
    many_to_one = below == "ManyToOneRelationships"
    found = registry.many_to_one if many_to_one else registry.one_to_many
    return [
        relationship_view(call.org, one)
        for one in found(table.logical)
        if fresh(call, one.visible_at)
    ]


def _expanded_table(call: Call, table: Table) -> View:
    """A table with what `$expand` adds; its columns are those of the base class."""
    view = table_view(call.org, table)
    for name, inner in call.options.expand.items():
        if name == "Attributes":
            items = [
                column_view(call.org, table, column, typed=False)
                for column in table.columns.values()
                if fresh(call, column.visible_at)
            ]
        elif name == "Keys":
            refresh_keys(call.org, table)
            items = [key_view(call.org, table, key) for key in table.keys.values()]
        elif name in ("ManyToOneRelationships", "OneToManyRelationships"):
            items = _relation_views(call, table, name)
        else:
            raise bad_request(
                f"Could not find a property named '{name}' on type "
                "'Microsoft.Dynamics.CRM.EntityMetadata'."
            )
        view[name] = [_cut(item, inner) for item in _filtered(items, inner.filter)]
    return view


def _attributes(call: Call, table: Table, rest: list[Keyed], context: str) -> Reply:
    casts = [part.name.removeprefix(NAMESPACE) for part in rest[1:]]
    if casts and (len(casts) > 2 or casts[0] not in CLASS_NAMES):
        raise no_such_resource(rest[1].name)
    if rest[0].key is None:
        columns = [column for column in table.columns.values() if fresh(call, column.visible_at)]
        if casts:
            columns = [column for column in columns if class_of(column) == casts[0]]
        return _many(call, context, (_column(call, table, one, bool(casts)) for one in columns))
    column = find_column(call, table, rest[0])
    if casts and class_of(column) != casts[0]:
        raise absent(f"a {casts[0]} of the entity '{table.logical}'", column.logical)
    if len(casts) == 2:
        if casts[1] != "OptionSet" or column.type not in WITH_OPTIONS:
            raise no_such_resource(casts[1])
        return _one(call, context, column_options(call.org, table, column))
    return _one(call, context, _column(call, table, column, bool(casts)))


def _column(call: Call, table: Table, column: Column, typed: bool) -> View:
    view = column_view(call.org, table, column, typed=typed)
    for name in call.options.expand:
        if name not in ("OptionSet", "GlobalOptionSet") or not typed:
            raise bad_request(
                f"Could not find a property named '{name}' on type "
                "'Microsoft.Dynamics.CRM.AttributeMetadata'."
            )
        if column.type not in WITH_OPTIONS:
            continue
        known = call.org.registry.option_sets.get(column.option_set or "")
        if name == "GlobalOptionSet":
            view[name] = option_set_view(call.org, known) if known else None
        else:
            view[name] = column_options(call.org, table, column)
    return view


def _relationships(call: Call, root: Keyed, rest: list[Keyed]) -> Reply:
    if rest and (len(rest) > 1 or rest[0].name != RELATIONSHIP_CLASS):
        raise no_such_resource(rest[0].name)
    if root.key is None:
        views = [
            relationship_view(call.org, one)
            for one in call.org.registry.relationships.values()
            if fresh(call, one.visible_at)
        ]
        return _many(call, "RelationshipDefinitions", views)
    found = relationship_view(call.org, find_relationship(call, root))
    return _one(call, "RelationshipDefinitions", found)


# Cutting


def _many(call: Call, context: str, views: Iterable[View]) -> Reply:
    query = call.options
    if query.orderby or query.top is not None:
        raise Refused(501, "0x80060888", "$top and $orderby are not supported for metadata.")
    found = [_cut(view, query) for view in _filtered(list(views), query.filter)]
    body: dict[str, Any] = {"@odata.context": f"{call.root}/$metadata#{context}"}
    if call.prefer.wants("Microsoft.Dynamics.CRM.globalmetadataversion"):
        body["@Microsoft.Dynamics.CRM.globalmetadataversion"] = str(call.org.registry.version)
    return answered(call, 200, {**body, "value": found})


def _one(call: Call, context: str, view: View) -> Reply:
    body = {"@odata.context": f"{call.root}/$metadata#{context}/$entity"}
    return answered(call, 200, {**body, **_cut(view, call.options)})


def _cut(view: View, query: Query) -> View:
    """Only what was selected; the id and the type always stand there."""
    if not query.select:
        return view
    unknown = [name for name in query.select if name not in view]
    if unknown:
        type_name = str(view.get("@odata.type", f"{NAMESPACE}EntityMetadata")).lstrip("#")
        raise bad_request(f"Could not find a property named '{unknown[0]}' on type '{type_name}'.")
    kept = {"@odata.type", "MetadataId", *query.select, *query.expand}
    return {name: value for name, value in view.items() if name in kept}


def _filtered(views: list[View], text: str) -> list[View]:
    if not text or not views:
        return views
    if any(word in text for word in _UNSUPPORTED):
        raise Refused(501, "0x80060888", "The function is not supported for metadata.")
    sample = views[0]

    def resolve(path: str) -> Term:
        head, _, rest = path.partition("/")
        if head not in sample:
            raise bad_request(f"Could not find a property named '{head}' in $filter.")

        def get(view: Any) -> Any:
            value = view.get(head)
            return value.get(rest) if rest and isinstance(value, dict) else value

        return Term(_kind(get(sample)), get)

    matches = compile_filter(text, resolve).matches
    return [view for view in views if matches(view)]


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, str):
        return "string" if len(value) != 36 or value.count("-") != 4 else "guid"
    return "number" if value is not None else "null"
