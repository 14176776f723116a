"""Deferred revenue by memo entries of our own, for administrations in which Exact spreads nothing.

The sales entry books revenue in full. At the end of its period what is not yet earned goes to a
balance ledger (`INV-1/defer`), and at the end of each later period that period's part comes back
(`INV-1/release/2026-03`). One entry takes all documents of a period together. A credit note is
spread like an invoice with its amounts turned round; what is voided takes the rest back at once.
So does a document whose number stands for another one by now; that one is spread anew behind its
own entry (`INV-1/remade/1/defer`). What stands, and not what the source says by now, tells then
what is left.

Amounts are in the division's currency, at the rate of the sales entry: what was invoiced in
advance is not revalued. VAT is never deferred.
"""

from dataclasses import dataclass
from decimal import Decimal

from ...ledger.gates import is_zero, skip_rule
from ...ledger.periods import Period
from ...ledger.plan import REPLACE, Booked, Facts, Known, Needs, Outcome, part
from ...ledger.problems import Conflict, Problem, Waiting
from ...ledger.states import IGNORED, PLANNABLE, POSTED, SKIPPED
from ...ledger.words import Document
from . import bundled_memo, deferral_parts, memo, sales, undoing
from .deferral_parts import DEFER, Unearned
from .deferral_rules import deferral_of, defers
from .places import place_of
from .rules import Rules

#: What stands before the period in the key of a release.
RELEASE = "/release/"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sales entry that stands under `key`, and the periods it may be spread into."""

    document: Document
    key: str
    periods: list
    rules: Rules
    known: Known

    @property
    def is_remade(self) -> bool:
        """Say whether it is the entry of what a number stands for by now."""
        return self.place != place_of(self.document)

    @property
    def is_replaced(self) -> bool:
        """Say whether a person decided that its number stands for another document."""
        return not self.is_remade and _is_replaced(self.document, self.known)

    @property
    def place(self) -> tuple:
        return place_of(self.document)[0], self.key

    @property
    def void(self) -> tuple:
        return self.place[0], self.key + undoing.VOID_KEY

    @property
    def defer(self) -> tuple:
        return memo.KIND, self.key + DEFER

    @property
    def back(self) -> tuple:
        return memo.KIND, self.key + undoing.VOID_KEY + DEFER

    @property
    def releases(self) -> list[tuple]:
        return [self.release(period) for period in self.periods]

    def release(self, period: Period) -> tuple:
        return memo.KIND, f"{self.key}{RELEASE}{bundled_memo.name(period)}"

    def state(self, place: tuple) -> str:
        link = self.known.links.get(place)
        return link.state if link else ""

    def stands(self, place: tuple) -> bool:
        """Say whether something of ours is in the books, or may be."""
        return self.state(place) not in (*PLANNABLE, IGNORED, "")


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask what is deferred and released of a document, and whether what it credits is."""
    for entry in _entries(document, rules, Known()):
        asked.links.update((entry.void, entry.back, entry.defer, *entry.releases))
        asked.booked.update((entry.place, entry.void, entry.defer, *entry.releases))
        if document.credits:
            asked.links.add((memo.KIND, document.credits + DEFER))


def needs_beyond(document: Document, rules: Rules, known: Known, asked: Needs) -> None:
    """Ask for all that stands of a document whose number is another one's by now."""
    if _is_replaced(document, known):
        kind, key = place_of(document)
        asked.below.add((memo.KIND, key))
        asked.booked.update({(kind, key), (kind, key + undoing.VOID_KEY)})


def plan(document: Document, rules: Rules, known: Known) -> list[Outcome]:
    """Return what is deferred and released of a document's sales entry, and of a remade one."""
    outcomes = []
    for entry in _entries(document, rules, known):
        if entry.is_replaced and entry.state(entry.void) != POSTED:
            outcomes.extend(_replaced(entry))
            continue
        wanted = _of(entry)
        if wanted is not None:
            outcomes.extend(wanted)
            outcomes.extend(_superseded(entry, {(one.kind, one.key) for one in wanted}))
    return outcomes


