from odoo import fields, models


class BillingRecord(models.Model):
    """Charges that are not invoiced yet, for month-end accruals."""

    _inherit = "billing.record"

    kind = fields.Selection(
        selection_add=[("unbilled_charge", "Unbilled Charge")],
        ondelete={"unbilled_charge": lambda some: some._forget()},
    )


class BillingSystemChargebee(models.AbstractModel):
    _inherit = "billing.system.chargebee"

    PLANNED_KINDS = (
        "customer",
        "invoice",
        "credit_note",
        "transaction",
        "settlement",
        "unbilled_charge",
    )
