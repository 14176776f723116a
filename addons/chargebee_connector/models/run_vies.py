import json

from odoo import fields, models

from ..ledger.problems import OverQuota, WorldProblem
from .problem_text import text_of

#: Questions of one step, and how often a number is asked in one run when nobody answers.
MOST, TRIES = 40, 3
#: Seconds until those are asked again that nobody answered.
AGAIN_SECONDS = 120


class BillingRun(models.Model):
    """VIES: ask for the VAT numbers that documents wait for, in a step of its own.

    Planning never asks anybody: it leaves the document waiting, and is done again with the answer.
    """

    _inherit = "billing.run"

    kind = fields.Selection(
        selection_add=[("vies", "Look up VAT numbers")], ondelete={"vies": "cascade"}
    )

    def _step_vies(self, clock):
        """Ask for what is waited for and keep each answer; what isn't answered is asked again."""
        checks = self.env["billing.vat.check"]
        position = self._position()
        tries = position.setdefault("tries", {})
        left = [number for number in self._waited_for() if tries.get(number, 0) < TRIES]
        service, requester = checks._service(), self._asked_by()
        pause = AGAIN_SECONDS
        for number in left[:MOST]:
            if clock.is_over():
                pause = 0
                break
            tries[number] = tries.get(number, 0) + 1
            try:
                checks._ask(service, number, self.route_id.company_id, requester)
            except OverQuota as problem:
                pause = problem.seconds
                break
            except WorldProblem as problem:
                self.message = text_of(self.env, problem)
                continue
            tries[number] = TRIES
            self._count(checked=1)
        else:
            pause = 0 if len(left) > MOST else AGAIN_SECONDS
        self.position = json.dumps(position)
        unanswered = [number for number in left if tries.get(number, 0) < TRIES]
        return pause if unanswered else None

    def _asked_by(self):
        return self.route_id.target_id._system()._own_vat_number(self.route_id)

    def _waited_for(self):
        """Return the numbers for which documents of this run's route wait."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT DISTINCT problem::json->'params'->>'number' FROM billing_link"
            " WHERE route_id = %s AND state = 'blocked' AND problem_code = 'vies_first' ORDER BY 1",
            (self.route_id.id,),
        )
        return [number for (number,) in self.env.cr.fetchall()]

    def _end(self, state, problem=None):
        """After a plan, ask for what its documents wait for; then plan, and post, them."""
        super()._end(state, problem)
        if state != "done" or self.kind != "plan" or not self._waited_for():
            return
        asking = self.search_count(
            [
                ("kind", "=", "vies"),
                ("route_id", "=", self.route_id.id),
                ("state", "in", ("waiting", "running")),
            ],
            limit=1,
        )
        if not asking:
            then = "plan,post" if self.then or self.route_id.state == "live" else "plan"
            self._start("vies", route=self.route_id, then=then)

    def _came_to_nothing(self):
        """A run that got no answer has nothing to plan anew: the next sync asks again."""
        if self.kind == "vies":
            return not self._counted().get("checked")
        return super()._came_to_nothing()
