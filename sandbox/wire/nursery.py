"""Many short-lived servers from one process: what takes long to build is built once.

Started with `--nursery`, a server's program reads lines of JSON from standard input, as
`{"port": 4711, "state": "FILE"}`, and forks a child that serves there, with the books of that file,
until it is told to stop. It answers each line with the child's process id.
"""

from __future__ import annotations

import json
import os
import signal
import sys

from .application import Application
from .server import serve


def serve_each(app: Application) -> None:
    """Serve copies of an application, which must not have started a thread, until the end of
    standard input."""
    # Nobody waits for the children: the system shall bury them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _serve(app, order)
        print(child, flush=True)


def _serve(app: Application, order: dict) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, sys.stdin.fileno())
    os.dup2(nothing, sys.stdout.fileno())
    try:
        app.open_state(order["state"])
        serve(app, port=order["port"])
    finally:
        os._exit(0)
