"""`setup/test [stage ...] [-- pytest arguments]`: all tests, or single stages of them."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

from .console import SetupError, say
from .counts import Counts
from .prepare import prepare
from .stages import LANES, NAMES, Stage
from .testrun import TestRun


def main(arguments: Sequence[str]) -> int:
    """Run the stages and print one closing line; 1 when anything failed or was skipped."""
    names, pytest_arguments = _split(arguments)
    started = time.monotonic()
    odoo = prepare(for_tests=True)
    lanes = [{name: lane[name] for name in lane if name in names} for lane in LANES]
    run = TestRun(odoo, pytest_arguments, live=len(names) == 1)
    try:
        results = _run_lanes(run, [lane for lane in lanes if lane])
    finally:
        run.close()
    say("")
    for name in names:
        counts, seconds = results[name]
        say(f"{name:12} {counts} ({seconds:.1f} s)")
    total = sum((counts for counts, _ in results.values()), Counts())
    say(f"whole run: {time.monotonic() - started:.0f} s")
    say(str(total))
    return 0 if total.good else 1


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The stages asked for, in their own order (all when none is named), and pytest's arguments."""
    words = list(arguments)
    cut = words.index("--") if "--" in words else len(words)
    wanted, pytest_arguments = words[:cut], words[cut + 1 :]
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        raise SetupError(
            f"Unknown: {' '.join(unknown)}\n"
            f"Usage: setup/test [stage ...] [-- pytest arguments]\nStages: {' '.join(NAMES)}"
        )
    return [name for name in NAMES if not wanted or name in wanted], pytest_arguments


def _run_lanes(
    run: TestRun, lanes: Sequence[Mapping[str, Stage]]
) -> dict[str, tuple[Counts, float]]:
    """Run the lanes side by side, the stages of a lane one after the other."""
    results: dict[str, tuple[Counts, float]] = {}

    def run_lane(lane: Mapping[str, Stage]) -> None:
        for name, stage in lane.items():
            started = time.monotonic()
            counts = _run_stage(run, name, stage)
            results[name] = counts, time.monotonic() - started

    pool = ThreadPoolExecutor(len(lanes))
    try:
        futures = [pool.submit(run_lane, lane) for lane in lanes]
        done, _ = wait(futures, return_when=FIRST_EXCEPTION)
        for future in done:
            future.result()
    except BaseException:
        # Interrupted or broken: end the children, or the lanes would go on waiting for them.
        run.children.stop()
        raise
    finally:
        pool.shutdown()
    return results


def _run_stage(run: TestRun, name: str, stage: Stage) -> Counts:
    """Run one stage; what it could not even start for is a failure of that stage only."""
    run.show(name, "started")
    try:
        return stage(run)
    except SetupError as error:
        run.show(name, str(error))
        return Counts(failed=1)
