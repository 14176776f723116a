"""What stands in an organisation of our publisher, solution and tables: read from its metadata."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ...ledger.mirror import ACCOUNT, CHOICE, Table
from ...ledger.problems import Refused
from .client import Dynamics, page_of
from .formats import guid, literal, query, text
from .tables import OPTION_PREFIX, names_of

#: Entity sets of the tables that every organisation has.
STANDARD_SETS = {
    ACCOUNT: "accounts",
    "team": "teams",
    "systemuser": "systemusers",
    "transactioncurrency": "transactioncurrencies",
}


@dataclass(frozen=True, slots=True)
class TableThere:
    """One table as it stands there; all names are logical ones.

    `columns` holds the AttributeType of each, `options` the numbers of each column of choices,
    `lookups` (table that it leads to, name to write it by), `keys` the state of each alternate
    key's index.
    """

    entity_set: str
    primary_id: str
    ownership: str
    columns: Mapping = field(default_factory=dict)
    options: Mapping = field(default_factory=dict)
    lookups: Mapping = field(default_factory=dict)
    keys: Mapping = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class There:
    """What was found: `publisher` and `solution` are ids, "" for none.

    `language` is the organisation's base language; `prefix` and `option_prefix` are the
    publisher's own. `tables` holds those that are there by their logical names.
    """

    language: int = 1033
    publisher: str = ""
    prefix: str = ""
    option_prefix: int = OPTION_PREFIX
    solution: str = ""
    tables: Mapping = field(default_factory=dict)


def publisher_name(prefix: str) -> str:
    return f"{prefix}connector"


def solution_name(prefix: str) -> str:
    return f"{prefix}_connector"


def read_there(client: Dynamics, tables: Iterable[Table], prefix: str) -> There:
    """Return what stands there of the declared tables and of what they belong to."""
    language = next(_all(client, "organizations", "languagecode"), {}).get("languagecode") or 1033
    publisher = find_publisher(client, prefix)
    solution = find_solution(client, prefix)
    return There(
        language=int(language),
        publisher=guid(publisher.get("publisherid")),
        prefix=text(publisher.get("customizationprefix")),
        option_prefix=int(publisher.get("customizationoptionvalueprefix") or OPTION_PREFIX),
        solution=guid(solution.get("solutionid")),
        tables=read_tables(client, tables, prefix),
    )


def read_tables(client: Dynamics, tables: Iterable[Table], prefix: str) -> Mapping:
    """Return {logical name: TableThere} of the declared tables that stand there.

    Takes no more than the right to read definitions.
    """
    found = {}
    for table in tables:
        names = names_of(table, prefix)
        has_choices = any(column.type == CHOICE for column in table.columns)
        there = _table(client, names.logical, has_choices)
        if there is not None:
            found[names.logical] = there
    return found


def option_prefix(there: Mapping, tables: Iterable[Table], prefix: str) -> int:
    """Return what the values of our choices begin with, as most of those that stand there do.

    `there` is what `read_tables` found of these tables.
    """
    numbers = Counter()
    for names in (names_of(table, prefix) for table in tables):
        options = there[names.logical].options if names.logical in there else {}
        for told in names.fields.values():
            if told.type == CHOICE:
                numbers.update(number // 10_000 for number in options.get(told.logical, ()))
    return numbers.most_common(1)[0][0] if numbers else OPTION_PREFIX


def entity_sets(there: There) -> dict:
    """Return the entity set of each table by its logical name, those of every organisation too."""
    return STANDARD_SETS | {name: table.entity_set for name, table in there.tables.items()}


def find_publisher(client: Dynamics, prefix: str) -> dict:
    """Return our publisher, {} when there is none."""
    select = "publisherid,customizationprefix,customizationoptionvalueprefix"
    return _named(client, "publishers", select, publisher_name(prefix))


def find_solution(client: Dynamics, prefix: str) -> dict:
    """Return our solution, {} when there is none."""
    return _named(client, "solutions", "solutionid,version", solution_name(prefix))


def table_path(logical: str) -> str:
    return f"EntityDefinitions(LogicalName={literal(logical)})"


def metadata(client: Dynamics, path: str) -> dict | None:
    """Return a definition as it stands by now, None when there is none."""
    try:
        return client.get(path, strong=True)
    except Refused as problem:
        if problem.params.get("status") == "404":
            return None
        raise


def options_of(client: Dynamics, logical: str) -> dict:
    """Return {column: numbers of its choices} of a table."""
    path = f"{table_path(logical)}/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
    options = {"$select": "LogicalName", "$expand": "OptionSet($select=Options)"}
    return {
        row["LogicalName"]: frozenset(
            int(option["Value"]) for option in (row.get("OptionSet") or {}).get("Options") or ()
        )
        for row in _listed(client, path + query(options))
    }


def keys_of(client: Dynamics, logical: str) -> dict:
    """Return {alternate key: state of its index} of a table."""
    options = {"$select": "SchemaName,LogicalName,KeyAttributes,EntityKeyIndexStatus"}
    rows = _listed(client, f"{table_path(logical)}/Keys" + query(options))
    return {row["LogicalName"]: text(row.get("EntityKeyIndexStatus")) for row in rows}


def _table(client: Dynamics, logical: str, has_choices: bool) -> TableThere | None:
    path = table_path(logical)
    select = "LogicalName,EntitySetName,PrimaryIdAttribute,OwnershipType"
    definition = metadata(client, path + query({"$select": select}))
    if definition is None:
        return None
    attributes = _listed(
        client, f"{path}/Attributes" + query({"$select": "LogicalName,AttributeType"})
    )
    select = "ReferencingAttribute,ReferencingEntityNavigationPropertyName,ReferencedEntity"
    relations = _listed(client, f"{path}/ManyToOneRelationships" + query({"$select": select}))
    return TableThere(
        entity_set=text(definition.get("EntitySetName")),
        primary_id=text(definition.get("PrimaryIdAttribute")),
        ownership=text(definition.get("OwnershipType")),
        columns={row["LogicalName"]: text(row.get("AttributeType")) for row in attributes},
        options=options_of(client, logical) if has_choices else {},
        lookups={
            row["ReferencingAttribute"]: (
                row["ReferencedEntity"],
                row["ReferencingEntityNavigationPropertyName"],
            )
            for row in relations
        },
        keys=keys_of(client, logical),
    )


def _listed(client: Dynamics, target: str) -> list[dict]:
    """Return a whole list of definitions, read past every cache."""
    return page_of(client.get(target, strong=True))


def _named(client: Dynamics, entity_set: str, select: str, name: str) -> dict:
    return next(_all(client, entity_set, select, f"uniquename eq {literal(name)}"), {})


def _all(client: Dynamics, entity_set: str, select: str, where: str = ""):
    for page in client.rows(entity_set, select=select, filter=where):
        yield from page
