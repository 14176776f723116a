"""What vanished from Exact's accounts: told by its list, found by reading everything anew."""

from datetime import timedelta

from odoo import fields, models

from ..ledger.problems import Invalid
from ..ledger.text import dump
from ..systems.exact import mirror, moved
from .billing_log import write_log

#: Exact keeps its list of deletions for two months ("Sync API"); some days are left for doubt.
KEPT = timedelta(days=55)
#: Entries that are asked where an account's bookings stand by now.
ENTRIES = 3


class BillingStream(models.Model):
    _inherit = "billing.stream"

    exact_moved = fields.Char(copy=False, help="When the administration was last moved.")
    exact_sweep = fields.Boolean(
        copy=False, help="What this reading doesn't find any more is no longer there."
    )


class BillingSystemExact(models.AbstractModel):
    """Accounts that were deleted in Exact, or merged into others."""

    _inherit = "billing.system.exact"

    def _begin_pull(self, stream):
        """Have everything read anew when row versions began anew, or deletions are forgotten."""
        super()._begin_pull(stream)
        if stream.kind not in mirror.KINDS:
            return
        moved_at = self._moved_at(stream)
        was_moved = bool(stream.cursor) and moved_at != (stream.exact_moved or "")
        if was_moved or (stream.kind == "account" and self._deletions_are_forgotten(stream)):
            self._read_anew(stream)
        if moved_at != (stream.exact_moved or ""):
            stream.exact_moved = moved_at

    def _moved_at(self, stream):
        """Return when a stream's administration was last moved, "" for never."""
        division = self.env["billing.reference"].search(
            [
                ("backend_id", "=", stream.backend_id.id),
                ("kind", "=", "division"),
                ("external_id", "=", stream.scope),
            ],
            limit=1,
        )
        return (division._data().get("moved") or "") if division else ""

    def _deletions_are_forgotten(self, stream):
        other = self.env["billing.stream"].search(
            [
                ("backend_id", "=", stream.backend_id.id),
                ("scope", "=", stream.scope),
                ("kind", "=", mirror.DELETED),
            ],
            limit=1,
        )
        last = other.last_run_at
        return bool(stream.cursor and last and last < fields.Datetime.now() - KEPT)

    def _read_anew(self, stream):
        """Read a stream from its start; accounts that are not met on the way have vanished."""
        stream.write({"full": True, "exact_sweep": stream.kind == "account"})
        if stream.kind == "account":
            # Nothing that is read is older than this, whatever its version.
            self.env.cr.execute(
                "UPDATE billing_record SET version = '', hash = ''"
                " WHERE backend_id = %s AND scope = %s AND kind = 'account'"
                "   AND deleted IS NOT TRUE",
                (stream.backend_id.id, stream.scope),
            )
            self.env["billing.record"].invalidate_model(["version", "hash"])

    def _end_pull(self, stream, client):
        """Flag the links whose account vanished; those that were merged go to the other one."""
        super()._end_pull(stream, client)
        if stream.kind not in mirror.KINDS:
            return
        if stream.exact_sweep:
            self._sweep(stream)
        links = self._flag_gone(stream)
        if not links:
            return
        for link in links:
            self._follow(link, client)
        self.env["billing.run"]._plan_open_later(links.route_id)

    def _sweep(self, stream):
        stream.exact_sweep = False
        self.env.cr.execute(
            "UPDATE billing_record SET deleted = true"
            " WHERE backend_id = %s AND scope = %s AND kind = 'account' AND deleted IS NOT TRUE"
            "   AND version = '' AND hash = '' RETURNING id",
            (stream.backend_id.id, stream.scope),
        )
        vanished = [record_id for (record_id,) in self.env.cr.fetchall()]
        self.env.cr.execute("DELETE FROM billing_record_key WHERE record_id = ANY(%s)", (vanished,))
        self.env["billing.record"].invalidate_model(["deleted"])

    def _flag_gone(self, stream):
        """Flag posted accounts that are no longer there; return their links."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE billing_link l SET gone = true, problem = %s, problem_code = 'account_gone'"
            "  FROM billing_record r"
            " WHERE r.backend_id = %s AND r.scope = %s AND r.kind = 'account' AND r.deleted"
            "   AND l.backend_id = r.backend_id AND l.scope = r.scope AND l.kind = 'account'"
            "   AND l.external_id = r.external_id AND l.state = 'posted' AND l.gone IS NOT TRUE"
            " RETURNING l.id",
            (dump(Invalid("account_gone").as_dict()), stream.backend_id.id, stream.scope),
        )
        links = self.env["billing.link"].browse([link_id for (link_id,) in self.env.cr.fetchall()])
        links.invalidate_recordset()
        write_log(
            self.env.cr,
            [
                {
                    "event": "gone",
                    "level": "warning",
                    "link_id": link.id,
                    "route_id": link.route_id.id,
                    "backend_id": link.backend_id.id,
                    "company_id": link.company_id.id,
                    "title": link.key,
                    "problem": Invalid("account_gone"),
                }
                for link in links
            ],
        )
        return links

    def _follow(self, link, client):
        """Link to the account on which the entries of a vanished one stand by now, if there is one.

        Merging accounts in Exact moves their entries. Asked are the last ones that were posted
        under the customer's name; all must name one other account that is known here.
        """
        self.env.cr.execute(
            "SELECT external_id FROM billing_link WHERE route_id = %s AND kind = 'sales_entry'"
            "   AND state = 'posted' AND title = %s AND request LIKE %s"
            " ORDER BY id DESC LIMIT %s",
            (link.route_id.id, link.title or "", f'%"{link.key}"%', ENTRIES),
        )
        entries = [external_id for (external_id,) in self.env.cr.fetchall()]
        found = moved.account_of(client, entries) if entries else ""
        if not found or found == link.external_id:
            return
        if self.env["billing.record"]._of_account(link.backend_id, link.scope, found):
            link._move_to(found, "relinked")
