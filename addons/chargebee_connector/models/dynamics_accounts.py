from odoo import _, models
from odoo.exceptions import UserError

from ..ledger import states

KIND = "crm_account"
#: A link in one of these states may be given another account: nothing is under way.
_SETTLED = (states.BLOCKED, states.SKIPPED, states.IGNORED, states.POSTED)


class BillingLink(models.Model):
    """A customer and their account in the CRM: a person can set it at any time."""

    _inherit = "billing.link"

    def _twin_of(self, external_id):
        """An account of the CRM may stand for several customers: none is in another's way."""
        if self.kind == KIND:
            return self.browse()
        return super()._twin_of(external_id)

    def action_set_account(self, external_id):
        """Decide that the customer belongs to that account of the CRM."""
        self.ensure_one()
        self._check_may("approve", _SETTLED)
        if self.kind != KIND:
            raise UserError(_("Only a customer's account in the CRM can be chosen."))
        if not self._is_known_there(external_id):
            raise UserError(_("No account with that id is known here. Pull again, then choose."))
        links = self.sudo()  # Links are written by their machine alone; see `action_retry`.
        links.write({"rule": False, "reason": False, "gone": False})
        links._stand_for(external_id, "decided")
        return True
