import base64
import time

from odoo import _, fields, models
from odoo.exceptions import UserError

from ..ledger.problems import Invalid
from ..ledger.pull import Pulled
from ..ledger.text import dump
from ..models.problem_text import text_of
from ..systems import settlements

#: Lines of a statement that may be movements of the billing system.
_MOVING = ("payment", "refund", "chargeback")


class BillingSettlement(models.TransientModel):
    """Takes in a payment provider's statement: a bank entry for each of its payouts."""

    _name = "billing.settlement"
    _description = "Import a Settlement"

    route_id = fields.Many2one(
        "billing.route",
        "Route",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    gateway_account = fields.Char(
        help="The id that the billing site gives the account, as in Mapping › Payment Journals."
    )
    gateway = fields.Char(help="The provider's name in the billing site, for example stripe.")
    file = fields.Binary("Statement", required=True, attachment=False)
    filename = fields.Char()

    def action_import(self):
        """Store the settlements of the file, and plan what becomes of them."""
        self.ensure_one()
        route = self.route_id
        route.source_id._check_group("operate")
        if not (self.gateway_account or self.gateway):
            raise UserError(_("Say which gateway account the statement is of."))
        try:
            payloads = settlements.parse(
                base64.b64decode(self.file), self.gateway or "", self.gateway_account or ""
            )
        except Invalid as problem:
            raise UserError(text_of(self.env, problem)) from problem
        self._name_movements(route.source_id, payloads)
        version = str(time.time_ns() // 1_000_000)
        found = [
            Pulled("settlement", settlements.identity(one), version, False, dump(one))
            for one in payloads
        ]
        # Records are written by their machine alone; the action has checked the group itself.
        records = self.env["billing.record"].sudo()
        changed = records._store(route.source_id, route.source_scope or "", found)
        runs = self.env["billing.run"].sudo()
        for other in self.env["billing.route"].search([("source_id", "=", route.source_id.id)]):
            runs._plan_later([(other.id, row[0]) for row in changed])
        return self.env["billing.run"]._start_routes("plan", route, then="post")._open()

    def _name_movements(self, source, payloads):
        """Write into each line which movement of the billing system it is, where one is known."""
        lines = [line for one in payloads for line in one["lines"] if line["type"] in _MOVING]
        references = {line["reference"] for line in lines if line["reference"]}
        known = source._system()._movements(source, references)
        for line in lines:
            line["movement"] = known.get(line["reference"], "")
