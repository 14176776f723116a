from odoo import fields, models


class BillingMappingPayment(models.Model):
    """Which journal the money of a gateway account goes through."""

    _name = "billing.mapping.payment"
    _description = "Payment Journal Mapping"
    _inherit = ["billing.mapping.mixin"]

    _match_fields = (
        "gateway_account",
        "gateway",
        "payment_method",
        "currency",
        "business_entity",
    )
    _reference_kind = "journal"

    gateway_account = fields.Char(help="The id that the billing site gives it.")
    gateway = fields.Char()
    payment_method = fields.Char()
    currency = fields.Char()
    business_entity = fields.Char()

    _match_uniq = models.UniqueIndex(
        "(route_id, COALESCE(gateway_account, ''), COALESCE(gateway, ''),"
        " COALESCE(payment_method, ''), COALESCE(currency, ''), COALESCE(business_entity, ''))",
        "There is already a row for the same movements.",
    )


class BillingRoute(models.Model):
    _inherit = "billing.route"

    payment_mapping_ids = fields.One2many("billing.mapping.payment", "route_id", "Payment Journals")

    def _mapping_models(self):
        return [*super()._mapping_models(), "billing.mapping.payment"]
