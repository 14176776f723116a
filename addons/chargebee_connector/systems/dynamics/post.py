"""Many requests at once: bulk calls for rows, change sets for what has parts.

Everything here may be sent again at any time, under ids of our own. A bulk call is all or nothing:
when it is refused, its rows are sent one by one inside a batch, so that one bad row stops no other.
A document and its lines are one change set: both stand there or neither does.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ...ledger.problems import (
    Gone,
    OverQuota,
    Problem,
    Refused,
    Unauthorised,
    Uncertain,
    Unreachable,
    WorldProblem,
)
from ...ledger.pull import Posted
from ..http import Answer
from . import batch
from .answers import USER_DISABLED, is_too_long
from .batch import Operation
from .client import TIMEOUT, Dynamics, part_problem
from .rows import CHANGE, REMOVE

#: Requests that are taken together at most.
TOGETHER = 1000

_MESSAGES = {"UPSERT": "UpsertMultiple", "UPDATE": "UpdateMultiple"}

Result = tuple[int, Posted | Problem]


@dataclass(frozen=True, slots=True)
class _Item:
    index: int
    method: str
    body: dict

    @property
    def id(self) -> str:
        return self.body["id"]

    @property
    def parts(self) -> list[dict]:
        return self.body.get("parts") or []

    @property
    def operations(self) -> int:
        return 1 + len(self.parts)

    @property
    def ids(self) -> tuple:
        return (self.id, *(part["id"] for part in self.parts))

    @property
    def done(self) -> Result:
        return self.index, Posted(self.id)


def together(client: Dynamics, requests: Iterable[dict]) -> Iterator[Result]:
    """Send requests (method, path, body with its references resolved), yield what came of each.

    Yields (index, Posted or Problem) as they are done, in no order: none may lead to another one
    of them. Raises a problem of the world,
    or Uncertain when an answer was lost, for all that were not yielded before; Gone is said of an
    update whose row, or a part of it, is no longer there.
    """
    rows, wholes, removals = defaultdict(list), [], []
    for index, request in enumerate(requests):
        item = _Item(index, request["method"], request["body"])
        if item.method == "DELETE":
            removals.append(item)
        elif item.method not in _MESSAGES:
            raise ValueError(f"nobody knows how to send {item.method}")
        elif item.parts:
            wholes.append(item)
        else:
            rows[item.method, item.body["table"]].append(item)
    wholes += _fitting(rows, wholes, client)
    # In their own order again: what comes back stands there before what leads to it.
    wholes.sort(key=lambda item: item.index)
    for (method, table), items in rows.items():
        yield from _bulk(client, method, table, items)
    yield from _atomic(client, wholes)
    yield from _removed(client, removals)


def _fitting(rows: dict[tuple, list[_Item]], wholes: list[_Item], client: Dynamics) -> list[_Item]:
    """Take the rows of those tables out that have room in the last batch, and return them.

    Each table of them is a call less, be there ever so few rows of it. Where nothing has parts,
    several tables make a batch of their own.
    """
    batches = list(_filled(wholes, client))
    if not batches and len(rows) < 2:
        return []
    last = batches[-1] if batches else []
    room = _most(client) - sum(item.operations for item in last)
    taken: list[_Item] = []
    for key in sorted(rows, key=lambda key: len(rows[key])):
        if len(taken) + len(rows[key]) > room:
            break
        taken += rows.pop(key)
    return taken


def send(client: Dynamics, request: dict) -> Posted:
    """Send one request and return what stands there then; raises its problem."""
    ((_index, result),) = together(client, [request])
    if isinstance(result, Problem):
        raise result
    return result


# --- rows of one table --------------------------------------------------------------------------


def _bulk(client: Dynamics, method: str, table: str, items: list[_Item]) -> Iterator[Result]:
    while items:
        chunk, items = _chunk(items, client.bulk_rows)
        targets = [_target(item.body) for item in chunk]
        entity_set = chunk[0].body["set"]
        try:
            with _Watch(client):
                ids = tuple(item.id for item in chunk)
                client.multiple(entity_set, _MESSAGES[method], targets, table, ids)
        except (Refused, Unreachable, Unauthorised) as problem:
            if is_too_long(problem) and client.take_fewer() < len(chunk):
                items = chunk + items
            elif isinstance(problem, Unreachable | Unauthorised) and not _is_owners(problem, chunk):
                raise
            elif len(chunk) == 1:
                yield chunk[0].index, _of_row(problem, chunk[0])
            else:
                yield from _one_by_one(client, chunk)
        else:
            for item in chunk:
                yield item.done


def _chunk(items: list[_Item], most: int) -> tuple[list[_Item], list[_Item]]:
    """Return the next items and those left: a row stands in one call only once."""
    taken, left, ids = [], [], set()
    for item in items:
        if len(taken) < most and item.id not in ids:
            taken.append(item)
            ids.add(item.id)
        else:
            left.append(item)
    return taken, left


def _one_by_one(client: Dynamics, items: list[_Item]) -> Iterator[Result]:
    yield from _batched(client, [(item, [_whole(item)]) for item in items], atomic=False)


# --- rows with parts ----------------------------------------------------------------------------


def _atomic(client: Dynamics, items: list[_Item]) -> Iterator[Result]:
    small = []
    for item in items:
        if item.operations > batch.MOST:
            yield (
                item.index,
                Refused("dynamics_too_many_parts", parts=len(item.parts), most=batch.MOST - 1),
            )
        else:
            small.append(item)
    for some in _filled(small, client):
        yield from _batched(client, [(item, _change_set(item)) for item in some], atomic=True)


def _removed(client: Dynamics, items: list[_Item]) -> Iterator[Result]:
    """Delete rows, their parts before them. One that is gone already is no problem."""
    for some in _filled(items, client):
        yield from _batched(client, [(item, _removal(item)) for item in some], atomic=False)


def _filled(items: list[_Item], client: Dynamics) -> Iterator[list[_Item]]:
    """Yield as many items as one call takes operations, and as one has shown to bear."""
    some, operations, ids = [], 0, set()
    for item in items:
        if some and (operations + item.operations > _most(client) or ids & set(item.ids)):
            yield some
            some, operations, ids = [], 0, set()
        some.append(item)
        operations += item.operations
        ids |= set(item.ids)
    if some:
        yield some


def _most(client: Dynamics) -> int:
    """Return how many operations one batch takes now."""
    return min(batch.MOST, 2 * client.bulk_rows)


def _batched(client: Dynamics, items: list, atomic: bool) -> Iterator[Result]:
    """Send items with their operations in one batch, and yield what came of each."""
    parts = [operations for _item, operations in items]
    if not atomic:
        parts = [[operation] for operations in parts for operation in operations]
    with _Watch(client):
        found = iter(client.batch(parts, atomic))
    world: WorldProblem | None = None
    for item, operations in items:
        answers = []
        for _part in [None] if atomic else operations:
            answers += next(found, [])
        problem = _problem(item, answers, len(operations), atomic)
        if isinstance(problem, WorldProblem | Uncertain):
            world = world or problem
        else:
            yield (item.index, problem) if problem else item.done
    if world is not None:
        raise world


def _problem(item: _Item, answers: list[Answer], operations: int, atomic: bool) -> Problem | None:
    table = item.body["table"]
    for answer in answers:
        problem = part_problem(answer, table, item.ids)
        if item.method == "DELETE" and isinstance(problem, Gone):
            continue
        if problem is not None:
            return _of_row(problem, item)
    if len(answers) < operations:
        return Uncertain("unreadable_answer", path="$batch")
    return None


def _is_owners(problem: Problem, items: list[_Item]) -> bool:
    """Say whether a problem is that one of these rows' owners is disabled, and not we ourselves."""
    return problem.code == USER_DISABLED and any(
        entry["owner"] and entry["owner"][1].lower() == problem.params["user"]
        for item in items
        for entry in (item.body, *item.parts)
        if "owner" in entry
    )


