"""Processes that we start and must stop: each in a group of its own, ended as a whole."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from . import layout
from .commands import tail
from .console import SetupError

STOP_SECONDS = 10


class Children:
    """The running processes of this run. Safe to use from several threads."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen] = []
        self._logs: dict[int, Path] = {}
        self._lock = threading.Lock()
        self._stopped = False

    def start(
        self,
        command: Sequence[str | Path | int],
        output: IO | int,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.Popen:
        """Start a process from the checkout's root; RuntimeError after `stop`."""
        with self._lock:
            if self._stopped:
                raise RuntimeError("the run is being stopped")
            child = subprocess.Popen(
                [str(word) for word in command],
                cwd=layout.ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._running.append(child)
        return child

    def start_logged(self, name: str, command: Sequence[str | Path | int]) -> None:
        """Start a server with its output in `.run/log/<name>.log`."""
        layout.LOGS.mkdir(parents=True, exist_ok=True)
        log = layout.LOGS / f"{name}.log"
        with log.open("w", encoding="utf-8") as stream:
            child = self.start(command, stream)
        self._logs[child.pid] = log

    def check(self) -> None:
        """SetupError with the end of its log when a server has ended by itself."""
        for child in self._running:
            if child.poll() is not None and child.pid in self._logs:
                log = self._logs[child.pid]
                raise SetupError(
                    f"{log.stem} ended with exit code {child.returncode}:\n"
                    f"{tail(log)}\n(whole log: {log})"
                )

    def pids(self) -> list[int]:
        """The process ids, which are the ids of their groups too."""
        return [child.pid for child in self._running]

    def forget(self, child: subprocess.Popen) -> None:
        """A child that has ended; what it left behind in its group is ended as well."""
        with self._lock:
            self._running.remove(child)
        _signal_group(child, signal.SIGKILL)

    def stop(self) -> None:
        """End all of them, politely first (as by ctrl-C), and start no more."""
        with self._lock:
            self._stopped = True
            running, self._running = self._running, []
        for child in running:
            _signal_group(child, signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            _signal_group(child, signal.SIGKILL)
            child.wait()


def _signal_group(child: subprocess.Popen, number: int) -> None:
    """Signal a child's whole group, if anything of it is left."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)
