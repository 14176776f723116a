"""Faults on demand, the clock, the call log, the state file and the command line."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox import chargebee
from sandbox.wire import Application, Reply, Request, dumps, json_reply, start

from .conftest import Client
from .test_chargebee_events import until

ROOT = Path(__file__).parents[2]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def site(new_site) -> Client:
    return new_site(invoices=5)


def order(site: Client, **fault: Any) -> None:
    status, body = site.control("POST", "faults", fault)
    assert status == 200, body


def customers(site: Client) -> int:
    return len(site.all("customers"))


def test_a_throttled_call_is_answered_as_chargebee_does(site: Client) -> None:
    order(site, kind="throttle", path="/coupons", times=2)
    for _ in range(2):
        status, body, headers = site.send("GET", "/api/v2/coupons")
        assert (status, body["api_error_code"]) == (429, "api_request_limit_exceeded")
        assert headers["Retry-After"] == "1"
    assert site.get("coupons")[0] == 200


def test_a_fault_skips_and_chooses_by_method_and_path(site: Client) -> None:
    order(site, kind="html", method="POST", path="/customers$", skip=1)
    assert site.get("customers")[0] == 200
    assert site.post("customers", {"id": "a"})[0] == 200
    assert site.post("customers/a", {"company": "x"})[0] == 200
    status, body = site.post("customers", {"id": "b"})
    assert status == 503 and b"<html>" in body
    assert site.get("customers/b")[0] == 404, "the work was not done"


def test_garbage_and_a_status_of_choice(site: Client) -> None:
    order(site, kind="garbage")
    order(site, kind="status", status=502, body="Bad gateway")
    order(site, kind="status", status=500, body='{"api_error_code": "internal_error"}')
    status, body = site.get("coupons")
    assert status == 200 and isinstance(body, bytes), "no JSON"
    assert site.get("coupons") == (502, b"Bad gateway")
    assert site.get("coupons") == (500, {"api_error_code": "internal_error"})


@pytest.mark.parametrize(("kind", "done"), [("cut_before", 0), ("cut_after", 1)])
def test_a_cut_connection_leaves_open_whether_the_work_was_done(
    site: Client, kind: str, done: int
) -> None:
    before = customers(site)
    order(site, kind=kind, method="POST")
    with pytest.raises((http.client.HTTPException, OSError)):
        site.post("customers", {"company": "x"})
    site.close()
    assert customers(site) == before + done
    assert site.control("GET", "calls")[1]["calls"][1]["status"] == 0


def test_a_slow_answer(site: Client) -> None:
    order(site, kind="slow", seconds=0.4)
    started = time.monotonic()
    assert site.get("coupons")[0] == 200
    assert time.monotonic() - started >= 0.4


@contextmanager
def held(site: Client, after: bool) -> Iterator[list[int]]:
    """A write that is held; the list gets the status of its answer."""
    order(site, kind="hold", method="POST", after=after)
    statuses: list[int] = []

    def write() -> None:
        other = Client(site.port)
        try:
            statuses.append(other.post("customers", {"id": "held"})[0])
        except (http.client.HTTPException, OSError):
            statuses.append(0)
        other.close()

    thread = threading.Thread(target=write)
    thread.start()
    until(lambda: site.control("GET", "holds")[1]["held"] == 1)
    yield statuses
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize("after", [False, True])
def test_a_held_request_waits_before_or_after_its_work(site: Client, after: bool) -> None:
    with held(site, after) as statuses:
        assert site.get("customers/held")[0] == (200 if after else 404)
        assert statuses == []
        assert site.get("coupons")[0] == 200, "others go on"
        assert site.control("POST", "release", {})[1] == {"released": 1}
    assert statuses == [200]
    assert site.get("customers/held")[0] == 200


def test_a_held_request_can_be_dropped(site: Client) -> None:
    with held(site, False) as statuses:
        site.control("POST", "release", {"drop": True})
    assert statuses == [0]
    assert site.get("customers/held")[0] == 404


def test_a_server_that_stops_lets_nothing_hang(new_site) -> None:
    site = new_site(invoices=3)
    assert site.get("coupons")[0] == 200
    with held(site, False) as statuses:
        site.running.stop()
        until(lambda: statuses == [0])
        with pytest.raises((http.client.HTTPException, OSError)):
            site.get("coupons")


def test_faults_are_listed_and_forgotten(site: Client) -> None:
    order(site, kind="html", times=3)
    assert site.control("GET", "faults")[1]["faults"][0]["times"] == 3
    assert site.control("DELETE", "faults")[1] == {"faults": []}
    assert site.get("coupons")[0] == 200


@pytest.mark.parametrize(
    "fault", [{"kind": "rain"}, {"kind": "html", "colour": 1}, {"kind": "html", "path": "("}, {}]
)
def test_a_fault_that_is_none_is_refused(site: Client, fault: dict[str, Any]) -> None:
    assert site.control("POST", "faults", fault)[0] == 400


def test_the_clock_only_jumps_forward(site: Client) -> None:
    before = site.control("GET", "clock")[1]
    assert abs(float(before["now"]) - time.time()) < 5
    after = site.control("POST", "clock", {"forward": 3600})[1]
    assert 3599 < float(after["now"] - before["now"]) < 3660
    assert site.control("POST", "clock", {"forward": -1})[0] == 400


def test_the_call_log_counts_calls_but_not_controls(site: Client) -> None:
    key = site.all("invoices")[0]["id"].replace("/", "%2F")
    start_number = site.control("GET", "calls")[1]["last"]
    site.get(f"invoices/{key}")
    site.get("coupons", limit=3)
    site.control("GET", "state")
    log = site.control("GET", f"calls?since={start_number}")[1]
    assert [call["n"] for call in log["calls"]] == [start_number + 1, start_number + 2]
    call = log["calls"][1]
    assert (call["method"], call["path"], call["query"]) == ("GET", "/api/v2/coupons", "limit=3")
    assert call["status"] == 200 and abs(float(call["at"]) - time.time()) < 5
    assert log["counts"]["GET /invoices/{id}"] == 1 and log["counts"]["GET /coupons"] == 1
    site.control("DELETE", "calls")
    assert site.control("GET", "calls")[1]["counts"] == {}


def test_controls_need_no_key_and_unknown_ones_are_told(site: Client) -> None:
    site.headers.clear()
    assert site.control("GET", "planted")[0] == 200
    assert site.control("GET", "nothing")[0] == 404
    assert site.control("POST", "planted", {})[0] == 404


def test_planted_cases_and_totals_are_told(site: Client) -> None:
    cases = site.control("GET", "cases")[1]["cases"]
    planted = site.control("GET", "planted")[1]
    assert {case for kind in planted.values() for case in kind.values()} <= set(cases)
    totals = site.control("GET", "totals")[1]
    counts = [entry["count"] for by in totals["invoice"].values() for entry in by.values()]
    assert sum(counts) == 5
    site.post("customers", {"id": "c"})
    form = {"customer_id": "c", "currency_code": "GBP", "charges[amount][0]": "1000"}
    form["charges[description][0]"] = "x"
    assert site.post("invoices/create_for_charge_items_and_charges", form)[0] == 200
    after = site.control("GET", "totals")[1]["invoice"]["GBP"]["payment_due"]
    assert (after["count"], after["total"], after["tax"]) == (1, "12.10", "2.10")


def test_the_state_outlives_the_server(tmp_path: Path) -> None:
    file = str(tmp_path / "state.json")
    options: dict[str, Any] = {"invoices": 5, "customers": 5, "state": file, "quota": 1000}
    with chargebee.start(**options) as running:
        site = Client(running.port)
        site.post("customers", {"id": "kept"}, chargebee_idempotency_key="k")
        first = site.all("customers")[0]["id"]
        site.control("POST", "mutate", {"kind": "customer", "id": first, "set": {"company": "Z"}})
        site.control("POST", "clock", {"forward": 1000})
        before = site.all("customers"), site.all("events")
        site.close()
    with chargebee.start(**options) as running:
        site = Client(running.port)
        assert (site.all("customers"), site.all("events")) == before
        assert site.control("GET", "clock")[1]["offset"] >= 1000
        assert site.post("customers", {"id": "kept"}, chargebee_idempotency_key="k")[0] == 200
        assert site.post("customers", {"id": "kept"})[0] == 400
        site.close()
    with pytest.raises(ValueError, match="remove the file"):
        chargebee.start(**{**options, "seed": 99})


def test_the_state_is_on_disk_before_the_server_ends(tmp_path: Path) -> None:
    """A killed server loses at most what the last moment brought."""
    file = tmp_path / "state.json"
    with chargebee.start(invoices=3, customers=3, state=str(file)) as running:
        site = Client(running.port)
        site.post("customers", {"id": "kept"})
        until(lambda: file.exists() and b'"kept"' in file.read_bytes())
        site.close()


def test_the_command_line_starts_a_site_and_ends_it(tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "sandbox.chargebee", "--port", "0", "--seed", "3",
        "--customers", "10", "--invoices", "12", "--months", "2", "--quota", "9",
        "--list-lag", "5", "--key", "k1", "--read-key", "k2", "--state", str(tmp_path / "s.json"),
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith("listening on http://127.0.0.1:")
    site = Client(int(line.rsplit(":", 1)[1]), "k1")
    assert len(site.all("invoices", include_deleted="true")) == 12
    state = site.control("GET", "state")[1]
    assert state["records"]["customer"] == 10 and state["list_lag"] == 5
    site.post("customers", {"id": "last words"})
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    process.stdout.close()
    assert "last words" in (tmp_path / "s.json").read_text()


class _Broken(Application):
    def handle(self, request: Request) -> Reply:
        raise RuntimeError("a defect of the sandbox")


def test_a_defect_of_the_sandbox_is_no_business_answer(capfd: pytest.CaptureFixture[str]) -> None:
    with start(_Broken()) as running:
        site = Client(running.port)
        status, body = site.get("x")
        assert status == 500 and "a defect of the sandbox" in body["sandbox_defect"]
        assert len(site.control("GET", "crashes")[1]["crashes"]) == 1
        site.close()
    assert "RuntimeError" in capfd.readouterr().err


class _Echo(Application):
    def handle(self, request: Request) -> Reply:
        return json_reply(200, {"segments": request.segments, "query": request.query})


def test_amounts_keep_their_digits_and_addresses_their_slashes() -> None:
    from decimal import Decimal

    assert dumps({"a": Decimal("1.10"), "b": Decimal("1E+2")}) == b'{"a":1.10,"b":100}'
    assert json.loads(dumps({"a": "\ue0001.10\ue000 no number"})) == {
        "a": "\ue0001.10\ue000 no number"
    }
    with pytest.raises(TypeError):
        dumps({"a": object()})
    with start(_Echo()) as running:
        site = Client(running.port)
        _, body, headers = site.send("GET", "/a%2Fb/c?x=1&x=%20&y=")
        assert body == {"segments": ["a/b", "c"], "query": [["x", "1"], ["x", " "], ["y", ""]]}
        assert headers["Content-Length"]
        assert site.send("HEAD", "/a")[1] is None
        site._connection.putrequest("POST", "/a")
        site._connection.putheader("Transfer-Encoding", "chunked")
        site._connection.endheaders()
        assert site._connection.getresponse().status == 411
        site.close()
