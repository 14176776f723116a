from contextlib import contextmanager

from odoo import fields, models

from .own_cursor import READ_COMMITTED, own_cursor


class BillingLane(models.Model):
    """Who may post into one administration: whoever holds this row.

    The row is locked on a cursor of its own that stays open for the whole job. So the lane dies
    with its worker, survives the holder's commits, and a link that its holder finds in `posting`
    belongs to a dead one.
    """

    _name = "billing.lane"
    _description = "Lane of Posting"
    _log_access = False

    backend_id = fields.Many2one("billing.backend", required=True, ondelete="cascade")
    scope = fields.Char(required=True, default="")

    _backend_scope_uniq = models.Constraint(
        "UNIQUE(backend_id, scope)", "A connection has one lane per scope."
    )

    @contextmanager
    def _hold(self, backend, scope):
        """Yield a Lane, or None when somebody else holds it."""
        with own_cursor(self.env) as cr:
            cr.execute(
                "INSERT INTO billing_lane (backend_id, scope) VALUES (%s, %s)"
                " ON CONFLICT (backend_id, scope) DO NOTHING",
                (backend.id, scope),
            )
        cr = self.env.registry.cursor()
        try:
            cr.execute(READ_COMMITTED)
            # NO KEY: links refer to rows of the connection, nobody's insert shall wait here.
            cr.execute(
                "SELECT id FROM billing_lane WHERE backend_id = %s AND scope = %s"
                " FOR NO KEY UPDATE SKIP LOCKED",
                (backend.id, scope),
            )
            yield Lane(cr) if cr.fetchone() else None
        finally:
            cr.close()


class Lane:
    """A held lane. It is lost when its connection is, whatever its holder believes."""

    def __init__(self, cr):
        self._cr = cr

    def check(self):
        """Raise psycopg2's error when the lane's connection is gone: the holder must stop."""
        self._cr.execute("SELECT 1")
