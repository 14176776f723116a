"""One HTTP session for every system: timeouts, repeats, quota and the record of calls.

What an answer's status means is the business of each system's client. Here stands only what is
known of a request that got no answer: did it provably never leave, or may it have arrived?
No exception carries a query, a header or a body, since those can hold secrets.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Protocol
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from ..ledger.problems import Uncertain, Unreachable
from ..ledger.text import parse

#: How often a request that may be repeated is sent at most.
TRIES = 3

#: Ways to repeat that allow to send a request again at once.
_REPEATABLE = ("safe", "put", "keyed")

#: Ways to repeat that leave nothing behind when the last try got no answer either.
_HARMLESS = ("safe", "put")

_PORTS = {"http": 80, "https": 443}

#: Bytes that are read at once of a download, and seconds that one may take.
_CHUNK = 65536
_DOWNLOAD_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `headers` are case-insensitive, `body` is decompressed."""

    status: int
    headers: Mapping
    body: bytes

    def json(self):
        """Return the body's value; raise Unreachable for a body that is not JSON.

        A proxy or a maintenance page answers in HTML: the other side was not reached.
        """
        with suppress(ValueError, RecursionError):
            return parse(self.body)
        raise Unreachable("not_json", status=self.status)

    @property
    def date(self) -> datetime | None:
        """The other side's clock (header Date) as aware UTC, None when it does not say."""
        return http_date(self.headers.get("Date"))


@dataclass(frozen=True, slots=True)
class Call:
    """One try as it went over the wire; `status` 0 means that no whole answer came."""

    at: datetime
    method: str
    path: str
    status: int
    seconds: float


class Quota(Protocol):
    """Who counts the calls of one backend and scope."""

    def take(self) -> None:
        """Take one call, or raise OverQuota."""

    def heed(self, status: int, headers: Mapping) -> None:
        """Learn from an answer what the other side still allows."""


class _Connection(HTTPSConnection):
    """A connection whose failed handshake can be told from one that broke later.

    Nothing of a request is sent before `connect` has returned, so that whatever it raises proves
    that the request never left. A TLS error raised afterwards proves nothing, and looks the same.
    """

    def connect(self):
        try:
            super().connect()
        except (HTTPError, OSError) as error:
            raise NewConnectionError(self, "connection or TLS handshake failed") from error


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": HTTPConnectionPool, "https": _Pool}


