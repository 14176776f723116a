"""Real databases for tests that commit.

Making and dropping a database makes PostgreSQL write everything out, which takes seconds on a
busy machine. So a few are made for the whole session, and what a test changed in one is put back
from a copy of the connector's tables that stands in the same database.
"""

import subprocess
from graphlib import TopologicalSorter

from odoo import sql_db
from odoo.modules.registry import Registry

#: What tests change beside the connector's own tables.
OTHER_TABLES = ("queue_job_lock", "queue_job", "ir_cron_trigger", "ir_config_parameter")
TRACES = ("mail_activity WHERE res_model", "mail_message WHERE model")


def copy(source: str, target: str) -> None:
    """Make `target` a copy of `source`, which nobody may be connected to."""
    sql_db.close_db(source)
    subprocess.run(["createdb", "-T", source, target], check=True)


def drop(database: str) -> None:
    Registry.delete(database)
    sql_db.close_db(database)
    subprocess.run(["dropdb", "--force", "--if-exists", database], check=True)


def keep(database: str) -> None:
    """Remember the state that `put_back` restores."""
    with sql_db.db_connect(database).cursor() as cr:
        cr.execute("DROP SCHEMA IF EXISTS kept CASCADE")
        cr.execute("CREATE SCHEMA kept")
        for table in _tables(cr):
            cr.execute(f"CREATE TABLE kept.{table} AS TABLE public.{table}")


def put_back(database: str) -> None:
    """Restore what was kept; nobody else may be at work in the database."""
    with sql_db.db_connect(database).cursor() as cr:
        tables = _tables(cr)
        for table in reversed(tables):
            cr.execute(f"DELETE FROM public.{table}")
        for table in tables:
            cr.execute(f"INSERT INTO public.{table} SELECT * FROM kept.{table}")
        for trace in TRACES:
            cr.execute(f"DELETE FROM {trace} LIKE 'billing.%%'", ())
    Registry(database).clear_all_caches()


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
