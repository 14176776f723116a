"""`setup/bench [--scale N] [--minutes]`: speed, calls and memory beside their baselines.

`--scale N` takes an N-th of the invoices; `--minutes` measures for three real minutes whether
Exact's 60 calls a minute are kept, and nothing else. The measurements are in `benchmark.py`. Each
run starts from empty books, and needs no Odoo server: its workers do their steps themselves.
"""

import argparse
import time
from collections.abc import Sequence

from . import config, demo_database, earlier_run, layout, ports
from .benchmark import Benchmark
from .children import Children
from .console import say, step
from .prepare import prepare

NAME, DATABASE = "bench", "cbc_bench"


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark; 1 when a measurement misses its aim."""
    parser = argparse.ArgumentParser(prog="setup/bench")
    parser.add_argument("--scale", type=int, default=1, metavar="N", help="an N-th of the invoices")
    parser.add_argument("--minutes", action="store_true", help="three minutes with the real quota")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    odoo = prepare(for_tests=True)
    folder = layout.RUN / NAME
    earlier_run.stop(NAME)
    demo_database.remove(DATABASE, folder)
    step("Database", lambda: demo_database.ensure(DATABASE, folder, odoo))
    conf = config.write(folder / "odoo.conf", odoo, DATABASE, ports.any_free())
    children = Children()
    earlier_run.remember(NAME, children.pids())
    try:
        benchmark = Benchmark(conf, DATABASE, children, options.scale)
        met = benchmark.run_minutes() if options.minutes else benchmark.run()
    finally:
        children.stop()
        demo_database.remove(DATABASE, folder)
        earlier_run.forget(NAME)
    say(f"\nwhole run: {time.monotonic() - started:.0f} s")
    say("every aim is met" if met else "an aim is MISSED")
    return 0 if met else 1
