"""The sandbox's two servers as processes, and their control calls."""

import atexit
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[4]
START_SECONDS = 20


def free_port() -> int:
    """A port that nobody listens on, below those that the system gives to clients."""
    while True:
        port = random.randrange(15000, 30000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Nursery:
    """One process that forks the servers of one system and its options: see sandbox/wire."""

    _all: ClassVar[dict[tuple[str, ...], "Nursery"]] = {}

    @classmethod
    def of(cls, system: str, *options: str) -> "Nursery":
        """The nursery for these options; made when it is asked for first, gone with the tests."""
        words = (system, *options)
        if words not in cls._all:
            cls._all[words] = cls(*words)
        return cls._all[words]

    def __init__(self, system: str, *options: str) -> None:
        words = [os.environ["CBC_PYTHON"], "-m", f"sandbox.{system}", "--nursery", *options]
        self._process = subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(self._process.kill)

    def bear(self, port: int, state: Path) -> int:
        """Have a server made that keeps its books in `state`; return its process id."""
        print(json.dumps({"port": port, "state": str(state)}), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())


class Server:
    """One sandbox server. It keeps its books in `state`, so that a copy of them can be served."""

    def __init__(self, system: str, port: int, state: Path, *options: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.state = state
        self._pid = Nursery.of(system, *options).bear(port, state)

    def wait(self) -> "Server":
        """Wait until it answers."""
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self.get("holds")
                return self
            except urllib.error.URLError:
                assert self._lives(), "the sandbox ended while it started"
                assert time.monotonic() < end, "the sandbox does not answer"
                time.sleep(0.02)

    def stop(self, keep: bool) -> None:
        """End it; with `keep` its state is written first, else there is nothing to wait for."""
        os.kill(self._pid, signal.SIGTERM if keep else signal.SIGKILL)
        end = time.monotonic() + START_SECONDS
        while self._lives():
            assert time.monotonic() < end, "the sandbox does not end"
            time.sleep(0.01)

    def _lives(self) -> bool:
        try:
            os.kill(self._pid, 0)
        except ProcessLookupError:
            return False
        return True

    # --- control calls ------------------------------------------------------------------------

    def get(self, action: str, **params):
        query = f"?{urlencode(params)}" if params else ""
        return self._call("GET", action + query)

    def post(self, action: str, **body):
        return self._call("POST", action, body)

    def fault(self, kind: str, **more) -> None:
        """Order a fault: see sandbox/README.md for the words."""
        self.post("faults", kind=kind, **more)

    def forget_faults(self) -> None:
        self._call("DELETE", "faults")

    def forget_calls(self) -> None:
        self._call("DELETE", "calls")

    def calls(self, method: str | None = None, path: str = "") -> list[dict]:
        """The logged calls of one method whose path contains `path`.

        Tokens are renewed when they are old, which the time of day decides: their calls are told
        only to who asks for them.
        """
        return [
            call
            for call in self.get("calls")["calls"]
            if (method is None or call["method"] == method)
            and path in call["path"]
            and (path or "/oauth2/" not in call["path"])
        ]

    def _call(self, method: str, action: str, body=None):
        request = urllib.request.Request(
            f"{self.url}/_sandbox/{action}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{action}: {error.read().decode()}") from None


def copy_of(state: Path, folder: Path) -> Path:
    """A copy of a server's books that a test may write in."""
    return Path(shutil.copy(state, folder / state.name))
