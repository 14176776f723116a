from odoo import fields, models


class BillingStream(models.Model):
    """One kind of object of one connection and scope. Its row is the lock of a pull."""

    _name = "billing.stream"
    _description = "Stream"
    _order = "backend_id, scope, sequence, id"

    backend_id = fields.Many2one("billing.backend", "Connection", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    scope = fields.Char("Administration", required=True, default="")
    kind = fields.Selection(selection="_selection_kind", required=True, string="Kind of Object")
    sequence = fields.Integer(default=10)
    active = fields.Boolean("On", default=True)
    cursor = fields.Char(
        "Position", readonly=True, copy=False, help="Where the next pull goes on; set by the pull."
    )
    full = fields.Boolean(
        "Start Over", copy=False, help="The next pull reads everything once more from the start."
    )
    complete = fields.Boolean("Read Completely Once", readonly=True, copy=False)
    last_run_at = fields.Datetime("Last Complete Pull", readonly=True, copy=False)
    last_count = fields.Integer("Last Changed Objects", readonly=True, copy=False)

    _backend_scope_kind_uniq = models.Constraint(
        "UNIQUE(backend_id, scope, kind)", "A connection pulls each kind of object once."
    )

    def _selection_kind(self):
        return self.env["billing.record"]._selection_kind()

    def _known_ids(self):
        """Return the ids of all objects of this stream that are not known to be gone."""
        self.ensure_one()
        records = self.env["billing.record"].search_fetch(
            [
                ("backend_id", "=", self.backend_id.id),
                ("scope", "=", self.scope),
                ("kind", "=", self.kind),
                ("deleted", "=", False),
            ],
            ["external_id"],
        )
        return records.mapped("external_id")

    def action_start_over(self):
        """Let the next pull read everything again; nothing that is stored gets lost."""
        self[:1].backend_id._check_group("operate")
        self.sudo().full = True  # The stream's row is written by pulls, never by hand.
        return True
