"""`setup/bench [arguments]`: measures speed, calls and memory beside their baselines.

The measurements themselves are in `benchmark.py`. Each run starts from empty books.
"""

from collections.abc import Sequence

from . import benchmark
from .prepare import prepare
from .surroundings import running

FIRST_PORT = 8169


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark; 1 when a measurement misses its aim."""
    odoo = prepare(for_tests=True)
    with running("bench", odoo, FIRST_PORT, benchmark.SANDBOX, fresh=True) as world:
        return 0 if benchmark.measure(world, arguments) else 1
