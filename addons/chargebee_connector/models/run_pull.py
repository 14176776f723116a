import json
from datetime import datetime, timezone

from odoo import api, models

from ..ledger.problems import Invalid, Refused, WorldProblem
from ..ledger.text import parse

#: Pages that one transaction stores; a killed worker fetches no more than these again.
PAGES_PER_STEP = 25
#: How long to stay away from a stream that another run is reading.
BUSY_SECONDS = 5
#: Events whose objects are fetched together: each may touch several, and a site may allow no more
#: than 150 calls a minute. Fewer at once, and a wait in between loses little.
EVENTS_AT_ONCE = 25


class BillingRun(models.Model):
    """Pull: streams one after the other, whole pages in one statement each with their cursor."""

    _inherit = "billing.run"

    def _step_pull(self, clock):
        """Read on for as long as the step lasts."""
        position = self._position()
        if "streams" not in position:
            if not position.get("events_only"):
                self._acquaint()
            position["streams"] = self._streams_to_pull().ids
            self._fetch_events(clock)
        pages = PAGES_PER_STEP
        try:
            while position["streams"] and pages > 0 and not clock.is_over():
                stream = self.env["billing.stream"].browse(position["streams"][0]).exists()
                if stream and stream.active:
                    if not stream.try_lock_for_update(allow_referencing=True):
                        return BUSY_SECONDS
                    stream.invalidate_recordset()
                    read, finished = self._pull_stream(stream, pages, clock)
                    pages -= read
                    if not finished:
                        break
                position["streams"].pop(0)
        finally:
            # Also when the source breaks off: the next step goes on with that stream.
            self.position = json.dumps(position)
        return 0 if position["streams"] else None

    def _acquaint(self):
        """Have the source learn what it must know of itself before anything is read."""
        backend, calls = self.backend_id, []
        system = backend._system()
        with self._blame(backend):
            try:
                system._acquaint(backend, lambda: system._client(backend, "", calls))
            finally:
                self._count(calls=len(calls))

    def _streams_to_pull(self):
        """Return the streams of this run: the source's, and what its target is known by."""
        source = self.backend_id
        if self._position().get("events_only"):
            streams = self.env["billing.stream"]
        else:
            streams = self._source_streams(source)
        target = self.route_id.target_id
        if target:
            scope = self.route_id.target_scope or ""
            streams |= target._ensure_streams(scope, target._system()._mirror_kinds())
        return streams

    def _source_streams(self, source):
        """Return the streams of a source: those of the run's route, else of every scope in use."""
        routes = self.route_id or self.env["billing.route"].search([("source_id", "=", source.id)])
        streams = self.env["billing.stream"]
        for scope in sorted({route.source_scope or "" for route in routes} or {""}):
            streams |= source._ensure_streams(scope, source._system()._stream_kinds(source))
        return streams

    def _pull_stream(self, stream, limit, clock):
        """Store up to `limit` pages of one stream. Return (pages stored, whether it is done)."""
        backend = stream.backend_id
        system = backend._system()
        calls = []
        stored = changed = 0
        read_at_start = stream.last_count if stream.cursor else 0
        more = True
        system._begin_pull(stream)
        with self._blame(backend):
            client = system._client(backend, stream.scope, calls)
            now = datetime.now(timezone.utc)
            pages = system._pages(
                backend, client, stream.kind, stream.cursor or "", now, stream.full
            )
            try:
                for page in pages:
                    rows = self._store_page(stream, page.objects)
                    changed += len(rows)
                    stored += 1
                    more = page.more
                    stream.write({"cursor": page.cursor, "full": False})
                    self._count(pulled=len(page.objects), changed=len(rows))
                    if not more or stored >= limit or clock.is_over():
                        break
                if not more:
                    system._end_pull(stream, client)
            except WorldProblem:
                # What was stored stays, with its cursor: the next step goes on behind it.
                stream.last_count = read_at_start + changed
                raise
            finally:
                pages.close()
                self._count(calls=len(calls))
        stream.last_count = read_at_start + changed
        if not more:
            stream.write({"complete": True, "last_run_at": self.env.cr.now()})
        return stored, not more

    def _store_page(self, stream, objects):
        """Store pulled objects and put them on the lists of what is to be planned."""
        backend = stream.backend_id
        records = self.env["billing.record"]
        changed = records._store(backend, stream.scope, objects)
        system = backend._system()
        self._plan_changed(backend, stream.scope, [(row[0], row[1]) for row in changed])
        if stream.kind in system._keyed_kinds() and changed:
            texts = {(pulled.kind, pulled.external_id): pulled.text for pulled in objects}
            told = [(row[0], row[1], texts[row[1], row[2]]) for row in changed]
            records._store_keys(
                system, [(record_id, kind, parse(text)) for record_id, kind, text in told if text]
            )
        return changed

    @api.model
    def _plan_changed(self, backend, scope, rows):
        """Have changed records [(id, kind)] of a scope planned on every route that starts here."""
        routes = self.env["billing.route"].search([("source_id", "=", backend.id)])
        wanted = []
        for route in routes.filtered(lambda route: (route.source_scope or "") == scope):
            kinds = {kind: place for place, kind in enumerate(route._planned_kinds())}
            wanted += [
                (route.id, record_id, kinds[kind]) for record_id, kind in rows if kind in kinds
            ]
        self._plan_later(wanted)

    # --- events -------------------------------------------------------------------------------

    def _fetch_events(self, clock):
        """Fetch afresh what stored events are about: lists lag behind, single objects don't."""
        while not clock.is_over():
            events = self.env["billing.record"].search(
                [("backend_id", "=", self.backend_id.id), ("pending", "=", True)],
                order="id",
                limit=EVENTS_AT_ONCE,
            )
            if not events:
                return
            self._fetch_touched(events)
            events.write({"pending": False})

    def _fetch_touched(self, events):
        """Store every object that these events touch as it stands now."""
        backend = self.backend_id
        system = backend._system()
        wanted = {}
        for event in events:
            try:
                touched = system._objects_of_event(backend, event._payload())
                wanted.update(dict.fromkeys(touched))
            except (Invalid, ValueError):
                # An event only wakes us: one that can't be read is covered by the next pull.
                continue
        calls, found = [], []
        with self._blame(backend):
            client = system._client(backend, "", calls)
            for kind, external_id in wanted:
                try:
                    found.append(system._fetch(client, kind, external_id))
                except Refused:
                    # So is an object that the source won't give under the id of the event.
                    continue
        found = [pulled for pulled in found if pulled is not None]
        changed = self.env["billing.record"]._store(backend, "", found)
        self._plan_changed(backend, "", [(row[0], row[1]) for row in changed])
        self._count(pulled=len(found), changed=len(changed), calls=len(calls))
