"""Dataverse's Web API (OData v4, v9.2) of one organisation.

Every answer becomes a value or one of the ledger's problems. Rows are only ever written under ids
that we make, so that each write may be sent again; nothing in here creates a row by POST.
"""

import random
from collections.abc import Iterator
from time import sleep
from urllib.parse import urlsplit

from ...ledger.problems import Problem, Unauthorised, Uncertain, Unreachable
from ..http import Answer, Http
from . import answers, batch, oauth
from .batch import Operation
from .formats import query, wire

API = "/api/data/v9.2/"

#: Seconds to connect, and between two bytes: what writes a thousand rows takes its time.
TIMEOUT = (10, 100)
#: Rows that one bulk call takes, and what that is never halved below.
MOST_ROWS = 500
_LEAST_ROWS = 10
#: How often a fault that passes is met by sending again, and seconds before that.
_TRIES = 3
_PAUSE = (0.3, 1.5)
#: Rows that one page is asked to hold: fewer than the 5,000 allowed, for memory's sake.
PAGE_ROWS = 1000

_memory = oauth.Memory()


class Dynamics:
    """One organisation at `url`, reached as the application `client_id` of `tenant`.

    `tokens` is what the process remembers (an `oauth.Memory`), the process's own when left out.
    Not for several threads at the same time.
    """

    def __init__(
        self,
        url: str,
        login_url: str,
        tenant: str,
        client_id: str,
        secret: str,
        quota=None,
        calls: list | None = None,
        tokens: oauth.Memory | None = None,
        pause=sleep,
    ):
        # Affinity cookies would pin all calls to one server, whose limits are its own.
        self._http = Http(oauth.origin(url), quota, calls, TIMEOUT, pause, cookies=False)
        self._login = Http(login_url.strip(), calls=calls, pause=pause)
        self._access = (tenant, client_id, secret, url)
        self._key = (login_url, tenant, client_id, url)
        self._memory = _memory if tokens is None else tokens
        self.pause = pause

    # --- rows ---------------------------------------------------------------------------------

    def rows(
        self,
        entity_set: str,
        *,
        select: str,
        filter: str = "",
        expand: str = "",
        order: str = "",
        top: int | None = None,
    ) -> Iterator[list[dict]]:
        """Yield the rows of a table, one list per page, to the end."""
        options = {
            "$select": select,
            "$filter": filter,
            "$expand": expand,
            "$orderby": order,
            "$top": top,
        }
        prefer = "" if top else f"odata.maxpagesize={PAGE_ROWS}"
        target, seen = entity_set + query(options), set()
        while target:
            seen.add(target)
            content = self.get(target, prefer=prefer)
            yield page_of(content)
            target = content.get("@odata.nextLink")
            if target in seen:
                raise Unreachable("paging_loop", path=entity_set)

    def one(self, entity_set: str, external_id: str, *, select: str, expand: str = "") -> dict:
        """Return one row; raises Gone when there is none."""
        options = {"$select": select, "$expand": expand}
        return self.get(f"{entity_set}({external_id})" + query(options), rows=(external_id,))

    def get(self, target: str, *, prefer: str = "", rows: tuple = (), strong: bool = False) -> dict:
        """Return what stands at a path, or at the whole address that a page named."""
        headers = {"If-None-Match": "null"}
        if prefer:
            headers["Prefer"] = prefer
        if strong:
            headers["Consistency"] = "Strong"
        content = self.send("GET", target, headers=headers, repeat="safe", rows=rows).json()
        if not isinstance(content, dict):
            raise Unreachable("unexpected_answer", path=place(target))
        return content

    def patch(
        self, entity_set: str, external_id: str, body: dict, *, only: str = "", table: str = ""
    ) -> None:
        """Write columns of one row, which is made when it isn't there.

        `only` is "update" (raises Gone for a row that isn't there) or "create".
        """
        headers = {"update": {"If-Match": "*"}, "create": {"If-None-Match": "*"}}.get(only, {})
        self.send(
            "PATCH",
            f"{entity_set}({external_id})",
            body=body,
            headers=headers,
            repeat="put",
            table=table,
            rows=(external_id,),
        )

    def delete(self, entity_set: str, external_id: str) -> None:
        """Delete one row; raises Gone when there is none."""
        self.send("DELETE", f"{entity_set}({external_id})", repeat="put", rows=(external_id,))

    def page(self, target: str, *prefer: str) -> dict:
        """Return one page; `target` is `<set>?…` at first, then what the page before named."""
        return self.get(target, prefer=",".join([f"odata.maxpagesize={PAGE_ROWS}", *prefer]))

    def changes(self, target: str, *prefer: str) -> dict:
        """Return one page of a table's changes; `target` as for `page`."""
        return self.page(target, "odata.track-changes", *prefer)

    def who_am_i(self, *, fresh: bool = False) -> dict:
        """Return UserId, BusinessUnitId and OrganizationId of who we are there.

        `fresh` signs in anew first: a token that is still good says nothing of the secret.
        """
        if fresh:
            self._memory.forget(self._key)
        return self.get("WhoAmI")

    # --- bulk ---------------------------------------------------------------------------------

    @property
    def bulk_rows(self) -> int:
        """Rows that one bulk call takes; less after one took too long."""
        return self._memory.rows(self._key, MOST_ROWS)

    def take_fewer(self) -> int:
        """Have bulk calls take half as many rows from now on; return that number."""
        return self._memory.take_fewer(self._key, MOST_ROWS, _LEAST_ROWS)

    def multiple(
        self, entity_set: str, message: str, targets: list[dict], table: str, rows: tuple = ()
    ) -> None:
        """Write many rows of one table at once, all or none; `rows` are their ids.

        `message` is UpsertMultiple or UpdateMultiple. Raises Uncertain when the answer was lost.
        """
        path = f"{entity_set}/Microsoft.Dynamics.CRM.{message}"
        self.send("POST", path, body={"Targets": targets}, repeat="keyed", table=table, rows=rows)

    def batch(self, parts: list[list[Operation]], atomic: bool) -> list[list[Answer]]:
        """Send parts of a batch, each for itself; return each part's answers.

        Raises what stops all of them, Uncertain when the answer was lost.
        """
        content_type, data = batch.write(API, parts, atomic)
        headers = {"Content-Type": content_type, "Prefer": "odata.continue-on-error"}
        answer = self.send(
            "POST", "$batch", data=data, headers=headers, repeat="keyed", multipart=True
        )
        return batch.read(answer.headers.get("Content-Type", ""), answer.body)

    # --- metadata and actions -----------------------------------------------------------------

    def define(self, method: str, path: str, body: dict, solution: str = "") -> Answer:
        """Change definitions of tables (POST, PUT) or call an action; never sent twice.

        `solution` takes the new component in. Raises Uncertain when the answer was lost.
        """
        headers = {"MSCRM.SolutionUniqueName": solution} if solution else {}
        if method == "PUT":
            headers["MSCRM.MergeLabels"] = "true"
        return self.send(method, path, body=body, headers=headers, repeat="create")

    # --- sending ------------------------------------------------------------------------------

    def send(
        self,
        method: str,
        target: str,
        *,
        body: dict | None = None,
        data: bytes | None = None,
        headers: dict | None = None,
        repeat: str,
        table: str = "",
        rows: tuple = (),
        multipart: bool = False,
    ) -> Answer:
        """Send with a live token and return the answer; raise the problem that it is.

        After a 401 it is sent once more with a new token; after a fault that passes again as well,
        where it may be repeated. Of a `multipart` answer the parts tell what went wrong.
        """
        headers = {
            "Accept": "application/json",
            "OData-MaxVersion": "4.0",
            "OData-Version": "4.0",
            **(headers or {}),
        }
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
            data = wire(body).encode()
        renewed = False
        tries = 1 if repeat == "create" else _TRIES
        while True:
            # Per try: it may end while we wait.
            token = self._token()
            headers["Authorization"] = f"Bearer {token}"
            path = target if "://" in target else API + target
            answer = self._http.send(method, path, data=data, headers=headers, repeat=repeat)
            if answer.status == 401 and not renewed:
                renewed = True
                self._token(token)
                continue
            tries -= 1
            if tries and answers.is_passing(answer):
                self.pause(random.uniform(*_PAUSE))
                continue
            break
        if 200 <= answer.status < 300 or (multipart and _is_multipart(answer)):
            if method == "GET" or multipart or _is_readable(answer):
                return answer
            problem = Unreachable("unexpected_answer", path=place(target))
        else:
            problem = answers.problem(answer, place(target), table, rows)
        if repeat == "create" and isinstance(problem, Unreachable):
            raise Uncertain("broken_answer", status=answer.status, path=place(target))
        raise problem

    def _token(self, rejected: str | None = None) -> str:
        tenant, client_id, secret, url = self._access
        try:
            return self._memory.token(
                self._key,
                lambda: oauth.fetch(self._login, tenant, client_id, secret, url),
                rejected,
            )
        except Unreachable as problem:
            if problem.code == "not_json":
                raise Unauthorised("dynamics_sign_in_address", **problem.params) from None
            raise


def page_of(content: dict) -> list[dict]:
    """Return the rows of one page; raise Unreachable for something that is none."""
    found = content.get("value")
    if not isinstance(found, list):
        raise Unreachable("unexpected_answer")
    return found


def _is_readable(answer: Answer) -> bool:
    """Say whether the answer to a write is the organisation's own: empty, or JSON.

    A proxy's page with status 200 says nothing of what was done.
    """
    if not answer.body.strip():
        return True
    try:
        return isinstance(answer.json(), dict)
    except Unreachable:
        return False


def _is_multipart(answer: Answer) -> bool:
    return answer.headers.get("Content-Type", "").lower().startswith("multipart/")


def place(target: str) -> str:
    """Return a path or address without host and query, for people."""
    return urlsplit(target).path.removeprefix(API)


def part_problem(answer: Answer, table: str, rows=()) -> Problem | None:
    """Return the problem that one answer inside a batch is, None when it did what was asked."""
    if 200 <= answer.status < 300:
        return None
    return answers.problem(answer, "$batch", table, rows)
