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

STOP_SECONDS = 10


class Children:
    """The running processes of this run. Safe to use from several threads."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen] = []
        self._lock = threading.Lock()
        self._stopped = False

    def start(
        self,
        command: Sequence[str | Path],
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
