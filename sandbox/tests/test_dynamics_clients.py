"""Clients that nobody here wrote: the npm package `dynamics-web-api`, and Microsoft's own MSAL."""

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
from sandbox.dynamics.seed.principals import SALES, user_id

CLIENTS = Path(__file__).parents[2] / "setup" / "clients"
AROUND_PROXY = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "http_proxy": ""}


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
    script = CLIENTS / "dynamics_web_api.cjs"
    with dynamics.start(accounts=20) as running:
        done = subprocess.run(
            [node, str(script), running.url, TENANT, SALES, "sales-secret"],
            capture_output=True,
            text=True,
            timeout=120,
            env={**AROUND_PROXY, "NODE_PATH": str(Path(folder) / "node_modules")},
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


def test_msal_takes_tokens_and_reads_the_refusals() -> None:
    python = os.environ.get("CLIENTS_PYTHON")
    assert python, (
        "CLIENTS_PYTHON is not set: it names the interpreter of an environment that has the "
        "PyPI package `msal`; setup/test makes one and sets it"
    )
    with dynamics.start(accounts=0) as running:
        arguments = [running.url, TENANT, SALES, "sales-secret"]
        done = subprocess.run(
            [python, str(CLIENTS / "entra_msal.py"), *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            env=AROUND_PROXY,
        )
        assert running.app.crashes == []
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "token": ["Bearer", 3599, False],
        "sources": ["identity_provider", "cache"],
        "sent": [
            "GET /TENANT/v2.0/.well-known/openid-configuration",
            "POST /TENANT/oauth2/v2.0/token",
        ],
        "user": user_id("sales"),
        "secret": ["invalid_client", [7000215]],
        "app": ["unauthorized_client", [700016]],
        "resource": ["invalid_resource", [500011]],
        "scope": ["invalid_scope", [1002012]],
    }
