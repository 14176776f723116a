"""List everything of a Chargebee site at a loopback address with the official SDK.

    python chargebee_listing.py PORT

Reads pages of 100, as the benchmark's other readers do, and touches each object's id. Prints one
JSON object: how many objects came, in how many seconds, and the processor time that took.
"""

import json
import sys
import time

from chargebee_sdk import LISTS, WITH_DELETED, client

#: What a site has without being asked to be pulled: kinds that the connector does not read.
NOT_READ = {"event", "subscription"}


def main() -> None:
    site = client(int(sys.argv[1]), "full_key")
    started, count = time.monotonic(), 0
    for kind, name in LISTS.items():
        if kind in NOT_READ:
            continue
        parameters = {"limit": 100}
        if kind in WITH_DELETED:
            parameters["include_deleted"] = True
        operations = getattr(site, name)
        while True:
            answer = operations.list(parameters)
            count += sum(1 for entry in answer.list if getattr(entry, kind).id)
            offset = getattr(answer, "next_offset", None)
            if not offset:
                break
            parameters["offset"] = offset
    wall = time.monotonic() - started
    print(json.dumps({"records": count, "wall": wall, "cpu": time.process_time()}))


if __name__ == "__main__":
    main()
