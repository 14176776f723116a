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

#: What the real systems allow would be all that is measured; see `--minutes` for that.
CHARGEBEE = ("--quota", "100000000")
EXACT = ("--minutely", "100000000", "--daily", "100000000")
#: Invoices for each customer of the made-up company.
INVOICES_PER_CUSTOMER = 5
#: A site of 20,000 invoices is made up while its server starts.
START_SECONDS = 180


class Site:
    """Servers that run and a database in which both are connected."""

    def __init__(
        self, conf: Path, database: str, invoices: int, children: Children, urls: Mapping[str, str]
    ) -> None:
        self.database = database
        self.invoices = invoices
        self.chargebee_url = urls["chargebee"]
        self.exact = Control(urls["exact"])
        self._conf = conf
        self._children = children
        token = self.exact.post("/_sandbox/token", {})["refresh_token"]
        connected = self.worker(
            "connect", chargebee=urls["chargebee"], exact=urls["exact"], token=token
        )
        self.references: dict[str, int] = connected["references"]

    def worker(self, task: str, **arguments: str) -> dict:
        """Have a fresh worker do a task of `bench_worker`; what it found out."""
        words = [f"{name}={value}" for name, value in arguments.items()]
        python = layout.python_of(layout.VENV)
        module = "environment.bench_worker"
        return self.program([python, "-m", module, self._conf, self.database, task, *words])

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
) -> Iterator[Site]:
    """Start both servers, connect them in a copy of the database `empty`, remove it all on leaving.

    `empty` has the addon installed and nobody is connected to it.
    """
    database = f"{empty}_{invoices}"
    options = {
        "chargebee": [
            *("--invoices", invoices),
            *("--customers", max(1, invoices // INVOICES_PER_CUSTOMER)),
            *CHARGEBEE,
        ],
        "exact": exact,
    }
    databases.drop(database)
    databases.copy(empty, database)
    servers: list[Popen] = []
    urls = {}
    try:
        for system, words in options.items():
            port = ports.any_free()
            log = layout.LOGS / f"{database}-{system}.log"
            with log.open("w", encoding="utf-8") as stream:
                module = [layout.python_of(layout.VENV), "-m", f"sandbox.{system}"]
                servers.append(children.start([*module, "--port", port, *words], stream))
            urls[system] = f"http://{ports.HOST}:{port}"
            _wait(urls[system], servers[-1], log)
        yield Site(conf, database, invoices, children, urls)
    finally:
        for server in servers:
            children.forget(server)
            server.wait()
        databases.drop(database)


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
