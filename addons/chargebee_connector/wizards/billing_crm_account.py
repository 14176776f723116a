from odoo import Command, _, api, fields, models
from odoo.exceptions import UserError


class BillingCrmAccount(models.TransientModel):
    """Asks which account of the CRM one or several customers belong to."""

    _name = "billing.crm.account"
    _description = "Account of a Customer in the CRM"

    link_id = fields.Many2one("billing.link", required=True, readonly=True)
    link_ids = fields.Many2many("billing.link", string="Customers", readonly=True)
    title = fields.Char(compute="_compute_title")
    account = fields.Char(
        required=True, help="Its account number, its name as it is written there, or its id."
    )
    found = fields.Char(compute="_compute_found")

    @api.model
    def default_get(self, fields_list):
        links = self.env["billing.link"].browse(
            self.env.context.get("active_ids") or self.env.context.get("active_id")
        )
        values = {"link_id": links[:1].id, "link_ids": [Command.set(links.ids)]}
        return {**super().default_get(fields_list), **values}

    @api.depends("link_id", "link_ids")
    def _compute_title(self):
        for wizard in self:
            links = wizard.link_id | wizard.link_ids
            wizard.title = ", ".join(link.title or link.key for link in links)

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
        (self.link_id | self.link_ids).action_set_account(accounts.external_id)
        return {"type": "ir.actions.act_window_close"}
