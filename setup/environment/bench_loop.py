"""The baseline of pulling: a bare loop that only fetches and parses the same pages.

    python -m environment.bench_loop CHARGEBEE_URL

One session, pages of 100, the same filters and order as the connector's first pull, nothing
stored. Prints one JSON object.
"""

import json
import sys
import time

import requests

_DELETED_TOO = {"include_deleted": "true"}
_ANY_STATUS = {"status[in]": '["active","archived","deleted"]'}
_ANY_COUPON = {"status[in]": '["active","expired","archived","deleted","future"]'}
LISTS = {
    "customers": {**_DELETED_TOO, "sort_by[asc]": "created_at"},
    "item_families": {},
    "items": {**_ANY_STATUS, "sort_by[asc]": "id"},
    "item_prices": {**_ANY_STATUS, "sort_by[asc]": "id"},
    "coupons": {**_ANY_COUPON, "sort_by[asc]": "created_at"},
    "invoices": {**_DELETED_TOO, "sort_by[asc]": "date"},
    "credit_notes": {**_DELETED_TOO, "sort_by[asc]": "date"},
    "transactions": {**_DELETED_TOO, "sort_by[asc]": "date"},
}


def main(url: str) -> None:
    session = requests.Session()
    session.auth = ("full_key", "")
    # A proxy of the machine's has no business with our own loopback.
    session.trust_env = False
    count, wall, cpu = 0, time.monotonic(), time.process_time()
    for path, filters in LISTS.items():
        params = {"limit": "100", **filters}
        while True:
            answer = session.get(f"{url}/api/v2/{path}", params=params)
            answer.raise_for_status()
            page = json.loads(answer.content)
            count += len(page["list"])
            if "next_offset" not in page:
                break
            params["offset"] = page["next_offset"]
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    print(json.dumps({"records": count, "wall": wall, "cpu": cpu}))


if __name__ == "__main__":
    main(*sys.argv[1:])
