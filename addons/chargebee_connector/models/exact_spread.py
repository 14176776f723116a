from odoo import fields, models

from ..ledger.problems import Conflict
from ..ledger.text import parse
from ..systems.exact.deferral_proof import Expected, differences, read
from ..systems.exact.deferral_rules import deferral_of
from ..systems.exact.rules import INCLUDING
from .billing_log import write_log
from .planning import Planner

#: Posted entries that are read at once.
ROWS = 2000


class BillingRun(models.Model):
    """Compare: what Exact made of service periods with what they should come to.

    Reads only. Each document and period that differs is a row of the log.
    """

    _inherit = "billing.run"

    kind = fields.Selection(
        selection_add=[("spread", "Compare deferred revenue")], ondelete={"spread": "cascade"}
    )

    def _step_spread(self, _clock):
        route, calls = self.route_id, []
        expected, links = self._expected_spread()
        target = route.target_id
        with self._blame(target):
            client = target._system()._client(target, route.target_scope or "", calls)
            found = read(client, expected)
        differing = list(differences(expected, found))
        self._count(compared=len(expected.lines), differing=len(differing), calls=len(calls))
        self._log_spread(differing, links)

    def _expected_spread(self):
        """Return what the route's posted entries should be spread to, and {YourRef: link id}."""
        route = self.route_id
        rules = Planner(route).rules
        codes = self.env["billing.reference"].search(
            [
                ("backend_id", "=", route.target_id.id),
                ("scope", "=", route.target_scope or ""),
                ("kind", "=", "vat_code"),
            ]
        )
        including = frozenset(one.code for one in codes if one._data().get("type") == INCLUDING)
        expected = Expected(deferral_of(rules).split, rules.calendar.opened(), including)
        links, behind = {}, 0
        while True:
            self.env.cr.execute(
                "SELECT id, request FROM billing_link WHERE route_id = %s AND id > %s"
                "   AND kind = 'sales_entry' AND state = 'posted' AND request LIKE %s"
                " ORDER BY id LIMIT %s",
                (route.id, behind, '%"From":%', ROWS),
            )
            rows = self.env.cr.fetchall()
            if not rows:
                return expected, links
            for behind, request in rows:
                body = parse(request)["body"]
                expected.add(body)
                links[body["YourRef"]] = behind

    def _log_spread(self, differing, links):
        route = self.route_id
        write_log(
            self.env.cr,
            [
                {
                    "event": "looked",
                    "level": "warning",
                    "link_id": links[one.your_ref],
                    "route_id": route.id,
                    "backend_id": route.target_id.id,
                    "company_id": route.company_id.id,
                    "run_id": self.id,
                    "title": one.your_ref,
                    "problem": Conflict(
                        "spread_differs",
                        number=one.your_ref,
                        period=one.period,
                        ours=one.ours,
                        theirs=one.theirs,
                    ),
                }
                for one in differing
            ],
        )


class BillingRoute(models.Model):
    _inherit = "billing.route"

    def action_compare_deferral(self):
        """Compare what Exact spread with the service periods that it was sent; reads only."""
        return self._start("spread")
