"""A billing site, a CRM and Odoo between them: prepared once, copied for each test, killed."""

import os
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import database
from children import Living, free_port, wait_for
from database import Database
from exact import Sandbox
from odoo_server import Server, Shell

#: Small, yet with invoices of several lines that one call takes together.
_SITE = ("--customers", "8", "--invoices", "30", "--quota", "100000", "--crm")
_CRM = ("--requests", "1000000", "--execution-seconds", "1000000")
_SETUP = "a0000000-0000-4000-8000-000000000002", "setup-secret"
_ENDED = ("done", "failed", "stopped")
#: Making all tables takes some hundred calls.
_PATIENCE_SECONDS = 200

_CONNECT = """
env["ir.config_parameter"].set_param("chargebee_connector.runner", "cron")
source = env["billing.backend"].create({{
    "name": "Chargebee", "system": "chargebee", "chargebee_url": "{site}",
    "chargebee_api_key": "full_key", "chargebee_tz": "Europe/Amsterdam",
}})
target = env["billing.backend"].create({{
    "name": "CRM", "system": "dynamics", "dynamics_url": "{crm}", "dynamics_login_url": "{crm}",
    "dynamics_tenant": "6f1c2a34-0b5d-4c7e-9a81-2d3e4f506172",
    "dynamics_client_id": "{client}", "dynamics_client_secret": "{secret}",
}})
route = env["billing.route"].create(
    {{"name": "To the CRM", "source_id": source.id, "target_id": target.id}})
env.cr.commit()
"""
_WORK = """
import datetime

def work(action):
    action()
    env.cr.commit()
    for _ in range(400):
        run = env["billing.run"].search([("state", "in", ("waiting", "running"))], limit=1)
        if not run:
            break
        run._job_step()
        env.cr.commit()
        assert run.state != "failed", run.message
    assert not env["billing.run"].search([("state", "!=", "done")])

target = env["billing.backend"].search([("system", "=", "dynamics")])
route = env["billing.route"].search([])
work(target.action_provision)
work(route.action_pull)
route.state = "live"
work(route.action_plan)
"""
_READY = """
env["ir.config_parameter"].set_param("chargebee_connector.runner", "queue")
env.cr.commit()
print("PREPARED")
"""


@dataclass(frozen=True)
class PreparedCrm:
    """A database and both servers' books; `ports` are those that the connections name."""

    database: str
    site: Path
    crm: Path
    ports: tuple[int, int]


def _sandboxes(folder: Path, ports: tuple[int, int]) -> tuple[Sandbox, Sandbox]:
    made = (
        Sandbox("chargebee", ports[0], folder, *_SITE),
        Sandbox("dynamics", ports[1], folder, *_CRM),
    )
    for one in made:
        one.wait()
    return made


def prepare_crm(folder: Path) -> tuple[PreparedCrm, PreparedCrm]:
    """Connect both (the first); then make the tables, fetch and plan, and post nothing."""
    ports, prepared = (free_port(), free_port()), []
    site, crm = _sandboxes(folder, ports)
    before = os.environ["CBC_TEMPLATE_DB"]
    urls = {"site": site.url, "crm": crm.url}
    connect = _CONNECT.format(**urls, client=_SETUP[0], secret=_SETUP[1])
    try:
        for name, script in (("connected", connect), ("planned", _WORK)):
            made = f"cbk_crm_{name}_{os.getpid()}"
            database.copy(before, made)
            prepared.append(PreparedCrm(made, site.state, crm.state, ports))
            output = Shell(made, folder, script + _READY).result()
            assert "PREPARED" in output, output[-3000:]
            before = made
    except BaseException:
        for one in prepared:
            database.drop(one.database)
        raise
    finally:
        site.child.stop()
        crm.child.stop()
    return prepared[0], prepared[1]


class CrmWorld:
    """What a test needs; `close` ends all of it, whatever happened."""

    def __init__(self, prepared: PreparedCrm, name: str, folder: Path) -> None:
        self._prepared, self._name, self._folder = prepared, name, folder
        self._children: list[Living] = []
        database.copy(prepared.database, name)
        self.db = Database(name)

    def start(self, with_books: bool) -> None:
        """Start the CRM, empty or as it was prepared, and Odoo."""
        if with_books:
            shutil.copy(self._prepared.crm, self._folder / self._prepared.crm.name)
        self.crm = Sandbox("dynamics", self._prepared.ports[1], self._folder, *_CRM)
        self._children.append(self.crm.child)
        self.crm.wait()
        self.server = self._start_server()
        self.server.wait()
        self.route = self.db.value("SELECT id FROM billing_route")
        self.target = self.db.value("SELECT id FROM billing_backend WHERE system = 'dynamics'")

    def _start_server(self) -> Server:
        server = Server(self._name, self._folder)
        self._children.append(server)
        return server

    def close(self) -> None:
        for child in self._children:
            child.kill()
        self.db.close()

    def restart(self) -> None:
        """Start Odoo anew, so late that queue_job takes jobs that were under way for dead."""
        self.db.age_jobs()
        self.server = self._start_server().wait()

    def press(self, model: str, action: str, external_id: int) -> int:
        """Press a button; the id of the run that it starts."""
        return self.server.rpc(model, action, [external_id])["res_id"]

    def wait_run(self, run: int) -> None:
        query = "SELECT state, message FROM billing_run WHERE id = %s AND state IN %s"
        ((state, message),) = wait_for(
            f"the end of run {run}", lambda: self.db.rows(query, run, _ENDED), _PATIENCE_SECONDS
        )
        assert state == "done", f"run {run} {state}: {message}"

    def rows(self, table: str) -> list[dict]:
        return self.crm.get(f"rows?table={table}")["rows"]

    def check(self) -> None:
        """Nothing is doubled, lost or half there, and nothing is left behind."""
        left = self.db.rows(
            "SELECT kind, key, state FROM billing_link"
            " WHERE state IN ('planned', 'posting', 'uncertain')"
        )
        assert not left, left
        audit = self.crm.get("audit")
        assert not any(audit.values()), audit
        assert not self.crm.get("crashes")["crashes"], "the sandbox itself broke"

    def lines(self) -> Counter:
        """How many lines stand at each invoice."""
        return Counter(row["cb_invoicelookupid"] for row in self.rows("cb_invoiceline"))
