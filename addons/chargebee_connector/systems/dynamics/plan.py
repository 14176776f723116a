"""What the source's rows become in a CRM: the two questions of a plan.

Each row is one link, `cb_<kind>` with the key `<kind>/<id>`: an UPSERT first, and from then on an
UPDATE of what changed, as a link of its own below it. Ids are ours, so that each may be sent any
number of times. A row that leads to others goes after them.

    {"method": "UPSERT" | "UPDATE" | "DELETE", "path": logical name of the table, "body": …}

`rows` describes the body; post.py sends many of them together.
"""

from collections.abc import Iterable
from dataclasses import replace

from ...ledger.mirror import ACCOUNT, Row
from ...ledger.plan import Facts, Known, LinkNow, Needs, Outcome, Request
from ...ledger.problems import Problem
from ...ledger.states import BLOCKED, IGNORED, PLANNABLE, POSTED, REFUSED, SKIPPED
from ...ledger.words import Customer
from . import accounts
from .content import WHOLE, changes, content, hashes, marked, only, opened, parts_of, vanished
from .places import account_place, place, update_place
from .rows import (
    CHANGE,
    REMOVE,
    address,
    body,
    customer_of,
    is_of_others,
    targets,
    waits_for,
)
from .rules import DELETE, Rules
from .tables import DELETED

_STOPPED = (BLOCKED, REFUSED, SKIPPED, IGNORED)


def needs(words: Iterable, rules: Rules) -> Needs:
    """Return the keys of everything that `plan` will ask about these words."""
    asked = Needs()
    for row in _rows(words, rules):
        asked.links.add(place(row.kind, row.external_id, rules.kinds))
        for lookup, target in targets(row, rules):
            if lookup.table == ACCOUNT:
                asked.links.add(account_place(*target))
            elif target[0] in rules.kinds:
                asked.present.add(target)
                asked.links.add(place(*target, rules.kinds))
        if rules.accounts is not None and isinstance(row.word, Customer):
            accounts.needs(row.kind, row.word, rules.accounts, asked)
    return asked


def needs_beyond(words: Iterable, rules: Rules, known: Known) -> Needs:
    """Return the changes that make again what is gone there and rows of these words lead to."""
    asked = Needs()
    if not any(link.gone for link in known.links.values()):
        return asked
    for row in _rows(words, rules):
        for _lookup, target in targets(row, rules):
            where = place(*target, rules.kinds)
            link = known.links.get(where)
            if link is not None and link.state == POSTED and link.gone:
                asked.after[update_place(where[1], link.content)] = target
                asked.records.add(target)
    return asked


def plan(words: Iterable, rules: Rules, known: Known) -> list[Outcome]:
    """Return the outcomes of these words, in their order; one that is unchanged has none."""
    rows, outcomes = _rows(words, rules), []
    for row in rows:
        if rules.accounts is not None and isinstance(row.word, Customer):
            if not is_of_others(row, rules):
                outcomes += accounts.plan(row.kind, row.word, rules.accounts, known)
    # An account that is found just now is led to at once.
    found = {(one.kind, one.key): LinkNow(POSTED, one.adopt) for one in outcomes if one.adopt}
    known = replace(known, links={**known.links, **found})
    for row in rows:
        outcomes += _outcomes(row, rules, known)
    return outcomes


def _rows(words: Iterable, rules: Rules) -> list[Row]:
    return [
        word
        for word in words
        if isinstance(word, Row) and word.table in rules.names and word.kind in rules.kinds
    ]


def _outcomes(row: Row, rules: Rules, known: Known) -> list[Outcome]:
    where = place(row.kind, row.external_id, rules.kinds)
    link = known.links.get(where)
    if link is not None and link.state == POSTED:
        return _update(row, where, link, rules, known)
    if link is not None and link.state not in PLANNABLE:
        return []
    source, facts = (row.kind, row.external_id), _facts(row)
    if is_of_others(row, rules):
        return [Outcome(*where, source, facts, rule="other_entity")]
    if row.deleted and rules.deleted == DELETE:
        return [Outcome(*where, source, facts, rule="deleted")]
    try:
        made = body(row, rules, known)
    except Problem as problem:
        return [Outcome(*where, source, facts, problem=problem)]
    request = Request("UPSERT", made["table"], made, "put")
    return [
        Outcome(
            *where,
            source,
            facts,
            request=request,
            needs_link=_first(row, rules, known),
            content=content(0, hashes(row, made, rules)),
        )
    ]


