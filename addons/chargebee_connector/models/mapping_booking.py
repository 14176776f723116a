from odoo import _, api, fields, models

from ..ledger.mapping import Row, Table


class BillingMappingEntity(models.Model):
    """Which journal a document is booked in."""

    _name = "billing.mapping.entity"
    _description = "Journal Mapping"
    _inherit = ["billing.mapping.mixin"]

    _match_fields = ("business_entity", "currency", "document_class")
    _reference_kind = "journal"

    business_entity = fields.Char()
    currency = fields.Char()
    document_class = fields.Selection(
        [("invoice", "Invoices"), ("credit_note", "Credit Notes")], "Kind of Document"
    )

    _match_uniq = models.UniqueIndex(
        "(route_id, COALESCE(business_entity, ''), COALESCE(currency, ''),"
        " COALESCE(document_class, ''))",
        "There is already a row for the same documents.",
    )


class BillingMappingCost(models.Model):
    """Which cost centre and which cost unit a line gets."""

    _name = "billing.mapping.cost"
    _description = "Cost Mapping"
    _inherit = ["billing.mapping.mixin"]

    _match_fields = ("item", "item_family", "country", "business_entity", "year")
    _reference_kind = "cost_center"

    item = fields.Char(help="“-” stands for lines that sell no item.")
    item_family = fields.Char("Item Group")
    country = fields.Char()
    business_entity = fields.Char()
    year = fields.Char("Book Year", help="The book year of the document's date.")
    cost_center_id = fields.Many2one(
        "billing.reference", "Cost Centre", ondelete="restrict", help="Empty: none is sent."
    )
    cost_unit_id = fields.Many2one(
        "billing.reference", "Cost Unit", ondelete="restrict", help="Empty: none is sent."
    )
    # What the other tables call their target: a row that has neither is still to be decided.
    reference_id = fields.Many2one(compute="_compute_reference_id", store=True)

    _match_uniq = models.UniqueIndex(
        "(route_id, COALESCE(item, ''), COALESCE(item_family, ''), COALESCE(country, ''),"
        " COALESCE(business_entity, ''), COALESCE(year, ''))",
        "There is already a row for the same lines.",
    )

    @api.depends("cost_center_id", "cost_unit_id")
    def _compute_reference_id(self):
        for row in self:
            row.reference_id = row.cost_center_id or row.cost_unit_id

    def _as_costs(self, route, codes):
        """Return the confirmed rows of a route as a table of (cost centre, cost unit).

        `codes` turns the ids of active references into their codes; a row of which one was
        closed in the target decides nothing.
        """
        rows = self.search(
            [
                ("route_id", "=", route.id),
                ("state", "=", "confirmed"),
                ("reference_id", "!=", False),
            ],
            order="id",
        )
        return Table(
            self._match_fields,
            [
                Row(
                    row.id,
                    row._match(),
                    (
                        codes.get(row.cost_center_id.id, ""),
                        codes.get(row.cost_unit_id.id, ""),
                    ),
                )
                for row in rows
                if all(one.id in codes for one in (row.cost_center_id | row.cost_unit_id))
            ],
        )


class BillingMappingDiscount(models.Model):
    """Which ledger the discount of a coupon goes to."""

    _name = "billing.mapping.discount"
    _description = "Discount Ledger Mapping"
    _inherit = ["billing.mapping.mixin"]

    _match_fields = ("coupon",)
    _reference_kind = "gl_account"

    coupon = fields.Char(help="Empty stands for every coupon, and for discounts without one.")

    _match_uniq = models.UniqueIndex(
        "(route_id, COALESCE(coupon, ''))",
        "There is already a row for the same coupon.",
    )

    def _compute_display_name(self):
        for row in self:
            row.display_name = row.coupon or _("Every discount")
