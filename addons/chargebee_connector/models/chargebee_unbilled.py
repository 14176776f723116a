from odoo import fields, models

from ..systems.chargebee import pull


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

    def _stream_kinds(self, backend):
        """Add the kinds that a route asks for: they cost calls that most sites needn't make."""
        routes = self.env["billing.route"].search([("source_id", "=", backend.id)])
        wanted = {
            kind for route in routes for kind in route.target_id._system()._kinds_wanted(route)
        }
        return pull.kinds(backend.chargebee_catalogue or "v2", wanted)
