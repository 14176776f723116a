"""The state file, the process on its own, and faults around a booking."""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sandbox.tests.exact_caller import SALES, Exact, running

pytest_plugins = ("sandbox.tests.exact_fixtures",)
ROOT = Path(__file__).resolve().parents[2]


def test_second_run_finds_the_same_books_and_a_live_refresh_token(tmp_path: Path) -> None:
    file = str(tmp_path / "exact.json")
    year = {"From": "2026-10-01T00:00:00", "To": "2027-09-30T00:00:00"}
    with running(minutely=1000, state=file) as exact:
        refresh = exact.connect()
        access = exact.access
        made = exact.booked(exact.line(AmountFC="1000.00", **year), Currency="USD", Rate="0.9137")
        exact.forward(100)
        before = exact.balance(), exact.control("GET", "state")
    with running(minutely=1000, state=file) as exact:
        assert (exact.balance(), exact.control("GET", "state")) == before
        exact.access = access
        path = f"{SALES}(guid'{made['EntryID']}')"
        assert exact.call("PUT", path, {"YourRef": "again"}).status == 204
        assert exact.balance() == before[0]
        assert exact.booked()["EntryNumber"] == 26700002
        assert exact.refresh(refresh).json["error"] == "access_denied"
        exact.forward(480)
        assert exact.refresh(refresh).status == 200


def test_a_second_run_knows_matches_orders_and_files_of_the_first(tmp_path: Path) -> None:
    file = str(tmp_path / "exact.json")
    item = {"Quantity": 2, "NetPrice": "50", "VATCode": "2"}
    with running(minutely=1000, state=file) as exact:
        exact.connect()
        number = exact.booked(exact.line(VATCode="0"), Currency="USD", Rate="0.90")["EntryNumber"]
        paid = [{"entry_number": number, "amount": "40"}]
        body = {"division": exact.division, "journal": "26", "rate": "0.95", "invoices": paid}
        exact.control("POST", "receipt", body)
        exact.control("POST", "purchase", {"division": exact.division, "amount": "55"})
        invoice = exact.post(
            "salesinvoice/SalesInvoices",
            {
                "OrderedBy": exact.account("1"),
                "Journal": "70",
                "PaymentCondition": "14",
                "SalesInvoiceLines": [{**item, "Item": exact.id_of("logistics/Items", "SETUP")}],
            },
        ).d
        document = exact.post("documents/Documents", {"Subject": "x", "Type": 10}).d["ID"]
        attached = {"Document": document, "FileName": "x.pdf", "Attachment": "eA=="}
        exact.post("documents/DocumentAttachments", attached)
        access, before = exact.access, exact.balance()
    with running(minutely=1000, state=file) as exact:
        exact.access = access
        assert exact.balance() == before
        exact.control("POST", "unmatch", {"division": exact.division, "entry_number": number})
        (account,) = exact.control("GET", f"open_items?division={exact.division}")["accounts"]
        assert (account["fc"], account["dc"]) == ({"USD": "60.00"}, "52.00")
        (row,) = exact.rows("documents/DocumentAttachments", select="FileSize,Url")
        assert (row["FileSize"], exact.call("GET", row["Url"]).text) == (1, "x")
        printed = {"InvoiceID": invoice["InvoiceID"], "InvoiceDate": "2026-11-02"}
        assert exact.post("salesinvoice/PrintedSalesInvoices", printed).status == 201
        terms = exact.rows(
            "sync/Cashflow/PaymentTerms", filter="Timestamp gt 1L", select="LineType,AmountDC"
        )
        assert sorted((row["LineType"], row["AmountDC"]) for row in terms) == [
            (20, -38),
            (20, 90),
            (20, 121),
            (22, -55),
        ]


def test_quota_used_by_the_first_run_counts_for_the_second(tmp_path: Path) -> None:
    file = str(tmp_path / "exact.json")
    with running(daily=2, state=file) as exact:
        exact.connect()
        assert exact.get("financial/Journals").status == 200
        assert exact.get("financial/Journals").status == 200
        access = exact.access
    with running(daily=2, state=file) as exact:
        exact.access = access
        assert exact.get("financial/Journals").status == 429


def test_process_takes_its_options_and_keeps_its_state(tmp_path: Path) -> None:
    options = "--port 0 --language en --minutely 3 --daily 5000 --token-life 600 --error-limit 10"
    options += " --client-id demo --client-secret demo-secret --no-deferral --attachment-mb 7"
    options += f" --redirect http://127.0.0.1:1/a --state {tmp_path / 'exact.json'}"
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.exact", *options.split()],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/_sandbox/options")
        shown = connection.getresponse().read().decode()
        connection.close()
    finally:
        process.terminate()
        process.wait(30)
    for part in (
        '"language":"en"',
        '"minutely":3',
        '"deferral":false',
        '"redirect":["http://127.0.0.1:1/a"]',
    ):
        assert part in shown
    assert "secret" not in shown
    assert (tmp_path / "exact.json").exists()


def test_answer_cut_after_the_booking_leaves_it_booked(exact: Exact) -> None:
    body = exact.entry()
    for kind, entries in (("cut_before", 0), ("cut_after", 1)):
        exact.control("POST", "faults", {"kind": kind, "method": "POST", "path": SALES})
        with pytest.raises((http.client.HTTPException, OSError)):
            exact.post(SALES, body)
        assert len(exact.rows(SALES, select="EntryID")) == entries


def test_held_booking_goes_on_when_it_is_released(exact: Exact) -> None:
    body = exact.entry()
    exact.control("POST", "faults", {"kind": "hold", "method": "POST", "path": SALES})
    statuses: list[int] = []
    thread = threading.Thread(target=lambda: statuses.append(exact.post(SALES, body).status))
    thread.start()
    deadline = time.monotonic() + 10
    while not exact.control("GET", "holds")["held"] and time.monotonic() < deadline:
        time.sleep(0.01)
    assert exact.rows(SALES, select="EntryID") == []
    assert exact.control("POST", "release", {})["released"] == 1
    thread.join(10)
    assert statuses == [201]


def test_throttle_on_demand_looks_like_a_used_up_minute(exact: Exact) -> None:
    exact.control("POST", "faults", {"kind": "throttle"})
    answer = exact.get("financial/Journals")
    assert (answer.status, answer.text) == (429, "")
    assert answer.headers["X-RateLimit-Minutely-Remaining"] == "0"
    assert "X-RateLimit-Limit" not in answer.headers


def test_calls_are_counted_by_endpoint(exact: Exact) -> None:
    exact.control("DELETE", "calls")
    made = exact.post("crm/Accounts", {"Name": "x"}).d
    exact.get(f"crm/Accounts(guid'{made['ID']}')")
    exact.get("crm/Accounts", select="ID")
    counts = exact.control("GET", "calls")["counts"]
    assert counts == {"POST crm/Accounts": 1, "GET crm/Accounts": 2}
