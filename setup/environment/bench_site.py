"""One size of the benchmark: a Chargebee site, the books beside it and a database of their own."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from . import databases, layout, ports
from .children import Children
from .commands import tail
from .console import SetupError
from .sandbox_control import Control

#: Where everything is posted, from when on, and whose days are meant.
DIVISION, FIRST_DAY, TIME_ZONE = "100001", "2026-01-01", "Europe/Amsterdam"
#: The organisation's directory, and the application there that may make tables.
TENANT = "6f1c2a34-0b5d-4c7e-9a81-2d3e4f506172"
APPLICATION = ("a0000000-0000-4000-8000-000000000002", "setup-secret")
#: What the real systems allow would be all that is measured; see `--minutes` for that.
CHARGEBEE = ("--quota", "100000000")
EXACT = ("--minutely", "100000000", "--daily", "100000000")
#: Invoices for each customer of the made-up company.
INVOICES_PER_CUSTOMER = 5
#: A site of 20,000 invoices is made up while its server starts.
START_SECONDS = 180


class Server:
    """One server of the sandbox on a port of its own, which it keeps when it starts anew."""

    def __init__(self, system: str, log: Path, children: Children) -> None:
        self.port = ports.any_free()
        self.url = f"http://{ports.HOST}:{self.port}"
        self._module = [layout.python_of(layout.VENV), "-m", f"sandbox.{system}"]
        self._log = log
        self._children = children
        self._process: Popen | None = None

    def start(self, words: Sequence[str | int]) -> None:
        """Start it with these options and wait until it answers."""
        with self._log.open("w", encoding="utf-8") as stream:
            command = [*self._module, "--port", self.port, *words]
            self._process = self._children.start(command, stream)
        _wait(self.url, self._process, self._log)

    def stop(self) -> None:
        """End it, if it runs; its books are gone."""
        if self._process:
            self._children.forget(self._process)
            self._process.wait()
            self._process = None


class Workers:
    """Has tasks done in a database, each by a fresh worker; `module` is where the tasks are."""

    def __init__(self, conf: Path, database: str, children: Children, module: str) -> None:
        self.database = database
        self._conf = conf
        self._children = children
        self._module = f"environment.{module}"

    def worker(self, task: str, **arguments: object) -> dict:
        """Have a fresh worker do a task; what it found out."""
        words = [f"{name}={value}" for name, value in arguments.items()]
        python = layout.python_of(layout.VENV)
        return self.program([python, "-m", self._module, self._conf, self.database, task, *words])

    def program(self, command: Sequence[str | Path]) -> dict:
        """Run a program of the benchmark; the JSON object that it prints last."""
        layout.LOGS.mkdir(parents=True, exist_ok=True)
        log = layout.LOGS / f"{self.database}.log"
        env = {"PYTHONPATH": str(layout.SETUP), "ODOO_QUEUE_JOB_CHANNELS": "root:0"}
        with log.open("w", encoding="utf-8") as stream:
            child = self._children.start(command, stream, env)
            exit_code = child.wait()
        self._children.forget(child)
        if exit_code:
            raise SetupError(f"{' '.join(map(str, command))} failed:\n{tail(log)}")
        return json.loads(log.read_text(encoding="utf-8").splitlines()[-1])


class Site(Workers):
    """Servers that run and a database in which both are connected."""

    def __init__(
        self,
        conf: Path,
        database: str,
        invoices: int,
        children: Children,
        servers: Mapping[str, Server],
        worker: str,
    ) -> None:
        super().__init__(conf, database, children, worker)
        self.invoices = invoices
        self.chargebee = servers["chargebee"]
        self.chargebee_url = self.chargebee.url
        self.exact = Control(servers["exact"].url)
        self.exact_url = servers["exact"].url
        token = self.exact.post("/_sandbox/token", {})["refresh_token"]
        connected = self.worker(
            "connect", chargebee=self.chargebee_url, exact=self.exact_url, token=token
        )
        self.references: dict[str, int] = connected["references"]

    def exact_calls(self) -> list[dict]:
        """All calls to Exact so far, as its own log tells them."""
        return self.exact.get("/_sandbox/calls")["calls"]


@contextmanager
def running_site(
    conf: Path,
    empty: str,
    invoices: int,
    children: Children,
    exact: Sequence[str] = EXACT,
    chargebee: Sequence[str] = (),
    worker: str = "bench_worker",
) -> Iterator[Site]:
    """Start both servers, connect them in a copy of the database `empty`, remove it all on leaving.

    `empty` has the addon installed and nobody is connected to it. `chargebee` are options of a
    site other than the ordinary one with so many invoices.
    """
    database = f"{empty}_{invoices}"
    options = {
        "chargebee": chargebee or ordinary(invoices),
        "exact": exact,
    }
    databases.drop(database)
    databases.copy(empty, database)
    servers = {
        system: Server(system, layout.LOGS / f"{database}-{system}.log", children)
        for system in options
    }
    try:
        for system, words in options.items():
            servers[system].start(words)
        yield Site(conf, database, invoices, children, servers, worker)
    finally:
        for server in servers.values():
            server.stop()
        databases.drop(database)


def ordinary(invoices: int) -> Sequence[str | int]:
    """The options of an ordinary site with so many invoices."""
    customers = max(1, invoices // INVOICES_PER_CUSTOMER)
    return ("--invoices", invoices, "--customers", customers, *CHARGEBEE)


def _wait(url: str, server: Popen, log: Path) -> None:
    """Wait until a server answers; SetupError when it doesn't."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            Control(url).get("/_sandbox/holds")
            return
        except OSError:
            time.sleep(0.2)
    raise SetupError(f"{url} does not answer:\n{tail(log)}")
