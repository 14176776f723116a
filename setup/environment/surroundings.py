"""A running world: the sandbox's servers and Odoo with its queue runner, on loopback."""

import http.client
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import config, databases, demo_database, earlier_run, layout, ports
from .children import Children
from .console import SetupError, step
from .odoo import Odoo
from .rpc import Rpc

LOGIN = PASSWORD = "admin"
START_SECONDS = 90


@dataclass(frozen=True)
class World:
    """Where to find what runs; handed to the story and to the benchmark."""

    database: str
    odoo_url: str
    chargebee_url: str
    exact_url: str
    folder: Path
    """Holds the sandbox's state, `chargebee.json` and `exact.json`."""
    children: Children
    login: str = LOGIN
    password: str = PASSWORD
    python: Path = layout.python_of(layout.VENV)
    clients_python: Path = layout.python_of(layout.VENV_CLIENTS)

    def rpc(self) -> Rpc:
        """A session with the running Odoo as its administrator."""
        return Rpc(self.odoo_url, self.database, self.login, self.password)

    def check(self) -> None:
        """SetupError when one of the servers is no longer running."""
        self.children.check()


@dataclass(frozen=True)
class Sandbox:
    """What both servers are started with, in the words of their own `--help`."""

    chargebee: Sequence[str] = ()
    exact: Sequence[str] = ()


@contextmanager
def running(
    name: str,
    odoo: Odoo,
    first_port: int,
    sandbox: Sandbox,
    fresh: bool = False,
) -> Iterator[World]:
    """Start everything under `.run/<name>` and stop it on leaving.

    An earlier run of the same name is stopped first. With `fresh` its data is removed as well.
    """
    folder = layout.RUN / name
    database = databases.of_checkout(name)
    earlier_run.stop(name)
    if fresh:
        demo_database.remove(database, folder)
    step("Database", lambda: demo_database.ensure(database, folder, odoo))
    children = Children()
    odoo_port = ports.next_free(first_port)
    chargebee_port = ports.next_free(8901)
    exact_port = ports.next_free(chargebee_port + 1)
    world = World(
        database=database,
        odoo_url=f"http://{ports.HOST}:{odoo_port}",
        chargebee_url=f"http://{ports.HOST}:{chargebee_port}",
        exact_url=f"http://{ports.HOST}:{exact_port}",
        folder=folder,
        children=children,
    )
    conf = config.write(folder / "odoo.conf", odoo, database, odoo_port)
    module = [world.python, "-m"]
    commands = {
        "chargebee": (
            [*module, "sandbox.chargebee", "--port", chargebee_port]
            + ["--state", folder / "chargebee.json", *sandbox.chargebee]
        ),
        "exact": (
            [*module, "sandbox.exact", "--port", exact_port]
            + ["--state", folder / "exact.json", *sandbox.exact]
        ),
        "odoo": [layout.VENV / "bin" / "odoo", "-c", conf],
    }
    places = {"chargebee": chargebee_port, "exact": exact_port, "odoo": odoo_port}
    try:
        for server, command in commands.items():
            children.start_logged(f"{name}-{server}", command)
        earlier_run.remember(name, children.pids())
        for server, port in places.items():
            step(f"Starting {server}", lambda port=port: _wait(children, port))
        yield world
    finally:
        children.stop()
        earlier_run.forget(name)


def _wait(children: Children, port: int) -> str:
    """Wait until a server answers anything at all over HTTP."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        children.check()
        connection = http.client.HTTPConnection(ports.HOST, port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            return f"http://{ports.HOST}:{port}"
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise SetupError(f"Nothing answered on port {port} within {START_SECONDS} s.")
