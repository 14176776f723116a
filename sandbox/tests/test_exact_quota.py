"""Limits: calls a minute and a day, and errors an hour."""

from __future__ import annotations

import time

from sandbox.tests.exact_caller import Exact, running

JOURNALS = "financial/Journals"
MINUTELY = ["X-RateLimit-Minutely-Limit", "X-RateLimit-Minutely-Remaining"]
MINUTELY += ["X-RateLimit-Minutely-Reset"]
DAILY = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]


def limits(answer) -> list[str]:
    return sorted(name for name in answer.headers if name.startswith("X-RateLimit"))


def to_minute_start(exact: Exact) -> None:
    """Jump to just after the next full minute, so that a test stays within one."""
    now = exact.control("GET", "clock")["now"]
    exact.forward(61 - int(now) % 60)


def test_every_answer_carries_six_headers_in_epoch_milliseconds() -> None:
    with running() as exact:
        exact.connect()
        to_minute_start(exact)
        now = int(exact.control("GET", "clock")["now"])
        exact.get(JOURNALS)
        answer = exact.get("no/Endpoint")
        assert answer.status == 404
        assert limits(answer) == sorted(DAILY + MINUTELY)
        assert answer.headers["X-RateLimit-Limit"] == "5000"
        assert answer.headers["X-RateLimit-Remaining"] == "4998"
        assert answer.headers["X-RateLimit-Minutely-Limit"] == "60"
        assert answer.headers["X-RateLimit-Minutely-Remaining"] == "58"
        minute, day = (now // 60 + 1) * 60_000, (now // 86_400 + 1) * 86_400_000
        assert answer.headers["X-RateLimit-Minutely-Reset"] == str(minute)
        assert answer.headers["X-RateLimit-Reset"] == str(day)


def test_61st_call_of_a_minute_is_429_with_the_minutely_headers_only() -> None:
    with running() as exact:
        exact.connect()
        to_minute_start(exact)
        assert [exact.get(JOURNALS).status for _ in range(60)] == [200] * 60
        answer = exact.get(JOURNALS)
        assert (answer.status, answer.text) == (429, "")
        assert limits(answer) == MINUTELY
        assert answer.headers["X-RateLimit-Minutely-Remaining"] == "0"
        assert exact.get(f"/api/v1/100002/{JOURNALS}").status == 200
        exact.forward(60)
        assert exact.get(JOURNALS).status == 200


def test_daily_limit_is_429_with_the_daily_headers_only() -> None:
    with running(daily=2) as exact:
        exact.connect()
        exact.get(JOURNALS)
        exact.get(JOURNALS)
        answer = exact.get(JOURNALS)
        assert (answer.status, answer.text) == (429, "")
        assert limits(answer) == DAILY
        exact.forward(86_400)
        exact.connect()
        assert exact.get(JOURNALS).status == 200


def test_ten_errors_an_hour_block_the_endpoint_for_an_hour() -> None:
    with running(minutely=1000, token_life=100_000) as exact:
        exact.connect()
        exact.forward(3600 - int(time.time()) % 3600)
        bad = [exact.get("crm/Accounts", filter="Nonsense eq 1").status for _ in range(10)]
        assert bad == [400] * 10
        blocked = exact.get("crm/Accounts")
        assert (blocked.status, blocked.text) == (429, "")
        assert limits(blocked) == MINUTELY
        now = exact.control("GET", "clock")["now"]
        until = int(blocked.headers["X-RateLimit-Minutely-Reset"]) / 1000
        assert 3590 < until - float(now) <= 3600
        assert exact.get(JOURNALS).status == 200
        assert exact.get("/api/v1/100002/crm/Accounts").status == 200
        exact.forward(3601)
        assert exact.get("crm/Accounts").status == 200


def test_a_repeated_block_lasts_longer() -> None:
    with running(minutely=1000, token_life=100_000, error_limit=2) as exact:
        exact.connect()
        for length in (3600, 7200):
            for _ in range(2):
                assert exact.get("crm/Accounts", filter="x").status == 400
            exact.forward(length - 10)
            assert exact.get("crm/Accounts").status == 429
            exact.forward(11)
            assert exact.get("crm/Accounts").status == 200


def test_only_400_401_403_404_count_as_errors() -> None:
    with running(minutely=1000, error_limit=2) as exact:
        exact.connect()
        for _ in range(4):
            assert exact.post("crm/Accounts", {"Name": ""}).status == 500
        missing = "crm/Accounts(guid'00000000-0000-4000-8000-000000000000')"
        assert exact.get(missing).status == 404
        assert exact.get("crm/Accounts").status == 200
        assert exact.post("crm/Accounts", {"Nmae": "x"}).status == 400
        assert exact.get("crm/Accounts").status == 429


def test_errors_are_forgotten_with_the_hour() -> None:
    with running(minutely=1000, token_life=100_000, error_limit=2) as exact:
        exact.connect()
        assert exact.get("crm/Accounts", filter="x").status == 400
        exact.forward(3600)
        assert exact.get("crm/Accounts", filter="x").status == 400
        assert exact.get("crm/Accounts").status == 200
