import json

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..ledger import states
from ..ledger.problems import Problem
from ..ledger.text import parse


def reason_words():
    """Return in words, by its code, in what a candidate is alike and what speaks against it."""
    return {
        "id": _("id that the billing system keeps"),
        "number": _("account number"),
        "vat": _("VAT number"),
        "domain": _("domain"),
        "chamber": _("chamber of commerce"),
        "name": _("name"),
        "email": _("e-mail address"),
        "postcode": _("postcode"),
        "merged": _("deleted customer's account"),
        "not_customer": _("not a customer there yet"),
        "inactive": _("not active there"),
    }


class BillingLink(models.Model):
    """Customers and accounts: proposals as a list, and accounts that vanished."""

    _inherit = "billing.link"

    best_candidate = fields.Char(compute="_compute_candidates")
    best_reason = fields.Char("Alike In", compute="_compute_candidates")
    best_is_weak = fields.Boolean("Weak", compute="_compute_candidates")
    second_candidate = fields.Char(compute="_compute_candidates")

    @api.depends("problem", "problem_code")
    @api.depends_context("lang")
    def _compute_candidates(self):
        words = reason_words()
        for link in self:
            found = link._candidates()
            best = found[0] if found else {}
            link.best_candidate = _named(best)
            link.best_reason = ", ".join(words.get(one, one) for one in best.get("reasons") or ())
            link.best_is_weak = bool(best.get("weak"))
            link.second_candidate = _named(found[1]) if len(found) > 1 else ""

    def _candidates(self):
        """Return the accounts that are proposed, the likeliest first."""
        self.ensure_one()
        if self.problem_code != "account_proposed" or not self.problem:
            return []
        return json.loads(parse(self.problem)["params"].get("candidates") or "[]")

    def action_accept_best(self):
        """Decide proposals: each customer is their best candidate, where one is the best.

        Two that are equally alike, and an account that another customer has, stay for a person.
        """
        self._check_may("approve", (states.BLOCKED,))
        left = 0
        for link in self:
            found = link._candidates()
            tied = len(found) > 1 and found[0]["reasons"] == found[1]["reasons"]
            if not found or tied or link._twin_of(found[0]["external_id"]):
                left += 1
            else:
                link.action_link(found[0]["external_id"])
        if not left:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": _("%s of the chosen customers are left: decide them one by one.", left),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _twin_of(self, external_id):
        """Return the link of another customer that an account stands for already.

        One of a customer who was deleted or replaced in the source is no obstacle: customers that
        were merged there share what stands here.
        """
        twins = self.sudo().search(
            [
                ("route_id", "=", self.route_id.id),
                ("kind", "=", self.kind),
                ("external_id", "=", external_id),
                ("id", "!=", self.id),
                ("gone", "=", False),
            ]
        )
        return twins.filtered(lambda twin: not twin._is_given_up())[:1]

    def _is_given_up(self):
        """Say whether the source has deleted this customer, or put another one in their place."""
        record, source = self.record_id, self.route_id.source_id
        if not record:
            return False
        try:
            word = source._system()._read(source, record.kind, record._payload())
        except Problem:
            return False
        return bool(getattr(word, "deleted", False) or getattr(word, "replaced_by", ""))

    # --- vanished accounts --------------------------------------------------------------------

    def action_relink(self, external_id):
        """Decide for an account that vanished: the customer is that other account by now."""
        self.ensure_one()
        self._check_gone()
        if not self.env["billing.record"]._of_account(self.backend_id, self.scope, external_id):
            raise UserError(_("No account with that id is known here. Pull again, then choose."))
        twin = self._twin_of(external_id)
        if twin:
            raise UserError(_("That account already stands for %s.", twin.key))
        self.sudo()._move_to(external_id, "decided")
        self.env["billing.run"]._plan_open_later(self.route_id)
        return True

    def action_make_anew(self):
        """Decide for an account that vanished: have a new one made.

        What stood is kept under a name of its own, with all that hung on it.
        """
        self._check_gone()
        for link in self.sudo():  # Links are written by their machine alone; see `action_retry`.
            values = {
                "route_id": link.route_id.id,
                "backend_id": link.backend_id.id,
                "scope": link.scope,
                "company_id": link.company_id.id,
                "kind": link.kind,
                "key": link.key,
                "record_id": link.record_id.id,
                "source_kind": link.source_kind,
                "title": link.title,
                "create_new": True,
            }
            link._log("decided")
            link._put_aside(with_itself=True)
            link.create(values)._plan_again()
        self.env["billing.run"]._plan_open_later(self.route_id)
        return True

    def _check_gone(self):
        self.env["billing.backend"]._check_group("approve")
        if any(link.kind != "account" or not link.gone for link in self):
            raise UserError(_("This is only for accounts that are no longer there."))

    def _move_to(self, external_id, event):
        """Let a link name another account: what hung on the old one is put aside."""
        record = self.env["billing.record"]._of_account(self.backend_id, self.scope, external_id)
        account = self.backend_id._system()._likeness("account", record._payload())
        note = f"{self.target_number or self.external_id} → {account.code}"
        self._put_aside(with_itself=False)
        self.write(
            {
                "external_id": external_id,
                "target_number": account.code,
                "adopted": True,
                "gone": False,
                "problem": False,
                "problem_code": False,
                "content": self._content_taken_over(),
            }
        )
        self._log(event, note)
        self._plan_again()

    def _put_aside(self, with_itself):
        """Give what hung on an account, and itself where wished, keys of their own."""
        self.ensure_one()
        self.env.flush_all()
        behind = len(self.key) + 1
        self.env.cr.execute(
            "SELECT COALESCE(max((regexp_match(substr(key, %s), '^/gone/([0-9]+)'))[1]::int), 0)"
            "  FROM billing_link WHERE route_id = %s AND starts_with(key, %s)",
            (behind, self.route_id.id, f"{self.key}/gone/"),
        )
        aside = f"{self.key}/gone/{self.env.cr.fetchone()[0] + 1}"
        self.env.cr.execute(
            "UPDATE billing_link SET key = %s || substr(key, %s), gone = true,"
            "       state = CASE WHEN state = ANY(%s) THEN 'skipped' ELSE state END,"
            "       rule = CASE WHEN state = ANY(%s) THEN 'superseded' ELSE rule END"
            " WHERE route_id = %s AND (id = %s AND %s"
            "    OR starts_with(key, %s) AND NOT starts_with(key, %s))",
            (
                aside,
                behind,
                list(states.PLANNABLE),
                list(states.PLANNABLE),
                self.route_id.id,
                self.id,
                with_itself,
                f"{self.key}/",
                f"{self.key}/gone/",
            ),
        )
        self.env["billing.link"].invalidate_model(["key", "gone", "state", "rule"])


class BillingRecord(models.Model):
    _inherit = "billing.record"

    @api.model
    def _of_account(self, backend, scope, external_id):
        """Return the record of an account that stands in the target, none when it doesn't."""
        return self.search(
            [
                ("backend_id", "=", backend.id),
                ("scope", "=", scope or ""),
                ("kind", "=", "account"),
                ("external_id", "=", external_id),
                ("deleted", "=", False),
            ],
            limit=1,
        )

    @api.model
    def _by_likeness(self, backend, scope, name, value):
        """Return the records of a target that bear one value, by which they can be found."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT r.id FROM billing_record_key k JOIN billing_record r ON r.id = k.record_id"
            " WHERE k.name = %s AND k.value = %s AND r.backend_id = %s AND r.scope = %s"
            "   AND r.deleted IS NOT TRUE",
            (name, value, backend.id, scope or ""),
        )
        return self.browse([record_id for (record_id,) in self.env.cr.fetchall()])


def _named(candidate):
    """Return a candidate's number, name and place in one line."""
    parts = (candidate.get("code"), candidate.get("name"), candidate.get("city"))
    return " ".join(filter(None, parts))
