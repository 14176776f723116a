from odoo import fields, models


class BillingSecret(models.Model):
    """Keys, passwords and tokens. No group has access: the clients' factory reads them."""

    _name = "billing.secret"
    _description = "Secret of a Connection"
    _log_access = False

    backend_id = fields.Many2one("billing.backend", required=True, ondelete="cascade")
    name = fields.Char(required=True)
    value = fields.Char()
    written_at = fields.Datetime()

    _backend_name_uniq = models.Constraint(
        "UNIQUE(backend_id, name)", "A connection keeps each of its secrets once."
    )

    def _get(self, backend, name):
        """Return one secret as text, or "" when none was entered."""
        # No group may read this table, on purpose; this is the one place that reads it.
        secret = self.sudo().search([("backend_id", "=", backend.id), ("name", "=", name)], limit=1)
        return secret.value or ""

    def _names(self, backends):
        """Return {backend id: set of the names of its stored secrets}."""
        names = {}
        for backend, name in self.sudo()._read_group(
            [("backend_id", "in", backends.ids), ("value", "!=", False)], ["backend_id", "name"]
        ):
            names.setdefault(backend.id, set()).add(name)
        return names

    def _set(self, backend, name, value):
        """Store one secret; whoever may write the connection's own field may call this."""
        # The table is closed to every group, the write-only fields of a connection are its door.
        secret = self.sudo().search([("backend_id", "=", backend.id), ("name", "=", name)])
        values = {"value": value, "written_at": fields.Datetime.now()}
        if secret:
            secret.write(values)
        else:
            secret.create({"backend_id": backend.id, "name": name, **values})
