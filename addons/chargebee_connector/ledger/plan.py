"""What a plan asks for and what it answers: the whole traffic between rules and database.

`needs(words)` names keys, the models answer each kind of key with one query, and the plan turns
words into outcomes. Nothing that is handed to a plan can reach a database or a network.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .problems import Problem
from .text import dump, fingerprint


def ref(kind, key, name="external_id"):
    """Return the place holder, inside a request's body, for a field of another link.

    It is resolved from the posted link at the moment of posting and changes nothing else; the
    fingerprint is taken over the request with its place holders.
    """
    return {"$ref": [kind, key, name]}


def attachment(kind, external_id):
    """Return the place holder, inside a request's body, for a printed document of the source.

    It is fetched and filled in, as Base64, for the moment of posting only.
    """
    return {"$attachment": [kind, external_id]}


def refs_in(value):
    """Yield (kind, key, field) of every place holder inside a request's body."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield tuple(value["$ref"])
            return
        value = value.values()
    elif not isinstance(value, list):
        return
    for inner in value:
        yield from refs_in(inner)


def resolve(value, known):
    """Return a request's body with its place holders filled from `known[(kind, key, field)]`.

    Raises KeyError for the first one that is not known.
    """
    if isinstance(value, dict):
        if "$ref" in value:
            return known[tuple(value["$ref"])]
        return {name: resolve(inner, known) for name, inner in value.items()}
    if isinstance(value, list):
        return [resolve(inner, known) for inner in value]
    return value


@dataclass(frozen=True, slots=True)
class Request:
    """One call to the target. `repeat` says how it may be sent a second time:

    `put` again at any time, `keyed` with the same idempotency key within its time, `create`
    never before a look at the target. `part` is never sent by itself: see `Outcome.bundle`.
    """

    method: str
    path: str
    body: dict
    repeat: str

    def text(self):
        """Return the canonical text that is stored, hashed and previewed."""
        return dump(
            {"method": self.method, "path": self.path, "body": self.body, "repeat": self.repeat}
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What lists, totals and looks need to know of a link without opening its request.

    `total` and `tax` are in `currency`; `date` is the document's own; `period` is `YYYY/MM` of
    the target's calendar; `title` is for people (a customer's name). `backdated` says that the
    document was made later than the date that is printed on it. `left` is the period that it had
    to leave because that is closed; `left_return` the VAT return that it left with it, and
    `left_vat` the VAT in the books' own currency. `fallback` says that something of it is booked
    where nothing else was decided, `left_out` names what was decided for it and is not sent.
    `oss_quarter` (as 2026-Q1) is the one to which its VAT under the One Stop Shop belongs.
    `customer` is the source's id of the customer whose account the thing leads to.
    """

    title: str = ""
    date: date | None = None
    currency: str = ""
    total: Decimal | None = None
    tax: Decimal | None = None
    period: str = ""
    backdated: bool = False
    left: str = ""
    left_return: str = ""
    left_vat: Decimal | None = None
    fallback: bool = False
    left_out: str = ""
    oss_quarter: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan says of one thing that is to stand in the target.

    `source` is (kind, external id) of the record it comes from. Exactly one of `request`
    (planned), `problem` (blocked) and `rule` (skipped) is set; only what a person must release
    has a problem and the request that it is about. `needs_link` is (kind, key) of
    the link that must be posted first; `parent` is the link it is an update of. `content` is
    the hash of what the target will hold of ours afterwards, for kinds that are updated.
    `adopt` is the external id of a thing that already stands there and is ours, `number` the one
    that people know it by. `bundle` is
    (kind, base of the key) of the one thing that takes this and others like it together: the
    request then is a part of that thing's. `remark` is a problem that a rule has settled: it is
    said in the log, and stops nothing.
    """

    kind: str
    key: str
    source: tuple
    facts: Facts = field(default_factory=Facts)
    request: Request | None = None
    problem: Problem | None = None
    rule: str = ""
    needs_link: tuple | None = None
    parent: tuple | None = None
    content: str = ""
    adopt: str = ""
    number: str = ""
    bundle: tuple | None = None
    remark: Problem | None = None

    def __post_init__(self):
        # A problem that was raised holds every frame that it came through, and in those stands
        # the batch: each would keep its batch in memory until a full garbage collection.
        if self.problem is not None:
            self.problem.__traceback__ = self.problem.__context__ = None

    @property
    def state(self):
        if self.adopt:
            return "posted"
        if self.problem is not None:
            return "blocked"
        return "skipped" if self.rule else "planned"

    def request_text(self):
        return self.request.text() if self.request else None

    def fingerprint(self):
        text = self.request_text()
        return fingerprint(text) if text else None


