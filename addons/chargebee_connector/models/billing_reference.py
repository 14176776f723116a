from odoo import api, fields, models

from ..ledger.text import dump, parse


class BillingReference(models.Model):
    """One thing of the target that people pick: a ledger, a VAT code, a journal ..."""

    _name = "billing.reference"
    _description = "Reference Data"
    _order = "backend_id, scope, kind, code, id"
    _rec_names_search = ["code", "name"]

    backend_id = fields.Many2one("billing.backend", "Connection", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    scope = fields.Char("Administration", required=True, default="")
    kind = fields.Selection([], required=True)
    external_id = fields.Char("Id There", required=True)
    code = fields.Char()
    name = fields.Char(required=True)
    active = fields.Boolean(default=True, help="Off when it was closed or vanished over there.")
    data = fields.Text(prefetch=False)

    _external_uniq = models.Constraint(
        "UNIQUE(backend_id, scope, kind, external_id)",
        "Each thing of the other system stands here once.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for reference in self:
            reference.display_name = " ".join(filter(None, (reference.code, reference.name)))

    def _forget(self):
        """Give up these things with their connections; see `billing.backend._forget`."""
        self.backend_id._forget()

    def _data(self):
        """Return what the rules need to know of this thing."""
        self.ensure_one()
        return parse(self.data) if self.data else {}

    def _store(self, backend, scope, kind, things):
        """Bring one kind up to date with what the target told; return how many there are.

        What is no longer told stays and is flagged, since mapping rows may point to it.
        """
        rows = [
            (
                backend.id,
                scope,
                kind,
                thing.external_id,
                thing.code,
                thing.name or thing.code,
                thing.active,
                dump(thing.data),
            )
            for thing in things
        ]
        if rows:
            self.env.cr.execute_values(
                """
                INSERT INTO billing_reference
                    (backend_id, scope, kind, external_id, code, name, active, data)
                VALUES %s
                ON CONFLICT (backend_id, scope, kind, external_id) DO UPDATE
                   SET code = EXCLUDED.code, name = EXCLUDED.name,
                       active = EXCLUDED.active, data = EXCLUDED.data
                """,
                rows,
                page_size=500,
            )
        self.env.cr.execute(
            "UPDATE billing_reference SET active = false"
            " WHERE backend_id = %s AND scope = %s AND kind = %s AND active"
            "   AND NOT external_id = ANY(%s)",
            (backend.id, scope, kind, [row[3] for row in rows]),
        )
        self.invalidate_model(["code", "name", "active", "data"])
        return len(rows)