def _entries(document: Document, rules: Rules, known: Known) -> list[_Entry]:
    """Return the entries that a document may have; none when nothing of it can be deferred."""
    if not defers(rules) and not deferral_of(rules).running:
        return []
    periods = deferral_parts.later_periods(document, rules)
    key = place_of(document)[1]
    before = periods
    if _is_replaced(document, known):
        before = _released_in(key, rules, known)
    found = [(key, before), (key + sales.REMADE_KEY, periods)]
    return [_Entry(document, each, some, rules, known) for each, some in found if some]


def _is_replaced(document: Document, known: Known) -> bool:
    link = known.links.get(place_of(document))
    return link is not None and link.state == POSTED and link.decision == REPLACE


def _released_in(key: str, rules: Rules, known: Known) -> list[Period]:
    """Return the periods that have a release of an entry, whatever its document says by now."""
    begin = key + RELEASE
    names = [
        below.removeprefix(begin)
        for _kind, below in known.below.get((memo.KIND, key), ())
        if below.startswith(begin)
    ]
    found = [rules.calendar.named(*map(int, name.split("-"))) for name in sorted(names)]
    return [period for period in found if period is not None]


def _replaced(entry: _Entry) -> list[Outcome]:
    """Return what waits for the entry that takes a replaced one back; releases go on till then."""
    if not entry.stands(entry.defer) or entry.stands(entry.back):
        return []
    wait = Waiting("void_first", number=entry.document.external_id)
    return [_stopped(entry, entry.back, wait, entry.void)]


def _of(entry: _Entry) -> list[Outcome] | None:
    """Return what must stand of an entry, None when it is not the time to say."""
    if entry.state(entry.void) == POSTED:
        return _taken_back(entry)
    if entry.state(entry.place) != POSTED:
        return _waiting(entry)
    if entry.stands(entry.defer) and entry.defer not in entry.known.booked:
        return None
    found = _deferred(entry)
    link = entry.known.links[entry.place]
    if found and undoing.day_back(entry.document, link, entry.rules):
        wait = Waiting("void_first", number=entry.document.external_id)
        found.append(_stopped(entry, entry.back, wait, entry.void))
    return found


def _waiting(entry: _Entry) -> list[Outcome]:
    """Return what waits for a sales entry; nothing for one that is not to be posted."""
    document, rules = entry.document, entry.rules
    if not defers(rules) or (entry.is_remade and not _is_replaced(document, entry.known)):
        return []
    if skip_rule(document, rules.date_from, rules.business_entity) or is_zero(document):
        return []
    if entry.state(entry.place) in (IGNORED, SKIPPED):
        return []
    return [_stopped(entry, entry.defer, Waiting("invoice_first", invoice=document.external_id))]


# --- deferring and releasing --------------------------------------------------------------------


def _deferred(entry: _Entry) -> list[Outcome]:
    """Return what is deferred of a posted entry, and each period's release."""
    stands = entry.known.booked.get(entry.defer)
    if stands is None and not defers(entry.rules) or entry.state(entry.defer) == IGNORED:
        return []
    try:
        found = deferral_parts.unearned(
            entry.document, entry.place, entry.rules, entry.known, stands.body if stands else None
        )
        if stands and not _is_same(found, stands):
            raise Conflict("deferral_differs", number=entry.document.external_id)
    except Problem as problem:
        return [_stopped(entry, entry.defer, problem)]
    if found is None:
        return []
    deferral = [] if stands else [_deferral(entry, found)]
    return deferral + [_release(entry, found, period) for period in found.periods]


def _is_same(found: Unearned | None, stands: Booked) -> bool:
    """Say whether the releases of what stands would make it up."""
    own = deferral_parts.totals(found.deferral()) if found else {}
    return own == deferral_parts.totals(stands.body)


