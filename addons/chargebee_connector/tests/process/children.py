"""Processes that a test starts, kills and waits for; every wait has an end and says what for."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[4]
#: The machine may be busy with other tests: these are ends of patience, not expectations.
PATIENCE_SECONDS = 60.0
#: How often to look.
PAUSE_SECONDS = 0.03

Found = TypeVar("Found")


def wait_for(what: str, look: Callable[[], Found], seconds: float = PATIENCE_SECONDS) -> Found:
    """Return what `look` finds as soon as it finds something; AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what}: did not happen within {seconds:.0f} s")
        time.sleep(PAUSE_SECONDS)


def free_port() -> int:
    """A port that nobody listens on, below those that the system gives to clients.

    A worker that lives on may still call a server that is gone: no other test's server must
    ever be found at its address.
    """
    while True:
        port = random.randrange(15000, 30000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port


class Living:
    """A process in a group of its own, so that killing it leaves nobody behind."""

    def __init__(self, pid: int, log: Path) -> None:
        self.pid = pid
        self.log = log

    @property
    def is_running(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def check(self) -> None:
        """AssertionError with the end of its log when the process has ended by itself."""
        assert self.is_running, f"ended:\n{self.tail()}"

    def tail(self, characters: int = 3000) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-characters:]

    def kill(self) -> None:
        """SIGKILL to the whole group: nothing of it can say goodbye to anybody."""
        if self.is_running:
            os.killpg(self.pid, signal.SIGKILL)
        wait_for("the end of what was killed", lambda: not self.is_running)


class Child(Living):
    """A process that the test itself started."""

    def __init__(
        self,
        words: Sequence[str | Path],
        log: Path,
        env: Mapping[str, str] | None = None,
        stdin: Path | None = None,
    ) -> None:
        with log.open("ab") as output, (stdin or Path(os.devnull)).open("rb") as entered:
            self._process = subprocess.Popen(
                [str(word) for word in words],
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=entered,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        super().__init__(self._process.pid, log)

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def result(self) -> str:
        """Wait for the end of a process that ends by itself; its whole output."""
        wait_for(f"the end of {self.log.name}", lambda: not self.is_running)
        output = self.log.read_text(encoding="utf-8", errors="replace")
        assert self._process.returncode == 0, output[-3000:]
        return output

    def stop(self) -> None:
        """Ask it to end, and wait: what it keeps in files is written then."""
        if self.is_running:
            os.killpg(self.pid, signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
