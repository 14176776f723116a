"""One worker of the benchmark: Odoo in a process of its own that does a single task.

    python -m environment.bench_worker CONFIG DATABASE TASK [NAME=VALUE ...]

It does what a job runner would do, step by step, and prints one JSON object: what was done and
what it cost. Loading Odoo isn't counted. Nothing in the addon knows that it is measured.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from odoo import api, fields
from odoo.modules.registry import Registry
from odoo.tools import config

from .bench_meter import Meter, counted
from .bench_site import DIVISION, FIRST_DAY, TIME_ZONE

SALES_JOURNAL, OTHER_REVENUE = "70", "8000"


class Worker:
    """The tasks, each a method; what it returns is printed."""

    def __init__(self, env: api.Environment) -> None:
        self.env = env

    @property
    def _route(self) -> Any:
        return self.env["billing.route"].search([], limit=1)

    # --- tasks ----------------------------------------------------------------------------

    def connect(self, chargebee: str, exact: str, token: str) -> dict:
        """Make both connections and a draft route, and fetch the reference data."""
        # The steps are done here, not by a job queue that another process would have to run.
        self.env["ir.config_parameter"].set_param("chargebee_connector.runner", "cron")
        backends = self.env["billing.backend"]
        source = backends.create(
            {
                "name": "Site",
                "system": "chargebee",
                "chargebee_url": chargebee,
                "chargebee_api_key": "full_key",
                "chargebee_tz": TIME_ZONE,
            }
        )
        target = backends.create(
            {
                "name": "Books",
                "system": "exact",
                "exact_url": exact,
                "exact_client_id": "demo",
                "exact_client_secret": "demo-secret",
                "exact_refresh_token": token,
            }
        )
        self.env["billing.route"].create(
            {
                "name": "Route",
                "source_id": source.id,
                "target_id": target.id,
                "exact_division": DIVISION,
                "date_from": FIRST_DAY,
                "tz": TIME_ZONE,
                "exact_promotional": "netted",
            }
        )
        target.action_refresh_references()
        self._work()
        self._route.exact_sales_journal_id = self._reference("journal", SALES_JOURNAL)
        self.env.cr.execute("SELECT kind, count(*) FROM billing_reference GROUP BY kind")
        return {"references": dict(self.env.cr.fetchall())}

    def pull(self) -> dict:
        """Pull every kind from the source, and the accounts that the target has already."""
        meter = Meter(self.env)
        self._route.action_pull()
        self._work()
        spent = meter.read()
        self.env.cr.execute("SELECT kind, count(*) FROM billing_record GROUP BY kind")
        stored = dict(self.env.cr.fetchall())
        return {**spent, "stored": stored, "records": sum(stored.values())}

    def map(self) -> dict:
        """Confirm what suggests itself, and fill what doesn't, as the demo does."""
        self._route.action_suggest()
        self._work()
        self._route.action_accept_suggestions()
        code = self._route.exact_no_vat_code_id
        self._fill("billing.mapping.revenue", self._reference("gl_account", OTHER_REVENUE))
        self._fill("billing.mapping.tax", code)
        return {}

    def plan(self) -> dict:
        """Plan everything, kind by kind, each kind with its own figures."""
        # Only a loaded Odoo finds addons.
        from odoo.addons.chargebee_connector.models.planning import Planner

        route = self._route
        kinds = route.source_id._system().PLANNED_KINDS
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM billing_todo")
        planned = {}
        for kind in kinds:
            self.env.cr.execute(
                "INSERT INTO billing_todo (route_id, record_id, sequence)"
                " SELECT %s, id, 0 FROM billing_record WHERE backend_id = %s AND kind = %s",
                (route.id, route.source_id.id, kind),
            )
            number = self.env.cr.rowcount
            meter = Meter(self.env)
            runs = type(self.env["billing.run"])
            with (
                counted(Planner, "outcomes") as outcomes,
                counted(runs, "_plan_records") as batches,
            ):
                route.action_plan()
                self._work()
            planned[kind] = {
                "number": number,
                "batch_queries": batches.queries,
                "outcomes_cpu": outcomes.cpu,
                **meter.read(),
            }
        self.env.cr.execute("SELECT kind, state, count(*) FROM billing_link GROUP BY 1, 2")
        states = [list(row) for row in self.env.cr.fetchall()]
        return {"planned": planned, "states": states, "peak": meter.read()["peak"]}

    def post(self, seconds: str = "") -> dict:
        """Post what is planned; for so many seconds, or until nothing is left."""
        route = self._route
        route.action_go_live()
        meter = Meter(self.env)
        route.action_post()
        self._work(float(seconds) if seconds else None)
        spent = meter.read()
        self.env.cr.execute(
            "SELECT kind, count(*) FROM billing_link WHERE state = 'posted' GROUP BY kind"
        )
        return {**spent, "posted": dict(self.env.cr.fetchall())}

    # --- helpers --------------------------------------------------------------------------

    def _work(self, seconds: float | None = None) -> None:
        """Do the runs' steps as they become due; a run that fails ends the benchmark."""
        end = time.monotonic() + seconds if seconds else float("inf")
        while True:
            self.env.cr.commit()
            self.env.invalidate_all()
            run = self.env["billing.run"].search(
                [("state", "in", ("waiting", "running"))], order="eta, id", limit=1
            )
            if not run:
                break
            pause = (run.eta - fields.Datetime.now()).total_seconds()
            if time.monotonic() + max(pause, 0) > end:
                return
            time.sleep(max(pause, 0))
            run._job_step()
        failed = self.env["billing.run"].search([("state", "=", "failed")])
        if failed:
            raise SystemExit(f"{failed[0].kind} failed: {failed[0].message}")

    def _reference(self, kind: str, code: str) -> Any:
        return self.env["billing.reference"].search([("kind", "=", kind), ("code", "=", code)])

    def _fill(self, model: str, reference: Any) -> None:
        rows = self.env[model].search([("state", "=", "suggested")])
        rows.write({"reference_id": reference.id, "state": "confirmed"})


def main(worker: type[Worker], conf: str, database: str, task: str, *words: str) -> None:
    """Do a task of a worker, its arguments as NAME=VALUE, and print what came of it."""
    config.parse_config(
        ["-c", conf, "-d", database, "--no-http", "--log-level=warn", "--max-cron-threads=0"]
    )
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        admin = env.ref("base.user_admin").id
        method: Callable[..., dict] = getattr(worker(env(user=admin)), task)
        result = method(**dict(word.split("=", 1) for word in words))
        cr.commit()
    print(json.dumps(result))


if __name__ == "__main__":
    main(Worker, *sys.argv[1:])
