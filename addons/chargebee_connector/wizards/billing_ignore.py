from odoo import fields, models


class BillingIgnore(models.TransientModel):
    """Asks for the reason before objects are left out for good."""

    _name = "billing.ignore"
    _description = "Leave Out for Good"

    link_ids = fields.Many2many(
        "billing.link", default=lambda self: self.env.context.get("active_ids")
    )
    reason = fields.Char(required=True)

    def action_ignore(self):
        """Leave the chosen objects out, with the reason given."""
        self.link_ids.action_ignore(self.reason)
        return {"type": "ir.actions.act_window_close"}
