from odoo import _, api, fields, models
from odoo.exceptions import UserError


class BillingCrmAccount(models.TransientModel):
    """Asks which account of the CRM a customer belongs to."""

    _name = "billing.crm.account"
    _description = "Account of a Customer in the CRM"

    link_id = fields.Many2one("billing.link", required=True, readonly=True)
    title = fields.Char(related="link_id.title")
    account = fields.Char(
        required=True, help="Its account number, its name as it is written there, or its id."
    )
    found = fields.Char(compute="_compute_found")

    @api.model
    def default_get(self, fields_list):
        link = self.env["billing.link"].browse(self.env.context.get("active_id"))
        return {**super().default_get(fields_list), "link_id": link.id}

    @api.depends("account", "link_id")
    def _compute_found(self):
        for wizard in self:
            accounts = wizard._accounts()
            system = wizard.link_id.backend_id._system() if accounts else None
            wizard.found = ", ".join(
                system._likeness(record.kind, record._payload()).name for record in accounts
            )

    def _accounts(self):
        """Return the records of all accounts that the text may mean."""
        link, found = self.link_id, self.env["billing.record"]
        if not link or not self.account:
            return found
        for name, value in link.backend_id._system()._search_keys(self.account):
            found |= found._by_likeness(link.backend_id, link.scope, name, value)
        return found

    def action_set(self):
        """The customer belongs to that account from now on."""
        accounts = self._accounts()
        if len(accounts) != 1:
            raise UserError(
                _(
                    "%(count)s accounts are known here by “%(account)s”. Enter the account number "
                    "or the id of exactly one.",
                    count=len(accounts),
                    account=self.account,
                )
            )
        self.link_id.action_set_account(accounts.external_id)
        return {"type": "ir.actions.act_window_close"}
