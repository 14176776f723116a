"""The server: which address is answered by what, and what stands around every answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..wire import Application, Reply, Request, json_reply
from . import control, documents, oauth_pages, reports
from .api import Answer, Api
from .errors import BadRequest, NotFound, Refusal
from .messages import sentence
from .oauth import Tokens
from .odata import atom
from .odata.query import LONGEST_URL, url_length
from .options import Options
from .principals import DEFAULT_USER, Principal, Principals
from .quota import Quota
from .rights import SCOPE_VIOLATED, Rights
from .seed import seeded
from .store import Division

API = "api/v1"


@dataclass(frozen=True)
class _Call:
    """A call to the API, taken apart: who asks what of which division."""

    user: Principal
    division: int
    endpoint: str
    parts: list[str]


class ExactOnline(Application):
    """Exact Online's OAuth and REST API on one port."""

    def __init__(self, options: Options, state: str | None = None) -> None:
        super().__init__()
        self.options = options
        self.tokens = Tokens(options)
        self.quota = Quota(options)
        self.divisions: dict[int, Division] = seeded(self.milliseconds)
        self.users = Principals(next(iter(self.divisions)))
        self.rights = Rights()
        self._instruct_divisions()
        self.open_state(state)

    def _instruct_divisions(self) -> None:
        for division in self.divisions.values():
            division.deferral = self.options.deferral
            division.attachment_limit = self.options.attachment_mb

    def milliseconds(self) -> int:
        return int(self.now() * 1000)

    # Requests

    def handle(self, request: Request) -> Reply:
        path = request.path.strip("/")
        if path == "api/oauth2/auth":
            self.changed()
            return oauth_pages.authorize(
                self.tokens, self.options, DEFAULT_USER, request, self.now()
            )
        if path == "api/oauth2/token":
            self.changed()
            return oauth_pages.token(self.tokens, self.options, request, self.now())
        if path == "docs/SysAttachment.aspx":
            return self._download(request)
        if not path.startswith(f"{API}/"):
            return Reply(404, b"")
        return self._api(request, request.segments[2:])

    def _download(self, request: Request) -> Reply:
        """The file behind an attachment's `Url`, for who may see its division."""
        token = (request.headers.get("Authorization") or "").partition(" ")[2].strip()
        name, valid = self.tokens.user_of(token, self.now())
        if name is None or not valid:
            return Reply(401, b"")
        number = request.param("_Division_") or ""
        code = int(number) if number.isascii() and number.isdigit() else 0
        division = self.divisions.get(code)
        if division is None or not self.users.named(name).may_see(code):
            return Reply(403, b"", {"Reason": "NoDivisionAccess"})
        found = documents.content(division, (request.param("ID") or "").lower())
        if found is None:
            return Reply(404, b"")
        return Reply(200, found, {"Content-Type": "application/octet-stream"})

    def _api(self, request: Request, parts: list[str]) -> Reply:
        """Bearer token, error block, rights and quota, in this order; then the answer itself."""
        access = (request.headers.get("Authorization") or "").partition(" ")
        name, valid = None, False
        if access[0].lower() == "bearer":
            name, valid = self.tokens.user_of(access[2].strip(), self.now())
        if name is None:
            return Reply(401, b"", {"Reason": "Unauthorized: access_token missing or invalid"})
        call = self._call(self.users.named(name), parts)
        who = "/".join(
            (self.options.client_id, call.user.id, str(call.division), call.endpoint.lower())
        )
        block = self.quota.blocked(who, self.now())
        if block is not None:
            return Reply(429, b"", block)
        if not valid:
            reply = Reply(401, b"", {"Reason": "Unauthorized: access_token expired"})
        else:
            spent = self.quota.take(self.options.client_id, call.division, self.now())
            if request.method != "GET":
                self.changed()  # what reads alone count is saved with the next write or at the end
            if spent is not None:
                return Reply(429, b"", spent)
            reply = self._allowed(request, call)
        self.quota.error(who, reply.status, self.now())
        limits = self.quota.headers(self.options.client_id, call.division, self.now())
        return Reply(reply.status, reply.body, {**reply.headers, **limits})

    def _call(self, user: Principal, parts: list[str]) -> _Call:
        if parts and parts[0] == "current":
            return _Call(user, user.current_division, "/".join(parts[:2]), parts)
        number = parts[0] if parts else ""
        division = int(number) if number.isascii() and number.isdigit() else 0
        endpoint = "/".join(part.partition("(")[0] for part in parts[1:])
        return _Call(user, division, endpoint.removesuffix("/$count"), parts[1:])

    def _allowed(self, request: Request, call: _Call) -> Reply:
        if call.user.blocked:
            return Reply(403, b"", {"Reason": call.user.blocked})
        division = self.divisions.get(call.division)
        if division is None or not call.user.may_see(call.division):
            return Reply(403, b"", {"Reason": "NoDivisionAccess"})
        if division.info["Status"] != 1 or division.info["BlockingStatus"]:
            return Reply(403, b"", {"Reason": "DivisionBlocked"})
        if self.rights.missing_scope(call.endpoint):
            wants_json = "application/json" in (request.headers.get("Accept") or "")
            return _failed(403, SCOPE_VIOLATED, wants_json)
        if not self.rights.may(call.user.name, request.method, call.endpoint):
            return Reply(403, b"")
        return self._answered(request, call, division)

    def _answered(self, request: Request, call: _Call, division: Division) -> Reply:
        wants_json = "application/json" in (request.headers.get("Accept") or "")
        if url_length(request.path, request.query) > LONGEST_URL:
            return Reply(414, b"")
        divisions = list(self.divisions.values())
        api = Api(division, divisions, call.user, self._root(request), self.milliseconds())
        ordered = self.rights.ordered(request.method, call.endpoint)
        if ordered:
            status, refusal = ordered
            return _failed(status, sentence(refusal, self.options.language), wants_json)
        try:
            answer = api.answer(request, call.parts)
        except BadRequest as error:
            return _failed(400, str(error), wants_json)
        except NotFound as error:
            return _failed(404, str(error), wants_json)
        except Refusal as refusal:
            return _failed(500, sentence(refusal, self.options.language), wants_json)
        return _written(answer, wants_json)

    def _root(self, request: Request) -> str:
        return f"http://{request.headers.get('Host') or '127.0.0.1'}/{API}"

    def throttled(self, request: Request) -> Reply:
        """The 429 of a used-up minute, as a fault orders it."""
        return Reply(429, b"", self.quota.minutely(0, self.now()))

    def pattern(self, request: Request) -> str:
        """The path without division and keys."""
        parts = request.segments
        if parts[:2] == ["api", "v1"] and len(parts) > 3:
            return "/".join(part.partition("(")[0] for part in parts[3:])
        return request.path

    # Controls and state

    def control(self, request: Request, action: str) -> Reply | None:
        return control.answer(self, request, action)

    def state(self, request: Request) -> Any:
        return {
            "language": self.options.language,
            "divisions": {
                str(code): reports.counts(division) for code, division in self.divisions.items()
            },
        }

    def dump(self) -> Any:
        return {
            "divisions": [division.dump() for division in self.divisions.values()],
            "tokens": self.tokens.dump(),
            "quota": self.quota.dump(),
            "users": self.users.dump(),
            "rights": self.rights.dump(),
        }

    def load(self, saved: Any) -> None:
        self.divisions = {}
        for one in saved["divisions"]:
            division = Division.restored(one)
            division.clock = self.milliseconds
            self.divisions[division.code] = division
        self._instruct_divisions()
        self.tokens.load(saved["tokens"])
        self.quota.load(saved["quota"])
        self.users.load(saved["users"])
        if "rights" in saved:
            self.rights.load(saved["rights"])


def _failed(status: int, text: str, wants_json: bool) -> Reply:
    if not wants_json:
        return Reply(status, atom.error(text), {"Content-Type": atom.ERROR_TYPE})
    return json_reply(status, {"error": {"code": "", "message": {"lang": "", "value": text}}})


def _written(answer: Answer, wants_json: bool) -> Reply:
    if answer.text is not None:
        return Reply(answer.status, answer.text.encode(), {"Content-Type": "text/plain"})
    if answer.value is None:
        return Reply(answer.status, b"")
    if wants_json:
        return json_reply(answer.status, {"d": answer.value})
    return Reply(answer.status, atom.document(answer.value), {"Content-Type": atom.CONTENT_TYPE})
