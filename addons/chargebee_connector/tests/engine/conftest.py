"""How the connector's engine is tested: a real database, real commits, real HTTP.

Pulling, planning and posting work with cursors of their own and commit as they go, so nothing
here runs inside a test's transaction. Each test gets a database of its own, a copy of one that was
prepared once, and both sandbox servers with copies of their books. Odoo is loaded in the test's
process; no job runner is needed, `world.work()` does the steps that wait.

Run by `setup/test engine`, or by hand after `setup/env`:

    CBC_PYTHON=.venv/bin/python CBC_ODOO_CONF=.run/odoo.conf CBC_TEMPLATE_DB=<database> \\
    .venv/bin/python -m pytest -p no:odoo --rootdir=$E --confcutdir=$E $E
    (E=addons/chargebee_connector/tests/engine; the database has the addon installed, nobody uses it)

| fixture | what stands when the test begins |
|---|---|
| `fresh` | the addon only; both servers run, nothing is connected (`world.connect()`) |
| `mapped` | connected, everything pulled, mapping accepted; the route is a draft, nothing planned |
| `posted` | the same after a sync of the live route: what may be posted is |

`world.site` and `world.exact` are the servers (`servers.py`), `world.env` an environment of the
administrator on a cursor that `world.work()` and `world.commit()` commit. This folder has no
`__init__.py`, so that pytest doesn't import the addon around it.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from odoo.tools import config

config.parse_config(
    ["-c", os.environ["CBC_ODOO_CONF"], "-d", os.environ["CBC_TEMPLATE_DB"], "--no-http"]
    + ["--log-level=warn", "--max-cron-threads=0"]
)

import database  # noqa: E402  (Odoo reads its configuration before anything of it is imported)
from servers import Server, copy_of, free_port  # noqa: E402
from world import World  # noqa: E402

#: Small, and with every case that the generator plants.
DATASET = ("--customers", "24", "--invoices", "150", "--quota", "100000")
GENEROUS = ("--minutely", "100000", "--daily", "1000000")


@dataclass
class Stage:
    """A prepared database with the servers' books that belong to it."""

    database: str
    books: Path
    ports: tuple[int, int]

    def open(self, name: str, folder: Path, exact=GENEROUS, site=()) -> World:
        """A world that starts where this stage ended."""
        servers = (
            Server("chargebee", self.ports[0], self._books("site", folder), *DATASET, *site),
            Server("exact", self.ports[1], self._books("exact", folder), *exact),
        )
        with ThreadPoolExecutor(1) as thread:
            copied = thread.submit(database.copy, self.database, name)
            for server in servers:
                server.wait()
            copied.result()
        return World(name, *servers)

    def _books(self, system: str, folder: Path) -> Path:
        state = self.books / f"{system}.json"
        return copy_of(state, folder) if state.exists() else folder / state.name


def close(world: World, keep: bool = False) -> None:
    """End a world; its servers write their books."""
    world.close()
    world.site.stop()
    world.exact.stop()
    if not keep:
        database.drop(world.database)


@pytest.fixture(scope="session")
def prefix() -> str:
    return f"{os.environ['CBC_TEMPLATE_DB']}_e{os.getpid()}"


@pytest.fixture(scope="session")
def bare_stage(tmp_path_factory) -> Stage:
    books = tmp_path_factory.mktemp("bare")
    return Stage(os.environ["CBC_TEMPLATE_DB"], books, (free_port(), free_port()))


@pytest.fixture(scope="session")
def mapped_stage(bare_stage, prefix, tmp_path_factory) -> Iterator[Stage]:
    stage = Stage(f"{prefix}_mapped", tmp_path_factory.mktemp("mapped"), bare_stage.ports)
    world = bare_stage.open(stage.database, stage.books)
    world.connect()
    world.refresh()
    world.pull()
    world.map()
    close(world, keep=True)
    yield stage
    database.drop(stage.database)


@pytest.fixture(scope="session")
def posted_stage(mapped_stage, prefix, tmp_path_factory) -> Iterator[Stage]:
    stage = Stage(f"{prefix}_posted", tmp_path_factory.mktemp("posted"), mapped_stage.ports)
    world = mapped_stage.open(stage.database, stage.books)
    world.go_live()
    world.sync()
    close(world, keep=True)
    yield stage
    database.drop(stage.database)


@pytest.fixture
def fresh(bare_stage, prefix, tmp_path) -> Iterator[World]:
    world = bare_stage.open(f"{prefix}_test", tmp_path)
    yield world
    close(world)


@pytest.fixture
def mapped(mapped_stage, prefix, tmp_path) -> Iterator[World]:
    world = mapped_stage.open(f"{prefix}_test", tmp_path)
    yield world
    close(world)


@pytest.fixture
def posted(posted_stage, prefix, tmp_path) -> Iterator[World]:
    world = posted_stage.open(f"{prefix}_test", tmp_path)
    yield world
    close(world)
