import json

from odoo import fields, models

from ..ledger.problems import OverQuota, Refused

STATES = [("missing", "Will be created"), ("created", "Created")]
#: How often a step is tried that must wait for what was made just before it.
TRIES = 40


class BillingProvisionStep(models.Model):
    """One thing that is missing in a CRM for its tables to be complete."""

    _name = "billing.provision.step"
    _description = "Set-up Step"
    _order = "run_id, sequence, id"
    _log_access = False
    _rec_name = "title"

    run_id = fields.Many2one("billing.run", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer()
    name = fields.Char("Technical Name", required=True)
    title = fields.Char("What", required=True)
    state = fields.Selection(STATES, required=True, default="missing")

    _name_uniq = models.Constraint("UNIQUE(run_id, name)", "Each step is shown once.")


class BillingRun(models.Model):
    """Provision: what a target needs before anything can be written there."""

    _inherit = "billing.run"

    step_ids = fields.One2many("billing.provision.step", "run_id", "Steps", readonly=True)

    def _step_provision(self, clock):
        """Compare what is there with what is declared, and create what is missing.

        Whatever was created before, by an earlier step or one whose answer was lost, is found
        there and not created again. Raises Refused for a step that never comes to an end.
        """
        backend, calls = self.backend_id, []
        system = backend._system()
        try:
            with self._blame(backend):
                client = system._client(backend, "", calls)
                steps = system._missing(backend, client, self._is_half_made())
                self._show_steps(steps)
                if self._position().get("only_show"):
                    return None
                if self._forget_missing(system, steps):
                    return 0
                for name, _title, step in steps:
                    if clock.is_over():
                        return 0
                    self._create_missing(system, client, name, step)
        finally:
            self._count(calls=len(calls))
        if self.step_ids:
            self._fill_anew()
        return None

    def _forget_missing(self, system, steps):
        """Forget, once, what stood in what is missing; say whether that must be committed first.

        Else a run that dies behind making a thing would leave it empty for ever.
        """
        position = self._position()
        if not steps or position.get("begun"):
            return False
        self.position = json.dumps({**position, "begun": True})
        self.env.flush_all()
        return system._forget_missing(self.backend_id, [step for _name, _title, step in steps])

    def _fill_anew(self):
        """Have everything planned anew, and what was refused for something that was missing."""
        routes = self.env["billing.route"].search([("target_id", "=", self.backend_id.id)])
        refused = self.env["billing.link"].search(
            [
                ("route_id", "in", routes.ids),
                ("state", "=", "refused"),
                ("problem_code", "in", self.backend_id._system().SET_UP_PROBLEMS),
            ]
        )
        refused.write({"state": "new", "problem": False, "problem_code": False})
        refused._log("retried")
        for route in routes:
            self._plan_all_later(route)

    def _create_missing(self, system, client, name, step):
        """Create one thing; what must wait is counted, so that it doesn't wait for ever."""
        try:
            system._create_missing(client, step)
        except OverQuota as problem:
            position = self._position()
            tries = position.setdefault("tries", {})
            tries[name] = tries.get(name, 0) + 1
            self.position = json.dumps(position)
            if tries[name] > TRIES:
                raise Refused("provision_stuck", step=name, **problem.params) from None
            raise
        self.step_ids.filtered(lambda one: one.name == name).state = "created"
        self._count(created=1)

    def _is_half_made(self):
        """Say whether an earlier step of this run left something that it had shown.

        What isn't missing any more may have been created by a call whose answer was lost.
        """
        return "missing" in self.step_ids.mapped("state")

    def _show_steps(self, steps):
        """Add steps that were not shown yet: what is done stays on the list, and is said to be."""
        missing = {name for name, _title, _step in steps}
        self.step_ids.filtered(lambda one: one.name not in missing).state = "created"
        shown = set(self.step_ids.mapped("name"))
        self.env["billing.provision.step"].create(
            [
                {
                    "run_id": self.id,
                    "sequence": len(shown) + place,
                    "name": name,
                    "title": title,
                }
                for place, (name, title, _step) in enumerate(steps)
                if name not in shown
            ]
        )
