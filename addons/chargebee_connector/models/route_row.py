from odoo import api, fields, models


class BillingRouteRow(models.AbstractModel):
    """What tables of a route's options share: whoever changes one has everything planned anew."""

    _name = "billing.route.row.mixin"
    _description = "Row of a Route's Options"

    route_id = fields.Many2one("billing.route", "Route", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="route_id.company_id")

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
