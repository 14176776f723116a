from datetime import timedelta

from odoo import _, api, fields, models

from ..ledger.text import dump
from .problem_text import explain

KEEP_DAYS = 365
#: Events whose note is the number under which a thing stands in the target.
WITH_NUMBER = ("posted", "updated", "adopted", "looked")
NOT_THERE = "not there"
LATE_ANSWER = "late answer"
LEVELS = [("info", "Done"), ("warning", "Attention"), ("error", "Problem")]


class BillingLog(models.Model):
    """What happened, object by object, in plain words; request and answer folded away."""

    _name = "billing.log"
    _description = "Sync Log"
    _order = "id desc"
    _log_access = False
    _rec_name = "title"

    at = fields.Datetime("When", required=True, default=fields.Datetime.now, index=True)
    level = fields.Selection(LEVELS, required=True, default="info")
    event = fields.Selection(
        [
            ("posted", "Posted"),
            ("updated", "Updated"),
            ("adopted", "Found there and taken over"),
            ("blocked", "Blocked"),
            ("refused", "Refused"),
            ("uncertain", "Sent, no answer"),
            ("looked", "Looked up"),
            ("retried", "Retried by a person"),
            ("ignored", "Ignored by a person"),
            ("decided", "Decided by a person"),
            ("settled", "Settled by a rule"),
            ("gone", "Vanished there"),
            ("relinked", "Linked to another one"),
            ("connection", "Connection"),
            ("pulled", "Pulled"),
        ],
        required=True,
        string="What",
    )
    backend_id = fields.Many2one("billing.backend", "Connection", index="btree_not_null")
    route_id = fields.Many2one("billing.route", "Route", index="btree_not_null")
    run_id = fields.Many2one("billing.run", "Run", index="btree_not_null", ondelete="set null")
    link_id = fields.Many2one("billing.link", "Object", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one("res.company", "Company", index="btree_not_null")
    user_id = fields.Many2one("res.users", "By")
    title = fields.Char("Document")
    problem = fields.Text(prefetch=False)
    note = fields.Char()
    request = fields.Text(prefetch=False, groups="chargebee_connector.group_audit")
    answer = fields.Text(prefetch=False, groups="chargebee_connector.group_audit")
    message = fields.Char("Explanation", compute="_compute_message")

    @api.depends("problem", "note")
    @api.depends_context("lang")
    def _compute_message(self):
        said = {
            NOT_THERE: _("It does not stand there."),
            LATE_ANSWER: _("An answer came after another worker had taken over; it is kept here."),
        }
        for log in self:
            note = said.get(log.note, log.note or "")
            if note and log.event in WITH_NUMBER and note == log.note:
                note = _("Number there: %s", note)
            parts = [explain(self.env, log.problem).summary if log.problem else "", note]
            log.message = " ".join(filter(None, parts))

    @api.autovacuum
    def _gc_log(self):
        """Forget what is older than a year; what was posted stands on the links themselves."""
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        old = self.search([("at", "<", limit), ("link_id", "=", False)], limit=10000)
        old.unlink()
        return len(old), 0


COLUMNS = (
    "at",
    "level",
    "event",
    "backend_id",
    "route_id",
    "run_id",
    "link_id",
    "company_id",
    "user_id",
    "title",
    "problem",
    "note",
    "request",
    "answer",
)


def write_log(cr, entries):
    """Insert log rows in one statement through whatever cursor holds their result.

    An entry is a dict of columns; `problem` may be a Problem.
    """
    rows = []
    for entry in entries:
        problem = entry.get("problem")
        row = {**entry, "problem": dump(problem.as_dict()) if problem else None}
        row.setdefault("level", "info")
        row["at"] = entry.get("at") or fields.Datetime.now()
        rows.append(tuple(row.get(name) for name in COLUMNS))
    if rows:
        cr.execute_values(
            f"INSERT INTO billing_log ({', '.join(COLUMNS)}) VALUES %s", rows, page_size=500
        )
