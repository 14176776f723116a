"""What a piece of work costs a worker: time, processor, PostgreSQL, queries and memory."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


class Meter:
    """Measures from its making on. Times are seconds, memory is KiB.

    `cpu` is this process's own processor time, all threads; `database_cpu` that of PostgreSQL's
    processes for this database, None when they don't run on this machine. `peak` is the most
    memory that the process ever had resident, `start` what it had when the meter was made.
    """

    def __init__(self, env: Any) -> None:
        self._env = env
        self._thread = threading.current_thread()
        self._thread.query_count, self._thread.query_time = 0, 0.0
        self._start = _status("VmRSS")
        self._database = self._database_cpu()
        self._wall, self._cpu = time.monotonic(), time.process_time()

    def read(self) -> dict[str, float | None]:
        wall, cpu = time.monotonic() - self._wall, time.process_time() - self._cpu
        now = self._database_cpu()
        known = now is not None and self._database is not None
        return {
            "wall": wall,
            "cpu": cpu,
            "database_cpu": now - self._database if known else None,
            "queries": self._thread.query_count,
            "start": self._start,
            "peak": _status("VmHWM"),
        }

    def _database_cpu(self) -> float | None:
        """Processor time so far of all of PostgreSQL's processes for this database."""
        self._env.cr.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND inet_server_addr() IS NULL"
        )
        pids = [pid for (pid,) in self._env.cr.fetchall()]
        return sum(map(_cpu_of, pids)) if pids else None


@dataclass
class Part:
    """How often a part of the work was done, and the processor time it took in seconds.

    `queries` is the most that a single time needed.
    """

    times: int = 0
    cpu: float = 0.0
    queries: int = 0


@contextmanager
def counted(owner: type, name: str) -> Iterator[Part]:
    """Count what a method does while this lasts, in the thread that has a Meter."""
    part, method, thread = Part(), getattr(owner, name), threading.current_thread()

    @wraps(method)
    def measured(*args: Any, **kwargs: Any) -> Any:
        start, queries = time.process_time(), thread.query_count
        try:
            return method(*args, **kwargs)
        finally:
            part.times += 1
            part.queries = max(part.queries, thread.query_count - queries)
            part.cpu += time.process_time() - start

    setattr(owner, name, measured)
    try:
        yield part
    finally:
        setattr(owner, name, method)


@contextmanager
def sampled(owner: type, name: str) -> Iterator[list[int]]:
    """Note the most memory that the process ever had, in KiB, after each time a method is done."""
    peaks, method = [], getattr(owner, name)

    @wraps(method)
    def measured(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        finally:
            peaks.append(_status("VmHWM"))

    setattr(owner, name, measured)
    try:
        yield peaks
    finally:
        setattr(owner, name, method)


def _cpu_of(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    # The program's name, in brackets, may hold blanks.
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise ValueError(f"the kernel tells no {name}")
