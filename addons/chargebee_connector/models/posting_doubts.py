"""What may have arrived in the target and may not: what a dead worker left, answers that were lost.

A request that may be repeated at any time is sent again. One with an idempotency key is sent again
for as long as the target keeps such keys: it then does the same thing only once. Everything else
is looked up; "not there" counts only when two looks agree that are further apart than any call
can take.
"""

from ..ledger import states
from ..ledger.problems import Problem, Uncertain, WorldProblem
from ..ledger.pull import Posted
from ..ledger.text import dump, fingerprint
from .billing_log import NOT_THERE
from .own_cursor import commit
from .posting_requests import LINKS, asks_of, rows

#: Seconds a call may last at most (the client's time-out for connecting and for the answer).
CALL_SECONDS = 40
#: Seconds until what was posted is surely seen by a look.
TARGET_LAG_SECONDS = 300
LOOK_AFTER_SECONDS = CALL_SECONDS + TARGET_LAG_SECONDS
#: Looks, and claims, that are made together: Exact takes about 40 terms in one filter.
BATCH = 40
#: Seconds for which an idempotency key is relied on, counted from the first claim of a request.
#: Chargebee keeps keys for 30 minutes ("Idempotent requests"); a call and some doubt go off that.
KEY_SECONDS = 25 * 60

_NOW = "clock_timestamp() AT TIME ZONE 'UTC'"
_IS_KEYED = "l.request::json->>'repeat' = 'keyed'"
_KEY_IS_KEPT = f"l.attempted_at > {_NOW} - make_interval(secs => {KEY_SECONDS})"


def once(link):
    """Return the idempotency key of a claimed request: the same however often it is sent again.

    A later claim, after the target said no or a person looked, is another request.
    """
    return fingerprint(dump([link["kind"], link["key"], link["fingerprint"], link["attempted_at"]]))


class Doubts:
    """The part of posting that sees to what is uncertain. What it uses is set by `Posting`."""

    def _bury_the_dead(self):
        """Make `uncertain` of what a holder of this lane left behind when it died."""
        self._cr.execute(
            "UPDATE billing_link SET state = 'uncertain', problem = %s,"
            " problem_code = 'worker_died', looks = 0, looked_at = NULL"
            " WHERE backend_id = %s AND scope = %s AND state = 'posting' RETURNING id",
            (dump(Uncertain("worker_died").as_dict()), self._backend_id, self._scope),
        )
        for (link_id,) in self._cr.fetchall():
            self._log(link_id, "uncertain", "warning", problem=Uncertain("worker_died"))
        # An update that may have arrived does no harm when it is sent again.
        self._cr.execute(
            "UPDATE billing_link SET state = 'planned', problem = NULL, problem_code = NULL"
            " WHERE backend_id = %s AND scope = %s AND state = 'uncertain'"
            "   AND request::json->>'repeat' = 'put'",
            (self._backend_id, self._scope),
        )
        commit(self._cr)

    def _send_again(self):
        """Send once more, with the key of the first time, what may have arrived shortly ago.

        It stays uncertain until the target answers that it is done. A refusal proves nothing: the
        first may have been done, and be the reason.
        """
        self._cr.execute(
            f"""
            {LINKS}
              JOIN billing_route r ON r.id = l.route_id AND r.state = 'live'
             WHERE l.backend_id = %s AND l.scope = %s AND l.state = 'uncertain'
               AND {_IS_KEYED} AND {_KEY_IS_KEPT} ORDER BY l.id LIMIT %s
            """,
            (self._backend_id, self._scope, BATCH),
        )
        links = rows(self._cr)
        asks, _unresolved = asks_of(self._cr, links)
        commit(self._cr)
        bodies = {ask.id: ask.body for ask in asks}
        for link in links:
            if link["id"] not in bodies:
                continue
            self._lane.check()
            request = {**link["request"], "body": bodies[link["id"]], "once": once(link)}
            try:
                posted = self._system._post(self._client, request)
            except WorldProblem:
                raise
            except Problem:
                continue
            self._store_posted(link, posted, "posted", adopted=False)
            commit(self._cr)

    def _look_at_uncertain(self):
        """Look at the target for what is uncertain and old enough."""
        self._cr.execute(
            f"""
            {LINKS}
             WHERE l.backend_id = %s AND l.scope = %s AND l.state = 'uncertain'
               AND l.attempted_at <= {_NOW} - make_interval(secs => %s)
               AND (l.bundle IS NULL OR l.aggregate) AND NOT ({_IS_KEYED} AND {_KEY_IS_KEPT})
               AND (l.looked_at IS NULL OR l.looked_at <= {_NOW} - make_interval(secs => %s))
             ORDER BY l.id LIMIT %s
            """,
            (self._backend_id, self._scope, LOOK_AFTER_SECONDS, LOOK_AFTER_SECONDS, BATCH),
        )
        links = rows(self._cr)
        commit(self._cr)
        if not links:
            return
        asks, _unresolved = asks_of(self._cr, links)
        found = self._system._look(self._client, asks)
        for link in links:
            result = found.get(link["id"])
            if isinstance(result, Posted):
                self._store_posted(link, result, "looked", adopted=False)
            elif isinstance(result, Problem):
                self._store_problem(link, result, states.BLOCKED)
            elif link["looks"]:
                # Two looks agree: it never arrived, so it may be sent again.
                self._set_state(link, states.PLANNED)
                self._log(link["id"], "looked", note=NOT_THERE)
            else:
                self._cr.execute(
                    f"UPDATE billing_link SET looks = looks + 1, looked_at = {_NOW}"
                    " WHERE id = %s AND state = 'uncertain'",
                    (link["id"],),
                )
        commit(self._cr)
