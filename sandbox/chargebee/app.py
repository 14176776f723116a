"""The Chargebee API v2 over HTTP."""

from __future__ import annotations

from typing import Any

from ..dataset.calendar import in_zone
from ..wire import Application, Reply, Request, json_reply
from . import control, files
from .call import Call
from .errors import ApiError
from .guards import Keys, Quota, over_quota
from .reads import LIST_WORDS, read
from .schema import BY_PATH
from .site import Options, Site
from .writes import WORDS, work

ROOT = ["api", "v2"]
SILENT_HEADER = "chargebee-event-webhook"


class ChargebeeApp(Application):
    """One Chargebee site."""

    def __init__(self, options: Options | None = None) -> None:
        super().__init__()
        self.options = options or Options()
        self.keys = Keys(self.options.key, self.options.read_key)
        self.quota = Quota(self.options.quota)
        self.site = Site(self.options, self.lock, self.now, self.changed)
        self.open_state(self.options.state)

    def handle(self, request: Request) -> Reply:
        with in_zone(self.options.dataset.timezone):
            return self._handled(request)

    def _handled(self, request: Request) -> Reply:
        try:
            if request.segments[:1] == [files.FOLDER]:
                return files.fetched(self.site, request)
            user = self.keys.check(request)
            self.quota.use(self.now())
            if request.segments[:2] != ROOT:
                raise _no_address(request)
            parts = self._parts(request)
            if request.method == "GET":
                reply = read(self.site, request, parts)
                if reply is None:
                    raise _no_address(request)
                return reply
            if request.method == "POST":
                return self._post(request, parts, user)
            raise ApiError(405, "http_method_not_supported", "Only GET and POST are supported")
        except ApiError as error:
            return error.reply()

    def _parts(self, request: Request) -> list[str]:
        """The address below the root, an id with slashes in one piece.

        The official SDKs send such an id with bare slashes, others encode them: both arrive.
        """
        parts = request.segments[2:]
        if len(parts) > 2 and parts[0] in BY_PATH:
            known = self.site.tables[BY_PATH[parts[0]].kind].current
            for end in range(len(parts), 2, -1):
                record_id = "/".join(parts[1:end])
                if record_id in known:
                    return [parts[0], record_id, *parts[end:]]
        return parts

    def _post(self, request: Request, parts: list[str], user: str) -> Reply:
        replayed = self.site.idempotency.replay(request, self.now())
        if replayed:
            return replayed
        webhook = request.headers.get(SILENT_HEADER) != "all-disabled"
        reply = work(Call(self.site, request, user, webhook), parts, self.options.catalog)
        if reply is None:
            raise _no_address(request)
        self.site.idempotency.keep(request, reply, self.now())
        return reply

    # What the transport asks for

    def throttled(self, request: Request) -> Reply:
        return over_quota(1).reply()

    def crashed(self, request: Request) -> Reply:
        return json_reply(
            500,
            {
                "message": "The sandbox has a defect: see /_sandbox/crashes",
                "type": "operation_failed",
                "api_error_code": "internal_error",
            },
        )

    def pattern(self, request: Request) -> str:
        parts = self._parts(request)
        if len(parts) >= 2 and parts[0] in BY_PATH and parts[1] not in (*WORDS, *LIST_WORDS):
            parts = [parts[0], "{id}", *parts[2:]]
        return "/" + "/".join(parts)

    def control(self, request: Request, action: str) -> Reply | None:
        with in_zone(self.options.dataset.timezone):
            return control.answer(self.site, request, action)

    def state(self, request: Request) -> Any:
        return control.state(self.site)

    def dump(self) -> Any:
        return self.site.dump()

    def load(self, saved: Any) -> None:
        self.site.load(saved)

    def close(self) -> None:
        self.site.sender.close()
        super().close()


def _no_address(request: Request) -> ApiError:
    return ApiError(
        404, "resource_not_found", f"Sorry, we couldn't find {request.method} {request.path}"
    )
