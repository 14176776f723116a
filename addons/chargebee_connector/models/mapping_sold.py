from odoo import api, fields, models

from ..ledger.problems import Invalid
from ..ledger.words import PRICE_KINDS


class BillingMappingRevenue(models.Model):
    """What people know a price by, beside its id: they map names, not ids."""

    _inherit = "billing.mapping.revenue"

    sold_as = fields.Char(compute="_compute_sold", help="What the price is called on invoices.")
    family_sold = fields.Char(
        "Group Sold",
        compute="_compute_family_sold",
        store=True,
        help="The item group of what this row is about: to sort and to group the list by.",
    )

    @api.depends("item_price", "route_id")
    def _compute_sold(self):
        prices = self._prices()
        for row in self:
            price = prices.get((row.route_id.source_id.id, row.item_price))
            row.sold_as = price.name if price else ""

    @api.depends("item_price", "item_family", "route_id")
    def _compute_family_sold(self):
        prices = self._prices()
        for row in self:
            price = prices.get((row.route_id.source_id.id, row.item_price))
            row.family_sold = row.item_family or (price.item_family if price else "")

    def _prices(self):
        """Return {(source, id): Price} of the prices that these rows name."""
        records = (
            self.env["billing.record"]
            .sudo()
            .search(
                [
                    ("backend_id", "in", self.route_id.source_id.ids),
                    ("kind", "in", PRICE_KINDS),
                    ("external_id", "in", [row.item_price for row in self if row.item_price]),
                ]
            )
        )
        found = {}
        for record in records:
            system = record.backend_id._system()
            try:
                price = system._read(record.backend_id, record.kind, record._payload())
            except (Invalid, ValueError):
                continue  # A name that can't be read is not shown.
            if price is not None:
                found[record.backend_id.id, record.external_id] = price
        return found
