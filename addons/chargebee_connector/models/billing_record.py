from datetime import timedelta
from hashlib import sha256

from odoo import api, fields, models

from ..ledger.text import parse

#: Senders repeat an event for some days (Chargebee for three).
KEEP_EVENTS_DAYS = 30

#: Those that are words of the ledger, or everybody's. A system adds the ones of its own.
KINDS = [
    ("customer", "Customer"),
    ("item_price", "Item Price"),
    ("invoice", "Invoice"),
    ("credit_note", "Credit Note"),
    ("transaction", "Transaction"),
    ("event", "Event"),
]


class BillingRecord(models.Model):
    """One object as the source last told it, its text exactly as received."""

    _name = "billing.record"
    _description = "Pulled Record"
    _order = "id desc"
    _log_access = False
    _rec_name = "external_id"

    backend_id = fields.Many2one("billing.backend", "Connection", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="backend_id.company_id")
    scope = fields.Char("Administration", required=True, default="")
    kind = fields.Selection(KINDS, required=True)
    external_id = fields.Char("Id There", required=True)
    version = fields.Char(required=True, default="")
    deleted = fields.Boolean("Deleted There")
    pending = fields.Boolean("To Be Fetched", help="An event whose objects are not fetched yet.")
    hash = fields.Char(prefetch=False)
    payload = fields.Text("As Received", prefetch=False, groups="chargebee_connector.group_audit")
    pulled_at = fields.Datetime("Last Change Seen", default=fields.Datetime.now)
    link_ids = fields.One2many("billing.link", "record_id", "In the Target")

    _external_uniq = models.Constraint(
        "UNIQUE(backend_id, scope, kind, external_id)", "Each object of the source is kept once."
    )
    _pending_index = models.Index("(backend_id, id) WHERE pending")

    def init(self):
        """Have payloads compressed by lz4 where this PostgreSQL can (14 and later, if built in).

        PostgreSQL's own way costs more than everything else that storing an invoice does.
        """
        self.env.cr.execute(
            "SELECT 1 FROM pg_settings"
            " WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)"
        )
        if self.env.cr.fetchone():
            self.env.cr.execute(
                "ALTER TABLE billing_record ALTER COLUMN payload SET COMPRESSION lz4"
            )

    @api.model
    def _selection_kind(self):
        return self._fields["kind"]._description_selection(self.env)

    def _payload(self):
        """Return the object that was received, amounts as Decimal."""
        self.ensure_one()
        # Whoever may plan or post a document may compute with it; reading it raw needs `audit`.
        return parse(self.sudo().payload)

    def _forget(self):
        """Give up these records with their connections; see `billing.backend._forget`."""
        self.backend_id._forget()

    def action_preview(self):
        """Show the exact requests that these records would make, without posting anything."""
        return self.env["billing.run"]._preview_records(self)

    @api.model
    def _store(self, backend, scope, objects):
        """Store pulled objects in one statement and return [(id, kind, is new)] of the changed.

        Of several with one id the newest wins. A stored one is replaced only by a greater
        version; where a version is missing or equal, by other content. What was posted from is
        kept in the history first. One that is deleted, and of which nothing else is told, keeps
        what was told before.
        """
        newest = {}
        for pulled in objects:
            key = (pulled.kind, pulled.external_id)
            other = newest.get(key)
            if other is None or int(pulled.version or 0) >= int(other.version or 0):
                newest[key] = pulled
        if not newest:
            return []
        columns = zip(
            *(
                (
                    pulled.kind,
                    pulled.external_id,
                    pulled.version,
                    pulled.deleted,
                    sha256(pulled.text.encode()).hexdigest(),
                    pulled.text,
                )
                for pulled in newest.values()
            ),
            strict=True,
        )
        self.env.cr.execute(_STORE, (backend.id, scope, *map(list, columns)))
        changed = self.env.cr.fetchall()
        self.invalidate_model()
        return changed

    @api.model
    def _store_keys(self, system, records):
        """Store by what these records can be found: [(id, kind, payload)]."""
        keys = [
            (record_id, name, value)
            for record_id, kind, payload in records
            for name, value in system._match_keys(kind, payload)
            if value
        ]
        ids = [record_id for record_id, _kind, _payload in records]
        self.env.cr.execute("DELETE FROM billing_record_key WHERE record_id = ANY(%s)", (ids,))
        if keys:
            self.env.cr.execute_values(
                "INSERT INTO billing_record_key (record_id, name, value) VALUES %s", keys
            )

    @api.autovacuum
    def _gc_events(self):
        """Forget events that were dealt with long after their sender gave up repeating them."""
        limit = fields.Datetime.now() - timedelta(days=KEEP_EVENTS_DAYS)
        old = self.search(
            [("kind", "=", "event"), ("pending", "=", False), ("pulled_at", "<", limit)],
            limit=10000,
        )
        old.unlink()
        return len(old), 0


