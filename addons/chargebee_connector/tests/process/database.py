"""The test's own eyes and hands in PostgreSQL: copies, ageing, gates, cut connections."""

import subprocess
from contextlib import closing
from typing import Any

import psycopg2
from children import wait_for

#: The advisory lock that a gate's trigger waits on.
GATE = 7060501
#: Longer than any call lasts and any look waits (the addon's own constant is below six minutes).
AGE = "10 minutes"

_WAIT_ALWAYS = """
CREATE FUNCTION test_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({gate});
    RETURN NEW;
END $$
"""
_WAIT_WHILE_POSTING = """
CREATE FUNCTION test_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM billing_link WHERE state = 'posting' AND kind = '{kind}') THEN
        PERFORM pg_advisory_xact_lock_shared({gate});
    END IF;
    RETURN NEW;
END $$
"""
_ON_LINKS = """
CREATE TRIGGER test_gate BEFORE UPDATE ON billing_link FOR EACH ROW
    WHEN (NEW.state = '{state}' AND OLD.state <> '{state}' AND NEW.kind = '{kind}')
    EXECUTE FUNCTION test_gate()
"""
_ON_QUOTA = """
CREATE TRIGGER test_gate BEFORE UPDATE ON billing_quota FOR EACH ROW
    EXECUTE FUNCTION test_gate()
"""


def copy(source: str, target: str) -> None:
    """Copy a database; what may still be connected to the source is on its way out."""
    drop(target)
    wait_for(
        f"nobody connected to {source}",
        lambda: not _ask(f"SELECT 1 FROM pg_stat_activity WHERE datname = '{source}'"),
    )
    subprocess.run(["createdb", "-T", source, target], check=True)


def drop(name: str) -> None:
    """Drop a database if it exists, closing whatever is connected to it."""
    dropping(name).wait()


def dropping(name: str) -> subprocess.Popen:
    """Begin to drop a database: PostgreSQL flushes its disks first, nobody needs to wait."""
    return subprocess.Popen(["dropdb", "--if-exists", "--force", name], stderr=subprocess.DEVNULL)


def _ask(query: str) -> list[tuple]:
    with closing(psycopg2.connect(dbname="postgres")) as connection, connection.cursor() as cr:
        cr.execute(query)
        return cr.fetchall()


class Database:
    """One database, over a connection that commits every statement by itself."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._connection = self._connect()
        self._gate: Any = None

    def _connect(self) -> Any:
        connection = psycopg2.connect(dbname=self.name, application_name="the test")
        connection.autocommit = True
        return connection

    def close(self) -> None:
        self._connection.close()
        if self._gate:
            self._gate.close()

    def run(self, statement: str, *values: Any) -> int:
        with self._connection.cursor() as cr:
            cr.execute(statement, values)
            return cr.rowcount

    def rows(self, query: str, *values: Any) -> list[tuple]:
        with self._connection.cursor() as cr:
            cr.execute(query, values)
            return cr.fetchall()

    def column(self, query: str, *values: Any) -> list[Any]:
        return [row[0] for row in self.rows(query, *values)]

    def value(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    # --- time ---------------------------------------------------------------------------------

    def age_links(self) -> None:
        """Let the last attempts and looks be long ago."""
        self.run(
            f"UPDATE billing_link SET attempted_at = attempted_at - interval '{AGE}',"
            f" looked_at = looked_at - interval '{AGE}' WHERE state IN ('posting', 'uncertain')"
        )

    def age_jobs(self) -> None:
        """Let what queue_job and the runs wait for be long ago."""
        self.run(
            f"UPDATE queue_job SET date_enqueued = date_enqueued - interval '{AGE}'"
            " WHERE state IN ('enqueued', 'started')"
        )
        self.run("UPDATE queue_job SET eta = now() AT TIME ZONE 'UTC' WHERE state = 'pending'")
        self.run(
            f"UPDATE billing_run SET eta = eta - interval '{AGE}' - interval '{AGE}'"
            " WHERE state IN ('waiting', 'running')"
        )

    # --- a gate that a worker waits at --------------------------------------------------------

    def shut_before(self, state: str, kind: str) -> None:
        """Have whoever writes this state on a link of this kind wait."""
        self._shut(_WAIT_ALWAYS.format(gate=GATE), _ON_LINKS.format(state=state, kind=kind))

    def shut_quota(self, kind: str) -> None:
        """Have whoever counts calls wait, once a link of this kind is in `posting`."""
        self._shut(_WAIT_WHILE_POSTING.format(gate=GATE, kind=kind), _ON_QUOTA)

    def _shut(self, function: str, trigger: str) -> None:
        self._gate = self._connect()
        with self._gate.cursor() as cr:
            cr.execute("SELECT pg_advisory_lock(%s)", (GATE,))
        self.run(function)
        self.run(trigger)

    def wait_at_gate(self) -> None:
        wait_for("a worker at the gate", self._waiting)

    def _waiting(self) -> bool:
        return self.value(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND objid = %s AND database = (SELECT oid FROM pg_database WHERE datname = %s)",
            GATE,
            self.name,
        )

    def open_gate(self) -> None:
        """Let who waits go on, and nobody wait any more."""
        self._gate.close()
        self._gate = None
        # Waits for the transaction that was held up: dead or alive, it ends now.
        self.run("DROP FUNCTION test_gate CASCADE")

    # --- connections --------------------------------------------------------------------------

    def cut_transactions(self) -> int:
        """Cut every connection that is in a transaction: all that a working job holds."""
        return len(
            self.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> pg_backend_pid() AND application_name <> 'the test'"
                "   AND xact_start IS NOT NULL",
                self.name,
            )
        )

    def cut_lane(self) -> None:
        """Cut the connection that holds the lane, and nothing else."""
        # Somebody else may just be asking for it, and goes at once without it.
        (pid,) = wait_for("a single holder of the lane", self._only_holder)
        self.run("SELECT pg_terminate_backend(%s)", pid)
        wait_for("the end of the lane's connection", lambda: pid not in self._pids())

    def _only_holder(self) -> list[int]:
        # Copies of one database have the same numbers for their tables, so it must be named.
        pids = self.column(
            "SELECT pid FROM pg_locks WHERE relation = 'billing_lane'::regclass"
            " AND database = (SELECT oid FROM pg_database WHERE datname = %s)"
            " AND mode = 'RowShareLock' AND granted",
            self.name,
        )
        return pids if len(pids) == 1 else []

    def _pids(self) -> list[int]:
        return self.column("SELECT pid FROM pg_stat_activity WHERE datname = %s", self.name)
