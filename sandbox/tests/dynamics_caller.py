"""A caller that speaks HTTP to a Dataverse sandbox, for tests.

`running(...)` starts a server with these options; it fails where the server itself had a defect.
The fixtures `crm` (module `dynamics_fixtures`) is one with the run-time app's token; `made` has
three custom tables too: `cb_Customer`, `cb_Invoice`, `cb_InvoiceLine`.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from sandbox import dynamics
from sandbox.dynamics.entra import TENANT
from sandbox.tests.dynamics_bodies import Bodies
from sandbox.wire import dumps, loads

APP = "a0000000-0000-4000-8000-00000000000"
SECRETS = {
    "runtime": (f"{APP}1", "runtime-secret"),
    "setup": (f"{APP}2", "setup-secret"),
    "sales": (f"{APP}3", "sales-secret"),
    "stranger": (f"{APP}4", "stranger-secret"),
    "expired": (f"{APP}5", "expired-secret"),
}
API = "/api/data/v9.2"
SOLUTION = {"MSCRM.SolutionUniqueName": "cb_connector"}
ALL = 'odata.include-annotations="*"'


@dataclass
class Response:
    status: int
    content: bytes
    headers: http.client.HTTPMessage

    @property
    def json(self) -> Any:
        return loads(self.content)

    @property
    def rows(self) -> list[dict[str, Any]]:
        assert self.status == 200, self.content
        return list(self.json["value"])

    @property
    def code(self) -> str:
        return str(self.json["error"]["code"])

    @property
    def message(self) -> str:
        return str(self.json["error"]["message"])

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and code of a call that was refused."""
        return self.status, self.code

    @property
    def entity(self) -> str:
        """The address of the row that was written, below the API."""
        return str(self.headers["OData-EntityId"]).partition(f"{API}/")[2]

    @property
    def entity_id(self) -> str:
        return self.entity.partition("(")[2].rstrip(")")


