"""Posting: the only code that writes in the books of others.

One lane at a time, one request at a time, each in three transactions of its own cursor:

    claim   the link becomes `posting` with a fresh attempt number          commit
    call    the target does it, or not; nobody else can be in this lane
    result  stored only where the attempt is still ours                     commit

Killed before the claim: nothing happened. Killed behind it: the next holder of the lane finds
`posting`, makes it `uncertain`, and sees to that before anything else: see `posting_doubts`.
"""

from ..ledger import states
from ..ledger.problems import Conflict, Problem, Uncertain, Waiting, WorldProblem
from ..ledger.pull import Posted
from ..ledger.text import dump
from .billing_log import LATE_ANSWER, write_log
from .bundling import content_of
from .own_cursor import commit
from .posting_adopting import Adopting
from .posting_doubts import Doubts, once
from .posting_missing import Mending
from .posting_requests import READY, asks_of, rows
from .posting_together import Together

#: Links that are read together, since one look may answer for so many. Sending them takes longer
#: than a step lasts: what a look said is forgotten before it is old.
AHEAD = 300


class Posting(Doubts, Together, Adopting, Mending):
    """Posts what is planned for one lane. `cr` is a READ COMMITTED cursor of its own."""

    def __init__(self, cr, lane, system, client, backend, run_id, scope, attachments):
        self._cr = cr
        self._lane = lane
        self._system = system
        self._client = client
        self._attachments = attachments
        self._backend_id = backend.id
        self._scope = scope
        self._run_id = run_id
        self.counts = {}

    def work(self, clock):
        """Post for as long as the step lasts; return whether something was left."""
        self._bury_the_dead()
        self._send_again()
        self._look_at_uncertain()
        self._block_what_waits()
        while not clock.is_over():
            links = self._next()
            if not links:
                self._block_what_waits()
                return False
            if not self._post_batch(links, clock):
                return True
        return True

    # --- before -------------------------------------------------------------------------------

    def _block_what_waits(self):
        """Block what goes after a link that somebody must see to first, and what goes after that.

        It would not be sent anyhow; this is what tells people why.
        """
        while self._block_next_to_stopped():
            commit(self._cr)
        commit(self._cr)

    def _block_next_to_stopped(self):
        self._cr.execute(
            """
            UPDATE billing_link l
               SET state = 'blocked', problem_code = %(first)s,
                   problem = json_build_object('class', 'Waiting', 'code', %(first)s,
                       'params', json_build_object('customer', COALESCE(b.title, b.key)))::text
              FROM billing_link b
             WHERE l.backend_id = %(backend)s AND l.scope = %(scope)s AND l.state = 'planned'
               AND b.id = l.blocked_by_id
               AND b.state IN ('blocked', 'refused', 'ignored', 'skipped')
            """,
            {
                "first": self._system.FIRST,
                "backend": self._backend_id,
                "scope": self._scope,
            },
        )
        return self._cr.rowcount

    def _next(self):
        """Return the next links that may go now, all of one kind and one way to repeat."""
        if self._system.TOGETHER:
            return self._next_together()
        self._cr.execute(
            f"""
            {READY}
             ORDER BY (l.blocked_by_id IS NOT NULL), array_position(%s::text[], l.kind),
                      l.kind, l.date, l.id LIMIT %s
            """,
            (self._backend_id, self._scope, list(self._system.POSTED_KINDS), AHEAD),
        )
        links = rows(self._cr)
        commit(self._cr)
        return [link for link in links if link["kind"] == links[0]["kind"]]

    # --- post ---------------------------------------------------------------------------------

    def _post_batch(self, links, clock):
        """Look for links that nobody sent from here yet, then send those that aren't there.

        As many as one look answers; the others stay planned. Returns False when the step is over
        before the batch is.
        """
        asks, unresolved = asks_of(self._cr, links)
        for link, place in unresolved:
            self._wait_for(link, place)
        if self._system.TOGETHER:
            bodies = {ask.id: ask.body for ask in asks}
            self._send_together([link for link in links if link["id"] in bodies], bodies)
            return not (clock.is_over() or self._is_stopped())
        asks = asks[: self._system._fitting(asks)]
        bodies = {ask.id: ask.body for ask in asks}
        found = self._look_first(links, asks)
        for link in links:
            if link["id"] not in bodies:
                continue
            result = found.get(link["id"])
            if isinstance(result, Posted):
                self._store_posted(link, result, "adopted", adopted=True)
                commit(self._cr)
            elif isinstance(result, Problem):
                self._store_problem(link, result, states.BLOCKED)
                commit(self._cr)
            else:
                if clock.is_over() or self._is_stopped():
                    return False
                self._send(link, bodies[link["id"]])
        return True

    def _wait_for(self, link, place):
        """Block a link until another one that its request leads to is posted."""
        kind, key = place
        self._cr.execute(
            "SELECT id, COALESCE(title, key) FROM billing_link"
            " WHERE route_id = %s AND kind = %s AND key = %s",
            (link["route_id"], kind, key),
        )
        first, title = self._cr.fetchone() or (None, key)
        self._store_problem(link, Waiting(self._system.FIRST, customer=title), states.BLOCKED)
        if first:
            self._cr.execute(
                "UPDATE billing_link SET blocked_by_id = %s WHERE id = %s AND state = 'blocked'",
                (first, link["id"]),
            )

    def _look_first(self, links, asks, updates=()):
        """Look at the target for what nobody sent from here yet: {link id: what stands there}.

        Of updates, which may be sent again at any time, only for those of the kinds given.
        """
        creates = [
            ask
            for ask in asks
            if ask.kind in updates or self._repeat_of(links, ask.id) in ("create", "keyed")
        ]
        found = self._system._look(self._client, creates) if creates else {}
        commit(self._cr)
        return found

    def _repeat_of(self, links, link_id):
        return next(link["request"]["repeat"] for link in links if link["id"] == link_id)

    def _is_stopped(self):
        self._cr.execute("SELECT state FROM billing_run WHERE id = %s", (self._run_id,))
        stopped = self._cr.fetchone() == ("stopped",)
        commit(self._cr)
        return stopped

    def _send(self, link, body):
        """Claim, call, store the result."""
        try:
            body = self._attachments.fill(link["route_id"], body)
        except Problem as problem:
            self._store_problem(link, problem, states.BLOCKED)
            commit(self._cr)
            return
        self._lane.check()
        if link["aggregate"] and not self._claim_members(link):
            return
        self._cr.execute(
            f"UPDATE billing_link SET state = 'posting', attempt = attempt + 1,"
            f" attempted_at = {_NOW}, looks = 0, looked_at = NULL"
            f" WHERE id = %s AND state = 'planned' AND fingerprint = %s"
            f"   AND (SELECT state FROM billing_route WHERE id = route_id) = 'live'"
            f" RETURNING attempt, attempted_at::text",
            (link["id"], link["fingerprint"]),
        )
        claimed = self._cr.fetchone()
        if not claimed:
            self._cr.rollback()
            # Planned anew, ignored, claimed or its route paused since: the next batch sees what
            # it is now.
            return
        commit(self._cr)
        link["attempt"], link["attempted_at"] = claimed
        request = {**link["request"], "body": body, "once": once(link)}
        try:
            posted = self._system._post(self._client, request)
        except Uncertain as problem:
            self._store_problem(link, problem, states.UNCERTAIN)
        except WorldProblem:
            # It provably did not arrive.
            self._set_state(link, states.PLANNED)
            commit(self._cr)
            raise
        except Problem as problem:
            self._store_problem(link, problem, states.REFUSED)
        else:
            event = "updated" if link["request"]["repeat"] == "put" else "posted"
            self._store_posted(link, posted, event, adopted=False)
        commit(self._cr)

    def _claim_members(self, link):
        """Freeze what goes into an aggregate, or have it put together anew when that has moved."""
        self._cr.execute(
            "SELECT id, fingerprint FROM billing_link"
            " WHERE parent_id = %s AND bundle IS NOT NULL AND state = 'planned' FOR UPDATE",
            (link["id"],),
        )
        if content_of(self._cr.fetchall()) == link["content"]:
            self._cr.execute(
                f"UPDATE billing_link SET state = 'posting', attempt = attempt + 1,"
                f" attempted_at = {_NOW} WHERE parent_id = %s AND bundle IS NOT NULL"
                f"   AND state = 'planned'",
                (link["id"],),
            )
            return True
        self._cr.execute(
            "UPDATE billing_link SET state = 'new', request = NULL, fingerprint = NULL"
            " WHERE id = %s AND state = 'planned'",
            (link["id"],),
        )
        commit(self._cr)
        return False

    # --- results ------------------------------------------------------------------------------

    def _store_posted(self, link, posted, event, adopted):
        self._cr.execute(
            f"""
            UPDATE billing_link
               SET state = 'posted', external_id = %s, target_number = %s, answer = %s,
                   adopted = %s, posted_at = {_NOW}, problem = NULL, problem_code = NULL,
                   changed = false
             WHERE id = %s AND attempt = %s AND state IN ('planned', 'posting', 'uncertain')
            """,
            (
                posted.external_id,
                posted.number or None,
                posted.text or None,
                adopted,
                link["id"],
                link["attempt"],
            ),
        )
        if not self._cr.rowcount:
            self._log_late(link, posted.text or posted.external_id)
            return
        if link["aggregate"]:
            self._cr.execute(
                f"UPDATE billing_link SET state = 'posted', external_id = %s, target_number = %s,"
                f" adopted = %s, posted_at = {_NOW}, problem = NULL, problem_code = NULL,"
                f" changed = false WHERE {_MEMBERS}",
                (posted.external_id, posted.number or None, adopted, link["id"]),
            )
        if link["parent_id"] and link["request"]["repeat"] == "put":
            # The thing it is an update of now holds what this request said.
            self._cr.execute(
                "UPDATE billing_link SET content = %s, problem = NULL, problem_code = NULL,"
                " changed = false WHERE id = %s",
                (link["content"], link["parent_id"]),
            )
        self._add(event if event != "looked" else "posted")
        self._log(
            link["id"],
            event,
            request=dump(link["request"]),
            answer=posted.text or None,
            note=posted.number or None,
        )

    def _store_problem(self, link, problem, state):
        if isinstance(problem, Conflict):
            state = states.BLOCKED
        self._cr.execute(
            "UPDATE billing_link SET state = %s, problem = %s, problem_code = %s"
            " WHERE id = %s AND attempt = %s AND state IN ('planned', 'posting', 'uncertain')",
            (state, dump(problem.as_dict()), problem.code, link["id"], link["attempt"]),
        )
        if not self._cr.rowcount:
            self._log_late(link, str(problem))
            return
        if link["aggregate"]:
            self._cr.execute(
                f"UPDATE billing_link SET state = %s, problem = %s, problem_code = %s"
                f" WHERE {_MEMBERS}",
                (state, dump(problem.as_dict()), problem.code, link["id"]),
            )
        self._add(state)
        event = {states.REFUSED: "refused", states.UNCERTAIN: "uncertain"}.get(state, "blocked")
        self._log(
            link["id"],
            event,
            "warning" if state == states.UNCERTAIN else "error",
            problem=problem,
            request=dump(link["request"]),
        )

    def _log_late(self, link, answer):
        """Keep an answer that came when the link was no longer ours: somebody may need it."""
        self._log(link["id"], "uncertain", "warning", note=LATE_ANSWER, answer=answer)

    def _set_state(self, link, state):
        self._cr.execute(
            "UPDATE billing_link SET state = %s, problem = NULL, problem_code = NULL"
            " WHERE id = %s AND attempt = %s AND state IN ('posting', 'uncertain')",
            (state, link["id"], link["attempt"]),
        )
        if link["aggregate"] and self._cr.rowcount:
            self._cr.execute(
                f"UPDATE billing_link SET state = %s, problem = NULL, problem_code = NULL"
                f" WHERE {_MEMBERS}",
                (state, link["id"]),
            )

    def _add(self, name):
        self.counts[name] = self.counts.get(name, 0) + 1

    def _log(self, link_id, event, level="info", **values):
        self._cr.execute(
            "SELECT route_id, backend_id, company_id, key FROM billing_link WHERE id = %s",
            (link_id,),
        )
        route_id, backend_id, company_id, key = self._cr.fetchone()
        self._write_log(
            [
                {
                    "event": event,
                    "level": level,
                    "link_id": link_id,
                    "route_id": route_id,
                    "backend_id": backend_id,
                    "company_id": company_id,
                    "run_id": self._run_id,
                    "title": key,
                    **values,
                }
            ]
        )

    def _write_log(self, entries):
        write_log(self._cr, entries)


_NOW = "clock_timestamp() AT TIME ZONE 'UTC'"

# What an aggregate takes, as long as it is not settled.
_MEMBERS = "parent_id = %s AND bundle IS NOT NULL AND state IN ('planned', 'posting', 'uncertain')"
