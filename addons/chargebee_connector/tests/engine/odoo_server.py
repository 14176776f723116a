"""A real Odoo server with its job runner, as a process."""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servers import free_port

START_SECONDS = 60


@contextmanager
def serving(database: str, log: Path) -> Iterator[str]:
    """Serve one database; yields the server's address."""
    port = free_port()
    command = [Path(os.environ["CBC_PYTHON"]).parent / "odoo", "-c", os.environ["CBC_ODOO_CONF"]]
    command += ["-d", database, f"--db-filter=^{database}$", f"--http-port={port}"]
    command += ["--max-cron-threads=0", f"--logfile={log}"]
    env = {
        **os.environ,
        "ODOO_QUEUE_JOB_HOST": "127.0.0.1",
        "ODOO_QUEUE_JOB_PORT": str(port),
        "ODOO_QUEUE_JOB_CHANNELS": "root:2,root.chargebee_connector:2",
    }
    child = subprocess.Popen(command, env=env)
    try:
        _wait(f"http://127.0.0.1:{port}/web/health", child, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(START_SECONDS)


def _wait(address: str, child: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, TimeoutError):
            assert child.poll() is None, f"Odoo ended while it started: {log}"
            assert time.monotonic() < end, f"Odoo does not answer: {log}"
            time.sleep(0.1)
