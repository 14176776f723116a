from dataclasses import replace

from odoo import _, api, fields, models

from ..ledger.mapping import Row, Table, rank

#: What a line sells, for VAT.
SUPPLIES = [("goods", "Goods"), ("service", "Service")]


class BillingMappingMixin(models.AbstractModel):
    """What all mapping tables share: a match, a thing of the target, and who is sure of it.

    The match fields of a table stand in `_match_fields`, the heaviest first: a row that demands
    an earlier one wins over every row that does not. The list shows rows in that order.
    """

    _name = "billing.mapping.mixin"
    _description = "Mapping Row"
    _order = "specificity desc, id"

    _match_fields = ()
    _reference_kind = ""

    route_id = fields.Many2one("billing.route", "Route", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="route_id.company_id")
    target_backend_id = fields.Many2one(related="route_id.target_id", string="Target")
    target_scope = fields.Char(related="route_id.target_scope")
    reference_id = fields.Many2one("billing.reference", "Goes To", ondelete="restrict")
    state = fields.Selection(
        [("suggested", "Suggested"), ("confirmed", "Confirmed")],
        required=True,
        default="confirmed",
        help="Only confirmed rows decide.",
    )
    suggestion = fields.Char("Why Suggested", readonly=True)
    strength = fields.Selection(
        [("strong", "Sure"), ("weak", "A Guess")],
        "Evidence",
        readonly=True,
        help="Sure: it rests on what was decided for this very thing, on many earlier bookings, or "
        "is the only choice. A guess wants a second look.",
    )
    specificity = fields.Integer(compute="_compute_specificity", store=True, index=True)

    @api.depends(lambda self: self._match_fields)
    def _compute_specificity(self):
        for row in self:
            demanded = [name for name in self._match_fields if row[name]]
            row.specificity = rank(self._match_fields, demanded)

    def _compute_display_name(self):
        for row in self:
            demands = [row._demand_shown(name) for name in self._match_fields if row[name]]
            row.display_name = " / ".join(demands) or _("Everything else")

    def _demands_told(self):
        """Return all that this row demands as one text, each field by its name on the screen."""
        told = [
            f"{self._fields[name]._description_string(self.env)}: {self._demand_shown(name)}"
            for name in self._match_fields
            if self[name]
        ]
        return ", ".join(told) or _("Everything else")

    def _demand_shown(self, name):
        """Return what this row demands of one field, in the reader's language."""
        field = self._fields[name]
        if field.type != "selection":
            return self[name]
        return dict(field._description_selection(self.env))[self[name]]

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._plan_again()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self._plan_again()
        return result

    def unlink(self):
        routes = self.route_id
        result = super().unlink()
        self.env["billing.run"]._plan_open_later(routes)
        return result

    def action_confirm(self):
        """Confirm these rows; from now on they decide."""
        self.route_id.source_id._check_group("approve")
        self.filtered("reference_id").write({"state": "confirmed"})
        return True

    def _plan_again(self):
        """What isn't posted yet is planned again, now that other rows decide."""
        self.env["billing.run"]._plan_open_later(self.route_id)

    def _covered(self, route):
        """Return all rows of a route, suggested ones too, to see which facts have one."""
        rows = self.search([("route_id", "=", route.id)], order="id")
        return Table(self._match_fields, [row._as_row(row.reference_id.id) for row in rows])

    def _as_row(self, target):
        """Return this row as the rules know it."""
        return Row(self.id, self._match(), target)

    def _match(self):
        return {name: self[name] for name in self._match_fields if self[name]}

    def _as_table(self, route, targets):
        """Return the confirmed rows of a route as a ledger.mapping.Table.

        `targets` turns a reference's id into what the plan books on; a row whose reference
        vanished or was closed in the target decides nothing.
        """
        rows = self.search([("route_id", "=", route.id), ("state", "=", "confirmed")], order="id")
        return Table(
            self._match_fields,
            [
                row._as_row(targets[row.reference_id.id])
                for row in rows
                if row.reference_id.id in targets
            ],
        )


class BillingMappingRevenue(models.Model):
    """Which revenue ledger a line goes to."""

    _name = "billing.mapping.revenue"
    _description = "Revenue Ledger Mapping"
    _inherit = ["billing.mapping.mixin"]

    _match_fields = (
        "coupon",
        "item_price",
        "item",
        "item_family",
        "business_entity",
        "country",
        "currency",
    )
    _reference_kind = "gl_account"

    coupon = fields.Char(
        help="For lines on which this coupon took something off. Where the discount itself goes "
        "is another question, which the discount ledgers answer."
    )
    item_price = fields.Char(help="“-” stands for lines that sell no item.")
    item = fields.Char()
    item_family = fields.Char("Item Group", help="The item family of the billing system.")
    business_entity = fields.Char()
    country = fields.Char()
    currency = fields.Char()
    supply = fields.Selection(
        SUPPLIES,
        "Sells",
        help="Whether these lines sell goods or services: the EU sales list and the VAT return "
        "keep them apart. Empty counts as a service, since that is what subscriptions are.",
    )

    _match_uniq = models.UniqueIndex(
        "(route_id, COALESCE(coupon, ''), COALESCE(item_price, ''), COALESCE(item, ''),"
        " COALESCE(item_family, ''),"
        " COALESCE(business_entity, ''), COALESCE(country, ''), COALESCE(currency, ''))",
        "There is already a row for the same lines.",
    )

    def _as_row(self, target):
        return replace(super()._as_row(target), supply=self.supply or "")


class BillingMappingTerm(models.Model):
    """Which payment condition a document gets."""

    _name = "billing.mapping.term"
    _description = "Payment Condition Mapping"
    _inherit = ["billing.mapping.mixin"]

    _match_fields = ("net_term_days", "payment_method", "business_entity")
    _reference_kind = "payment_condition"

    net_term_days = fields.Char("Net Days")
    payment_method = fields.Char()
    business_entity = fields.Char()

    _match_uniq = models.UniqueIndex(
        "(route_id, COALESCE(net_term_days, ''), COALESCE(payment_method, ''),"
        " COALESCE(business_entity, ''))",
        "There is already a row for the same documents.",
    )
