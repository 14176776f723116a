"""Which pages are read, in which order and from where: complete once, then with overlap.

Source: apidocs.chargebee.com, "List operations" (initial and subsequent syncs) and the list page
of each resource (filters, `sort_by`, `include_deleted`). The rules, and what each prevents:

* The first pull has no window: objects that were never changed carry no `updated_at`, and no
  window ever finds them.
* Later pulls read a closed window that begins five minutes before the last run's start, since
  lists lag behind by up to that much.
* Pages are sorted by something that never changes, where the endpoint allows it: an object that
  changes while the pages are read does not push another one off its page.
* The watermark becomes the start of the run, and only after its last page.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from math import ceil

from ...ledger.problems import Refused, Unreachable
from ...ledger.pull import Page, Pulled
from ...ledger.text import dump, parse
from . import payment_references
from .client import PATHS, Chargebee
from .slices import is_id

#: Objects per page; Chargebee gives no more.
LIMIT = 100

#: Seconds by which a window begins before the last run's start.
OVERLAP = 300

#: Seconds for which an offset is good.
OFFSET_LIFE = 24 * 3600

_WITH_DELETED = {"include_deleted": "true"}
_ANY_STATUS = {"status[in]": '["active","archived","deleted"]'}
_ANY_COUPON = {"status[in]": '["active","expired","archived","deleted","future"]'}

#: What is sent with every page of a kind, so that deleted objects come too, and by what the list
#: is sorted ("" = the endpoint has no `sort_by`). Deleted item families are in no list at all.
#: Plans and add-ons are what Product Catalog 1.0 has in place of items.
_LISTS = {
    "customer": (_WITH_DELETED, "created_at"),
    "item_family": ({}, ""),
    "item": (_ANY_STATUS, "id"),
    "item_price": (_ANY_STATUS, "id"),
    "plan": (_WITH_DELETED, ""),
    "addon": (_WITH_DELETED, ""),
    "coupon": (_ANY_COUPON, "created_at"),
    "invoice": (_WITH_DELETED, "date"),
    "credit_note": (_WITH_DELETED, "date"),
    "transaction": (_WITH_DELETED, "date"),
    "payment_source": (_WITH_DELETED, "created_at"),
    "subscription": (_WITH_DELETED, "created_at"),
    "promotional_credit": ({}, ""),
    "unbilled_charge": (_WITH_DELETED, ""),
    "feature": ({}, ""),
    "entitlement": ({}, ""),
}

#: Kinds that are pulled only where a route asks for them.
OPTIONAL = (
    "payment_source",
    "subscription",
    "promotional_credit",
    "unbilled_charge",
    "feature",
    "entitlement",
)

#: Those whose lists know no filter by time: they are listed whole each time.
_WHOLE = ("unbilled_charge", "feature", "entitlement")

#: Those that never change, and can be asked for by the time when they were made.
_BY_CREATION = ("promotional_credit",)

#: Those of which nothing tells that one is gone, but that the list doesn't have it any more.
VANISHING = ("feature", "entitlement")

#: Those that can't be fetched one by one ("Unbilled charges", "Entitlements": list only).
_LISTED_ONLY = ("unbilled_charge", "entitlement")

#: All kinds, in the order in which they are pulled: what others refer to comes first.
KINDS = tuple(kind for kind in _LISTS if kind not in OPTIONAL)

#: The catalogues that a site may work with, as `product_catalog_version` names them, and the
#: kinds that a site with that one doesn't have: it refuses every call for them.
CATALOGUES = {
    "v2": ("plan", "addon"),
    "v1": ("item_family", "item", "item_price", "feature", "entitlement"),
}

#: Ids that Chargebee's "test webhook" button sends; nothing stands behind them.
_SAMPLE = "cbdemo_"


@dataclass(frozen=True, slots=True)
class _Cursor:
    """How far a kind has been read. Times are Unix seconds.

    `watermark` is the start of the last run that came to its end (None: none did). While a run
    is under way `started` is its start, `window` what it asks for (None: everything) and `offset`
    where it goes on, given at `at` and good only with exactly these `filters` and this `sort`.
    The window is one of the field `by`.
    """

    window: list | None = None
    filters: dict = field(default_factory=dict)
    sort: str = ""
    offset: str = ""
    at: int = 0
    started: int | None = None
    watermark: int | None = None
    by: str = "updated_at"

    @classmethod
    def read(cls, text):  # pylint: disable=method-required-super
        """Return the cursor that a text holds; a text that holds none begins from nothing."""
        try:
            cursor = cls(**parse(text))
            times = [cursor.at, cursor.started or 0, cursor.watermark or 0, *(cursor.window or ())]
            return cursor if all(type(time) is int for time in times) else cls()
        except (TypeError, ValueError):
            return cls()

    def text(self):
        return dump(asdict(self))

    def params(self):
        """Return what is sent for the page where this cursor stands."""
        params = {"limit": str(LIMIT), **self.filters}
        if self.window:
            params[f"{self.by}[between]"] = f"[{self.window[0]},{self.window[1]}]"
        if self.sort:
            params["sort_by[asc]"] = self.sort
        if self.offset:
            params["offset"] = self.offset
        return params


def kinds(catalogue: str, also=()) -> tuple[str, ...]:
    """Return the kinds that are pulled from a site with one of CATALOGUES, in their order.

    `also` names those of OPTIONAL that somebody asks for.
    """
    wanted = (*KINDS, *(kind for kind in OPTIONAL if kind in also))
    return tuple(kind for kind in wanted if kind not in CATALOGUES[catalogue])


def pages(client: Chargebee, kind: str, cursor: str, now: datetime, full: bool) -> Iterator[Page]:
    """Yield the pages of one kind that follow a cursor ("" = from nothing).

    A page's cursor is stored with its objects; a run that was cut off goes on from there. `full`
    begins a complete run whatever the cursor says: it is for the first call of such a run only.
    The next page is fetched while the caller stores this one, so the client belongs to this
    generator until it is exhausted or closed; what goes wrong with a page comes out at its own
    step, after all pages before it.
    """
    now = int(now.timestamp())
    state = _Cursor() if full else _Cursor.read(cursor)
    state = _resume(kind, state, now)
    resumed = bool(state.offset)
    with ThreadPoolExecutor(1, f"chargebee-{kind}") as thread:
        coming = thread.submit(_page, client, kind, state.params())
        while True:
            try:
                objects, next_offset = coming.result()
            except Refused as problem:
                if not (resumed and problem.params.get("param") == "offset"):
                    raise
                state, resumed = _begin(kind, state.watermark, now), False
                coming = thread.submit(_page, client, kind, state.params())
                continue
            resumed = False
            if next_offset and next_offset == state.offset:
                raise Unreachable("offset_repeats", kind=kind)
            if client.skew > 0 and not state.offset:
                # Chargebee's clock decides what the next window may leave out.
                state = replace(state, started=state.started - ceil(client.skew))
            if next_offset:
                state = replace(state, offset=next_offset, at=now)
                coming = thread.submit(_page, client, kind, state.params())
            else:
                state = _Cursor(watermark=state.started)
            yield Page(tuple(objects), state.text(), bool(next_offset))
            if not next_offset:
                return


def _page(client, kind, params):
    """Return the objects of a page with all that is kept with them, and the next page's offset."""
    objects, offset = client.page(kind, params)
    if kind == "invoice" and client.references and objects:
        objects = payment_references.added(client, objects)
    return objects, offset


