"""VIES, the European Commission's service that says whether a VAT number is registered.

SOAP 1.1, described by `checkVatService.wsdl` (ec.europa.eu/taxation_customs/vies): `checkVat`, and
`checkVatApprox`, which names who asks and answers with an identifier that proves the consultation.
A number of ours is no secret and nothing else is sent, so there is nothing to hide here.
"""

import re
from dataclasses import dataclass
from datetime import date

import requests

from ..ledger.europe import VAT_PREFIXES
from ..ledger.problems import Invalid, OverQuota, Unreachable
from .http import origin_of

#: The public service; a system parameter names another one.
WSDL = "https://ec.europa.eu/taxation_customs/vies/checkVatService.wsdl"

#: Seconds to connect, and between two bytes of an answer.
TIMEOUT = (10, 30)

#: Seconds to wait when the service, or a member state, has too many callers at once.
BUSY_SECONDS = 60

#: The prefixes that the service knows: member states, Greece as EL, Northern Ireland for goods.
COVERED = VAT_PREFIXES | {"XI"}

#: What the service writes where a member state tells nothing.
_UNTOLD = "---"

#: A fault's name; some answers wrap it in braces and quotes.
_NAME = re.compile(r"[A-Z]+(?:_[A-Z]+)+|TIMEOUT")

_BUSY = (
    "GLOBAL_MAX_CONCURRENT_REQ",
    "GLOBAL_MAX_CONCURRENT_REQ_TIME",
    "MS_MAX_CONCURRENT_REQ",
    "MS_MAX_CONCURRENT_REQ_TIME",
)
_BLOCKED = ("VAT_BLOCKED", "IP_BLOCKED")


@dataclass(frozen=True, slots=True)
class Told:
    """What the service said of a number on a day; `identifier` proves it, where we said who asks.

    Name and address are "" where the member state keeps them to itself.
    """

    number: str
    valid: bool
    name: str
    address: str
    identifier: str
    on: date | None


class Vies:
    """Asks one service. The WSDL is read with the first question.

    Raises Unreachable for what comes right by itself, OverQuota for too many callers, Invalid for
    a number that the service can't take.
    """

    def __init__(self, wsdl: str = WSDL, timeout: tuple = TIMEOUT):
        self._wsdl = wsdl
        self._timeout = timeout
        self._origin = origin_of(wsdl)
        if self._origin is None:
            raise Unreachable("vies_address_malformed")
        self._client = None

    @property
    def host(self) -> str:
        return self._origin[1]

    def check(self, number: str, requester: str = "") -> Told:
        """Return whether a number (with its prefix) is registered.

        With a `requester`, a VAT number of ours, the answer carries an identifier.
        """
        country, rest = number[:2], number[2:]
        if country not in COVERED or not rest:
            raise Invalid("vies_not_covered", number=number)
        asked = {"countryCode": country, "vatNumber": rest}
        if requester[:2] in COVERED and len(requester) > 2:
            asked["requesterCountryCode"] = requester[:2]
            asked["requesterVatNumber"] = requester[2:]
            found = self._call("checkVatApprox", number, requester, asked)
            name, address = found.traderName, found.traderAddress
            identifier = found.requestIdentifier
        else:
            found = self._call("checkVat", number, requester, asked)
            name, address, identifier = found.name, found.address, ""
        if not isinstance(found.valid, bool) or found.vatNumber != rest:
            raise Unreachable("vies_unreadable", host=self.host)
        return Told(
            number, found.valid, _text(name), _text(address), _text(identifier), _day(found)
        )

    def _call(self, operation: str, number: str, requester: str, asked: dict):
        import zeep  # Slow to import, and needed by those alone who ask.

        try:
            if self._client is None:
                self._client = self._make(zeep)
            return self._client.service[operation](**asked)
        except zeep.exceptions.Fault as fault:
            self._fault(_name_of(fault), number, requester)
            raise Unreachable("vies_unreadable", host=self.host) from None
        except requests.exceptions.InvalidURL:
            raise Unreachable("vies_foreign_address", host=self.host) from None
        except requests.RequestException:
            raise Unreachable("vies_no_answer", host=self.host) from None
        except (zeep.exceptions.Error, AttributeError, LookupError, TypeError, ValueError):
            # A maintenance page, or another service than the one that was meant.
            raise Unreachable("vies_unreadable", host=self.host) from None

    def _fault(self, name: str, number: str, requester: str) -> None:
        """Raise what a fault of the service means; return for one that nobody knows."""
        if name == "INVALID_INPUT":
            raise Invalid("vies_refuses_number", number=number)
        if name == "INVALID_REQUESTER_INFO":
            raise Invalid("vies_refuses_requester", requester=requester)
        if name in _BUSY:
            raise OverQuota("vies_busy", BUSY_SECONDS, country=number[:2])
        if name in _BLOCKED:
            raise Unreachable("vies_blocked", fault=name)
        if name:
            raise Unreachable("vies_unavailable", country=number[:2], fault=name)

    def _make(self, zeep):
        """Return a client that reads nothing but the service's own documents, and no DTD."""
        transport = zeep.Transport(
            session=_Session(self._origin), timeout=self._timeout, operation_timeout=self._timeout
        )
        settings = zeep.Settings(strict=True, forbid_dtd=True, forbid_entities=True)
        return zeep.Client(
            self._wsdl, transport=transport, settings=settings, plugins=[_PlainDates()]
        )


class _PlainDates:
    """Takes the time zone off the day of an answer, which older releases of zeep can't read."""

    def ingress(self, envelope, http_headers, operation):
        for element in envelope.iter("{*}requestDate"):
            element.text = (element.text or "")[:10]
        return envelope, http_headers

    def egress(self, envelope, http_headers, operation, binding_options):
        return envelope, http_headers


class _Session(requests.Session):
    """Calls one host only: neither an import, an address in the WSDL nor a redirect leads away."""

    def __init__(self, origin: tuple):
        super().__init__()
        self._origin = origin
        # Neither a proxy nor a .netrc of the machine has a say, as everywhere else.
        self.trust_env = False

    def send(self, request, **kwargs):
        if origin_of(request.url) != self._origin:
            raise requests.exceptions.InvalidURL("not the service's own address")
        kwargs["allow_redirects"] = False
        return super().send(request, **kwargs)


def _name_of(fault) -> str:
    found = _NAME.search(str(fault.message or ""))
    return found[0] if found else ""


def _text(value) -> str:
    text = str(value or "").strip()
    return "" if text == _UNTOLD else text


def _day(found) -> date | None:
    day = found.requestDate
    return day if isinstance(day, date) else None
