from odoo import models

from ..ledger.plan import SOUGHT
from ..ledger.text import dump, parse
from .bundling import member
from .planning import Planner

#: Bundles that are put together in one go.
BUNDLES_AT_ONCE = 50


class BillingRun(models.Model):
    """Bundle: put together what goes into one thing of the target, as far as it is due.

    Members are planned one by one, and wait with a part of a request. The thing that takes them
    is a link of its own; its key ends in a number, since what comes when it was sent already goes
    into the next one. Nothing of it is planned from memory: what waits in the table decides, so
    that a killed step is made up for by the next one.
    """

    _inherit = "billing.run"

    def _bundle_parts(self, planner, clock):
        """Put together what is due; return whether all of it was, within the step's time."""
        self.env.flush_all()
        bundles = [
            one for one in self._bundles_to_make(planner.bundle_until) if planner.is_due(one)
        ]
        while bundles:
            if clock.is_over():
                return False
            some, bundles = bundles[:BUNDLES_AT_ONCE], bundles[BUNDLES_AT_ONCE:]
            parts = self._parts_due(some, planner.bundle_until)
            aggregates = self._aggregates(some)
            currencies = self._currency_ids()
            for bundle in some:
                made = planner.bundled(bundle, parts.get(bundle, []), aggregates.get(bundle, []))
                for one in made:
                    self._store_bundle(one, currencies)
        return True

    def _seat_parts(self, clock):
        """Find again in the target what goes together there, after the links were lost.

        What was posted in two goes is not put together as one: it is looked for as it stands. What
        is only looked for goes into what is found, if it is there.
        """
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, request, record_id, problem_code FROM billing_link"
            " WHERE route_id = %s AND bundle IS NOT NULL"
            "   AND NOT COALESCE(aggregate, false) AND seat IS NULL"
            "   AND (state = 'planned' OR state = 'blocked' AND problem_code = %s)",
            (self.route_id.id, SOUGHT),
        )
        rows = self.env.cr.fetchall()
        bodies = {row[0]: parse(row[1])["body"] for row in rows}
        if not bodies:
            return
        target, calls = self.route_id.target_id, []
        with self._blame(target):
            client = target._system()._client(target, self.route_id.target_scope or "", calls)
            seats = target._system()._seats(client, bodies)
        self._count(calls=len(calls))
        if seats:
            self.env.cr.execute_values(
                "UPDATE billing_link l SET seat = found.seat, state = 'planned', problem = NULL,"
                "       problem_code = NULL"
                "  FROM (VALUES %s) AS found (id, seat) WHERE l.id = found.id",
                list(seats.items()),
                page_size=len(seats),
            )
            # What takes back something that was only looked for is planned once that stands.
            sought = {row[2] for row in rows if row[0] in seats and row[3] == SOUGHT and row[2]}
            self._plan_later([(self.route_id.id, record_id) for record_id in sorted(sought)])
            self._bundle_parts(Planner(self.route_id), clock)

    def _bundles_to_make(self, until):
        """Return the bundles that have something due, or that something left."""
        self.env.cr.execute(
            "SELECT DISTINCT bundle FROM billing_link WHERE route_id = %s AND bundle IS NOT NULL"
            "   AND (state = 'planned' AND (date IS NULL OR date <= %s)"
            "    OR aggregate AND (state IN ('new', 'planned')"
            "                      OR state = 'blocked' AND request IS NULL))"
            " ORDER BY bundle",
            (self.route_id.id, until),
        )
        return [bundle for (bundle,) in self.env.cr.fetchall()]

    def _parts_due(self, bundles, until):
        """Return {bundle: [row of a member]}, in an order that a preview has as well."""
        self.env.cr.execute(
            "SELECT l.bundle, l.id, l.key, l.fingerprint, l.request, l.title, l.date, c.name,"
            "       l.amount_total::text, l.amount_tax::text, l.period, l.seat"
            "  FROM billing_link l LEFT JOIN res_currency c ON c.id = l.currency_id"
            " WHERE l.route_id = %s AND l.bundle = ANY(%s) AND NOT COALESCE(l.aggregate, false)"
            "   AND l.state = 'planned' AND (l.date IS NULL OR l.date <= %s)"
            ' ORDER BY l.bundle, l.date, l.kind, l.key COLLATE "C"',
            (self.route_id.id, bundles, until),
        )
        parts = {}
        for bundle, *row in self.env.cr.fetchall():
            parts.setdefault(bundle, []).append(member(*row))
        return parts

    def _aggregates(self, bundles):
        """Return {bundle: [(key, whether it may still change)]}."""
        self.env.cr.execute(
            "SELECT bundle, key, state IN ('new', 'planned') OR request IS NULL"
            "  FROM billing_link WHERE route_id = %s AND bundle = ANY(%s) AND aggregate"
            " ORDER BY id",
            (self.route_id.id, bundles),
        )
        found = {}
        for bundle, *row in self.env.cr.fetchall():
            found.setdefault(bundle, []).append(tuple(row))
        return found

    def _store_bundle(self, made, currencies):
        """Store what a bundle became, and hang its members below it."""
        here, facts, problem = self._here(), made["facts"], made["problem"]
        values = (
            *here,
            made["kind"],
            made["key"],
            made["bundle"],
            made["state"],
            facts.title or None,
            facts.date,
            facts.period or None,
            currencies.get(facts.currency),
            facts.total,
            facts.tax,
            dump(problem.as_dict()) if problem else None,
            problem.code if problem else None,
            made["rule"] or None,
            made["request"],
            made["fingerprint"],
            made["content"],
        )
        self.env.cr.execute(_STORE, values)
        stored = self.env.cr.fetchone()
        if not stored:
            return
        ids = [one["id"] for one in made["members"]]
        self.env.cr.execute(
            "UPDATE billing_link SET parent_id = %s WHERE id = ANY(%s) AND state = 'planned'"
            "   AND parent_id IS DISTINCT FROM %s",
            (stored[0], ids, stored[0]),
        )


_STORE = """
    INSERT INTO billing_link AS now
        (route_id, backend_id, scope, company_id, kind, key, bundle, aggregate, state, title,
         date, period, currency_id, amount_total, amount_tax, problem, problem_code, rule,
         request, fingerprint, content, attempt, looks)
    VALUES (%s, %s, %s, %s, %s, %s, %s, true, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
            %s, %s, %s, 0, 0)
    ON CONFLICT (route_id, kind, key) DO UPDATE
       SET state = EXCLUDED.state, title = EXCLUDED.title, date = EXCLUDED.date,
           period = EXCLUDED.period, currency_id = EXCLUDED.currency_id,
           amount_total = EXCLUDED.amount_total, amount_tax = EXCLUDED.amount_tax,
           problem = EXCLUDED.problem, problem_code = EXCLUDED.problem_code,
           rule = EXCLUDED.rule, request = EXCLUDED.request,
           fingerprint = EXCLUDED.fingerprint, content = EXCLUDED.content
     WHERE now.state IN ('new', 'planned') OR now.request IS NULL
    RETURNING id
"""
