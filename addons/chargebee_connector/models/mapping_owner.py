from odoo import fields, models


class BillingMappingOwner(models.Model):
    """Who owns the rows of a business entity in the CRM."""

    _name = "billing.mapping.owner"
    _description = "Owner Mapping"
    _inherit = ["billing.mapping.mixin"]

    _match_fields = ("business_entity",)
    _reference_kind = "team"

    business_entity = fields.Char(help="Empty stands for every other one, and for none.")

    _match_uniq = models.UniqueIndex(
        "(route_id, COALESCE(business_entity, ''))",
        "There is already a row for the same business entity.",
    )

    def _plan_again(self):
        """Everything is planned again: what stands there goes over to its new owner."""
        for route in self.route_id:
            self.env["billing.run"]._plan_all_later(route)

    def unlink(self):
        routes = self.route_id
        result = super().unlink()
        for route in routes:
            self.env["billing.run"]._plan_all_later(route)
        return result
