"""Events and the webhook: one event per write, delivered, repeated, with a password."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from .conftest import Client


class Receiver:
    """A receiver that answers with the given statuses, then with 204."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.got: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append({"event": json.loads(body), "headers": dict(self.headers)})
                self.send_response(outer.statuses.pop(0) if outer.statuses else 204)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Nothing to say."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait_for(self, count: int) -> None:
        until(lambda: len(self.got) >= count)


def until(happened: Callable[[], bool]) -> None:
    """Wait for something that a thread does. Fails after ten seconds."""
    end = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < end, "it did not happen within 10 seconds"
        time.sleep(0.02)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    started = Receiver()
    yield started
    started.server.shutdown()
    started.server.server_close()


def test_a_write_leaves_an_event_with_a_snapshot(new_site) -> None:
    site = new_site()
    site.post("customers", {"id": "c", "company": "A"})
    event = site.all("events", **{"event_type[is]": "customer_created"})[0]
    assert event["content"]["customer"] == site.one("customers", "c")
    assert (event["source"], event["user"], event["api_version"]) == ("api", "full_key", "v2")
    assert event["webhook_status"] == "not_configured"
    assert site.one("events", event["id"]) == event
    now = event["occurred_at"]
    between = {"occurred_at[between]": f"[{now},{now}]", "sort_by[asc]": "occurred_at"}
    assert event in site.all("events", **between)


def test_events_of_a_payment(new_site) -> None:
    site = new_site()
    open_one = site.all("invoices", **{"status[in]": "[not_paid,payment_due]"})[0]
    site.control("POST", "mutate", {"kind": "invoice", "id": open_one["id"], "set": {}})
    address = f"invoices/{open_one['id'].replace('/', '%2F')}/record_payment"
    assert site.post(address, {"transaction[payment_method]": "cash"})[0] == 200
    types = [event["event_type"] for event in site.all("events")]
    assert types == ["invoice_updated", "payment_succeeded", "invoice_updated"]


def test_the_webhook_gets_the_bare_event_with_its_password(new_site, receiver: Receiver) -> None:
    site = new_site()
    values = {"url": receiver.url, "user": "hook", "password": "s3cret:é"}
    assert site.control("POST", "webhook", values)[0] == 200
    site.post("customers", {"id": "c", "company": "A"})
    receiver.wait_for(1)
    got = receiver.got[0]
    assert got["event"]["object"] == "event" and "event" not in got["event"]
    assert got["event"]["content"]["customer"]["id"] == "c"
    credentials = base64.b64decode(got["headers"]["Authorization"].removeprefix("Basic ")).decode()
    assert credentials == "hook:s3cret:é"
    until(lambda: site.all("events")[0]["webhook_status"] == "succeeded")


def test_a_failed_delivery_is_tried_again(new_site, receiver: Receiver) -> None:
    receiver.statuses = [500, 503]
    site = new_site()
    site.control("POST", "webhook", {"url": receiver.url, "compression": 3600})
    site.post("customers", {"id": "c"})
    receiver.wait_for(3)
    assert len({got["event"]["id"] for got in receiver.got}) == 1
    until(lambda: len(site.control("GET", "state")[1]["webhook_attempts"]) == 3)
    attempts = site.control("GET", "state")[1]["webhook_attempts"]
    assert [attempt["status"] for attempt in attempts] == [500, 503, 204]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "nonsense"])
def test_nobody_listening_is_a_failed_delivery(new_site, url: str) -> None:
    site = new_site()
    site.control("POST", "webhook", {"url": url, "compression": 1_000_000})
    site.post("customers", {"id": "c"})
    until(lambda: site.all("events")[0]["webhook_status"] == "failed")
    attempts = site.control("GET", "state")[1]["webhook_attempts"]
    assert [attempt["attempt"] for attempt in attempts] == list(range(1, 9))


def test_a_call_can_silence_the_webhook_but_not_the_event(new_site, receiver: Receiver) -> None:
    site = new_site()
    site.control("POST", "webhook", {"url": receiver.url})
    site.post("customers", {"id": "silent"}, chargebee_event_webhook="all-disabled")
    site.post("customers", {"id": "loud"})
    receiver.wait_for(1)
    assert [got["event"]["content"]["customer"]["id"] for got in receiver.got] == ["loud"]
    assert len(site.all("events")) == 2


def test_an_event_can_be_delivered_again(new_site, receiver: Receiver) -> None:
    site = new_site()
    site.control("POST", "webhook", {"url": receiver.url})
    site.post("customers", {"id": "c"})
    receiver.wait_for(1)
    values = {"event_id": receiver.got[0]["event"]["id"], "times": 2}
    assert site.control("POST", "redeliver", values)[0] == 200
    receiver.wait_for(3)
    assert len({got["event"]["id"] for got in receiver.got}) == 1


@pytest.mark.parametrize(
    ("values", "event"),
    [
        ({"kind": "invoice", "set": {"po_number": "1"}}, "invoice_updated"),
        ({"kind": "customer", "set": {"company": "1"}}, "customer_changed"),
        ({"kind": "item_price", "delete": True}, "item_price_deleted"),
        ({"kind": "transaction", "delete": True}, "transaction_deleted"),
    ],
)
def test_a_change_by_a_test_emits_the_matching_event(
    new_site, values: dict[str, Any], event: str
) -> None:
    site: Client = new_site()
    record = site.all(f"{values['kind']}s")[0]
    status, body = site.control("POST", "mutate", {**values, "id": record["id"]})
    assert status == 200
    changed = body[values["kind"]]
    assert changed["resource_version"] > record["resource_version"]
    assert changed["deleted"] == bool(values.get("delete"))
    assert [found["event_type"] for found in site.all("events")] == [event]
    quiet = {**values, "id": record["id"], "quiet": True}
    assert site.control("POST", "mutate", quiet)[0] == 200
    assert len(site.all("events")) == 1


def test_a_change_by_a_test_can_leave_the_version_alone(new_site) -> None:
    site: Client = new_site()
    record = site.all("invoices")[0]
    values = {"kind": "invoice", "id": record["id"], "set": {"dunning_status": "stopped"}}
    site.control("POST", "mutate", {**values, "version": False})
    after = site.one("invoices", record["id"])
    assert after == {**record, "dunning_status": "stopped"}


def test_a_wrong_change_is_refused(new_site) -> None:
    site: Client = new_site()
    known = site.all("customers")[0]["id"]
    for values in (
        {"kind": "nothing", "id": "x"},
        {"kind": "invoice", "id": "x", "set": {}},
        {"kind": "customer", "record": {"id": known}},
    ):
        assert site.control("POST", "mutate", values)[0] == 400
