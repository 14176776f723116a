"""The addon as a whole: a neutralised copy, an update, and taking it out and putting it back."""

import os
import subprocess
from pathlib import Path

import database
import pytest

ADDON = "chargebee_connector"


def odoo(name: str, *words: str) -> str:
    """Run Odoo's own command on a database; what it logged."""
    command = [Path(os.environ["CBC_PYTHON"]).parent / "odoo", *words]
    done = subprocess.run(
        [*command, "-c", os.environ["CBC_ODOO_CONF"], "-d", name],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "ODOO_QUEUE_JOB_CHANNELS": "root:0"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


def shell(name: str, code: str) -> None:
    command = [Path(os.environ["CBC_PYTHON"]).parent / "odoo", "shell", "--no-http"]
    done = subprocess.run(
        [*command, "-c", os.environ["CBC_ODOO_CONF"], "-d", name, "--log-level=warn"],
        input=f"{code}\nenv.cr.commit()\nprint('OVER')\n",
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert "OVER" in done.stdout, done.stderr[-3000:]


def rows(name: str, query: str) -> list[str]:
    done = subprocess.run(["psql", "-At", "-d", name, "-c", query], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture(scope="module")
def copied(posted_stage, prefix):
    """A copy of a database with posted invoices, for tests that take one after the other."""
    name = f"{prefix}_copied"
    database.put_back(posted_stage.database)
    database.copy(posted_stage.database, name)
    yield name
    database.drop(name)


def complaints(log: str) -> list[str]:
    return [line for line in log.splitlines() if " WARNING " in line or " ERROR " in line]


def test_an_update_changes_nothing_and_warns_of_nothing(copied):
    counted = "SELECT state, count(*) FROM billing_link GROUP BY 1 ORDER BY 1"
    before = rows(copied, counted)
    log = odoo(copied, "-u", ADDON, "--stop-after-init", "--no-http")
    assert complaints(log) == []
    assert rows(copied, counted) == before


def test_a_neutralised_copy_can_reach_nobody(copied):
    odoo(copied, "neutralize")
    assert rows(copied, "SELECT count(*) FROM billing_secret WHERE value IS NOT NULL") == ["0"]
    assert set(rows(copied, "SELECT DISTINCT state FROM billing_route")) == {"draft"}
    assert rows(
        copied, "SELECT count(*) FROM billing_run WHERE state IN ('waiting', 'running')"
    ) == ["0"]


def test_it_can_be_taken_out_and_put_back(copied):
    shell(copied, f"env.ref('base.module_{ADDON}').button_immediate_uninstall()")
    ours = "schemaname = 'public' AND tablename LIKE 'billing%'"
    assert rows(copied, f"SELECT tablename FROM pg_tables WHERE {ours}") == []
    assert rows(copied, f"SELECT name FROM ir_model_data WHERE module = '{ADDON}'") == []
    log = odoo(copied, "-i", ADDON, "--stop-after-init", "--no-http")
    assert complaints(log) == []
    assert rows(copied, "SELECT count(*) FROM billing_link") == ["0"]
