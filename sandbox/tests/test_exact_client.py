"""The PyPI client `exactonline` against the server: proof by a client that nobody here wrote.

`CLIENTS_PYTHON` names the interpreter of an environment that has it.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from sandbox.tests.exact_caller import running

SCRIPT = Path(__file__).resolve().parents[2] / "setup" / "clients" / "exactonline_client.py"


def test_exactonline_connects_creates_and_reads_back() -> None:
    python = os.environ.get("CLIENTS_PYTHON")
    if not python:
        pytest.fail(
            "CLIENTS_PYTHON is not set: it must name a Python that has exactonline 0.4.0"
            " (see setup/requirements-clients.txt)."
        )
    with running() as exact:
        refresh = exact.control("POST", "token", {})["refresh_token"]
        words = [python, SCRIPT, exact.server.url, "demo", "demo-secret", refresh, "100001"]
        done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        seen = json.loads(done.stdout)
        books = exact.ledgers()
    entry = seen.pop("entry")
    assert seen == {
        "divisions": [100001, 100002, 200001],
        "current": 100001,
        "rotated": True,
        "account_code": "1001".rjust(18),
        "line_amounts": [100],
        "found_by_code": [True],
        "city": "Groningen",
        "spare_left": [],
        "journal_status_rows": 840,
    }
    assert (entry["EntryNumber"], entry["AmountFC"], entry["Type"]) == (26700001, 121, 20)
    assert books == {"1300": "121.00", "1510": "-21.00", "8000": "-100.00"}
