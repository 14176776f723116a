"""From records to outcomes: the batch's queries, and the words between two systems.

The same call serves the plan that is stored and the preview that a person looks at.
"""

from dataclasses import replace
from decimal import Decimal

from ..ledger import states
from ..ledger.plan import Booked, Known, LinkNow, Made, Outcome
from ..ledger.problems import Invalid, Waiting
from ..ledger.text import parse
from .bundling import bundled

#: Records that are planned together; the number of queries doesn't depend on it.
BATCH = 500
#: A link in one of these states goes no further until somebody sees to it.
STOPPED = (states.BLOCKED, states.REFUSED, states.SKIPPED, states.IGNORED)


class Planner:
    """Plans records of one route. Mapping tables and options are read once, at the start.

    Raises Unmapped from the start for a setting of the route that is missing.
    """

    def __init__(self, route):
        self._route = route
        self._cr = route.env.cr
        self._source = route.source_id
        self._reader = route.source_id._system()
        self._target = route.target_id._system()
        self._scope = route.target_scope or ""
        self._source_scope = route.source_scope or ""
        self.rules = self._target._rules(route)
        #: (kind, external id) → version of the records that were planned last.
        self.versions = {}
        #: (link kind, key) → (kind, external id) of all records that the last plan knew of, and of
        #: what it made of them.
        self.sources = {}
        self._moved = self._moved_so_far()

    def outcomes(self, record_ids, pretend=()):
        """Return (outcomes, what is linked now) for records of the source.

        `pretend` maps (link kind, key) to the state in which that link shall count as being: a
        preview shows what would be made on the way as well. What is linked now maps (kind, key)
        to (link id, LinkNow, fingerprint, problem, version, record id).
        """
        records = [row for row in self._records(record_ids) if self._target._place(row[1], row[2])]
        self.versions = {(row[1], row[2]): row[3] for row in records}
        words, outcomes = [], []
        for _record_id, kind, external_id, _version, text in records:
            try:
                word = self._reader._read(self._source, kind, parse(text))
            except (Invalid, ValueError) as problem:
                outcomes.append(self._unreadable(kind, external_id, text, problem))
            else:
                if word is not None:
                    words.append(word)
        known, linked = Known(moved=self._moved), {}
        self.sources = {self._target._place(*source): source for source in self.versions}
        self._answer(self._target._needs(words, self.rules), known, linked, pretend)
        beyond = self._target._needs_beyond(words, self.rules, known)
        self._answer(beyond, known, linked, pretend)
        links = known.links
        self._add_standing(known)
        for outcome in self._target._plan(words, self.rules, known):
            first = links.get(outcome.needs_link)
            if outcome.request and first and first.state in STOPPED:
                title = outcome.facts.title or outcome.needs_link[1]
                wait = Waiting("account_first", customer=title)
                outcome = replace(outcome, request=None, problem=wait)
            outcomes.append(outcome)
        for outcome in outcomes:
            self.sources.setdefault((outcome.kind, outcome.key), outcome.source)
        return outcomes, linked

    def _answer(self, needs, known, linked, pretend):
        """Add the answers to needs to what is known and linked: a query for each kind of key."""
        self.sources = {self._target._place(*one): one for one in needs.records} | self.sources
        children = self._children(needs.children)
        known.children.update(children)
        asked = needs.links.union(self.sources, pretend, *children.values())
        found = self._links(asked - {None} - set(linked))
        linked.update(found)
        known.links.update({place: row[1] for place, row in found.items()})
        for place, state in dict(pretend).items():
            now = known.links.get(place, LinkNow(state))
            known.links[place] = replace(now, state=state)
        known.records.update(self._words(needs.records))
        known.matches.update(self._matches(needs.matches))
        checks = self._route.env["billing.vat.check"]
        known.vat_checks.update(checks._latest(self._route.company_id, needs.vat_numbers))
        stand = {place for place in needs.booked if _stands(known.links, place)}
        known.booked.update(self._booked(stand))
        known.there.update(self._there(needs.there))
        known.made.update(self._made(needs.made))

    @property
    def bundle_until(self):
        """The last day whose parts are put together."""
        return self._target._bundle_until(self.rules)

    def bundled(self, bundle, members, aggregates):
        """Return what a bundle's members become; see `bundling.bundled`."""
        return bundled(self._target, self.rules, bundle, members, aggregates)

    def records_by_source(self, sources):
        """Return {(kind, external id): record id} for records of the source."""
        rows = self._asked_records(self._source, self._source_scope, sources, "id")
        return {(kind, external_id): record_id for kind, external_id, record_id in rows}

    def _unreadable(self, kind, external_id, text, problem):
        """Block a document that can't be understood, with what can be told of it."""
        if not isinstance(problem, Invalid):
            problem = Invalid("payload_malformed")
        link_kind, key = self._target._place(kind, external_id)
        facts = self._reader._glimpse(self._source, text)
        if kind == "credit_note" and facts.total is not None:
            facts = replace(facts, total=-facts.total)
        return Outcome(link_kind, key, (kind, external_id), facts, problem=problem)

    # --- one query per kind of key ------------------------------------------------------------

    def _records(self, record_ids):
        self._cr.execute(
            "SELECT id, kind, external_id, version, payload FROM billing_record"
            " WHERE id = ANY(%s) ORDER BY id",
            (list(record_ids),),
        )
        return self._cr.fetchall()

    def _asked_records(self, backend, scope, keys, column):
        """Return (kind, external id, column) of a connection's records."""
        if not keys:
            return []
        return self._cr.execute_values(
            f"SELECT r.kind, r.external_id, r.{column} FROM billing_record r"
            " JOIN (VALUES %s) AS asked (backend_id, scope, kind, external_id)"
            "   ON r.backend_id = asked.backend_id AND r.scope = asked.scope"
            "  AND r.kind = asked.kind AND r.external_id = asked.external_id",
            [(backend.id, scope, *key) for key in keys],
            page_size=len(keys),
            fetch=True,
        )

    def _words(self, keys):
        rows = self._asked_records(self._source, self._source_scope, keys, "payload")
        return _read_all(self._reader, self._source, rows)

    def _there(self, keys):
        backend = self._route.target_id
        rows = self._asked_records(backend, self._scope, keys, "payload")
        return _read_all(self._target, backend, rows)

    def _made(self, external_ids):
        """Return {external id of the source: (Made, ...)} of what a route the other way posted."""
        if not external_ids:
            return {}
        self._cr.execute(
            "SELECT l.external_id, l.kind, l.key, r.kind, r.external_id, c.name,"
            "       l.amount_total::text"
            "  FROM billing_link l JOIN billing_route o ON o.id = l.route_id"
            "  LEFT JOIN billing_record r ON r.id = l.record_id"
            "  LEFT JOIN res_currency c ON c.id = l.currency_id"
            " WHERE l.backend_id = %s AND l.scope = %s AND o.source_id = %s"
            "   AND l.state = 'posted' AND l.external_id = ANY(%s) ORDER BY l.id",
            (self._source.id, self._source_scope, self._route.target_id.id, list(external_ids)),
        )
        made = {}
        for external_id, kind, key, source_kind, source_id, currency, total in self._cr.fetchall():
            one = Made(
                kind,
                key,
                (source_kind, source_id) if source_kind else (),
                currency or "",
                None if total is None else Decimal(total),
            )
            made[external_id] = (*made.get(external_id, ()), one)
        return made

    def _links(self, places):
        if not places:
            return {}
        rows = self._cr.execute_values(
            "SELECT l.kind, l.key, l.id, l.state, l.external_id, l.content, l.create_new,"
            "       l.released, l.gone, l.decision,"
            "       l.fingerprint, l.problem, l.record_version, l.record_id"
            "  FROM billing_link l"
            "  JOIN (VALUES %s) AS asked (route_id, kind, key)"
            "    ON l.route_id = asked.route_id AND l.kind = asked.kind AND l.key = asked.key",
            [(self._route.id, *place) for place in places],
            page_size=len(places),
            fetch=True,
        )
        return {
            (kind, key): (
                link_id,
                LinkNow(
                    state,
                    external_id or "",
                    content or "",
                    bool(create_new),
                    released or "",
                    bool(gone),
                    decision or "",
                ),
                fingerprint,
                problem,
                version,
                record_id,
            )
            for (
                kind, key, link_id, state, external_id, content, create_new, released, gone,
                decision,
                fingerprint, problem, version, record_id,
            ) in rows
        }  # fmt: skip

    def _children(self, keys):
        """Return {(kind, key, kind of child): places of the links that belong to that link}."""
        if not keys:
            return {}
        rows = self._cr.execute_values(
            "SELECT p.kind, p.key, l.kind, l.key FROM billing_link p"
            " JOIN (VALUES %s) AS asked (route_id, kind, key, child)"
            "   ON p.route_id = asked.route_id AND p.kind = asked.kind AND p.key = asked.key"
            " JOIN billing_link l ON l.parent_id = p.id AND l.kind = asked.child"
            " ORDER BY l.id",
            [(self._route.id, *key) for key in keys],
            page_size=len(keys),
            fetch=True,
        )
        found = {}
        for kind, key, child_kind, child_key in rows:
            found.setdefault((kind, key, child_kind), set()).add((child_kind, child_key))
        return found

    def _booked(self, places):
        """Return {(kind, key): Booked} of posted links."""
        if not places:
            return {}
        rows = self._cr.execute_values(
            "SELECT l.kind, l.key, l.request, l.answer, l.amount_total::text,"
            "       l.amount_tax::text, l.content"
            "  FROM billing_link l"
            "  JOIN (VALUES %s) AS asked (route_id, kind, key)"
            "    ON l.route_id = asked.route_id AND l.kind = asked.kind AND l.key = asked.key"
            " WHERE l.request IS NOT NULL",
            [(self._route.id, *place) for place in places],
            page_size=len(places),
            fetch=True,
        )
        return {(kind, key): booked(*row) for kind, key, *row in rows}

    def _moved_so_far(self):
        """Return {VAT return: {key: VAT that left it}} of all that goes into the same books."""
        self._cr.execute(
            "SELECT left_return, route_id, key, left_vat::text FROM billing_link"
            " WHERE backend_id = %s AND scope = %s AND left_return IS NOT NULL"
            "   AND state IN ('planned', 'posting', 'uncertain', 'posted')",
            (self._route.target_id.id, self._scope),
        )
        moved = {}
        for left, route_id, key, vat in self._cr.fetchall():
            # Keys are a route's own: another's must not be taken for one of this route.
            own = key if route_id == self._route.id else (route_id, key)
            moved.setdefault(left, {})[own] = Decimal(vat)
        return moved

    def _matches(self, keys):
        if not keys:
            return {}
        rows = self._cr.execute_values(
            "SELECT k.name, k.value, r.kind, r.payload FROM billing_record_key k"
            " JOIN (VALUES %s) AS asked (backend_id, scope, name, value)"
            "   ON k.name = asked.name AND k.value = asked.value"
            " JOIN billing_record r ON r.id = k.record_id AND r.backend_id = asked.backend_id"
            "  AND r.scope = asked.scope AND r.deleted IS NOT TRUE",
            [(self._route.target_id.id, self._scope, *key) for key in keys],
            page_size=len(keys),
            fetch=True,
        )
        matches = {}
        for name, value, kind, text in rows:
            alike = self._target._likeness(kind, parse(text))
            matches[name, value] = (*matches.get((name, value), ()), alike)
        return matches

    def _add_standing(self, known):
        """Add what the target holds of linked things, and which of its things are taken."""
        linked = [link.external_id for link in known.links.values() if link.external_id]
        alike = {thing.external_id for things in known.matches.values() for thing in things}
        if not linked and not alike:
            return
        self._cr.execute(
            "SELECT r.external_id, r.kind, r.payload FROM billing_record r"
            " WHERE r.backend_id = %s AND r.scope = %s AND r.external_id = ANY(%s)",
            (self._route.target_id.id, self._scope, linked),
        )
        for external_id, kind, text in self._cr.fetchall():
            known.standing[external_id] = self._target._likeness(kind, parse(text))
        self._cr.execute(
            "SELECT l.external_id, l.key, r.kind, r.payload FROM billing_link l"
            "  LEFT JOIN billing_record r ON r.id = l.record_id"
            " WHERE l.backend_id = %s AND l.scope = %s AND l.state = 'posted'"
            "   AND l.gone IS NOT TRUE AND l.parent_id IS NULL AND l.external_id = ANY(%s)",
            (self._route.target_id.id, self._scope, list(alike)),
        )
        for external_id, key, kind, text in self._cr.fetchall():
            known.taken[external_id] = key
            known.holders[external_id] = self._word_or_none(kind, text)

    def _word_or_none(self, kind, text):
        """Return the word of a source's record, None for one that is missing or can't be read."""
        try:
            return self._reader._read(self._source, kind, parse(text)) if text else None
        except (Invalid, ValueError):
            return None


def _read_all(reader, backend, rows):
    """Return {(kind, external id): word} of records; one that can't be read is left out.

    It has a problem of its own; for others it is as if it weren't there.
    """
    words = {}
    for kind, external_id, text in rows:
        try:
            words[kind, external_id] = reader._read(backend, kind, parse(text))
        except (Invalid, ValueError):
            continue
    return words


def booked(request, answer, total, tax, content):
    """Return the Booked that a posted link's columns hold; amounts are texts."""
    return Booked(
        parse(request)["body"],
        parse(answer) if answer else {},
        None if total is None else Decimal(total),
        None if tax is None else Decimal(tax),
        content or "",
    )


def _stands(links, place):
    return place in links and links[place].state == states.POSTED
