"""The worker of billing into a CRM: both connections, a route, and all of the billing shown there.

python -m environment.bench_crm_worker CONFIG DATABASE TASK [NAME=VALUE ...]
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from .bench_meter import Meter, counted, sampled
from .bench_site import APPLICATION, TENANT
from .bench_worker import Worker, main

#: Rows that the bare loop sends in a call.
AT_ONCE = 500


class CrmWorker(Worker):
    """The tasks, each a method; what it returns is printed."""

    def connect(self, chargebee: str, dynamics: str, loop: str) -> dict:
        """Make the connections and a draft route, and the tables in both organisations.

        `loop` is the organisation that the bare loop will fill.
        """
        # The steps are done here, not by a job queue that another process would have to run.
        self.env["ir.config_parameter"].set_param("chargebee_connector.runner", "cron")
        backends = self.env["billing.backend"]
        source = backends.create(
            {
                "name": "Site",
                "system": "chargebee",
                "chargebee_url": chargebee,
                "chargebee_api_key": "full_key",
                "chargebee_tz": "Europe/Amsterdam",
            }
        )
        target, other = (self._organisation(url) for url in (dynamics, loop))
        self.env["billing.route"].create(
            {
                "name": "Route",
                "source_id": source.id,
                "target_id": target.id,
                "dynamics_account_field": "cf_debtor_number",
                "dynamics_vat_column": "new_vatnumber",
            }
        )
        for organisation in (target, other):
            organisation.action_provision()
            self._work()
        return {}

    def pull(self) -> dict:
        """Pull all of the billing, and the accounts that the CRM has."""
        with sampled(type(self.env["billing.run"]), "_store_page") as peaks:
            return {**super().pull(), "peaks": peaks}

    def plan(self) -> dict:
        """Plan everything that was pulled."""
        # Only a loaded Odoo finds addons.
        from odoo.addons.chargebee_connector.models.planning import Planner

        meter, runs = Meter(self.env), type(self.env["billing.run"])
        with (
            sampled(runs, "_plan_records") as peaks,
            counted(runs, "_plan_records") as batches,
            counted(Planner, "outcomes") as outcomes,
        ):
            self._route.action_plan()
            self._work()
        return {
            **meter.read(),
            "peaks": peaks,
            "batches": batches.times,
            "batch_queries": batches.queries,
            "outcomes_cpu": outcomes.cpu,
            "states": self._states(),
        }

    def post(self) -> dict:
        """Post what is planned, and what that frees, until nothing is left."""
        from odoo.addons.chargebee_connector.models.posting import Posting

        self._route.action_go_live()
        meter = Meter(self.env)
        with (
            sampled(Posting, "_send_together") as peaks,
            counted(Posting, "_send_together") as batches,
        ):
            self._route.action_post()
            self._work()
        return {
            **meter.read(),
            "peaks": peaks,
            "batches": batches.times,
            "batch_queries": batches.queries,
            "states": self._states(),
        }

    def sync(self) -> dict:
        """Sync once more: what a quiet hour brings. Returns what is read on both sides for it."""
        route = self._route
        route.action_sync()
        self._work()
        streams = self.env["billing.stream"].search([]).grouped("backend_id")
        return {"lists": len(streams[route.source_id]), "tables": len(streams[route.target_id])}

    def bodies(self, file: str) -> dict:
        """Write the bodies by which the same rows come there in bulk, in an order that is right.

        A line for each call: {"set", "targets"}. Returns how many rows of which table they are.
        """
        counts: dict[str, int] = {}
        with open(file, "w", encoding="utf-8") as lines:
            for entity_set, targets in self._calls():
                counts[entity_set] = counts.get(entity_set, 0) + len(targets)
                lines.write(_text({"set": entity_set, "targets": targets}) + "\n")
        return {"rows": counts}

    # --- helpers --------------------------------------------------------------------------

    def _organisation(self, url: str) -> Any:
        return self.env["billing.backend"].create(
            {
                "name": f"Organisation {url}",
                "system": "dynamics",
                "dynamics_url": url,
                "dynamics_login_url": url,
                "dynamics_tenant": TENANT,
                "dynamics_client_id": APPLICATION[0],
                "dynamics_client_secret": APPLICATION[1],
            }
        )

    def _calls(self) -> Iterator[tuple[str, list[dict]]]:
        """Yield (entity set, rows) of one call after the other.

        What leads to something stands behind it: rows before their parts, and what was posted
        later behind what was posted before.
        """
        from odoo.addons.chargebee_connector.systems.dynamics.post import _target

        rows, parts = defaultdict(list), defaultdict(list)
        before = None
        for number, (kind, body) in enumerate(self._posted()):
            if kind != before or number % AT_ONCE == 0:
                yield from _chunks(rows, 1)
                yield from _chunks(parts, AT_ONCE if kind == before else 1)
                before = kind
            rows[body["set"]].append(_target(body))
            for part in body["parts"]:
                parts[part["set"]].append(_target(part))
        yield from _chunks(rows, 1)
        yield from _chunks(parts, 1)

    def _posted(self) -> Iterator[tuple[str, dict]]:
        """Yield (kind, body) of what was posted, in that order."""
        from odoo.addons.chargebee_connector.models.posting_requests import LINKS, asks_of, rows

        self.env.cr.execute(
            "SELECT id FROM billing_link WHERE state = 'posted' AND request IS NOT NULL"
            " ORDER BY posted_at, id"
        )
        ids = [link_id for (link_id,) in self.env.cr.fetchall()]
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            self.env.cr.execute(f"{LINKS} WHERE l.id = ANY(%s)", (some,))
            asks, _unresolved = asks_of(self.env.cr, rows(self.env.cr))
            asked = {ask.id: ask for ask in asks}
            yield from ((asked[link_id].kind, asked[link_id].body) for link_id in some)

    def _states(self) -> list:
        """Return how many links are in which state, and why those that aren't posted."""
        self.env.cr.execute(
            "SELECT kind, state, COALESCE(problem_code, rule, ''), count(*) FROM billing_link"
            " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        return [list(row) for row in self.env.cr.fetchall()]


def _chunks(waiting: dict[str, list[dict]], least: int) -> Iterator[tuple[str, list[dict]]]:
    """Yield what waits in calls of `AT_ONCE` rows; fewer than `least` go on waiting."""
    for entity_set, rows in waiting.items():
        while len(rows) >= least:
            yield entity_set, rows[:AT_ONCE]
            del rows[:AT_ONCE]


def _text(value: Any) -> str:
    """Return JSON; amounts are decimal numbers, word for word."""
    from odoo.addons.chargebee_connector.systems.dynamics.formats import wire

    return wire(value)


if __name__ == "__main__":
    main(CrmWorker, *sys.argv[1:])
