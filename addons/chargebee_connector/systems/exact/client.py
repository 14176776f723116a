"""Exact Online's REST API for one division: rows, one thing, create, update.

Every answer becomes a value or one of the ledger's problems, chosen by what somebody must do.
Business refusals come as status 500 with a message in JSON, some as 400; a 500 without one is a
fault. Nothing in here sends a `create` a second time, except after a 401, where Exact did
nothing.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timezone

from ...ledger.problems import (
    OverQuota,
    Problem,
    Refused,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from ...ledger.text import dump
from ..http import Answer, Http
from .limits import exhausted
from .refusals import UNKNOWN, classify, refusal

ME_FIELDS = "UserID,UserName,FullName,CurrentDivision,LanguageCode"
DIVISION_FIELDS = (
    "Code,Description,Country,Currency,Status,BlockingStatus,IsMainDivision,VATNumber,"
    "DivisionMoveDate"
)

#: What the header `Reason` of a 403 says, and the case it is.
_FORBIDDEN = {
    "blockeduser": "blocked_user",
    "inactiveuser": "inactive_user",
    "blockedcustomer": "blocked_customer",
    "licenseexpired": "licence_expired",
    "divisionblocked": "division_blocked",
    "nodivisionaccess": "no_division_access",
}


class Exact:
    """The API of one division. `division` may be "" for `me` and `divisions`.

    `token(rejected)` returns an access token that is live; given the one that was just refused
    it returns a newer one, or raises Unauthorised.
    """

    def __init__(
        self,
        base_url: str,
        division: str,
        token: Callable[[str | None], str],
        quota=None,
        calls: list | None = None,
    ):
        self.division = str(division or "")
        self._token = token
        self._http = Http(base_url, quota=quota, calls=calls)

    def rows(
        self,
        path: str,
        *,
        select: str,
        where: str = "",
        order: str = "",
        expand: str = "",
        top: int | None = None,
    ) -> Iterator[list[dict]]:
        """Yield the rows of a collection, one list per page, to the end.

        An exactly full last page still names a next one, which is empty: that list is not
        yielded.
        """
        params = {
            "$select": select,
            "$filter": where,
            "$orderby": order,
            "$expand": expand,
            "$top": None if top is None else str(top),
        }
        yield from self._pages(self._path(path), {k: v for k, v in params.items() if v})

    def one(self, path: str, *, select: str = "") -> dict:
        """Return one thing, or the first row where Exact answers with a list."""
        params = {"$select": select} if select else None
        answer = self._send("GET", self._path(path), params=params, repeat="safe")
        return _single(self._content(answer))

    def create(self, path: str, body: dict) -> dict:  # pylint: disable=method-required-super
        """Create one thing and return it as Exact tells it.

        Raises Refused when Exact said no, Uncertain when nobody knows whether it stands there.
        """
        answer = self._send("POST", self._path(path), body=body, repeat="create")
        try:
            return _single(self._content(answer))
        except (Unreachable, ValueError):
            raise Uncertain("unreadable_answer", status=answer.status, path=path) from None

    def update(self, path: str, body: dict) -> None:
        """Set the given fields of one thing and leave the others as they are."""
        self._send("PUT", self._path(path), body=body, repeat="put")

    def me(self) -> dict:
        """Return who the connection belongs to, with `CurrentDivision`."""
        answer = self._send(
            "GET",
            "/api/v1/current/Me",
            params={"$select": ME_FIELDS},
            repeat="safe",
        )
        return _single(self._content(answer))

    def divisions(self) -> list[dict]:
        """Return every division that the user may open, over all licences."""
        division = self.division or str(self.me()["CurrentDivision"])
        path = f"/api/v1/{division}/system/Divisions"
        pages = self._pages(path, {"$select": DIVISION_FIELDS})
        return [row for page in pages for row in page]

    def _pages(self, target: str | None, params: dict | None) -> Iterator[list[dict]]:
        seen = {target}
        while target:
            answer = self._send("GET", target, params=params, repeat="safe")
            rows, following = _page(self._content(answer))
            if rows:
                yield rows
            if following in seen:
                raise Unreachable("paging_loop", path=_place(target))
            seen.add(following)
            target, params = following, None

    def _path(self, path: str) -> str:
        return f"/api/v1/{self.division}/{path}"

    def _send(self, method, path, *, params=None, body=None, repeat) -> Answer:
        """Send with a live token, once more with a newer one after a 401, and judge the status."""
        token = self._token(None)
        answer = self._once(method, path, params, body, repeat, token)
        if answer.status == 401:
            token = self._token(token)
            answer = self._once(method, path, params, body, repeat, token)
        if not 200 <= answer.status < 300:
            raise _problem(answer, path, repeat)
        return answer

    def _once(self, method, path, params, body, repeat, token) -> Answer:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = dump(body).encode()
        if method == "POST":
            headers["Prefer"] = "return=representation"
        return self._http.send(
            method, path, params=params, data=data, headers=headers, repeat=repeat
        )

    @staticmethod
    def _content(answer: Answer):
        """Return what stands in the wrapper `d`."""
        content = answer.json()
        if not isinstance(content, dict) or not isinstance(content.get("d"), dict | list):
            raise Unreachable("unexpected_answer", status=answer.status)
        return content["d"]


def _page(found) -> tuple[list[dict], str | None]:
    """Return the rows of an answer and the address of the next page."""
    if isinstance(found, list):
        return found, None
    rows = found.get("results")
    if not isinstance(rows, list):
        raise Unreachable("unexpected_answer")
    return rows, found.get("__next") or None


def _single(found) -> dict:
    """Return the one thing of an answer, whether it stands alone or in a list."""
    if isinstance(found, dict) and isinstance(found.get("results"), list):
        found = found["results"]
    if isinstance(found, list):
        found = found[0] if found else None
    if not isinstance(found, dict):
        raise Unreachable("unexpected_answer")
    return found


def _problem(answer: Answer, path: str, repeat: str) -> Problem:
    """Return the problem that an answer outside of 2xx is."""
    status, message = answer.status, _message(answer)
    place = _place(path)
    reason = (answer.headers.get("Reason") or "").strip()
    if status == 401:
        return Unauthorised("token_refused", reason=reason, path=place)
    if status == 403:
        code = _FORBIDDEN.get(reason.partition(":")[0].replace(" ", "").lower())
        reason = reason or message
        if not code:
            code = "scope_missing" if "scope" in reason.lower() else "endpoint_forbidden"
        return Unauthorised(code, reason=reason, path=place)
    if status == 429:
        window, seconds = exhausted(answer.headers, answer.date or datetime.now(timezone.utc))
        return OverQuota(f"{window}_limit", seconds)
    if status == 400 and classify(message) != UNKNOWN:
        return refusal(message, status)
    if 400 <= status < 500:
        return Refused("request_refused", status=status, message=message or reason, path=place)
    if status == 500 and message:
        return refusal(message, status)
    if repeat == "create":
        return Uncertain("broken_answer", status=status, path=place)
    return Unreachable("server_error", status=status, path=place)


def _place(path: str) -> str:
    """Return a path or address without host and query, for people."""
    return path.partition("?")[0].rpartition("/api/v1/")[2]


def _message(answer: Answer) -> str:
    """Return Exact's own words in an error's body, "" when there are none."""
    try:
        content = answer.json()
        return str(content["error"]["message"]["value"]).strip()
    except (Unreachable, KeyError, TypeError, ValueError):
        return ""
