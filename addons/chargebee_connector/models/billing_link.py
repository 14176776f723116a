from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..ledger import states
from .billing_log import write_log
from .problem_text import RULES, explain

STATES = [
    (states.NEW, "New"),
    (states.BLOCKED, "Blocked"),
    (states.PLANNED, "Ready to post"),
    (states.POSTING, "Being posted"),
    (states.REFUSED, "Refused"),
    (states.UNCERTAIN, "Uncertain"),
    (states.POSTED, "Posted"),
    (states.SKIPPED, "Skipped by rule"),
    (states.IGNORED, "Ignored"),
]

_MAY_BE_IGNORED = tuple(state for state in states.ALL if states.may_move(state, states.IGNORED))


class BillingLink(models.Model):
    """One thing that is to stand, or stands, in the target: the unit of "never twice"."""

    _name = "billing.link"
    _description = "Object in the Target"
    _order = "id desc"
    _log_access = False
    _rec_name = "key"

    route_id = fields.Many2one("billing.route", "Route", required=True, ondelete="restrict")
    backend_id = fields.Many2one("billing.backend", "Target", required=True, ondelete="restrict")
    scope = fields.Char("Administration", required=True, default="")
    company_id = fields.Many2one("res.company", "Company", required=True, index=True)
    kind = fields.Selection([], required=True, string="Kind There")
    key = fields.Char("Our Key", required=True, index="trigram")
    record_id = fields.Many2one("billing.record", "Source Record", index="btree_not_null")
    source_kind = fields.Char("Kind in the Source")
    parent_id = fields.Many2one("billing.link", "Belongs To", index="btree_not_null")
    blocked_by_id = fields.Many2one("billing.link", "Goes After", index="btree_not_null")
    state = fields.Selection(STATES, required=True, default=states.NEW)
    external_id = fields.Char("Id There", index="btree_not_null")
    target_number = fields.Char("Number There", index="btree_not_null")
    title = fields.Char("Customer", index="trigram")
    date = fields.Date("Document Date")
    period = fields.Char()
    currency_id = fields.Many2one("res.currency", "Currency")
    amount_total = fields.Monetary("Total", currency_field="currency_id")
    amount_tax = fields.Monetary("VAT", currency_field="currency_id")
    problem = fields.Text("Problem as Stored", prefetch=False)
    problem_code = fields.Char(index="btree_not_null")
    rule = fields.Selection(RULES, "Skipped Because")
    reason = fields.Char("Reason Given")
    request = fields.Text(prefetch=False, groups="chargebee_connector.group_audit")
    answer = fields.Text(prefetch=False, groups="chargebee_connector.group_audit")
    fingerprint = fields.Char(prefetch=False)
    content = fields.Char(prefetch=False)
    record_version = fields.Char()
    attempt = fields.Integer("Attempts", required=True, default=0)
    attempted_at = fields.Datetime("Last Attempt")
    looks = fields.Integer("Looked Up", required=True, default=0)
    looked_at = fields.Datetime("Last Looked Up")
    posted_at = fields.Datetime("Posted On")
    bundle = fields.Char(
        prefetch=False, help="Kind and key of what takes this and others like it together."
    )
    seat = fields.Char(prefetch=False, help="Number of what it was found again in, after a loss.")
    aggregate = fields.Boolean(help="It takes several things of the source together.")
    create_new = fields.Boolean(
        "Make a New One", help="A person decided it, none existing is meant."
    )
    backdated = fields.Boolean(help="It was made later than the date that is printed on it.")
    fallback = fields.Boolean(
        "On the Fallback Ledger", help="No row of the mapping covers something of it."
    )
    left_period = fields.Char("Left Period", help="It is dated in this period, which is closed.")
    left_return = fields.Char("Left VAT Return", help="Its VAT is declared in a later return.")
    left_vat = fields.Float(
        "VAT Declared Later", digits=(16, 2), help="In the administration's own currency."
    )
    adopted = fields.Boolean("Found There", help="It stood there already and was taken over.")
    changed = fields.Boolean("Changed Since", help="The source has moved since it was posted.")
    gone = fields.Boolean("Gone There", help="It is no longer in the target.")
    problem_summary = fields.Char("Problem", compute="_compute_problem_text")
    problem_cure = fields.Text("What to Do", compute="_compute_problem_text")
    log_ids = fields.One2many("billing.log", "link_id", "History")

    _route_kind_key_uniq = models.Constraint(
        "UNIQUE(route_id, kind, key)", "The same thing can't be posted twice on one route."
    )
    _reason_required = models.Constraint(
        "CHECK(state NOT IN ('blocked', 'refused', 'uncertain') OR problem_code IS NOT NULL)",
        "A blocked, refused or uncertain object must say why.",
    )
    _rule_required = models.Constraint(
        "CHECK(state <> 'skipped' OR rule IS NOT NULL)", "A skipped object must name its rule."
    )
    _ignored_required = models.Constraint(
        "CHECK(state <> 'ignored' OR reason IS NOT NULL)", "An ignored object must say why."
    )
    _posted_required = models.Constraint(
        "CHECK(state <> 'posted' OR external_id IS NOT NULL)",
        "A posted object must know its id in the target.",
    )
    _ready_index = models.Index("(backend_id, scope, kind, date, id) WHERE state = 'planned'")
    _wire_index = models.Index("(backend_id, scope) WHERE state IN ('posting', 'uncertain')")
    _open_index = models.Index(
        "(route_id, state) WHERE state IN ('new', 'planned', 'blocked', 'refused', 'uncertain')"
    )
    _bundle_index = models.Index("(route_id, bundle) WHERE bundle IS NOT NULL")
    _fallback_index = models.Index("(id DESC) WHERE fallback")
    _left_index = models.Index("(backend_id, scope) WHERE left_return IS NOT NULL")
    _state_index = models.Index("(state, id DESC)")
    _changed_index = models.Index("(id DESC) WHERE changed")
    _gone_index = models.Index("(id DESC) WHERE gone")

    @api.depends("problem", "rule", "reason")
    @api.depends_context("lang")
    def _compute_problem_text(self):
        rules = dict(self._fields["rule"]._description_selection(self.env))
        for link in self:
            if link.problem:
                said = explain(self.env, link.problem)
                link.problem_summary, link.problem_cure = said.summary, said.cure
            else:
                link.problem_summary = link.reason or rules.get(link.rule, "")
                link.problem_cure = ""

    def _forget(self):
        """Give up these links with their connections; see `billing.backend._forget`."""
        self.backend_id._forget()

    # --- what people decide -------------------------------------------------------------------

    def _check_may(self, group, allowed):
        self.env["billing.backend"]._check_group(group)
        wrong = self.filtered(lambda link: link.state not in allowed)
        if wrong:
            raise UserError(
                _(
                    "%(key)s is “%(state)s”; this can only be done while it is open.",
                    key=wrong[0].key,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        wrong[0].state
                    ],
                )
            )

    def _log(self, event, note=None):
        write_log(
            self.env.cr,
            [
                {
                    "event": event,
                    "link_id": link.id,
                    "route_id": link.route_id.id,
                    "backend_id": link.backend_id.id,
                    "company_id": link.company_id.id,
                    "user_id": self.env.uid,
                    "title": link.key,
                    "note": note,
                }
                for link in self
            ],
        )

    def _plan_again(self):
        """Let the next plan look at these links' records anew."""
        self.env["billing.run"]._plan_later(
            [(link.route_id.id, link.record_id.id) for link in self if link.record_id]
        )

    def _with_bundles(self, allowed):
        """Return these links and what goes into the same thing of the target, in these states."""
        aggregates = (self | self.parent_id).filtered("aggregate")
        members = self.search([("parent_id", "in", aggregates.ids), ("bundle", "!=", False)])
        return self | (aggregates | members).filtered(lambda link: link.state in allowed)

    def _with_parts(self):
        """Return these links and what goes with them: all that an aggregate among them takes.

        What may stand in the target is left out as a whole, never a part of it.
        """
        sent = self.parent_id.filtered(
            lambda link: link.aggregate and link.state == states.UNCERTAIN
        )
        aggregates = self.filtered("aggregate") | sent
        parts = self.search([("parent_id", "in", aggregates.ids), ("bundle", "!=", False)])
        return self | (aggregates | parts).filtered(lambda link: link.state in _MAY_BE_IGNORED)

    def _without_them(self):
        """Have what took these links put together anew without them, with all that it takes."""
        stopped = (states.BLOCKED, states.REFUSED)
        left = (self.parent_id - self).filtered(
            lambda link: link.aggregate and link.state in stopped
        )
        if not left:
            return
        parts = self.search([("parent_id", "in", left.ids), ("state", "in", stopped)])
        links = left | parts.filtered("bundle")
        links.write({"state": states.NEW, "problem": False, "problem_code": False})
        left.write({"request": False, "fingerprint": False})
        links._plan_again()

    def action_retry(self):
        """Plan blocked and refused objects anew, and post them when nothing stands against it."""
        allowed = (states.BLOCKED, states.REFUSED, states.IGNORED)
        self._check_may("operate", allowed)
        # Links are written by their machine alone; the action has checked the group itself.
        links = self.sudo()._with_bundles(allowed)
        links.write({"state": states.NEW, "reason": False, "problem": False, "problem_code": False})
        links.filtered("aggregate").write({"request": False, "fingerprint": False})
        links._plan_again()
        links._log("retried")
        routes = links.route_id
        return self.env["billing.run"]._start_routes("plan", routes, then="post")._open()

    def action_ignore(self, reason):
        """Leave these objects out for good; `reason` is kept and shown."""
        self._check_may("approve", _MAY_BE_IGNORED)
        if not (reason or "").strip():
            raise UserError(_("Say why these objects shall not be posted."))
        links = self.sudo()._with_parts()  # See action_retry.
        links.write(
            {
                "state": states.IGNORED,
                "reason": reason.strip(),
                "problem": False,
                "problem_code": False,
            }
        )
        links._log("ignored", reason.strip())
        links._without_them()
        return True

    def action_link(self, external_id):
        """Decide a proposal: this customer is that account of the target."""
        self.ensure_one()
        self._check_may("approve", (states.BLOCKED,))
        if self.problem_code != "account_proposed":
            raise UserError(_("Nothing is proposed for %s.", self.key))
        if not self._is_known_there(external_id):
            raise UserError(_("No account with that id is known here. Pull again, then choose."))
        twin = self._twin_of(external_id)
        if twin:
            raise UserError(_("That account already stands for %s.", twin.key))
        self.sudo()._stand_for(external_id, "decided")  # See action_retry.
        return True

    def _stand_for(self, external_id, event):
        """Have this link stand for a thing that is in the target already."""
        self.write(
            {
                "state": states.POSTED,
                "external_id": external_id,
                "adopted": True,
                "posted_at": fields.Datetime.now(),
                "problem": False,
                "problem_code": False,
                "content": self._content_taken_over(),
            }
        )
        self._log(event, external_id)
        self._plan_again()

    def _is_known_there(self, external_id):
        """Say whether an id may be chosen: a candidate's, or one that was pulled from there."""
        proposed = [one["external_id"] for one in self._candidates()]
        return external_id in proposed or bool(
            self.env["billing.record"].search_count(
                [
                    ("backend_id", "=", self.backend_id.id),
                    ("scope", "=", self.scope),
                    ("kind", "in", self.backend_id._system()._mirror_kinds()),
                    ("external_id", "=", external_id),
                    ("deleted", "=", False),
                ],
                limit=1,
            )
        )

    def _content_taken_over(self):
        """Return what stands for a thing that a person chose: only later changes are sent."""
        record, source = self.record_id, self.route_id.source_id
        if not record:
            return False
        word = source._system()._read(source, record.kind, record._payload())
        return self.route_id.target_id._system()._taken_over(word, self.route_id)

    def action_create_new(self):
        """Decide proposals: none of the candidates is meant, make a new account."""
        self._check_may("approve", (states.BLOCKED,))
        links = self.sudo().filtered(  # See action_retry.
            lambda link: link.problem_code == "account_proposed"
        )
        links.write({"create_new": True})
        links._log("decided")
        links._plan_again()
        return True

    def action_preview(self):
        """Show the exact requests of these objects, without posting anything."""
        return self.env["billing.run"]._preview_records(self.sudo().record_id, self.route_id)

    def action_view_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "billing.record",
            "res_id": self.record_id.id,
            "view_mode": "form",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never_posted(self):
        if any(link.state in (states.POSTED, states.POSTING, states.UNCERTAIN) for link in self):
            raise UserError(_("What was posted, or may have been, can't be deleted."))
