from dataclasses import replace
from datetime import datetime, timezone

from odoo import _, models
from odoo.exceptions import UserError

from ..ledger.mirror import Row
from ..systems.chargebee import pull, shown
from ..systems.chargebee.address import site_address


class BillingBackend(models.Model):
    """A site whose rows stand in a CRM: their ids are made from its address."""

    _inherit = "billing.backend"

    def write(self, vals):
        told = vals.get("chargebee_url")
        if "chargebee_url" in vals:
            self._check_shown_address(site_address(told or ""))
        return super().write(vals)

    def _check_shown_address(self, address):
        """Raise UserError for another address of a site that is shown already."""
        moved = self.filtered(lambda one: site_address(one.chargebee_url or "") != address)
        routes = self.env["billing.route"].with_context(active_test=False)
        routes = routes.search([("source_id", "in", moved.ids)])
        routes = routes.filtered(lambda route: route.target_id._system().SHOWS)
        links = self.env["billing.link"].sudo()
        if links.search_count(
            [("route_id", "in", routes.ids), ("state", "=", "posted")]
            + [("kind", "!=", "crm_account")],
            limit=1,
        ):
            raise UserError(
                _(
                    "Rows of this site stand in the CRM, under ids that are made from its address. "
                    "With another address all of them would stand there twice. Make a new "
                    "connection for another site."
                )
            )


class BillingSystemChargebee(models.AbstractModel):
    """Chargebee as what a CRM shows: hands on to `systems.chargebee.shown`."""

    _inherit = "billing.system.chargebee"

    def _shown_tables(self):
        return shown.TABLES

    def _planned_kinds(self, target):
        return shown.KINDS if target.SHOWS else super()._planned_kinds(target)

    def _read_for(self, target, backend, kind, payload):
        if not target.SHOWS:
            return super()._read_for(target, backend, kind, payload)
        return shown.shown(kind, payload, self._time_zone(backend))

    def _joined(self, words, gone):
        """Mark the rows of what vanished: nothing told of it says so."""
        return super()._joined(
            [
                replace(word, deleted=True)
                if isinstance(word, Row) and (word.kind, word.external_id) in gone
                else word
                for word in words
            ],
            gone,
        )

    def _wanted_kinds(self, backend):
        routes = self.env["billing.route"].search([("source_id", "=", backend.id)])
        shows = any(route.target_id._system().SHOWS for route in routes)
        return super()._wanted_kinds(backend) | (set(shown.EXTRA) if shows else set())

    def _end_pull(self, stream, client):
        """Find what a list has no more and nothing else tells of."""
        super()._end_pull(stream, client)
        if stream.kind not in pull.VANISHING:
            return
        known = stream._known_ids()
        if known:
            gone = pull.vanished(client, stream.kind, known, datetime.now(timezone.utc))
            self.env["billing.run"]._store_page(stream, gone)
