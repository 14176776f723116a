from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..ledger.text import parse

#: For a missing mapping row: its table, and the facts that a new row there begins with.
OFFERED = {
    "revenue_missing": ("revenue", ("item_price",)),
    "tax_missing": ("tax", ("exemption", "tax_name", "tax_rate", "country")),
    "registration_missing": (
        "tax",
        ("exemption", "registration", "tax_name", "tax_rate", "country"),
    ),
    "term_missing": ("term", ("net_term_days",)),
    "payment_missing": ("payment", ("gateway_account", "gateway", "currency")),
    "cost_center_missing": ("cost", ("item_family", "country")),
    "cost_unit_missing": ("cost", ("item_family", "country")),
    "discount_missing": ("discount", ("coupon",)),
}


class BillingLink(models.Model):
    """The cure of a problem as a button, where there is one."""

    _inherit = "billing.link"

    lacks_mapping = fields.Boolean(compute="_compute_lacks_mapping")

    @api.depends("problem_code")
    def _compute_lacks_mapping(self):
        for link in self:
            link.lacks_mapping = link.problem_code in OFFERED

    def action_open_mapping(self):
        """Open the table that lacks a row: the row that waits for a choice, or a new one filled."""
        self.ensure_one()
        if not self.lacks_mapping:
            raise UserError(_("No mapping row is missing for %s.", self.key))
        table, names = OFFERED[self.problem_code]
        facts = parse(self.problem)["params"]
        match = {name: facts[name] for name in names if facts.get(name)}
        waiting = self.env[f"billing.mapping.{table}"].search_count(
            [("route_id", "=", self.route_id.id), ("reference_id", "=", False)]
            + [(name, "=", value) for name, value in match.items()],
            limit=1,
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"chargebee_connector.billing_mapping_{table}_action"
        )
        context = {"default_route_id": self.route_id.id}
        if waiting:
            context["search_default_open"] = 1
        else:
            context.update({f"default_{name}": value for name, value in match.items()})
        return {**action, "domain": [("route_id", "=", self.route_id.id)], "context": context}
