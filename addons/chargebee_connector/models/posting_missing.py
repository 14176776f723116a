"""What others lead to and somebody deleted in the target: flagged, so that a plan makes it again.

A target that shows a source keeps no rows of its own there: one that is still led to comes back.
The next plan makes it whole, and has what was refused go after it.
"""

from ..ledger.problems import Missing, Waiting
from ..ledger.text import dump


class Mending:
    """The part of posting for things that are missing. What it uses is set by `Posting`."""

    def _mend(self, refused):
        """Flag what requests lead to and is gone, and have these requests wait for it.

        `refused` are [(link, problem)] that are stored as refused; those whose missing thing is
        none of ours stay so. All in one query each, however many they are.
        """
        missing = [(link, one) for link, one in refused if isinstance(one, Missing)]
        if not missing:
            return
        wanted = {(link["route_id"], one.params["id"]) for link, one in missing}
        found = self._cr.execute_values(
            "UPDATE billing_link l SET gone = true"
            "  FROM (VALUES %s) AS asked (route_id, external_id)"
            " WHERE l.route_id = asked.route_id AND l.external_id = asked.external_id"
            "   AND l.state = 'posted' AND l.parent_id IS NULL"
            " RETURNING l.route_id, l.external_id, l.id, COALESCE(l.title, l.key)",
            sorted(wanted),
            page_size=len(wanted),
            fetch=True,
        )
        ours = {(route_id, external_id): rest for route_id, external_id, *rest in found}
        waiting = []
        for link, one in missing:
            first, title = ours.get((link["route_id"], one.params["id"]), (None, ""))
            if first:
                wait = Waiting(self._system.FIRST, customer=title)
                waiting.append((link["id"], first, wait.code, dump(wait.as_dict())))
        if waiting:
            self._cr.execute_values(
                "UPDATE billing_link l SET state = 'blocked', blocked_by_id = now.first,"
                "       problem_code = now.code, problem = now.problem"
                "  FROM (VALUES %s) AS now (id, first, code, problem)"
                " WHERE l.id = now.id AND l.state = 'refused'",
                waiting,
                page_size=len(waiting),
            )
        for first, _title in ours.values():
            self._log(first, "gone", "warning")
