"""The database of a demo and the sandbox's state files: kept and thrown away together.

Odoo's links point at documents that the sandbox holds. One without the other would be a demo whose
books can't agree, so a state file without its database is removed, and the other way round.
"""

import json
import shutil
from pathlib import Path

from . import databases, layout, stamps
from .odoo import Odoo
from .postgres import query

MARK = "made-from.json"


def ensure(name: str, folder: Path, odoo: Odoo) -> str:
    """Make the database with the addon installed, or bring a standing one up to date."""
    wanted = {"template": databases.template_name(odoo), "addon": _addon_fingerprint()}
    found = _read(folder)
    if databases.exists(name) and found.get("database") == _identity(name):
        if {**found, **wanted} == found:
            return f"{name}, already there"
        if found["template"] == wanted["template"]:
            databases.update(name, layout.ADDON_NAME)
            _write(folder, name, wanted)
            return f"{name}, addon updated"
    remove(name, folder)
    folder.mkdir(parents=True)
    databases.copy(wanted["template"], name)
    databases.install(name, layout.ADDON_NAME)
    _write(folder, name, wanted)
    return f"{name}, made"


def remove(name: str, folder: Path) -> None:
    """Drop the database and everything the sandbox remembers."""
    databases.drop(name)
    shutil.rmtree(folder, ignore_errors=True)


def _identity(name: str) -> str:
    """What tells this database from an earlier one of the same name."""
    return query("postgres", f"SELECT oid FROM pg_database WHERE datname = '{name}'")


def _addon_fingerprint() -> str:
    """A hash of everything that an update of the addon would load."""
    tests = layout.ADDON / "tests"
    files = [
        path
        for path in sorted(layout.ADDON.rglob("*"))
        if path.suffix in {".py", ".xml", ".csv", ".po"} and tests not in path.parents
    ]
    return stamps.fingerprint(*(part for path in files for part in (str(path), path)))


def _read(folder: Path) -> dict[str, str]:
    mark = folder / MARK
    return json.loads(mark.read_text(encoding="utf-8")) if mark.is_file() else {}


def _write(folder: Path, name: str, wanted: dict[str, str]) -> None:
    text = json.dumps({**wanted, "database": _identity(name)}, indent=1)
    (folder / MARK).write_text(text, encoding="utf-8")
