"""Servers that are forked from one process: each has books of its own, and keeps them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Bear = Callable[[Path], tuple[int, int]]


@pytest.fixture(params=["exact", "dynamics"])
def bear(request: pytest.FixtureRequest) -> Iterator[Bear]:
    """Have a server made; return (port, process id)."""
    nursery = subprocess.Popen(
        [sys.executable, "-m", f"sandbox.{request.param}", "--nursery"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def born(state: Path) -> tuple[int, int]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        assert nursery.stdin and nursery.stdout
        print(json.dumps({"port": port, "state": str(state)}), file=nursery.stdin, flush=True)
        return port, int(nursery.stdout.readline())

    yield born
    assert nursery.stdin
    nursery.stdin.close()
    assert nursery.wait(10) == 0


def clock(port: int, forward: int = 0) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/_sandbox/clock",
        data=json.dumps({"forward": forward}).encode(),
        method="POST",
    )
    for _attempt in range(200):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.loads(answer.read())["offset"]
        except urllib.error.URLError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


def end(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)
    for _attempt in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("the server does not end")


def test_each_server_has_its_own_books_and_keeps_them(bear: Bear, tmp_path: Path) -> None:
    (port, first), (other, second) = bear(tmp_path / "one"), bear(tmp_path / "two")
    assert clock(port, 3600) == 3600
    assert clock(other) == 0
    end(first)
    end(second)
    again, third = bear(tmp_path / "one")
    assert clock(again) == 3600
    end(third)
