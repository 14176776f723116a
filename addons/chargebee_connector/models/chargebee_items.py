from odoo import models


class BillingSystemChargebee(models.AbstractModel):
    """Items are planned too: before the documents that sell them."""

    _inherit = "billing.system.chargebee"

    PLANNED_KINDS = (
        "customer",
        "item",
        "invoice",
        "credit_note",
        "transaction",
        "settlement",
        "unbilled_charge",
    )
