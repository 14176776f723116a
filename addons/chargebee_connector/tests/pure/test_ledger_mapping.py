"""Mapping tables: which row wins."""

import itertools
from decimal import Decimal

import pytest

from odoo.addons.chargebee_connector.ledger.mapping import Row, Table, plain_rate, rank

FIELDS = ("item_price", "item", "country")


def choose(rows, **facts):
    """Return the target that wins among rows given as (match, target), None if none does."""
    table = Table(FIELDS, [Row(id, match, target) for id, (match, target) in enumerate(rows)])
    row = table.choose(facts)
    return row.target if row else None


def test_no_row_and_no_fitting_row():
    assert choose([], item="a") is None
    assert choose([({"item": "a"}, 1)], item="b") is None
    assert choose([({"item": "a"}, 1)]) is None


def test_empty_field_fits_anything():
    assert choose([({}, 1)], item="a", country="NL") == 1
    assert choose([({"item": "", "country": "NL"}, 1)], item="a", country="NL") == 1
    assert choose([({"item": "", "country": "NL"}, 1)], item="a", country="BE") is None


def test_case_counts():
    assert choose([({"item": "Seat"}, 1)], item="seat") is None


def test_earlier_field_beats_all_later_ones_together():
    rows = [
        ({"item": "i", "country": "NL"}, "both"),
        ({"item_price": "p"}, "price"),
        ({"country": "NL"}, "country"),
        ({}, "any"),
    ]
    assert choose(rows, item_price="p", item="i", country="NL") == "price"
    assert choose(rows, item_price="x", item="i", country="NL") == "both"
    assert choose(rows, item_price="x", item="x", country="NL") == "country"
    assert choose(rows, item_price="x", item="x", country="BE") == "any"


def test_more_fields_beat_fewer():
    rows = [({"item_price": "p"}, 1), ({"item_price": "p", "country": "NL"}, 2)]
    assert choose(rows, item_price="p", country="NL") == 2
    assert choose(rows, item_price="p", country="BE") == 1


def test_first_of_two_equal_rows():
    assert choose([({"item": "a"}, 1), ({"item": "a"}, 2)], item="a") == 1


def test_fields_of_other_tables_are_not_looked_at():
    assert choose([({"item": "a", "gateway": "adyen"}, 1)], item="a") == 1


def test_order_of_rows_makes_no_difference():
    rows = [
        ({}, 0),
        ({"country": "NL"}, 1),
        ({"item": "i"}, 2),
        ({"item": "i", "country": "NL"}, 3),
        ({"item_price": "p", "country": "NL"}, 4),
    ]
    for order in itertools.permutations(rows):
        assert choose(order, item_price="p", item="i", country="NL") == 4
        assert choose(order, item_price="x", item="i", country="NL") == 3


def test_rank_orders_every_combination():
    ranked = sorted(
        (
            shape
            for length in range(len(FIELDS) + 1)
            for shape in itertools.combinations(FIELDS, length)
        ),
        key=lambda shape: rank(FIELDS, shape),
    )
    assert ranked == [
        (),
        ("country",),
        ("item",),
        ("item", "country"),
        ("item_price",),
        ("item_price", "country"),
        ("item_price", "item"),
        ("item_price", "item", "country"),
    ]


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        ("21", "21"),
        ("21.0", "21"),
        ("21.000", "21"),
        ("5.50", "5.5"),
        ("0", "0"),
        ("0.0", "0"),
        ("-0.0", "0"),
        ("0E+1", "0"),
        ("0E+5", "0"),
        ("0E-7", "0"),
        ("1E+2", "100"),
        ("100", "100"),
        ("20", "20"),
        ("8.875", "8.875"),
    ],
)
def test_plain_rate(rate, text):
    assert plain_rate(Decimal(rate)) == text
