from odoo import _, fields, models


class BillingMappingGroup(models.Model):
    """Which item group of the target the items of a family belong to."""

    _name = "billing.mapping.group"
    _description = "Item Group Mapping"
    _inherit = ["billing.mapping.mixin"]

    _match_fields = ("item_family",)
    _reference_kind = "item_group"

    item_family = fields.Char("Item Family", help="Empty stands for every family.")

    _match_uniq = models.UniqueIndex(
        "(route_id, COALESCE(item_family, ''))",
        "There is already a row for the same family.",
    )

    def _compute_display_name(self):
        for row in self:
            row.display_name = row.item_family or _("Every family")
