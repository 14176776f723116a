from odoo import fields, models

from ..systems.exact import entries, summary
from .billing_system_exact import ledger_of
from .exact_pick import pick


class BillingRoute(models.Model):
    """What is booked less exactly than document by document, for those who want it so."""

    _inherit = "billing.route"

    exact_summary = fields.Boolean(
        "One Entry a Day for Consumers",
        tracking=True,
        help="Documents on a collective debtor are booked together, by day, country, currency, "
        "ledger and VAT code. Businesses never are.",
    )
    exact_fallback_ledger_id = pick(
        "Fallback Ledger",
        "gl_account",
        "Takes the revenue of lines that no row of the mapping covers, instead of blocking "
        "their documents. What went there is listed to be cleaned up.",
    )


class BillingSystemExact(models.AbstractModel):
    _inherit = "billing.system.exact"

    def _rule_parts(self, route, things):
        fallback = route.exact_fallback_ledger_id
        return {
            **super()._rule_parts(route, things),
            "summary": route.exact_summary,
            "fallback": ledger_of(fallback) if fallback else None,
        }

    def _bundle(self, kind, key, parts, rules):
        if kind == entries.KIND:
            return summary.together(key, parts, rules)
        return super()._bundle(kind, key, parts, rules)
