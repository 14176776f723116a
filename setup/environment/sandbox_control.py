"""The sandbox's own door, `/_sandbox/`: totals, faults, clock, what was called."""

import json
import urllib.request
from decimal import Decimal
from typing import Any

TIMEOUT_SECONDS = 120


class Control:
    """One sandbox server. Numbers with a fraction come back as Decimal."""

    def __init__(self, url: str) -> None:
        self._url = url
        # A proxy of the machine's has no business with our own loopback.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, path: str) -> Any:
        return self._send(urllib.request.Request(self._url + path))

    def post(self, path: str, body: Any) -> Any:
        return self._send(
            urllib.request.Request(
                self._url + path,
                data=json.dumps(body).encode(),
                headers={"Content-Type": "application/json"},
            )
        )

    def delete(self, path: str) -> Any:
        return self._send(urllib.request.Request(self._url + path, method="DELETE"))

    def _send(self, request: urllib.request.Request) -> Any:
        with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            text = response.read()
        return json.loads(text, parse_float=Decimal) if text else None