def fetch(client: Chargebee, kind: str, external_id: str) -> Pulled | None:
    """Return one object as it stands now with all that is kept with it, None for an unknown id."""
    found = client.fetch(kind, external_id)
    if found is not None and kind == "invoice" and client.references:
        (found,) = payment_references.added(client, [found])
    return found


def _resume(kind, state, now):
    """Return the cursor of the page to read next: where the last run stopped, or a new run."""
    filters, sort = _LISTS[kind]
    same = state.filters == filters and state.sort == sort
    if state.offset and state.started is not None and same and now - state.at < OFFSET_LIFE:
        return state
    return _begin(kind, state.watermark, now)


def _begin(kind, watermark, now):
    filters, sort = _LISTS[kind]
    window = None
    if watermark is not None and kind not in _WHOLE:
        window = [min(watermark, now) - OVERLAP, now]
    by = "created_at" if kind in _BY_CREATION else "updated_at"
    return _Cursor(window, filters, sort, started=now, watermark=watermark, by=by)


def vanished(client: Chargebee, kind: str, known, now: datetime) -> list[Pulled]:
    """Return those of the `known` ids of a kind of VANISHING that its list has no more, as deleted.

    It is asked after a run has come to its end, and reads the list once more.
    """
    found = pages(client, kind, "", now, True)
    listed = {one.external_id for page in found for one in page.objects}
    return [Pulled(kind, each, "", True, "") for each in known if each not in listed]


def objects_of_event(payload: str | dict, also=()) -> list[tuple[str, str]]:
    """Return (kind, id) of the objects that a webhook's event tells about, in order of KINDS.

    `also` names those of OPTIONAL that are pulled too. An event carries copies that may be late or
    out of order, so it only says what to fetch. What the text holds beside that, or if it is no
    event at all, is not an error: it names nothing.
    """
    if isinstance(payload, str):
        try:
            payload = parse(payload)
        except (ValueError, RecursionError):
            return []
    content = payload.get("content") if isinstance(payload, dict) else None
    if not isinstance(content, dict):
        return []
    found = {}
    wanted = (kind for kind in OPTIONAL if kind in also and kind not in _LISTED_ONLY)
    for kind in (*KINDS, *wanted):
        several = content.get(PATHS[kind].strip("/"))
        for value in (content.get(kind), *(several if isinstance(several, list) else ())):
            external_id = value.get("id") if isinstance(value, dict) else None
            if is_id(external_id) and not external_id.startswith(_SAMPLE):
                found[kind, external_id] = None
    return list(found)
