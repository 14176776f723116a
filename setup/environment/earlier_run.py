"""An earlier run that still goes on, or left servers behind: remembered in a file and ended.

A process id may have gone to another program meanwhile, so it is only believed together with the
time at which that process started.
"""

import contextlib
import json
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from . import layout
from .console import say

STOP_SECONDS = 20


def remember(name: str, children: Sequence[int]) -> None:
    """Write down this process and the servers it started."""
    note = {
        "parent": [os.getpid(), _start_time(os.getpid())],
        "children": [[pid, _start_time(pid)] for pid in children],
    }
    _note(name).write_text(json.dumps(note), encoding="utf-8")


def forget(name: str) -> None:
    """Nothing of this run is left."""
    _note(name).unlink(missing_ok=True)


def stop(name: str) -> None:
    """End the earlier run as ctrl-C would, then any server that survived its parent."""
    if not _note(name).is_file():
        return
    note = json.loads(_note(name).read_text(encoding="utf-8"))
    alive = [item for item in (note["parent"], *note["children"]) if _is_alive(*item)]
    if alive:
        say(f"- an earlier {name} is running; stopping it")
    if _is_alive(*note["parent"]):
        os.kill(note["parent"][0], signal.SIGTERM)
        _wait_for([note["parent"]])
    left = [item for item in note["children"] if _is_alive(*item)]
    for number in (signal.SIGINT, signal.SIGKILL):
        for pid, _ in left:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, number)
        _wait_for(left)
        left = [item for item in left if _is_alive(*item)]
    forget(name)


def _note(name: str) -> Path:
    return layout.RUN / f"{name}-running.json"


def _wait_for(processes: Sequence[Sequence]) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and any(_is_alive(*item) for item in processes):
        time.sleep(0.1)


def _is_alive(pid: int, start_time: str) -> bool:
    return bool(start_time) and _start_time(pid) == start_time


def _start_time(pid: int) -> str:
    """When a process started, in ticks since boot; empty for one that is gone or a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return ""
    # The program's name, in brackets, may hold spaces and brackets itself.
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]