def _facts(row: Row) -> Facts:
    return Facts(title=row.title, customer=customer_of(row))


def _update(row: Row, where: tuple, link: LinkNow, rules: Rules, known: Known) -> list[Outcome]:
    """Return the change that makes what stands there the row of today, if there is any.

    Changes are numbered; one that was not sent yet is planned anew under its number.
    """
    done, before = opened(link.content)
    number = done + 1
    kind, key = update_place(where[1], link.content)
    common = {
        "kind": kind,
        "key": key,
        "source": (row.kind, row.external_id),
        "facts": _facts(row),
        "parent": where,
    }
    gone_there = link.gone or not before.get(WHOLE)
    given_up = row.deleted or is_of_others(row, rules)
    if given_up and gone_there:
        return []
    try:
        if given_up and rules.deleted == DELETE:
            request, after = _removal(row, before, rules), {}
        elif is_of_others(row, rules):
            # What became of it elsewhere is not for these eyes.
            request, after = _mark(row, before, rules), marked(before, rules, row)
        else:
            made = body(row, rules, known)
            after = hashes(row, made, rules)
            if gone_there:
                request = Request("UPSERT", made["table"], made, "put")
            else:
                request = _change(row, made, before, after, rules)
    except Problem as problem:
        return [Outcome(**common, problem=problem)]
    if request is None:
        return []
    return [
        Outcome(
            **common,
            request=request,
            needs_link=_first(row, rules, known),
            content=content(number, after),
        )
    ]


def _change(row: Row, made: dict, before: dict, after: dict, rules: Rules) -> Request | None:
    changed = changes(row, made, before, after, rules)
    if changed is None:
        return None
    for table, external_id in vanished(row, before):
        if table in rules.names:
            changed["parts"].append(_given_up(table, external_id, rules))
    return Request("UPDATE", made["table"], changed, "put")


def _mark(row: Row, before: dict, rules: Rules) -> Request | None:
    """Return the request that marks a row and its parts as deleted, and says nothing else."""
    if marked(before, rules, row) == before:
        return None
    whole = _marking(row.table, row.external_id, rules)
    parts = [
        {**_marking(table, external_id, rules), "do": CHANGE}
        for table, external_id in parts_of(before)
        if table in rules.names
    ]
    return Request("UPDATE", whole["table"], {**whole, "parts": parts}, "put")


def _removal(row: Row, before: dict, rules: Rules) -> Request:
    """Return the request that deletes a row with its parts."""
    whole = address(row.table, row.external_id, rules)
    parts = [
        {**address(table, external_id, rules), "do": REMOVE}
        for table, external_id in parts_of(before)
        if table in rules.names
    ]
    return Request("DELETE", whole["table"], {**whole, "parts": parts}, "put")


def _given_up(table: str, external_id: str, rules: Rules) -> dict:
    """Return what becomes of a part that is gone in the source."""
    if rules.deleted == DELETE:
        return {**address(table, external_id, rules), "do": REMOVE}
    return {**_marking(table, external_id, rules), "do": CHANGE}


def _marking(table: str, external_id: str, rules: Rules) -> dict:
    column = rules.names[table].common[DELETED.name].logical
    return {**address(table, external_id, rules), **only({column: True})}


def _first(row: Row, rules: Rules, known: Known) -> tuple | None:
    """Return the link that a row goes after, None when all that it leads to stand there.

    One that somebody must see to says so at once; else the one that is written last, since what
    it leads to itself stands there by then.
    """
    waiting = waits_for(row, rules, known)
    for where in waiting:
        link = known.links.get(where)
        if link is not None and link.state in _STOPPED:
            return where
    return waiting[-1] if waiting else None
