import json
from datetime import timedelta

from odoo import fields, models

from ..ledger.problems import WorldProblem
from .attachments import Attachments
from .own_cursor import READ_COMMITTED
from .posting import Posting

#: How long to wait when somebody else posts into the same administration.
BUSY_SECONDS = 10
#: How long an answer counts that was asked for before posting. A run that waits for calls goes on
#: in steps of a minute each: asking anew in each of them would cost what it waits for.
ASKED = timedelta(hours=1)


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
                system, papers = target._system(), Attachments(self.env)
                posting = Posting(cr, lane, system, client, target, self.id, scope, papers)
                try:
                    self._check_before(client, cr)
                    left = posting.work(clock)
                    waited = _is_waited_for(cr, route)
                except WorldProblem:
                    cr.rollback()
                    raise
                finally:
                    self._count(calls=len(calls), **posting.counts)
        self.env.invalidate_all()
        if left:
            return 0
        if waited and self._counted().get("posted"):
            # Once more only: the next run counts what it posts itself.
            self._start("plan", route=route, then="post")
        return None

    def _check_before(self, client, cr):
        """Have the target checked before anything is posted; what was asked is remembered."""
        position, now = self._position(), fields.Datetime.now()
        since = fields.Datetime.to_datetime(position.get("asked_at"))
        if not since or since < now - ASKED:
            since, position["asked"] = now, []
        asked, route = set(position["asked"]), self.route_id
        system = route.target_id._system()
        system._before_post(client, route.target_id, route.target_scope or "", cr, asked)
        position.update(asked=sorted(asked), asked_at=fields.Datetime.to_string(since))
        self.position = json.dumps(position)

    def _something_to_post(self):
        return bool(
            self.env["billing.link"].search_count(
                [("route_id", "=", self.route_id.id), ("state", "=", "planned")], limit=1
            )
        )


def _is_waited_for(cr, route):
    """Say whether something of a route waits for another thing that stands there by now.

    What was posted is seen through the posting's own cursor alone.
    """
    cr.execute(
        "SELECT 1 FROM billing_link l JOIN billing_link b ON b.id = l.blocked_by_id"
        " WHERE l.route_id = %s AND l.state = 'blocked' AND b.state = 'posted'"
        "   AND l.problem::json->>'class' = 'Waiting' LIMIT 1",
        (route.id,),
    )
    return bool(cr.fetchone())