def _deferral(entry: _Entry, found: Unearned) -> Outcome:
    return _member(
        entry, entry.defer, bundled_memo.DEFERRALS, found.own, found.booked, found.deferral()
    )


def _release(entry: _Entry, found: Unearned, period: Period) -> Outcome:
    place = entry.release(period)
    try:
        booked = deferral_parts.open_period(period, entry.rules)
    except Problem as problem:
        return _stopped(entry, place, problem)
    return _member(entry, place, bundled_memo.RELEASES, period, booked, found.release(period))


def _member(
    entry: _Entry, place: tuple, what: str, own: Period, booked: Period, body: dict
) -> Outcome:
    """Return a part of the one entry that takes all of a period's, on the period's last day."""
    facts = Facts(
        entry.document.billed_to,
        booked.end,
        entry.rules.division_currency,
        sum(deferral_parts.totals(body).values(), Decimal("0.00")),
        period=booked.label,
        left=own.label if booked != own else "",
    )
    return Outcome(
        *place,
        _source(entry),
        facts,
        request=part(body),
        bundle=(memo.KIND, bundled_memo.base(what, booked, entry.rules)),
    )


# --- what goes back -----------------------------------------------------------------------------


def _taken_back(entry: _Entry) -> list[Outcome]:
    """Return what takes back, with the sales entry, all that was not released yet."""
    if entry.stands(entry.back) or not entry.stands(entry.defer):
        return []
    stand = [place for place in (entry.defer, *entry.releases) if entry.stands(place)]
    for place in stand:
        if place not in entry.known.booked:
            wait = Waiting("deferral_first", number=entry.document.external_id)
            return [_stopped(entry, entry.back, wait, place)]
    try:
        body, own, booked = _rest(entry, [entry.known.booked[place].body for place in stand])
    except Problem as problem:
        return [_stopped(entry, entry.back, problem)]
    return (
        [_member(entry, entry.back, bundled_memo.DEFERRALS, own, booked, body)]
        if body["Lines"]
        else []
    )


def _rest(entry: _Entry, bodies: list[dict]) -> tuple[dict, Period, Period]:
    """Return the part that turns round what is left of a deferral, and its period."""
    deferral, document = bodies[0], entry.document
    void = entry.known.booked.get(entry.void)
    if void is None:
        raise Conflict("deferred_entry_unknown", number=document.external_id)
    if deferral["Until"] not in {period.label for period in entry.periods}:
        raise Conflict("deferral_differs", number=document.external_id)
    left = {where: -amount for where, amount in deferral_parts.totals(*bodies).items()}
    own = deferral_parts.own_period(void, entry.rules)
    booked = deferral_parts.open_period(own, entry.rules)
    return deferral_parts.part(left, deferral["Against"]), own, booked


# --- outcomes -----------------------------------------------------------------------------------


def _source(entry: _Entry) -> tuple:
    return entry.document.kind, entry.document.external_id


def _facts(entry: _Entry) -> Facts:
    document = entry.document
    return Facts(document.billed_to, document.date, entry.rules.division_currency)


def _stopped(
    entry: _Entry, place: tuple, problem: Problem, waits_for: tuple | None = None
) -> Outcome:
    waits = (waits_for or entry.place) if isinstance(problem, Waiting) else None
    return Outcome(*place, _source(entry), _facts(entry), problem=problem, needs_link=waits)


def _superseded(entry: _Entry, wanted: set) -> list[Outcome]:
    """Return the outcomes of what was planned once and must not go (any more).

    Of what stands and is no longer what the source says, releases go on as they were planned.
    """
    if entry.defer in wanted and entry.stands(entry.defer):
        return []
    return [
        Outcome(*place, _source(entry), _facts(entry), rule="superseded")
        for place in (entry.defer, entry.back, *entry.releases)
        if place not in wanted and entry.state(place) in PLANNABLE
    ]
