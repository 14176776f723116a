from odoo import fields, models

from ..systems.exact.items import ItemRules
from .exact_pick import pick
from .kinds import forgotten
from .problem_texts_items import TEXTS

LINKS = [("item", "Item"), ("item_update", "Change of an item")]


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingLink(models.Model):
    """An item in Exact."""

    _inherit = "billing.link"

    kind = fields.Selection(
        selection_add=LINKS,
        ondelete=forgotten(LINKS),
    )


class BillingRoute(models.Model):
    """Whether items are kept in Exact."""

    _inherit = "billing.route"

    group_mapping_ids = fields.One2many("billing.mapping.group", "route_id", "Item Groups")
    exact_items = fields.Boolean(
        "Keep Items in Exact",
        tracking=True,
        help="Makes an item in Exact for each item that is sold, and keeps its name, group and "
        "revenue ledger current. Sales entries need none, sales invoices do. Recommended: off.",
    )
    exact_item_vat_code_id = pick(
        "VAT Code of Items",
        "vat_code",
        "What Exact proposes when a person sells the item there. Empty: none.",
    )

    def _mapping_models(self):
        return super()._mapping_models() + ["billing.mapping.group"]

    def write(self, vals):
        result = super().write(vals)
        if vals.get("exact_items"):
            for route in self:
                # Those that were read while nobody wanted them.
                self.env["billing.run"]._plan_all_later(route)
        return result


class BillingSystemExact(models.AbstractModel):
    """The options of items as rules."""

    _inherit = "billing.system.exact"

    def _rule_parts(self, route, things):
        return {**super()._rule_parts(route, things), "items": self._items(route, things)}

    def _items(self, route, things):
        """Return the ItemRules of a route, None where no items are wanted."""
        if not route.exact_items:
            return None
        groups = {one.id: one.external_id for one in things["item_group"]}
        return ItemRules(
            self.env["billing.mapping.group"]._as_table(route, groups),
            route.exact_item_vat_code_id.code or "",
        )

    def _probes(self, route):
        probes = super()._probes(route)
        return (*probes, ("logistics/Items", "ID")) if route.exact_items else probes