class Crm(Bodies):
    """A server and what a test asks of it. `access` is sent as the bearer token."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.access = ""
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def http(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Response:
        parts = urlsplit(path)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        # What is no ASCII is encoded; what a test wrote encoded stays so.
        target = quote(target, safe="".join(map(chr, range(33, 127))))
        try:
            self._connection.request(method, target, body or None, headers or {})
            answer = self._connection.getresponse()
            return Response(answer.status, answer.read(), answer.headers)
        except (http.client.HTTPException, OSError):
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    # Controls and tokens

    def control(self, method: str, action: str, body: Any = None) -> Any:
        sent = b"" if body is None else dumps(body)
        answer = self.http(method, f"/_sandbox/{action}", sent)
        assert answer.status == 200, answer.content
        return answer.json

    def forward(self, seconds: int) -> None:
        self.control("POST", "clock", {"forward": seconds})

    def hand(self, do: str, table: str, **values: Any) -> Any:
        return self.control("POST", "hand", {"do": do, "table": table, **values})

    def audit(self, counts: str = "") -> dict[str, Any]:
        """What the audit finds, without the kinds that are empty."""
        found = self.control("GET", f"audit?counts={counts}" if counts else "audit")
        return {kind: rows for kind, rows in found.items() if rows}

    def token(self, tenant: str = TENANT, **form: str) -> Response:
        client_id, secret = SECRETS["runtime"]
        given = {
            "client_id": client_id,
            "client_secret": secret,
            "grant_type": "client_credentials",
            "scope": f"{self.server.url}/.default",
            **form,
        }
        return self.http(
            "POST",
            f"/{tenant}/oauth2/v2.0/token",
            urlencode(given).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )

    def connect(self, app: str = "runtime") -> Crm:
        """Take a token of one of the seeded apps."""
        client_id, secret = SECRETS[app]
        answer = self.token(client_id=client_id, client_secret=secret)
        assert answer.status == 200, answer.content
        self.access = answer.json["access_token"]
        return self

    # The Web API

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> Response:
        """A call below the version; `options` become `$name=value`; a body of bytes goes as is."""
        sent = {
            "Authorization": f"Bearer {self.access}",
            "Accept": "application/json",
            "OData-MaxVersion": "4.0",
            "OData-Version": "4.0",
        }
        if body is not None:
            sent["Content-Type"] = "application/json; charset=utf-8"
        query = "&".join(f"${name}={quote(str(value))}" for name, value in options.items())
        address = path if path.startswith(("http", "/")) else f"{API}/{path}"
        if query:
            address += ("&" if "?" in address else "?") + query
        content = body if isinstance(body, bytes) else b"" if body is None else dumps(body)
        return self.http(method, address, content, {**sent, **(headers or {})})

    def get(self, path: str, prefer: str = "", **options: Any) -> Response:
        return self.call("GET", path, headers={"Prefer": prefer} if prefer else {}, **options)

    def rows(self, path: str, prefer: str = "", **options: Any) -> list[dict[str, Any]]:
        return self.get(path, prefer, **options).rows

    def post(self, path: str, body: Any, **headers: str) -> Response:
        return self.call("POST", path, body, headers)

    def patch(self, path: str, body: Any, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("PATCH", path, body, named)

    def delete(self, path: str, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("DELETE", path, headers=named)

    def one(self, table: str, **options: Any) -> dict[str, Any]:
        """The first row of a list."""
        return self.rows(table, top=1, **options)[0]

    def currency(self, code: str = "EUR") -> str:
        known = self.control("GET", "principals")["currencies"]
        return f"/transactioncurrencies({known[code]})"

    # Metadata

    def make(self, path: str, body: Any, **headers: str) -> str:
        """Define something as part of the solution; its id."""
        answer = self.post(path, body, **{**SOLUTION, **headers})
        assert answer.status == 204, answer.content
        return answer.entity_id

    def publisher(self) -> None:
        """A publisher with the prefix `cb`, and a solution of it."""
        body = {
            "uniquename": "cbconnector",
            "friendlyname": "Chargebee connector",
            "customizationprefix": "cb",
            "customizationoptionvalueprefix": 72700,
        }
        made = self.post("publishers", body)
        assert made.status == 204, made.content
        solution = {
            "uniquename": "cb_connector",
            "friendlyname": "Chargebee connector",
            "version": "1.0.0.0",
            "publisherid@odata.bind": f"/{made.entity}",
        }
        assert self.post("solutions", solution).status == 204

    def provision(self) -> None:
        """The three tables with columns, lookups and keys, as the set-up app; then run-time."""
        self.connect("setup").publisher()
        whole = {"MinValue": 0, "MaxValue": 2_147_483_647}
        self.make("EntityDefinitions", self.table("cb_Customer"))
        self.make(
            "EntityDefinitions",
            self.table(
                "cb_Invoice",
                self.attribute("Money", "cb_Total", PrecisionSource=2),
                self.choice("cb_Status", "Paid", "Open"),
                self.attribute("Integer", "cb_LineCount", **whole),
                self.attribute("Decimal", "cb_Rate", Precision=6, MinValue=0, MaxValue=1000),
                self.attribute("DateTime", "cb_UpdatedAt", Format="DateAndTime"),
                self.attribute(
                    "DateTime",
                    "cb_DueDate",
                    Format="DateOnly",
                    DateTimeBehavior={"Value": "DateOnly"},
                ),
                self.attribute(
                    "Boolean",
                    "cb_Deleted",
                    DefaultValue=False,
                    OptionSet={
                        "TrueOption": {"Value": 1, "Label": self.label("Yes")},
                        "FalseOption": {"Value": 0, "Label": self.label("No")},
                    },
                ),
            ),
        )
        self.make("EntityDefinitions", self.table("cb_InvoiceLine"))
        relations = "RelationshipDefinitions"
        self.make(relations, self.relationship("account", "cb_customer", "cb_AccountId"))
        self.make(relations, self.relationship("cb_customer", "cb_invoice", "cb_CbCustomerId"))
        self.make(relations, self.relationship("cb_invoice", "cb_invoiceline", "cb_CbInvoiceId"))
        for name in ("cb_customer", "cb_invoice", "cb_invoiceline"):
            keys = f"EntityDefinitions(LogicalName='{name}')/Keys"
            self.make(keys, self.key("cb_ChargebeeKey", "cb_site", "cb_chargebeeid"))
        self.forward(2)
        self.connect("runtime")


@contextmanager
def running(**options: Any) -> Iterator[Crm]:
    """A server of its own; afterwards it must have had no defect."""
    server = dynamics.start(**options)
    caller = Crm(server)
    try:
        yield caller
    finally:
        caller.close()
        server.stop()
    assert server.app.crashes == []
