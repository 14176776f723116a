"""The measurements of `setup/bench`, each printed beside its baseline and its aim."""

import os
from pathlib import Path
from platform import machine, python_version

from . import bench_figures as figures
from . import layout
from .bench_site import Site, running_site
from .bench_table import Figure, show
from .children import Children
from .console import say, step
from .postgres import query

SMALL, MIDDLE, BIG = 1000, 5000, 20000
MINUTES, PER_MINUTE = 3, 60


class Benchmark:
    """One run. `empty` is a database with the addon installed, which sites are made from."""

    def __init__(self, conf: Path, empty: str, children: Children, scale: int = 1) -> None:
        self._conf = conf
        self._empty = empty
        self._children = children
        self._sizes = [size // scale for size in (SMALL, MIDDLE, BIG)]
        self._done: dict[tuple[int, str], dict] = {}
        self.figures: list[Figure] = []

    def run(self) -> bool:
        """Measure everything by default measured; whether each aim was met."""
        say(machine_notes())
        for size in self._sizes[:2]:
            with self._site(size) as site:
                self._all_of(site)
        with self._site(self._sizes[2]) as site:
            self._loops(site)
            self._tasks(site, "map", "plan")
        self._show()
        return all(figure.met is not False for figure in self.figures)

    def run_minutes(self) -> bool:
        """Post for some real minutes with Exact's real quota; whether it was kept."""
        quota = ("--minutely", str(PER_MINUTE), "--daily", "100000")
        with running_site(self._conf, self._empty, SMALL, self._children, quota) as site:
            self._tasks(site, "pull", "map", "plan")
            before = len(site.exact_calls())
            step(
                f"{MINUTES} minutes of posting",
                lambda: str(site.worker("post", seconds=str(MINUTES * 60))["posted"]),
            )
            made = site.exact_calls()[before:]
        shown = figures.minutes(made, PER_MINUTE)
        show("Within Exact's quota", shown)
        return all(figure.met for figure in shown)

    # --- measuring ------------------------------------------------------------------------

    def _site(self, invoices: int):
        say(f"\nA site with {invoices:,} invoices")
        return running_site(self._conf, self._empty, invoices, self._children)

    def _tasks(self, site: Site, *tasks: str) -> None:
        """Do tasks in order, each in a fresh worker, and keep what they cost."""
        for task in tasks:

            def work(task: str = task) -> str:
                self._done[site.invoices, task] = site.worker(task)
                return "done"

            step(task, work)

    def _all_of(self, site: Site) -> None:
        self._tasks(site, "pull", "map", "plan", "post")
        pulled, posted = self._of(site.invoices, "pull"), self._of(site.invoices, "post")
        mirrored = pulled["stored"].get("account", 0)
        made = site.exact_calls()
        posted["calls"] = figures.calls(made, site.references, posted["posted"], mirrored)

    def _loops(self, site: Site) -> None:
        """Read the same pages by a bare loop, by the connector, and by the official SDK."""
        python = layout.python_of(layout.VENV)
        loop = [python, "-m", "environment.bench_loop", site.chargebee_url]
        port = site.chargebee_url.rpartition(":")[2]
        listing = layout.SETUP / "clients" / "chargebee_listing.py"
        sdk = [layout.python_of(layout.VENV_CLIENTS), listing, port]
        self._keep(site, "a bare loop", "loop", loop)
        self._tasks(site, "pull")
        self._keep(site, "the bare loop again", "loop again", loop)
        self._keep(site, "the official SDK", "sdk", sdk)

    def _keep(self, site: Site, title: str, name: str, command: list) -> None:
        def work() -> str:
            done = self._done[site.invoices, name] = site.program(command)
            return f"{done['records']:,} records"

        step(title, work)

    def _of(self, size: int, task: str) -> dict:
        return self._done[size, task]

    # --- showing --------------------------------------------------------------------------

    def _show(self) -> None:
        small, middle, big = self._sizes
        loops = [self._of(big, "loop"), self._of(big, "loop again")]
        tables = {
            "Pulling": figures.pulling(self._of(big, "pull"), loops, self._of(big, "sdk")),
            "Planning": [
                *figures.planning(self._of(big, "plan")),
                figures.queries(self._of(small, "plan"), self._of(big, "plan")),
            ],
            "Calls": [self._of(size, "post")["calls"] for size in (small, middle)],
            "Memory": [
                *(
                    figures.memory(task, (small, self._of(small, task)), (big, self._of(big, task)))
                    for task in ("pull", "plan")
                ),
                figures.memory(
                    "post", (small, self._of(small, "post")), (middle, self._of(middle, "post"))
                ),
            ],
        }
        for title, shown in tables.items():
            show(title, shown)
            self.figures += shown


def machine_notes() -> str:
    """What the figures were measured on, which decides what they are worth elsewhere."""
    cores = len(os.sched_getaffinity(0))
    busy = os.getloadavg()[0]
    version = query("postgres", "SHOW server_version").split()[0]
    return (
        f"\n{cores} cores ({machine()}), Python {python_version()}, PostgreSQL {version}; the"
        f" sandbox's servers run on the same machine. {busy:.1f} processes were running before."
    )
