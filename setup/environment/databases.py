"""Odoo databases: a template made once per Odoo, quick copies of it, and addons installed."""

import time

from . import layout, stamps
from .commands import run_logged
from .console import SetupError
from .odoo import Odoo
from .postgres import query

DROP_ATTEMPTS = 5
BASE_MODULES = "base,mail,web,queue_job"
# Attachments go into the database, so that `createdb -T` alone makes a whole copy.
STORE_IN_DATABASE = """
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
"""


def of_checkout(name: str) -> str:
    """The name of this checkout's own database: two checkouts may share a server."""
    return f"cbc_{name}_{stamps.fingerprint(str(layout.ROOT))[:6]}"


def template_name(odoo: Odoo) -> str:
    """The template's name; another Odoo, queue_job or recipe makes another template."""
    made_from = stamps.fingerprint(
        odoo.version,
        str(odoo.python_root),
        BASE_MODULES,
        STORE_IN_DATABASE,
        layout.SETUP / "requirements-addons.txt",
    )
    return f"cbc_template_{made_from}"


def ensure_template(odoo: Odoo) -> str:
    """Make the template unless it is there; returns what was done."""
    name = template_name(odoo)
    if exists(name):
        return f"{name}, already there"
    building = f"{name}_building"
    drop(building)
    install(building, BASE_MODULES)
    script = layout.RUN / "store-in-database.py"
    script.write_text(STORE_IN_DATABASE, encoding="utf-8")
    run_logged(
        ["sh", "-c", 'exec "$0" shell -c "$1" -d "$2" --no-http < "$3"']
        + [layout.VENV / "bin" / "odoo", layout.ODOO_CONF, building, script],
        "template",
    )
    query("postgres", f'ALTER DATABASE "{building}" RENAME TO "{name}"')
    return f"{name}, made"


def exists(database: str) -> bool:
    """Whether the server has a database of this name."""
    found = query("postgres", f"SELECT count(*) FROM pg_database WHERE datname = '{database}'")
    return found == "1"


def copy(source: str, target: str) -> None:
    """Copy a database that nobody is connected to; SetupError when the target exists."""
    query("postgres", f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def drop(database: str) -> None:
    """Drop a database if it exists, closing whatever is connected to it.

    While PostgreSQL itself tidies up in it, only a superuser may: that is over soon.
    """
    for attempt in range(1, DROP_ATTEMPTS + 1):
        try:
            query("postgres", f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            return
        except SetupError:
            if attempt == DROP_ATTEMPTS:
                raise
            time.sleep(attempt)


def install(database: str, modules: str) -> None:
    """Install modules with Odoo itself; SetupError with the log's end when it fails."""
    _load(database, "-i", modules)


def update(database: str, modules: str) -> None:
    """Bring installed modules to the state of their files; SetupError when it fails."""
    _load(database, "-u", modules)


def _load(database: str, option: str, modules: str) -> None:
    command = [layout.VENV / "bin" / "odoo", "-c", layout.ODOO_CONF, "-d", database]
    run_logged(
        [*command, option, modules, "--stop-after-init", "--no-http", "--max-cron-threads=0"],
        f"load-{database}",
        env={"ODOO_QUEUE_JOB_CHANNELS": "root:0"},
    )
