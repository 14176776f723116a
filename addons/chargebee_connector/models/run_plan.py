import json

from odoo import api, models

from ..ledger import states
from ..ledger.problems import Waiting
from ..ledger.text import dump, parse
from ..ledger.text import fingerprint as fingerprint_of
from .billing_log import write_log
from .link_rows import UPSERT, columns
from .planning import BATCH, STOPPED, Planner
from .planning_queries import booked


class BillingRun(models.Model):
    """Plan: decide for every record on the list what is to stand in the target."""

    _inherit = "billing.run"

    def _step_plan(self, clock):
        """Plan batch after batch for as long as the step lasts."""
        position = self._position()
        if not position.get("begun"):
            self._plan_open_later(self.route_id, ("new", "blocked"))
            self.route_id.source_id._system()._begin_plan(self.route_id)
            position["begun"] = True
        planner = Planner(self.route_id, seeking=self.then == "rebuild")
        while not clock.is_over():
            records = self._take_todo() or self._take_turned(position)
            self.position = json.dumps(position)
            if not records:
                return None if self._bundle_parts(planner, clock) else 0
            self._plan_records(planner, records)
            # A step may see millions of rows, one batch at a time.
            self.env.invalidate_all()
        return 0

    def _take_todo(self):
        """Take a batch off the list; it is gone for good only with the plan that is stored."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            DELETE FROM billing_todo WHERE id IN (
                SELECT id FROM billing_todo WHERE route_id = %s
                 ORDER BY sequence, id LIMIT %s FOR UPDATE SKIP LOCKED)
            RETURNING record_id
            """,
            (self.route_id.id, BATCH),
        )
        return [record_id for (record_id,) in self.env.cr.fetchall()]

    def _take_turned(self, position):
        """Return what was planned on a state of the link it goes after that no longer holds.

        Both may have been planned side by side: one stopped while the other seemed ready, or went
        on while the other still waited. Each is taken once in a run, in the order of the links.
        """
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT l.id, l.record_id
              FROM billing_link l JOIN billing_link b ON b.id = l.blocked_by_id
             WHERE l.route_id = %s AND l.record_id IS NOT NULL AND l.id > %s
               AND (l.state = 'planned' AND b.state = ANY(%s)
                    OR l.state = 'blocked' AND l.problem_code = %s
                       AND b.state IN ('new', 'planned', 'posted')
                    OR l.state = 'blocked' AND b.state = 'posted'
                       AND l.problem::json->>'class' = 'Waiting'
                    OR l.state = 'blocked' AND b.state = ANY(%s)
                       AND l.problem::json->'params'->>'state' <> b.state)
             ORDER BY l.id LIMIT %s
            """,
            (
                self.route_id.id,
                position.get("turned", 0),
                list(STOPPED),
                self.route_id.target_id._system().FIRST,
                list(STOPPED),
                BATCH,
            ),
        )
        rows = self.env.cr.fetchall()
        if rows:
            position["turned"] = rows[-1][0]
        return [record_id for _link_id, record_id in rows]

    def _plan_records(self, planner, record_ids):
        """Plan these records and store the outcomes."""
        outcomes, linked = planner.outcomes(record_ids)
        record_of = planner.records_by_source({outcome.source for outcome in outcomes})
        after = self._make_way(planner, outcomes, linked)
        self._store_outcomes(outcomes, linked, record_of, after, planner.versions)
        self._supersede(outcomes, linked, set(record_ids))

    def _make_way(self, planner, outcomes, linked):
        """Make sure that every link exists that others go after; return {(kind, key): id}.

        A new one is put on the list, so that it is planned in the same run, unless it just was.
        """
        after = {place: row[0] for place, row in linked.items()}
        wanted = {
            outcome.needs_link or outcome.parent
            for outcome in outcomes
            if outcome.needs_link or outcome.parent
        }
        missing = sorted(wanted - set(after))
        if not missing:
            return after
        here = self._here()
        # What is planned in the same batch is stored behind this; others are planned later.
        here_too = {_place(outcome): outcome.source for outcome in outcomes}
        sources = {place: planner.sources.get(place) or here_too[place] for place in missing}
        record_of = planner.records_by_source(set(sources.values()))
        rows = [
            (
                *here,
                kind,
                key,
                states.NEW,
                record_of.get(sources[kind, key]),
                sources[kind, key][0],
                0,
                0,
            )
            for kind, key in missing
        ]
        made = self.env.cr.execute_values(
            "INSERT INTO billing_link (route_id, backend_id, scope, company_id, kind, key, state,"
            "                          record_id, source_kind, attempt, looks) VALUES %s"
            " ON CONFLICT (route_id, kind, key) DO UPDATE SET key = EXCLUDED.key"
            " RETURNING kind, key, id, record_id",
            rows,
            page_size=len(rows),
            fetch=True,
        )
        self._plan_later(
            [
                (here[0], record_id, 0)
                for kind, key, _link_id, record_id in made
                if record_id and (kind, key) not in here_too
            ]
        )
        after.update({(kind, key): link_id for kind, key, link_id, _record in made})
        return after

    def _store_outcomes(self, outcomes, linked, record_of, after, versions):
        """Write what is new about these outcomes: nothing at all when all is as before."""
        here, currencies = self._here(), self._currency_ids()
        rows, logs, remarks, counts = [], [], [], {}
        moved, mended = {}, []
        for outcome in outcomes:
            link_id, now, fingerprint, problem, version, _record = linked.get(
                (outcome.kind, outcome.key), (None, None, None, None, None, None)
            )
            request = outcome.request_text()
            new_print = fingerprint_of(request) if request else None
            if now is not None and now.state not in states.PLANNABLE:
                if now.state == states.POSTED and outcome.content != now.content:
                    moved[link_id] = outcome
                elif now.state == states.POSTED and problem:
                    mended.append(link_id)
                continue
            new_problem = dump(outcome.problem.as_dict()) if outcome.problem else None
            if request and new_print == fingerprint and _stays(now, problem):
                continue
            unchanged = (
                now is not None
                and now.state == outcome.state
                and fingerprint == new_print
                and problem == new_problem
                and version == versions.get(outcome.source)
            )
            counts[outcome.state] = counts.get(outcome.state, 0) + 1
            if unchanged:
                continue
            ids = (
                record_of.get(outcome.source),
                after.get(outcome.parent),
                after.get(outcome.needs_link),
                currencies.get(outcome.facts.currency),
            )
            rows.append((*here, *columns(outcome), *ids, new_problem, request, new_print))
            if outcome.problem is not None:
                logs.append((outcome, problem == new_problem))
            elif outcome.remark is not None:
                remarks.append((outcome, fingerprint == new_print))
        stored = self._upsert_links(rows)
        self._mark_changed(moved)
        self._mark_mended(mended)
        self._log_blocked(logs, stored)
        self._log_settled(remarks, stored)
        self._count(**counts)

    def _here(self):
        """Return what stands first in each link's row; read once, not once per link."""
        route = self.route_id
        return route.id, route.target_id.id, route.target_scope or "", route.company_id.id

    def _currency_ids(self):
        currencies = self.env["res.currency"].with_context(active_test=False).search([])
        return {currency.name: currency.id for currency in currencies}

    def _upsert_links(self, rows):
        """Store planned links; one that is being posted, or stands, is not touched."""
        if not rows:
            return {}
        stored = self.env.cr.execute_values(UPSERT, rows, page_size=len(rows), fetch=True)
        return {(kind, key): link_id for kind, key, link_id in stored}

    def _mark_changed(self, moved):
        """Flag posted links whose source has moved in a way that would be booked differently.

        `moved` maps link ids to what would be planned today. Nothing in the target is touched.
        """
        if not moved:
            return
        self.env.cr.execute(
            "UPDATE billing_link l SET changed = true, record_version = r.version"
            "  FROM billing_record r"
            " WHERE l.id = ANY(%s) AND r.id = l.record_id"
            "   AND r.version IS DISTINCT FROM l.record_version"
            " RETURNING l.id, l.request, l.answer, l.amount_total::text, l.amount_tax::text,"
            "           l.content",
            (list(moved),),
        )
        system = self.route_id.target_id._system()
        for link_id, *row in self.env.cr.fetchall():
            if row[0] is None:
                continue
            problem = system._no_longer_fits(booked(*row), moved[link_id])
            if problem is None:
                continue
            self.env.cr.execute(
                "UPDATE billing_link SET problem = %s, problem_code = %s WHERE id = %s",
                (dump(problem.as_dict()), problem.code, link_id),
            )
            self._log_blocked([(moved[link_id], False)], {_place(moved[link_id]): link_id}, problem)

    def _mark_mended(self, link_ids):
        """Take the flag off posted links whose source says again what was posted."""
        if link_ids:
            self.env.cr.execute(
                "UPDATE billing_link SET changed = false, problem = NULL, problem_code = NULL"
                " WHERE id = ANY(%s) AND changed",
                (link_ids,),
            )

    def _supersede(self, outcomes, linked, record_ids):
        """Take back updates that were planned, not sent, and are no longer wanted.

        Only of what was planned here: other links are known for those that go after them.
        """
        wanted = [outcome.key for outcome in outcomes if outcome.parent]
        standing = [
            link_id
            for link_id, now, _print, _problem, _version, record_id in linked.values()
            if now.state == states.POSTED and record_id in record_ids
        ]
        self.env.cr.execute(
            "UPDATE billing_link SET state = 'skipped', rule = 'superseded', problem = NULL,"
            "       problem_code = NULL"
            " WHERE parent_id = ANY(%s) AND state = ANY(%s) AND NOT key = ANY(%s)",
            (standing, [state for state in states.PLANNABLE if state != states.SKIPPED], wanted),
        )

    def _log_blocked(self, logs, stored, problem=None):
        self._log_told(
            "blocked",
            "warning",
            [(outcome, problem or outcome.problem, known) for outcome, known in logs],
            stored,
        )

    def _log_settled(self, remarks, stored):
        told = [(outcome, outcome.remark, known) for outcome, known in remarks]
        self._log_told("settled", "info", told, stored)

    def _log_told(self, event, level, told, stored):
        """Log what is said of outcomes, [(outcome, what, whether it was said before)]."""
        route = self.route_id
        write_log(
            self.env.cr,
            [
                {
                    "event": event,
                    "level": level,
                    "link_id": stored[_place(outcome)],
                    "route_id": route.id,
                    "backend_id": route.target_id.id,
                    "company_id": route.company_id.id,
                    "run_id": self.id,
                    "title": outcome.key,
                    "problem": said,
                }
                for outcome, said, known_before in told
                if not known_before and _place(outcome) in stored
            ],
        )

    # --- the list -----------------------------------------------------------------------------

    @api.model
    def _plan_later(self, rows):
        """Put (route id, record id[, sequence]) on the list of what is to be planned."""
        rows = [(*row, 9)[:3] for row in rows]
        if rows:
            self.env.cr.execute_values(
                "INSERT INTO billing_todo (route_id, record_id, sequence) VALUES %s"
                " ON CONFLICT (route_id, record_id) DO NOTHING",
                rows,
                page_size=1000,
            )

    @api.model
    def _plan_open_later(self, routes, link_states=states.PLANNABLE, kinds=None):
        """Put on the list what stands in these states on these routes: what isn't posted yet.

        `kinds` leaves other kinds of links out.
        """
        self.env.flush_all()
        for route in routes:
            self.env.cr.execute(
                "INSERT INTO billing_todo (route_id, record_id, sequence)"
                " SELECT route_id, record_id,"
                "        COALESCE(array_position(%s::text[], source_kind), 10) - 1"
                "   FROM billing_link WHERE route_id = %s AND record_id IS NOT NULL"
                "    AND state = ANY(%s) AND (%s::text[] IS NULL OR kind = ANY(%s))"
                " ON CONFLICT (route_id, record_id) DO NOTHING",
                (
                    list(route._planned_kinds()),
                    route.id,
                    list(link_states),
                    kinds and list(kinds),
                    kinds and list(kinds),
                ),
            )

    @api.model
    def _plan_all_later(self, route):
        """Put every record of the source that can be planned on the list."""
        self.env.flush_all()
        kinds = list(route._planned_kinds())
        self.env.cr.execute(
            "INSERT INTO billing_todo (route_id, record_id, sequence)"
            " SELECT %s, id, array_position(%s, kind) - 1 FROM billing_record"
            "  WHERE backend_id = %s AND scope = %s AND kind = ANY(%s)"
            " ON CONFLICT (route_id, record_id) DO NOTHING",
            (route.id, kinds, route.source_id.id, route.source_scope or "", kinds),
        )


def _place(outcome):
    return outcome.kind, outcome.key


def _stays(now, problem):
    """Say whether a request that is as before stays where the target, or a look, put it.

    It is sent again when something changed, or when a person says so. What only waits for
    another link goes on by itself.
    """
    if now is None or now.state not in (states.REFUSED, states.BLOCKED):
        return False
    return parse(problem)["class"] != Waiting.__name__
