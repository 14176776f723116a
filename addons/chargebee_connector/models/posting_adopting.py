"""Taking over what stands in the target already, when links are rebuilt: nothing is sent."""

from ..ledger import states
from ..ledger.problems import Problem
from ..ledger.pull import Posted
from .own_cursor import commit
from .posting_doubts import BATCH
from .posting_requests import LINKS, asks_of, rows


class Adopting:
    """The part of posting that only looks. What it uses is set by `Posting`."""

    def adopt(self, behind):
        """Take over what stands there of the next planned links, and send nothing.

        What somebody must release is looked for as well: it may have been released before.
        Returns the id to go on behind, None when there was nothing more.
        """
        self._cr.execute(
            f"""
            {LINKS}
             WHERE l.backend_id = %s AND l.scope = %s AND l.id > %s
               AND (l.state = 'planned' OR l.state = 'blocked' AND l.request IS NOT NULL
                    AND l.problem::json->>'class' = 'Proposed')
               AND (l.bundle IS NULL OR l.aggregate)
             ORDER BY l.id LIMIT %s
            """,
            (self._backend_id, self._scope, behind, BATCH),
        )
        links = rows(self._cr)
        commit(self._cr)
        asks, _unresolved = asks_of(self._cr, links)
        found = self._look_first(links, asks, self._system.UPDATES_FOUND)
        for link in links:
            result = found.get(link["id"])
            if isinstance(result, Posted):
                if link["state"] == states.BLOCKED:
                    self._release(link)
                self._store_posted(link, result, "adopted", adopted=True)
            elif isinstance(result, Problem) and link["state"] == states.PLANNED:
                self._store_problem(link, result, states.BLOCKED)
        commit(self._cr)
        return links[-1]["id"] if links else None

    def _release(self, link):
        """Count what stands there as released: somebody did, before the links were lost."""
        self._cr.execute(
            "UPDATE billing_link SET state = 'planned', problem = NULL, problem_code = NULL"
            " WHERE id = %s AND state = 'blocked'",
            (link["id"],),
        )
