from odoo import fields, models

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
    _inherit = ["billing.route.row.mixin"]
    _order = "route_id, id"

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
