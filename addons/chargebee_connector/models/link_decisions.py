from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..ledger import states
from ..ledger.plan import KEEP, REPLACE, REVERSE

#: Problems of what a person must let go, and nothing else stands against.
RELEASABLE = (
    "void_needs_approval",
    "credit_note_void_held",
    "write_off_without_note",
    "receipt_unmatched",
    "payment_twin",
    "may_be_booked_by_hand",
    "crm_change_books",
    "crm_change_unclear",
)
#: Problems of what stands there, and what a person may decide of it.
DECISIONS = {
    "deleted_after_posting": (KEEP, REVERSE),
    "number_used_again": (KEEP, REPLACE),
    "crm_quote_won_again": (KEEP,),
    "withheld_removed": (KEEP, REVERSE),
    "memo_source_deleted": (KEEP, REVERSE),
}


class BillingLink(models.Model):
    """What a person lets go, and what becomes of a posted thing whose source changed."""

    _inherit = "billing.link"

    decision = fields.Selection(
        [
            (KEEP, "Keep it as it is"),
            (REVERSE, "Take it back"),
            (REPLACE, "Take it back and book what it is now"),
        ],
        "Decided",
        help="What becomes of it, since its source is gone or has become another document.",
    )
    released = fields.Char(prefetch=False, help="Fingerprint of the request that a person let go.")
    is_releasable = fields.Boolean(compute="_compute_is_releasable")

    @api.depends("state", "problem_code")
    def _compute_is_releasable(self):
        for link in self:
            link.is_releasable = link.state == states.BLOCKED and link.problem_code in RELEASABLE

    def action_release(self):
        """Let go what goes only when a person says so: exactly the requests that are shown."""
        self._check_may("approve", (states.BLOCKED,))
        links = self.sudo().filtered(  # See action_retry.
            lambda link: link.problem_code in RELEASABLE
        )
        if not links:
            raise UserError(_("Nothing of this selection waits to be approved."))
        for link in links:
            link.write(
                {
                    "released": link.fingerprint,
                    "state": states.NEW,
                    "problem": False,
                    "problem_code": False,
                }
            )
        links._plan_again()
        links._log("decided")
        return self.env["billing.run"]._start_routes("plan", links.route_id, then="post")._open()

    def _decide(self, decision):
        self._check_may("approve", (states.POSTED,))
        links = self.sudo().filtered(  # See action_retry.
            lambda link: decision in DECISIONS.get(link.problem_code, ())
        )
        if not links:
            raise UserError(_("Nothing of this selection waits for that decision."))
        links.write(
            {
                "decision": decision,
                "changed": False,
                "problem": False,
                "problem_code": False,
            }
        )
        decisions = dict(self._fields["decision"]._description_selection(self.env))
        links._log("decided", decisions[decision])
        links._plan_again()
        return self.env["billing.run"]._start_routes("plan", links.route_id, then="post")._open()

    def action_keep(self):
        """Leave in the books what was deleted, or became another document, in the source."""
        return self._decide(KEEP)

    def action_reverse(self):
        """Take back in the books what was deleted in the source."""
        return self._decide(REVERSE)

    def action_replace(self):
        """Take back what a number stood for, and book what it stands for now."""
        return self._decide(REPLACE)
