"""The formula of the fewest calls for a month of business, and what is shown beside it."""

import pytest

from environment import bench_least
from environment import bench_month_figures as figures
from environment.bench_least import Business

MONTH = Business(customers=400, persons=320, documents=1060, days=164)
LIMITS = {"minutely": 60, "daily": 5000}
DONE = {"states": [["account", "posted", "", 400], ["sales_entry", "skipped", "zero", 3]]}


def call(method: str, path: str, at: float = 0, status: int = 200) -> dict:
    return {"method": method, "path": path, "at": at, "status": status}


def entries(count: int, start: float = 0, per_minute: int = 60) -> list[dict]:
    """So many sales entries, evenly over the minutes."""
    return [
        call("POST", "/api/v1/100001/salesentry/SalesEntries", start + number * 60 / per_minute)
        for number in range(count)
    ]


def named(shown: list, name: str):
    (found,) = (figure for figure in shown if figure.name.strip() == name)
    return found


def test_each_thing_is_a_call_and_each_list_a_read() -> None:
    fewest = bench_least.least(MONTH)
    assert fewest == {
        "accounts": 400,
        "contacts": 320,
        "main contacts": 320,
        "sales entries": 1060,
        "bank entries": 164,
        "reads": 5,
    }
    assert sum(fewest.values()) == 2269


def test_the_formula_names_every_term() -> None:
    first, reads = bench_least.formula().split("\n")
    assert first.count(" + ") == len(bench_least.least(MONTH)) - 1
    assert all(name in first for name in bench_least.least(MONTH))
    assert reads.count(",") == bench_least.least(MONTH)["reads"] - 1


@pytest.mark.parametrize(
    ("method", "path", "purpose"),
    [
        ("POST", "/api/v1/100001/crm/Accounts", "accounts"),
        ("PUT", "/api/v1/100001/crm/Accounts(guid'5c7a')", "main contacts"),
        ("POST", "/api/v1/100001/crm/Contacts", "contacts"),
        ("POST", "/api/v1/100001/salesentry/SalesEntries", "sales entries"),
        ("POST", "/api/v1/100001/financialtransaction/BankEntries", "bank entries"),
        ("GET", "/api/v1/100001/salesentry/SalesEntries?$filter=x", "reads"),
        ("GET", "/api/v1/100001/sync/CRM/Accounts", "reads"),
        ("GET", "/api/v1/current/Me", "reads"),
        ("PUT", "/api/v1/100001/crm/Contacts(guid'5c7a')", "other changes"),
    ],
)
def test_a_call_is_counted_by_what_it_is_for(method: str, path: str, purpose: str) -> None:
    assert bench_least.made([call(method, path)]) == {purpose: 1}


def test_tokens_have_a_limit_of_their_own() -> None:
    assert bench_least.made([call("POST", "/api/oauth2/token")]) == {}


@pytest.mark.parametrize(("made", "met"), [(105, True), (107, True), (108, False)])
def test_two_in_a_hundred_more_are_too_many(made: int, met: bool) -> None:
    brought = Business(customers=0, persons=0, documents=100, days=0)
    shown = figures.month(brought, entries(made), {"calls": made}, DONE, {})
    assert named(shown, "calls to Exact").met is met


@pytest.mark.parametrize(("expected", "met"), [(91, True), (109, True), (89, False), (111, False)])
def test_a_forecast_may_be_a_tenth_off(expected: int, met: bool) -> None:
    shown = figures.month(MONTH, entries(100), {"calls": expected}, DONE, {})
    assert named(shown, "as the preview said beforehand").met is met


def test_what_is_blocked_or_doubled_is_a_miss() -> None:
    left = {"states": [["sales_entry", "blocked", "period_closed", 2]]}
    twice = {"100001": {"sales_entries": [["INV-1"]], "accounts": []}}
    shown = figures.month(MONTH, entries(10), {"calls": 10}, left, twice)
    blocked = named(shown, "not posted")
    assert (blocked.met, blocked.baseline) == (False, "2 sales_entry blocked period_closed")
    assert named(shown, "standing twice in Exact").met is False
    assert named(figures.month(MONTH, entries(10), {"calls": 10}, DONE, {}), "not posted").met


def slice_of(calls: list[dict], seconds: float, before: int = 0) -> list:
    done = {"previewed": 0, "forecast": {"calls": len(calls), "seconds": seconds}, **DONE}
    return figures.slice_of_month(MONTH, calls, before, done, LIMITS)


def test_a_slice_keeps_the_limits_and_is_done_when_it_was_said() -> None:
    shown = slice_of(entries(180), 180)
    assert all(figure.met is not False for figure in shown)
    assert named(shown, "calls to Exact in each clock minute").measured == "60, 60, 60"


def test_too_many_in_a_minute_are_a_miss() -> None:
    shown = slice_of(entries(122, per_minute=61), 121)
    assert named(shown, "calls to Exact in each clock minute").met is False
    refused = [*entries(10), call("POST", "/api/v1/100001/crm/Accounts", 10, 429)]
    assert named(slice_of(refused, 10), "refused for being too many").met is False


@pytest.mark.parametrize(("seconds", "met"), [(162, True), (160, False), (198, False)])
def test_the_finish_may_be_a_tenth_off(seconds: float, met: bool) -> None:
    """What was done before the preview is no part of what it took."""
    calls = [*entries(5, start=-60), *entries(180)]
    assert named(slice_of(calls, seconds, before=5), "done after, seconds").met is met


def test_a_day_takes_five_thousand() -> None:
    shown = slice_of(entries(5001), 5000)
    assert named(shown, "calls of a day").met is False
