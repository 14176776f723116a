from odoo import fields, models

from ..systems import settlements


class BillingRecord(models.Model):
    """Settlements are kept as what the source told, though a person brings them."""

    _inherit = "billing.record"

    kind = fields.Selection(
        selection_add=[("settlement", "Settlement")],
        ondelete={"settlement": lambda some: some._forget()},
    )


class BillingSystemChargebee(models.AbstractModel):
    """Chargebee knows no fees and no payouts: they come from the providers' own statements."""

    _inherit = "billing.system.chargebee"

    PLANNED_KINDS = ("customer", "invoice", "credit_note", "transaction", "settlement")

    def _read(self, backend, kind, payload):
        if kind == "settlement":
            return settlements.settlement(payload)
        return super()._read(backend, kind, payload)

    def _movements(self, backend, references):
        """Return {reference: id of the transaction} for a provider's references, or our own ids.

        One query, over all transactions: statements come once a day at most.
        """
        if not references:
            return {}
        self.env.cr.execute(
            "SELECT external_id, payload::json->>'id_at_gateway',"
            "       payload::json->>'reference_number'"
            "  FROM billing_record"
            " WHERE backend_id = %s AND kind = 'transaction' AND NOT deleted"
            "   AND (external_id = ANY(%s) OR payload::json->>'id_at_gateway' = ANY(%s)"
            "        OR payload::json->>'reference_number' = ANY(%s)) ORDER BY id",
            (backend.id, *[list(references)] * 3),
        )
        found = {}
        for external_id, *names in self.env.cr.fetchall():
            for name in (external_id, *names):
                if name in references:
                    found.setdefault(name, external_id)
        return found
