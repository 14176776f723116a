"""The npm package `dynamics-web-api`, which nobody here wrote, against the Dynamics server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sandbox import dynamics
from sandbox.dynamics.entra import TENANT
from sandbox.dynamics.seed.principals import SALES

SCRIPT = Path(__file__).parents[2] / "setup" / "clients" / "dynamics_web_api.cjs"


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """What the package saw of a fresh organisation."""
    folder = os.environ.get("CLIENTS_NODE")
    assert folder, (
        "CLIENTS_NODE is not set: it names a folder with the npm package `dynamics-web-api` in its "
        "node_modules; setup/test makes one and sets it"
    )
    node = shutil.which("node")
    assert node, "there is no Node.js here; setup/test installs it"
    with dynamics.start(accounts=20) as running:
        done = subprocess.run(
            [node, str(SCRIPT), running.url, TENANT, SALES, "sales-secret"],
            capture_output=True,
            text=True,
            timeout=120,
            env={
                **os.environ,
                "NODE_PATH": str(Path(folder) / "node_modules"),
                "NO_PROXY": "127.0.0.1",
                "http_proxy": "",
            },
        )
        assert running.app.crashes == []
        found = {"accounts": len(running.app.org.store.rows("account").by_id)}
    assert done.returncode == 0, done.stderr
    return {**json.loads(done.stdout), **found}


def test_it_reads_and_writes_rows(seen: dict[str, Any]) -> None:
    rows = seen["rows"]
    pages = rows.pop("pages")
    # Made later by the same script: Together, Buyer and After.
    assert pages == seen["accounts"] - 3
    assert rows == {
        "user": 36,
        "read": "Sluis & Zn. B.V.",
        "changed": "+31",
        "upserted": True,
        "expanded": ["Jansen"],
        "counted": [1, "Jansen"],
        "stale": False,
        "gone": {"status": 404, "code": "0x80040217"},
        "unknown": {"status": 400, "code": "0x80048d19"},
    }


def test_its_batches_are_understood_and_it_understands_the_answers(seen: dict[str, Any]) -> None:
    assert seen["batches"] == {
        "bound": True,
        "read": ["Together", 1],
        "refused": True,
        "half": 0,
        "long": 0,
    }


def test_it_revises_and_wins_a_quote(seen: dict[str, Any]) -> None:
    assert seen["sales"] == [2, 4, 1, 251]


def test_it_tracks_changes(seen: dict[str, Any]) -> None:
    assert seen["changes"] == ["After"]
