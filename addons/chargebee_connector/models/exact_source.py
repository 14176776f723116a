from odoo import fields, models

from ..ledger.plan import Facts
from ..ledger.problems import Invalid
from ..systems.exact import matching, terms

RECORDS = [(terms.KIND, "Payment Term")]


class BillingRecord(models.Model):
    """What is open with customers in Exact, and what settled what."""

    _inherit = "billing.record"

    kind = fields.Selection(
        selection_add=RECORDS, ondelete={terms.KIND: lambda some: some._forget()}
    )


class BillingLink(models.Model):
    _inherit = "billing.link"

    _adopted_index = models.Index("(backend_id, scope, posted_at) WHERE adopted")


class BillingSystemExact(models.AbstractModel):
    """Exact as the source of receipts: its payment terms, each read with what it is tied to."""

    _inherit = "billing.system.exact"

    PLANNED_KINDS = (terms.KIND,)
    TIED_KINDS = (terms.KIND,)
    TIED_BY = "line"

    def _stream_kinds(self, backend):
        return (terms.KIND,)

    def _pages(self, backend, client, kind, cursor, now, full):
        if kind == terms.KIND:
            return terms.pages(client, cursor, now, full)
        return super()._pages(backend, client, kind, cursor, now, full)

    def _match_keys(self, kind, payload):
        if kind == terms.KIND:
            return terms.match_keys(payload)
        return super()._match_keys(kind, payload)

    def _likeness(self, kind, payload):
        return terms.term(payload) if kind == terms.KIND else super()._likeness(kind, payload)

    def _read(self, backend, kind, payload):
        if kind != terms.KIND:
            return super()._read(backend, kind, payload)
        try:
            return terms.term(payload)
        except (KeyError, TypeError, ArithmeticError):
            raise Invalid("payload_malformed") from None

    def _joined(self, words, gone):
        return matching.receipts(words, {external_id for _kind, external_id in gone})

    def _glimpse(self, backend, payload):
        return Facts()

    # --- what a pull and a plan begin with ----------------------------------------------------

    def _begin_pull(self, stream):
        """Have all terms read anew when the administration moved: row versions began anew."""
        super()._begin_pull(stream)
        if stream.kind != terms.KIND:
            return
        moved_at = self._moved_at(stream)
        if stream.cursor and moved_at != (stream.exact_moved or ""):
            stream.full = True
            # Nothing that is read is older than this, whatever its version.
            self.env.cr.execute(
                "UPDATE billing_record SET version = '', hash = '' WHERE backend_id = %s"
                " AND scope = %s AND kind = %s AND NOT deleted",
                (stream.backend_id.id, stream.scope, terms.KIND),
            )
            self.env["billing.record"].invalidate_model(["version", "hash"])
        if moved_at != (stream.exact_moved or ""):
            stream.exact_moved = moved_at

    def _end_pull(self, stream, client):
        """Take what reading everything anew didn't find for deleted."""
        super()._end_pull(stream, client)
        if stream.kind != terms.KIND:
            return
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE billing_record SET deleted = true WHERE backend_id = %s AND scope = %s"
            " AND kind = %s AND NOT deleted AND version = '' AND hash = '' RETURNING id, kind",
            (stream.backend_id.id, stream.scope, terms.KIND),
        )
        self.env["billing.run"]._plan_changed(
            stream.backend_id, stream.scope, self.env.cr.fetchall()
        )
        self.env["billing.record"].invalidate_model(["deleted"])

    def _begin_plan(self, route):
        """Plan the terms anew of what a route to the books took over since the last plan.

        It stood there before, and was settled when nobody knew yet that it is ours.
        """
        super()._begin_plan(route)
        self.env.cr.execute(
            "INSERT INTO billing_todo (route_id, record_id, sequence)"
            " SELECT %(route)s, k.record_id, 0 FROM billing_link l"
            "   JOIN billing_record_key k ON k.name = 'entry' AND k.value = l.external_id"
            "  WHERE l.backend_id = %(books)s AND l.scope = %(scope)s AND l.adopted"
            "    AND l.posted_at >= COALESCE((SELECT max(started_at) FROM billing_run"
            "      WHERE route_id = %(route)s AND kind = 'plan' AND state = 'done'), '1970-01-01')"
            " ON CONFLICT (route_id, record_id) DO NOTHING",
            {
                "route": route.id,
                "books": route.source_id.id,
                "scope": route.source_scope or "",
            },
        )