_NEWER = """
    CASE WHEN EXCLUDED.version <> '' AND {old}.version <> '' AND EXCLUDED.version <> {old}.version
         THEN EXCLUDED.version::numeric > {old}.version::numeric
         ELSE EXCLUDED.hash <> {old}.hash END
"""

# Whole columns are sent, not rows: that is what both sides read fastest. The history sees what
# stood there before the statement, whichever of its parts is done first.
_STORE = f"""
    WITH pulled AS (
        SELECT %s AS backend_id, %s AS scope, *
          FROM unnest(%s::text[], %s::text[], %s::text[], %s::bool[], %s::text[], %s::text[])
            AS p (kind, external_id, version, deleted, hash, payload)
    ), kept AS (
        INSERT INTO billing_record_history (record_id, version, payload, replaced_at)
        SELECT old.id, old.version, old.payload, now() AT TIME ZONE 'UTC'
          FROM pulled AS EXCLUDED
          JOIN billing_record old USING (backend_id, scope, kind, external_id)
         WHERE {_NEWER.format(old="old")}
           AND EXISTS (SELECT 1 FROM billing_link link
                        WHERE link.record_id = old.id AND link.state = 'posted')
    )
    INSERT INTO billing_record AS old
        (backend_id, scope, kind, external_id, version, deleted, hash, payload, pulled_at)
    SELECT backend_id, scope, kind, external_id, version, deleted, hash, payload,
           now() AT TIME ZONE 'UTC'
      FROM pulled
     WHERE payload <> '' OR EXISTS (
           SELECT 1 FROM billing_record known
            WHERE known.backend_id = pulled.backend_id AND known.scope = pulled.scope
              AND known.kind = pulled.kind AND known.external_id = pulled.external_id)
    ON CONFLICT (backend_id, scope, kind, external_id) DO UPDATE
       SET version = EXCLUDED.version, deleted = EXCLUDED.deleted, hash = EXCLUDED.hash,
           payload = COALESCE(NULLIF(EXCLUDED.payload, ''), old.payload),
           pulled_at = EXCLUDED.pulled_at
     WHERE {_NEWER.format(old="old")}
    RETURNING id, kind, external_id, (xmax = 0) AS is_new
"""


class BillingRecordKey(models.Model):
    """By what a mirrored record can be found: VAT number, name, e-mail ..., made comparable."""

    _name = "billing.record.key"
    _description = "Likeness of a Record"
    _log_access = False

    record_id = fields.Many2one("billing.record", required=True, ondelete="cascade", index=True)
    name = fields.Char(required=True)
    value = fields.Char(required=True)

    _value_index = models.Index("(name, value)")


class BillingRecordHistory(models.Model):
    """What a record said before, kept when something was posted from it."""

    _name = "billing.record.history"
    _description = "Earlier Content of a Record"
    _log_access = False
    _order = "id desc"

    record_id = fields.Many2one("billing.record", required=True, ondelete="cascade", index=True)
    version = fields.Char()
    payload = fields.Text(prefetch=False, groups="chargebee_connector.group_audit")
    replaced_at = fields.Datetime()
