"""What stands in an organisation under our names and isn't what was declared, or isn't ready."""

from collections.abc import Iterable

from ...ledger.mirror import Table
from ...ledger.problems import Invalid
from . import definitions
from .tables import names_of, shown
from .there import There

#: The state of an alternate key whose index is complete.
ACTIVE = "Active"


def differences(tables: Iterable[Table], prefix: str, there: There) -> list[Invalid]:
    """Return what stands there under our names and is something else: a person sees to it.

    Rows can't be written into such a column; the prefix can be another one.
    """
    found = []
    if there.publisher and there.prefix != prefix:
        found.append(Invalid("dynamics_prefix_differs", wanted=prefix, found=there.prefix))
    for table in tables:
        names = names_of(table, prefix)
        standing = there.tables.get(names.logical)
        if standing is None:
            continue
        where = {"table": shown(prefix, table.label)}
        wanted = definitions.ownership(names)
        if standing.ownership and standing.ownership != wanted:
            found.append(
                Invalid(
                    "dynamics_ownership_differs", wanted=wanted, found=standing.ownership, **where
                )
            )
        types = {one.logical: definitions.ATTRIBUTES[one.type] for one in names.columns}
        types |= {link.logical: "Lookup" for link in names.links.values()}
        for logical, kind in types.items():
            now = standing.columns.get(logical, kind)
            if now != kind:
                found.append(
                    Invalid(
                        "dynamics_column_differs", column=logical, wanted=kind, found=now, **where
                    )
                )
        for link in names.links.values():
            target, written = standing.lookups.get(link.logical, (link.target, link.schema))
            if (target, written) != (link.target, link.schema):
                found.append(
                    Invalid(
                        "dynamics_column_differs",
                        column=link.logical,
                        wanted=f"{link.schema} → {link.target}",
                        found=f"{written} → {target}",
                        **where,
                    )
                )
    return found


def keys_waiting(tables: Iterable[Table], prefix: str, there: There) -> list[tuple[str, str]]:
    """Return (table as it is shown, state) of every alternate key that can't be used yet.

    Rows are written under their ids, so that nothing waits for these.
    """
    key = definitions.key_schema(prefix).lower()
    waiting = []
    for table in tables:
        standing = there.tables.get(names_of(table, prefix).logical)
        state = standing.keys.get(key) if standing else None
        if state not in (None, ACTIVE):
            waiting.append((shown(prefix, table.label), state))
    return waiting
