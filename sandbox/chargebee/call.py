"""One write that the site is asked for: who asks, what time it is, and what to tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from ..dataset.books import Record
from ..wire import Request
from .errors import not_found, wrong_value
from .site import Site


@dataclass(frozen=True)
class Call:
    """A POST on its way to its operation. `webhook` False keeps the hook silent."""

    site: Site
    request: Request
    user: str
    webhook: bool

    @property
    def now(self) -> int:
        return int(self.site.now())

    def rng(self) -> Random:
        """Chance for what this call makes; each call gets other values, each run the same."""
        self.site.made += 1
        return Random(f"{self.site.options.dataset.seed}/made/{self.site.made}")

    def copy(self, kind: str, record_id: str) -> Record:
        """A record to change. Raises ApiError 404 where there is none, or none any more."""
        found = self.site.tables[kind].get(record_id)
        if found is None or found.get("deleted"):
            raise not_found(record_id)
        return self.site.tables[kind].copy(record_id)

    def emit(self, event_type: str, **content: Any) -> None:
        self.site.emit(event_type, content, user=self.user, webhook=self.webhook)

    def past(self, param: str, at: int | None) -> int:
        """A date that was sent, now where none was. Raises ApiError for one still to come."""
        if at is not None and at > self.now:
            raise wrong_value(param, "cannot be in the future")
        return self.now if at is None else at
