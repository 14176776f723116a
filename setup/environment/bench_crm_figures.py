"""From what workers and servers counted to the figures of billing in a CRM."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil

from . import bench_figures
from .bench_table import Figure, mebibytes, number

#: Rows, lines of documents among them, that a write call brings at least.
ROWS_PER_CALL = 500
#: What is done there to write many rows at once.
WRITES = ("UpsertMultiple", "UpdateMultiple", "$batch")
#: How much of the work is done when the memory is looked at for the first time.
EARLY = 0.1
TASKS = ("pull", "plan", "post")


def formula(rows: Mapping[str, int]) -> str:
    """Return how many write calls there may be, as people read it."""
    total = sum(rows.values())
    return (
        f"write calls = {' + '.join(WRITES)}, in the organisation's own log\n"
        f"  at most rows ÷ {ROWS_PER_CALL} = {total:,} ÷ {ROWS_PER_CALL} = {most_writes(total):,}; "
        f"rows of {len(rows)} tables, lines and other parts counted"
    )


def most_writes(rows: int) -> int:
    """Return how many write calls so many rows may take."""
    return ceil(rows / ROWS_PER_CALL)


def writes(calls: Sequence[Mapping]) -> Counter[str]:
    """Return the write calls of a log, by what they are; anything else that writes by its method.

    Calls for a token are left out.
    """
    counted: Counter[str] = Counter()
    for call in calls:
        if call["method"] == "GET" or "/oauth2/" in call["path"]:
            continue
        name = call["path"].rpartition("/")[2].rpartition(".")[2]
        counted[name if name in WRITES else call["method"]] += 1
    return counted


def crm(small: dict, big: dict, sizes: tuple[int, int]) -> dict[str, list[Figure]]:
    """Return all figures by heading. `small` and `big` hold what each task of a site said.

    `sizes` are the invoices of both.
    """
    return {
        "Writing": _writing(big),
        "Speed": _speed(big),
        "Queries and memory": _sizes(small, big, sizes),
        "A quiet hour": _quiet(big),
        "What stands there": _standing(big),
    }


def _writing(done: dict) -> list[Figure]:
    rows = sum(done["bodies"]["rows"].values())
    made = writes(done["calls"])
    count, most = sum(made.values()), most_writes(rows)
    return [
        Figure(
            f"write calls for {rows:,} rows",
            f"{count:,} ({rows / count:,.0f} rows each)",
            f"bare loop, {ROWS_PER_CALL} of a table: {done['loop']['calls']:,}",
            f"{most:,}",
            count <= most,
            count / most,
        ),
        *(Figure(f"  {name}", f"{made[name]:,}") for name in sorted(made)),
    ]


def _speed(done: dict) -> list[Figure]:
    rows, loop = done["loop"]["rows"], done["loop"]
    ours, bare = rows / done["post"]["wall"], loop["rows"] / loop["wall"]
    whole = sum(done[task]["wall"] for task in TASKS)
    cpu = done["post"]["cpu"] / rows * 1e6
    took = ", ".join(f"{task} {done[task]['wall']:,.0f} s" for task in TASKS)
    return [
        Figure(
            "rows posted, per second",
            number(ours),
            f"bare loop, nothing remembered: {number(bare)}",
            f"is {ours / bare:.0%} of it",
        ),
        Figure(
            "  pulled, planned and posted, per second",
            number(rows / whole),
            took,
        ),
        Figure(
            "  processor per row posted, microseconds",
            f"{number(cpu)}{_database(done['post'], rows)}",
            f"bare loop: {number(loop['cpu'] / rows * 1e6)}",
        ),
    ]


def _sizes(small: dict, big: dict, sizes: tuple[int, int]) -> list[Figure]:
    queries = [
        Figure(
            f"queries of a batch, {task}",
            f"{big[task]['batch_queries']}",
            f"at a tenth: {small[task]['batch_queries']}",
        )
        for task in ("plan", "post")
    ]
    memory = []
    for task in TASKS:
        memory.append(bench_figures.memory(task, (sizes[0], small[task]), (sizes[1], big[task])))
        peaks = big[task]["peaks"]
        early = peaks[int(len(peaks) * EARLY)]
        memory.append(
            Figure(
                "  within the run",
                f"at its end: {mebibytes(peaks[-1])}",
                f"at {EARLY:.0%}, before the heavy kinds: {mebibytes(early)}",
            )
        )
    return queries + memory


def _quiet(done: dict) -> list[Figure]:
    quiet = done["quiet"]
    crm_calls = [call for call in quiet["crm"] if "/oauth2/" not in call["path"]]
    written = sum(writes(quiet["crm"]).values())
    tables, lists = done["sync"]["tables"], done["sync"]["lists"]
    return [
        Figure(
            "calls to the CRM in a quiet hour",
            str(len(crm_calls)),
            f"tables that are read there: {tables}",
            str(tables),
            len(crm_calls) == tables,
        ),
        Figure("  of which write", str(written), "", "0", written == 0),
        Figure("calls to Chargebee", str(len(quiet["site"])), f"lists: {lists}"),
    ]


def _standing(done: dict) -> list[Figure]:
    found = {name: len(rows) for name, rows in done["audit"].items() if rows}
    left = [
        f"{count} {kind} {state} {reason}".strip()
        for kind, state, reason, count in done["post"]["states"]
        if state not in ("posted", "skipped")
    ]
    return [
        Figure(
            "found by the audit",
            str(sum(found.values())),
            ", ".join(f"{name}: {count}" for name, count in found.items()),
            "0",
            not found,
        ),
        Figure("not there, for reasons that the dataset plants", "", "; ".join(left)),
    ]


def _database(work: dict, count: int) -> str:
    if work["database_cpu"] is None:
        return ""
    return f" + PostgreSQL {number(work['database_cpu'] / count * 1e6)}"
