"""Filters that find the rows of many keys in few calls, and what they may find besides."""

import re

import pytest

from odoo.addons.chargebee_connector.ledger.plan import Facts
from odoo.addons.chargebee_connector.ledger.pull import Ask
from odoo.addons.chargebee_connector.systems.exact import cover
from odoo.addons.chargebee_connector.systems.exact.look import fitting, look

SERIES = [f"INV-2026-{number:05}" for number in range(1, 201)]
TERM = re.compile(r"startswith\(YourRef,'([^']*)'\) eq true|YourRef eq '([^']*)'")


def finds(where: str, key: str) -> bool:
    """Whether a filter finds what bears this key."""
    return any(
        key.startswith(beginning) if beginning else key == exact
        for beginning, exact in TERM.findall(where)
    )


def test_numbers_of_a_series_go_by_their_beginnings():
    ((where, keys),) = cover.filters("YourRef", SERIES)
    assert where.count(" or ") == 20, "tens of numbers are one term"
    assert "startswith(YourRef,'INV-2026-0012') eq true" in where
    assert sorted(keys) == SERIES


@pytest.mark.parametrize(
    "keys",
    [
        SERIES,
        [f"cb:{number * 7919:x}" for number in range(100)],
        [f"R/2026/{number:05}" for number in range(0, 500, 3)] + [f"S{n}" for n in range(50)],
        [f"INV-{number}" for number in range(90, 1100)],
    ],
)
def test_every_key_is_found_by_the_filter_that_names_it(keys):
    named = []
    for where, some in cover.filters("YourRef", keys):
        assert where.count(" or ") < cover.MOST_TERMS
        assert all(finds(where, key) for key in some)
        named += some
    assert sorted(named) == sorted(keys)


def test_few_keys_are_asked_for_as_they_are():
    ((where, _keys),) = cover.filters("YourRef", SERIES[:40])
    assert "startswith" not in where


def test_short_numbers_stand_for_themselves():
    """A beginning such as "INV-" would fetch the whole administration."""
    keys = [f"INV-{number}" for number in range(100)]
    assert not any("startswith" in where for where, _some in cover.filters("YourRef", keys))
    assert cover.fitting(keys) == 40


def test_as_many_fit_as_one_filter_finds():
    long = [f"INV-2026-{number:05}" for number in range(1, 1001)]
    number = cover.fitting(long)
    assert len(list(cover.filters("YourRef", long[:number]))) == 1
    assert len(list(cover.filters("YourRef", long[: number + 1]))) == 2
    assert number > 390


def test_a_number_that_comes_twice_is_one_key():
    """An invoice and a credit note may share a number."""
    assert cover.fitting(["INV-1"] * 100) == 100
    assert cover.fitting([]) == 0


def test_only_entries_fit_by_beginnings():
    entries = [
        Ask(n, "sales_entry", key, {"YourRef": key}, Facts()) for n, key in enumerate(SERIES)
    ]
    accounts = [
        Ask(n, "account", key, {"SearchCode": key}, Facts()) for n, key in enumerate(SERIES)
    ]
    assert (fitting(entries), fitting(accounts)) == (200, 40)


def test_what_begins_alike_is_no_find():
    """The neighbour that came along with the answer is not the entry that was asked for."""

    class Books:
        wheres: list = []

        def rows(self, _path, *, select, where):
            self.wheres.append(where)
            yield [{"YourRef": f"{SERIES[0]}9", "AmountFC": 1}]

    asks = [Ask(n, "sales_entry", key, {"YourRef": key}, Facts()) for n, key in enumerate(SERIES)]
    books = Books()
    assert set(look(books, asks).values()) == {None}
    assert len(books.wheres) == 1


def test_forty_accounts_are_asked_for_their_people_at_once():
    class Books:
        wheres: list = []

        def rows(self, _path, *, select, where):
            self.wheres.append(where)
            yield []

    bodies = [{"Account": f"{number:08}-0000-0000-0000-000000000000"} for number in range(41)]
    asks = [Ask(n, "contact", str(n), body, Facts()) for n, body in enumerate(bodies)]
    books = Books()
    assert set(look(books, asks).values()) == {None}
    assert [where.count("Account eq") for where in books.wheres] == [40, 1]
