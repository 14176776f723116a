"""One call to the Web API: who calls, what he asks, and how answers are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from ..wire import Reply, dumps, loads
from .errors import Refused, bad_payload
from .metadata.model import Table
from .odata.query import Query, parse_query
from .odata.segments import split_path
from .organisation import Actor, Organisation
from .preferences import Preferences, parse_prefer

VERSION_PATH = "/api/data/v9.2"
JSON = "application/json; odata.metadata=minimal"


@dataclass
class Call:
    """A call, or one operation of a batch. `root` is `http://host/api/data/v9.2`.

    `path` is percent-encoded and begins below the version; `query` is decoded. `operations` is how
    many requests it counts as: a batch is more than one.
    """

    org: Organisation
    actor: Actor
    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes
    root: str
    operations: int = 1

    @cached_property
    def parts(self) -> list[str]:
        return split_path(self.path)

    @cached_property
    def prefer(self) -> Preferences:
        return parse_prefer(self.headers.get("Prefer") or "")

    @cached_property
    def options(self) -> Query:
        return parse_query(self.query)

    @cached_property
    def json(self) -> Any:
        """The body as JSON with exact numbers. Raises Refused where it is none."""
        kind = (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        if self.body and kind != "application/json":
            raise Refused(
                415, "0x80060888", f"A supported MIME type could not be found that matches '{kind}'"
            )
        if not self.body:
            raise bad_payload("A body is expected.")
        try:
            return loads(self.body)
        except ValueError as error:
            raise bad_payload(
                "Error identified in Payload provided by the user for Entity :'', For more "
                f"information on this error please follow this help link: {error}"
            ) from error

    def check(self, verb: str, table: Table | None = None) -> None:
        """Raises Refused (403) where the caller lacks a privilege.

        Who acts for somebody else has the rights that both have.
        """
        self.org.rights.check(self.actor.user, verb, table)
        if self.actor.behalf:
            self.org.rights.check(self.actor.behalf, verb, table)

    def header(self, name: str) -> str | None:
        value = self.headers.get(name)
        return value.strip() if value else None

    def address(self) -> str:
        """The call's own address without its query."""
        return f"{self.root}/{self.path.lstrip('/')}"


def answered(
    call: Call, status: int, body: Any = None, headers: Mapping[str, str] | None = None
) -> Reply:
    """An answer with the headers that every answer has."""
    head = {**common_headers(), **(headers or {})}
    if call.prefer.applied:
        head["Preference-Applied"] = ",".join(call.prefer.applied)
    if body is None:
        return Reply(status, b"", head)
    return Reply(status, dumps(body), {"Content-Type": JSON, **head})


def common_headers() -> dict[str, str]:
    """The headers that every answer of the Web API has, with an id of its own."""
    request_id = str(uuid4())
    return {
        "OData-Version": "4.0",
        "REQ_ID": request_id,
        "x-ms-service-request-id": request_id,
        "x-ms-dop-hint": "4",
        "Cache-Control": "no-cache",
    }


def refused(refusal: Refused, prefer: Preferences | None = None) -> Reply:
    """An error's answer; details only where annotations are asked for."""
    error: dict[str, Any] = {"code": refusal.code, "message": refusal.message}
    if prefer is not None and prefer.wants("Microsoft.PowerApps.CDS.ErrorDetails"):
        for number, detail in enumerate(refusal.details):
            error[f"@Microsoft.PowerApps.CDS.ErrorDetails.{number}"] = detail
    if prefer is not None and prefer.wants("Microsoft.PowerApps.CDS.InnerError.Message"):
        error["@Microsoft.PowerApps.CDS.InnerError.Message"] = refusal.message
    return Reply(
        refusal.status,
        dumps({"error": error}),
        {"Content-Type": JSON, **common_headers(), **refusal.headers},
    )
