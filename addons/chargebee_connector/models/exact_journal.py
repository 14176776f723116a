from dataclasses import replace

from odoo import api, fields, models

from ..ledger.problems import Unmapped
from ..ledger.text import parse
from ..systems.exact import entries, period_journal
from .exact_debtors import debtor_of, shared_account
from .problem_texts_journal import TEXTS


class BillingRoute(models.Model):
    """The consolidated journal, for those who want no documents in Exact."""

    _inherit = "billing.route"

    exact_journal = fields.Boolean(
        "One Entry a Period, No Documents",
        tracking=True,
        help="Books all invoices of a period together, by ledger, VAT code and currency, on one "
        "account; credit notes in an entry of their own. Recommended: off. Exact then knows no "
        "open items by customer: no reminders, no matching, no listing of customers. Ask your "
        "adviser whether such books are enough.",
    )
    exact_journal_account_code = fields.Char(
        "Debtor for All Customers",
        tracking=True,
        help="The number of an account that stands in Exact, has no VAT number and is nobody's.",
    )
    exact_journal_account = fields.Char(readonly=True, copy=False)
    exact_journal_account_name = fields.Char("Name of That Debtor", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        routes = super().create(vals_list)
        routes.filtered("exact_journal_account_code")._find_journal_account()
        return routes

    def write(self, vals):
        result = super().write(vals)
        if "exact_journal_account_code" in vals or "exact_division" in vals:
            self._find_journal_account()
        return result

    def _find_journal_account(self):
        """Find the account behind the number; raise for one that can't be everyone's."""
        for route in self:
            code = (route.exact_journal_account_code or "").strip()
            account = shared_account(route, code) if code else None
            route.write(
                {
                    "exact_journal_account": account.external_id if account else False,
                    "exact_journal_account_name": account.name if account else False,
                }
            )


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingSystemExact(models.AbstractModel):
    """The account of all customers as a rule, and when a period's entry is put together."""

    _inherit = "billing.system.exact"

    def _customer_rules(self, route, things):
        rules = super()._customer_rules(route, things)
        return replace(rules, everyone=self._everyone(route)) if route.exact_journal else rules

    def _everyone(self, route):
        """Return the Debtor of all customers. Raises Unmapped where none was chosen."""
        if not route.exact_journal_account:
            label = route._fields["exact_journal_account_code"]._description_string(self.env)
            raise Unmapped("route_incomplete", route=route.name, fields=label)
        record = self.env["billing.record"].search(
            [
                ("backend_id", "=", route.target_id.id),
                ("scope", "=", route.target_scope or ""),
                ("kind", "=", "account"),
                ("external_id", "=", route.exact_journal_account),
                ("deleted", "=", False),
            ],
            limit=1,
        )
        account = self._likeness("account", parse(record.sudo().payload)) if record else None
        return debtor_of(
            account,
            route.exact_journal_account,
            route.exact_journal_account_code,
            route.exact_journal_account_name,
        )

    def _bundle_is_due(self, kind, base, rules):
        if kind == entries.KIND:
            return period_journal.is_due(base, rules)
        return super()._bundle_is_due(kind, base, rules)

    def _bundle_most(self, kind, base):
        """Let a period's entry take all documents: its lines don't grow with their number."""
        if kind == entries.KIND and base.startswith(period_journal.PREFIX):
            return None
        return super()._bundle_most(kind, base)
