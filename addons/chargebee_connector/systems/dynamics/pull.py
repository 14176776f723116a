"""The CRM's accounts, contacts, addresses and quotes as they change.

By change tracking: everything at first, and a link by which only what changed since is told, what
was deleted too. Such a link serves for seven days by default; with one that is too old everything
is read anew. Where an administrator has not allowed tracking, what changed is found by the moment
of its change, with an overlap, and deletions are not told: `ids` says then what is there.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from itertools import islice

from ...ledger.problems import Refused, Unreachable
from ...ledger.pull import Page, Pulled
from ...ledger.text import dump, fingerprint
from .client import Dynamics, page_of
from .formats import guid, moment, query, text
from .references import currencies
from .selected import (
    ACCOUNT,
    CURRENCY,
    EXPAND_LINES,
    FINAL_QUOTES,
    LEADS_TO,
    LINES,
    QUOTE,
    SOURCES,
    VAT_NUMBER,
    Source,
)
from .there import metadata, table_path

KINDS = tuple(SOURCES)

#: What changed by the clock is asked for with this overlap.
_OVERLAP = timedelta(minutes=5)
#: Quotes whose lines are asked for in one call: the address stays below 2,000 characters.
_QUOTES_AT_ONCE = 20
_PREFER = f'odata.include-annotations="{LEADS_TO[1:]}"'
_ETAG = re.compile(r"\d+")

_TRACKED, _BY_CLOCK = "tracked", "clock"


def pages(
    client: Dynamics,
    kind: str,
    cursor: str,
    now: datetime,
    full: bool,
    extra: Collection[str] = (),
    vat_column: str = "",
) -> Iterator[Page]:
    """Yield what changed since `cursor`; everything when it is empty or `full`.

    `extra` are further columns that somebody maps, `vat_column` the accounts' column that holds a
    VAT number. Other columns than last time mean everything anew. Raises Refused for a column that
    isn't there.
    """
    source = SOURCES[kind]
    more = {*extra, vat_column if kind == ACCOUNT else ""} - {"", *source.columns}
    select = ",".join((*source.columns, *sorted(more)))
    mark = fingerprint(select)[:12]
    told = _opened(cursor)
    if full or told.get("select") != mark:
        told = {}
    read = _Reading(client, kind, source, vat_column if kind == ACCOUNT else "")
    mode = told.get("mode") or _mode(client, source)
    walk = _tracked if mode == _TRACKED else _by_clock
    for rows, state, last in walk(client, source, select, told, now):
        state = {"mode": mode, "select": mark, **state}
        yield Page(tuple(read.pulled(rows)), json.dumps(state, sort_keys=True), not last)


def was_complete(cursor: str) -> bool:
    """Say whether the reading that ended with this cursor told everything, not just changes.

    What it didn't tell may be gone; `ids` says what is there.
    """
    return bool(_opened(cursor).get("whole"))


def tells_deletions(cursor: str) -> bool:
    """Say whether what is deleted will be told by the readings to come."""
    return _opened(cursor).get("mode") == _TRACKED


def ids(client: Dynamics, kind: str) -> Iterator[str]:
    """Yield the id of everything of one kind that is there."""
    source = SOURCES[kind]
    for page in client.rows(source.set, select=source.key):
        for row in page:
            yield guid(row[source.key])


def _mode(client: Dynamics, source: Source) -> str:
    path = table_path(source.table) + query({"$select": "LogicalName,ChangeTrackingEnabled"})
    definition = metadata(client, path) or {}
    return _TRACKED if definition.get("ChangeTrackingEnabled") else _BY_CLOCK


def _tracked(client: Dynamics, source: Source, select: str, told: dict, _now: datetime):
    """Yield (rows, state, whether they are the last) by change tracking."""
    start = source.set + query({"$select": select})
    whole = not told.get("link") or (told.get("whole", False) and not told.get("done"))
    for content, anew in _walk(lambda target: client.changes(target, _PREFER), start, told):
        whole = whole or anew
        last = "@odata.nextLink" not in content
        link = content.get("@odata.deltaLink" if last else "@odata.nextLink")
        if not link:
            raise Unreachable("unexpected_answer", path=source.set)
        yield page_of(content), {"link": link, "whole": whole, "done": last}, last


def _by_clock(client: Dynamics, source: Source, select: str, told: dict, now: datetime):
    """Yield (rows, state, whether they are the last) by the moment of the last change."""
    since, begun = told.get("since", ""), told.get("begun") or moment(now - _OVERLAP)
    where = f"modifiedon ge {since}" if since else ""
    options = {"$select": select, "$filter": where, "$orderby": "modifiedon asc"}
    start = source.set + query(options)
    for content, _anew in _walk(lambda target: client.page(target, _PREFER), start, told):
        following = content.get("@odata.nextLink")
        if following:
            state = {"since": since, "begun": begun, "link": following}
        else:
            state = {"since": begun}
        yield page_of(content), {**state, "whole": not since}, not following


def _walk(ask: Callable[[str], dict], start: str, told: dict) -> Iterator[tuple[dict, bool]]:
    """Yield (page, whether it is of a reading that began anew) from where the last one ended.

    A link that is too old is refused: nothing tells what changed since, so all is read again.
    """
    target, anew, seen = told.get("link") or start, False, set()
    while target:
        seen.add(target)
        try:
            content = ask(target)
        except Refused:
            if target == start or len(seen) > 1:
                raise
            target, anew, seen = start, True, set()
            continue
        yield content, anew
        target = content.get("@odata.nextLink")
        if target in seen:
            raise Unreachable("paging_loop", path=start.partition("?")[0])


class _Reading:
    """Makes pulled objects of rows; asks for lines and currencies where there are any."""

    def __init__(self, client: Dynamics, kind: str, source: Source, vat_column: str):
        self._client = client
        self._kind = kind
        self._source = source
        self._vat_column = vat_column
        self._currencies: dict | None = None

    def pulled(self, rows: list[dict]) -> Iterator[Pulled]:
        lines = self._lines(rows) if self._kind == QUOTE else {}
        for row in rows:
            if text(row.get("@odata.context")).endswith("/$deletedEntity"):
                yield Pulled(self._kind, guid(row.get("id")), "", True, "")
                continue
            external_id = guid(row[self._source.key])
            told = {name: value for name, value in row.items() if name != "@odata.context"}
            if self._vat_column:
                told[VAT_NUMBER] = row.get(self._vat_column)
            if row.get("_transactioncurrencyid_value"):
                told[CURRENCY] = self._currency(guid(row["_transactioncurrencyid_value"]))
            if external_id in lines:
                told[LINES] = lines[external_id]
            version = _ETAG.search(text(row.get("@odata.etag")))
            yield Pulled(self._kind, external_id, version[0] if version else "", False, dump(told))

    def _currency(self, external_id: str) -> str:
        if self._currencies is None:
            found = currencies(self._client)
            self._currencies = {one.external_id: one.code for one in found}
        return self._currencies.get(external_id, "")

    def _lines(self, rows: list[dict]) -> dict[str, list]:
        """Return the lines of every quote that is no longer worked on."""
        final = iter(
            [
                guid(row["quoteid"])
                for row in rows
                if row.get("statecode") in FINAL_QUOTES and "quoteid" in row
            ]
        )
        lines = {}
        while some := list(islice(final, _QUOTES_AT_ONCE)):
            where = " or ".join(f"quoteid eq {one}" for one in some)
            for page in self._client.rows(
                "quotes", select="quoteid", filter=where, expand=EXPAND_LINES
            ):
                for quote in page:
                    lines[guid(quote["quoteid"])] = self._all(quote)
        return lines

    def _all(self, quote: dict) -> list[dict]:
        """Return all lines of a quote, those behind its first page too."""
        lines = list(quote.get(LINES) or ())
        following, seen = quote.get(f"{LINES}@odata.nextLink"), set()
        while following and following not in seen:
            seen.add(following)
            content = self._client.get(following)
            lines += page_of(content)
            following = content.get("@odata.nextLink")
        return lines


def _opened(cursor: str) -> dict:
    try:
        told = json.loads(cursor) if cursor else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