class Http:
    """Calls to one host. Not for several threads at the same time.

    `timeout` is (to connect, between two bytes) in seconds; `pause` waits that many seconds
    between two tries; `calls` is a list that gets a Call per try. Without `cookies` none is kept:
    some bind all calls of a session to one machine of the other side.
    """

    def __init__(
        self,
        base_url: str,
        quota: Quota | None = None,
        calls: list | None = None,
        timeout: tuple = (10, 30),
        pause: Callable[[float], None] = time.sleep,
        cookies: bool = True,
    ):
        self.base_url = base_url.rstrip("/")
        self.pause = pause
        self._origin = origin_of(self.base_url)
        if self._origin is None:
            raise Unreachable("address_malformed")
        self._quota = quota
        self._calls = calls
        self._timeout = timeout
        self._session = requests.Session()
        # Neither a proxy nor a .netrc of the machine decides where books are sent.
        self._session.trust_env = False
        if not cookies:
            self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in _PORTS:
            self._session.mount(f"{scheme}://", _Adapter(max_retries=0))

    @property
    def host(self) -> str:
        return self._origin[1]

    def send(
        self, method, path, *, params=None, data=None, headers=None, auth=None, repeat, timeout=None
    ) -> Answer:
        """Send a request and return its answer, whatever its status.

        `timeout` is this call's own, where it may take longer than others.
        `repeat` is `safe` or `put` (sent again at once, then Unreachable), `keyed` (sent again
        at once, then Uncertain) or `create` (sent once). A request that provably never left is
        Unreachable in every case.
        """
        url = self._address(path)
        path = urlsplit(url).path
        request = self._prepare(
            requests.Request(method, url, params=params, data=data, headers=headers, auth=auth)
        )
        tries = TRIES if repeat in _REPEATABLE else 1
        arrived = False
        # Who waits for us has a time limit too: one silent try is enough.
        timeout = timeout or self._timeout
        give_up = time.monotonic() + sum(timeout) / 2
        for number in range(tries):
            if number:
                if time.monotonic() > give_up:
                    break
                self.pause(0.5 * 4 ** (number - 1))
            answer, left = self._try(request, path, timeout)
            if answer is not None:
                return answer
            arrived = arrived or left
        where = {"method": method, "host": self.host, "path": path}
        if not arrived:
            raise Unreachable("no_connection", **where)
        if repeat in _HARMLESS:
            raise Unreachable("no_answer", **where)
        raise Uncertain("no_answer", **where)

    def download(self, url: str, limit: int) -> bytes | None:
        """Return what stands at an address that the other side gave, None for more than `limit`.

        It is asked without credentials, from our own host or over https from one that has a
        public name; no redirect is followed.
        """
        origin = origin_of(url)
        host = origin[1] if origin else ""
        if origin is None or not (origin == self._origin or _is_public(*origin)):
            raise Unreachable("foreign_address", host=host)
        content, end = bytearray(), time.monotonic() + _DOWNLOAD_SECONDS
        with suppress(requests.RequestException, HTTPError, ValueError), self._bare() as session:
            with session.get(
                url, timeout=self._timeout, allow_redirects=False, stream=True
            ) as response:
                if response.status_code != 200:
                    raise Unreachable("server_error", status=response.status_code, path="")
                for chunk in response.iter_content(_CHUNK):
                    content += chunk
                    if len(content) > limit:
                        return None
                    if time.monotonic() > end:
                        break
                else:
                    if _is_whole(response):
                        return bytes(content)
        raise Unreachable("no_answer", method="GET", host=host, path="")

    @staticmethod
    def _bare() -> requests.Session:
        """Return a session that knows no credentials, of ours or of the machine."""
        session = requests.Session()
        session.trust_env = False
        return session

    def _try(self, request, path, timeout):
        """Send once: return (answer, True), or (None, whether the request may have arrived)."""
        if self._quota:
            self._quota.take()
        at = datetime.now(timezone.utc)
        start = time.monotonic()
        answer, left = None, True
        try:
            response = self._session.send(request, timeout=timeout, allow_redirects=False)
            if _is_whole(response):
                answer = Answer(response.status_code, response.headers, response.content)
        except (requests.RequestException, HTTPError, ValueError) as error:
            left = not _never_left(error)
        if self._calls is not None:
            seconds = time.monotonic() - start
            status = answer.status if answer else 0
            self._calls.append(Call(at, request.method, path, status, seconds))
        if answer and self._quota:
            self._quota.heed(answer.status, answer.headers)
        return answer, left

    def _prepare(self, request):
        """Return a request ready to be sent; Unreachable when address or headers can't be sent."""
        with suppress(requests.RequestException, ValueError):
            ready = self._session.prepare_request(request)
            # Not every version of the library finds a line break at a value's end.
            if not any(set("\r\n") & set(str(value)) for value in ready.headers.values()):
                return ready
        # Raised here and not above: the library's error names the whole address or a header's
        # value, and must not hang on ours as its context.
        raise Unreachable("address_malformed", host=self.host)

    def _address(self, path):
        """Return the whole address; one that is whole already must be of our own host.

        Pages name their successor with a whole address, and credentials go wherever that points.
        """
        if not path.lower().startswith(("http://", "https://")):
            return self.base_url + path
        origin = origin_of(path)
        if origin != self._origin:
            raise Unreachable("foreign_address", host=origin[1] if origin else "")
        return path


def seconds_of(header: str | None) -> float | None:
    """Return a Retry-After header in seconds (never negative), None when it says nothing.

    RFC 9110 allows seconds and a date.
    """
    try:
        return max(0.0, float(int(header)))
    except (TypeError, ValueError):
        date = http_date(header)
    if date is None:
        return None
    return max(0.0, (date - datetime.now(timezone.utc)).total_seconds())


def http_date(header: str | None) -> datetime | None:
    """Return a date header as aware UTC, None when there is none that can be read."""
    try:
        date = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    return date.replace(tzinfo=date.tzinfo or timezone.utc).astimezone(timezone.utc)


def origin_of(url):
    """Return (scheme, host, port) of an address, None when it is none we would call."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), parts.hostname
    if scheme not in _PORTS or not host or parts.username or parts.password:
        return None
    return scheme, host, port or _PORTS[scheme]


def _is_public(scheme, host, _port):
    """Say whether an address is https and names a host of the internet, not one by its number."""
    parts = host.rstrip(".").split(".")
    return scheme == "https" and len(parts) > 1 and parts[-1].isalpha() and parts[-1] != "local"


def _is_whole(response):
    """Say whether as many bytes came as were announced: not every urllib3 checks that itself."""
    announced = response.headers.get("Content-Length", "")
    if not announced.isdigit() or response.request.method == "HEAD":
        return True
    return response.status_code in (204, 304) or response.raw.tell() >= int(announced)


def _never_left(error):
    """Say whether a failure proves that nothing of the request reached the other side."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)
