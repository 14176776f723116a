import json

from odoo import models

from ..ledger import states
from .attachments import Attachments
from .own_cursor import READ_COMMITTED
from .planning import Planner
from .posting import Posting
from .posting_doubts import BATCH
from .run_post import BUSY_SECONDS


class BillingRun(models.Model):
    """Rebuild: find again in the target what was posted, by our keys, and send nothing.

    For a table of links that was lost, or that came from a backup. Everything is planned anew, what
    the target holds of it is taken over, and what people left out is read from the log. A thing
    that follows another is planned only when that one stands, so it takes a few rounds.
    """

    _inherit = "billing.run"

    def _step_rebuild(self, clock):
        """Look for as long as the step lasts; begin another round if one found any."""
        position = self._position()
        if not position.get("begun"):
            self._ignore_again()
            self._find_owners()
            self._seat_parts(clock)
            # What was written so far must be committed: the posting's own cursor waits for rows
            # that this transaction holds, and for ever.
            self.position = json.dumps({**position, "begun": True})
            return 0
        route = self.route_id
        target, scope = route.target_id, route.target_scope or ""
        self.env.flush_all()
        finished = False
        with self.env["billing.lane"]._hold(target, scope) as lane:
            if lane is None:
                return BUSY_SECONDS
            calls = []
            with self._blame(target), self.env.registry.cursor() as cr:
                cr.execute(READ_COMMITTED)
                client = target._system()._client(target, scope, calls)
                system, papers = target._system(), Attachments(self.env)
                posting = Posting(cr, lane, system, client, target, self.id, scope, papers)
                try:
                    while not finished and not clock.is_over():
                        behind = posting.adopt(position.get("behind", 0))
                        finished = behind is None
                        position["behind"] = behind or position.get("behind", 0)
                finally:
                    self.position = json.dumps(position)
                    self._count(calls=len(calls), **posting.counts)
        self.env.invalidate_all()
        if not finished:
            return 0
        if self._counted().get("posted") or self._counted().get("adopted"):
            self._start("plan", route=route, then="rebuild")
        else:
            # What was only looked for, and isn't there, is decided as ever; then what waits for it.
            self._start("plan", route=route, then="plan")
        return None

    def _ignore_again(self):
        """Leave out again what a person left out, as the log has it."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE billing_link l
               SET state = 'ignored', reason = said.note, problem = NULL, problem_code = NULL
              FROM (SELECT DISTINCT ON (title) title, event, note FROM billing_log
                     WHERE route_id = %s AND event IN ('ignored', 'retried')
                     ORDER BY title, id DESC) said
             WHERE l.route_id = %s AND l.key = said.title AND said.event = 'ignored'
               AND l.state = ANY(%s)
            """,
            (self.route_id.id, self.route_id.id, list(states.PLANNABLE)),
        )
        self.env.invalidate_all()

    def _find_owners(self):
        """Find the accounts of customers that only their posted documents name."""
        route = self.route_id
        rules, calls = Planner(route).rules, []
        system = route.target_id._system()
        client = system._client(route.target_id, route.target_scope or "", calls)
        waiting = self.env["billing.link"].search(
            [("route_id", "=", route.id), ("problem_code", "=", "account_first")]
        )
        with self._blame(route.target_id):
            for start in range(0, len(waiting), BATCH):
                some = waiting[start : start + BATCH]
                owners = system._owners(client, some.mapped("key"), rules)
                for link in some:
                    account = link.blocked_by_id
                    if link.key in owners and account.state in states.PLANNABLE:
                        account._stand_for(owners[link.key], "adopted")
                        self._count(adopted=1)
        self._count(calls=len(calls))
