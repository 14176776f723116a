"""Pull: complete once, then what changed, whatever happens on the way."""

import json
import time
from urllib.parse import parse_qs

from world import World

CHARGEBEE_KINDS = {
    "customer",
    "item_family",
    "item",
    "item_price",
    "coupon",
    "invoice",
    "credit_note",
    "transaction",
}


def asked(world: World, path: str) -> list[dict]:
    """The queries of the calls of a list, as {name: value}."""
    calls = world.site.calls("GET", path)
    return [{name: values[0] for name, values in parse_qs(call["query"]).items()} for call in calls]


def stored(world: World) -> dict[str, int]:
    return dict(
        world.sql(
            "SELECT kind, count(*) FROM billing_record WHERE backend_id = %s GROUP BY kind",
            world.source.id,
        )
    )


def page_of(kind: str, *objects) -> str:
    """The body of a list's only page."""
    return json.dumps({"list": [{kind: one} for one in objects]})


def serve(world: World, path: str, body: str) -> None:
    """Have the next call of a list answered with this body."""
    world.site.fault("status", method="GET", path=path, status=200, body=body)


def throttle(world: World, path: str, **more) -> None:
    """Have a call refused for a minute: too many calls."""
    body = json.dumps({"api_error_code": "api_request_limit_exceeded", "message": "Slow down"})
    world.site.fault("status", path=path, status=429, body=body, **more)


def release_quota(world: World) -> None:
    """Let the time pass for which a refusal said to wait."""
    world.sql("UPDATE billing_quota SET next_call_at = NULL")
    world.sql("UPDATE billing_run SET eta = now() AT TIME ZONE 'UTC'")


# --- the first pull ---------------------------------------------------------------------------


def test_the_first_pull_is_complete(mapped):
    records = mapped.site.get("state")["records"]
    assert stored(mapped) == {kind: records[kind] for kind in CHARGEBEE_KINDS}


def test_the_first_pull_sees_what_lists_tend_to_hide(mapped):
    planted = mapped.site.get("planted")
    hidden = [
        (kind, external_id)
        for kind, cases in planted.items()
        for external_id, case in cases.items()
        if case in ("deleted", "no_updated_at")
    ]
    assert {case for cases in planted.values() for case in cases.values()} >= {
        "deleted",
        "no_updated_at",
    }
    for kind, external_id in hidden:
        assert mapped.record(kind, external_id), (kind, external_id)
    deleted = [key for key, case in planted["invoice"].items() if case == "deleted"]
    assert all(mapped.record("invoice", key).deleted for key in deleted)


def test_what_the_target_is_known_by_is_mirrored(mapped):
    accounts = mapped.env["billing.record"].search([("kind", "=", "account")])
    assert len(accounts) == mapped.exact.get("state")["divisions"]["100001"]["rows"]["crm/Accounts"]
    assert accounts.backend_id == mapped.target


def test_payloads_are_kept_byte_for_byte(mapped):
    odd = '{"id":"odd",  "first_name":"Zo\\u00eb \\ud83d\\ude00","amount":1.10, "deleted":false }'
    serve(mapped, "/customers$", '{"list": [ {"customer": ' + odd + " } ] }")
    mapped.pull()
    assert mapped.record("customer", "odd").sudo().payload == odd


# --- later pulls ------------------------------------------------------------------------------


def test_a_later_pull_reads_a_closed_window_that_overlaps(mapped):
    # A window begins five minutes before the last run's start, so the first run must be older.
    cursors = mapped.sql("SELECT id, cursor FROM billing_stream WHERE kind = 'invoice'")
    watermark = json.loads(cursors[0][1])["watermark"]
    mapped.site.forget_calls()
    before = int(time.time())
    mapped.pull()
    (query,) = asked(mapped, "/invoices")
    begin, end = json.loads(query["updated_at[between]"])
    assert begin == watermark - 300
    assert before - 1 <= end <= time.time()
    assert query["include_deleted"] == "true"
    assert query["sort_by[asc]"] == "date"


def test_a_pull_without_changes_writes_nothing(mapped):
    before = mapped.sql("SELECT id, xmin::text FROM billing_record ORDER BY id")
    mapped.pull()
    assert mapped.sql("SELECT id, xmin::text FROM billing_record ORDER BY id") == before


def test_a_change_is_pulled_and_only_it(mapped):
    untouched = mapped.record("customer", "cust-00002").version
    mapped.site.post("mutate", kind="customer", id="cust-00001", set={"phone": "+31 1"})
    (run,) = mapped.pull().filtered(lambda run: run.kind == "pull")
    record = mapped.record("customer", "cust-00001")
    assert record._payload()["phone"] == "+31 1"
    assert mapped.record("customer", "cust-00002").version == untouched
    assert run._counted()["changed"] == 1


def test_an_older_version_never_replaces_a_newer_one(mapped):
    record = mapped.record("customer", "cust-00001")
    older = {**record._payload(), "resource_version": int(record.version) - 1, "phone": "old"}
    serve(mapped, "/customers$", json.dumps({"list": [{"customer": older}]}, default=str))
    mapped.pull()
    assert "old" not in mapped.record("customer", "cust-00001").sudo().payload


