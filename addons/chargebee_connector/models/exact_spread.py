from odoo import fields, models

from ..ledger.problems import Conflict
from ..ledger.text import parse
from ..systems.exact.deferral_proof import Expected, compared, read
from ..systems.exact.deferral_rules import deferral_of
from ..systems.exact.rules import INCLUDING
from .billing_log import write_log
from .planning import Planner

#: Posted entries that are read at once.
ROWS = 2000


class BillingSpread(models.Model):
    """What one document's revenue loses or gains in a period, by its service and in Exact.

    The rows of a route are those of its last comparison.
    """

    _name = "billing.spread"
    _description = "Deferred Revenue Compared"
    _log_access = False
    _order = "differs desc, number, period, id"
    _rec_name = "number"

    link_id = fields.Many2one(
        "billing.link", "Object", required=True, ondelete="cascade", index=True
    )
    route_id = fields.Many2one(
        "billing.route", "Route", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", "Company", required=True, index=True)
    compared_at = fields.Datetime("Compared On", required=True)
    number = fields.Char("Document", required=True, help="As it stands in Exact as Your Ref.")
    title = fields.Char("Customer", related="link_id.title")
    period = fields.Char(required=True, help="Book year and period.")
    currency_id = fields.Many2one("res.currency", "Currency", related="link_id.currency_id")
    ours = fields.Monetary(
        "By Service Period",
        help="What goes off revenue in the period, by the first and last day that were sent. Below "
        "zero: what the period earns.",
    )
    theirs = fields.Monetary(
        "In Exact", help="The same by Exact's own entries of deferred revenue (type 84)."
    )
    difference = fields.Monetary(help="Exact's amount less ours.")
    differs = fields.Boolean(
        "Differs",
        help="By more than a cent for each line that is spread: where a cent goes that "
        "does not divide is Exact's own affair.",
    )

    def action_view_link(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "billing.link",
            "res_id": self.link_id.id,
            "view_mode": "form",
        }


class BillingRun(models.Model):
    """Compare: what Exact made of service periods with what they should come to.

    Reads only. Each document and period is a row of the comparison, what differs one of the log.
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
        rows = list(compared(expected, found))
        differing = [one for one in rows if one.differs]
        self._count(compared=len(expected.lines), differing=len(differing), calls=len(calls))
        self._store_spread(rows, links)
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
                "   AND (bundle IS NULL OR aggregate)"
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

    def _store_spread(self, rows, links):
        """Put the rows of a comparison in the place of the route's last one."""
        route, now = self.route_id, fields.Datetime.now()
        self.env.cr.execute("DELETE FROM billing_spread WHERE route_id = %s", (route.id,))
        if rows:
            self.env.cr.execute_values(
                "INSERT INTO billing_spread (link_id, route_id, company_id, compared_at, number,"
                "    period, ours, theirs, difference, differs) VALUES %s",
                [
                    (
                        links[one.your_ref],
                        route.id,
                        route.company_id.id,
                        now,
                        one.your_ref,
                        one.period,
                        one.ours,
                        one.theirs,
                        one.theirs - one.ours,
                        one.differs,
                    )
                    for one in rows
                ],
                page_size=1000,
            )
        self.env["billing.spread"].invalidate_model()

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

    def action_view_spread(self):
        """Show the last comparison of deferred revenue."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "chargebee_connector.billing_spread_action"
        )
        return {**action, "domain": [("route_id", "=", self.id)]}
