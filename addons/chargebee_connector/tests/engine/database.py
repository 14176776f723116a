"""Real databases for tests that commit: copies of a template, opened in this process."""

import subprocess

from odoo import sql_db
from odoo.modules.registry import Registry


def copy(source: str, target: str) -> None:
    """Make `target` a copy of `source`, which nobody may be connected to."""
    sql_db.close_db(source)
    drop(target)
    subprocess.run(["createdb", "-T", source, target], check=True)


def drop(database: str) -> None:
    Registry.delete(database)
    sql_db.close_db(database)
    subprocess.run(
        ["dropdb", "--force", "--if-exists", database], check=True, stderr=subprocess.DEVNULL
    )