def test_the_same_version_with_other_content_replaces(mapped):
    silent = {**mapped.record("customer", "cust-00001")._payload(), "phone": "silent"}
    serve(mapped, "/customers$", json.dumps({"list": [{"customer": silent}]}, default=str))
    mapped.pull()
    assert mapped.record("customer", "cust-00001")._payload()["phone"] == "silent"


def test_of_two_versions_on_one_page_the_newer_is_kept(mapped):
    new = {"id": "twice", "resource_version": 20, "first_name": "new"}
    old = {"id": "twice", "resource_version": 9, "first_name": "old"}
    serve(mapped, "/customers$", page_of("customer", new, old))
    mapped.pull()
    assert mapped.record("customer", "twice")._payload()["first_name"] == "new"


def test_versions_are_compared_as_numbers_of_any_length(mapped):
    for version, name in ((99, "short"), (1_700_000_000_123_456, "long"), (100, "late")):
        one = {"id": "numbered", "resource_version": version, "first_name": name}
        serve(mapped, "/customers$", page_of("customer", one))
        mapped.pull()
    assert mapped.record("customer", "numbered")._payload()["first_name"] == "long"


def test_what_was_posted_from_stays_in_the_history(posted):
    link = posted.links(kind="sales_entry", state="posted")[0]
    before = link.record_id.sudo().payload
    waiting = posted.links(kind="sales_entry", state="skipped")[0].record_id
    for record in (link.record_id, waiting):
        posted.site.post("mutate", kind="invoice", id=record.external_id, set={"po_number": "PO-7"})
    posted.pull()
    history = posted.env["billing.record.history"].sudo().search([])
    assert history.record_id == link.record_id
    assert history.payload == before
    assert link.record_id._payload()["po_number"] == "PO-7"


# --- stopped, cut off, started over ------------------------------------------------------------


def test_a_stopped_run_goes_on_where_it_was(fresh):
    fresh.connect()
    throttle(fresh, "/invoices$", skip=1)
    (run,) = fresh.pull()
    assert run.state == "running"
    assert stored(fresh)["invoice"] == 100
    run.action_stop()
    release_quota(fresh)
    fresh.site.forget_calls()
    fresh.pull()
    assert "offset" in asked(fresh, "/invoices")[0]
    assert "updated_at[between]" not in asked(fresh, "/invoices")[0]
    records = fresh.site.get("state")["records"]
    assert stored(fresh) == {kind: records[kind] for kind in CHARGEBEE_KINDS}


def test_a_run_that_met_a_limit_waits_and_then_goes_on(fresh):
    fresh.connect()
    throttle(fresh, "/items$")
    (run,) = fresh.pull()
    assert (run.state, run.failures) == ("running", 0)
    assert run.message
    release_quota(fresh)
    fresh.work()
    assert run.state == "done"
    records = fresh.site.get("state")["records"]
    assert stored(fresh) == {kind: records[kind] for kind in CHARGEBEE_KINDS}


def test_a_server_that_is_down_makes_the_run_wait(mapped):
    mapped.site.fault("html", path="/coupons$", times=3)
    (run,) = mapped.pull()
    assert (run.state, run.failures) == ("running", 1)
    assert run.eta > mapped.env.cr.now()
    assert run.message
    assert mapped.source.connection_state != "attention"


def test_starting_over_reads_everything_again(mapped):
    stream = mapped.env["billing.stream"].search([("kind", "=", "invoice")])
    stream.action_start_over()
    mapped.site.forget_calls()
    (run,) = mapped.pull()
    queries = asked(mapped, "/invoices")
    assert len(queries) == 2
    assert all("updated_at[between]" not in query for query in queries)
    assert run._counted().get("changed") is None
    assert not stream.full


def test_a_stream_that_is_off_is_not_read(mapped):
    mapped.env["billing.stream"].search([("kind", "=", "coupon")]).active = False
    mapped.site.forget_calls()
    mapped.pull()
    assert asked(mapped, "/coupons") == []
    assert len(asked(mapped, "/invoices")) == 1


# --- malformed --------------------------------------------------------------------------------


def test_malformed_objects_never_stop_the_others(mapped):
    good = {"id": "good", "resource_version": 1, "first_name": "Good"}
    body = {
        "list": [
            {"customer": {"first_name": "without an id"}},
            {"subscription": {"id": "of another kind"}},
            {"customer": {"id": ["no text"]}},
            {"customer": "no object"},
            7,
            {"customer": {"id": "words", "resource_version": "latest"}},
            {"customer": {"id": "half", "first_name": "\ud800", "last_name": "\x00"}},
            {"customer": good},
        ]
    }
    serve(mapped, "/customers$", json.dumps(body))
    (run,) = mapped.pull()
    assert run.state == "done"
    assert mapped.record("customer", "good")._payload() == good
    assert mapped.record("customer", "words")
    assert mapped.record("customer", "half")
    kept = mapped.env["billing.record"].search([("external_id", "like", "malformed/")])
    assert len(kept) == 5


def test_an_answer_that_is_no_json_is_asked_again(mapped):
    mapped.site.fault("garbage", path="/items$")
    (run,) = mapped.pull()
    assert (run.state, run.failures) == ("running", 1)
    release_quota(mapped)
    mapped.work()
    assert run.state == "done"
