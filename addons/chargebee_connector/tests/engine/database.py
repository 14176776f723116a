"""Real databases for tests that commit.

Making and dropping a database makes PostgreSQL write everything out, which takes seconds on a
busy machine. So a few are made for the whole session, and what a test changed in one is put back
from a copy of the connector's tables that stands in the same database.
"""

import atexit
import subprocess
from graphlib import TopologicalSorter

from odoo import sql_db
from odoo.modules.registry import Registry

#: What tests change beside the connector's own tables.
OTHER_TABLES = ("queue_job_lock", "queue_job", "ir_cron_trigger", "ir_config_parameter")
#: The end of patience, on a machine whose disks are busy.
DROP_SECONDS = 300
TRACES = ("mail_activity WHERE res_model", "mail_message WHERE model")


def copy(source: str, target: str) -> None:
    """Make `target` a copy of `source`, which nobody may be connected to."""
    sql_db.close_db(source)
    subprocess.run(["createdb", "-T", source, target], check=True)


def drop(database: str) -> None:
    """Begin to drop a database: PostgreSQL writes everything out first, for all at once."""
    Registry.delete(database)
    sql_db.close_db(database)
    _leaving.append(subprocess.Popen(["dropdb", "--force", "--if-exists", database]))


@atexit.register
def _wait_for_drops() -> None:
    for leaving in _leaving:
        leaving.wait(DROP_SECONDS)


_leaving: list[subprocess.Popen] = []


def keep(database: str) -> None:
    """Remember the state that `put_back` restores."""
    with sql_db.db_connect(database).cursor() as cr:
        cr.execute("DROP SCHEMA IF EXISTS kept CASCADE")
        cr.execute("CREATE SCHEMA kept")
        tables = _tables(cr)
        for table in tables:
            cr.execute(f"CREATE TABLE kept.{table} AS TABLE public.{table}")
        cr.execute("CREATE TABLE kept.marks (name text, count bigint, xid bigint)")
        _mark(cr, tables)


def put_back(database: str) -> None:
    """Restore what was kept; nobody else may be at work in the database.

    Only what changed is touched, since a database that is written anew for each test gets slow. A
    table has changed when its rows are more or fewer, or the last transaction that wrote one of
    them is a later one; so has a row.
    """
    with sql_db.db_connect(database).cursor() as cr:
        tables = _tables(cr)
        cr.execute("SELECT name, count, xid FROM kept.marks")
        marks = {name: tuple(found) for name, *found in cr.fetchall()}
        seen = _seen(cr, tables)
        changed = [table for table in tables if seen[table] != marks[table]]
        pairs = _without_id(cr)
        for table in reversed(changed):
            cr.execute(f"DELETE FROM public.{table} t WHERE {_is_gone('kept', table, pairs)}")
        for table in changed:
            cr.execute(
                f"INSERT INTO public.{table} SELECT * FROM kept.{table} t"
                f" WHERE {_is_gone('public', table, pairs)}"
            )
        for table in set(changed) - pairs:
            _mend(cr, table, marks[table][1])
        for trace in TRACES:
            cr.execute(f"DELETE FROM {trace} LIKE 'billing.%%'", ())
        _mark(cr, tables)
    Registry(database).clear_all_caches()


def _without_id(cr) -> set[str]:
    """The tables that only say which rows of two others belong together."""
    cr.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN"
        " (SELECT table_name FROM information_schema.columns"
        "   WHERE table_schema = 'public' AND column_name = 'id')"
    )
    return {table for (table,) in cr.fetchall()}


def _is_gone(schema: str, table: str, pairs: set[str]) -> str:
    """That a row `t` is not in the table as a schema has it; without an id, always."""
    if table in pairs:
        return "true"
    return f"NOT EXISTS (SELECT FROM {schema}.{table} o WHERE o.id = t.id)"


def _mend(cr, table: str, xid: int) -> None:
    """Put back the values of rows that were written by a later transaction."""
    cr.execute(
        "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
        " WHERE table_schema = 'kept' AND table_name = %s",
        (table,),
    )
    (columns,) = cr.fetchone()
    cr.execute(
        f"UPDATE public.{table} t SET ({columns}) ="
        f" (SELECT {columns} FROM kept.{table} k WHERE k.id = t.id)"
        f" WHERE t.xmin::text::bigint > %s",
        (xid,),
    )


def _seen(cr, tables: list[str]) -> dict[str, tuple]:
    """Table → (its number of rows, the last transaction that wrote one of them)."""
    query = "SELECT '{0}', count(*), COALESCE(max(xmin::text::bigint), 0) FROM public.{0}"
    cr.execute(" UNION ALL ".join(query.format(table) for table in tables))
    return {name: tuple(found) for name, *found in cr.fetchall()}


def _mark(cr, tables: list[str]) -> None:
    """Remember by what a change of these tables will be seen."""
    cr.execute("DELETE FROM kept.marks")
    for name, (count, xid) in _seen(cr, tables).items():
        cr.execute("INSERT INTO kept.marks VALUES (%s, %s, %s)", (name, count, xid))


def _tables(cr) -> list[str]:
    """The tables, those that others refer to first."""
    cr.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND (tablename LIKE 'billing\\_%%' OR tablename = ANY(%s))",
        (list(OTHER_TABLES),),
    )
    tables = {table: set() for (table,) in cr.fetchall()}
    cr.execute(
        "SELECT DISTINCT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid <> confrelid AND (conrelid::regclass::text"
        " LIKE 'billing\\_%%' OR conrelid::regclass::text = ANY(%s))",
        (list(OTHER_TABLES),),
    )
    for table, refers_to in cr.fetchall():
        if refers_to in tables:
            tables[table].add(refers_to)
    return list(TopologicalSorter(tables).static_order())
