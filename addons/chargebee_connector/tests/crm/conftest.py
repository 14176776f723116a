"""How the way to a CRM and back is tested: a real database, real HTTP, as in `engine/`.

| fixture | what stands when the test begins |
|---|---|
| `fresh` | the addon only; both servers run, nothing is connected (`world.connect()`) |
| `ready` | connected, tables made, everything pulled; the route is a draft, nothing planned |
| `shown` | the same after a sync of the live route: everything stands in the CRM |

`crm_standing` compares what stands there with what should, and does what a failure holds up.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from odoo.tools import config

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))
config.parse_config(
    ["-c", os.environ["CBC_ODOO_CONF"], "-d", os.environ["CBC_TEMPLATE_DB"], "--no-http"]
    + ["--log-level=warn", "--max-cron-threads=0"]
)

import database  # noqa: E402  (Odoo reads its configuration before anything of it is imported)
from crm_world import CrmWorld  # noqa: E402
from servers import free_port  # noqa: E402
from stage import Stage  # noqa: E402

#: Small, with everything that people who sell look at.
DATASET = ("--customers", "24", "--invoices", "120", "--quota", "100000", "--crm")
ORGANISATION = ("--requests", "1000000", "--execution-seconds", "1000000")


@pytest.fixture(scope="session")
def prefix() -> str:
    return f"{os.environ['CBC_TEMPLATE_DB']}_c{os.getpid()}"


@pytest.fixture(scope="session")
def fresh_stage(prefix, tmp_path_factory) -> Iterator[Stage]:
    ports = (free_port(), free_port())
    folder = tmp_path_factory.mktemp("fresh")
    stage = Stage(f"{prefix}_fresh", folder, ports, DATASET, "dynamics", ORGANISATION, CrmWorld)
    database.copy(os.environ["CBC_TEMPLATE_DB"], stage.database)
    database.keep(stage.database)
    yield stage
    database.drop(stage.database)


@pytest.fixture(scope="session")
def ready_stage(fresh_stage, prefix, tmp_path_factory) -> Iterator[Stage]:
    def advance(world: CrmWorld) -> None:
        world.connect()
        world.provision()
        world.pull()

    stage = fresh_stage.next(f"{prefix}_ready", tmp_path_factory.mktemp("ready"), advance)
    yield stage
    database.drop(stage.database)


@pytest.fixture(scope="session")
def shown_stage(ready_stage, prefix, tmp_path_factory) -> Iterator[Stage]:
    def advance(world: CrmWorld) -> None:
        world.go_live()
        world.sync()

    stage = ready_stage.next(f"{prefix}_shown", tmp_path_factory.mktemp("shown"), advance)
    yield stage
    database.drop(stage.database)


@pytest.fixture
def fresh(fresh_stage, tmp_path) -> Iterator[CrmWorld]:
    with fresh_stage.opened(tmp_path) as world:
        yield world


@pytest.fixture
def ready(ready_stage, tmp_path) -> Iterator[CrmWorld]:
    with ready_stage.opened(tmp_path) as world:
        yield world


@pytest.fixture
def shown(shown_stage, tmp_path) -> Iterator[CrmWorld]:
    with shown_stage.opened(tmp_path) as world:
        yield world
