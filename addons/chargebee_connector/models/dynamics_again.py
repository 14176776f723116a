from odoo import models

from ..ledger.states import PLANNED
from ..systems.dynamics.content import lookup_mark


class BillingRun(models.Model):
    """Rows that come back after somebody deleted them: what led to them leads to them again."""

    _inherit = "billing.run"

    def _store_outcomes(self, outcomes, linked, record_of, after, versions):
        result = super()._store_outcomes(outcomes, linked, record_of, after, versions)
        if self.route_id.target_id._system().SHOWS:
            self._lead_again([one for one in outcomes if _comes_back(one, linked)])
        return result

    def _lead_again(self, outcomes):
        """Have whatever led to these rows planned anew: the CRM emptied its lookups with them.

        Found by the hashes of its lookups, in one reading of all links of the route.
        """
        if not outcomes:
            return
        marks = {lookup_mark(one.request.body["set"], one.parent) for one in outcomes}
        pattern = '"(' + "|".join(sorted(marks)) + ')"'
        self.env.cr.execute(
            "UPDATE billing_link SET content = regexp_replace(content, %s, '\"\"', 'g')"
            " WHERE route_id = %s AND state = 'posted' AND parent_id IS NULL AND content ~ %s"
            " RETURNING record_id",
            (pattern, self.route_id.id, pattern),
        )
        records = [record_id for (record_id,) in self.env.cr.fetchall() if record_id]
        self._plan_later([(self.route_id.id, record_id) for record_id in records])


def _comes_back(outcome, linked):
    """Say whether an outcome makes a whole row again, and was not planned before."""
    if not outcome.parent or not outcome.request or outcome.request.method != "UPSERT":
        return False
    before = linked.get((outcome.kind, outcome.key))
    return before is None or before[1].state != PLANNED
