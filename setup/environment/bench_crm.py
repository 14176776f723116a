"""`setup/bench --crm`: billing into a CRM, at full size.

20,000 customers with 60,000 invoices, and all that belongs to them, go from the Chargebee sandbox
through Odoo into the Dynamics sandbox. Beside it a bare loop writes the same rows into a second
organisation by UpsertMultiple, without Odoo. Then a sync finds that nothing has changed.
"""

from collections.abc import Callable
from pathlib import Path

from . import bench_crm_figures as figures
from . import databases, layout
from .bench_site import APPLICATION, CHARGEBEE, TENANT, Server, Workers
from .bench_table import show
from .children import Children
from .console import say, step
from .sandbox_control import Control

CUSTOMERS, INVOICES = 20000, 60000
#: Fewer than these are made one by one: a site in bulk copies what 600 customers did.
LEAST_IN_BULK = 1200
#: The real limits would be all that is measured.
DYNAMICS = ("--requests", "100000000", "--execution-seconds", "100000000")
LIMITS = ("--accounts", "60", "--key-seconds", "0")


class Crm:
    """One run. `empty` is a database with the addon installed, which another is made from."""

    def __init__(self, conf: Path, empty: str, children: Children, scale: int = 1) -> None:
        self._conf = conf
        self._empty = empty
        self._children = children
        self._customers, self._invoices = CUSTOMERS // scale, INVOICES // scale
        self._done: dict[str, dict] = {}

    def run(self) -> bool:
        """Measure and show everything; whether each aim was met."""
        say(f"\nBilling into a CRM: {self._customers:,} customers, {self._invoices:,} invoices")
        database = f"{self._empty}_crm"
        databases.drop(database)
        databases.copy(self._empty, database)
        names = {"chargebee": "chargebee", "dynamics": "dynamics", "loop": "dynamics"}
        servers = {
            name: Server(system, layout.LOGS / f"{database}-{name}.log", self._children)
            for name, system in names.items()
        }
        bodies = layout.RUN / f"{database}.bodies"
        try:
            for name, server in servers.items():
                words = self._site() if name == "chargebee" else (*DYNAMICS, *LIMITS)
                server.start(words)
            self._measure(servers, Workers(self._conf, database, self._children, "bench_crm_worker"), bodies)
        finally:
            for server in servers.values():
                server.stop()
            databases.drop(database)
            bodies.unlink(missing_ok=True)
        return self._show()

    # --- measuring ------------------------------------------------------------------------

    def _site(self) -> tuple:
        bulk = ("--bulk",) if self._customers >= LEAST_IN_BULK else ()
        sizes = ("--customers", self._customers, "--invoices", self._invoices)
        return (*sizes, "--crm", *bulk, *CHARGEBEE)

    def _measure(self, servers: dict[str, Server], workers: Workers, bodies: Path) -> None:
        urls = {name: server.url for name, server in servers.items()}
        crm, site = Control(urls["dynamics"]), Control(urls["chargebee"])
        self._keep("connect", lambda: workers.worker("connect", **urls))
        for task in ("pull", "plan"):
            self._keep(task, lambda task=task: workers.worker(task))
        crm.delete("/_sandbox/calls")
        self._keep("post", lambda: workers.worker("post"))
        self._done["calls"] = crm.get("/_sandbox/calls")
        self._keep("bodies", lambda: workers.worker("bodies", file=bodies))
        python = layout.python_of(layout.VENV)
        words = [python, "-m", "environment.bench_crm_loop", urls["loop"], TENANT, *APPLICATION]
        self._keep("a bare loop", lambda: workers.program([*words, bodies]))
        for control in (crm, site):
            control.delete("/_sandbox/calls")
        self._keep("a quiet hour", lambda: workers.worker("sync"))
        self._done["quiet"] = {
            "crm": crm.get("/_sandbox/calls")["calls"],
            "site": site.get("/_sandbox/calls")["calls"],
        }
        self._done["audit"] = crm.get("/_sandbox/audit")

    def _keep(self, title: str, work: Callable[[], dict]) -> None:
        def kept() -> str:
            self._done[title] = work()
            return "done"

        step(title, kept)

    # --- showing --------------------------------------------------------------------------

    def _show(self) -> bool:
        shown = figures.crm(self._done)
        show("Billing into a CRM", shown)
        return all(figure.met is not False for figure in shown)
