"""Pulling: complete once, then with overlap, and never a gap whatever cuts it off."""

import json
import random
import threading
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from chargebee_site import NOW, T0, Site
from little_server import Reply, serve

from odoo.addons.chargebee_connector.ledger.problems import OverQuota, Refused, Unreachable
from odoo.addons.chargebee_connector.ledger.pull import Pulled
from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.systems.chargebee.client import Chargebee
from odoo.addons.chargebee_connector.systems.chargebee.pull import (
    KINDS,
    OPTIONAL,
    VANISHING,
    kinds,
    objects_of_event,
    pages,
    vanished,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def site():
    site = Site()
    for number in range(5):
        site.change(f"INV-{number}", T0 - 9000, dated=number % 2)
    return site


def client_of(server):
    client = Chargebee(server.url, "key")
    client._http.pause = lambda seconds: None
    return client


def pull(site, cursor="", now=NOW, full=False, at_most=99):
    """Return (ids in order, last cursor) of up to so many pages."""
    ids = []
    with serve(site) as server:
        found = pages(client_of(server), "invoice", cursor, now, full)
        for _ in range(at_most):
            page = next(found, None)
            if page is None:
                break
            ids += [one.external_id for one in page.objects]
            cursor = page.cursor
            assert page.more == bool(parse(cursor)["offset"])
        found.close()
    return ids, cursor


ALL = [f"INV-{number}" for number in range(5)]


def test_first_pull_is_complete_and_has_no_window(site):
    ids, cursor = pull(site)
    assert ids == ALL
    assert all("updated_at[between]" not in query for query in site.queries)
    assert parse(cursor)["watermark"] == T0


def test_later_pull_is_a_closed_window_with_overlap(site):
    _ids, cursor = pull(site)
    site.change("INV-3", T0 - 300)
    site.change("INV-9", T0 + 3600)
    site.change("INV-7", T0 - 301)
    site.queries.clear()
    ids, cursor = pull(site, cursor, NOW + HOUR)
    assert ids == ["INV-3", "INV-9"]
    assert site.queries[0]["updated_at[between]"] == f"[{T0 - 300},{T0 + 3600}]"
    assert parse(cursor)["watermark"] == T0 + 3600


def test_empty_window_moves_on(site):
    _ids, cursor = pull(site)
    ids, cursor = pull(site, cursor, NOW + HOUR)
    assert ids == []
    assert parse(cursor)["watermark"] == T0 + 3600


def test_watermark_is_the_start_and_comes_with_the_last_page(site):
    _ids, first = pull(site)
    for number in range(5):
        site.change(f"INV-{number}", T0 + 60)
    ids, cursor = pull(site, first, NOW + HOUR, at_most=1)
    assert (ids, parse(cursor)["watermark"]) == (ALL[:2], T0)
    # It goes on much later, and still ends at the start of what it began.
    ids, cursor = pull(site, cursor, NOW + 3 * HOUR)
    assert (ids, parse(cursor)["watermark"]) == (ALL[2:], T0 + 3600)


@pytest.mark.parametrize("stop_after", [1, 2])
def test_goes_on_where_it_was_cut_off(site, stop_after):
    ids, cursor = pull(site, at_most=stop_after)
    rest, cursor = pull(site, cursor, NOW + HOUR)
    assert ids + rest == ALL
    assert parse(cursor)["watermark"] == T0


@pytest.mark.parametrize("hours", [24, 240])
def test_old_offset_is_not_used(site, hours):
    _ids, cursor = pull(site, at_most=1)
    ids, cursor = pull(site, cursor, NOW + hours * HOUR)
    assert ids == ALL
    assert parse(cursor)["watermark"] == T0 + hours * 3600


def test_offset_of_almost_a_day_is_used(site):
    _ids, cursor = pull(site, at_most=1)
    assert pull(site, cursor, NOW + 23.9 * HOUR)[0] == ALL[2:]


@pytest.mark.parametrize("change", [{"filters": {}}, {"sort": "updated_at"}, {"started": None}])
def test_offset_of_other_filters_is_not_used(site, change):
    _ids, cursor = pull(site, at_most=1)
    cursor = json.dumps({**json.loads(cursor), **change})
    assert pull(site, cursor, NOW + HOUR)[0] == ALL


def refuse(param):
    body = {"message": "no", "api_error_code": "param_wrong_value", "param": param}
    return Reply(400, body, {"Date": ""})


def test_refused_offset_begins_the_window_again(site):
    _ids, cursor = pull(site)
    for number in range(5):
        site.change(f"INV-{number}", T0 + 60)
    _ids, cursor = pull(site, cursor, NOW + HOUR, at_most=1)
    refused = iter([refuse("offset")])
    ids, cursor = pull(lambda request: next(refused, None) or site(request), cursor, NOW + 2 * HOUR)
    assert ids == ALL
    assert site.queries[-3]["updated_at[between]"] == f"[{T0 - 300},{T0 + 7200}]"
    assert parse(cursor)["watermark"] == T0 + 7200


@pytest.mark.parametrize("param", ["offset", "limit"])
def test_refusal_of_something_else_is_raised(site, param):
    """A first page has no offset to blame, and no other parameter is cured by a new start."""
    with pytest.raises(Refused):
        pull(lambda request: refuse(param))
    _ids, cursor = pull(site, at_most=1)
    with pytest.raises(Refused):
        pull(lambda request: refuse(param), cursor)


def test_full_begins_from_nothing(site):
    _ids, cursor = pull(site)
    ids, cursor = pull(site, cursor, NOW + HOUR, full=True)
    assert ids == ALL
    assert "updated_at[between]" not in site.queries[-1]
    assert parse(cursor)["watermark"] == T0 + 3600


@pytest.mark.parametrize(
    "cursor",
    [
        "{",
        "[]",
        "7",
        "null",
        '{"watermark":"x"}',
        '{"watermark":true}',
        '{"at":1.5}',
        '{"window":7}',
        '{"other":1}',
    ],
)
def test_cursor_that_cannot_be_read_begins_from_nothing(site, cursor):
    assert pull(site, cursor)[0] == ALL


def test_clock_that_was_set_back(site):
    _ids, cursor = pull(site)
    pull(site, cursor, NOW - HOUR)
    assert site.queries[-1]["updated_at[between]"] == f"[{T0 - 3900},{T0 - 3600}]"


@pytest.mark.parametrize(("behind", "watermark"), [(0, T0), (1000, T0 - 1000), (-1000, T0)])
def test_watermark_keeps_to_chargebees_clock(site, behind, watermark):
    """A clock of ours that is fast would leave out what Chargebee stamps until it catches up."""
    now = datetime.now(timezone.utc)
    site.date = format_datetime(now - timedelta(seconds=behind), usegmt=True)
    with serve(site) as server:
        client = Chargebee(server.url, "key")
        *_others, last = pages(client, "invoice", "", now, False)
    # HTTP's dates have whole seconds.
    assert -5 <= parse(last.cursor)["watermark"] - int(now.timestamp()) - (watermark - T0) <= 1


def test_next_page_comes_while_this_one_is_stored(site):
    asked = threading.Event()
    site.before = lambda number: asked.set() if number == 2 else None
    with serve(site) as server:
        found = pages(client_of(server), "invoice", "", NOW, False)
        next(found)
        assert asked.wait(5)
        found.close()
    assert len(site.queries) == 2


def test_closing_ends_the_thread(site):
    with serve(site) as server:
        found = pages(client_of(server), "invoice", "", NOW, False)
        next(found)
        assert threads_of_pull()
        found.close()
        assert not threads_of_pull()
        list(pages(client_of(server), "invoice", "", NOW, False))
        assert not threads_of_pull()


def threads_of_pull():
    return [one for one in threading.enumerate() if one.name.startswith("chargebee-")]


@pytest.mark.parametrize(
    ("reply", "problem"), [(Reply(503, ""), Unreachable), (Reply(429, ""), OverQuota)]
)
def test_what_goes_wrong_comes_at_its_own_step(site, reply, problem):
    def answer(request):
        return reply if "offset" in request.query else site(request)

    with serve(answer) as server:
        found = pages(client_of(server), "invoice", "", NOW, False)
        page = next(found)
        with pytest.raises(problem):
            next(found)
    assert not threads_of_pull()
    assert pull(site, page.cursor)[0] == ALL[2:]


def test_offset_that_repeats_is_no_endless_loop():
    body = {"list": [{"invoice": {"id": "x"}}], "next_offset": "same"}
    with serve(lambda request: Reply(200, body, {"Date": ""})) as server:
        found = pages(client_of(server), "invoice", "", NOW, False)
        next(found)
        with pytest.raises(Unreachable) as caught:
            next(found)
    assert caught.value.code == "offset_repeats"


ANY_STATUS = '["active","archived","deleted"]'
PARAMS = {
    "customer": {"include_deleted": "true", "sort_by[asc]": "created_at"},
    "item_family": {},
    "item": {"status[in]": ANY_STATUS, "sort_by[asc]": "id"},
    "item_price": {"status[in]": ANY_STATUS, "sort_by[asc]": "id"},
    "plan": {"include_deleted": "true"},
    "addon": {"include_deleted": "true"},
    "coupon": {
        "status[in]": '["active","expired","archived","deleted","future"]',
        "sort_by[asc]": "created_at",
    },
    "invoice": {"include_deleted": "true", "sort_by[asc]": "date"},
    "credit_note": {"include_deleted": "true", "sort_by[asc]": "date"},
    "transaction": {"include_deleted": "true", "sort_by[asc]": "date"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_each_kind_asks(kind):
    with serve(lambda request: Reply(200, {"list": []}, {"Date": ""})) as server:
        (page,) = pages(client_of(server), kind, "", NOW, False)
        (_page,) = pages(client_of(server), kind, page.cursor, NOW + HOUR, False)
    first, later = (request.query for request in server.requests)
    assert first == {"limit": "100", **PARAMS[kind]}
    assert later == {**first, "updated_at[between]": f"[{T0 - 300},{T0 + 3600}]"}


def test_unbilled_charges_are_listed_whole_each_time():
    """Their list knows no filter by the time of change."""
    with serve(lambda request: Reply(200, {"list": []}, {"Date": ""})) as server:
        (page,) = pages(client_of(server), "unbilled_charge", "", NOW, False)
        (_page,) = pages(client_of(server), "unbilled_charge", page.cursor, NOW + HOUR, False)
    asked = [request.query for request in server.requests]
    assert asked == [{"limit": "100", "include_deleted": "true"}] * 2


@pytest.mark.parametrize("kind", ["feature", "entitlement"])
def test_features_are_listed_whole_each_time(kind):
    with serve(lambda request: Reply(200, {"list": []}, {"Date": ""})) as server:
        (page,) = pages(client_of(server), kind, "", NOW, False)
        (_page,) = pages(client_of(server), kind, page.cursor, NOW + HOUR, False)
    assert [request.query for request in server.requests] == [{"limit": "100"}] * 2


@pytest.mark.parametrize("kind", ["payment_source", "subscription"])
def test_what_is_only_shown_is_asked_by_its_last_change(kind):
    with serve(lambda request: Reply(200, {"list": []}, {"Date": ""})) as server:
        (page,) = pages(client_of(server), kind, "", NOW, False)
        (_page,) = pages(client_of(server), kind, page.cursor, NOW + HOUR, False)
    first, later = (request.query for request in server.requests)
    assert first == {"limit": "100", "include_deleted": "true", "sort_by[asc]": "created_at"}
    assert later == {**first, "updated_at[between]": f"[{T0 - 300},{T0 + 3600}]"}


def test_promotional_credits_are_asked_by_their_making():
    """They never change, and their list knows no filter by the last change."""
    with serve(lambda request: Reply(200, {"list": []}, {"Date": ""})) as server:
        (page,) = pages(client_of(server), "promotional_credit", "", NOW, False)
        (_page,) = pages(client_of(server), "promotional_credit", page.cursor, NOW + HOUR, False)
    first, later = (request.query for request in server.requests)
    assert first == {"limit": "100"}
    assert later == {"limit": "100", "created_at[between]": f"[{T0 - 300},{T0 + 3600}]"}


@pytest.mark.parametrize("kind", VANISHING)
def test_what_a_list_has_no_more_is_deleted(kind):
    def answer(request):
        if "offset" in request.query:
            return Reply(200, {"list": [{kind: {"id": "c"}}]}, {"Date": ""})
        return Reply(200, {"list": [{kind: {"id": "a"}}], "next_offset": "1"}, {"Date": ""})

    with serve(answer) as server:
        found = vanished(client_of(server), kind, ["a", "b", "c", "d"], NOW)
    assert found == [Pulled(kind, gone, "", True, "") for gone in ("b", "d")]


def test_kinds_come_in_the_order_they_refer_to_each_other():
    assert KINDS == tuple(PARAMS)


def test_a_site_has_either_items_or_plans():
    old, new = kinds("v1"), kinds("v2")
    assert old == ("customer", "plan", "addon", "coupon", "invoice", "credit_note", "transaction")
    assert new == tuple(kind for kind in KINDS if kind not in ("plan", "addon"))


def test_optional_kinds_are_those_that_are_asked_for():
    assert kinds("v2", ("entitlement", "subscription", "x")) == (
        *kinds("v2"),
        "subscription",
        "entitlement",
    )
    assert kinds("v1", ("entitlement", "feature", "subscription")) == (
        *kinds("v1"),
        "subscription",
    )


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_lost_whatever_changes_meanwhile(seed):
    """Objects change all the time, also between two pages, and lists are up to 300 s behind.

    Pulls are cut off at random and go on. Once nothing changes any more, two complete pulls know
    each object in its last version.
    """
    chance = random.Random(seed)
    site, stored, cursor = Site(size=3), {}, ""
    site.lag = 300

    def live(number):
        for _ in range(chance.randrange(3)):
            site.clock += timedelta(seconds=chance.randrange(200))
            site.change(f"INV-{chance.randrange(40):02}", int(site.clock.timestamp()))

    site.before = live
    with serve(site) as server:
        for _ in range(60):
            cursor = store(server, stored, cursor, chance.randrange(1, 6))
            site.clock += timedelta(seconds=chance.randrange(900))
        site.before = lambda number: None
        site.clock += timedelta(seconds=site.lag + 1)
        for _ in range(2):
            cursor = store(server, stored, cursor, 99)
            site.clock += HOUR
    wanted = {key: value["resource_version"] for key, value in site.objects.items()}
    assert len(wanted) > 20
    assert stored == wanted


def store(server, stored, cursor, at_most):
    """Pull up to so many pages, keep the newer version of each object, return the cursor."""
    found = pages(client_of(server), "invoice", cursor, server.answer.clock, False)
    for page, _number in zip(found, range(at_most), strict=False):
        cursor = page.cursor
        for one in page.objects:
            stored[one.external_id] = max(stored.get(one.external_id, 0), int(one.version))
    found.close()
    return cursor


def event(**content):
    return {"id": "ev_1", "object": "event", "event_type": "x", "content": content}


@pytest.mark.parametrize(
    ("payload", "objects"),
    [
        (
            event(invoice={"id": "INV-1"}, customer={"id": "c"}, card={"id": "x"}),
            [("customer", "c"), ("invoice", "INV-1")],
        ),
        (event(credit_notes=[{"id": "CN-1"}, {"id": "CN-2"}, 7]),
            [("credit_note", "CN-1"), ("credit_note", "CN-2")]),
        (event(item_family={"id": "f"}, item={"id": "i"}), [("item_family", "f"), ("item", "i")]),
        (event(customer={"id": "cbdemo_tom"}, invoice={"id": "cbdemo_inv"}), []),
        (event(subscription={"id": "s"}), []),
        (event(invoice={"id": 7}, customer={}, transaction=[]), []),
        (event(invoice={"id": "nul\x00"}), []),
        ({"content": None}, []),
        ({"content": []}, []),
        ([], []),
        ("not json", []),
        ("[" * 100_000, []),
        ("null", []),
    ],
)  # fmt: skip
def test_objects_of_event(payload, objects):
    assert objects_of_event(payload) == objects
    if not isinstance(payload, str):
        assert objects_of_event(json.dumps(payload)) == objects


def test_objects_of_event_that_are_pulled_too():
    payload = event(
        subscription={"id": "s"},
        payment_source={"id": "pm"},
        feature={"id": "f"},
        unbilled_charges=[{"id": "li"}],
        entitlement={"id": "e"},
        customer={"id": "c"},
    )
    assert objects_of_event(payload, ("subscription",)) == [
        ("customer", "c"),
        ("subscription", "s"),
    ]
    # Charges and entitlements can't be fetched one by one.
    assert objects_of_event(payload, OPTIONAL) == [
        ("customer", "c"),
        ("payment_source", "pm"),
        ("subscription", "s"),
        ("feature", "f"),
    ]
