"""What others have in an administration before a month is posted: accounts, and entries on them."""

import json
import urllib.request
from urllib.parse import urlencode

from .sandbox_control import Control

ACCOUNTS, ENTRIES = 3000, 1000
TIMEOUT_SECONDS = 60
#: Accounts that are added by one call of the sandbox's own door.
_AT_ONCE = 500


def fill(exact: Control, url: str, division: str) -> str:
    """Add accounts by the sandbox's door and entries through Exact's API, as another app does."""
    added = []
    for start in range(0, ACCOUNTS, _AT_ONCE):
        rows = [_account(number) for number in range(start, start + _AT_ONCE)]
        body = {"division": int(division), "accounts": rows}
        added += exact.post("/_sandbox/accounts", body)["accounts"]
    api = _Api(exact, url, division)
    found = api.get("financial/GLAccounts?$filter=Code%20eq%20'8000'&$select=ID,Code")
    ledger = found["d"]["results"][0]["ID"]
    for number in range(ENTRIES):
        api.post("salesentry/SalesEntries", _entry(number, added[number]["id"], ledger))
    return f"{ACCOUNTS:,} accounts and {ENTRIES:,} sales entries of others"


def _account(number: int) -> dict:
    return {
        "Name": f"Vaste Klant {number:04}",
        "Email": f"klant{number:04}@vaste-klanten.example",
        "City": "Zwolle",
        "Country": "NL",
    }


def _entry(number: int, account: str, ledger: str) -> dict:
    day = f"2026-{2 + number % 2:02}-{1 + number % 28:02}T00:00:00"
    line = {"GLAccount": ledger, "AmountFC": 100 + number, "VATCode": "2", "Description": "Dienst"}
    return {
        "Customer": account,
        "Journal": "70",
        "EntryDate": day,
        "PaymentCondition": "30",
        "YourRef": f"W-2026-{number:05}",
        "SalesEntryLines": [line],
    }


class _Api:
    """Exact's API for one division, with a token of its own."""

    def __init__(self, exact: Control, url: str, division: str) -> None:
        # A proxy of the machine's has no business with our own loopback.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._url = f"{url}/api/v1/{division}/"
        form = {
            "grant_type": "refresh_token",
            "client_id": "demo",
            "client_secret": "demo-secret",
            "refresh_token": exact.post("/_sandbox/token", {})["refresh_token"],
        }
        self._token = ""
        asked = urllib.request.Request(f"{url}/api/oauth2/token", data=urlencode(form).encode())
        self._token = self._send(asked)["access_token"]

    def get(self, path: str) -> dict:
        return self._send(urllib.request.Request(self._url + path))

    def post(self, path: str, body: dict) -> dict:
        headers = {"Content-Type": "application/json"}
        data = json.dumps(body).encode()
        return self._send(urllib.request.Request(self._url + path, data=data, headers=headers))

    def _send(self, request: urllib.request.Request) -> dict:
        request.add_header("Accept", "application/json")
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            return json.loads(response.read())
