"""How the connector's engine is tested: a real database, real commits, real HTTP.

Pulling, planning and posting work with cursors of their own and commit as they go, so nothing
here runs inside a test's transaction. Each test gets a database whose tables were put back to
what they held before (`database.py`), and both sandbox servers with copies of their books. Odoo
is loaded in the test's process; no job runner is needed, `world.work()` does the steps that wait.

Run by `setup/test engine`, or by hand (the database has the addon and nobody is connected to it):

    E=addons/chargebee_connector/tests/engine
    CBC_PYTHON=.venv/bin/python CBC_ODOO_CONF=.run/odoo.conf CBC_TEMPLATE_DB=<database> \\
    .venv/bin/python -m pytest -p no:odoo --rootdir=$E --confcutdir=$E $E

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

import pytest

from odoo.tools import config

config.parse_config(
    ["-c", os.environ["CBC_ODOO_CONF"], "-d", os.environ["CBC_TEMPLATE_DB"], "--no-http"]
    + ["--log-level=warn", "--max-cron-threads=0"]
)

import database  # noqa: E402  (Odoo reads its configuration before anything of it is imported)
from servers import free_port  # noqa: E402
from stage import Stage  # noqa: E402
from world import World  # noqa: E402

#: Small, and with every case that the generator plants.
DATASET = ("--customers", "24", "--invoices", "150", "--quota", "100000")
GENEROUS = ("--minutely", "100000", "--daily", "1000000")


@pytest.fixture(scope="session")
def prefix() -> str:
    return f"{os.environ['CBC_TEMPLATE_DB']}_e{os.getpid()}"


@pytest.fixture(scope="session")
def fresh_stage(prefix, tmp_path_factory) -> Iterator[Stage]:
    ports = (free_port(), free_port())
    folder = tmp_path_factory.mktemp("fresh")
    stage = Stage(f"{prefix}_fresh", folder, ports, DATASET, "exact", GENEROUS, World)
    database.copy(os.environ["CBC_TEMPLATE_DB"], stage.database)
    database.keep(stage.database)
    yield stage
    database.drop(stage.database)


@pytest.fixture(scope="session")
def mapped_stage(fresh_stage, prefix, tmp_path_factory) -> Iterator[Stage]:
    def advance(world: World) -> None:
        world.connect()
        world.refresh()
        world.pull()
        world.map()

    stage = fresh_stage.next(f"{prefix}_mapped", tmp_path_factory.mktemp("mapped"), advance)
    yield stage
    database.drop(stage.database)


@pytest.fixture(scope="session")
def posted_stage(mapped_stage, prefix, tmp_path_factory) -> Iterator[Stage]:
    def advance(world: World) -> None:
        world.go_live()
        world.sync()

    stage = mapped_stage.next(f"{prefix}_posted", tmp_path_factory.mktemp("posted"), advance)
    yield stage
    database.drop(stage.database)


@pytest.fixture
def fresh(fresh_stage, tmp_path) -> Iterator[World]:
    with fresh_stage.opened(tmp_path) as world:
        yield world


@pytest.fixture
def mapped(mapped_stage, tmp_path) -> Iterator[World]:
    with mapped_stage.opened(tmp_path) as world:
        yield world


@pytest.fixture
def posted(posted_stage, tmp_path) -> Iterator[World]:
    with posted_stage.opened(tmp_path) as world:
        yield world
