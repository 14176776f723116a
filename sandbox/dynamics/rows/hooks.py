"""What single tables do beside the general rules: a registry of functions per table and event.

Events: `before_create` and `before_update` may change the new row; `after_create`, `after_update`
and `before_delete`, `after_delete` see what is or was there. The table `*` means every table.
"""

from __future__ import annotations

from collections.abc import Callable

from ..metadata.model import Table
from ..organisation import Actor, Organisation
from ..store import Row

Hook = Callable[[Organisation, Actor, Table, Row, "Row | None"], None]
EVENTS = (
    "before_create",
    "after_create",
    "before_update",
    "after_update",
    "before_delete",
    "after_delete",
)
_HOOKS: dict[tuple[str, str], list[Hook]] = {}


def on(event: str, *tables: str) -> Callable[[Hook], Hook]:
    """Register the decorated function for this event of these tables."""
    assert event in EVENTS, event

    def register(hook: Hook) -> Hook:
        for table in tables:
            _HOOKS.setdefault((event, table), []).append(hook)
        return hook

    return register


def run(
    event: str, org: Organisation, actor: Actor, table: Table, row: Row, old: Row | None = None
) -> None:
    """Call what is registered for this event of this table. Raises what it raises."""
    for name in (table.logical, "*"):
        for hook in _HOOKS.get((event, name), ()):
            hook(org, actor, table, row, old)
