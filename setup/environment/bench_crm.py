"""`setup/bench --crm`: billing into a CRM.

20,000 customers with 60,000 invoices, and all that belongs to them, go from the Chargebee sandbox
through Odoo into the Dynamics sandbox. Beside it a bare loop writes the same rows into a second
organisation by UpsertMultiple, without Odoo. Then a sync finds that nothing has changed. A tenth
of it goes before, so that what grows is seen.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import bench_crm_figures as figures
from . import databases, layout
from .bench_site import APPLICATION, CHARGEBEE, TENANT, Server, Workers
from .bench_table import show
from .children import Children
from .console import say, step
from .sandbox_control import Control

CUSTOMERS, INVOICES = 20000, 60000
#: Fewer are made one by one: a site in bulk copies what 600 customers did.
LEAST_IN_BULK = 1200
#: The real limits would be all that is measured.
DYNAMICS = ("--requests", "100000000", "--execution-seconds", "100000000", "--key-seconds", "0")


class Crm:
    """One run. `empty` is a database with the addon installed, which others are made from."""

    def __init__(self, conf: Path, empty: str, children: Children, scale: int = 1) -> None:
        self._conf = conf
        self._empty = empty
        self._children = children
        self._sizes = [
            (CUSTOMERS // scale // share, INVOICES // scale // share) for share in (10, 1)
        ]

    def run(self) -> bool:
        """Measure and show everything; whether each aim was met."""
        small, big = (self._measured(*size) for size in self._sizes)
        invoices = tuple(invoices for _customers, invoices in self._sizes)
        say(f"\n{figures.formula(big['bodies']['rows'])}")
        met = True
        for title, shown in figures.crm(small, big, invoices).items():
            show(title, shown)
            met = met and all(figure.met is not False for figure in shown)
        return met

    # --- measuring ------------------------------------------------------------------------

    def _measured(self, customers: int, invoices: int) -> dict:
        """Return what each task of a site said; all of them only of the whole one."""
        say(f"\nBilling into a CRM: {customers:,} customers with {invoices:,} invoices")
        done: dict = {}

        def keep(name: str, title: str, work: Callable[[], dict]) -> None:
            def kept() -> str:
                done[name] = work()
                return "done"

            step(title, kept)

        with self._site(customers, invoices) as (servers, workers, bodies):
            urls = {name: server.url for name, server in servers.items()}
            keep("connect", "connect", lambda: workers.worker("connect", **urls))
            Control(urls["dynamics"]).delete("/_sandbox/calls")
            for task in figures.TASKS:
                keep(task, task, lambda task=task: workers.worker(task))
            if (customers, invoices) == self._sizes[-1]:
                self._beside(keep, workers, urls, bodies, done)
        return done

    def _beside(self, keep, workers: Workers, urls: dict, bodies: Path, done: dict) -> None:
        """Have the bare loop write the same, a quiet hour pass, and the organisation looked at."""
        crm, site = Control(urls["dynamics"]), Control(urls["chargebee"])
        done["calls"] = crm.get("/_sandbox/calls")["calls"]
        keep("bodies", "the same rows once more", lambda: workers.worker("bodies", file=bodies))
        python = layout.python_of(layout.VENV)
        words = [python, "-m", "environment.bench_crm_loop", urls["loop"], TENANT, *APPLICATION]
        keep("loop", "a bare loop", lambda: workers.program([*words, bodies]))
        for control in (crm, site):
            control.delete("/_sandbox/calls")
        keep("sync", "a quiet hour", lambda: workers.worker("sync"))
        done["quiet"] = {
            "crm": crm.get("/_sandbox/calls")["calls"],
            "site": site.get("/_sandbox/calls")["calls"],
        }
        done["audit"] = crm.get("/_sandbox/audit")

    @contextmanager
    def _site(
        self, customers: int, invoices: int
    ) -> Iterator[tuple[dict[str, Server], Workers, Path]]:
        """Start the servers beside a copy of the empty database; all is gone on leaving."""
        database = f"{self._empty}_{invoices}"
        bulk = ("--bulk",) if customers >= LEAST_IN_BULK else ()
        sizes = ("--customers", customers, "--invoices", invoices)
        options = {
            "chargebee": ("chargebee", (*sizes, "--crm", *bulk, *CHARGEBEE)),
            "dynamics": ("dynamics", DYNAMICS),
            "loop": ("dynamics", DYNAMICS),
        }
        servers = {
            name: Server(system, layout.LOGS / f"{database}-{name}.log", self._children)
            for name, (system, _words) in options.items()
        }
        bodies = layout.RUN / f"{database}.bodies"
        databases.drop(database)
        databases.copy(self._empty, database)
        try:
            for name, server in servers.items():
                server.start(options[name][1])
            workers = Workers(self._conf, database, self._children, "bench_crm_worker")
            yield servers, workers, bodies
        finally:
            for server in servers.values():
                server.stop()
            databases.drop(database)
            bodies.unlink(missing_ok=True)
