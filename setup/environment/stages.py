"""The stages of `setup/test`: what is tested, with which Python and which surroundings."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from . import interpreters, layout, venv
from .counts import Counts
from .testrun import TestRun

Stage = Callable[[TestRun], Counts]

TESTS = layout.ADDON / "tests"
PURE = TESTS / "pure"
PROCESS = TESTS / "process"
ENGINE = TESTS / "engine"
CRM = TESTS / "crm"
# Longer than all other tests with real workers together: a stage of its own, and so is what
# installs an addon of its own.
KILLED = tuple(sorted(PROCESS.glob("test_killed*.py")))
INVENTED = ENGINE / "test_invented.py"
# A whole year of three administrations.
YEAR = ENGINE / "test_year.py"
WITHOUT_ODOO = ("-p", "no:odoo")
# Nobody pulls PostgreSQL's plug while it tests: what is committed need not wait for the disk.
HASTY = {"PGOPTIONS": "-c synchronous_commit=off"}
# Keeps pytest from importing the addon around the pure tests, which would need Odoo.
PURE_ALONE = (f"--rootdir={PURE}", f"--confcutdir={PURE}")


def lint(run: TestRun) -> Counts:
    """Ruff's rules and its formatting, over the whole checkout; Odoo's over the addon."""
    ruff, pylint = (layout.VENV / "bin" / name for name in ("ruff", "pylint"))
    commands = [
        [ruff, "check", "--no-cache"],
        [ruff, "format", "--no-cache", "--check"],
        [pylint, f"--rcfile={layout.ROOT / '.pylintrc'}", layout.ADDON],
    ]
    failed = [run.command("lint", command)[0] != 0 for command in commands]
    return Counts(failed=sum(failed))


def setup(run: TestRun) -> Counts:
    """These scripts' own judgement of what passed."""
    python = layout.python_of(layout.VENV)
    env = {"PYTHONPATH": str(layout.SETUP)}
    return run.pytest("setup", python, layout.SETUP / "tests", WITHOUT_ODOO, env)


def sandbox(run: TestRun) -> Counts:
    """The servers, also with clients that others wrote."""
    env = {
        "CLIENTS_PYTHON": str(layout.python_of(layout.VENV_CLIENTS)),
        "CLIENTS_NODE": str(layout.NODE_CLIENTS),
    }
    folder = layout.ROOT / "sandbox" / "tests"
    return run.pytest("sandbox", layout.python_of(layout.VENV), folder, WITHOUT_ODOO, env)


def pure(run: TestRun) -> Counts:
    """Rules and clients without Odoo, with today's libraries."""
    options = (*WITHOUT_ODOO, *PURE_ALONE)
    return run.pytest("pure", layout.python_of(layout.VENV), PURE, options)


def oldest(run: TestRun) -> Counts:
    """The same with the oldest libraries that are supported."""
    return run.pytest("oldest", layout.python_of(layout.VENV_OLDEST), PURE, PURE_ALONE)


def on_python(version: str, run: TestRun) -> Counts:
    """The same on another Python of the machine; one that isn't here is said, not counted."""
    stage = f"python{version}"
    found = interpreters.find(version)
    if not found:
        run.show(stage, f"Python {version} was not found here: the pure tests did not run on it.")
        return Counts()
    home = layout.RUN / "python" / version
    note = venv.ensure(home, ["requirements-pure.txt"], interpreter=str(found))
    run.show(stage, f"environment for {found}: {note}")
    return run.pytest(stage, layout.python_of(home), PURE, PURE_ALONE)


def addon(run: TestRun) -> Counts:
    """The addon inside Odoo: database, HTTP and browser."""
    database = run.tested_database()
    options = (
        f"--odoo-config={run.own_config(database)}",
        f"--odoo-database={database}",
        "--odoo-http",
        f"--ignore={PURE}",
        f"--ignore={PROCESS}",
        f"--ignore={ENGINE}",
        f"--ignore={CRM}",
    )
    env = {"ODOO_QUEUE_JOB_CHANNELS": "root:0", **HASTY}
    return run.pytest("addon", layout.python_of(layout.VENV), TESTS, options, env)


def engine(run: TestRun) -> Counts:
    """Pulling, planning and posting on real databases with real commits."""
    return _on_copies(run, "engine", ENGINE, ENGINE, f"--ignore={INVENTED}", f"--ignore={YEAR}")


def invented(run: TestRun) -> Counts:
    """A system that comes as an addon of its own."""
    return _on_copies(run, "invented", ENGINE, INVENTED)


def year(run: TestRun) -> Counts:
    """A year's business in three administrations, both sides equal to the cent."""
    return _on_copies(run, "year", ENGINE, YEAR)


def crm(run: TestRun) -> Counts:
    """The way to a CRM and back."""
    return _on_copies(run, "crm", CRM, CRM)


def killed(run: TestRun) -> Counts:
    """Real Odoo workers, killed at every point of a post."""
    return _on_copies(run, "killed", PROCESS, *KILLED)


def process(run: TestRun) -> Counts:
    """Real Odoo workers, cut off, two at once, and used through a browser."""
    others = (f"--ignore={one}" for one in KILLED)
    return _on_copies(run, "process", PROCESS, PROCESS, *others)


def _on_copies(run: TestRun, stage: str, folder: Path, tests: Path, *more: str | Path) -> Counts:
    """Run tests that make databases of their own from one with the addon installed.

    `more` are further files of tests, and options of pytest.
    """
    env = {
        "CBC_PYTHON": str(layout.python_of(layout.VENV)),
        "CBC_ODOO_CONF": str(layout.ODOO_CONF),
        "CBC_TEMPLATE_DB": run.addon_database(),
        **HASTY,
    }
    options = (*WITHOUT_ODOO, f"--rootdir={folder}", f"--confcutdir={folder}", *more)
    return run.pytest(stage, layout.python_of(layout.VENV), tests, options, env)


def _other_pythons() -> dict[str, Stage]:
    own = ".".join(map(str, sys.version_info[:2]))
    versions = [version for version in interpreters.SUPPORTED if version != own]
    return {f"python{version}": partial(on_python, version) for version in versions}


# Three lanes run side by side: real workers wait a lot, for each other and for Exact, and leave
# the processors to the others.
LANES: tuple[Mapping[str, Stage], ...] = (
    {"engine": engine, "invented": invented},
    {"killed": killed, "process": process, "year": year, "crm": crm},
    {
        "lint": lint,
        "addon": addon,
        "setup": setup,
        "pure": pure,
        "oldest": oldest,
        "sandbox": sandbox,
        **_other_pythons(),
    },
)
NAMES = tuple(name for lane in LANES for name in lane)
