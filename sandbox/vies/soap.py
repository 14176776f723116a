"""SOAP 1.1: what a request asks for, and answers and faults as the service writes them."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from ..wire import Reply

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
TYPES = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"
XML = {"Content-Type": "text/xml;charset=UTF-8"}


class Fault(Exception):
    """Ends a request with a SOAP fault; `code` is Server, Client or VersionMismatch."""

    def __init__(self, text: str, code: str = "Server") -> None:
        super().__init__(text)
        self.text, self.code = text, code

    def reply(self) -> Reply:
        body = (
            f"<env:Fault><faultcode>env:{self.code}</faultcode>"
            f"<faultstring>{escape(self.text)}</faultstring></env:Fault>"
        )
        return Reply(500, _envelope(body), XML)


@dataclass(frozen=True)
class Asked:
    """One operation with its values."""

    operation: str
    values: dict[str, str]


def asked(body: bytes) -> Asked:
    """Read a request. Raises Fault for what is no SOAP 1.1 or no operation of the service."""
    if b"<!DOCTYPE" in body:
        raise Fault("a document type is not allowed", "Client")
    try:
        envelope = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise Fault(f"the request is no XML: {error}", "Client") from error
    if envelope.tag != f"{{{SOAP}}}Envelope":
        raise Fault("the envelope is not of SOAP 1.1", "VersionMismatch")
    parts = list(envelope.find(f"{{{SOAP}}}Body") or ())
    if len(parts) != 1:
        raise Fault("the body holds no single operation", "Client")
    return Asked(_local(parts[0]), {_local(part): part.text or "" for part in parts[0]})


def _local(element: ElementTree.Element) -> str:
    """The name within the service's types. Raises Fault for one of another namespace."""
    space, _, name = element.tag.rpartition("}")
    if space != "{" + TYPES:
        raise Fault(f"{element.tag} is not of {TYPES}", "Client")
    return name


def answer(operation: str, values: dict[str, str]) -> Reply:
    """The answer to an operation, its values in the order given."""
    parts = "".join(f"<ns2:{name}>{escape(value)}</ns2:{name}>" for name, value in values.items())
    body = f'<ns2:{operation}Response xmlns:ns2="{TYPES}">{parts}</ns2:{operation}Response>'
    return Reply(200, _envelope(body), XML)


def _envelope(body: str) -> bytes:
    return (
        f'<env:Envelope xmlns:env="{SOAP}"><env:Header/><env:Body>{body}</env:Body></env:Envelope>'
    ).encode()
