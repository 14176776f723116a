from odoo import Command, api, fields, models

from ..models.link_accounts import reason_words


class BillingDecide(models.TransientModel):
    """Shows the likenesses that were found for a customer, and takes the decision."""

    _name = "billing.decide"
    _description = "Which Account Is It?"

    link_id = fields.Many2one("billing.link", required=True, readonly=True)
    title = fields.Char(related="link_id.title")
    makes_accounts = fields.Boolean(compute="_compute_makes_accounts")
    line_ids = fields.One2many("billing.decide.line", "decide_id")

    @api.depends("link_id")
    def _compute_makes_accounts(self):
        for wizard in self:
            wizard.makes_accounts = wizard.link_id.kind == "account"

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        link = self.env["billing.link"].browse(self.env.context.get("active_id"))
        if link.problem_code == "account_proposed":
            found, words = link._candidates(), reason_words()
            values["link_id"] = link.id
            values["line_ids"] = [
                Command.create(
                    {
                        "external_id": one["external_id"],
                        "code": one.get("code"),
                        "name": one.get("name"),
                        "place": " ".join(filter(None, (one.get("postcode"), one.get("city")))),
                        "reasons": ", ".join(
                            words.get(reason, reason) for reason in one.get("reasons") or ()
                        ),
                        "weak": one.get("weak"),
                    }
                )
                for one in found
            ]
        return values

    def action_create_new(self):
        """None of these: make a new account."""
        self.link_id.action_create_new()
        return {"type": "ir.actions.act_window_close"}


class BillingDecideLine(models.TransientModel):
    """One likeness that was found in the target."""

    _name = "billing.decide.line"
    _description = "Candidate Account"

    decide_id = fields.Many2one("billing.decide", required=True, ondelete="cascade")
    external_id = fields.Char("Id There", readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    place = fields.Char(readonly=True)
    reasons = fields.Char("Alike In", readonly=True)
    weak = fields.Boolean(readonly=True)

    def action_choose(self):
        """This customer is that account."""
        self.ensure_one()
        self.decide_id.link_id.action_link(self.external_id)
        return {"type": "ir.actions.act_window_close"}
