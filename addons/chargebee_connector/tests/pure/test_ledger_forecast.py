"""How many calls a plan takes and when they are done, within a minute's and a day's limit."""

from datetime import datetime, timedelta

import pytest

from odoo.addons.chargebee_connector.ledger import forecast
from odoo.addons.chargebee_connector.ledger.forecast import DAY, MINUTE, Window

NOW = datetime(2026, 3, 2, 9, 0)
EIGHT = datetime(2026, 3, 3, 8, 0)


def window(limit=60, left=60, resets=NOW + timedelta(seconds=30), length=MINUTE):
    return Window(limit, left, resets, length)


def day(limit=5000, left=5000, resets=EIGHT):
    return Window(limit, left, resets, DAY)


@pytest.mark.parametrize(
    ("creates", "updates", "expected"),
    [
        ([], 0, 0),
        ([1], 0, 2),
        ([40], 0, 41),
        ([41], 0, 43),
        ([41, 1], 3, 48),
        ([0], 5, 5),
    ],
)
def test_one_call_for_each_thing_and_a_look_for_every_forty(creates, updates, expected):
    assert forecast.calls(creates, updates, batch=40) == expected


@pytest.mark.parametrize(
    ("made", "minute", "expected"), [(58, 60, 61), (57, 60, 59), (410, 60, 428), (410, None, 421)]
)
def test_who_waits_for_the_next_minute_looks_anew(made, minute, expected):
    assert forecast.calls([made], 0, batch=40, minute=minute) == expected


@pytest.mark.parametrize(
    ("count", "minute", "expected"),
    [
        (0, window(), 0),
        (10, window(), 5),
        (60, window(), 30),
        (61, window(), 30 + 0.5),
        (120, window(), 30 + 30),
        (121, window(), 30 + 60 + 0.5),
        (10, window(left=0), 30 + 5),
        (10, window(left=5, resets=NOW - MINUTE), 5),
        (10, window(left=0, resets=None), 5),
        (1000, window(limit=None, left=None), 500),
        (180, window(limit=200, left=0), 30 + 90),
        (400, window(limit=200, left=0), 30 + 100 + 100),
    ],
)
def test_calls_fill_the_minutes(count, minute, expected):
    done = forecast.done_at(count, NOW, minute, day(), pace=0.5)
    assert done == NOW + timedelta(seconds=expected)


def test_what_a_day_does_not_take_goes_on_when_the_next_begins():
    done = forecast.done_at(110, NOW, window(), day(left=100), pace=0.5)
    assert done == EIGHT + timedelta(seconds=5)
    done = forecast.done_at(5101, NOW, window(), day(left=100), pace=0.5)
    assert done == EIGHT + DAY + timedelta(seconds=0.5)


def test_a_spent_day_waits():
    assert forecast.done_at(1, NOW, window(), day(left=0), pace=0.5) == EIGHT + timedelta(
        seconds=0.5
    )


def test_two_days_take_two_days():
    done = forecast.done_at(5001, NOW, window(), day(left=0), pace=0.5)
    assert done == EIGHT + DAY + timedelta(seconds=0.5)


def test_what_goes_together_is_a_call_for_each_kind():
    assert forecast.bulk_calls([1000, 1, 0], 500) == 3