def _of_row(problem: Problem, item: _Item) -> Problem:
    """Return the problem of one row: a disabled owner is its own, and stops no other."""
    if not _is_owners(problem, [item]):
        return problem
    return Refused("dynamics_owner_disabled", name=problem.params["user"])


# --- bodies -------------------------------------------------------------------------------------


def _whole(item: _Item) -> Operation:
    only = "update" if item.method == "UPDATE" else ""
    return Operation("PATCH", _path(item.body), _payload(item.body), only)


def _change_set(item: _Item) -> list[Operation]:
    """Return the operations of a row with parts, the row first: its parts look it up."""
    operations = [_whole(item)]
    for part in item.parts:
        if part["do"] == REMOVE:
            operations.append(Operation("DELETE", _path(part)))
        else:
            only = "update" if part["do"] == CHANGE else ""
            operations.append(Operation("PATCH", _path(part), _payload(part), only))
    return operations


def _removal(item: _Item) -> list[Operation]:
    return [Operation("DELETE", _path(entry)) for entry in (*item.parts, item.body)]


def _path(entry: dict) -> str:
    return f"{entry['set']}({entry['id']})"


def _target(entry: dict) -> dict:
    """Return a row as bulk messages take it: its type and id stand inside."""
    table = entry["table"]
    kind = {"@odata.type": f"Microsoft.Dynamics.CRM.{table}", f"{table}id": entry["id"]}
    return {**kind, **_payload(entry)}


def _payload(entry: dict) -> dict:
    """Return what is written of a row, by names in their order; its id stands elsewhere."""
    written = dict(entry["columns"])
    written.update((name, _number(text)) for name, text in entry["numbers"].items())
    for name, bound in entry["lookups"].items():
        written[f"{name}@odata.bind"] = f"/{bound[0]}({bound[1]})" if bound else None
    if entry["owner"]:
        written["ownerid@odata.bind"] = "/{}({})".format(*entry["owner"])
    if entry["currency"]:
        currency = f"/transactioncurrencies({entry['currency']})"
        written["transactioncurrencyid@odata.bind"] = currency
    return dict(sorted(written.items()))


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


class _Watch:
    """Has later calls take fewer rows when one took too long to be answered."""

    def __init__(self, client: Dynamics):
        self._client = client

    def __enter__(self):
        self._start = time.monotonic()

    def __exit__(self, _kind, problem, _trace):
        silent = isinstance(problem, Uncertain) and time.monotonic() - self._start > TIMEOUT[1] / 2
        limited = isinstance(problem, OverQuota) and is_too_long(problem)
        if silent or limited:
            self._client.take_fewer()
