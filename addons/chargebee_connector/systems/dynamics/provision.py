"""Making our tables in an organisation: what is missing, step by step, and never twice.

    read_there → compare → for each step: run_step

Everything is looked for before it is made, so that a run that died goes on where it was; what an
administrator has added or renamed on screen is left alone, and a later version only adds. One at a
time: an organisation takes one change of its tables at once. Order and waits follow Microsoft's
guidance on creating tables with the Web API: tables with their columns first, then lookups, then
keys, and one publishing at the end.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ...ledger.mirror import CHOICE, Table
from ...ledger.problems import OverQuota, Refused, Unauthorised, Uncertain
from . import definitions
from .client import Dynamics
from .formats import literal, query
from .tables import OPTION_PREFIX, Names, names_of, shown
from .there import (
    There,
    find_publisher,
    find_solution,
    keys_of,
    metadata,
    options_of,
    publisher_name,
    solution_name,
    table_path,
)

PUBLISHER, SOLUTION, TABLE, COLUMN = "publisher", "solution", "table", "column"
OPTION, LOOKUP, KEY, KEY_AGAIN, PUBLISH = "option", "lookup", "key", "key_again", "publish"

#: What came of a step.
CREATED, EXISTED = "created", "there"

_FRIENDLY = "Chargebee connector"
#: Metadata is served from caches that learn of a new thing half a minute later.
_NOT_YET = (
    "dynamics_unexpected",
    "dynamics_column_unknown",
    "dynamics_table_unknown",
    "dynamics_lookup_missing",
    "dynamics_payload_refused",
    "dynamics_row_gone",
)
_SETTLE_SECONDS = 15
#: A definition whose answer was lost may still be in the making.
_MAKING_SECONDS = 30

FAILED = "Failed"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to make. `kind` and `names` say to people what it is.

    `names` are those shown there: of a table, or of a table and its column, lookup or choice.
    `seen` are (logical name, columns) of what must be known to who writes rows before it is done.
    """

    kind: str
    names: tuple
    path: str
    body: dict = field(hash=False)
    prefix: str
    table: str = ""
    logical: str = ""
    value: int = 0
    seen: tuple = ()


def compare(
    tables: Iterable[Table], prefix: str, there: There, publish: bool = False
) -> list[Step]:
    """Return what is to be made so that every declared table stands there, in its order.

    `publish` asks for the publishing although nothing is missing: an earlier run made things and
    didn't come to it.
    """
    tables = tuple(tables)
    options = there.option_prefix if there.publisher else OPTION_PREFIX
    steps = _frame(prefix, there)
    columns, lookups, keys, touched = [], [], [], []
    for table in tables:
        names = names_of(table, prefix)
        found = there.tables.get(names.logical)
        before = len(steps) + len(columns) + len(lookups)
        if found is None:
            body = definitions.table(names, prefix, there.language, options)
            label = (shown(prefix, table.label),)
            steps.append(Step(TABLE, label, "EntityDefinitions", body, prefix, names.logical))
        else:
            columns += _columns(names, prefix, there, options)
        lookups += _lookups(names, prefix, there)
        keys += _keys(names, prefix, there)
        if len(steps) + len(columns) + len(lookups) > before:
            touched.append(names)
    if publish:
        touched = [names_of(table, prefix) for table in tables]
    steps += columns + lookups + keys
    if touched:
        entities = "".join(f"<entity>{names.logical}</entity>" for names in touched)
        xml = f"<importexportxml><entities>{entities}</entities></importexportxml>"
        seen = tuple((names.logical, _columns_read(names)) for names in touched)
        steps.append(Step(PUBLISH, (), "PublishXml", {"ParameterXml": xml}, prefix, seen=seen))
    return steps


def _columns_read(names: Names) -> str:
    """Return all columns of a table as they are named where rows are read."""
    links = (f"_{link.logical}_value" for link in names.links.values())
    return ",".join([names.primary_id, *(one.logical for one in names.columns), *links])


def _frame(prefix: str, there: There) -> list[Step]:
    steps = []
    if not there.publisher:
        body = {
            "uniquename": publisher_name(prefix),
            "friendlyname": _FRIENDLY,
            "customizationprefix": prefix,
            "customizationoptionvalueprefix": OPTION_PREFIX,
        }
        steps.append(Step(PUBLISHER, (_FRIENDLY,), "publishers", body, prefix))
    if not there.solution:
        body = {
            "uniquename": solution_name(prefix),
            "friendlyname": _FRIENDLY,
            "version": "1.0.0.0",
        }
        steps.append(Step(SOLUTION, (_FRIENDLY,), "solutions", body, prefix))
    return steps


