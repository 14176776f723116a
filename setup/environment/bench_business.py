"""What a made-up site's month holds, counted by reading it as anybody may: Chargebee's own API."""

import base64
import json
import urllib.request
from collections.abc import Collection, Iterator
from datetime import datetime, timezone
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from .bench_least import Business

TIMEOUT_SECONDS = 60
_KEY = base64.b64encode(b"full_key:").decode()


def count(
    url: str, zone: str, since: datetime | None = None, only: Collection[str] | None = None
) -> Business:
    """Return what the site of this address holds.

    New are the customers from `since` on, all of them when it is left out; `only` are the ids of
    those whose business counts, everybody's when left out. Days are those of the time zone.
    """

    def counts(customer: str) -> bool:
        return only is None or customer in only

    begin = since.astimezone(timezone.utc).timestamp() if since else 0
    new = [
        row for row in _rows(url, "customers") if row["created_at"] >= begin and counts(row["id"])
    ]
    documents = [
        row
        for path in ("invoices", "credit_notes")
        for row in _rows(url, path)
        if counts(row["customer_id"])
    ]
    days = {
        (
            row["gateway_account_id"],
            row["currency_code"],
            datetime.fromtimestamp(row["date"], ZoneInfo(zone)).date(),
        )
        for row in _rows(url, "transactions")
        if row["status"] == "success" and counts(row["customer_id"])
    }
    return Business(
        customers=len(new),
        persons=sum(_is_named_business(row) for row in new),
        documents=len(documents),
        days=len(days),
    )


def customers(url: str) -> list[dict]:
    """Return all customers, in the order in which they came."""
    return sorted(_rows(url, "customers"), key=lambda row: (row["created_at"], row["id"]))


def _is_named_business(customer: dict) -> bool:
    named = customer.get("first_name") or customer.get("last_name")
    return bool(customer.get("company") and named)


def _rows(url: str, path: str) -> Iterator[dict]:
    """Yield the rows of a list, page after page."""
    params = {"limit": "100"}
    # A proxy of the machine's has no business with our own loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        request = urllib.request.Request(
            f"{url}/api/v2/{path}?{urlencode(params)}", headers={"Authorization": f"Basic {_KEY}"}
        )
        with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            page = json.loads(response.read())
        for entry in page["list"]:
            yield entry[path.removesuffix("s")]
        if "next_offset" not in page:
            return
        params["offset"] = page["next_offset"]
