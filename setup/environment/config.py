"""Odoo's configuration files, written from `setup/odoo.conf.in`."""

from pathlib import Path
from string import Template

from . import layout
from .odoo import Odoo

DEFAULT_PORT = 8069


def write(
    path: Path,
    odoo: Odoo,
    database: str | None = None,
    http_port: int = DEFAULT_PORT,
    cron_threads: int = 1,
) -> Path:
    """Write a configuration; with `database` the server serves that one only."""
    template = Template((layout.SETUP / "odoo.conf.in").read_text(encoding="utf-8"))
    only = f"db_name = {database}\ndbfilter = ^{database}$$" if database else ""
    text = template.substitute(
        addons_path=",".join(str(place) for place in [*odoo.addons_paths, layout.ADDONS]),
        data_dir=layout.DATA,
        database_lines=only.replace("$$", "$"),
        http_port=http_port,
        cron_threads=cron_threads,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    layout.ADDONS.mkdir(exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path
