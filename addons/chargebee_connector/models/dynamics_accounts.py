from odoo import _, fields, models
from odoo.exceptions import UserError

from ..ledger import states

KIND = "crm_account"
#: A link in one of these states may be given another account: nothing is under way.
_SETTLED = (states.BLOCKED, states.SKIPPED, states.IGNORED, states.POSTED)


class BillingLink(models.Model):
    """A customer and their account in the CRM: a person can set it at any time."""

    _inherit = "billing.link"

    customer = fields.Char(
        "Id of the Customer",
        index="btree_not_null",
        help="The customer in the billing system whose account in the CRM this leads to.",
    )

    def _twin_of(self, external_id):
        """An account of the CRM may stand for several customers: none is in another's way."""
        if self.kind == KIND:
            return self.browse()
        return super()._twin_of(external_id)

    def action_set_account(self, external_id):
        """Decide that these customers belong to that account of the CRM."""
        self._check_may("approve", _SETTLED)
        if any(link.kind != KIND for link in self):
            raise UserError(_("Only a customer's account in the CRM can be chosen."))
        if not all(link._is_known_there(external_id) for link in self):
            raise UserError(_("No account with that id is known here. Pull again, then choose."))
        links = self.sudo()  # Links are written by their machine alone; see `action_retry`.
        links.write({"rule": False, "reason": False, "gone": False})
        for link in links:
            link._stand_for(external_id, "decided")
        return True

    def _stand_for(self, external_id, event):
        super()._stand_for(external_id, event)
        self.filtered(lambda link: link.kind == KIND)._show_number()

    def _show_number(self):
        """Show the number by which people know the account."""
        for link in self:
            found = self.env["billing.record"]._by_likeness(
                link.backend_id, link.scope, "id", link.external_id
            )
            system = link.backend_id._system()
            known = [system._likeness(one.kind, one._payload()).number for one in found]
            link.target_number = known[0] if known else False

    def action_create_new(self):
        """Only in the books new accounts are made; those of the CRM are its own people's."""
        books = self.filtered(lambda link: link.kind != KIND)
        if self and not books:
            raise UserError(_("No accounts are made in the CRM. Choose one, or set it."))
        return super(BillingLink, books).action_create_new()

    def _plan_again(self):
        """With a customer's account all rows change that lead to it."""
        super()._plan_again()
        self.filtered(lambda link: link.kind == KIND)._plan_customers()

    def _plan_customers(self, but=()):
        """Have all rows of these accounts' customers planned anew, except those of some records."""
        if not self:
            return
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO billing_todo (route_id, record_id, sequence)"
            " SELECT DISTINCT l.route_id, l.record_id, 9"
            "   FROM billing_link a JOIN billing_record r ON r.id = a.record_id"
            "   JOIN billing_link l ON l.route_id = a.route_id AND l.customer = r.external_id"
            "  WHERE a.id = ANY(%s) AND l.record_id IS NOT NULL AND NOT l.record_id = ANY(%s)"
            " ON CONFLICT (route_id, record_id) DO NOTHING",
            (self.ids, list(but)),
        )


class BillingRun(models.Model):
    """A customer whose account is found later than their rows were made."""

    _inherit = "billing.run"

    def _store_outcomes(self, outcomes, linked, record_of, after, versions):
        result = super()._store_outcomes(outcomes, linked, record_of, after, versions)
        found = [one.key for one in outcomes if one.kind == KIND and one.adopt]
        if found:
            links = self.env["billing.link"].search(
                [("route_id", "=", self.route_id.id), ("kind", "=", KIND), ("key", "in", found)]
            )
            links._plan_customers(but=record_of.values())
        return result
