from odoo import Command, _, api, fields, models
from odoo.exceptions import UserError

from ..ledger.problems import Problem
from ..ledger.reasons import FALLBACK, OPTION, POSTED, ROUNDING
from ..models.planning import Planner
from ..models.problem_text import explain

#: Rows that came next and are named; whoever wants to know of more opens the mapping.
NEXT_SHOWN = 3


class BillingWhy(models.TransientModel):
    """Shows for each line of a document what decided how it is booked, worked out on the spot."""

    _name = "billing.why"
    _description = "Why Is It Booked Like This?"

    route_id = fields.Many2one("billing.route", readonly=True)
    title = fields.Char(readonly=True)
    posted = fields.Boolean(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    line_ids = fields.One2many("billing.why.line", "why_id", readonly=True)

    @api.model
    def _open(self, route, record, title, currency, posted=False):
        """Return the action that shows what decides the lines of a record on a route."""
        try:
            reasons = Planner(route).reasons(record.id)
        except Problem as problem:
            raise UserError(explain(self.env, problem.as_dict()).summary) from problem
        if not reasons:
            raise UserError(_("No line of %s is booked as a sale.", title))
        names = self._ledger_names(route, reasons)
        why = self.create(
            {
                "route_id": route.id,
                "title": title,
                "posted": posted,
                "currency_id": currency.id,
                "line_ids": [Command.create(self._line(reason, names)) for reason in reasons],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": _("Why?"),
            "res_model": self._name,
            "res_id": why.id,
            "view_mode": "form",
            "target": "new",
        }

    def _ledger_names(self, route, reasons):
        """Return {external id: name} of the ledgers that are booked on."""
        things = self.env["billing.reference"].with_context(active_test=False)
        things = things.search(
            [
                ("backend_id", "=", route.target_id.id),
                ("scope", "=", route.target_scope or ""),
                ("kind", "=", "gl_account"),
                ("external_id", "in", [reason.ledger.value for reason in reasons]),
            ]
        )
        return {one.external_id: one.display_name for one in things}

    def _line(self, reason, names):
        problem = reason.problem and explain(self.env, reason.problem.as_dict())
        values = {
            "description": reason.description or _("Round-off"),
            "amount": reason.amount,
            "problem": problem.summary if problem else False,
        }
        for name in ("ledger", "vat_code", "costs"):
            choice = getattr(reason, name)
            values[name] = names.get(choice.value, choice.value)
            values[f"{name}_why"] = self._because(choice, reason)
            values[f"{name}_next"] = self._next(choice)
        return values

    def _because(self, choice, reason):
        """Return in words what made a choice."""
        if choice.rows:
            return self._rows(choice)[0]._demands_told()
        return {
            OPTION: _("By the route's settings"),
            FALLBACK: _("No row fits: the route's ledger for what is not mapped"),
            ROUNDING: _("The route's ledger for rounding"),
            POSTED: _("As posted with %s", reason.invoice),
        }.get(choice.by, "")

    def _next(self, choice):
        rows = self._rows(choice)[1:] if choice.rows else ()
        told = [
            f"{row._demands_told()} → {row.reference_id.display_name}" for row in rows[:NEXT_SHOWN]
        ]
        return "; ".join(told)

    def _rows(self, choice):
        return self.env[f"billing.mapping.{choice.by}"].browse(choice.rows)


class BillingWhyLine(models.TransientModel):
    """One booked line, with what decided each part of it."""

    _name = "billing.why.line"
    _description = "Reason of a Booked Line"

    why_id = fields.Many2one("billing.why", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="why_id.currency_id")
    description = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True, currency_field="currency_id")
    ledger = fields.Char(readonly=True)
    ledger_why = fields.Char("Ledger Because", readonly=True)
    ledger_next = fields.Char("Else", readonly=True)
    vat_code = fields.Char("VAT Code", readonly=True)
    vat_code_why = fields.Char("VAT Because", readonly=True)
    vat_code_next = fields.Char("Else (VAT)", readonly=True)
    costs = fields.Char("Cost Centre / Unit", readonly=True)
    costs_why = fields.Char("Costs Because", readonly=True)
    costs_next = fields.Char("Else (Costs)", readonly=True)
    problem = fields.Char(readonly=True)


class BillingLink(models.Model):
    _inherit = "billing.link"

    def action_why(self):
        """Show what decides each line of this document."""
        self.ensure_one()
        self.check_access("read")
        record = self.sudo().record_id
        if not record:
            raise UserError(_("No document is stored for %s.", self.key))
        posted = self.state == "posted"
        return self.env["billing.why"]._open(
            self.route_id, record, self.key, self.currency_id, posted
        )


class BillingPreview(models.Model):
    _inherit = "billing.preview"

    def action_why(self):
        """Show what decides each line of this previewed document."""
        self.ensure_one()
        self.check_access("read")
        route = self.run_id.route_id
        system, kinds = route.target_id._system(), route.source_id._system().PLANNED_KINDS
        records = (
            self.env["billing.record"]
            .sudo()
            .search(
                [
                    ("backend_id", "=", route.source_id.id),
                    ("scope", "=", route.source_scope or ""),
                    ("kind", "in", kinds),
                    ("external_id", "in", [self.key, self.key.partition("/")[2]]),
                ]
            )
        )
        place = (self.kind, self.key)
        found = records.filtered(lambda one: system._place(one.kind, one.external_id) == place)
        if not found:
            raise UserError(_("No document is stored for %s.", self.key))
        return self.env["billing.why"]._open(route, found[:1], self.key, self.currency_id)
