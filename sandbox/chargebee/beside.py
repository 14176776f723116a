"""Some records never come alone: a subscription brings its customer, a quote what it quotes."""

from __future__ import annotations

from ..dataset.books import Record
from ..wire import dumps
from .listing import Beside
from .site import Site

QUOTED = ("quoted_subscription", "quoted_charge")


def beside(site: Site, kind: str) -> Beside | None:
    """What stands beside each record of a kind, as JSON that begins with a comma."""
    if kind == "subscription":
        return lambda record: _customer(site, record)
    if kind == "quote":
        return lambda record: _quoted(site, record["id"])
    return None


def _customer(site: Site, record: Record) -> bytes:
    entry = site.tables["customer"].current.get(record["customer_id"])
    return b',"customer":' + entry.json() if entry else b""


def _quoted(site: Site, quote_id: str) -> bytes:
    return b"".join(
        b',"' + name.encode() + b'":' + dumps(value)
        for name, value in quoted(site, quote_id).items()
    )


def quoted(site: Site, quote_id: str) -> Record:
    """What a quote would make, by its name in answers."""
    parts = site.tables["quote_parts"].get(quote_id) or {}
    return {name: parts[name] for name in QUOTED if name in parts}
