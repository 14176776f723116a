"""What a test of the connection looks at: who we are there, our tables, and what we may do."""

from collections.abc import Iterable, Mapping

from ...ledger.mirror import Table
from ...ledger.problems import Gone, Problem, Refused, Unauthorised
from .client import Dynamics
from .places import row_id
from .references import OWNER_TABLES, TEAM
from .selected import SOURCES
from .tables import names_of, shown
from .there import STANDARD_SETS

#: (level of the log, code, parameters)
Finding = tuple[str, str, dict]

#: What is read of the CRM beside the tables that are pulled.
_READ = {
    "transactioncurrencies": "isocurrencycode",
    "teams": "name",
    "systemusers": "fullname",
    "organizations": "languagecode",
}
_ACCESS_TEAM = 1
_TRIAL = "trial of an owner"


def test(
    client: Dynamics, tables: Iterable[Table], prefix: str, entity_sets: Mapping
) -> list[Finding]:
    """Return what is amiss with a connection; [] when all is well.

    `entity_sets` are those that were read when the tables were made. Raises Unauthorised when
    nobody may sign in, or there is no user.
    """
    client.who_am_i(fresh=True)
    findings = _readable(client)
    declared = [names_of(table, prefix) for table in tables]
    made = [names for names in declared if entity_sets.get(names.logical)]
    for names in made:
        select = ",".join([names.primary_id, *(field.logical for field in names.columns)])
        label = shown(prefix, names.table.label)
        findings += _tried(client, entity_sets[names.logical], select, label)
    missing = [shown(prefix, names.table.label) for names in declared if names not in made]
    if missing:
        findings.append(("warning", "dynamics_not_provisioned", {"table": ", ".join(missing)}))
    return findings


def owner(client: Dynamics, kind: str, external_id: str) -> Problem | None:
    """Return why a team or user (kinds of reference data) can own no rows, None when they can.

    Of what their roles allow this says nothing: see `trial`.
    """
    table = OWNER_TABLES[kind]
    select = "name,teamtype" if kind == TEAM else "fullname,isdisabled"
    try:
        row = client.one(STANDARD_SETS[table], external_id, select=select)
    except Gone:
        return Refused("dynamics_owner_missing", table=table, id=external_id)
    name = str(row.get("name") or row.get("fullname") or "")
    if row.get("teamtype") == _ACCESS_TEAM:
        return Refused("dynamics_owner_access_team", name=name)
    if row.get("isdisabled"):
        return Refused("dynamics_owner_disabled", name=name)
    return None


def trial(
    client: Dynamics, table: Table, prefix: str, entity_set: str, kind: str, external_id: str
) -> Problem | None:
    """Return why an owner may not own a row of a table, None when they may.

    A row is made for them and deleted at once: their own roles decide, and nothing else tells.
    """
    names = names_of(table, prefix)
    row = row_id(_TRIAL, table.name, external_id)
    owners = STANDARD_SETS[OWNER_TABLES[kind]]
    title = names.columns[0].logical
    body = {title: _TRIAL, "ownerid@odata.bind": f"/{owners}({external_id})"}
    try:
        client.patch(entity_set, row, body, table=names.logical)
    except (Refused, Unauthorised) as problem:
        return problem
    client.delete(entity_set, row)
    return None


def _readable(client: Dynamics) -> list[Finding]:
    findings = []
    for source in SOURCES.values():
        findings += _tried(client, source.set, source.key, source.table)
    for entity_set, column in _READ.items():
        findings += _tried(client, entity_set, column, entity_set)
    return findings


def _tried(client: Dynamics, entity_set: str, select: str, label: str) -> list[Finding]:
    """Return what a harmless read of one row is refused for."""
    try:
        next(client.rows(entity_set, select=select, top=1), None)
    except (Refused, Unauthorised) as problem:
        return [("error", problem.code, {**problem.params, "table": label})]
    return []