def part(body):
    """Return the request of something that goes inside another one's; see `Outcome.bundle`."""
    return Request("PART", "", body, "part")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that goes inside another one: its key, facts and the body of its request."""

    key: str
    facts: Facts
    body: dict


@dataclass(slots=True)
class Needs:
    """The keys that a batch asks for: records of the source, links, likenesses in the target.

    `records`: (kind, external id); `links`: (kind, key); `matches`: (name, value); `booked`:
    (kind, key) of those links whose posted request is asked for; `children`: (kind, key, kind of
    child) for all links of a kind that belong to a link, `below` (kind, key) for all links whose
    key begins with that one and a slash. For what comes back from a target: `there` holds (kind,
    external id) of records of the route's own target, `made` external ids of the route's source,
    to be told which of them a route the other way has made, and `taken` external ids of the
    target, to be told which of them links stand for. `settled` holds ids of the source's invoices,
    to be told what a route the other way found settled there without money. `vat_numbers` (with
    their prefix) are those of which it matters whether they are registered. `after` maps places of
    changes that an outcome may go after to the record that makes them. `present`: (kind, external
    id) of records of which only that they are there matters, not what they say.
    """

    records: set = field(default_factory=set)
    links: set = field(default_factory=set)
    matches: set = field(default_factory=set)
    booked: set = field(default_factory=set)
    children: set = field(default_factory=set)
    there: set = field(default_factory=set)
    made: set = field(default_factory=set)
    taken: set = field(default_factory=set)
    below: set = field(default_factory=set)
    vat_numbers: set = field(default_factory=set)
    settled: set = field(default_factory=set)
    after: dict = field(default_factory=dict)
    present: set = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Booked:
    """What a posted link put into the target.

    `body` is its request's, with place holders, `answer` what the target said of it ({} when it
    said nothing), `total` and `tax` are the link's, `content` is what it keeps of the source.
    """

    body: dict
    answer: dict = field(default_factory=dict)
    total: Decimal | None = None
    tax: Decimal | None = None
    content: str = ""


KEEP, REVERSE, REPLACE = "keep", "reverse", "replace"


@dataclass(frozen=True, slots=True)
class LinkNow:
    """A link as the database has it: what a plan may know of it.

    `create_new` says that a person decided that none of the likenesses in the target is meant;
    `released` is the fingerprint of the request that a person let go; `gone` that the thing is no
    longer in the target; `decision` is what becomes of a posted thing whose source is gone or has
    become another: KEEP, REVERSE or REPLACE.
    """

    state: str
    external_id: str = ""
    content: str = ""
    create_new: bool = False
    released: str = ""
    gone: bool = False
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What a route the other way has posted: the kind and key of its link, and its record."""

    kind: str
    key: str
    source: tuple
    currency: str = ""
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What a route the other way found settled in the target without money, of one invoice.

    `key` is its link's. `ignored` says that a person left the proposal out that came of it.
    """

    key: str
    amount: Decimal
    currency: str
    ignored: bool = False


#: Code of what is planned only so that the target is looked at for it: see `Known.seeking`.
SOUGHT = "looked_for"


@dataclass(slots=True)
class Known:
    """The answers to a batch's needs. A key that is missing is not there.

    `records`: (kind, external id) → word; `links`: (kind, key) → LinkNow; `matches`: (name,
    value) → tuple of things of the target (words of the target's own reader); `standing`:
    external id → the thing of the target, for every linked one among `links`; `taken`: external
    ids of the target → key of the link that stands for it; `holders`: the same ids → the word of
    the source that this link is of; `booked`: (kind, key) → Booked; `children`: (kind, key, kind
    of child) → places of the links that belong there, which then stand in `links` too;
    `there`: (kind, external id) → word of the target's record; `made`: external id → tuple of
    Made; `below`: (kind, key) → places of the links below it, which then stand in `links`, and
    what they booked in `booked`; `moved`: VAT return → key → VAT that left it, kept through all
    batches; `vat_checks`: number → (whether it was registered, the day on which that was said);
    `present`: those of the records asked for that are there.
    `seeking` says that links were lost and the target is searched for what they stood for: what
    may have been posted before it was overtaken is then planned with the problem SOUGHT.
    """

    records: dict = field(default_factory=dict)
    links: dict = field(default_factory=dict)
    matches: dict = field(default_factory=dict)
    standing: dict = field(default_factory=dict)
    taken: dict = field(default_factory=dict)
    holders: dict = field(default_factory=dict)
    booked: dict = field(default_factory=dict)
    children: dict = field(default_factory=dict)
    there: dict = field(default_factory=dict)
    made: dict = field(default_factory=dict)
    below: dict = field(default_factory=dict)
    settled: dict = field(default_factory=dict)
    vat_checks: dict = field(default_factory=dict)
    moved: dict = field(default_factory=dict)
    present: set = field(default_factory=set)
    seeking: bool = False
