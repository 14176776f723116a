"""A row as the body of a request: columns, numbers, lookups, owner and currency, with its parts.

{"set", "table", "id",       where it stands: entity set, logical name, id
 "columns": {logical name: value}, "numbers": {logical name: text},
 "lookups": {name to write it by: [entity set, id or place holder] or None},
 "owner": [entity set, id] or None, "currency": id or None,
 "parts": [the same of each part, and what to "do" with it]}
"""

from ...ledger.mirror import ACCOUNT, MONEY, Lookup, Row
from ...ledger.plan import Known, LinkNow, ref
from ...ledger.problems import Invalid, Unmapped
from ...ledger.states import IGNORED, POSTED, SKIPPED
from .formats import moment
from .places import account_place, place, row_id, update_place
from .rules import Rules
from .tables import DELETED, ENTITY, ID, SITE, TITLE, UPDATED, VERSION, Names, shown
from .there import STANDARD_SETS
from .values import cut, is_number, written

#: What becomes of a part.
UPSERT, CHANGE, REMOVE = "upsert", "update", "delete"

#: Columns that move with every change in the source, whether it is shown or not.
MARKS = (VERSION.name, UPDATED.name)

#: How the content of a link ends whose row was deleted there, by us.
NOTHING = ":{}"

#: Links that never come to stand.
_NEVER = (SKIPPED, IGNORED)


def body(row: Row, rules: Rules, known: Known) -> dict:
    """Return the body that makes a row as it is now, with its parts.

    Raises Invalid for what would be refused there, Unmapped for a table that isn't made yet.
    """
    entry = _entry(row, rules, known, row, row.currency)
    parts = [_entry(part, rules, known, row, part.currency or row.currency) for part in row.parts]
    for part in parts:
        part["do"] = UPSERT
    return {**entry, "parts": parts}


def address(table: str, external_id: str, rules: Rules) -> dict:
    """Return where the row of an object stands."""
    names = rules.names[table]
    found = rules.entity_sets.get(names.logical)
    if not found:
        raise Unmapped("dynamics_not_provisioned", table=shown(rules.prefix, names.table.label))
    return {
        "set": found,
        "table": names.logical,
        "id": row_id(rules.site, table, external_id),
    }


def is_of_others(row: Row, rules: Rules) -> bool:
    """Say whether a row is another route's: what belongs to no business entity is everybody's."""
    if not rules.business_entity or row.entity == rules.business_entity:
        return False
    return bool(row.entity) or rules.names[row.table].table.owned


def targets(row: Row, rules: Rules):
    """Yield (lookup, record that it leads to) for the lookups of a row and its parts."""
    for one in (row, *row.parts):
        for lookup in rules.names[one.table].table.lookups:
            target = _target(one, row, lookup)
            if target is not None:
                yield lookup, target


def customer_of(row: Row) -> str:
    """Return the id of the customer whose account a row leads to, "" for none."""
    told = row.lookups.get(ACCOUNT)
    return told[1] if told else ""


def waits_for(row: Row, rules: Rules, known: Known) -> list[tuple]:
    """Return the places that a row goes after, those of tables written last at the end."""
    found = {}
    for lookup, target in targets(row, rules):
        if lookup.table == ACCOUNT or target == (row.kind, row.external_id):
            continue
        where = _standing(target, rules, known)
        link = known.links.get(where) if where else None
        if link is not None and link.state == POSTED:
            where = update_place(where[1], link.content) if link.gone else None
        if where:
            found[where] = rules.order.get(lookup.table, 0)
    return sorted(found, key=lambda where: (found[where], where))


