from odoo import models

from ..ledger.problems import Unmapped


class BillingRun(models.Model):
    """Suggest: a mapping row for every combination in use that has none."""

    _inherit = "billing.run"

    def _step_suggest(self, _clock):
        """Have the target look at what is in use and add rows for a person to confirm."""
        try:
            added = self.route_id.target_id._system()._suggest(self.route_id)
        except Unmapped as problem:
            self._end("failed", problem)
            return None
        self._count(suggested=added)
        return None
