"""What goes into one thing of the target: its members, their order, and the request they make.

Pure: the plan that is stored and the preview ask the same.
"""

from decimal import Decimal
from hashlib import sha256

from ..ledger import states
from ..ledger.plan import Facts, Part
from ..ledger.problems import Problem
from ..ledger.text import fingerprint as fingerprint_of
from ..ledger.text import parse


def member(link_id, key, fingerprint, request, title, date, currency, total, tax, period, seat=""):
    """Return a member of a bundle as `bundled` takes it; amounts are texts.

    `seat` is the number of the thing of the target in which it was found again, None or "" for
    one that was not.
    """
    facts = Facts(title or "", date, currency or "", _decimal(total), _decimal(tax), period or "")
    part = Part(key, facts, parse(request)["body"])
    return {"id": link_id, "fingerprint": fingerprint, "part": part, "seat": seat or ""}


def content_of(members):
    """Return the hash of exactly these members: [(link id, fingerprint)]."""
    text = ",".join(f"{link_id}:{fingerprint}" for link_id, fingerprint in sorted(members))
    return sha256(text.encode()).hexdigest()


def bundled(system, rules, bundle, members, aggregates):
    """Return what a bundle's members become: dicts of the columns of links that take them.

    `aggregates` are those that exist, as (key, whether it may still change).
    The one that may still change is used again, also when nothing is left to go into it.
    """
    kind, _space, base = bundle.partition(" ")
    behind = max((int(key.rpartition("/")[2]) for key, _may_change in aggregates), default=0)
    open_keys = [key for key, may_change in aggregates if may_change]
    made = []
    for some in _shares(members, system._bundle_most(kind, base)):
        if open_keys:
            key = open_keys.pop(0)
        else:
            behind += 1
            key = f"{base}/{behind}"
        made.append(_made(system, rules, kind, key, bundle, some))
    for key in open_keys:
        one = _nothing(kind, key, bundle)
        made.append({**one, "state": states.SKIPPED, "rule": "superseded"})
    return made


def _shares(members, at_most):
    """Yield the members that go into one thing: those found in one, then the rest, part by part."""
    seated = {}
    for one in members:
        seated.setdefault(one["seat"], []).append(one)
    for seat in sorted(seated, key=lambda seat: (not seat, len(seat), seat)):
        some = seated[seat]
        most = len(some) if seat or not at_most else at_most
        for start in range(0, len(some), most):
            yield some[start : start + most]


def _made(system, rules, kind, key, bundle, members):
    one = _nothing(kind, key, bundle)
    parts = [row["part"] for row in members]
    try:
        facts, request = system._bundle(kind, key, parts, rules)
    except Problem as problem:
        return {**one, "state": states.BLOCKED, "problem": problem, "members": members}
    text = request.text()
    return {
        **one,
        "state": states.PLANNED,
        "facts": facts,
        "request": text,
        "fingerprint": fingerprint_of(text),
        "content": content_of([(row["id"], row["fingerprint"]) for row in members]),
        "members": members,
    }


def _nothing(kind, key, bundle):
    return {
        "kind": kind,
        "key": key,
        "bundle": bundle,
        "facts": Facts(),
        "request": None,
        "fingerprint": None,
        "content": None,
        "problem": None,
        "rule": "",
        "members": [],
    }


def _decimal(text):
    return None if text is None else Decimal(text)
