"""Databases that are ready to post, with the sandbox's books that belong to them; made once."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import database
from children import free_port
from exact import Exact, Sandbox
from odoo_server import Shell

#: Small, yet with as many things to post of each kind as one lease of calls covers (5), so that a
#: worker surely counts its calls between an intent and its call.
CUSTOMERS, INVOICES = 12, 24
DATASET = ("--customers", str(CUSTOMERS), "--invoices", str(INVOICES), "--quota", "100000")

#: Drives the addon as its screens do, in one process and without jobs: they come in the tests.
_CONNECT = """
env["ir.config_parameter"].set_param("chargebee_connector.runner", "cron")
source = env["billing.backend"].create({{
    "name": "Chargebee", "system": "chargebee", "chargebee_url": "{chargebee}",
    "chargebee_api_key": "full_key", "chargebee_tz": "Europe/Amsterdam",
}})
target = env["billing.backend"].create({{
    "name": "Exact", "system": "exact", "exact_url": "{exact}", "exact_client_id": "demo",
    "exact_client_secret": "demo-secret", "exact_refresh_token": "{token}",
}})
route = env["billing.route"].create({{
    "name": "Invoices", "source_id": source.id, "target_id": target.id,
    "exact_division": "100001", "date_from": "2026-01-01", "tz": "Europe/Amsterdam",
    "exact_contacts": "off",
}})
env.cr.commit()

def work(action):
    action()
    env.cr.commit()
    for _ in range(100):
        run = env["billing.run"].search([("state", "in", ("waiting", "running"))], limit=1)
        if not run:
            break
        run._job_step()
        env.cr.commit()
        assert run.state != "failed", run.message
    assert not env["billing.run"].search([("state", "!=", "done")])

def reference(kind, code):
    return env["billing.reference"].search(
        [("kind", "=", kind), ("code", "=", code), ("scope", "=", "100001")], limit=1)

work(target.action_refresh_references)
route.exact_sales_journal_id = reference("journal", "70")
route.exact_promotional = "netted"
work(route.action_pull)
work(route.action_suggest)
route.action_accept_suggestions()
for model, kind, code in (
    ("revenue", "gl_account", "8000"), ("tax", "vat_code", route.exact_no_vat_code_id.code),
):
    env["billing.mapping." + model].search([("state", "=", "suggested")]).write(
        {{"reference_id": reference(kind, code).id, "state": "confirmed"}})
route.state = "live"
"""
_SALES = """
work(route.action_plan)
env["billing.link"].search([("problem_code", "=", "account_proposed")]).action_create_new()
work(route.action_plan)
# What would be planned and posted behind these: the tests count what is planned now.
env["billing.link"].search([("problem_code", "=", "invoice_first")]).action_ignore("Not here")
for kind in ("account", "sales_entry"):
    planned = [("kind", "=", kind), ("state", "=", "planned")]
    assert env["billing.link"].search_count(planned) >= 5, kind
"""
_READY = """
env["ir.config_parameter"].set_param("chargebee_connector.runner", "queue")
env.cr.commit()
print("PREPARED")
"""


@dataclass(frozen=True)
class Prepared:
    """What each test copies; `exact_port` is the one that the database's connection names."""

    database: str
    books: Path
    site: Path
    exact_port: int
    chargebee_port: int


def prepare(folder: Path) -> Prepared:
    """Connect, fetch, map and plan; nothing is posted."""
    return built(folder, "ready", _SALES)


def built(
    folder: Path, name: str, script: str, fill: Callable[[Sandbox], None] = lambda site: None
) -> Prepared:
    """Connect, fetch and map what `fill` put on the site too, then do what a script says.

    The script knows `source`, `target`, `route`, `work(action)` and `reference(kind, code)`.
    """
    name = f"cbk_{name}_{os.getpid()}"
    database.copy(os.environ["CBC_TEMPLATE_DB"], name)
    exact_port, chargebee_port = free_port(), free_port()
    chargebee = Sandbox("chargebee", chargebee_port, folder, *DATASET)
    exact = Exact(exact_port, folder)
    try:
        chargebee.wait()
        exact.wait()
        fill(chargebee)
        token = exact.post("token")["refresh_token"]
        connect = _CONNECT.format(chargebee=chargebee.url, exact=exact.url, token=token)
        output = Shell(name, folder, connect + script + _READY).result()
        assert "PREPARED" in output, output[-3000:]
    except BaseException:
        database.drop(name)
        raise
    finally:
        chargebee.child.stop()
        exact.child.stop()
    return Prepared(name, exact.state, chargebee.state, exact_port, chargebee_port)
