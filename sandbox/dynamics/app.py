"""The server: Entra ID and one organisation on one port, and what stands around every answer."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from typing import Any

from ..wire import Application, Reply, Request, json_reply
from . import api, control, entra, hand, mishaps, outages, switches
from .call import VERSION_PATH, Call, refused
from .errors import Refused
from .journal import Journal
from .limits import Limits
from .options import Options
from .organisation import Actor, Organisation
from .seed import seed_organisation
from .seed.principals import APPS

# Imported for the control calls that they register.
CONTROLS = (hand, mishaps, outages, switches)
_VERSION = re.compile(r"/api/data/v9\.[0-2](?=/|$)")


class Dynamics(Application):
    """Entra ID and an organisation.

    The organisation's address is `http://<Host>` as the caller writes it; tokens are for it alone.
    """

    def __init__(self, options: Options, state: str | None = None) -> None:
        super().__init__()
        self.options = options
        self.entra = entra.Entra(APPS, options.token_life)
        self.org = Organisation(options, self.now)
        self.limits = Limits(options)
        # How many requests the call of this thread counted as.
        self._counted = threading.local()
        with self.org.store.transaction():
            seed_organisation(self.org)
        self.open_state(state)

    # Requests

    def handle(self, request: Request) -> Reply:
        match = _VERSION.match(request.path)
        if match:
            return self._web_api(request, request.path[match.end() :])
        parts = request.segments
        if len(parts) >= 2 and parts[1:] == ["oauth2", "v2.0", "token"]:
            if request.method != "POST":
                return Reply(405)
            return entra.answer_token(self.entra, request, self._origin(request), self.now())
        if parts == ["common", "discovery", "instance"]:
            return json_reply(200, entra.discovery(self._origin(request)))
        if parts[-2:] == [".well-known", "openid-configuration"] and len(parts) >= 3:
            return json_reply(200, entra.configuration(self._origin(request), parts[0]))
        return Reply(404)

    def _origin(self, request: Request) -> str:
        return f"http://{request.headers.get('Host') or '127.0.0.1'}"

    def _web_api(self, request: Request, path: str) -> Reply:
        origin = self._origin(request)
        kind, _, token = (request.headers.get("Authorization") or "").partition(" ")
        app = None
        if kind.lower() == "bearer":
            app = self.entra.app_of(token.strip(), origin, self.now())
        if app is None:
            uri = f"{origin}/{entra.TENANT}/oauth2/authorize"
            challenge = f"Bearer authorization_uri={uri}, resource_id={origin}/"
            return Reply(401, b"", {"WWW-Authenticate": challenge})
        try:
            actor = self.actor(app, request)
        except Refused as refusal:
            return refused(refusal)
        call = Call(
            org=self.org,
            actor=actor,
            method=request.method,
            path=path,
            query=request.query,
            headers=request.headers,
            body=request.body,
            root=f"{origin}{VERSION_PATH}",
        )
        reply = api.answer(call)
        self._counted.operations = call.operations
        return reply

    # Limits: counted outside of the lock, for calls wait there

    def _caller(self, request: Request) -> str | None:
        """The app whose call to the Web API it is; None for any other call."""
        if not _VERSION.match(request.path):
            return None
        token = (request.headers.get("Authorization") or "").partition(" ")[2]
        return self.entra.app_of(token.strip(), self._origin(request), self.now())

    def _with_faults(self, request: Request) -> Reply:
        who = self._caller(request)
        if who is None:
            return super()._with_faults(request)
        try:
            self.limits.enter(who, request.path, self.now())
        except Refused as refusal:
            return refused(refusal)
        started = time.monotonic()
        self._counted.operations = 1
        try:
            reply = super()._with_faults(request)
            if reply.status == 429 and "Retry-After" in reply.headers:
                self.limits.note(who, float(reply.headers["Retry-After"]), self.now())
        finally:
            self.limits.leave(who, self.now(), time.monotonic() - started, self._counted.operations)
        return Reply(reply.status, reply.body, {**reply.headers, **self.limits.headers(who)})

    def actor(self, app: str, request: Request) -> Actor:
        """The application user of an app, or whom it acts for. Raises Refused (403)."""
        users = self.org.store.find("systemuser", applicationid=app)
        if not users:
            raise Refused(403, "0x80072560", "The user is not a member of the organization.")
        user = users[0]
        if user.get("isdisabled"):
            raise Refused(
                403,
                "0x80040225",
                f"The specified user(Id = {user['_id']}) is disabled. Consider enabling this user.",
            )
        wanted = request.headers.get("CallerObjectId")
        column = "azureactivedirectoryobjectid"
        if not wanted:
            wanted, column = request.headers.get("MSCRMCallerID"), "systemuserid"
        if not wanted:
            return Actor(user["_id"])
        self.org.rights.check(user["_id"], "ActOnBehalfOfAnotherUser")
        others = self.org.store.find("systemuser", **{column: wanted.strip("{} ").lower()})
        if not others:
            raise Refused(
                403, "0x80041d00", f"Could not find the user with the id {wanted} to act for."
            )
        return Actor(others[0]["_id"], user["_id"])

    def throttled(self, request: Request) -> Reply:
        """The 429 of too many requests, as a fault orders it."""
        return refused(
            Refused(
                429,
                "0x80072322",
                f"Number of requests exceeded the limit of {self.limits.requests} over time "
                f"window of {self.limits.window:.0f} seconds.",
                headers={"Retry-After": "2"},
            )
        )

    def pattern(self, request: Request) -> str:
        """The path without keys."""
        match = _VERSION.match(request.path)
        path = request.path[match.end() :] if match else request.path
        return re.sub(r"\([^)]*\)", "", path).strip("/")

    # Controls and state

    def control(self, request: Request, action: str) -> Reply | None:
        return control.answer(self, request, action)

    def state(self, request: Request) -> Any:
        tables = self.org.store.tables
        return {
            "organisation": self.options.organisation,
            "organisation_id": self.org.id,
            "rows": {name: len(rows.by_id) for name, rows in tables.items() if rows.by_id},
            "custom_tables": sorted(
                table.logical for table in self.org.registry.tables.values() if table.custom
            ),
            "metadata_version": self.org.registry.version,
            "version": self.org.store.version,
        }

    def open_state(self, path: str | Path | None) -> None:
        """Keep rows and metadata in an SQLite file from now on; each change writes only itself."""
        if path is None:
            return
        journal = Journal(path)
        known = not journal.empty
        self.org.keep(journal)
        if known:
            server = journal.part("server")
            self.clock.offset = float(server["clock_offset"])
            self.entra.load(server["entra"])
        self.changed()

    def changed(self) -> None:
        """Save what is neither row nor metadata."""
        with self.lock:
            self._save()

    def _save(self) -> None:
        server = {"clock_offset": str(self.clock.offset), "entra": self.entra.dump()}
        self.org.store.journal.write(parts={"server": server})
        self.org.save_settings()

    def close(self) -> None:
        super().close()
        with self.lock:
            self.org.store.journal.close()
