"""Drives an Exact Online server with the PyPI client `exactonline`, which nobody here wrote.

Usage: exactonline_client.py URL CLIENT_ID CLIENT_SECRET REFRESH_TOKEN DIVISION
Runs in an environment of its own that has `exactonline` 0.4.0. It refreshes the OAuth token, lists
the divisions, creates an account and a sales entry, reads the entry and its lines back, follows
pages, changes and deletes an account, and prints what it saw as one JSON object.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from exactonline.api import ExactApi
from exactonline.http import opt_secure
from exactonline.resource import GET
from exactonline.storage.base import ExactOnlineConfig, MissingSetting

# The client insists on https; the server under test is on loopback, without certificates.
opt_secure.protocols = ("http", "https")


class Storage(ExactOnlineConfig):
    """Settings in memory; the three addresses point at the server given."""

    def __init__(self, url: str, client_id: str, client_secret: str, refresh_token: str) -> None:
        self._values = {
            ("server", "auth_url"): f"{url}/api/oauth2/auth",
            ("server", "rest_url"): f"{url}/api",
            ("server", "token_url"): f"{url}/api/oauth2/token",
            ("application", "base_url"): "http://127.0.0.1/callback",
            ("application", "client_id"): client_id,
            ("application", "client_secret"): client_secret,
            ("transient", "refresh_token"): refresh_token,
        }

    def get(self, section: str, option: str) -> str:
        try:
            return self._values[section, option]
        except KeyError as error:
            raise MissingSetting(f"{section}.{option}") from error

    def set(self, section: str, option: str, value: str) -> None:
        self._values[section, option] = value


def one(rows: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = rows
    return row


def run(url: str, client_id: str, secret: str, refresh_token: str, division: int) -> dict[str, Any]:
    """The whole round; every step goes through the client's own methods."""
    storage = Storage(url, client_id, secret, refresh_token)
    api = ExactApi(storage=storage)
    divisions, current = api.get_divisions()
    api.set_division(division)
    account = api.relations.create(
        {
            "Name": "Third Party Client B.V.",
            "Status": "C",
            "Country": "NL",
            "PaymentConditionSales": "14",
        }
    )
    ledger = one(api.ledgeraccounts.filter(filter="Code eq '8000'"))
    entry = api.invoices.create(
        {
            "Customer": account["ID"],
            "Journal": "70",
            "EntryDate": "2026-10-08T00:00:00",
            "Currency": "EUR",
            "YourRef": "CLIENT-1",
            "SalesEntryLines": [
                {"GLAccount": ledger["ID"], "AmountFC": "100.00", "VATCode": "2"},
            ],
        }
    )
    read = one(
        api.invoices.filter(
            filter="YourRef eq 'CLIENT-1'",
            select="EntryID,EntryNumber,AmountFC,VATAmountFC,YourRef,Type",
        )
    )
    lines = api.restv1(GET(f"salesentry/SalesEntries(guid'{entry['EntryID']}')/SalesEntryLines"))
    by_code = api.relations.filter(relation_code=account["Code"].strip())
    api.relations.update(account["ID"], {"City": "Groningen"})
    changed = one(api.relations.filter(filter=f"ID eq guid'{account['ID']}'", select="ID,City"))
    spare = api.relations.create({"Name": "Spare B.V."})
    api.relations.delete(spare["ID"])
    periods = api.restv1(GET("read/financial/JournalStatusList?$select=Journal,Year,Period"))
    return {
        "divisions": sorted(divisions),
        "current": current,
        "rotated": storage.get_refresh_token() != refresh_token,
        "account_code": account["Code"],
        "entry": read,
        "line_amounts": [line["AmountFC"] for line in lines],
        "found_by_code": [row["ID"] == account["ID"] for row in by_code],
        "city": changed["City"],
        "spare_left": api.relations.filter(filter="Name eq 'Spare B.V.'"),
        "journal_status_rows": len(periods),
    }


def main() -> None:
    url, client_id, secret, refresh_token, division = sys.argv[1:]
    print(json.dumps(run(url, client_id, secret, refresh_token, int(division))))


if __name__ == "__main__":
    main()
