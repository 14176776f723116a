"""The whole environment, step by step; a step that is already satisfied takes no time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from . import chromium, config, databases, layout, node, odoo, postgres, venv
from .console import say, step


def prepare(for_tests: bool) -> odoo.Odoo:
    """Make everything that the demo needs, and with `for_tests` what only tests need as well.

    Safe to run several times at once: the second waits for the first.
    """
    found: list[odoo.Odoo] = []

    def ensure_odoo() -> str:
        got, note = odoo.ensure()
        found.append(got)
        return note

    with _alone():
        step("Odoo 19", ensure_odoo)
        step("Python environment (.venv)", lambda: _ensure_main_venv())
        step("Odoo in the Python environment", lambda: _link(found[0]))
        if for_tests:
            step("Other people's clients (.venv-clients)", _ensure_clients)
            step("Other people's clients for Node.js (.node-clients)", node.ensure)
            step("Oldest supported libraries (.venv-oldest)", _ensure_oldest)
            step("Browser", chromium.ensure)
        step("PostgreSQL", postgres.ensure)
        step("Template database", lambda: databases.ensure_template(found[0]))
    return found[0]


def _ensure_main_venv() -> str:
    requirements = ["requirements-odoo.txt", "requirements-tools.txt"]
    return venv.ensure(layout.VENV, requirements, ["requirements-addons.txt"])


def _link(found: odoo.Odoo) -> str:
    config.write(layout.ODOO_CONF, found)
    return venv.link_odoo(layout.VENV, found.python_root)


def _ensure_clients() -> str:
    return venv.ensure(layout.VENV_CLIENTS, ["requirements-clients.txt"])


def _ensure_oldest() -> str:
    return venv.ensure(layout.VENV_OLDEST, ["requirements-oldest.txt"])


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the checkout's lock; wait for another run that prepares the same folders."""
    layout.RUN.mkdir(exist_ok=True)
    with (layout.RUN / "environment.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("- another run is preparing this checkout; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
