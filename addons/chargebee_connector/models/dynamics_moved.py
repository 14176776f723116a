from odoo import models

from ..ledger.problems import Invalid
from ..ledger.text import dump
from ..systems.dynamics import accounts, pull
from .billing_log import write_log
from .dynamics_accounts import KIND

GONE = "crm_account_gone"


class BillingSystemDynamics(models.AbstractModel):
    """Accounts that the CRM's people merged or deleted."""

    _inherit = "billing.system.dynamics"

    def _end_pull(self, stream, client):
        """Follow accounts that were merged, and flag the links of those that are gone."""
        super()._end_pull(stream, client)
        if stream.kind == pull.ACCOUNT:
            self.env.flush_all()
            self._follow_merged(stream)
            self._flag_gone(stream)

    def _routes_to(self, backend):
        """Return the ids of the routes to an organisation: their links are found by these."""
        routes = self.env["billing.route"].with_context(active_test=False)
        return routes.search([("target_id", "=", backend.id)]).ids

    def _follow_merged(self, stream):
        """Have customers whose account was merged into another one belong to that one."""
        self.env.cr.execute(
            """
            WITH RECURSIVE merged (old, now) AS (
                SELECT r.external_id, k.value
                  FROM billing_record_key k JOIN billing_record r ON r.id = k.record_id
                 WHERE k.name = %(name)s AND r.backend_id = %(backend)s AND r.kind = %(kind)s
                   AND r.scope = %(scope)s
                 UNION
                SELECT m.old, k.value
                  FROM merged m
                  JOIN billing_record r ON r.backend_id = %(backend)s AND r.kind = %(kind)s
                   AND r.scope = %(scope)s AND r.external_id = m.now
                  JOIN billing_record_key k ON k.record_id = r.id AND k.name = %(name)s)
            UPDATE billing_link l
               SET external_id = m.now, adopted = true, gone = false, changed = false,
                   problem = NULL, problem_code = NULL
              FROM merged m
             WHERE l.route_id = ANY(%(routes)s) AND l.kind = %(link)s AND l.state = 'posted'
               AND l.external_id = m.old AND m.now <> m.old
               AND NOT EXISTS (SELECT 1 FROM merged further WHERE further.old = m.now)
            RETURNING l.id, m.old, m.now
            """,
            {
                "name": accounts.MERGED_INTO,
                "backend": stream.backend_id.id,
                "scope": stream.scope,
                "kind": pull.ACCOUNT,
                "link": KIND,
                "routes": self._routes_to(stream.backend_id),
            },
        )
        moved = {link_id: (old, now) for link_id, old, now in self.env.cr.fetchall()}
        links = self.env["billing.link"].browse(moved)
        links.invalidate_recordset()
        for link in links:
            link._log("relinked", " → ".join(moved[link.id]))
        links._show_number()
        links._plan_again()
        self._plan_survivors(stream, {now for _old, now in moved.values()})

    def _plan_survivors(self, stream, external_ids):
        """Have accounts compared with the customers that are theirs by now."""
        records = self.env["billing.record"].search(
            [
                ("backend_id", "=", stream.backend_id.id),
                ("scope", "=", stream.scope),
                ("kind", "=", pull.ACCOUNT),
                ("external_id", "in", list(external_ids)),
            ]
        )
        self.env["billing.run"]._plan_changed(
            stream.backend_id, stream.scope, [(record.id, record.kind) for record in records]
        )

    def _flag_gone(self, stream):
        """Flag the links of accounts that somebody deleted: a person sets another one."""
        problem = Invalid(GONE)
        self.env.cr.execute(
            "UPDATE billing_link l SET gone = true, problem = %s, problem_code = %s"
            " WHERE l.route_id = ANY(%s) AND l.kind = %s AND l.state = 'posted'"
            "   AND l.problem_code IS DISTINCT FROM %s"
            "   AND (l.gone OR EXISTS ("
            "        SELECT 1 FROM billing_record r"
            "         WHERE r.backend_id = l.backend_id AND r.scope = %s AND r.kind = %s"
            "           AND r.external_id = l.external_id AND r.deleted))"
            " RETURNING l.id",
            (
                dump(problem.as_dict()),
                problem.code,
                self._routes_to(stream.backend_id),
                KIND,
                problem.code,
                stream.scope,
                pull.ACCOUNT,
            ),
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
                    "problem": problem,
                }
                for link in links
            ],
        )
        links._plan_again()
