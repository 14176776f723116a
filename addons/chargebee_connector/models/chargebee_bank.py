from odoo import api, fields, models

METHODS = [
    ("bank_transfer", "Bank transfer"),
    ("cash", "Cash"),
    ("check", "Check"),
    ("other", "Other"),
]


class BillingRouteBank(models.Model):
    """A journal of the books in which money really comes in, and how that is called there."""

    _name = "billing.route.bank"
    _description = "Bank or Cash Journal of Receipts"
    _order = "route_id, id"

    route_id = fields.Many2one("billing.route", "Route", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="route_id.company_id")
    reference_id = fields.Many2one(
        "billing.reference", "Journal", required=True, ondelete="restrict"
    )
    payment_method = fields.Selection(
        METHODS,
        required=True,
        default="bank_transfer",
        help="The payment method that the recorded payments bear in Chargebee.",
    )

    _route_reference_uniq = models.Constraint(
        "UNIQUE(route_id, reference_id)", "Each journal is listed once."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.route_id._plan_everything()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self.route_id._plan_everything()
        return result

    def unlink(self):
        routes = self.route_id
        result = super().unlink()
        routes._plan_everything()
        return result
