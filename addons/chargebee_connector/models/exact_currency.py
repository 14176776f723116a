"""The currency in which a route's administration keeps its books, as it was when it was chosen.

Rates, gains and totals all rest on it: an administration that suddenly books in another one is
most likely not the one that was meant.
"""

from odoo import api, fields, models

from ..ledger.problems import Unmapped


class BillingRoute(models.Model):
    _inherit = "billing.route"

    exact_currency = fields.Char(
        "Currency of the Administration",
        compute="_compute_exact_currency",
        store=True,
        copy=False,
        help="As it was when the administration was chosen.",
    )

    @api.depends("exact_division")
    def _compute_exact_currency(self):
        for route in self:
            division = route.exact_division_id
            route.exact_currency = division._data().get("currency") if division else False

    def _fill_exact_defaults(self):
        """Fill in the currency too, where the administration was not known when it was chosen."""
        super()._fill_exact_defaults()
        self.filtered(lambda route: not route.exact_currency)._compute_exact_currency()

    def _check_exact_currency(self):
        """Raise Unmapped when an administration books in another currency than it did."""
        for route in self:
            division = route.exact_division_id
            now = division._data().get("currency") if division else ""
            if route.exact_currency and now and now != route.exact_currency:
                raise Unmapped(
                    "division_currency_changed",
                    route=route.name,
                    division=route.exact_division,
                    before=route.exact_currency,
                    now=now,
                )


class BillingSystemExact(models.AbstractModel):
    """Nothing is planned for an administration in another currency, nor posted into it."""

    _inherit = "billing.system.exact"

    def _rule_parts(self, route, things):
        route._check_exact_currency()
        return super()._rule_parts(route, things)

    def _before_post(self, client, backend, scope, cr, asked):
        there = [("target_id", "=", backend.id), ("exact_division", "=", scope)]
        self.env["billing.route"].search(there)._check_exact_currency()
        return super()._before_post(client, backend, scope, cr, asked)