def _entry(row: Row, rules: Rules, known: Known, whole: Row, currency: str) -> dict:
    """Return a row, or a part of `whole`, without parts of its own."""
    names = rules.names[row.table]
    columns, numbers = _common(row, names, rules, whole), {}
    places = rules.places.get(currency)
    has_money = False
    for name, field in names.fields.items():
        value = written(field, row.values.get(name), rules.option_prefix, places)
        has_money = has_money or (field.type == MONEY and value is not None)
        (numbers if is_number(field) else columns)[field.logical] = value
    owner = rules.owner(whole.entity) if names.table.owned else None
    return {
        **address(row.table, row.external_id, rules),
        "columns": columns,
        "numbers": numbers,
        "lookups": {
            names.links[lookup.name].schema: _bound(row, whole, lookup, rules, known)
            for lookup in names.table.lookups
        },
        "owner": [_set_of(owner[0], rules), owner[1]] if owner else None,
        "currency": _currency(currency, rules) if has_money else None,
    }


def _common(row: Row, names: Names, rules: Rules, whole: Row) -> dict:
    """Return the columns that every table has; a part is as new as its whole, and as deleted."""
    texts = {
        TITLE.name: row.title or row.external_id,
        ID.name: row.external_id,
        SITE.name: rules.site,
        ENTITY.name: row.entity or (whole.entity if names.table.owned else ""),
        VERSION.name: row.version or whole.version,
    }
    columns = {
        names.common[name].logical: cut(value, names.common[name].length)
        for name, value in texts.items()
    }
    updated = row.updated_at or whole.updated_at
    columns[names.common[UPDATED.name].logical] = moment(updated) if updated else None
    columns[names.common[DELETED.name].logical] = row.deleted or whole.deleted
    return columns


def _currency(code: str, rules: Rules) -> str:
    if code not in rules.currencies:
        raise Invalid("dynamics_currency_missing", currency=code)
    return rules.currencies[code]


def _set_of(table: str, rules: Rules) -> str:
    return rules.entity_sets.get(table) or STANDARD_SETS[table]


def _target(one: Row, whole: Row, lookup: Lookup):
    target = one.lookups.get(lookup.name)
    if target is None and lookup.table == ACCOUNT and one is whole and one.word is not None:
        return whole.kind, whole.external_id
    return target


def _bound(one: Row, whole: Row, lookup: Lookup, rules: Rules, known: Known) -> list | None:
    """Return [entity set, id or place holder] of what a lookup leads to, None for nothing."""
    target = _target(one, whole, lookup)
    if target is None:
        return None
    if lookup.table == ACCOUNT:
        where = account_place(*target)
        link = known.links.get(where)
        if link is None or link.state != POSTED or link.gone:
            return None
        # Its own id: a row must be sent anew when its customer gets another account.
        return [_set_of(ACCOUNT, rules), link.external_id or ref(*where)]
    if lookup.table not in rules.names:
        return None
    if target == (whole.kind, whole.external_id):
        if one is whole:
            return None
        # Made in the same stroke, under an id that is known before.
        return [address(whole.table, whole.external_id, rules)["set"], _own_id(whole, rules)]
    where = _standing(target, rules, known)
    if where is None:
        return None
    return [address(lookup.table, target[1], rules)["set"], ref(*where)]


def _own_id(row: Row, rules: Rules) -> str:
    return row_id(rules.site, row.table, row.external_id)


def _standing(target: tuple, rules: Rules, known: Known) -> tuple | None:
    """Return the place of a record that stands there or will, None for one that won't."""
    where = place(*target, rules.kinds)
    if where is None:
        return None
    link = known.links.get(where)
    if link is None:
        return where if target in known.present else None
    if link.state in _NEVER or (link.state == POSTED and link.content.endswith(NOTHING)):
        return None
    return None if link.gone and not _comes_back(target, where, link, rules, known) else where


def _comes_back(target: tuple, where: tuple, link: LinkNow, rules: Rules, known: Known) -> bool:
    """Say whether a row that somebody deleted there will be made again.

    It is, unless a person decided otherwise, or the source has no such thing any more.
    """
    again = known.links.get(update_place(where[1], link.content))
    if again is not None:
        return again.state not in _NEVER
    row = known.records.get(target)
    return isinstance(row, Row) and not row.deleted and not is_of_others(row, rules)
