from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..ledger.problems import Invalid, Unmapped
from ..ledger.receipts import TAKEN_BACK
from ..systems.chargebee import receipts, recording
from ..systems.chargebee.receivable import READERS
from .problem_texts_back import TEXTS

#: Journals in which money comes in, and the payment method that suits them ("Journals", Type).
BANK_JOURNALS = {10: "cash", 12: "bank_transfer"}


class BillingRoute(models.Model):
    """A route from the books to Chargebee: what counts as money that came in."""

    _inherit = "billing.route"

    chargebee_bank_ids = fields.One2many(
        "billing.route.bank",
        "route_id",
        "Bank and Cash Journals",
        help="Only what is matched with lines of these journals is recorded in Chargebee. While "
        "the list is empty: every bank and cash journal that no route posts into.",
    )
    chargebee_banks_used = fields.Char("Journals Used", compute="_compute_chargebee_banks_used")
    chargebee_difference_limit = fields.Float(
        "Small Payment Difference",
        digits=(12, 2),
        default=1.0,
        tracking=True,
        help="Up to this amount a payment difference that was booked in the books is called "
        "small, and an adjustment credit note is proposed for it.",
    )

    @api.depends("chargebee_bank_ids", "source_id", "source_scope")
    def _compute_chargebee_banks_used(self):
        for route in self:
            codes = sorted(route._banks()) if route.source_id else []
            route.chargebee_banks_used = ", ".join(codes)

    def _banks(self):
        """Return {journal's code: payment method} of where receipts count as money."""
        self.ensure_one()
        if self.chargebee_bank_ids:
            return {row.reference_id.code: row.payment_method for row in self.chargebee_bank_ids}
        journals = self.env["billing.reference"].search(
            [
                ("backend_id", "=", self.source_id.id),
                ("scope", "=", self.source_scope or ""),
                ("kind", "=", "journal"),
            ]
        )
        return {
            journal.code: BANK_JOURNALS[journal._data().get("type")]
            for journal in journals - self._journals_posted_into()
            if journal._data().get("type") in BANK_JOURNALS
        }

    def _journals_posted_into(self):
        """Return the journals of the source that a route to it posts into, by its settings."""
        routes = self.env["billing.route"].search([("target_id", "=", self.source_id.id)])
        routes = routes.filtered(lambda route: route.target_scope == self.source_scope)
        journals = self.env["billing.reference"]
        for name, field in self._fields.items():
            if field.type == "many2one" and field.comodel_name == "billing.reference":
                journals |= routes.mapped(name)
        for model in self._mapping_models():
            journals |= self.env[model].search([("route_id", "in", routes.ids)]).reference_id
        return journals.filtered(lambda one: one.kind == "journal")

    def action_refresh_references(self):
        """Fetch what people pick from, also where the journals of receipts are the source's."""
        self.ensure_one()
        if not self.target_id._system()._reference_kinds():
            return self.source_id.action_refresh_references()
        return super().action_refresh_references()


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingSystemChargebee(models.AbstractModel):
    """Chargebee as the target of receipts: hands on to `systems.chargebee`."""

    _inherit = "billing.system.chargebee"

    IS_TARGET = True

    def _mirror_kinds(self):
        return tuple(READERS)

    def _keyed_kinds(self):
        return ()

    def _read_there(self, backend, kind, payload):
        return READERS[kind](payload)

    def _rules(self, route):
        banks = route._banks()
        if not route.source_scope or not banks:
            raise Unmapped("receipts_incomplete", route=route.name)
        zone = route.tz or self._time_zone(route.target_id)
        return receipts.Rules(
            today=datetime.now(ZoneInfo(zone or "UTC")).date(),
            journals=banks,
            limit=Decimal(f"{route.chargebee_difference_limit:.2f}"),
            tz=zone,
            date_from=route.date_from or None,
        )

    def _begin_plan(self, route):
        """Plan credit notes anew whose invoice a route the other way found settled there by hand.

        They may have been planned before that was known, and what was left out for it may be
        undone there since.
        """
        super()._begin_plan(route)
        self.env.cr.execute(
            "INSERT INTO billing_todo (route_id, record_id, sequence)"
            " SELECT DISTINCT l.route_id, l.record_id, 1 FROM billing_link l"
            "   JOIN billing_record r ON r.id = l.record_id AND r.kind = 'credit_note'"
            "  WHERE l.route_id = %(route)s AND (l.state = 'skipped' AND l.rule = 'booked_by_hand'"
            "     OR l.state = 'planned' AND EXISTS (SELECT 1 FROM billing_link s"
            "          JOIN billing_route o ON o.id = s.route_id AND o.source_id = %(books)s"
            "         WHERE s.kind = %(kind)s AND s.backend_id = r.backend_id"
            "           AND s.title = r.payload::json->>'reference_invoice_id'))"
            " ON CONFLICT (route_id, record_id) DO NOTHING",
            {
                "route": route.id,
                "books": route.target_id.id,
                "kind": receipts.SETTLEMENT,
            },
        )

    def _place(self, kind, external_id):
        return receipts.place(kind, external_id)

    def _needs(self, words, rules):
        return receipts.needs(words, rules)

    def _needs_beyond(self, words, rules, known):
        return receipts.needs_beyond(words, rules, known)

    def _plan(self, words, rules, known):
        return receipts.plan(words, rules, known)

    def _no_longer_fits(self, posted, outcome):
        """Say of a payment that its receipt settles the invoice no more (R6)."""
        if outcome.content != TAKEN_BACK:
            return None
        return Invalid("receipt_taken_back", invoice=outcome.facts.title)

    def _look(self, client, asks):
        return recording.look(client, asks)

    def _post(self, client, request):
        return recording.send(client, request)
