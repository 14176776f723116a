"""The baseline of posting into a CRM: a bare loop that writes the same rows by UpsertMultiple.

    python -m environment.bench_crm_loop DYNAMICS_URL TENANT CLIENT_ID SECRET FILE

One session, no Odoo, nothing remembered of what was sent. FILE holds a call a line, as
`bench_crm_worker` writes them; reading it isn't counted. Prints one JSON object.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import requests

API = "api/data/v9.2"
MESSAGE = "Microsoft.Dynamics.CRM.UpsertMultiple"


def main(url: str, tenant: str, client: str, secret: str, file: str) -> None:
    session = requests.Session()
    # A proxy of the machine's has no business with our own loopback.
    session.trust_env = False
    session.headers.update(_headers(session, url, tenant, client, secret))
    rows = calls = 0
    wall = cpu = 0.0
    for call in _calls(Path(file)):
        start, start_cpu = time.monotonic(), time.process_time()
        body = json.dumps({"Targets": call["targets"]}).encode()
        answer = session.post(f"{url}/{API}/{call['set']}/{MESSAGE}", data=body)
        if not answer.ok:
            raise SystemExit(f"{call['set']}: {answer.status_code} {answer.text[:2000]}")
        wall += time.monotonic() - start
        cpu += time.process_time() - start_cpu
        rows, calls = rows + len(call["targets"]), calls + 1
    print(json.dumps({"rows": rows, "calls": calls, "wall": wall, "cpu": cpu}))


def _headers(session: requests.Session, url: str, tenant: str, client: str, secret: str) -> dict:
    form = {
        "grant_type": "client_credentials",
        "client_id": client,
        "client_secret": secret,
        "scope": f"{url}/.default",
    }
    answer = session.post(f"{url}/{tenant}/oauth2/v2.0/token", data=form)
    answer.raise_for_status()
    return {
        "Authorization": f"Bearer {answer.json()['access_token']}",
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        "OData-MaxVersion": "4.0",
        "OData-Version": "4.0",
    }


def _calls(file: Path) -> Iterator[dict]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


if __name__ == "__main__":
    main(*sys.argv[1:])
