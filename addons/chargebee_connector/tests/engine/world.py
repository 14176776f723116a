"""A connector between two sandbox servers: what the tests look at and what they do to it."""

import time
from datetime import timedelta

from odoo import api, fields
from odoo.modules.registry import Registry

DIVISION = "100001"
#: A test's run that waits longer than this is left waiting.
PATIENCE = timedelta(seconds=3)


class World:
    """One database on a cursor that commits, with both servers."""

    def __init__(self, database: str, site, exact) -> None:
        self.database = database
        self.site = site
        self.exact = exact
        self.cr = Registry(database).cursor()
        self.env = api.Environment(self.cr, self._admin(), {})

    def _admin(self) -> int:
        self.cr.execute(
            "SELECT res_id FROM ir_model_data WHERE module = 'base' AND name = 'user_admin'"
        )
        return self.cr.fetchone()[0]

    def close(self) -> None:
        self.cr.close()

    # --- making -------------------------------------------------------------------------------

    def connect(self) -> None:
        """Make both connections and a draft route between them."""
        self.env["ir.config_parameter"].set_param("chargebee_connector.runner", "cron")
        source = self.env["billing.backend"].create(
            {
                "name": "Acme Billing",
                "system": "chargebee",
                "chargebee_url": self.site.url,
                "chargebee_api_key": "full_key",
                "chargebee_tz": "Europe/Amsterdam",
            }
        )
        target = self.env["billing.backend"].create(
            {
                "name": "Acme Books",
                "system": "exact",
                "exact_url": self.exact.url,
                "exact_client_id": "demo",
                "exact_client_secret": "demo-secret",
                "exact_refresh_token": self.exact.post("token")["refresh_token"],
            }
        )
        self.env["billing.route"].create(
            {
                "name": "Acme",
                "source_id": source.id,
                "target_id": target.id,
                "exact_division": DIVISION,
                "date_from": "2026-01-01",
                "tz": "Europe/Amsterdam",
                "exact_promotional": "netted",
            }
        )
        self.commit()

    def map(self) -> None:
        """Accept what suggests itself, as a bookkeeper would who finds it right."""
        self.route.exact_sales_journal_id = self.reference("journal", "70")
        self.route.action_suggest()
        self.work()
        self.route.action_accept_suggestions()
        self.commit()

    def go_live(self) -> None:
        self.route.state = "live"
        self.commit()

    # --- looking ------------------------------------------------------------------------------

    @property
    def route(self):
        return self.env["billing.route"].search([], limit=1, order="id")

    @property
    def source(self):
        return self.route.source_id

    @property
    def target(self):
        return self.route.target_id

    def reference(self, kind: str, code: str):
        """One thing of the target that people pick."""
        return (
            self.env["billing.reference"]
            .with_context(active_test=False)
            .search([("kind", "=", kind), ("code", "=", code), ("scope", "=", DIVISION)])
        )

    def links(self, **wanted):
        """Links whose fields are as given."""
        return self.env["billing.link"].search(
            [(name, "=", value) for name, value in wanted.items()], order="id"
        )

    def link(self, key: str, kind: str = "sales_entry"):
        found = self.links(kind=kind, key=key)
        assert len(found) == 1, f"{len(found)} links {kind} {key}"
        return found

    def record(self, kind: str, external_id: str):
        return self.env["billing.record"].search(
            [("kind", "=", kind), ("external_id", "=", external_id)]
        )

    def runs(self, kind: str | None = None):
        """Runs, the newest first."""
        return self.env["billing.run"].search([("kind", "=", kind)] if kind else [])

    def sql(self, query: str, *values) -> list[tuple]:
        """Rows of a query; what it changes is committed."""
        self.commit()  # A transaction of its own sees what others committed meanwhile.
        self.cr.execute(query, values)
        rows = self.cr.fetchall() if self.cr.description else []
        self.commit()
        self.env.invalidate_all()
        return rows

    # --- doing --------------------------------------------------------------------------------

    def commit(self) -> None:
        self.cr.commit()

    def work(self):
        """Do what waits, step by step as a job runner would; return the runs that it was."""
        done = self.env["billing.run"]
        while True:
            self.commit()
            due = self.env["billing.run"].search(
                [
                    ("state", "in", ("waiting", "running")),
                    ("eta", "<=", fields.Datetime.now() + PATIENCE),
                ],
                order="eta, id",
                limit=1,
            )
            if not due:
                return done
            pause = (due.eta - fields.Datetime.now()).total_seconds()
            time.sleep(max(0, min(pause, PATIENCE.total_seconds())))
            due._job_step()
            self.commit()
            done |= due

    def pull(self):
        self.route.action_pull()
        return self.work()

    def plan(self):
        self.route.action_plan()
        return self.work()

    def sync(self):
        self.route.action_sync()
        return self.work()

    def sync_of(self, kind: str, external_id: str):
        """Plan one record anew, and post what comes of it."""
        record = self.record(kind, external_id)
        self.env["billing.run"]._plan_later([(self.route.id, record.id)])
        return self.sync()

    def refresh(self):
        """Bring the target's reference data up to date."""
        self.target.action_refresh_references()
        return self.work()

    def as_user(self, *groups: str):
        """An environment of a new user who has only these of the connector's groups."""
        user = self.env["res.users"].create(
            {
                "name": "-".join(groups) or "nobody",
                "login": f"{'-'.join(groups)}-{time.monotonic_ns()}",
                "group_ids": [
                    (4, self.env.ref(f"chargebee_connector.group_{group}").id) for group in groups
                ]
                or [(4, self.env.ref("base.group_user").id)],
            }
        )
        self.commit()
        return self.env(user=user.id)
