"""`setup/bench [--scale N] [--minutes | --month | --crm]`: speed, calls and memory.

All beside their baselines. `--scale N` takes an N-th of the invoices; `--minutes` measures for
three real minutes whether Exact's 60 calls a minute are kept, and nothing else; `--month` the calls
of a month of business, `--crm` billing into a CRM, and nothing else. The measurements are in
`benchmark.py`, `bench_month.py` and `bench_crm.py`. Each run starts from empty books, and needs no
Odoo server: its workers do their steps themselves.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import config, databases, demo_database, earlier_run, layout, ports
from .bench_crm import Crm
from .bench_month import Month
from .benchmark import Benchmark, machine_notes
from .children import Children
from .console import say, step
from .odoo import Odoo
from .prepare import prepare

NAME = "bench"


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark; 1 when a measurement misses its aim."""
    parser = argparse.ArgumentParser(prog="setup/bench")
    parser.add_argument("--scale", type=int, default=1, metavar="N", help="an N-th of the invoices")
    parser.add_argument("--minutes", action="store_true", help="three minutes with the real quota")
    parser.add_argument("--month", action="store_true", help="the calls of a month of business")
    parser.add_argument("--crm", action="store_true", help="billing into a CRM")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    odoo = prepare(for_tests=True)
    with empty_database(NAME, odoo) as (conf, database, children):
        benchmark = Benchmark(conf, database, children, options.scale)
        if options.month:
            say(machine_notes())
            met = Month(conf, database, children).run()
        elif options.crm:
            say(machine_notes())
            met = Crm(conf, database, children, options.scale).run()
        else:
            met = benchmark.run_minutes() if options.minutes else benchmark.run()
    say(f"\nwhole run: {time.monotonic() - started:.0f} s")
    say("every aim is met" if met else "an aim is MISSED")
    return 0 if met else 1


@contextmanager
def empty_database(name: str, odoo: Odoo) -> Iterator[tuple[Path, str, Children]]:
    """Make a database with the addon installed; it and all processes are gone on leaving.

    Yields a configuration for it, its name, and who starts processes.
    """
    folder, database = layout.RUN / name, databases.of_checkout(name)
    earlier_run.stop(name)
    demo_database.remove(database, folder)
    step("Database", lambda: demo_database.ensure(database, folder, odoo))
    conf = config.write(folder / "odoo.conf", odoo, database, ports.any_free())
    children = Children()
    earlier_run.remember(name, children.pids())
    try:
        yield conf, database, children
    finally:
        children.stop()
        demo_database.remove(database, folder)
        earlier_run.forget(name)
