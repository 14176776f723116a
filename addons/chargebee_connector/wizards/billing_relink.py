from odoo import _, api, fields, models
from odoo.exceptions import UserError


class BillingRelink(models.TransientModel):
    """Asks which account took the place of one that vanished from the target."""

    _name = "billing.relink"
    _description = "Another Account for a Customer"

    link_id = fields.Many2one("billing.link", required=True, readonly=True)
    title = fields.Char(related="link_id.title")
    account_code = fields.Char("Debtor Number", required=True)
    account_name = fields.Char(compute="_compute_account_name")

    @api.model
    def default_get(self, fields_list):
        link = self.env["billing.link"].browse(self.env.context.get("active_id"))
        return {**super().default_get(fields_list), "link_id": link.id}

    @api.depends("account_code", "link_id")
    def _compute_account_name(self):
        for wizard in self:
            record = wizard._account()
            system = wizard.link_id.backend_id._system() if record else None
            wizard.account_name = (
                system._likeness("account", record._payload()).name if record else ""
            )

    def _account(self):
        """Return the record of the account with that number, none when it isn't known."""
        link = self.link_id
        if not link or not self.account_code:
            return self.env["billing.record"]
        return self.env["billing.record"]._by_likeness(
            link.backend_id, link.scope, "code", self.account_code.strip()
        )[:1]

    def action_relink(self):
        """The customer is that account from now on."""
        record = self._account()
        if not record:
            raise UserError(
                _(
                    "No account with number %s is known here. Pull the route, then try again.",
                    self.account_code,
                )
            )
        self.link_id.action_relink(record.external_id)
        return {"type": "ir.actions.act_window_close"}
