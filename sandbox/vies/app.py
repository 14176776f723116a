"""VIES over HTTP: the WSDL, checkVat and checkVatApprox, and answers that a test sets."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

from ..wire import Application, Reply, Request, json_reply
from .numbers import FORMS, SILENT, exists
from .soap import XML, Asked, Fault, answer, asked
from .wsdl import OPERATIONS, wsdl

SERVICE_PATH = "/checkVatService"
WSDL_PATH = SERVICE_PATH + ".wsdl"
FAULTS = (
    "INVALID_INPUT",
    "INVALID_REQUESTER_INFO",
    "SERVICE_UNAVAILABLE",
    "MS_UNAVAILABLE",
    "TIMEOUT",
    "GLOBAL_MAX_CONCURRENT_REQ",
    "MS_MAX_CONCURRENT_REQ",
)
UNKNOWN = "---"
_MATCHED, _NOT_MATCHED, _NOT_LOOKED_AT = "1", "2", "3"
_NUMBER = re.compile(r"[0-9A-Za-z+*.]{2,12}")


class ViesApp(Application):
    """The service. Set answers are by number with its country (`NL810433941B01`) or by country."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, dict[str, Any]] = {}
        self.checks = 0

    def handle(self, request: Request) -> Reply:
        address = f"http://{request.headers.get('Host')}{SERVICE_PATH}"
        described = request.path == WSDL_PATH or (
            request.path == SERVICE_PATH and any(name == "wsdl" for name, _ in request.query)
        )
        if request.method == "GET" and described:
            return Reply(200, wsdl(address), XML)
        if request.path != SERVICE_PATH:
            return Reply(404)
        if request.method != "POST":
            return Reply(405)
        kind = (request.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        if kind != "text/xml":
            return Reply(415)
        try:
            return self._checked(asked(request.body))
        except Fault as fault:
            return fault.reply()

    def _checked(self, given: Asked) -> Reply:
        if given.operation not in OPERATIONS:
            raise Fault(f"no operation {given.operation}", "Client")
        country, number = self._input(given.values, "countryCode", "vatNumber", "INVALID_INPUT")
        found = self._found(country, number)
        values = {
            "countryCode": country,
            "vatNumber": number,
            "requestDate": f"{datetime.fromtimestamp(self.now(), timezone.utc):%Y-%m-%d}+00:00",
            "valid": "true" if found["valid"] else "false",
        }
        if given.operation == "checkVat":
            values |= {"name": found["name"], "address": found["address"]}
        else:
            values |= self._compared(given.values, found)
        return answer(given.operation, values)

    def _input(
        self, values: dict[str, str], country: str, number: str, fault: str
    ) -> tuple[str, str]:
        """A member state and a number. Raises Fault for anything else."""
        if values.get(country, "") not in FORMS or not _NUMBER.fullmatch(values.get(number, "")):
            raise Fault(fault)
        return values[country], values[number]

    def _found(self, country: str, number: str) -> dict[str, Any]:
        """What the register knows. Raises Fault where a test wants one."""
        named = self.answers.get(country + number) or self.answers.get(country) or {}
        if "fault" in named:
            raise Fault(named["fault"])
        known = {"valid": exists(country, number), **named}
        blank = not known["valid"] or country in SILENT
        name = UNKNOWN if blank else f"Trader {country}{number}"
        address = UNKNOWN if blank else f"Sandbox Street 1\n1000 {country}"
        return {"name": name, "address": address, **known}

    def _compared(self, values: dict[str, str], found: dict[str, Any]) -> dict[str, str]:
        """The trader's name against the one that was sent, and a number to prove the request by."""
        compared = {"traderName": found["name"], "traderAddress": found["address"]}
        sent = values.get("traderName")
        looked_at = sent and found["name"] != UNKNOWN
        same = looked_at and sent.casefold() == found["name"].casefold()
        match = (_MATCHED if same else _NOT_MATCHED) if looked_at else _NOT_LOOKED_AT
        compared["traderNameMatch"] = match
        identifier = ""
        if values.get("requesterCountryCode") or values.get("requesterVatNumber"):
            requester = self._input(
                values, "requesterCountryCode", "requesterVatNumber", "INVALID_REQUESTER_INFO"
            )
            if not exists(*requester):
                raise Fault("INVALID_REQUESTER_INFO")
            self.checks += 1
            identifier = f"WAPIAAAA{self.checks:08d}"
        return {**compared, "requestIdentifier": identifier}

    # What the transport asks for

    def throttled(self, request: Request) -> Reply:
        return Fault("GLOBAL_MAX_CONCURRENT_REQ").reply()

    def crashed(self, request: Request) -> Reply:
        return Fault("SERVICE_UNAVAILABLE").reply()

    def state(self, request: Request) -> Any:
        return {"answers": self.answers, "identified": self.checks}

    def control(self, request: Request, action: str) -> Reply | None:
        """`/_sandbox/answers`: what a number or a whole country is answered with."""
        if action != "answers":
            return None
        if request.method == "POST":
            self._set(request.json())
        elif request.method == "DELETE":
            self.answers.clear()
        return json_reply(200, {"answers": self.answers})

    def _set(self, values: dict[str, Any]) -> None:
        key = values.pop("number", None) or values.pop("country")
        unknown = set(values) - {"valid", "name", "address", "fault"}
        if unknown or key[:2] not in FORMS:
            raise ValueError(f"unknown: {', '.join(sorted(unknown)) or key}")
        if "fault" in values and values["fault"] not in FAULTS:
            raise ValueError(f"fault is one of {', '.join(FAULTS)}")
        self.answers[key] = values
