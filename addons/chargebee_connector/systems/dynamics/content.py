"""What a link keeps of a row that stands there, and what differs from it today.

    <number of updates so far>:{"": {name: hash, …}, "invoice_line/li_1": {name: hash, …}}

"" is the row itself, the others are its parts. What is empty isn't named, nor is what moves with
every change in the source. A row that was deleted there keeps {}.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from ...ledger.mirror import Row
from ...ledger.plan import ref
from ...ledger.text import dump, fingerprint, parse
from .rows import CHANGE, MARKS, UPSERT
from .rules import Rules
from .tables import DELETED, Names

WHOLE = ""
_OWNER, _CURRENCY = "ownerid", "transactioncurrencyid"
#: Digits of a hash that are kept: there are few values of one column of one row.
_DIGITS = 10
_SCALARS = frozenset((str, int, bool))


def content(number: int, hashes: dict) -> str:
    """Return what a link keeps after so many updates."""
    return f"{number}:{dump(hashes)}"


def opened(text: str) -> tuple[int, dict]:
    """Return (number of updates, hashes) of what a link keeps."""
    number, _, hashes = text.partition(":")
    return int(number or 0), parse(hashes) if hashes else {}


def without(text: str, table: str, parts: Mapping, missing: Mapping) -> str:
    """Return what a link keeps of a row in `table` once something isn't there any more.

    `missing` is {logical name of a table: its columns that are missing, None for all of it},
    `parts` {name of a table of parts: its logical name}. A row whose table is missing is made
    anew as a whole.
    """
    number, before = opened(text)
    after = {}
    for key, hashed in before.items():
        logical = table if key == WHOLE else parts.get(key.split("/", 1)[0], "")
        columns = missing.get(logical, ())
        if columns is not None:
            after[key] = {name: told for name, told in hashed.items() if name not in columns}
        elif key == WHOLE:
            after[key] = {}
    return text if after == before else content(number, after)


def lookup_mark(entity_set: str, where: tuple) -> str:
    """Return the hash that lookups have in what links keep, when they lead to the row of a link."""
    return _hash([entity_set, ref(*where)])


def part_key(row: Row) -> str:
    return f"{row.table}/{row.external_id}"


def hashes(row: Row, body: dict, rules: Rules) -> dict:
    """Return the hashes of a whole body as `rows.body` made it of that row."""
    parts = zip(row.parts, body["parts"], strict=True)
    return {
        WHOLE: _hashes(body, rules.names[row.table]),
        **{part_key(part): _hashes(entry, rules.names[part.table]) for part, entry in parts},
    }


def changes(row: Row, body: dict, before: dict, after: dict, rules: Rules) -> dict | None:
    """Return the body that makes what stands there the row of today, None when it is already.

    `before` are the hashes of what stands there, `after` those of the body. Parts that are gone
    in the source are not in it: see `vanished`.
    """
    found = _changed(body, before.get(WHOLE, {}), after[WHOLE], rules.names[row.table])
    parts = []
    for part, entry in zip(row.parts, body["parts"], strict=True):
        key, names = part_key(part), rules.names[part.table]
        if key not in before:
            parts.append({**entry, "do": UPSERT})
            continue
        changed = _changed(entry, before[key], after[key], names)
        if changed is not None:
            parts.append({**changed, "do": CHANGE})
    if found is None and not parts and not vanished(row, before):
        return None
    if found is None:
        found = {**_place(body), **_marks(body, rules.names[row.table])}
    return {**found, "parts": parts}


def vanished(row: Row, before: dict) -> list[tuple[str, str]]:
    """Return (table, id) of the parts that stand there and are gone in the source."""
    now = {part_key(part) for part in row.parts}
    return [part for part in parts_of(before) if "/".join(part) not in now]


def parts_of(before: dict) -> list[tuple[str, str]]:
    """Return (table, id) of the parts that stand there."""
    return [tuple(key.split("/", 1)) for key in before if key != WHOLE]


def marked(before: dict, rules: Rules, row: Row) -> dict:
    """Return the hashes of what stands there once all of it is marked as deleted."""
    after = {}
    for key, hashed in before.items():
        table = row.table if key == WHOLE else key.split("/", 1)[0]
        if table not in rules.names:
            after[key] = hashed
            continue
        column = rules.names[table].common[DELETED.name].logical
        after[key] = {**hashed, column: _hash(True)}
    return after


def _items(entry: dict) -> Iterator[tuple[str, object]]:
    """Yield everything of a row that is written, by the name under which its hash is kept."""
    for group in ("columns", "numbers", "lookups"):
        yield from entry[group].items()
    yield _OWNER, entry["owner"]
    yield _CURRENCY, entry["currency"]


def _hashes(entry: dict, names: Names) -> dict:
    marks = _mark_names(names)
    return {
        name: _hash(value)
        for name, value in _items(entry)
        if value is not None and name not in marks
    }


def _hash(value: object) -> str:
    if type(value) in _SCALARS:
        # Most values are those of many rows. True is 1 for a dictionary, hence the type.
        return _hash_of(value, type(value))
    return fingerprint(dump(value))[:_DIGITS]


@lru_cache(maxsize=16384)
def _hash_of(value: str | int, _type: type) -> str:
    return fingerprint(dump(value))[:_DIGITS]


def _changed(entry: dict, before: dict, now: dict, names: Names) -> dict | None:
    """Return what of a row isn't as it was, with the marks of its version; None for nothing."""
    if before == now:
        return None
    marks = _mark_names(names)
    changed = {
        name
        for name, _value in _items(entry)
        if name not in marks and before.get(name) != now.get(name)
    }
    # A row keeps its owner and currency when nothing names another one.
    changed -= {name for name in (_OWNER, _CURRENCY) if name not in now}
    if not changed:
        return None
    found = _place(entry)
    for group in ("columns", "numbers", "lookups"):
        found[group] = {
            name: value for name, value in entry[group].items() if name in changed or name in marks
        }
    found["owner"] = entry["owner"] if _OWNER in changed else None
    found["currency"] = entry["currency"] if _CURRENCY in changed else None
    return found


def _marks(entry: dict, names: Names) -> dict:
    """Return the groups of an entry with nothing but the marks of its version."""
    marks = _mark_names(names)
    columns = {name: value for name, value in entry["columns"].items() if name in marks}
    return only(columns)


def only(columns: dict) -> dict:
    """Return what is written of a row of which nothing but some columns is."""
    return {"columns": columns, "numbers": {}, "lookups": {}, "owner": None, "currency": None}


def _place(entry: dict) -> dict:
    return {name: entry[name] for name in ("set", "table", "id")}


def _mark_names(names: Names) -> tuple:
    return tuple(names.common[name].logical for name in MARKS)
