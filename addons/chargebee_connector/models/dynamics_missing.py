from odoo import models

from ..systems.dynamics import content

#: Links that are read together: what they keep of a document is some kilobytes.
_BATCH = 1000


class BillingLink(models.Model):
    """What stood in a CRM and went with its table or column."""

    _inherit = "billing.link"

    def _forget_there(self, backend, tables, missing):
        """Forget what stood in tables or columns that are missing; return whether there was any.

        `tables` are the `Names` of all, `missing` as of `provision.missing`. What was planned as a
        change of it is taken back: the next plan tells anew what has to be sent.
        """
        parts = {names.table.name: names.logical for names in tables if names.table.part_of}
        wholes = {
            names.logical
            for names in tables
            if names.logical in missing
            or any(
                other.table.part_of == names.table.name and other.logical in missing
                for other in tables
            )
        }
        if not wholes:
            return False
        last, found = 0, False
        while rows := self._standing_behind(backend, sorted(wholes), last):
            last, found = rows[-1][0], True
            changed = [
                (link_id, kept)
                for link_id, table, text in rows
                if (kept := content.without(text, table, parts, missing)) != text
            ]
            if changed:
                self.env.cr.execute_values(
                    "UPDATE billing_link l SET content = now.content"
                    "  FROM (VALUES %s) AS now (id, content) WHERE l.id = now.id",
                    changed,
                    page_size=len(changed),
                )
        self.env.cr.execute(
            "UPDATE billing_link l SET state = 'new', request = NULL, fingerprint = NULL,"
            "       problem = NULL, problem_code = NULL FROM billing_link p"
            " WHERE p.id = l.parent_id AND p.backend_id = %s"
            "   AND l.kind = 'cb_update' AND l.state IN ('planned', 'refused')"
            "   AND p.request::json->>'path' = ANY(%s)",
            (backend.id, sorted(wholes)),
        )
        self.invalidate_model()
        return found

    def _standing_behind(self, backend, tables, last):
        """Return the next (id, table, content) of rows that stand in some tables."""
        self.env.cr.execute(
            "SELECT id, request::json->>'path', content FROM billing_link"
            " WHERE backend_id = %s AND state = 'posted' AND parent_id IS NULL"
            "   AND content IS NOT NULL AND kind LIKE 'cb\\_%%' AND id > %s"
            "   AND request::json->>'path' = ANY(%s) ORDER BY id LIMIT %s",
            (backend.id, last, tables, _BATCH),
        )
        return self.env.cr.fetchall()
