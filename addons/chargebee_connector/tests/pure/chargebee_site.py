"""A list of invoices that changes while it is read, for the tests of pulling."""

import json
from datetime import datetime, timezone

from little_server import Reply

NOW = datetime(2026, 10, 1, 12, tzinfo=timezone.utc)
T0 = int(NOW.timestamp())


class Site:
    """A list of invoices as Chargebee serves it: a window on `updated_at`, offsets by sort key.

    It has `size` objects a page whatever the limit. `before` is called before each page.
    `lag` is by how many seconds the list is behind the objects. `date` is the header of that name,
    empty where a test's moments are made up and must not be compared with the machine's clock.
    """

    def __init__(self, size=2):
        self.size = size
        self.objects = {}
        self.before = lambda number: None
        self.clock = NOW
        self.date = ""
        self.lag = 0
        self.old = []
        self.queries = []

    def change(self, external_id, at, dated=True):
        """Store a new version of an object as of a second."""
        version = self.objects.get(external_id, {}).get("resource_version", 0) + 1
        seen = {"id": external_id, "date": 1, "resource_version": version}
        if dated:
            seen["updated_at"] = at
        self.old.append((at, external_id, self.objects.get(external_id)))
        self.objects[external_id] = {**self.objects.get(external_id, {}), **seen}

    def listed(self):
        """Return the objects as the list knows them: changes of the last `lag` seconds miss."""
        found = dict(self.objects)
        if not self.lag:
            return found
        for at, external_id, before in reversed(self.old):
            if at > self.clock.timestamp() - self.lag:
                if before is None:
                    found.pop(external_id, None)
                else:
                    found[external_id] = before
        return found

    def __call__(self, request):
        assert request.path == "/api/v2/invoices"
        query = dict(request.query)
        self.queries.append(dict(query))
        self.before(len(self.queries))
        found = sorted(self.listed().items())
        assert query.pop("limit") == "100"
        assert query.pop("include_deleted") == "true"
        assert query.pop("sort_by[asc]") == "date"
        window = query.pop("updated_at[between]", None)
        offset = query.pop("offset", None)
        assert not query, f"unknown parameters: {query}"
        if window:
            low, high = json.loads(window)
            found = [(k, v) for k, v in found if low <= v.get("updated_at", -1) <= high]
        if offset:
            asked, last = json.loads(offset)
            assert asked == window, "an offset was used with another window"
            found = [(k, v) for k, v in found if k > last]
        body = {"list": [{"invoice": value} for _key, value in found[: self.size]]}
        if len(found) > self.size:
            body["next_offset"] = json.dumps([window, found[self.size - 1][0]])
        return Reply(200, body, {"Date": self.date})
