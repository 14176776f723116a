"""From records to outcomes: the words between two systems, a batch at a time.

The same call serves the plan that is stored and the preview that a person looks at.
"""

from dataclasses import replace

from ..ledger import states
from ..ledger.plan import Known, LinkNow, Needs, Outcome
from ..ledger.problems import Invalid, Waiting
from ..ledger.text import parse
from .bundling import bundled
from .own_cursor import by_whole_keys
from .planning_queries import Answers

#: Records that are planned together; the number of queries doesn't depend on it.
BATCH = 500
#: How often answers may lead to further questions: as far as documents hang together.
ROUNDS = 6
#: A link in one of these states goes no further until somebody sees to it.
STOPPED = (states.BLOCKED, states.REFUSED, states.SKIPPED, states.IGNORED)


class Planner(Answers):
    """Plans records of one route. Mapping tables and options are read once, at the start.

    Raises Unmapped from the start for a setting of the route that is missing. `seeking` says that
    links were lost: see `Known`.
    """

    def __init__(self, route, seeking=False):
        self._route = route
        self._seeking = seeking
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
        self._back = None

    def outcomes(self, record_ids, pretend=()):
        """Return (outcomes, what is linked now) for records of the source.

        `pretend` maps (link kind, key) to the state in which that link shall count as being: a
        preview shows what would be made on the way as well. What is linked now maps (kind, key)
        to (link id, LinkNow, fingerprint, problem, version, record id).
        """
        words, outcomes, known, linked = self._told(record_ids, pretend)
        links = known.links
        for outcome in self._target._plan(words, self.rules, known):
            first = links.get(outcome.needs_link)
            if outcome.request and first and first.state in STOPPED:
                wait = Waiting(self._target.FIRST, customer=self._name_of_first(outcome))
                outcome = replace(outcome, request=None, problem=wait)
            outcomes.append(outcome)
        for outcome in outcomes:
            self.sources.setdefault((outcome.kind, outcome.key), outcome.source)
        return outcomes, linked

    def _name_of_first(self, outcome):
        """Return what people know the thing by that an outcome goes after.

        A document goes after its customer and is called like it; a row that is only shown goes
        after others, which are known by their ids.
        """
        key = outcome.needs_link[1]
        if self._target.SHOWS:
            return key.partition("/")[2] or key
        return outcome.facts.title or key

    def reasons(self, record_id):
        """Return what decides each booked line of one record, as the target tells it."""
        words, _unreadable, known, _linked = self._told([record_id], ())
        return [one for word in words for one in self._target._why(word, self.rules, known)]

    def _told(self, record_ids, pretend):
        """Return (words, outcomes of unreadable records, Known, what is linked) of records."""
        by_whole_keys(self._cr)
        rows = self._records(self._with_tied(record_ids))
        records = [row for row in rows if self._target._place(row[1], row[2])]
        self.versions = {(row[1], row[2]): row[3] for row in records}
        gone = {(row[1], row[2]) for row in records if row[5]}
        words, outcomes = [], []
        for _record_id, kind, external_id, _version, text, _deleted in records:
            try:
                word = self._read(kind, text)
            except (Invalid, ValueError) as problem:
                outcomes.append(self._unreadable(kind, external_id, text, problem))
            else:
                if word is not None:
                    words.append(word)
        words = self._reader._joined(words, gone)
        known, linked = Known(moved=self._moved, seeking=self._seeking), {}
        self.sources = {self._target._place(*source): source for source in self.versions}
        needs = self._target._needs(words, self.rules)
        for _round in range(ROUNDS):
            self._answer(needs, known, linked, pretend)
            asked, needs = needs, self._target._needs_beyond(words, self.rules, known)
            if needs in (asked, Needs()):
                break
        if not self._target.SHOWS:
            # What is only shown is never compared with what stands there: its links say that.
            self._add_standing(known)
        return words, outcomes, known, linked

    def _answer(self, needs, known, linked, pretend):
        """Add the answers to needs to what is known and linked: a query for each kind of key."""
        told = needs.records | needs.present
        named = {self._target._place(*one): one for one in told}
        self.sources = {**named, **needs.after, **self.sources}
        children, below = self._children(needs.children), self._below(needs.below)
        known.children.update(children)
        known.below.update(below)
        asked = needs.links.union(self.sources, pretend, *children.values(), *below.values())
        found = self._links(asked - {None} - set(linked))
        linked.update(found)
        known.links.update({place: row[1] for place, row in found.items()})
        for place, state in dict(pretend).items():
            now = known.links.get(place, LinkNow(state))
            known.links[place] = replace(now, state=state)
        known.records.update(self._words(needs.records))
        known.present.update(self._present(needs.present))
        known.matches.update(self._matches(needs.matches))
        checks = self._route.env["billing.vat.check"]
        known.vat_checks.update(checks._latest(self._route.company_id, needs.vat_numbers))
        stand = {place for place in needs.booked if _stands(known.links, place)}
        known.booked.update(self._booked(stand.union(*below.values())))
        known.there.update(self._there(needs.there))
        known.made.update(self._made(needs.made))
        known.taken.update(self._taken(needs.taken))
        known.settled.update(self._settled(needs.settled))

    def _read(self, kind, text):
        """Return the word of a source's record, as this route's target is told it."""
        return self._reader._read_for(self._target, self._source, kind, parse(text))

    @property
    def bundle_until(self):
        """The last day whose parts are put together."""
        return self._target._bundle_until(self.rules)

    def is_due(self, bundle):
        """Say whether a bundle may be put together by now."""
        kind, _space, base = bundle.partition(" ")
        return self._target._bundle_is_due(kind, base, self.rules)

    def bundled(self, bundle, members, aggregates):
        """Return what a bundle's members become; see `bundling.bundled`."""
        return bundled(self._target, self.rules, bundle, members, aggregates)

    def records_by_source(self, sources):
        """Return {(kind, external id): record id} for records of the source."""
        rows = self._asked_records(self._source, self._source_scope, sources, "id")
        return {(kind, external_id): record_id for kind, external_id, record_id in rows}

    def _unreadable(self, kind, external_id, text, problem):
        """Block a document that can't be understood, with what can be told of it.

        Unless it tells that it is another route's: that one's clerks see to it.
        """
        if not isinstance(problem, Invalid):
            problem = Invalid("payload_malformed")
        link_kind, key = self._target._place(kind, external_id)
        facts = self._reader._glimpse(self._source, text)
        if kind == "credit_note" and facts.total is not None:
            facts = replace(facts, total=-facts.total)
        entity, ours = self._reader._entity_of(text), self._route.business_entity
        if entity and ours and entity != ours:
            return Outcome(link_kind, key, (kind, external_id), facts, rule="other_entity")
        return Outcome(link_kind, key, (kind, external_id), facts, problem=problem)


def _stands(links, place):
    return place in links and links[place].state == states.POSTED
