"""Posting of what may be repeated at any time: many requests in one call of the target's.

The three transactions are those of a single request, for all of them together. Killed in between,
or without an answer, everything is sent again: that changes nothing.
"""

from ..ledger import states
from ..ledger.problems import Gone, Problem, Uncertain, Unreachable, WorldProblem
from ..ledger.pull import Posted
from ..ledger.text import dump
from .own_cursor import commit
from .posting_requests import READY, rows

_NOW = "clock_timestamp() AT TIME ZONE 'UTC'"


class Together:
    """The part of posting for targets that take many at once. What it uses is set by `Posting`."""

    def _next_together(self):
        """Return the next links that may go now, all of one kind.

        Kind by kind, as an index has them: what is ready is found without reading all that waits,
        and a call is filled with one kind as long as there is any.
        """
        # By statistics that are older than the plan, PostgreSQL expects next to nothing to be
        # ready: it would read and sort everything that waits, for every call anew.
        self._cr.execute("SET LOCAL enable_sort = off")
        for kind in self._system.POSTED_KINDS:
            self._cr.execute(
                f"{READY} AND l.kind = %s ORDER BY l.date, l.id LIMIT %s",
                (self._backend_id, self._scope, kind, self._system.TOGETHER),
            )
            links = rows(self._cr)
            if links:
                break
        commit(self._cr)
        return links

    def _send_together(self, links, bodies):
        """Claim these links, send their requests, store what became of each."""
        self._lane.check()
        claimed = self._claim_together(links)
        commit(self._cr)
        sent = [link for link in links if link["id"] in claimed]
        requests = []
        for link in sent:
            link["attempt"], link["attempted_at"] = claimed[link["id"]]
            requests.append({**link["request"], "body": bodies[link["id"]]})
        results = {}
        try:
            for index, result in self._system._post_together(self._client, requests):
                results[sent[index]["id"]] = result
        except Uncertain as problem:
            self._settle(sent, results)
            raise Unreachable(problem.code, **problem.params) from None
        except WorldProblem:
            self._settle(sent, results)
            raise
        self._settle(sent, results)

    def _claim_together(self, links):
        """Make these links `posting`; return {id: (attempt, when)} of those that could be."""
        rows = self._cr.execute_values(
            f"UPDATE billing_link l SET state = 'posting', attempt = l.attempt + 1,"
            f"       attempted_at = {_NOW}, looks = 0, looked_at = NULL"
            f"  FROM (VALUES %s) AS wanted (id, fingerprint)"
            f" WHERE l.id = wanted.id AND l.state = 'planned'"
            f"   AND l.fingerprint = wanted.fingerprint"
            f"   AND (SELECT state FROM billing_route WHERE id = l.route_id) = 'live'"
            f" RETURNING l.id, l.attempt, l.attempted_at::text",
            [(link["id"], link["fingerprint"]) for link in links],
            page_size=len(links),
            fetch=True,
        )
        return {link_id: (attempt, attempted_at) for link_id, attempt, attempted_at in rows}

    def _settle(self, links, results):
        """Store results; what has none goes back to what is to be sent.

        What was done is stored in a few statements however much it is; refusals one by one.
        """
        posted, problems, left = [], [], []
        for link in links:
            result = results.get(link["id"])
            if isinstance(result, Posted):
                posted.append((link, result))
            elif isinstance(result, Problem):
                problems.append((link, result))
            else:
                left.append(link["id"])
        self._settle_posted(posted)
        for link, problem in problems:
            self._store_problem(link, problem, states.REFUSED)
        updated = [link["parent_id"] for link, one in problems if isinstance(one, Gone)]
        gone = [link_id for link_id in updated if link_id]
        self._cr.execute("UPDATE billing_link SET gone = true WHERE id = ANY(%s)", (gone,))
        self._mend(problems)
        if left:
            self._cr.execute(
                "UPDATE billing_link SET state = 'planned' WHERE id = ANY(%s)"
                " AND state = 'posting'",
                (left,),
            )
        commit(self._cr)

    def _settle_posted(self, posted):
        """Make posted what was done, and tell what these are updates of what it holds now."""
        if not posted:
            return
        stored = self._cr.execute_values(
            f"UPDATE billing_link l"
            f"   SET state = 'posted', external_id = done.external_id,"
            f"       target_number = done.number, answer = done.answer, adopted = false,"
            f"       posted_at = {_NOW}, problem = NULL, problem_code = NULL, changed = false"
            f"  FROM (VALUES %s) AS done (id, attempt, external_id, number, answer)"
            f" WHERE l.id = done.id AND l.attempt = done.attempt"
            f"   AND l.state IN ('posting', 'uncertain')"
            f" RETURNING l.id, l.company_id",
            [
                (
                    link["id"],
                    link["attempt"],
                    result.external_id,
                    result.number or None,
                    result.text or None,
                )
                for link, result in posted
            ],
            page_size=len(posted),
            fetch=True,
        )
        company_of = dict(stored)
        done = [(link, result) for link, result in posted if link["id"] in company_of]
        for link, result in posted:
            if link["id"] not in company_of:
                self._log_late(link, result.text or result.external_id)
        updates = [(link["parent_id"], link["content"]) for link, _ in done if link["parent_id"]]
        if updates:
            self._cr.execute_values(
                "UPDATE billing_link l SET content = now.content, problem = NULL,"
                "       problem_code = NULL, changed = false, gone = false"
                "  FROM (VALUES %s) AS now (id, content) WHERE l.id = now.id",
                updates,
                page_size=len(updates),
            )
        entries = []
        for link, result in done:
            event = "updated" if link["parent_id"] else "posted"
            self._add(event)
            entries.append(self._entry(link, company_of[link["id"]], event, result))
        self._write_log(entries)

    def _entry(self, link, company_id, event, result):
        return {
            "event": event,
            "link_id": link["id"],
            "route_id": link["route_id"],
            "backend_id": self._backend_id,
            "company_id": company_id,
            "run_id": self._run_id,
            "title": link["key"],
            "request": dump(link["request"]),
            "answer": result.text or None,
        }