def _columns(names: Names, prefix: str, there: There, options: int) -> list[Step]:
    found = there.tables[names.logical]
    label = shown(prefix, names.table.label)
    steps = []
    for one in names.columns:
        if one.logical not in found.columns:
            body = definitions.column(one, there.language, options)
            path = f"{table_path(names.logical)}/Attributes"
            shown_names = (label, one.column.label)
            steps.append(Step(COLUMN, shown_names, path, body, prefix, names.logical, one.logical))
        elif one.type == CHOICE and found.columns[one.logical] == "Picklist":
            known = found.options.get(one.logical, ())
            for number, (_value, text) in enumerate(one.column.choices):
                value = options * 10_000 + number
                if value in known:
                    continue
                body = definitions.option(names, one, number, there.language, options)
                body["SolutionUniqueName"] = solution_name(prefix)
                steps.append(
                    Step(
                        OPTION,
                        (label, one.column.label, text),
                        "InsertOptionValue",
                        body,
                        prefix,
                        names.logical,
                        one.logical,
                        value,
                    )
                )
    return steps


def _lookups(names: Names, prefix: str, there: There) -> list[Step]:
    found = there.tables.get(names.logical)
    steps = []
    for link in names.links.values():
        if found is not None and link.logical in found.columns:
            continue
        body = definitions.relationship(names, link, prefix, there.language)
        label = (shown(prefix, names.table.label), link.lookup.label)
        path = "RelationshipDefinitions"
        steps.append(Step(LOOKUP, label, path, body, prefix, names.logical, link.logical))
    return steps


def _keys(names: Names, prefix: str, there: There) -> list[Step]:
    found = there.tables.get(names.logical)
    schema = definitions.key_schema(prefix)
    state = found.keys.get(schema.lower()) if found else None
    label = (shown(prefix, names.table.label),)
    if state is None:
        body = definitions.key(names, prefix, there.language)
        path = f"{table_path(names.logical)}/Keys"
        return [Step(KEY, label, path, body, prefix, names.logical, schema.lower())]
    if state == FAILED:
        body = {"EntityLogicalName": names.logical, "EntityKeyLogicalName": schema.lower()}
        path = "ReactivateEntityKey"
        return [Step(KEY_AGAIN, label, path, body, prefix, names.logical, schema.lower())]
    return []


def missing(steps: Iterable[Step]) -> dict:
    """Return {table: its columns that these steps make, None for all of it}, by logical names."""
    found: dict = {}
    for step in steps:
        if step.kind == TABLE:
            found[step.table] = None
        elif step.kind in (COLUMN, LOOKUP) and found.get(step.table, ()) is not None:
            found.setdefault(step.table, set()).add(step.logical)
    return found


def run_step(client: Dynamics, step: Step) -> str:
    """Make one thing unless it is there; return CREATED or EXISTED.

    Raises OverQuota for what must wait: somebody else is changing tables, what was just made isn't
    known everywhere yet, or an answer was lost. The same step is then run again, a number of times
    that the caller limits.
    """
    if _exists(client, step):
        return EXISTED
    body = step.body
    if step.kind == SOLUTION:
        publisher = find_publisher(client, step.prefix)
        if not publisher:
            raise OverQuota("dynamics_not_ready", _SETTLE_SECONDS)
        body = {**body, "publisherid@odata.bind": f"/publishers({publisher['publisherid']})"}
    if step.kind == PUBLISH:
        _see(client, step)
    within = step.kind in (TABLE, COLUMN, LOOKUP, KEY)
    try:
        client.define("POST", step.path, body, solution_name(step.prefix) if within else "")
    except Uncertain:
        raise OverQuota("dynamics_not_ready", _MAKING_SECONDS) from None
    except Refused as problem:
        if problem.code == "dynamics_exists" and _exists(client, step):
            return EXISTED
        if step.kind in (COLUMN, LOOKUP, KEY, OPTION, PUBLISH) and problem.code in _NOT_YET:
            raise OverQuota("dynamics_not_ready", _SETTLE_SECONDS, **_words(problem)) from None
        raise
    return CREATED


def _see(client: Dynamics, step: Step) -> None:
    """Raise OverQuota as long as what was made isn't known where rows are written."""
    for logical, columns in step.seen:
        definition = metadata(client, table_path(logical) + query({"$select": "EntitySetName"}))
        try:
            next(client.rows((definition or {})["EntitySetName"], select=columns, top=1))
        except KeyError:
            raise OverQuota("dynamics_not_ready", _SETTLE_SECONDS) from None
        except Refused as problem:
            raise OverQuota("dynamics_not_ready", _SETTLE_SECONDS, **_words(problem)) from None
        except Unauthorised:
            # Who makes tables need not be allowed to read rows.
            continue


def _words(problem: Refused) -> dict:
    return {"message": problem.params.get("message", "")}


def _exists(client: Dynamics, step: Step) -> bool:
    if step.kind == PUBLISHER:
        return bool(find_publisher(client, step.prefix))
    if step.kind == SOLUTION:
        return bool(find_solution(client, step.prefix))
    select = query({"$select": "LogicalName"})
    if step.kind == TABLE:
        return metadata(client, table_path(step.table) + select) is not None
    if step.kind in (COLUMN, LOOKUP):
        path = f"{table_path(step.table)}/Attributes(LogicalName={literal(step.logical)})"
        return metadata(client, path + select) is not None
    if step.kind == OPTION:
        return step.value in options_of(client, step.table).get(step.logical, ())
    if step.kind == KEY:
        return step.logical in keys_of(client, step.table)
    return False
