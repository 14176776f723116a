from odoo import models

from ..ledger.problems import WorldProblem
from .own_cursor import READ_COMMITTED
from .posting import Posting

#: How long to wait when somebody else posts into the same administration.
BUSY_SECONDS = 10


class BillingRun(models.Model):
    """Post: whoever holds the lane sends what is planned."""

    _inherit = "billing.run"

    def _step_post(self, clock):
        """Post for as long as the step lasts, when the lane is free."""
        route = self.route_id
        target, scope = route.target_id, route.target_scope or ""
        # What this transaction knows must be seen by the posting's own: it sees commits only.
        self.env.flush_all()
        with self.env["billing.lane"]._hold(target, scope) as lane:
            if lane is None:
                return BUSY_SECONDS if self._something_to_post() else None
            calls = []
            with self._blame(target), self.env.registry.cursor() as cr:
                cr.execute(READ_COMMITTED)
                client = target._system()._client(target, scope, calls)
                posting = Posting(cr, lane, target._system(), client, target, self.id, scope)
                try:
                    left = posting.work(clock)
                except WorldProblem:
                    cr.rollback()
                    raise
                finally:
                    self._count(calls=len(calls), **posting.counts)
        self.env.invalidate_all()
        if left:
            return 0
        self._plan_what_waited()
        return None

    def _plan_what_waited(self):
        """Go on with credit notes whose invoices stand there by now."""
        waited = self.env["billing.link"].search_count(
            [
                ("route_id", "=", self.route_id.id),
                ("state", "=", "blocked"),
                ("problem_code", "=", "invoice_first"),
                ("blocked_by_id.state", "=", "posted"),
            ],
            limit=1,
        )
        if waited:
            self._start("plan", route=self.route_id, then="post")

    def _something_to_post(self):
        return bool(
            self.env["billing.link"].search_count(
                [("route_id", "=", self.route_id.id), ("state", "=", "planned")], limit=1
            )
        )
