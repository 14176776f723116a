"""Real Odoo workers that die while they post: the manual.

What is proven here: whatever dies, and when, nothing is booked twice and nothing is lost. So
nothing in these tests is a stand-in: Odoo servers are processes with queue_job's runner, they post
over HTTP to the sandbox's Exact Online, and they are ended by SIGKILL to their whole process group
or by `pg_terminate_backend`. The product has no hook for it. A test stops a worker at a point
either by having the sandbox hold its request, or by a trigger of its own in the database that waits
for an advisory lock which the test holds.

`setup/test process` runs this folder. By hand, from the root of the checkout:

    createdb -T <template> my_addon && .venv/bin/odoo -c .run/odoo.conf -d my_addon \\
        -i chargebee_connector --stop-after-init --no-http
    CBC_PYTHON=$PWD/.venv/bin/python CBC_ODOO_CONF=$PWD/.run/odoo.conf CBC_TEMPLATE_DB=my_addon \\
        .venv/bin/python -m pytest -p no:odoo --rootdir=addons/chargebee_connector/tests/process \\
        --confcutdir=addons/chargebee_connector/tests/process \\
        addons/chargebee_connector/tests/process

- Databases are prepared once per session. prepare.py: connected, pulled, mapped and planned,
  nothing posted. prepare_money.py: what was sold is posted, planned are bank and memo entries,
  invoices to print and, on the route back, receipts to record. Each test copies one of them and
  the sandbox's books, and has its own server (world.py).
- crm.py has a preparation and a world of its own, between the site and a CRM: test_killed_crm.py.
- Time passes by SQL: `age_links` and `age_jobs` move timestamps ten minutes back. The addon's
  constants stay as they are.
- `world.prove()` ends every test: no duplicates in Exact, as many entries and accounts there as
  links posted, every id exists, nothing waits or is uncertain, the log tells it once, no run hangs.
- Logs of servers and sandbox stand in pytest's temporary folder of the test (`--basetemp`).
- Databases are called `cbk_...`. After a test run that was itself killed:
  psql -At -c "select datname from pg_database where datname like 'cbk%'" | xargs -n1 dropdb --force
"""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Behind this folder: only papers.py is taken from there.
sys.path.append(str(Path(__file__).parents[1] / "engine"))

import database  # noqa: E402  (what follows may use papers)
from prepare import Prepared, prepare  # noqa: E402
from prepare_money import prepare_money  # noqa: E402
from world import World  # noqa: E402
from world_back import WorldBack  # noqa: E402

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """The database and the books that most tests copy."""
    ready = prepare(tmp_path_factory.mktemp("prepared"))
    yield ready
    database.drop(ready.database)


@pytest.fixture(scope="session")
def prepared_money(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """The database and the books of tests about what follows a sale."""
    ready = prepare_money(tmp_path_factory.mktemp("prepared_money"))
    yield ready
    database.drop(ready.database)


@pytest.fixture(scope="session")
def leaving() -> Iterator[list[subprocess.Popen]]:
    """What is being dropped while the next tests run."""
    drops: list[subprocess.Popen] = []
    yield drops
    for drop in drops:
        drop.wait(60)


@contextmanager
def _opened(kind: type[World], prepared: Prepared, leaving: list, folder: Path) -> Iterator[World]:
    name = f"cbk_{os.getpid()}_{next(_numbers)}"
    made = kind(prepared, name, folder)
    try:
        made.start()
        yield made
    finally:
        made.close()
        leaving.append(database.dropping(name))


@pytest.fixture
def world(prepared: Prepared, leaving: list[subprocess.Popen], tmp_path: Path) -> Iterator[World]:
    """A world of its own for a test, with an Odoo server that waits for work."""
    with _opened(World, prepared, leaving, tmp_path) as made:
        yield made


@pytest.fixture
def money(
    prepared_money: Prepared, leaving: list[subprocess.Popen], tmp_path: Path
) -> Iterator[World]:
    """The same, in which payments, memo entries and invoices to print are planned."""
    with _opened(World, prepared_money, leaving, tmp_path) as made:
        yield made


@pytest.fixture
def back(
    prepared_money: Prepared, leaving: list[subprocess.Popen], tmp_path: Path
) -> Iterator[WorldBack]:
    """The same, seen from the route back: receipts are planned as payments on the site."""
    with _opened(WorldBack, prepared_money, leaving, tmp_path) as made:
        yield made
