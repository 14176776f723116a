"""A PostgreSQL server in which we may create databases.

libpq's own variables (PGHOST, PGPORT, PGUSER, PGPASSWORD) say which server; without them it is
the one on the local socket, installed and started from Debian's packages when there is none.
"""

import getpass
import os
import shutil
import subprocess
import time

from . import apt
from .commands import as_root, as_user, output_of, run_logged
from .console import SetupError, say

ADMIN = "postgres"
MAY_CREATE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
START_SECONDS = 30
PSQL = ("psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1")


def ensure() -> str:
    """Make sure that a server is reachable and our role may create databases."""
    if not shutil.which("psql"):
        remote = os.environ.get("PGHOST")
        package = "postgresql-client" if remote else "postgresql"
        apt.install([package], "PostgreSQL")
    answer, problem = _ask()
    if problem and not _is_role_missing(problem):
        _start(problem)
        answer, problem = _wait()
    if problem or answer != "t":
        _make_role(exists=not problem)
        answer, problem = _ask()
    if problem or answer != "t":
        raise SetupError(f"PostgreSQL: no role that may create databases. {problem}")
    return f"PostgreSQL {query('postgres', 'SHOW server_version')}"


def query(database: str, sql: str) -> str:
    """The result of a statement as psql prints it; SetupError when the server refuses."""
    try:
        return output_of([*PSQL, "-d", database, "-c", sql])
    except subprocess.CalledProcessError as error:
        raise SetupError(f"PostgreSQL refused: {sql}\n{error.stderr}") from error


def _ask() -> tuple[str, str]:
    """Whether our role may create databases, or the problem that kept us from asking."""
    try:
        return query("postgres", MAY_CREATE), ""
    except SetupError as error:
        return "", str(error)


def _is_role_missing(problem: str) -> bool:
    return f'role "{_role()}" does not exist' in problem


def _role() -> str:
    return os.environ.get("PGUSER") or getpass.getuser()


def _start(problem: str) -> None:
    """Install Debian's server if need be and start its clusters."""
    if os.environ.get("PGHOST"):
        raise SetupError(f"PGHOST={os.environ['PGHOST']} is given but can't be used.\n{problem}")
    if not shutil.which("pg_lsclusters"):
        apt.install(["postgresql"], "a PostgreSQL server")
    clusters = _clusters()
    if not clusters:
        apt.install(["postgresql"], "a PostgreSQL server")
        clusters = _clusters() or _create_cluster()
    for version, name, state in clusters:
        if state.startswith("down"):
            say(f"    starting PostgreSQL {version}, cluster {name}")
            run_logged(as_root(["pg_ctlcluster", version, name, "start"]), "postgres")


def _clusters() -> list[tuple[str, str, str]]:
    """Version, name and state of each of Debian's clusters."""
    rows = [line.split() for line in output_of(["pg_lsclusters", "-h"]).splitlines()]
    return [(row[0], row[1], row[3]) for row in rows]


def _create_cluster() -> list[tuple[str, str, str]]:
    """A first cluster, on machines that are told not to make one while installing."""
    versions = sorted(os.listdir("/usr/lib/postgresql"), key=int)
    run_logged(as_root(["pg_createcluster", versions[-1], "main"]), "postgres")
    return _clusters()


def _wait() -> tuple[str, str]:
    """Ask until the server has started; what it said last otherwise."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        answer, problem = _ask()
        if not problem or _is_role_missing(problem) or time.monotonic() > deadline:
            return answer, problem
        time.sleep(0.3)


def _make_role(exists: bool) -> None:
    """Create our role, or let it create databases; only possible on a local server."""
    role = _role()
    verb = "ALTER" if exists else "CREATE"
    quoted = role.replace('"', '""')
    statement = f'{verb} ROLE "{quoted}" LOGIN CREATEDB'
    if os.environ.get("PGHOST"):
        raise SetupError(f"The role {role} may create no databases. An admin can: {statement}")
    say(f"    {statement}")
    run_logged(as_user(ADMIN, [*PSQL, "-d", "postgres", "-c", statement]), "postgres")
